/**
 * Property 7 of ten: the same seed gives a log of the same bytes, whatever the pace, the order of the rest of the fleet and
 * whoever else is in it: a home alone, and a device alone, say what they say among all others.
 *
 * Shards are held to the same in test/e2e/determinism.test.ts.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { Device } from "../../../src/device/device.ts";
import type { DeviceOutput } from "../../../src/device/device-output.ts";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { hours, later, minutes } from "../../../src/kernel/time.ts";
import { Simulation, type SimulationOptions } from "../../../src/library/simulation/simulate.ts";
import { simulationNeeds } from "../../../src/library/simulation/simulation-needs.ts";
import { World } from "../../../src/world/world.ts";
import { plannedOptions } from "../../../src/fleet/device-options.ts";
import { memberPlan } from "../../../src/scenario/groups/member-plan.ts";
import { planOf, type Sketch } from "../../fleet/fleet-rig.ts";

interface Told {
  readonly simulation: Simulation;
  readonly records: readonly DeviceRecord[];
  /** One JSON text per record. */
  readonly lines: readonly string[];
}

async function tell(sketch: Sketch, options: Partial<SimulationOptions> = {}): Promise<Told> {
  const records: DeviceRecord[] = [];
  const simulation = new Simulation(planOf(sketch), {
    ...simulationNeeds(catalog),
    record: (record) => records.push(record),
    notice: () => undefined,
    ...options,
  });
  await simulation.run();
  return { simulation, records, lines: records.map((record) => JSON.stringify(record)) };
}

const length = hours(5);
const everyKind = catalog.map(({ name }) => ({ kind: name }));
const anySeed = fc.nat({ max: 100_000 });
/** Some of the kinds, in any order. */
const anyFleet = fc.shuffledSubarray(everyKind, { minLength: 3 });
const clock = fc
  .constantFrom("2026-01-15T05:00:00+01:00", "2026-01-17T16:00:00+01:00", "2026-07-15T11:00:00+01:00")
  .map((start) => ({ start }));
const anySketch: fc.Arbitrary<Sketch> = fc
  .record({ seed: anySeed, homes: fc.integer({ min: 2, max: 4 }), fleet: anyFleet, clock })
  .map((parts) => ({
    ...parts,
    load: [{ hold: "5h" }],
    timeline: [
      { at: "40m", world: "power-cut", for: "5m", select: { share: "50% of homes" } },
      { at: "2h", reboot: true, select: { share: "30%" } },
    ],
  }));

