/**
 * Plays the tape for one generation of devices: the recorded ones, or one copy of each of them.
 *
 * 1. It goes through the entries in order and does each when it is due; several that are due go at once, in order.
 * 2. How late it does them is recorded, in real milliseconds: waiting for the server is not lateness, waiting for the tape is.
 * 3. At the end of a round every connection that the tape left open is closed with 1000.
 */
import type { Scheduler, Task } from "../kernel/scheduler.ts";
import { type Instant, later } from "../kernel/time.ts";
import type { OpenLine, TapeLine } from "../recording/tape.ts";
import { ConnectionComparison } from "./compare/connection-comparison.ts";
import type { Comparison } from "./compare/comparison.ts";
import type { Copy } from "./copy.ts";
import { ReplayConnection, type ReplayCommons } from "./replay-connection.ts";
import type { DialSpec } from "../wire/transport/transport.ts";
import type { Entry, TapeWindow } from "./tape-window.ts";

export interface PlayerOptions {
  readonly commons: ReplayCommons;
  /** A line of the tape was played so many real milliseconds late. */
  readonly late: (millis: number) => void;
  readonly window: TapeWindow;
  readonly scheduler: Scheduler;
  /** When this player begins: the replay's beginning and its phase. */
  readonly origin: Instant;
  /** Whose connection it is, where that device is played in this generation. */
  readonly copyOf: (connection: number) => Copy | undefined;
  readonly specOf: (open: OpenLine, copy: Copy) => DialSpec;
  /** Time of day at the tape's beginning, as its devices say; absent when none says. */
  readonly epoch: number | undefined;
  /** From the beginning of a round to that of the next, milliseconds. */
  readonly period: number;
  readonly members: ReadonlyMap<string, string>;
  readonly comparison: Comparison | undefined;
  /** It went on, or has to wait for the tape. */
  readonly moved: () => void;
  /** It is over, and its last connection has ended. */
  readonly finished: () => void;
}

/** Entries done in one go before others get their turn. */
const turnEntries = 256;

export class Player implements Task {
  readonly #options: PlayerOptions;
  /** Those that the tape is at, by its number. */
  readonly #live = new Map<number, ReplayConnection>();
  /** All that have not ended. */
  readonly #open = new Set<ReplayConnection>();
  /** The latest connection of each device, by number, until it has ended. */
  readonly #latest = new Map<number, ReplayConnection>();
  #next = 0;
  /** `gone` is over without a connection left. */
  #phase: "waiting" | "scheduled" | "over" | "gone" = "waiting";

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** Number of the entry that comes next. */
  get next(): number {
    return this.#next;
  }

  /** Whether it waits for more of the tape. */
  get starved(): boolean {
    return this.#phase === "waiting";
  }

  get over(): boolean {
    return this.#phase === "over" || this.#phase === "gone";
  }

  /** There may be more of the tape. */
  wake(): void {
    if (this.#phase === "waiting") this.#schedule();
  }

  onDue(): void {
    if (this.#phase !== "scheduled") return;
    const { window, scheduler, origin } = this.#options;
    const { clock } = scheduler;
    for (let count = 0; count < turnEntries; count++) {
      const entry = window.entry(this.#next);
      if (entry === undefined) break;
      const due = later(origin, entry.at);
      if (due > scheduler.now && due > clock.now()) break;
      this.#next++;
      if (entry.line !== undefined && this.#play(entry, entry.line))
        this.#options.late(Math.max(0, clock.real() - clock.realAt(due)));
      if (entry.line === undefined) this.#endRound();
    }
    window.reached(this.#next);
    this.#schedule();
    this.#options.moved();
  }

  /** Says goodbye on every connection and plays nothing more. */
  stop(): void {
    if (this.#phase === "gone") return;
    this.#phase = "over";
    for (const connection of [...this.#open]) connection.leave(false);
    this.#lookWhetherDone();
  }

  /** Cuts every connection. */
  abandon(): void {
    if (this.#phase !== "gone") this.#phase = "over";
    for (const connection of [...this.#open]) connection.abandon();
    this.#lookWhetherDone();
  }

  #schedule(): void {
    if (this.over) return;
    const { window, scheduler, origin } = this.#options;
    const entry = window.entry(this.#next);
    if (entry !== undefined) {
      this.#phase = "scheduled";
      scheduler.at(later(origin, entry.at), this);
    } else if (window.complete) {
      this.#phase = "over";
      this.#lookWhetherDone();
    } else this.#phase = "waiting";
  }

  /** Returns whether there was something to do on time. */
  #play(entry: Entry, line: TapeLine): boolean {
    if (line.type === "open") return this.#dial(entry, line);
    const connection = this.#live.get(line.connection);
    if (connection === undefined) return false;
    switch (line.type) {
      case "opened":
      case "refused":
      case "failed":
        connection.openedOnTape(line, line.at);
        return false;
      case "message":
        if (line.direction === "up") connection.message(entry.frame!);
        else connection.serverMessage(entry.frame!, line.at);
        return line.direction === "up";
      case "ping":
        if (line.direction === "up") connection.ping();
        return line.direction === "up";
      case "close":
        connection.close(line.direction === "up" ? "device" : "server", line.code, line.reason);
        return line.direction === "up";
      case "end":
        // What only the recording ended is there to the end of the round.
        if (line.by === "recorder" && line.how !== "unopened") return false;
        this.#live.delete(line.connection);
        connection.end(line.by === "device" ? "device" : "server", line.how);
        return false;
      case "pong":
      case "garbage":
        return false;
    }
  }

  #dial({ round }: Entry, line: OpenLine): boolean {
    const { commons, copyOf, specOf, members, comparison } = this.#options;
    const copy = copyOf(line.connection);
    if (copy === undefined) return false;
    const connection = new ReplayConnection({
      commons,
      spec: specOf(line, copy),
      telling: { copy, round, timeShift: this.#timeShift(round), members },
      comparison: comparison && new ConnectionComparison(comparison, line.connection, copy.id ?? null, copy.swap),
    });
    const previous = this.#latest.get(copy.number);
    this.#live.set(line.connection, connection);
    this.#latest.set(copy.number, connection);
    this.#open.add(connection);
    connection.whenEnded(() => {
      this.#open.delete(connection);
      if (this.#latest.get(copy.number) === connection) this.#latest.delete(copy.number);
      this.#lookWhetherDone();
    });
    if (previous?.done === true) previous.whenEnded(() => connection.dial());
    else connection.dial();
    return true;
  }

  /** Differences between times stay as they are, through all rounds. */
  #timeShift(round: number): number {
    const { origin, epoch, period } = this.#options;
    return epoch === undefined ? 0 : Math.round(origin - epoch + round * period);
  }

  #endRound(): void {
    // What has ended already is told, too: it compares how.
    for (const connection of this.#live.values()) connection.leave(true);
    this.#live.clear();
  }

  #lookWhetherDone(): void {
    if (this.#phase !== "over" || this.#open.size > 0) return;
    this.#phase = "gone";
    this.#options.finished();
  }
}
