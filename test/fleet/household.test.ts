import { describe, expect, test } from "vitest";
import { type Duration, hours, type Instant, later, minutes, seconds } from "../../src/kernel/time.ts";
import type { Happening } from "../../src/world/happening.ts";
import type { ServiceChange, ServiceStates } from "../../src/world/services.ts";
import { World } from "../../src/world/world.ts";
import { fleetRig, type FleetRig, type Sketch } from "./fleet-rig.ts";
import { witness } from "./witness.ts";

const home = {
  homes: 1,
  fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 2 }],
} as const;

const phases = (rig: FleetRig): string[] => [...rig.shard.units.values()].map((unit) => unit.phase);

describe("a power cut", () => {
  const rigInTheDark = (): FleetRig => {
    const rig = fleetRig(home);
    rig.pass("5s");
    rig.shard.household(0)!.cutPower();
    return rig;
  };

  test("takes the power of mains devices and the network of battery devices", () => {
    const rig = rigInTheDark();
    expect(phases(rig)).toEqual(["waiting", "unpowered", "unpowered"]);
    expect(rig.shard.household(0)!.mains).toBe(false);
  });

  test("that is over lets the mains devices boot, and all of them come back", () => {
    const rig = rigInTheDark();
    rig.pass("30s");
    rig.shard.household(0)!.restorePower();
    expect(phases(rig).slice(1)).toEqual(["booting", "booting"]);
    rig.pass("90s");
    expect(phases(rig)).toEqual(["ready", "ready", "ready"]);
    expect(rig.unit("bulb-0001").boots).toBe(2);
    expect(rig.unit("lock-0001").boots).toBe(1);
  });

  test("that overlaps another ends when both are over", () => {
    const rig = rigInTheDark();
    const household = rig.shard.household(0)!;
    household.cutPower();
    household.restorePower();
    expect(household.mains).toBe(false);
    rig.pass("90s");
    expect(phases(rig)).toEqual(["waiting", "unpowered", "unpowered"]);
    household.restorePower();
    expect(household.mains).toBe(true);
    rig.pass("90s");
    expect(phases(rig)).toEqual(["ready", "ready", "ready"]);
    expect(rig.unit("bulb-0001").boots).toBe(2);
  });

  test("catches a device that boots", () => {
    const rig = rigInTheDark();
    const household = rig.shard.household(0)!;
    household.restorePower();
    household.cutPower();
    expect(phases(rig).slice(1)).toEqual(["unpowered", "unpowered"]);
    rig.pass("90s");
    expect(rig.unit("bulb-0001").boots).toBe(1);
    household.restorePower();
    rig.pass("90s");
    expect(rig.unit("bulb-0001").boots).toBe(2);
  });

  test("holds for a device that comes while it lasts", () => {
    const rig = fleetRig({
      ...home,
      load: [{ ramp: "50%", over: "0s" }, { hold: "1m" }, { ramp: "100%", over: "0s" }, { hold: "1h" }],
    });
    rig.pass("30s");
    const early = rig.shard.units.size;
    rig.shard.household(0)!.cutPower();
    rig.pass("60s");
    expect(rig.shard.units.size).toBe(3);
    expect(early).toBeLessThan(3);
    expect(phases(rig)).not.toContain("ready");
    rig.shard.household(0)!.restorePower();
    rig.pass("90s");
    expect(phases(rig)).toEqual(["ready", "ready", "ready"]);
    // It was intended to connect when it got power, not when the load wanted it.
    expect(rig.shard.tally.latency.ready.summary().max).toBeLessThan(1_000);
  });

  test("holds on while nobody is there, for whoever comes next", () => {
    const hour = {
      load: [
        { ramp: "100%", over: "0s" },
        { hold: "1m" },
        { ramp: "0%", over: "0s" },
        { hold: "1m" },
        { ramp: "100%", over: "0s" },
        { hold: "1h" },
      ],
    };
    const rig = fleetRig({ ...home, ...hour });
    rig.pass("30s");
    const household = rig.shard.household(0)!;
    household.cutPower();
    rig.pass("60s");
    expect(rig.shard.units.size).toBe(0);
    rig.pass("60s");
    expect(rig.shard.household(0)).toBe(household);
    expect(phases(rig).toSorted()).toEqual(["unpowered", "unpowered", "waiting"]);
    household.restorePower();
    rig.pass("90s");
    expect(phases(rig)).toEqual(["ready", "ready", "ready"]);
  });
});

