/**
 * Finds the connections whose other end is gone without a word: pings all of them in turn, and cuts those that said nothing since the
 * ping before. One timer for all, and none while there are no connections.
 *
 * Rounds are at whole multiples of the interval: when a connection is pinged does not depend on which others there are.
 */
import { peerTime } from "../kernel/clock.ts";
import { noTicket, type Scheduler, type Task, type Ticket } from "../kernel/scheduler.ts";
import { type Duration, instant } from "../kernel/time.ts";

export interface Beating {
  /** Set by whoever hears something of the other end. */
  heard: boolean;
  ping(): void;
  terminate(): void;
}

export class Heartbeat implements Task {
  readonly #scheduler: Scheduler;
  readonly #interval: Duration;
  readonly #members = new Set<Beating>();
  #ticket: Ticket = noTicket;

  /** @param interval real time between two pings; 0 for none. */
  constructor(scheduler: Scheduler, interval: Duration) {
    this.#scheduler = scheduler;
    this.#interval = interval;
  }

  join(member: Beating): void {
    this.#members.add(member);
    if (this.#ticket === noTicket) this.#wait();
  }

  leave(member: Beating): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#scheduler.cancel(this.#ticket);
    this.#ticket = noTicket;
  }

  onDue(): void {
    this.#ticket = noTicket;
    for (const member of this.#members) {
      if (member.heard) {
        member.heard = false;
        member.ping();
      } else member.terminate();
    }
    if (this.#members.size > 0 && this.#ticket === noTicket) this.#wait();
  }

  #wait(): void {
    if (this.#interval <= 0) return;
    const { clock, now } = this.#scheduler;
    const interval = peerTime(clock, this.#interval);
    this.#ticket = this.#scheduler.at(instant((Math.floor(now / interval) + 1) * interval), this);
  }
}
