/**
 * The ways out of a timeline: commands through the built-in server, and HTTP requests to the target's own API.
 *
 * 1. At most {@link mostInFlight} HTTP requests are under way; the rest wait their turn, so a step for 100,000 devices does not
 *    open 100,000 sockets. At most {@link mostWaiting} wait; an API too slow for the timeline gets no more.
 * 2. A request has {@link answerTimeout} of real time, and of its answer no more than {@link mostAnswered} is read.
 * 3. Redirects are not followed: they would carry the request's credentials to whoever is named.
 */
import { peerTime } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { later, seconds } from "../kernel/time.ts";
import type { Identity } from "../device/identity.ts";
import type { CommandGateway, CommandOrder, HttpAnswer, HttpRequest } from "../fleet/command-gateway.ts";

/** What the gateway needs of the built-in server. */
export type ServerCommand = (
  id: string,
  name: string,
  args: Readonly<Record<string, unknown>>,
  done: (problem?: string) => void,
) => void;

const mostInFlight = 64;
export const mostWaiting = 200_000;
const answerTimeout = seconds(30);
const mostAnswered = 65_536;
/** Of an answer's text, characters that are worth showing. */
const mostShown = 200;

const runIsOver = "the run is over";

/** A request that waits for its turn or for its answer. */
interface Job {
  readonly make: () => HttpRequest;
  readonly done: (answer: HttpAnswer) => void;
}

export class RoutedGateway implements CommandGateway {
  readonly outside = true;
  readonly #server: ServerCommand | undefined;
  readonly #scheduler: Scheduler;
  /** Those before `#next` have had their turn. */
  #waiting: (Job | undefined)[] = [];
  #next = 0;
  readonly #underWay: Set<AbortController> = new Set();
  #closed = false;

  /**
   * @param server the built-in server's way, absent when the fleet has a target of its own.
   * @param scheduler times HTTP requests.
   */
  constructor(server: ServerCommand | undefined, scheduler: Scheduler) {
    this.#server = server;
    this.#scheduler = scheduler;
  }

  send(device: Identity, { name, args }: CommandOrder, done: (problem?: string) => void): void {
    if (this.#closed) done(runIsOver);
    else if (this.#server !== undefined) this.#server(device.id, name, args, done);
    else done("there is no built-in server in this run; say how with `via: { http: ... }`");
  }

  request(make: () => HttpRequest, done: (answer: HttpAnswer) => void): void {
    if (this.#closed) return done(failed(runIsOver));
    if (this.#waiting.length - this.#next >= mostWaiting)
      return done(failed(`${mostWaiting} requests wait for the API already`));
    this.#waiting.push({ make, done });
    this.#begin();
  }

  /** Gives up what is under way and what waits. */
  close(): void {
    this.#closed = true;
    const waiting = this.#waiting.slice(this.#next);
    this.#waiting = [];
    this.#next = 0;
    for (const job of waiting) job?.done(failed(runIsOver));
    for (const abort of this.#underWay) abort.abort();
  }

  #begin(): void {
    while (this.#underWay.size < mostInFlight) {
      const job = this.#waiting[this.#next];
      if (job === undefined) break;
      this.#waiting[this.#next++] = undefined;
      void this.#carryOut(job);
    }
    // Moves what waits to the front now and then: to shift each would cost as much as there are.
    if (this.#next < 1_024 && this.#next < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
  }

  async #carryOut({ make, done }: Job): Promise<void> {
    const abort = new AbortController();
    this.#underWay.add(abort);
    const due = later(this.#scheduler.now, peerTime(this.#scheduler.clock, answerTimeout));
    const patience = this.#scheduler.at(due, { onDue: () => abort.abort() });
    const answer = await ask(make, abort.signal);
    this.#scheduler.cancel(patience);
    this.#underWay.delete(abort);
    const cut = answer.type === "failed" && abort.signal.aborted;
    done(cut ? failed(this.#closed ? runIsOver : tookTooLong) : answer);
    this.#begin();
  }
}

const tookTooLong = `the server's API did not answer within ${answerTimeout / 1_000} s`;

function failed(why: string): HttpAnswer {
  return { type: "failed", why };
}

async function ask(make: () => HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    const { method, url, headers, body } = make();
    const response = await fetch(url, {
      method,
      headers: Object.entries(headers),
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal,
    });
    const { status, statusText } = response;
    return { type: "answered", status, statusText, text: await beginningOf(response) };
  } catch (thrown) {
    return failed(causeOf(thrown));
  }
}

/** An answer that was read leaves its connection for the next request; one that is too long loses it. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (text.length < mostShown) text += decoder.decode(chunk, { stream: true });
    // Leaving the loop cancels the body.
    if (length > mostAnswered) break;
  }
  return text.slice(0, mostShown);
}

/** fetch hides the reason ("ECONNREFUSED") in the cause of its error. */
function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause === undefined ? messageOf(thrown) : `${messageOf(thrown)} (${messageOf(cause)})`;
}
