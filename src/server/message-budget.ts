/** How many messages a connection may still send: a bucket that fills at a steady rate of real time and holds one burst. */
import type { HubLimits } from "./hub-limits.ts";

export class MessageBudget {
  #left: number;
  #filledAt: number;

  /** @param now real milliseconds. */
  constructor(now: number, limits: HubLimits) {
    this.#left = limits.messageBurst;
    this.#filledAt = now;
  }

  /** Takes one message out. False when there is none left. */
  take(now: number, limits: HubLimits): boolean {
    const earned = ((now - this.#filledAt) / 1_000) * limits.messagesPerSecond;
    this.#left = Math.min(limits.messageBurst, this.#left + earned);
    this.#filledAt = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
