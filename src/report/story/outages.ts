/**
 * What fails around the home, in words: the power, and the internet.
 *
 * 1. What is over in less than two minutes is left out, but for dips of the power: the devices start anew after them.
 * 2. A line that is slow for a while is not told: it is there.
 * 3. Without power there is no internet, which goes without saying; it may be back minutes after the power is.
 */
import type { Instant } from "../../kernel/time.ts";
import { minutes, seconds } from "../../kernel/time.ts";
import type { NetworkCause, ServiceChange } from "../../world/services.ts";

type Next = (after: Instant) => ServiceChange | undefined;

export interface OutageNews {
  readonly at: Instant;
  readonly text: string;
  readonly warning: boolean;
}

/** What there is to tell of one home's services, in order of time. */
export class Outages {
  readonly #next: Next;
  #change: ServiceChange | undefined;
  /** Whether that the internet is gone has been told, or goes without saying. */
  #gone = false;
  /** Whether the power is out for a moment only. */
  #dips = false;

  constructor(next: Next, start: Instant) {
    this.#next = next;
    this.#change = next(start);
  }

  /** What changes up to `at`, and no further; `undefined` when that is all. */
  take(at: Instant): OutageNews | undefined {
    for (let change = this.#change; change !== undefined && change.at <= at; change = this.#change) {
      this.#change = this.#next(change.at);
      const told = this.#told(change);
      if (told !== undefined) return { at: change.at, ...told };
    }
    return undefined;
  }

  #told(change: ServiceChange): Omit<OutageNews, "at"> | undefined {
    if (change.type === "mains") {
      // Of a dip all has been said.
      if (change.on) return this.#dips ? undefined : { text: "the power is back", warning: false };
      this.#dips = this.#until(change.at, (next) => next.type === "mains" && next.on) < dip;
      return { text: this.#dips ? "the power dips" : "the power is out", warning: true };
    }
    if (change.state !== "down") {
      if (!this.#gone) return undefined;
      this.#gone = false;
      return { text: "the internet is back", warning: false };
    }
    if (this.#gone) return undefined;
    const lasts = this.#until(change.at, (next) => next.type === "network" && next.state !== "down");
    if (lasts < shortest) return undefined;
    this.#gone = true;
    if (change.cause === "mains") return undefined;
    return { text: `the internet is gone (${blame[change.cause]})`, warning: true };
  }

  /** How long from `at` to the first change that `ends` it, milliseconds. */
  #until(at: Instant, ends: (change: ServiceChange) => boolean): number {
    let next = this.#next(at);
    while (next !== undefined && !ends(next)) next = this.#next(next.at);
    return next === undefined ? Number.POSITIVE_INFINITY : next.at - at;
  }
}

const shortest = minutes(2);
const dip = seconds(10);

const blame: Readonly<Record<Exclude<NetworkCause, "mains">, string>> = {
  isp: "the provider",
  line: "the line",
  router: "the router restarts",
};
