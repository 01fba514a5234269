/** Load and churn together, whatever the load: who is there, in whatever shard, at whatever time. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Attendance } from "../../../src/fleet/attendance.ts";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { type Duration, instant, later, millis } from "../../../src/kernel/time.ts";
import { buildLoad } from "../../../src/scenario/load/build-load.ts";
import { ChurnRounds, type Gap } from "../../../src/scenario/load/churn-rounds.ts";
import { type FleetLayout, fleetLayout } from "../../../src/scenario/groups/fleet-layout.ts";
import { loadPlaces } from "../../../src/scenario/load/load-places.ts";
import { loadDuration, phasesDuration, type Stay } from "../../../src/scenario/load/load-shape.ts";
import { staysOf, wantedDevices } from "../../../src/scenario/load/load-stays.ts";
import type { Plan } from "../../../src/scenario/plan.ts";
import type { LoadInput, PhaseInput } from "../../../src/scenario/scenario-input.ts";
import { evenly } from "../../support/evenly.ts";

const share = fc.integer({ min: 0, max: 100 }).map((part) => `${part}%`);
const time = (least: number, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((count) => `${count}ms`);

const churn = fc.record({
  share: fc.integer({ min: 1, max: 100 }).map((part) => `${part}%`),
  every: time(500, 20_000),
  away: fc.oneof(
    time(1, 40_000),
    fc.record({ uniform: fc.tuple(fc.constant("1ms"), time(1, 60_000)) }),
    fc.record({ exponential: fc.record({ mean: time(100, 20_000) }) }),
  ),
});

const phase: fc.Arbitrary<PhaseInput> = fc.oneof(
  fc.record({ ramp: share, over: time(0, 30_000) }),
  fc.record({ ramp: share, rate: fc.integer({ min: 1, max: 30 }).map((rate) => `${rate}/s`) }),
  fc.record({ hold: time(1, 60_000), churn }),
  fc.record({ hold: time(1, 60_000) }),
  fc.record({ step: share }),
  fc.record({ spike: share, for: time(6_000, 20_000), over: time(0, 3_000) }),
  fc
    .record({
      from: share,
      to: share,
      seconds: fc.integer({ min: 1, max: 20 }),
      periods: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ from, to, seconds, periods }) => ({
      wave: { from, to, period: `${seconds}s` },
      for: `${seconds * periods}s`,
    })),
);
const phases = fc.array(phase, { minLength: 1, maxLength: 6 });

const load: fc.Arbitrary<LoadInput> = fc.oneof(phases, fc.record({ bulb: phases, others: phases }));

type LoadedPlan = Pick<Plan, "seed" | "load">;

interface Fleet {
  readonly plan: LoadedPlan;
  readonly layout: FleetLayout;
}

const fleet: fc.Arbitrary<Fleet> = fc
  .record({ load, homes: fc.integer({ min: 1, max: 12 }), bulbs: fc.integer({ min: 0, max: 4 }), seed: fc.nat() })
  .map(({ load: written, homes, bulbs, seed }) => {
    const layout = fleetLayout({
      seed,
      homes,
      fleet: [
        { name: "lock", kind: "lock", count: { perHome: 1 } },
        { name: "bulb", kind: "bulb", count: { perHome: { uniform: [0, bulbs] } } },
        { name: "hub", kind: "bulb", count: { total: 7 } },
      ],
    });
    const groups = ["lock", "bulb", "hub"].map((name, group) => ({ name, devices: layout.inGroup(group) }));
    return { plan: { seed, load: buildLoad(written, groups) }, layout };
  });

function covers({ from, to }: Stay, at: Duration): boolean {
  return from <= at && (to === undefined || at < to);
}

/** What a shard really does: each device's comings and goings, in order. */
function livedStays({ plan, layout }: Fleet, homes = { from: 0, to: layout.homes }): Map<number, Stay[]> {
  const origin = instant(1_767_000_000_000);
  const scheduler = new Scheduler(new VirtualClock(origin));
  const stays = new Map<number, Stay[]>();
  const devices = layout.homeDevices(homes);
  /** Of those that are away: whether they come back. */
  const promised = new Map<number, boolean>();
  for (let index = devices.from; index < devices.to; index++) stays.set(index, []);
  const attendance = new Attendance({
    plan,
    layout,
    scheduler,
    devices,
    join(index) {
      expect(promised.get(index)).not.toBe(false);
      promised.delete(index);
      stays.get(index)!.push({ from: millis(scheduler.now - origin) });
    },
    leave(index, returns) {
      const ofDevice = stays.get(index)!;
      const last = ofDevice.at(-1)!;
      // One that is away already is sent away for good.
      if (last.to === undefined) ofDevice.splice(-1, 1, { ...last, to: millis(scheduler.now - origin) });
      promised.set(index, returns);
    },
  });
  attendance.start(origin);
  scheduler.runUntil(later(origin, 100_000_000));
  // Whoever left to come back has come.
  expect([...promised.values()]).not.toContain(true);
  return stays;
}

/** Scheduled times are instants, which have less room for fractions. */
function rounded(stays: readonly Stay[]): [number, number | undefined][] {
  return stays.map(({ from, to }) => [Math.round(from), to === undefined ? undefined : Math.round(to)]);
}

