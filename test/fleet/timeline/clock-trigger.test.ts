import { describe, expect, test } from "vitest";
import type { StepInput } from "../../../src/scenario/scenario-input.ts";
import { received, rigWith } from "./stage-rig.ts";

/** Whole seconds at which the only device receives the step's command. */
function secondsOf(step: Omit<StepInput, "command">, seed = 1): number[] {
  const echo = { command: "echo", args: { text: "hi" } };
  const rig = rigWith({ ...step, ...echo } as StepInput, {
    homes: 1,
    seed,
    load: [{ ramp: "100%", over: "0s" }, { hold: "10m" }],
  });
  rig.pass("11m");
  return received(rig, "echo").map(([second]) => second);
}

describe("a step with times of its own", () => {
  test("without a first time happens after each interval, the first one too", () => {
    expect(secondsOf({ every: "4m" }).map(Math.floor)).toEqual([240, 480]);
  });

  test("happens no more from `until` on", () => {
    expect(secondsOf({ at: "1m", every: "1m", until: "3m" }).map(Math.floor)).toEqual([60, 120]);
  });

  test("between two times happens once, at a time that the seed decides", () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => secondsOf({ between: ["1m", "3m"] }, seed));
    for (const times of seeds) {
      expect(times).toHaveLength(1);
      expect(times[0]).toBeGreaterThanOrEqual(60);
      expect(times[0]).toBeLessThan(180.1);
    }
    expect(new Set(seeds.flat()).size).toBeGreaterThan(8);
    expect(secondsOf({ between: ["1m", "3m"] }, 3)).toEqual(seeds[3]);
  });

  test("between two times again and again is drawn anew in each round", () => {
    const times = secondsOf({ between: ["0s", "1m"], every: "2m" });
    expect(times).toHaveLength(5);
    const within = times.map((time, round) => time - 120 * round);
    for (const time of within) {
      expect(time).toBeGreaterThanOrEqual(0);
      expect(time).toBeLessThan(60.1);
    }
    expect(new Set(within.map(Math.round)).size).toBeGreaterThan(2);
  });

  test("whose rounds overlap keeps them apart", () => {
    const times = secondsOf({ between: ["0s", "5m"], every: "1m" });
    expect(times.length).toBeGreaterThan(6);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});
