import { describe, expect, test } from "vitest";
import { type Clock, VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { later, parseDuration } from "../../src/kernel/time.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import { type KnownLimits, limitsKey } from "../../src/scenario/selection/known-limits.ts";
import { selectionPurpose } from "../../src/scenario/selection/select-devices.ts";
import { selectionLimits } from "../../src/scenario/selection/selection-limits.ts";
import { LimitsAhead } from "../../src/shards/limits-ahead.ts";
import { planOf } from "../fleet/fleet-rig.ts";

/** Moved by hand, though it counts as a real one. */
class HandClock extends VirtualClock implements Clock {
  override readonly virtual = false as unknown as true;
}

const plan = planOf({
  homes: 5_000,
  duration: "10m",
  fleet: [{ kind: "lock" }],
  timeline: [
    { at: "1m", every: "2m", name: "restart", reboot: true, select: { share: "30%" } },
    { after: "restart", name: "again", reboot: true, select: { count: 7 } },
    { when: "run.ready > 10", name: "many", reboot: true, select: { share: "10%" } },
    { at: "1m", every: "1m", name: "plain", reboot: true, select: { kind: "lock" } },
  ],
  expect: [{ never: "device.boots > 5", select: { share: "20% of homes" } }],
});
const layout = fleetLayout(plan);

const limitsOf = (step: string, round: number): KnownLimits => {
  const { select } = plan.timeline.find(({ name }) => name === step)!;
  const purpose = selectionPurpose(step, round);
  return { of: limitsKey(select, purpose), limits: selectionLimits(plan, layout, select, purpose) };
};

async function ahead() {
  const scheduler = new Scheduler(new HandClock(plan.clock.start));
  const limits = await LimitsAhead.ofFirstRounds({ plan, layout, scheduler });
  const told: KnownLimits[] = [];
  const pass = (until: string): void => {
    const to = later(plan.clock.start, parseDuration(until)!);
    while ((scheduler.nextDue ?? Number.POSITIVE_INFINITY) <= to) scheduler.runNext();
  };
  limits.start(plan.clock.start, (known) => told.push(...known));
  return { limits, told, pass };
}

describe("limits of selections that draw", () => {
  test("of the first rounds and of expectations are known with the setup, of others nobody has any", async () => {
    const { limits } = await ahead();
    expect(limits.known.slice(0, 3)).toEqual([limitsOf("restart", 0), limitsOf("again", 0), limitsOf("many", 0)]);
    expect(limits.known).toHaveLength(4);
  });

  test("of later rounds are told half a minute before, with those of the steps that come after", async () => {
    const { limits, told, pass } = await ahead();
    pass("2m29s");
    expect(told).toEqual([]);
    pass("2m31s");
    expect(told).toEqual([limitsOf("restart", 1), limitsOf("again", 1)]);
    pass("10m");
    expect(told).toHaveLength(8);
    expect(limits.known).toHaveLength(12);
  });

  test("of a step that waits for a condition of the run are told when the round before happens", async () => {
    const { limits, told, pass } = await ahead();
    limits.happened({ happened: [{ type: "step", step: 2, round: 0 }] });
    pass("1s");
    expect(told).toEqual([limitsOf("many", 1)]);
  });
});
