/**
 * For how long on end something has been so, of each of many: told when it has been for `holds`.
 *
 * Who is not in a spell costs nothing; who is, an entry of the scheduler as long as it has not been told.
 */
import type { Scheduler, Task } from "../../kernel/scheduler.ts";
import { type Duration, type Instant, later } from "../../kernel/time.ts";

export interface SpellsOptions {
  readonly scheduler: Scheduler;
  readonly holds: Duration;
  /** Looks whether it is still so: if it is not, it ceases. */
  look(key: number): void;
  /** Called from the scheduler, or within {@link Spells.begin} when nothing has to hold for any time. */
  lasted(key: number): void;
}

export class Spells implements Task {
  readonly #options: SpellsOptions;
  /** When each will have lasted, or has. */
  readonly #due: Map<number, Instant> = new Map();

  constructor(options: SpellsOptions) {
    this.#options = options;
  }

  /** It is so. Of one that was already, nothing changes. */
  begin(key: number): void {
    if (this.#due.has(key)) return;
    const { scheduler, holds } = this.#options;
    const due = later(scheduler.now, holds);
    this.#due.set(key, due);
    if (holds === 0) this.#options.lasted(key);
    else scheduler.at(due, this, key);
  }

  /** It is not so any more. */
  cease(key: number): void {
    this.#due.delete(key);
  }

  onDue(key: number, due: Instant): void {
    if (this.#due.get(key) !== due) return;
    this.#options.look(key);
    if (this.#due.get(key) === due) this.#options.lasted(key);
  }
}