describe("what people do", () => {
  const watched = { seed: 2, homes: 1, fleet: [{ kind: "witness", perHome: 3 }] };
  const rigOf = (load: Sketch["load"]): FleetRig => fleetRig({ ...watched, load }, { kinds: [witness] });

  /** What the devices say that happened, as `[when they heard of it, device, what, when it was]`. */
  function told(rig: FleetRig): unknown[][] {
    return rig.records.flatMap((record) =>
      record.type === "event" && record.name === "happened"
        ? [[record.at, record.device, record.data["type"], record.data["at"]]]
        : [],
    );
  }

  /** The same for all that the world has for home 0 in this time. */
  function expected(rig: FleetRig, devices: readonly string[], from: Instant, until: Instant): unknown[][] {
    const { seed, world, clock } = rig.plan;
    const own = new World({ seed, climate: world.climate, timeZoneOffset: clock.timeZoneOffset });
    const inHall = (next: Happening): boolean => next.type !== "moved" || next.from === "hall" || next.to === "hall";
    const all: unknown[][] = [];
    for (let next = own.nextHappening(0, from); next !== undefined && next.at <= until;) {
      if (inHall(next)) for (const device of devices) all.push([next.at, device, next.type, next.at]);
      next = own.nextHappening(0, next.at);
    }
    expect(all.length).toBeGreaterThan(2 * devices.length);
    return all;
  }

  test("is told to every device of the home at its time, in order, walks in its room only, and nothing is left out", () => {
    const rig = rigOf([{ ramp: "100%", over: "0s" }, { hold: "48h" }]);
    const start = rig.scheduler.now;
    rig.pass("47h");
    const everybody = ["witness-0001", "witness-0002", "witness-0003"];
    expect(told(rig)).toEqual(expected(rig, everybody, start, rig.scheduler.now));
  });

  test("is not told to a device that has left, and still to the others", () => {
    const rig = rigOf([{ ramp: "100%", over: "0s" }, { hold: "48h" }]);
    const start = rig.scheduler.now;
    rig.pass("1s");
    rig.unit("witness-0001").leave();
    rig.pass("24h");
    expect(told(rig)).toEqual(expected(rig, ["witness-0002", "witness-0003"], start, rig.scheduler.now));
  });

  test("is not missed by devices that come back to an empty home", () => {
    const twice = [
      { ramp: "100%", over: "0s" },
      { hold: "1m" },
      { ramp: "0%", over: "0s" },
      { ramp: "100%", over: "0s" },
      { hold: "24h" },
    ];
    const rig = rigOf(twice);
    const start = rig.scheduler.now;
    rig.pass("24h");
    const order = [...rig.shard.units.values()].map(({ identity }) => identity.id);
    expect(told(rig)).toEqual(expected(rig, order, start, rig.scheduler.now));
  });

  test("costs nothing in a home without devices", () => {
    const rig = rigOf([{ ramp: "100%", over: "0s" }, { hold: "1m" }, { ramp: "0%", over: "0s" }, { hold: "48h" }]);
    rig.pass("2m");
    expect(rig.shard.units.size).toBe(0);
    expect(rig.shard.household(0)).toBeUndefined();
    expect(rig.scheduler.nextDue).toBeUndefined();
  });
});

/** A world in which this happens to the services of home 0, counted from `start`. */
class FailingWorld extends World {
  readonly #changes: readonly ServiceChange[];

  constructor(start: Instant, changes: readonly (readonly [Duration, Failing])[]) {
    super({ seed: 1, climate: "continental", timeZoneOffset: hours(1) });
    this.#changes = changes.map(([after, change]) => ({ ...change, at: later(start, after) }) as ServiceChange);
  }

  override services(_home: number, at: Instant): ServiceStates {
    const before = this.#changes.filter((change) => change.at <= at);
    const mains = before.findLast(({ type }) => type === "mains");
    const network = before.findLast(({ type }) => type === "network");
    return {
      mains: mains?.type === "mains" ? mains.on : true,
      network: network?.type === "network" ? network.state : "good",
    };
  }

