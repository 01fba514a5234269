/** The requests of the server that one device has yet to answer. Each ends exactly once: answered, timed out, or given up. */
import { peerTime } from "../kernel/clock.ts";
import { noTicket, type Scheduler, type Task, type Ticket } from "../kernel/scheduler.ts";
import { type Duration, later } from "../kernel/time.ts";
import { type Answer, rpcCode, type RpcError } from "./json-rpc.ts";
import { isShallow } from "./json-size.ts";

/** What became of a request that was sent. */
export type RequestOutcome =
  /** The device's own result. */
  | { readonly type: "result"; readonly result: unknown }
  /** The device's own error. */
  | { readonly type: "error"; readonly error: RpcError }
  | { readonly type: "no-answer"; readonly why: "timeout" | "disconnected" };

export type OnOutcome = (outcome: RequestOutcome) => void;

export class PendingRequests {
  readonly #scheduler: Scheduler;
  readonly #limit: number;
  readonly #requests = new Map<string, PendingRequest>();

  /** @param limit how many there may be at a time. */
  constructor(scheduler: Scheduler, limit: number) {
    this.#scheduler = scheduler;
    this.#limit = limit;
  }

  /** Notes a request that is about to be sent. `timeout` is real time. Returns false, and notes nothing, when there are too many. */
  add(id: string, timeout: Duration, done: OnOutcome): boolean {
    if (this.#requests.size >= this.#limit) return false;
    const { clock, now } = this.#scheduler;
    const request = new PendingRequest(done, () => this.#finish(id, { type: "no-answer", why: "timeout" }));
    request.ticket = this.#scheduler.at(later(now, peerTime(clock, timeout)), request);
    this.#requests.set(id, request);
    return true;
  }

  /** Ends the request with this id. Returns false when there is none. */
  answer(id: string, answer: Answer): boolean {
    return this.#finish(id, outcomeOf(answer));
  }

  /** The connection is gone: ends them all. */
  giveUp(): void {
    for (const id of this.#requests.keys()) this.#finish(id, { type: "no-answer", why: "disconnected" });
  }

  #finish(id: string, outcome: RequestOutcome): boolean {
    const request = this.#requests.get(id);
    if (request === undefined) return false;
    this.#requests.delete(id);
    this.#scheduler.cancel(request.ticket);
    request.done(outcome);
    return true;
  }
}

class PendingRequest implements Task {
  readonly done: OnOutcome;
  readonly onDue: () => void;
  ticket: Ticket = noTicket;

  constructor(done: OnOutcome, onDue: () => void) {
    this.done = done;
    this.onDue = onDue;
  }
}

function outcomeOf(answer: Answer): RequestOutcome {
  if (answer.ok) {
    if (isShallow(answer.result)) return { type: "result", result: answer.result };
    return { type: "error", error: { code: rpcCode.request, message: "the device answered with too deep a result" } };
  }
  const { error } = answer;
  if (isShallow(error.data)) return { type: "error", error };
  return { type: "error", error: { code: error.code, message: error.message } };
}
