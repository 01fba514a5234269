/**
 * Churn: who leaves in which round of a hold, when, and until when.
 *
 *     round 0              round 1              round 2
 *     |-----x----------x---|--x--------x--------|---     x leaves at a moment of its own, and comes back after a while
 *
 * 1. In every whole round exactly round(share * there) devices leave, of those that are there when it begins. Who is chosen, when
 *    it leaves and how long it stays away follow from (seed, round, device) alone. A round that the hold's end cuts short loses
 *    those whose moment would have come later.
 * 2. One that the load sends away meanwhile does not come back; it comes again when the load wants it again.
 * 3. Rounds are worked out one after the other, when they come. That costs as many steps as devices leave, and memory only for
 *    those that are away.
 */
import { drawnDuration } from "../../kernel/draw.ts";
import { keyed } from "../../kernel/random.ts";
import { type Duration, millis } from "../../kernel/time.ts";
import type { PlacedTrack } from "./load-places.ts";
import type { ChurnPlan } from "../plan.ts";
import { SeededShuffle } from "./seeded-shuffle.ts";

/** One device is away from `from` until `to`. Counted from the start of the run. */
export interface Gap {
  readonly index: number;
  readonly rank: number;
  readonly from: Duration;
  readonly to: Duration;
  /** It comes back at `to`; otherwise the load sends it away then, and it never came back. */
  readonly returns: boolean;
}

export interface ChurnRound {
  readonly at: Duration;
  readonly gaps: readonly Gap[];
}

export class ChurnRounds {
  readonly #track: PlacedTrack;
  readonly #seed: number;
  /** Those away at the beginning of the latest round, or during it, by rank. */
  readonly #away: Map<number, Gap> = new Map();
  #churn = 0;
  #roundOfChurn = 0;
  #round = 0;
  /** While a round is being worked out. */
  #current: Selection | undefined;

  constructor(track: PlacedTrack, seed: number) {
    this.#track = track;
    this.#seed = seed;
  }

  /** When the next round begins; `undefined` when there is none. */
  get nextAt(): Duration | undefined {
    const churn = this.#track.churn[this.#churn];
    return churn === undefined ? undefined : millis(churn.from + this.#roundOfChurn * churn.every);
  }

  /** Whether the round that {@link take} works out has more to give. */
  get amidRound(): boolean {
    return this.#current !== undefined;
  }

  /** All of the next round, and `undefined` when there is none. */
  next(): ChurnRound | undefined {
    const at = this.nextAt;
    return at === undefined ? undefined : { at, gaps: this.take(Number.POSITIVE_INFINITY) };
  }

  /** The next round bit by bit: what becomes of up to `most` of those that are chosen. */
  take(most: number): readonly Gap[] {
    const churn = this.#track.churn[this.#churn];
    const at = this.nextAt;
    if (churn === undefined || at === undefined) return [];
    const selection = (this.#current ??= this.#begin(churn, at));
    const gaps: Gap[] = [];
    for (let worked = 0; worked < most && selection.left > 0; worked++) {
      const gap = this.#gap(this.#choose(selection), churn, at);
      this.#away.set(gap.rank, gap);
      if (gap.from < churn.to) gaps.push(gap);
      else selection.spared.push(gap.rank);
    }
    if (selection.left === 0) this.#end(churn, selection);
    return gaps;
  }

  /** Those that are away in the latest round, or were when it began. */
  get away(): Iterable<Gap> {
    return this.#away.values();
  }

  #begin(churn: ChurnPlan, at: Duration): Selection {
    for (const [rank, { to }] of this.#away) if (to <= at) this.#away.delete(rank);
    const wanted = this.#track.shape.countAt(at);
    // Who is away is wanted: a gap ends at the latest when the load sends the device away.
    const left = Math.round(churn.share * (wanted - this.#away.size));
    const draw = keyed(this.#seed, "churn.who", this.#track.number, this.#round);
    return { shuffle: new SeededShuffle(Math.max(1, wanted), draw), place: 0, left, spared: [] };
  }

  /** The next one in the shuffle that is not away. Whoever was chosen counts as away: nobody is chosen twice. */
  #choose(selection: Selection): number {
    for (;;) {
      const rank = selection.shuffle.at(selection.place++);
      if (this.#away.has(rank)) continue;
      selection.left--;
      return rank;
    }
  }

  #end(churn: ChurnPlan, { spared }: Selection): void {
    for (const rank of spared) this.#away.delete(rank);
    this.#current = undefined;
    this.#round++;
    this.#roundOfChurn++;
    if (churn.from + this.#roundOfChurn * churn.every < churn.to) return;
    this.#churn++;
    this.#roundOfChurn = 0;
  }

  #gap(rank: number, { every, away }: ChurnPlan, at: Duration): Gap {
    const { shape } = this.#track;
    const index = this.#track.indexOf(rank);
    const from = millis(at + every * keyed(this.#seed, "churn.when", index, this.#round));
    const back = millis(from + Math.max(1, drawnDuration(away, this.#seed, "churn.away", index, this.#round)));
    const sentAway = shape.goesAt(rank, from);
    const returns = back < sentAway;
    return { index, rank, from, to: returns ? back : sentAway, returns };
  }
}

/** Who leaves in a round, as far as it is worked out. */
interface Selection {
  readonly shuffle: SeededShuffle;
  place: number;
  left: number;
  /** Those whose moment would have come after the end of the hold. */
  readonly spared: number[];
}
