import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { Simulation } from "../../../src/library/simulation/simulate.ts";
import { simulationNeeds } from "../../../src/library/simulation/simulation-needs.ts";
import type { StepInput } from "../../../src/scenario/scenario-input.ts";
import { planOf } from "../../fleet/fleet-rig.ts";

const homes = 6;

/** One step of each kind of trigger and action that is about devices and homes; `n` makes its times and name its own. */
const steps: readonly ((n: number) => StepInput)[] = [
  (n) => ({
    at: `${10 + n}m`,
    every: "47m",
    name: `a${n}`,
    command: "lockDoor",
    select: { kind: "lock", share: "60%" },
  }),
  (n) => ({
    between: ["5m", "50m"],
    every: "1h",
    name: `b${n}`,
    act: "press",
    select: { kind: "bulb", share: "50% of homes" },
  }),
  (n) => ({ when: "device.onOff", name: `c${n}`, for: `${n}m`, log: "${device.id}", select: { kind: "bulb" } }),
  (n) => ({
    when: "device.lockState == 'unlocked'",
    name: `d${n}`,
    for: "5s",
    command: "lockDoor",
    select: { kind: "lock" },
  }),
  (n) => ({
    when: "home.present == 0",
    name: `e${n}`,
    once: n % 2 === 0,
    do: [{ wait: { uniform: ["1m", "9m"] } }, { act: "press" }],
    select: { kind: "bulb", share: "50%" },
  }),
  (n) => ({
    at: `${20 + n}m`,
    every: "1h",
    name: `f${n}`,
    world: "power-cut",
    for: { exponential: { mean: "8m" } },
    select: { share: "50% of homes" },
  }),
  (n) => ({ at: `${30 + n}m`, name: `g${n}`, world: "isp-down", for: "15m", select: { home: n % homes } }),
  (n) => ({ when: "home.network == 'down'", name: `h${n}`, reboot: true, select: { kind: "bulb" } }),
  (n) => ({
    at: `${40 + n}m`,
    name: `i${n}`,
    disconnect: "abrupt",
    for: { uniform: ["1s", "10m"] },
    select: { where: "device.kind != 'lock'", share: "70%" },
  }),
  (n) => ({
    at: `${50 + n}m`,
    name: `k${n}`,
    do: [{ wait: { uniform: ["0s", "40m"] } }, { act: "press" }, { wait: "1m" }, { act: "press" }],
    select: { kind: "bulb", share: "70%" },
  }),
  (n) => ({
    every: "1h",
    name: `j${n}`,
    fault: "dead-radio",
    for: { lognormal: { median: "5m", sigma: 1 } },
    select: { share: "30%" },
  }),
];

interface Story {
  readonly seed: number;
  readonly timeline: readonly StepInput[];
}

const stories: fc.Arbitrary<Story> = fc
  .record({
    seed: fc.nat(10_000),
    chosen: fc.array(fc.nat(steps.length - 1), { minLength: 1, maxLength: 6 }),
    followed: fc.boolean(),
  })
  .map(({ seed, chosen, followed }) => {
    const timeline = chosen.map((which, n) => steps[which]!(n + 1));
    const follower: StepInput = {
      after: timeline[0]!.name!,
      wait: { uniform: ["1s", "20m"] },
      name: "follower",
      act: "press",
      select: { kind: "bulb", share: "80%" },
    };
    return { seed, timeline: followed ? [...timeline, follower] : timeline };
  });

interface Outcome {
  /** Home by home, each in its order. */
  readonly records: readonly DeviceRecord[];
  /** Without whom they name as an example: of those to whom it happens, each at a time of its own, the first to be told of. */
  readonly warnings: readonly string[];
}

async function outcomeOf({ seed, timeline }: Story, homesTogether: number, home?: number): Promise<Outcome> {
  const records: DeviceRecord[] = [];
  const warnings: string[] = [];
  const plan = planOf({
    seed,
    homes,
    fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }],
    timeline,
    load: [{ hold: "4h" }],
    clock: { start: "2026-01-14T06:00:00Z" },
  });
  const simulation = new Simulation(plan, {
    ...simulationNeeds(catalog),
    homesTogether,
    ...(home === undefined ? {} : { home }),
    record: (record) => records.push(record),
    notice: (level, text) => void (level === "warning" && warnings.push(text.replace(/ \(.*$/, ""))),
  });
  await simulation.run();
  return { records: records.toSorted((a, b) => a.home - b.home), warnings: warnings.toSorted() };
}

describe("a timeline about devices and homes", () => {
  test("makes the same of each home, in the same order, whoever lives beside it", async () => {
    await fc.assert(
      fc.asyncProperty(
        stories,
        fc.integer({ min: 1, max: homes - 1 }),
        fc.nat(homes - 1),
        async (story, size, home) => {
          const all = await outcomeOf(story, homes);
          expect(await outcomeOf(story, size)).toEqual(all);
          const alone = await outcomeOf(story, homes, home);
          expect(alone.records).toEqual(all.records.filter((record) => record.home === home));
        },
      ),
      { numRuns: 20 },
    );
  });
});
