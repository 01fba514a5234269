import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { later, minutes } from "../../src/kernel/time.ts";
import { fleetRig, type FleetRig, planOf, type Sketch } from "./fleet-rig.ts";

/** A shard that joins the run when it is so many minutes old. */
function joining(sketch: Sketch, at: number): FleetRig {
  const { start } = planOf(sketch).clock;
  const rig = fleetRig(sketch, { start: false, clock: new VirtualClock(later(start, minutes(at))) });
  rig.shard.start(start, minutes(at));
  return rig;
}

const locks: Sketch = { homes: 20, fleet: [{ kind: "lock", perHome: 1 }] };

describe("a shard that joins in the middle", () => {
  test("has the devices come that should be there, one after the other, and no others", () => {
    const rig = joining({ ...locks, load: [{ ramp: "100%", over: "20m" }, { hold: "1h" }] }, 10);
    expect(rig.shard.size).toBe(0);
    rig.pass("500ms");
    expect(rig.shard.size).toBeGreaterThan(0);
    expect(rig.shard.size).toBeLessThan(10);
    rig.pass("5s");
    expect(rig.shard.phases.ready).toBe(10);
    rig.pass("10m");
    expect(rig.shard.phases.ready).toBe(20);
    expect(rig.shard.counted().figures.latency.ready.summary().max).toBeLessThan(1_000);
  });

  test("leaves those away that churn has sent away, until they would come back", () => {
    const load = [{ hold: "1h", churn: { every: "30m", share: "50%", away: "25m" } }];
    const before = fleetRig({ ...locks, load });
    before.pass("20m");
    const away = before.shard.size;
    const rig = joining({ ...locks, load }, 20);
    rig.pass("10s");
    before.pass("10s");
    expect([...rig.shard.units.keys()].toSorted()).toEqual([...before.shard.units.keys()].toSorted());
    expect(away).toBeLessThan(20);
    for (const one of [rig, before]) one.pass("20m");
    expect([...rig.shard.units.keys()].toSorted()).toEqual([...before.shard.units.keys()].toSorted());
  });

  test("does not do again what was, and goes on with the right rounds", () => {
    const timeline: Sketch["timeline"] = [
      { at: "5m", name: "once", log: "once" },
      { every: "4m", at: "2m", name: "often", log: "round ${step.round}" },
      { after: "once", wait: "20m", name: "later", log: "later" },
      { after: "once", wait: "1m", name: "sooner", log: "sooner" },
    ];
    const rig = joining({ ...locks, timeline }, 15);
    rig.pass("14m");
    expect(rig.notices).toEqual(["info: round 4", "info: round 5", "info: later", "info: round 6"]);
  });

  test("lets what lasts hold for the rest of its time", () => {
    const timeline: Sketch["timeline"] = [
      { at: "5m", world: "power-cut", for: "20m", select: { share: "50% of homes" } },
      { at: "6m", name: "broken", fault: "dead-radio", for: "30m", select: { home: 3 } },
      { at: "1m", name: "past", disconnect: "abrupt", for: "5m" },
    ];
    const rig = joining({ ...locks, fleet: [{ kind: "bulb", perHome: 1 }], timeline }, 15);
    rig.pass("8m");
    expect(rig.shard.phases.unpowered).toBe(10);
    const broken = rig.unit("bulb-0004");
    expect(broken.ready).toBe(false);
    rig.pass("5m");
    expect(rig.shard.phases.unpowered).toBe(0);
    expect(rig.shard.phases.ready).toBe(19);
    rig.pass("10m");
    expect(broken.ready).toBe(true);
  });
});
