import fc from "fast-check";
import { expect, test } from "vitest";
import { RecoveryJournal } from "../../src/fleet/recovery-journal.ts";
import { type Disturbance, RecoveryTracker } from "../../src/fleet/recovery-tracker.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { instant } from "../../src/kernel/time.ts";
import { Horizon } from "../../src/shards/horizon.ts";
import { UnitedRecoveries } from "../../src/shards/united-recoveries.ts";

const shards = 3;
const devices = 9;
const clock = new VirtualClock(instant(0));
const cohorts = [(device: number): boolean => device < 4, (device: number): boolean => device % 2 === 0];

const tracked = (): RecoveryTracker => new RecoveryTracker(clock, cohorts);

/** A step hits these devices, each for a length of its own. */
type Hit = { readonly device: number; readonly length: number };

type Act =
  | { readonly type: "step"; readonly name: string; readonly hits: readonly Hit[] }
  | { readonly type: "lasting"; readonly name: string; readonly device: number }
  | { readonly type: "loss" | "back" | "free" | "leave"; readonly device: number };

/** Devices, and the trackers that they tell: one for all, or one for each shard. */
class Fleet {
  readonly #trackers: readonly RecoveryTracker[];
  readonly #current: Map<number, Disturbance> = new Map();

  constructor(trackers: readonly RecoveryTracker[]) {
    this.#trackers = trackers;
  }

  does(act: Act, at: number): void {
    switch (act.type) {
      case "step":
        for (const [place, tracker] of this.#trackers.entries()) {
          const hits = act.hits.filter(({ device }) => this.#placeOf(device) === place);
          const lengths = hits.map(({ length }) => length);
          const disturbance = tracker.begin(act.name, at, at + (lengths.length === 0 ? 0 : Math.min(...lengths)));
          for (const { device } of hits) this.#hit(device, disturbance, at);
        }
        return;
      case "lasting":
        return this.#hit(act.device, this.#trackerOf(act.device).lasting(act.name, at), at);
      case "loss":
        if (!this.#current.has(act.device)) this.#hit(act.device, this.#trackerOf(act.device).unplanned(at), at);
        return;
      case "back":
        this.#current.get(act.device)?.recovered(act.device, at);
        this.#current.delete(act.device);
        return;
      case "free":
        this.#current.get(act.device)?.free(act.device, at);
        return;
      case "leave":
        this.#current.get(act.device)?.leave(act.device, at);
        this.#current.delete(act.device);
    }
  }

  #hit(device: number, disturbance: Disturbance, at: number): void {
    this.#current.get(device)?.letGo(device);
    this.#current.set(device, disturbance);
    disturbance.hit(device, at);
  }

  #placeOf(device: number): number {
    return this.#trackers.length === 1 ? 0 : Math.floor((device * shards) / devices);
  }

  #trackerOf(device: number): RecoveryTracker {
    return this.#trackers[this.#placeOf(device)]!;
  }
}

const device = fc.nat({ max: devices - 1 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    type: fc.constant("step" as const),
    name: fc.constantFrom("cut", "reboot"),
    hits: fc.uniqueArray(fc.record({ device, length: fc.nat({ max: 50 }).map((tens) => tens * 1_000) }), {
      selector: (hit) => hit.device,
      maxLength: devices,
    }),
  }),
  fc.record({ type: fc.constant("lasting" as const), name: fc.constantFrom("no power", "no network"), device }),
  fc.record({ type: fc.constantFrom("loss" as const, "back" as const, "free" as const, "leave" as const), device }),
);

const happenings = fc.array(
  fc.record({
    // Often at the same instant, sometimes much later.
    wait: fc.oneof(fc.constant(0), fc.nat({ max: 5_000 }), fc.nat({ max: 90_000 })),
    act,
    /** Which shards report after it. */
    report: fc.subarray([0, 1, 2]),
  }),
  { maxLength: 60 },
);

/** How much is gone through at once, when it is not all. */
const atOnce = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });

test("what became of devices in several shards is what one tracker of all of them tells, however much of it is followed at once", () => {
  fc.assert(
    fc.property(happenings, atOnce, (list, most) => {
      const one = tracked();
      const parts = Array.from({ length: shards }, tracked);
      const journals = parts.map((part) => (part.journal = new RecoveryJournal()));
      const tracker = tracked();
      const united = new UnitedRecoveries(shards, tracker);
      const horizon = new Horizon(shards, Number.POSITIVE_INFINITY);
      const report = (shard: number, until: number): void => {
        united.add(shard, structuredClone(journals[shard]!.take()));
        horizon.came(shard, until);
        united.playTo(horizon.reached, most);
      };
      const fleets = [new Fleet([one]), new Fleet(parts)];
      let at = 0;
      let reported = 0;
      for (const happening of list) {
        at += happening.wait;
        for (const fleet of fleets) fleet.does(happening.act, at);
        // A report is made when all of an instant has happened.
        if (at > reported) for (const shard of happening.report) report(shard, at - 1);
        reported = at;
      }
      for (let shard = 0; shard < shards; shard++) report(shard, Number.POSITIVE_INFINITY);
      while (!united.playTo(Number.POSITIVE_INFINITY, most));
      expect(tracker.summaries()).toEqual(one.summaries());
      for (const cohort of cohorts.keys()) expect(tracker.summaries(cohort)).toEqual(one.summaries(cohort));
    }),
  );
});

test("devices of a dead shard are not missing any more, what it told before stays", () => {
  const part = tracked();
  part.journal = new RecoveryJournal();
  const tracker = tracked();
  const united = new UnitedRecoveries(1, tracker);
  const cut = part.begin("cut", 0, 0);
  for (const one of [1, 2]) cut.hit(one, 0);
  cut.recovered(1, 500);
  united.add(0, part.journal.take());
  united.lost(0);
  united.playTo(0);
  expect(tracker.summaries()).toMatchObject([{ cause: "cut", disturbed: 1, recovered: 1, all: 500 }]);
});

/** What shards tell in a life, after which some of them die. */
const lives = fc.array(
  fc.record({
    hits: fc.uniqueArray(device, { maxLength: devices }),
    back: fc.subarray(Array.from({ length: devices }, (_, number) => number)),
    dies: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

test("the deaths of a shard come to the same however little of them is seen through at once, and what it tells meanwhile waits", () => {
  fc.assert(
    fc.property(lives, fc.integer({ min: 1, max: 4 }), (list, most) => {
      const trackers = [tracked(), tracked()] as const;
      const [quickly, slowly] = trackers.map((tracker) => new UnitedRecoveries(1, tracker)) as [
        UnitedRecoveries,
        UnitedRecoveries,
      ];
      let at = 0;
      for (const { hits, back, dies } of list) {
        const part = tracked();
        part.journal = new RecoveryJournal();
        at += 1_000;
        const cut = part.begin("cut", at, at);
        for (const one of hits) cut.hit(one, at);
        for (const one of back) cut.recovered(one, at + 500);
        const entries = part.journal.take();
        for (const united of [quickly, slowly]) {
          united.add(0, structuredClone(entries));
          if (dies) united.lost(0);
        }
        quickly.playTo(at + 999);
        // Some of it only.
        slowly.playTo(at + 999, most);
      }
      while (!slowly.playTo(Number.POSITIVE_INFINITY, most));
      expect(trackers[1].summaries()).toEqual(trackers[0].summaries());
    }),
  );
});
