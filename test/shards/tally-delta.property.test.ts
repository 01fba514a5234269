import fc from "fast-check";
import { expect, test } from "vitest";
import { count, type LatencyHistograms, type Tally } from "../../src/metrics/tally.ts";
import { type Account, TallyBook } from "../../src/metrics/tally-book.ts";
import type { TallyFigures } from "../../src/metrics/tally-sum.ts";
import { addTally, type TallyDelta, ToldTally } from "../../src/shards/tally-delta.ts";

const asked = [{ kind: "lock" }, { kind: "plug" }];
const members = ["lock", "plug", "bulb"].map((kind) => ({ kind, group: kind, labels: {} }));

type Act =
  | { readonly type: "count"; readonly by: number }
  | { readonly type: "lost"; readonly by: number }
  | { readonly type: "cause"; readonly code: number }
  | { readonly type: "latency"; readonly name: keyof LatencyHistograms; readonly millis: number };

function record({ messages, ledger, closeCodes, refusals, failures, latency, connections }: Tally, act: Act): void {
  switch (act.type) {
    case "count":
      messages.telemetry += act.by;
      connections.attempts++;
      return;
    case "lost":
      ledger.lost += act.by;
      return;
    case "cause":
      count(closeCodes, act.code);
      count(refusals, act.code + 1);
      count(failures, `E${act.code}`);
      return;
    case "latency":
      latency[act.name].record(act.millis);
  }
}

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant("count" as const), by: fc.nat({ max: 5 }) }),
  fc.record({ type: fc.constant("lost" as const), by: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ type: fc.constant("cause" as const), code: fc.integer({ min: 400, max: 404 }) }),
  fc.record({
    type: fc.constant("latency" as const),
    name: fc.constantFrom<keyof LatencyHistograms>("ack", "connect", "commandEffect"),
    millis: fc.oneof(fc.double({ min: -1, max: 10, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true })),
  }),
);

/** What one of the shards does next: something is counted, or it makes a report, which may be on its way for a while. */
const happening = fc.record({
  shard: fc.nat({ max: 2 }),
  member: fc.constantFrom(...members),
  what: fc.oneof({ weight: 6, arbitrary: act }, { weight: 1, arbitrary: fc.constant("report" as const) }),
});

/** A shard's own book, and what its parent has been told of it. */
class Source {
  readonly book: TallyBook = new TallyBook(asked);
  readonly #told: Map<Account, ToldTally> = new Map();

  report(): TallyDelta[] {
    return [...this.book.accounts].flatMap((account) => {
      const told = this.#told.get(account) ?? new ToldTally(account);
      this.#told.set(account, told);
      return structuredClone(told.take()) ?? [];
    });
  }
}

const histograms = Object.keys(new TallyBook([]).rest.tally.latency) as (keyof LatencyHistograms)[];

/** All that can be read, buckets of histograms and all. */
function plain(figures: TallyFigures): unknown {
  const { connections, messages, commands, ledger, http, closeCodes, refusals, failures, latency } = figures;
  return {
    ...{ connections, messages, commands, ledger, http },
    causes: [closeCodes, refusals, failures].map(inOrder),
    states: histograms.map((name) => latency[name].state()),
    summaries: histograms.map((name) => latency[name].summary()),
  };
}

function inOrder(map: ReadonlyMap<string | number, number>): unknown {
  return [...map].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

test("reports of several shards, made at any time, add up to what one would have counted, bucket for bucket", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 120 }), (happenings) => {
      const sources = [new Source(), new Source(), new Source()];
      const united = new TallyBook(asked);
      const one = new TallyBook(asked);
      const take = (deltas: readonly TallyDelta[]): void => {
        for (const delta of deltas) addTally(united.accountOf(delta.account).tally, delta);
      };
      for (const { shard, member, what } of happenings) {
        const source = sources[shard]!;
        if (what === "report") {
          take(source.report());
          continue;
        }
        record(source.book.account(member).tally, what);
        record(one.account(member).tally, what);
      }
      for (const source of sources) take(source.report());
      expect(plain(united.total)).toEqual(plain(one.total));
      for (const cohort of asked) expect(plain(united.of(cohort).figures)).toEqual(plain(one.of(cohort).figures));
      expect(sources.flatMap((source) => source.report())).toEqual([]);
    }),
  );
});

test("what came after a moment is told by a united histogram as by the one of a single shard", () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(values, values, (before, after) => {
      const source = new Source();
      const united = new TallyBook(asked);
      const { ack } = united.rest.tally.latency;
      const pass = (millis: readonly number[]): void => {
        for (const one of millis) source.book.rest.tally.latency.ack.record(one);
        for (const delta of source.report()) addTally(united.rest.tally, delta);
      };
      pass(before);
      const there = source.book.rest.tally.latency.ack.state();
      const here = ack.state();
      pass(after);
      const since = ack.since(here);
      const expected = source.book.rest.tally.latency.ack.since(there);
      for (const figure of ["count", "min", "mean", "p50", "p99", "max"] as const)
        expect(since[figure]).toBe(expected[figure]);
    }),
  );
});
