/**
 * The ways a timeline's command gets to its device: through the built-in server, or through the target's own HTTP API.
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
import type { CommandAction, CommandGateway } from "../fleet/command-gateway.ts";
import { fillTemplate } from "../fleet/link-plan.ts";

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

const runIsOver = "the run is over";

/** A request that waits for its turn or for its answer. */
interface Job {
  readonly device: Identity;
  readonly action: CommandAction;
  readonly done: (problem?: string) => void;
}

export class RoutedGateway implements CommandGateway {
  readonly #server: ServerCommand | undefined;
  readonly #scheduler: Scheduler;
  readonly #waiting: Job[] = [];
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

  send(device: Identity, action: CommandAction, done: (problem?: string) => void): void {
    if (this.#closed) done(runIsOver);
    else if (action.via.type === "http") {
      if (this.#waiting.length >= mostWaiting) return done(`${mostWaiting} commands wait for the API already`);
      this.#waiting.push({ device, action, done });
      this.#next();
    } else if (this.#server !== undefined) this.#server(device.id, action.name, action.args, done);
    else done("there is no built-in server in this run; say how with `via: { http: ... }`");
  }

  /** Gives up what is under way and what waits. */
  close(): void {
    this.#closed = true;
    for (const { done } of this.#waiting.splice(0)) done(runIsOver);
    for (const abort of this.#underWay) abort.abort();
  }

  #next(): void {
    while (this.#underWay.size < mostInFlight) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      void this.#carryOut(job);
    }
  }

  async #carryOut({ device, action, done }: Job): Promise<void> {
    const abort = new AbortController();
    this.#underWay.add(abort);
    const due = later(this.#scheduler.now, peerTime(this.#scheduler.clock, answerTimeout));
    const patience = this.#scheduler.at(due, { onDue: () => abort.abort() });
    const problem = await request(device, action, abort.signal);
    this.#scheduler.cancel(patience);
    this.#underWay.delete(abort);
    done(problem === undefined || !abort.signal.aborted ? problem : this.#closed ? runIsOver : tookTooLong);
    this.#next();
  }
}

const tookTooLong = `the server's API did not answer within ${answerTimeout / 1_000} s`;

/** What went wrong, if anything did. */
async function request(device: Identity, action: CommandAction, signal: AbortSignal): Promise<string | undefined> {
  if (action.via.type !== "http") return undefined;
  const { method, url, headers, body } = action.via;
  const inUrl = { command: encodeURIComponent(action.name), args: encodeURIComponent(JSON.stringify(action.args)) };
  const inText = { command: action.name, args: JSON.stringify(action.args) };
  const filled = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    fillTemplate(value, device, undefined, inText),
  ]);
  try {
    const response = await fetch(fillTemplate(url, device, encodeURIComponent, inUrl), {
      method,
      headers: filled,
      body: fillTemplate(body, device, undefined, inText),
      redirect: "manual",
      signal,
    });
    await readOut(response);
    return response.ok ? undefined : `the server's API answered ${response.status} ${response.statusText}`.trim();
  } catch (thrown) {
    return causeOf(thrown);
  }
}

/** An answer that was read leaves its connection for the next request; one that is too long loses it. */
async function readOut({ body }: Response): Promise<void> {
  if (body === null) return;
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (length > mostAnswered) return;
  }
}

/** fetch hides the reason ("ECONNREFUSED") in the cause of its error. */
function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause === undefined ? messageOf(thrown) : `${messageOf(thrown)} (${messageOf(cause)})`;
}
