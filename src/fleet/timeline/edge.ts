/**
 * A condition of one device, one home or the run, from being false to having held long enough.
 *
 *               true                       held for `holds`
 *     waiting ---------> holding(ticket) -------------------> happened
 *        ^                    | false                            | false
 *        +--------------------+----------------------------------+
 *
 * 1. It happens once each time: again only when the condition has been false at some moment at which it was looked at.
 * 2. A condition that is false at any such moment while it should hold has not held, and begins anew. The last such moment is the end.
 * 3. Whoever has nothing to hold for costs no entry of the scheduler.
 */
import { noTicket, type Scheduler, type Task, type Ticket } from "../../kernel/scheduler.ts";
import { type Duration, later } from "../../kernel/time.ts";
import type { TruthListener } from "../conditions/watched-condition.ts";

export interface EdgeOptions {
  readonly scheduler: Scheduler;
  readonly holds: Duration;
  /** Looks at the condition now; what it is is told to the edge. */
  look(): void;
  happened(): void;
}

export class Edge implements TruthListener, Task {
  readonly #options: EdgeOptions;
  #phase: "waiting" | "holding" | "happened" = "waiting";
  /** Of what it is holding for. */
  #held: Ticket = noTicket;

  constructor(options: EdgeOptions) {
    this.#options = options;
  }

  is(truth: boolean): void {
    const { scheduler, holds } = this.#options;
    if (!truth) return this.#drop();
    if (this.#phase !== "waiting") return;
    if (holds === 0) return this.#happen();
    this.#phase = "holding";
    this.#held = scheduler.at(later(scheduler.now, holds), this);
  }

  gone(): void {
    this.#drop();
  }

  onDue(): void {
    this.#options.look();
    if (this.#phase === "holding") this.#happen();
  }

  #drop(): void {
    if (this.#phase === "holding") this.#options.scheduler.cancel(this.#held);
    this.#phase = "waiting";
  }

  #happen(): void {
    this.#phase = "happened";
    this.#options.happened();
  }
}