describe("property 7: determinism", () => {
  test("the same seed tells the same bytes at another pace, and another seed tells others", async () => {
    await fc.assert(
      fc.asyncProperty(anySketch, fc.array(fc.nat({ max: 20 })), async (sketch, pauses) => {
        const one = await tell(sketch);
        let burst = 0;
        const slowly = await tell(sketch, {
          async ready() {
            for (let turn = pauses[burst++ % pauses.length] ?? 0; turn > 0; turn--) await Promise.resolve();
          },
        });
        expect(slowly.lines).toEqual(one.lines);
        expect(one.lines.length).toBeGreaterThan(20);
        const other = await tell({ ...sketch, seed: sketch.seed! + 1 });
        expect(other.lines).not.toEqual(one.lines);
      }),
      { numRuns: 5 },
    );
  });

  test("a home alone tells what it tells among all others, and what homes tell alone is all that is told", async () => {
    await fc.assert(
      fc.asyncProperty(anySketch, async (sketch) => {
        const all = await tell(sketch);
        let told = 0;
        for (let home = 0; home < sketch.homes!; home++) {
          const single = await tell(sketch, { home });
          expect(single.lines).toEqual(all.lines.filter((_line, number) => all.records[number]!.home === home));
          told += single.lines.length;
        }
        expect(told).toBe(all.lines.length);
      }),
      { numRuns: 5 },
    );
  });

  test("a device alone tells what it tells in the fleet", async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, fc.integer({ min: 1, max: 3 }), clock, async (seed, homes, when) => {
        const sketch: Sketch = { seed, homes, fleet: everyKind, clock: when, load: [{ hold: "5h" }] };
        const { simulation, records } = await tell(sketch);
        for (let index = 0; index < simulation.devices; index++) {
          const { id } = simulation.identity(index);
          const inFleet = records.filter(({ device }) => device === id).flatMap(saidOf);
          expect(alone(sketch, simulation, index), id).toEqual(inFleet);
        }
      }),
      { numRuns: 4 },
    );
  });

  test("the order in which devices of a home are told of the same things does not matter to them", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...catalog.keys()], { minLength: catalog.length }), anySeed, (order, seed) => {
        const logs = [[...catalog.keys()], order].map((places) => {
          const scheduler = new Scheduler(new VirtualClock(new Simulation(planOf({ fleet: everyKind }), quiet).start));
          const home = new World({ seed, climate: "continental", timeZoneOffset: hours(1) }).home(0);
          const said: string[][] = catalog.map(() => []);
          const devices = places.map((place) => {
            const kind = catalog[place]!;
            const identity = { ...identityAt(place), kind: kind.name, room: Object.keys(kind.rooms)[0]! };
            const note = listener((what) => said[place]!.push(JSON.stringify([scheduler.now, what])));
            return new Device({ seed, kind, identity, home, settings: {} }, scheduler, note);
          });
          for (const device of devices) device.begin();
          for (const on of [false, true]) {
            scheduler.runUntil(later(scheduler.now, minutes(90)));
            for (const device of devices) device.power(on);
            for (const device of devices) device.happen({ type: "arrival", at: scheduler.now, person: 0, first: true });
          }
          scheduler.runUntil(later(scheduler.now, minutes(90)));
          return said;
        });
        expect(logs[1]).toEqual(logs[0]);
      }),
      { numRuns: 8 },
    );
  });
});

const quiet: SimulationOptions = { ...simulationNeeds(catalog), record: () => undefined, notice: () => undefined };

function identityAt(index: number) {
  const text = String(index);
  const names = { id: text, home: 0, name: text, serial: text, mac: "02:00:00:00:00:01", model: "m" };
  return { index, ...names, firmware: "1", hardware: "1", labels: {} };
}

/** Of a record what a device has said itself. */
function saidOf(record: DeviceRecord): unknown[] {
  switch (record.type) {
    case "telemetry":
      return [[record.at, "sampled", record.values]];
    case "state":
      return [[record.at, "changed", record.values, record.cause]];
    case "event":
      return [[record.at, "raised", record.name, record.data]];
    default:
      return [];
  }
}

/** What a device of a fleet says without the fleet: with nothing but its home and its people. */
function alone(sketch: Sketch, { start, world }: Simulation, index: number): unknown[] {
  const plan = planOf(sketch);
  const simulation = new Simulation(plan, quiet);
  const identity = simulation.identity(index);
  const kind = catalog.find(({ name }) => name === identity.kind)!;
  const member = memberPlan(plan, simulation.layout.deviceAt(index));
  const scheduler = new Scheduler(new VirtualClock(start));
  const said: unknown[][] = [];
  const device = new Device(
    {
      seed: plan.seed,
      kind,
      identity,
      home: world.home(identity.home),
      ...plannedOptions(member, kind, plan.seed, index),
      // As in every simulation.
      hasLived: true,
    },
    scheduler,
    listener((what) => said.push([Math.floor(scheduler.now), ...what])),
  );
  device.begin();
  const end = later(start, length);
  for (let at = start; at < end;) {
    const next = world.nextHappening(identity.home, at);
    if (next === undefined || next.at >= end) break;
    scheduler.runUntil(next.at);
    device.happen(next);
    at = next.at;
  }
  scheduler.runUntil(end);
  // A simulation ends before its end.
  return said.filter(([at]) => (at as number) < end);
}

function listener(note: (what: unknown[]) => void): DeviceOutput {
  return {
    sampled: (values) => note(["sampled", values]),
    changed: (values, cause) => note(["changed", values, cause]),
    raised: (name, _severity, data) => note(["raised", name, data]),
    outcome: () => undefined,
    up: () => undefined,
    down: () => undefined,
    radio: () => undefined,
    crashed: (error) => {
      throw error;
    },
  };
}
