/**
 * Hands out pairs of local address and port towards one address and port of a target.
 *
 * 1. No pair is out twice at a time. The order is that of the slots, then that in which pairs came back.
 * 2. Slots go through the addresses first, then to the next port: every share is spread over all addresses.
 * 3. The shares of several shards have no pair in common, and together they are all pairs.
 * 4. A pair in use takes no memory here, one that rests eight bytes. Taking and releasing takes constant time.
 *
 * What Linux does with a pair that was used (found by experiments on 6.18, local and over a network; `SO_REUSEADDR` and
 * `bind`, as libuv does it):
 * - Whoever sends the first FIN keeps the pair in TIME_WAIT for 60 s. With TCP timestamps at both ends a pair that is bound
 *   explicitly may connect again at once, whatever tcp_tw_reuse says (that is about ports that the kernel chooses).
 *   Without timestamps `connect` answers EADDRNOTAVAIL for 60 s. A FIN that is never answered counts the same.
 * - When the server's FIN was first, or either end sent a RST, nothing is left: the pair connects again at once.
 * - While a pair is connected: EADDRNOTAVAIL. A port that listens, or that the kernel chose for somebody: EADDRINUSE.
 *
 * So pairs rest by how they ended, as servers and what lies between may remember longer than this machine does; when
 * there is no other, one that rests is taken early, and the kernel has the last word.
 */
import type { Clock } from "../../kernel/clock.ts";
import { RestQueue } from "./rest-queue.ts";
import type { PortRange, SourceSlice } from "./source-slice.ts";

/** How the use of a pair ended. */
export type LocalPortEnding =
  /** The system did not let us have it: EADDRINUSE, or EADDRNOTAVAIL before the connection was open. */
  | "occupied"
  /** It never opened, was reset, or the server's FIN came before ours. */
  | "clean"
  /** Our FIN was the first; also when nobody knows. */
  | "lingers";

/** How many pairs a dial tries before it fails. */
export const mostTries = 64;

/** Longer than TIME_WAIT. */
const longRestSeconds = 61;
/** One second at least, as the clock is read in whole ones. */
const shortRestSeconds = 2;

export interface LocalPortFigures {
  /** Of this share. */
  readonly pairs: number;
  readonly inUse: number;
  /** Released with a FIN of ours less than a minute ago: taken only when there is no other. */
  readonly resting: number;
  /** Refused by the system in the last minute: others use them. */
  readonly occupied: number;
  /** The rest: free. */
  readonly left: number;
}

export class LocalPorts {
  readonly #clock: Clock;
  readonly #addresses: readonly string[];
  readonly #ports: readonly PortRange[];
  /** The first slot that was never out. */
  #fresh: number;
  readonly #from: number;
  readonly #to: number;
  #inUse = 0;
  readonly #clean = new RestQueue();
  readonly #lingering = new RestQueue();
  readonly #occupied = new RestQueue();

  /** @param clock says in real time how long a pair has rested */
  constructor({ addresses, ports, number, count }: SourceSlice, clock: Clock) {
    this.#clock = clock;
    this.#addresses = addresses;
    this.#ports = ports;
    const pairs = addresses.length * ports.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    this.#from = Math.floor((pairs * number) / count);
    this.#to = Math.floor((pairs * (number + 1)) / count);
    this.#fresh = this.#from;
  }

  /** The slot of a pair that nobody has, -1 when there is none left. */
  take(): number {
    const slot = this.#next();
    if (slot >= 0) this.#inUse++;
    return slot;
  }

  address(slot: number): string {
    return this.#addresses[slot % this.#addresses.length]!;
  }

  port(slot: number): number {
    let at = Math.floor(slot / this.#addresses.length);
    for (const { first, last } of this.#ports) {
      if (at <= last - first) return first + at;
      at -= last - first + 1;
    }
    return 0;
  }

  /** Exactly once for each that was taken. */
  release(slot: number, ending: LocalPortEnding): void {
    this.#inUse--;
    this.#queueOf(ending).push(slot, this.#second());
  }

  figures(): LocalPortFigures {
    this.#wake();
    const pairs = this.#to - this.#from;
    const resting = this.#lingering.length;
    const occupied = this.#occupied.length;
    return { pairs, inUse: this.#inUse, resting, occupied, left: pairs - this.#inUse - resting - occupied };
  }

  #next(): number {
    if (this.#fresh < this.#to) return this.#fresh++;
    this.#wake();
    const second = this.#second();
    if (second - this.#clean.since >= shortRestSeconds) return this.#clean.shift();
    // Early, but only when there is no other.
    if (second - this.#lingering.since >= shortRestSeconds) return this.#lingering.shift();
    return -1;
  }

  /** Those that have rested long enough are as good as any. */
  #wake(): void {
    const second = this.#second();
    for (const queue of [this.#lingering, this.#occupied])
      while (second - queue.since >= longRestSeconds) this.#clean.push(queue.shift(), second - shortRestSeconds);
  }

  #queueOf(ending: LocalPortEnding): RestQueue {
    switch (ending) {
      case "clean":
        return this.#clean;
      case "lingers":
        return this.#lingering;
      case "occupied":
        return this.#occupied;
    }
  }

  #second(): number {
    return Math.floor(this.#clock.real() / 1_000);
  }
}