describe("at any time", () => {
  test("as many devices are wanted as have stays that cover it", () => {
    fc.assert(
      fc.property(fleet, fc.array(evenly(0, 1.2), { maxLength: 15 }), ({ plan, layout }, parts) => {
        const stays = Array.from({ length: layout.total }, (_, index) => staysOf(plan, layout, index)).flat();
        const borders = stays.slice(0, 6).flatMap(({ from, to = from }) => [from, to]);
        for (const at of [...borders, ...parts.map((part) => millis(part * loadDuration(plan.load)))]) {
          expect(wantedDevices(plan, layout, at)).toBe(stays.filter((stay) => covers(stay, at)).length);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("a shard", () => {
  test("lets every device come and go as its stays say", () => {
    fc.assert(
      fc.property(fleet, (one) => {
        for (const [index, stays] of livedStays(one))
          expect(rounded(stays)).toEqual(rounded(staysOf(one.plan, one.layout, index)));
      }),
      { numRuns: 100 },
    );
  });

  test("lets its devices come and go as a shard of the whole fleet does", () => {
    fc.assert(
      fc.property(fleet, evenly(0, 1), (one, part) => {
        const whole = livedStays(one);
        const middle = Math.floor(part * one.layout.homes);
        const slices = [
          { from: 0, to: middle },
          { from: middle, to: one.layout.homes },
        ].flatMap((homes) => [...livedStays(one, homes)]);
        expect(new Map(slices)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe("churn", () => {
  test("takes exactly its share of those that are there in every whole round, each of them once", () => {
    fc.assert(
      fc.property(fleet, ({ plan, layout }) => {
        for (const track of loadPlaces(plan, layout).tracks) {
          const rounds = new ChurnRounds(track, plan.seed);
          let before: readonly { from: Duration; to: Duration; index: number }[] = [];
          for (let round = rounds.next(); round !== undefined; round = rounds.next()) {
            const { at, gaps } = round;
            const of = track.churn.find(({ from, to }) => from <= at && at < to)!;
            const away = before.filter(({ to }) => to > at);
            const there = track.shape.countAt(at) - away.length;
            const chosen = Math.round(of.share * there);
            if (at + of.every <= of.to) expect(gaps).toHaveLength(chosen);
            else expect(gaps.length).toBeLessThanOrEqual(chosen);
            expect(new Set(gaps.map(({ index }) => index)).size).toBe(gaps.length);
            for (const gap of gaps) {
              expect(gap.from).toBeGreaterThanOrEqual(at);
              expect(gap.from).toBeLessThan(Math.min(of.to, at + of.every));
              expect(away.some(({ index }) => index === gap.index)).toBe(false);
            }
            before = [...away, ...gaps];
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("is the same piece by piece, and for whoever asks for some of the devices only", () => {
    fc.assert(
      fc.property(fleet, fc.integer({ min: 1, max: 9 }), evenly(0, 1), ({ plan, layout }, most, part) => {
        const middle = Math.floor(part * layout.total);
        for (const track of loadPlaces(plan, layout).tracks) {
          const [whole, low, high] = [0, 1, 2].map(() => new ChurnRounds(track, plan.seed)) as [
            ChurnRounds,
            ChurnRounds,
            ChurnRounds,
          ];
          for (let round = whole.next(); round !== undefined; round = whole.next()) {
            const pieces = (rounds: ChurnRounds, from: number, to: number): readonly Gap[] => {
              expect(rounds.nextAt).toBe(round!.at);
              const gaps: Gap[] = [];
              do gaps.push(...rounds.take(most, { from, to }));
              while (rounds.amidRound);
              return gaps;
            };
            expect(pieces(low, 0, middle)).toEqual(round.gaps.filter(({ index }) => index < middle));
            expect(pieces(high, middle, layout.total)).toEqual(round.gaps.filter(({ index }) => index >= middle));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test("is another one with another seed, and the same one with the same", () => {
    const layout = fleetLayout({ seed: 1, homes: 100, fleet: [{ name: "lock", kind: "lock", count: { perHome: 1 } }] });
    const written = [{ hold: "1h", churn: { share: "10%", every: "10m", away: "1m" } }] as const;
    const built = buildLoad(written, [{ name: "lock", devices: 100 }]);
    const chosen = (seed: number): number[][] => {
      const rounds = new ChurnRounds(loadPlaces({ seed, load: built }, layout).tracks[0]!, seed);
      return Array.from({ length: 6 }, () => rounds.next()!.gaps.map(({ index }) => index));
    };
    expect(chosen(1)).toEqual(chosen(1));
    expect(chosen(1)).not.toEqual(chosen(2));
    expect(chosen(1)[0]).not.toEqual(chosen(1)[1]);
    expect(chosen(1).map(({ length }) => length)).toEqual([10, 10, 10, 10, 10, 10]);
  });
});

describe("a phase", () => {
  const track = (written: readonly PhaseInput[], devices: number): Plan["load"][number] =>
    buildLoad(written, [{ name: "lock", devices }])[0]!;

  test("that is a spike or a wave ends where it began", () => {
    fc.assert(
      fc.property(phases, phase, fc.integer({ min: 1, max: 1_000 }), (before, one, devices) => {
        fc.pre(one.spike !== undefined || one.wave !== undefined);
        const earlier = track(before, devices).phases.at(-1)!.to;
        const after = track([...before, one], devices).phases.at(-1)!.to;
        const from = one.wave?.from;
        expect(after).toBe(typeof from === "string" ? Number.parseInt(from, 10) / 100 : earlier);
        const length =
          phasesDuration(track([...before, one], devices).phases) - phasesDuration(track(before, devices).phases);
        expect(length).toBeCloseTo(Number.parseFloat(one.for!) * (one.for!.endsWith("ms") ? 1 : 1_000), 6);
      }),
    );
  });

  test("that is a ramp with a rate takes as long as its devices take", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.integer({ min: 1, max: 200 }), (from, to, rate) => {
        const ramp: PhaseInput = { ramp: to, rate: `${rate}/s` };
        const [, taken] = track([{ step: from }, ramp], 500).phases;
        expect(Math.abs(taken!.over - (Math.abs(to - from) / rate) * 1_000)).toBeLessThan(1);
      }),
    );
  });
});
