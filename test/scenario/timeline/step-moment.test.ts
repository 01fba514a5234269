import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import type { StepPlan, TriggerPlan } from "../../../src/scenario/plan.ts";
import { firstMoments, plannedMoments } from "../../../src/scenario/timeline/planned-moments.ts";
import { stepMoment } from "../../../src/scenario/timeline/step-moment.ts";

const run = { seed: 1, duration: minutes(10) };
const step = (trigger: TriggerPlan, name = "step", actions: StepPlan["actions"] = []): StepPlan => ({
  name,
  trigger,
  select: {},
  actions,
});
const rounds = (trigger: TriggerPlan, count: number, seed = 1): (number | undefined)[] =>
  Array.from({ length: count }, (_, round) => stepMoment(step(trigger), round, { ...run, seed }));

describe("the rounds of a step", () => {
  test("are at its time, and again until the run ends", () => {
    expect(rounds({ type: "at", at: minutes(3) }, 2)).toEqual([minutes(3), undefined]);
    expect(rounds({ type: "at", at: minutes(3), every: minutes(4) }, 3)).toEqual([minutes(3), minutes(7), undefined]);
  });

  test("begin before `until`, not at it", () => {
    const trigger = { type: "at", at: minutes(1), every: minutes(1), until: minutes(3) } as const;
    expect(rounds(trigger, 3)).toEqual([minutes(1), minutes(2), undefined]);
  });

  test("are at random moments of a window that moves on, the same for a seed", () => {
    const trigger = { type: "between", from: minutes(1), to: minutes(2), every: minutes(3) } as const;
    const moments = rounds(trigger, 4);
    expect(moments[3]).toBeUndefined();
    for (const [round, moment] of moments.slice(0, 3).entries()) {
      expect(moment).toBeGreaterThanOrEqual(minutes(1 + 3 * round));
      expect(moment).toBeLessThanOrEqual(minutes(2 + 3 * round));
    }
    expect(new Set(moments.slice(0, 3).map((moment) => moment! % minutes(3))).size).toBe(3);
    expect(rounds(trigger, 4)).toEqual(moments);
    expect(rounds(trigger, 4, 2)).not.toEqual(moments);
  });

  test("are unknown beforehand when the run decides", () => {
    const when = { type: "when", condition: "run.ready > 3", scope: "run", holds: seconds(0), once: false } as const;
    expect(rounds(when, 1)).toEqual([undefined]);
  });
});

describe("what is known beforehand of a timeline", () => {
  const cut = step({ type: "at", at: minutes(2) }, "cut", [
    { type: "wait", for: seconds(20) },
    { type: "mark", name: "half" },
    { type: "wait", for: { draw: { uniform: [1, 2] } } },
    { type: "mark", name: "late" },
  ]);
  const after = (
    name: string,
    leader: string,
    wait: StepPlan["trigger"] & { type: "after" } = after0(leader),
  ): StepPlan => step(wait, name);
  const after0 = (leader: string, length = 0): StepPlan["trigger"] & { type: "after" } => ({
    type: "after",
    step: leader,
    wait: seconds(length),
  });
  const timeline = [
    after("third", "second", after0("second", 5)),
    after("second", "half", after0("half", 10)),
    cut,
    after("unknown", "late"),
    after("too-late", "cut", after0("cut", 1_000)),
    after("drawn", "cut", { type: "after", step: "cut", wait: { draw: { uniform: [1, 2] } } }),
    after("nobody", "drawn"),
  ];

  test("are the first moments of steps, and of what comes a fixed time after them", () => {
    expect(firstMoments({ ...run, timeline })).toEqual([
      minutes(2.5) + seconds(5),
      minutes(2.5),
      minutes(2),
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("are all moments in order, up to a number", () => {
    const press = step({ type: "at", at: minutes(1), every: minutes(2) }, "press");
    const plan = { ...run, timeline: [cut, press] };
    expect(plannedMoments(plan).map(({ name, at }) => [name, at / 60_000])).toEqual([
      ["press", 1],
      ["cut", 2],
      ["press", 3],
      ["press", 5],
      ["press", 7],
      ["press", 9],
    ]);
    expect(plannedMoments(plan, 3).map(({ name }) => name)).toEqual(["press", "cut", "press"]);
  });

  test("steps that wait for each other never end the search", () => {
    const ring = [after("a", "b"), after("b", "a")];
    expect(firstMoments({ ...run, timeline: ring })).toEqual([undefined, undefined]);
  });
});
