/** What is drawn for each device, and that no draw shifts another. */
import { describe, expect, test } from "vitest";
import { bulb } from "../../devices/bulb/bulb.ts";
import { lock } from "../../devices/lock/lock.ts";
import { plannedOptions, type PlannedOptions } from "../../src/fleet/device-options.ts";
import { drawnValues } from "../../src/fleet/drawn-values.ts";
import { memberPlan } from "../../src/scenario/groups/member-plan.ts";
import { planOf, type Sketch } from "./fleet-rig.ts";

type Group = Sketch["fleet"][number];

function drawn(group: Partial<Group>, devices = 500, seed = 1): PlannedOptions[] {
  const plan = planOf({ seed, fleet: [{ kind: "lock", count: devices, ...group }] });
  return Array.from({ length: devices }, (_, index) =>
    plannedOptions(memberPlan(plan, { group: 0, index }), lock, seed, index),
  );
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

describe("what is drawn for a device", () => {
  test("is its own, the same every time, and another with another seed", () => {
    const group: Partial<Group> = { settings: { autoRelockTime: { uniform: [20, 60] } } };
    const times = drawn(group).map(({ settings }) => settings["autoRelockTime"] as number);
    expect(new Set(times).size).toBeGreaterThan(30);
    expect(times.every((time) => Number.isInteger(time) && time >= 20 && time <= 60)).toBe(true);
    expect(mean(times)).toBeCloseTo(40, -0.7);
    expect(drawn(group).map(({ settings }) => settings["autoRelockTime"])).toEqual(times);
    expect(drawn(group, 500, 2).map(({ settings }) => settings["autoRelockTime"])).not.toEqual(times);
  });

  test("leaves everything else as it was", () => {
    const one: Partial<Group> = { telemetry: { every: { uniform: ["20s", "40s"] } } };
    const more: Partial<Group> = {
      ...one,
      settings: {
        autoRelockTime: { uniform: [20, 60] },
        wrongCodeEntryLimit: {
          choice: [
            [3, 1],
            [5, 1],
          ],
        },
      },
      crashesPerDay: { exponential: { mean: 2 } },
      clock: { skew: { normal: { mean: "0s", sd: "20s" } } },
    };
    expect(drawn(more).map(({ every }) => every)).toEqual(drawn(one).map(({ every }) => every));
  });

  test("stays within what is allowed, whatever its tail", () => {
    const options = drawn({
      settings: { autoRelockTime: { normal: { mean: 10, sd: 100 } } },
      crashesPerDay: { lognormal: { median: 500, sigma: 2 } },
      telemetry: { every: { exponential: { mean: "200ms" } } },
    });
    for (const { settings, crashesPerDay, every } of options) {
      expect(settings["autoRelockTime"]).toBeGreaterThanOrEqual(0);
      expect(crashesPerDay).toBeLessThanOrEqual(1_000);
      expect(every).toBeGreaterThanOrEqual(100);
    }
    expect(options.filter(({ every }) => every === 100).length).toBeGreaterThan(0);
  });

  test("may be as short as is asked for in so many words", () => {
    const options = drawn({ telemetry: { every: { uniform: ["5ms", "10ms"] } } });
    expect(Math.max(...options.map(({ every }) => every!))).toBeLessThanOrEqual(10);
    expect(Math.min(...options.map(({ every }) => every!))).toBeGreaterThanOrEqual(5);
  });

  test("may be a clock that is behind", () => {
    const skews = drawn({ clock: { skew: { uniform: ["-10s", "-5s"] } } }).map(({ clock }) => clock!.skew);
    expect(skews.every((skew) => skew >= -10_000 && skew <= -5_000 && Number.isInteger(skew))).toBe(true);
  });

  test("costs nothing where nothing is drawn", () => {
    const [one, other] = drawn({ settings: { autoRelockTime: 30 } }, 2);
    expect(one!.settings).toBe(other!.settings);
    expect(one!.clock).toBe(other!.clock);
  });
});

test("drawn values are another one in each round", () => {
  const values = { level: { draw: { uniform: [1, 254] as const } }, other: 3 };
  const fields = bulb.commands["moveToLevel"]?.args ?? {};
  const [first, again, second] = [0, 0, 1].map((round) => drawnValues(values, fields, 1, "args", 5, round));
  expect(again).toEqual(first);
  expect(second).not.toEqual(first);
  expect(first!["other"]).toBe(3);
  expect(Number.isInteger(first!["level"])).toBe(true);
});
