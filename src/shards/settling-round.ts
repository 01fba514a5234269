/**
 * Has connections say what they carried, some of them at a time, all in turn: to ask 18,000 at once would hold up the shard.
 *
 * Those that come meanwhile are asked in the same round, those that go have settled by themselves.
 */
import type { Unit } from "../fleet/unit.ts";

/** All of a small shard. */
const atOnce = 1_000;

export class SettlingRound {
  readonly #units: ReadonlyMap<number, Unit>;
  #rest: Iterator<Unit>;

  constructor(units: ReadonlyMap<number, Unit>) {
    this.#units = units;
    this.#rest = units.values();
  }

  settleSome(): void {
    for (let left = Math.min(atOnce, this.#units.size); left > 0; left--) {
      let next = this.#rest.next();
      if (next.done === true) {
        this.#rest = this.#units.values();
        next = this.#rest.next();
      }
      if (next.done === true) return;
      next.value.link.settle();
    }
  }
}
