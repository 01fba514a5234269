import { describe, expect, test } from "vitest";
import type { Summary } from "../../../src/fleet/run-events.ts";
import { assemble } from "../../../src/library/assemble.ts";
import { days } from "../../../src/kernel/time.ts";
import type { StepInput } from "../../../src/scenario/scenario-input.ts";
import { planOf } from "../fleet-rig.ts";
import { kinds } from "./stage-rig.ts";

/** What comes of a run of ten minutes in virtual time. */
async function summaryOf(timeline: readonly StepInput[]): Promise<Summary> {
  const load = [{ ramp: "100%", over: "0s" }, { hold: "10m" }];
  const plan = planOf({ homes: 4, fleet: [{ kind: "witness" }], timeline: [...timeline], load }, kinds);
  const { run, close } = await assemble(plan, { kinds, folder: ".", virtual: true, outputs: [] });
  run.begin();
  await run.advance(days(1));
  await close();
  return run.ended;
}

describe("a run that a step ends", () => {
  test("ends then, in good order, and has passed", async () => {
    expect(await summaryOf([{ at: "2m", stop: "seen enough" }])).toMatchObject({
      verdict: "pass",
      reasons: [],
      run: { durationSeconds: 120, interrupted: false },
      devices: { connectedAtEnd: 4 },
      connections: { lost: 0 },
    });
  });

  test("has failed when the step says so, for its reason", async () => {
    expect(await summaryOf([{ at: "2m", stop: { fail: "the boiler burst" } }])).toMatchObject({
      verdict: "fail",
      reasons: ["the boiler burst"],
      run: { durationSeconds: 120, interrupted: false },
    });
  });

  test("may be ended by what it counts", async () => {
    const summary = await summaryOf([
      { every: "1m", command: "echo", args: { text: "hi" } },
      { when: "run.commands.answered >= 12", stop: true },
    ]);
    expect(summary).toMatchObject({ verdict: "pass", commands: { answered: 12 } });
    // Seen at the second after 3 minutes; what the step says then, the run does at the next.
    expect(summary.run.durationSeconds).toBe(182);
  });

  test("by two at one moment is ended by the first", async () => {
    const summary = await summaryOf([
      { at: "2m", stop: "seen enough" },
      { at: "2m", name: "late", stop: { fail: "too late" } },
    ]);
    expect(summary).toMatchObject({ verdict: "pass", reasons: [] });
  });
});
