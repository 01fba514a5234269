/**
 * Who is there when, by the plan alone: load and churn together.
 *
 * A run does not ask here for its devices, it takes each round of churn as it comes (`fleet/attendance.ts`); the answers are the same.
 */
import type { Duration } from "../../kernel/time.ts";
import { ChurnRounds, type Gap } from "./churn-rounds.ts";
import type { FleetLayout } from "../groups/fleet-layout.ts";
import { loadPlaces, type PlacedTrack } from "./load-places.ts";
import type { Stay } from "./load-shape.ts";
import type { Plan } from "../plan.ts";

type LoadOfPlan = Pick<Plan, "seed" | "load">;

/** When a device comes and goes. Works through all churn there is: for one device, not for a fleet. */
export function staysOf(plan: LoadOfPlan, layout: FleetLayout, index: number): readonly Stay[] {
  const { track, rank } = loadPlaces(plan, layout).placeOf(index);
  const stays = track.shape.stays(rank);
  const rounds = new ChurnRounds(track, plan.seed);
  for (let round = rounds.next(); round !== undefined; round = rounds.next()) {
    for (const gap of round.gaps) if (gap.index === index) interrupt(stays, gap);
  }
  return stays;
}

/** How many devices shall be there `elapsed` after the start. Cheapest when asked again for later times. */
export function wantedDevices(plan: LoadOfPlan, layout: FleetLayout, elapsed: Duration): number {
  let counts = known.get(layout);
  if (counts === undefined || counts.load !== plan.load || counts.seed !== plan.seed) {
    const tracks = loadPlaces(plan, layout).tracks.map((track) => new TrackCount(track, plan.seed));
    counts = { load: plan.load, seed: plan.seed, tracks };
    known.set(layout, counts);
  }
  return counts.tracks.reduce((sum, track) => sum + track.at(elapsed), 0);
}

/** Of every fleet the load that was asked about last. */
const known = new WeakMap<FleetLayout, LoadOfPlan & { readonly tracks: readonly TrackCount[] }>();

class TrackCount {
  readonly #track: PlacedTrack;
  readonly #seed: number;
  #rounds: ChurnRounds;
  #reached = 0;

  constructor(track: PlacedTrack, seed: number) {
    this.#track = track;
    this.#seed = seed;
    this.#rounds = new ChurnRounds(track, seed);
  }

  at(elapsed: Duration): number {
    if (elapsed < this.#reached) this.#rounds = new ChurnRounds(this.#track, this.#seed);
    this.#reached = elapsed;
    while ((this.#rounds.nextAt ?? Number.POSITIVE_INFINITY) <= elapsed) this.#rounds.next();
    return this.#track.shape.countAt(elapsed) - this.#rounds.awayAt(elapsed);
  }
}

/** Puts a gap into the last stay that began before it. */
function interrupt(stays: Stay[], { from, to, returns }: Gap): void {
  const place = stays.findLastIndex((stay) => stay.from <= from);
  const stay = stays[place]!;
  stays.splice(place, 1, { from: stay.from, to: from }, ...(returns ? [{ ...stay, from: to }] : []));
}
