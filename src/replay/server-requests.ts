/** The server's requests on one connection: answered from the {@link AnswerBook}, each as long after it as on the tape. */
import type { Scheduler, Task } from "../kernel/scheduler.ts";
import { later } from "../kernel/time.ts";
import { count } from "../metrics/tally.ts";
import type { AnswerBook } from "./answer-book.ts";
import type { Copy } from "./copy.ts";
import type { ReplayTally } from "./replay-tally.ts";
import type { Members, Rpc } from "./tape-frame.ts";

/** What is shared by all connections. */
export interface AnsweringCommons {
  readonly scheduler: Scheduler;
  readonly tally: ReplayTally;
  readonly book: AnswerBook;
  /** How often each device was asked for each method. */
  readonly asked: Map<string, number>;
}

/** Answers that are not due yet. */
const mostWaiting = 64;
/** Names are the server's to make up. */
const mostMethods = 100;

export class ServerRequests {
  readonly #commons: AnsweringCommons;
  readonly #copy: Copy;
  readonly #send: (text: string) => boolean;
  #waiting = 0;

  /** @param send returns whether it was taken. */
  constructor(commons: AnsweringCommons, copy: Copy, send: (text: string) => boolean) {
    this.#commons = commons;
    this.#copy = copy;
    this.#send = send;
  }

  asked({ id, method, params }: Extract<Rpc, { type: "request" }>): void {
    const { scheduler, tally, book, asked } = this.#commons;
    const copy = this.#copy;
    tally.serverRequests.received++;
    const counter = `${copy.number}\n${method}`;
    const time = asked.get(counter) ?? 0;
    const answer = this.#waiting < mostWaiting ? book.answer(copy.device, method, params, time) : undefined;
    if (answer === undefined) return countMethod(tally.serverRequests.unanswered, method);
    asked.set(counter, time + 1);
    this.#waiting++;
    const text = JSON.stringify({ jsonrpc: "2.0", id, ...(copy.swap.value(answer.body) as Members) });
    const task: Task = {
      onDue: () => {
        this.#waiting--;
        if (this.#send(text)) tally.serverRequests.answered++;
      },
    };
    scheduler.at(later(scheduler.now, answer.delay), task);
  }
}

function countMethod(counts: Map<string, number>, method: string): void {
  const name = method.slice(0, 100);
  count(counts, counts.size < mostMethods || counts.has(name) ? name : "others");
}
