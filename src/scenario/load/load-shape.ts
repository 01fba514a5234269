/**
 * A load as a pure function of time: how many devices are there when, and turned around, when each of them comes and goes.
 *
 *     share
 *       1 |        .-----------.          load: ramp 100% over 2m, hold 3m, ramp 0% over 1m
 *         |      .'             \
 *         |    .'                \
 *       0 |__.'___________________\__ elapsed
 *
 * 1. The device of rank r is there exactly while at least (r + 1/2) / total of the fleet is wanted: at any time
 *    round(wanted * total) devices are there. The first to come is the last to go.
 * 2. Nobody counts or remembers anything: each device, in whatever shard, knows its times from its rank.
 * 3. Between two phases a device crosses the load once or not at all, so the phase says which of its comings and goings is meant.
 */
import { millis, type Duration } from "../../kernel/time.ts";
import type { LoadPhase, LoadTrack } from "../plan.ts";

/** Length of the run. */
export function loadDuration(load: readonly LoadTrack[]): Duration {
  return millis(Math.max(0, ...load.map(({ phases }) => phasesDuration(phases))));
}

export function phasesDuration(phases: readonly LoadPhase[]): Duration {
  return millis(phases.reduce((sum, { over }) => sum + over, 0));
}

/** The share of the devices, 0..1, that shall be connected `elapsed` after the start. */
export function levelAt(phases: readonly LoadPhase[], elapsed: Duration): number {
  let level = 0;
  let start = 0;
  for (const { to, over } of phases) {
    if (elapsed < start + over) return elapsed < start ? level : level + ((to - level) * (elapsed - start)) / over;
    level = to;
    start += over;
  }
  return level;
}

/** A device is there from `from` until `to`, or until the end of the run. Counted from the start of the run. */
export interface Stay {
  readonly from: Duration;
  readonly to?: Duration;
}

/** The phases of one load, for so many devices. */
export class LoadShape {
  readonly total: number;
  /** Of phase n: where it starts, and the share it starts from; behind the last one where it ends. */
  readonly #starts: Float64Array;
  readonly #levels: Float64Array;

  constructor(phases: readonly LoadPhase[], total: number) {
    this.total = total;
    this.#starts = new Float64Array(phases.length + 1);
    this.#levels = new Float64Array(phases.length + 1);
    for (const [phase, { to, over }] of phases.entries()) {
      this.#starts[phase + 1] = this.#starts[phase]! + over;
      this.#levels[phase + 1] = to;
    }
  }

  get phases(): number {
    return this.#starts.length - 1;
  }

  /** The first phase from `phase` on in which a device comes that is not there, or goes that is; -1 if there is none. */
  nextChange(rank: number, there: boolean, phase: number): number {
    const threshold = this.#threshold(rank);
    for (let next = phase; next < this.phases; next++) {
      if (this.#levels[next + 1]! >= threshold !== there) return next;
    }
    return -1;
  }

  /** When the device comes or goes in a phase in which it does. */
  changeAt(rank: number, phase: number): Duration {
    const [from, to] = [this.#levels[phase]!, this.#levels[phase + 1]!];
    const start = this.#starts[phase]!;
    return millis(start + ((this.#starts[phase + 1]! - start) * (this.#threshold(rank) - from)) / (to - from));
  }

  /** When a device goes that is there at `elapsed`; never goes when there is no such time. */
  goesAt(rank: number, elapsed: Duration): Duration {
    const phase = this.nextChange(rank, true, this.phaseAt(elapsed));
    return phase < 0 ? millis(Number.POSITIVE_INFINITY) : this.changeAt(rank, phase);
  }

  /** The phase that runs at `elapsed`; of several that take no time, and at a border, the last. */
  phaseAt(elapsed: Duration): number {
    let low = 0;
    let high = this.phases;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= elapsed) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** When the device of this rank comes and goes. */
  stays(rank: number): Stay[] {
    const stays: Stay[] = [];
    for (let coming = this.nextChange(rank, false, 0); coming >= 0;) {
      const from = this.changeAt(rank, coming);
      const going = this.nextChange(rank, true, coming + 1);
      stays.push(going < 0 ? { from } : { from, to: this.changeAt(rank, going) });
      coming = going < 0 ? -1 : this.nextChange(rank, false, going + 1);
    }
    return stays;
  }

  /** How many devices are there at `elapsed`: those of the ranks below. Exactly those whose stays say so. */
  countAt(elapsed: Duration): number {
    const phase = this.phaseAt(elapsed);
    const before = this.#countOf(this.#levels[phase]!);
    if (phase === this.phases) return before;
    const after = this.#countOf(this.#levels[phase + 1]!);
    // Who changes in this phase does so rank by rank: up when more come, down when they go.
    let [low, high] = before < after ? [before, after] : [after, before];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const changed = this.changeAt(middle, phase) <= elapsed;
      if (changed === before < after) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Of how many devices the threshold is not above `level`. */
  #countOf(level: number): number {
    let count = Math.min(this.total, Math.max(0, Math.round(level * this.total)));
    while (count > 0 && this.#threshold(count - 1) > level) count--;
    while (count < this.total && this.#threshold(count) <= level) count++;
    return count;
  }

  #threshold(rank: number): number {
    return (rank + 0.5) / this.total;
  }
}
