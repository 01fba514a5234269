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
 * 3. Rounds are worked out one after the other, when they come. That costs as many steps as devices leave, and for those that are
 *    away some 25 bytes each: no object of those that nobody asks for.
 */
import { drawnDuration } from "../../kernel/draw.ts";
import { keyed } from "../../kernel/random.ts";
import { type Duration, millis } from "../../kernel/time.ts";
import type { Range } from "../groups/fleet-layout.ts";
import { AwayRanks } from "./away-ranks.ts";
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
  /** Those away at the beginning of the latest round, or during it. */
  readonly #away: AwayRanks;
  #churn = 0;
  #roundOfChurn = 0;
  #round = 0;
  /** While a round is being worked out. */
  #current: Selection | undefined;

  constructor(track: PlacedTrack, seed: number) {
    this.#track = track;
    this.#seed = seed;
    this.#away = new AwayRanks(track.shape.total);
  }

  /** When the next round begins; `undefined` when there is none. */
  get nextAt(): Duration | undefined {
    const churn = this.#track.churn[this.#churn];
    return churn === undefined ? undefined : millis(churn.from + this.#roundOfChurn * churn.every);
  }

  /** How long the next round is, and of how many, about, {@link take} finds out in it whether they leave. */
  get ahead(): { readonly every: Duration; readonly steps: number } | undefined {
    const at = this.nextAt;
    if (at === undefined) return undefined;
    const { every, share } = this.#track.churn[this.#churn]!;
    // Who is away already is passed by.
    return { every, steps: share * this.#track.shape.countAt(at) + this.#away.size };
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

  /**
   * The next round bit by bit: what becomes of those at the next `most` places of its order.
   *
   * @param of whose gaps are wanted; absent: everybody's
   */
  take(most: number, of?: Range): readonly Gap[] {
    const churn = this.#track.churn[this.#churn];
    const at = this.nextAt;
    if (churn === undefined || at === undefined) return [];
    const selection = (this.#current ??= this.#begin(churn, at));
    const gaps: Gap[] = [];
    for (let place = 0; place < most && selection.left > 0; place++) {
      const rank = selection.shuffle.at(selection.place++);
      // Whoever was chosen counts as away: nobody is chosen twice.
      if (this.#away.has(rank)) continue;
      selection.left--;
      this.#choose(rank, churn, at, of, gaps);
    }
    if (selection.left === 0) this.#end(churn);
    return gaps;
  }

  /** How many are away at `elapsed`, which is in the latest round. */
  awayAt(elapsed: Duration): number {
    return this.#away.countAt(elapsed);
  }

  #begin(churn: ChurnPlan, at: Duration): Selection {
    this.#away.drop(at);
    const wanted = this.#track.shape.countAt(at);
    // Who is away is wanted: a gap ends at the latest when the load sends the device away.
    const left = Math.round(churn.share * (wanted - this.#away.size));
    const draw = keyed(this.#seed, "churn.who", this.#track.number, this.#round);
    return { shuffle: new SeededShuffle(Math.max(1, wanted), draw), place: 0, left };
  }

  #choose(rank: number, churn: ChurnPlan, at: Duration, of: Range | undefined, gaps: Gap[]): void {
    const { shape } = this.#track;
    const index = this.#track.indexOf(rank);
    const from = millis(at + churn.every * keyed(this.#seed, "churn.when", index, this.#round));
    // Its moment would have come after the end of the hold: it is spared, and for this round only.
    if (from >= churn.to) return this.#away.add(rank, from, Number.NEGATIVE_INFINITY);
    const back = millis(from + Math.max(1, drawnDuration(churn.away, this.#seed, "churn.away", index, this.#round)));
    const sentAway = shape.goesAt(rank, from);
    const returns = back < sentAway;
    const to = returns ? back : sentAway;
    this.#away.add(rank, from, to);
    if (of === undefined || (index >= of.from && index < of.to)) gaps.push({ index, rank, from, to, returns });
  }

  #end(churn: ChurnPlan): void {
    this.#current = undefined;
    this.#round++;
    this.#roundOfChurn++;
    if (churn.from + this.#roundOfChurn * churn.every < churn.to) return;
    this.#churn++;
    this.#roundOfChurn = 0;
  }
}

/** Who leaves in a round, as far as it is worked out. */
interface Selection {
  readonly shuffle: SeededShuffle;
  place: number;
  left: number;
}