  override nextServiceChange(_home: number, after: Instant): ServiceChange | undefined {
    return this.#changes.find((change) => change.at > after);
  }
}

type Failing =
  | { readonly type: "mains"; readonly on: boolean }
  | {
      readonly type: "network";
      readonly state: "good" | "degraded" | "down";
      readonly cause: "router" | "mains" | "line";
    };

describe("services that fail by themselves", () => {
  const down = (cause: "router" | "mains"): Failing => ({ type: "network", state: "down", cause });
  const good = (cause: "router" | "mains"): Failing => ({ type: "network", state: "good", cause });

  function rigWith(changes: readonly (readonly [Duration, Failing])[], load?: Sketch["load"]): FleetRig {
    return fleetRig(load === undefined ? home : { ...home, load }, {
      world: (start) => new FailingWorld(start, changes),
    });
  }

  test("take the mains: mains devices go dark, the lock loses the network, and all come back", () => {
    const rig = rigWith([
      [minutes(1), { type: "mains", on: false }],
      [minutes(1.001), down("mains")],
      [minutes(3), { type: "mains", on: true }],
      [minutes(4), good("mains")],
    ]);
    rig.pass("65s");
    expect(phases(rig)).toEqual(["waiting", "unpowered", "unpowered"]);
    rig.pass("130s");
    expect(phases(rig)).not.toContain("ready");
    expect(phases(rig)).not.toContain("unpowered");
    rig.pass("3m");
    expect(phases(rig)).toEqual(["ready", "ready", "ready"]);
    expect(rig.unit("bulb-0001").boots).toBe(2);
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ cause: "power outage", disturbed: 3, recovered: 3 }]);
  });

  test("take the network: nobody restarts, and the time to come back counts from its return", () => {
    const rig = rigWith([
      [minutes(1), down("router")],
      [minutes(9), good("router")],
    ]);
    rig.pass("8m");
    expect(phases(rig)).toEqual(["waiting", "waiting", "waiting"]);
    rig.pass("5m");
    expect(phases(rig)).toEqual(["ready", "ready", "ready"]);
    expect(rig.unit("bulb-0001").boots).toBe(1);
    const [outage, ...others] = rig.shard.recoveries.summaries();
    expect(others).toEqual([]);
    expect(outage).toMatchObject({ cause: "network outage", disturbed: 3, recovered: 3 });
    expect(outage!.all).toBeLessThan(seconds(120));
  });

  test("are one disturbance all through the run", () => {
    const rig = rigWith([
      [minutes(1), down("router")],
      [minutes(2), good("router")],
      [minutes(30), down("router")],
      [minutes(31), good("router")],
    ]);
    rig.pass("40m");
    expect(rig.shard.recoveries.summaries()).toMatchObject([{ cause: "network outage", disturbed: 3, recovered: 3 }]);
  });

  test("hold for a device that comes while they last", () => {
    const rig = rigWith(
      [
        [seconds(1), { type: "mains", on: false }],
        [minutes(5), { type: "mains", on: true }],
      ],
      [{ ramp: "0%", over: "1m" }, { ramp: "100%", over: "0s" }, { hold: "1h" }],
    );
    rig.pass("2m");
    expect(phases(rig).toSorted()).toEqual(["unpowered", "unpowered", "waiting"]);
    rig.pass("5m");
    expect(phases(rig)).toEqual(["ready", "ready", "ready"]);
  });

  test("degrade the network: a command still gets its answer, later", () => {
    const rig = rigWith([[minutes(1), { type: "network", state: "degraded", cause: "line" }]]);
    const answered = (): number => {
      const sent = rig.scheduler.now;
      let took = Number.NaN;
      rig.hub.command("lock-0001", "lockDoor", {}, seconds(30), () => {
        took = rig.scheduler.now - sent;
      });
      rig.pass("30s");
      return took;
    };
    const before = answered();
    rig.pass("30s");
    const after = answered();
    expect(after - before).toBeGreaterThanOrEqual(140);
    expect(after - before).toBeLessThan(10_200);
    expect(phases(rig)).toEqual(["ready", "ready", "ready"]);
  });
});
