/**
 * For how long on end something has been so, of each of many: told when it has been for `holds`.
 *
 * Who is not in a spell costs nothing; who is, an entry of the scheduler as long as it has not been told.
 */
import type { Scheduler, Task } from "../../kernel/scheduler.ts";
import { type Duration, type Instant, later } from "../../kernel/time.ts";

export class Spells implements Task {
  readonly #scheduler: Scheduler;
  readonly #holds: Duration;
  readonly #lasted: (key: number) => void;
  /** When each will have lasted, or has. */
  readonly #due: Map<number, Instant> = new Map();

  /** @param lasted called from the scheduler, or within {@link begin} when nothing has to hold for any time. */
  constructor(scheduler: Scheduler, holds: Duration, lasted: (key: number) => void) {
    this.#scheduler = scheduler;
    this.#holds = holds;
    this.#lasted = lasted;
  }

  /** It is so. Of one that was already, nothing changes. */
  begin(key: number): void {
    if (this.#due.has(key)) return;
    const due = later(this.#scheduler.now, this.#holds);
    this.#due.set(key, due);
    if (this.#holds === 0) this.#lasted(key);
    else this.#scheduler.at(due, this, key);
  }

  /** It is not so any more. */
  cease(key: number): void {
    this.#due.delete(key);
  }

  onDue(key: number, due: Instant): void {
    if (this.#due.get(key) === due) this.#lasted(key);
  }
}
