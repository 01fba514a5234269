/**
 * The devices of a home, in the order in which they came, and what each of them hears.
 *
 * 1. Who goes through them need not mind who comes and goes meanwhile: those are the others then.
 * 2. A home has a handful, and they cost it two small arrays. Of a home that is a block of flats, or a whole fleet without homes, the
 *    arrays are made anew only when somebody looks: each of thousands that come would cost as much as all that are there.
 */
import type { Unit } from "./unit.ts";

/** Up to so many are looked for one by one. */
const few = 64;

export class HomeUnits {
  #units: readonly Unit[] = [];
  #hears: readonly number[] = [];
  /** Of many: all of them, of which the arrays are made when they are not {@link #upToDate}. */
  #many: Map<Unit, number> | undefined;
  #upToDate = true;

  get size(): number {
    return this.#many?.size ?? this.#units.length;
  }

  get all(): readonly Unit[] {
    this.#bringUpToDate();
    return this.#units;
  }

  /** What each of them hears, in the same order, so that those who are not told are not even looked at. */
  get hears(): readonly number[] {
    this.#bringUpToDate();
    return this.#hears;
  }

  add(unit: Unit, hears: number): void {
    if (this.#many === undefined && this.#units.length < few) {
      this.#units = this.#units.concat(unit);
      this.#hears = this.#hears.concat(hears);
      return;
    }
    this.#many ??= new Map(this.#units.map((one, place) => [one, this.#hears[place]!]));
    this.#many.set(unit, hears);
    this.#upToDate = false;
  }

  remove(unit: Unit): void {
    if (this.#many !== undefined) {
      this.#many.delete(unit);
      this.#upToDate = false;
      if (this.#many.size > 0) return;
      this.#bringUpToDate();
      this.#many = undefined;
      return;
    }
    const place = this.#units.indexOf(unit);
    if (place < 0) return;
    this.#units = this.#units.toSpliced(place, 1);
    this.#hears = this.#hears.toSpliced(place, 1);
  }

  #bringUpToDate(): void {
    if (this.#upToDate) return;
    this.#upToDate = true;
    this.#units = [...this.#many!.keys()];
    this.#hears = [...this.#many!.values()];
  }
}
