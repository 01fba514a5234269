/**
 * What came into a tally since it was last told of, and how another tally takes it in: exact, and nothing of what did not change.
 */
import type { HistogramDelta } from "../metrics/histogram-delta.ts";
import { ToldCounts } from "../metrics/histogram-delta.ts";
import { type LatencyHistograms, Tally } from "../metrics/tally.ts";
import type { Account } from "../metrics/tally-book.ts";

export interface TallyDelta {
  /** The key of its account in the tally book. */
  readonly account: string;
  /** Counts in the order of {@link places}; absent when none changed. One may be less than before: what was lost may turn up. */
  readonly counts?: Float64Array;
  readonly closeCodes?: ReadonlyMap<number, number>;
  readonly refusals?: ReadonlyMap<number, number>;
  readonly failures?: ReadonlyMap<string, number>;
  readonly latency: readonly (readonly [name: keyof LatencyHistograms, delta: HistogramDelta])[];
}

/** What has been told of the tally of one account. */
export class ToldTally {
  readonly #account: Account;
  readonly #counts: Float64Array = new Float64Array(places.length);
  readonly #maps: Record<CauseMap, Map<unknown, number>> = {
    closeCodes: new Map(),
    refusals: new Map(),
    failures: new Map(),
  };
  readonly #histograms: ReadonlyMap<keyof LatencyHistograms, ToldCounts>;

  constructor(account: Account) {
    this.#account = account;
    this.#histograms = new Map(latencyNames.map((name) => [name, new ToldCounts()]));
  }

  /** What came since it was last asked; `undefined` when nothing did. */
  take(): TallyDelta | undefined {
    const { key: account, tally } = this.#account;
    const counts = this.#newCounts();
    const latency: [keyof LatencyHistograms, HistogramDelta][] = [];
    for (const [name, told] of this.#histograms) {
      const delta = tally.latency[name].take(told);
      if (delta !== undefined) latency.push([name, delta]);
    }
    const closeCodes = newIn(tally.closeCodes, this.#maps.closeCodes);
    const refusals = newIn(tally.refusals, this.#maps.refusals);
    const failures = newIn(tally.failures, this.#maps.failures);
    if (counts === undefined && latency.length === 0 && !closeCodes && !refusals && !failures) return undefined;
    return {
      account,
      latency,
      ...(counts === undefined ? {} : { counts }),
      ...(closeCodes === undefined ? {} : { closeCodes }),
      ...(refusals === undefined ? {} : { refusals }),
      ...(failures === undefined ? {} : { failures }),
    };
  }

  #newCounts(): Float64Array | undefined {
    let counts: Float64Array | undefined;
    for (const [place, [part, name]] of places.entries()) {
      const now = countsOf(this.#account.tally, part)[name]!;
      const came = now - this.#counts[place]!;
      if (came === 0) continue;
      counts ??= new Float64Array(places.length);
      counts[place] = came;
      this.#counts[place] = now;
    }
    return counts;
  }
}

export function addTally(tally: Tally, { counts, closeCodes, refusals, failures, latency }: TallyDelta): void {
  for (const [place, came] of counts?.entries() ?? []) {
    const [part, name] = places[place]!;
    countsOf(tally, part)[name]! += came;
  }
  addTo(tally.closeCodes, closeCodes);
  addTo(tally.refusals, refusals);
  addTo(tally.failures, failures);
  for (const [name, delta] of latency) tally.latency[name].add(delta);
}

const parts = ["connections", "messages", "commands", "ledger", "http"] as const;
type Part = (typeof parts)[number];
type CauseMap = "closeCodes" | "refusals" | "failures";

const empty = new Tally();
/** Every count of a tally, in one order for all versions of this file alike: both ends of a channel are of one version. */
const places: readonly (readonly [part: Part, name: string])[] = parts.flatMap((part) =>
  Object.keys(empty[part]).map((name) => [part, name] as const),
);
const latencyNames = Object.keys(empty.latency) as (keyof LatencyHistograms)[];

function countsOf(tally: Tally, part: Part): Record<string, number> {
  return tally[part] as unknown as Record<string, number>;
}

function newIn<Key>(now: ReadonlyMap<Key, number>, told: Map<unknown, number>): Map<Key, number> | undefined {
  let came: Map<Key, number> | undefined;
  for (const [key, count] of now) {
    const before = told.get(key) ?? 0;
    if (count === before) continue;
    (came ??= new Map()).set(key, count - before);
    told.set(key, count);
  }
  return came;
}

function addTo<Key>(map: Map<Key, number>, came: ReadonlyMap<Key, number> | undefined): void {
  for (const [key, count] of came ?? []) map.set(key, (map.get(key) ?? 0) + count);
}
