import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import type { TruthListener, WatchedCondition } from "../../../src/fleet/conditions/watched-condition.ts";
import { fleetRig, type FleetRig, type Sketch } from "../fleet-rig.ts";
import { witness } from "../witness.ts";

/** What was told of a condition: seconds from the start, the number of the device or home, and what it was. */
type Seen = readonly [second: number, subject: number, what: boolean | "gone"];

interface Watched {
  readonly seen: Seen[];
  readonly problems: string[];
}

/** A quiet fleet in two homes: it reports nothing by itself while a test lasts. */
const quiet: Sketch = {
  homes: 2,
  fleet: [{ kind: "witness", telemetry: { every: "12h" } }],
  clock: { start: "2026-01-14T00:30:00Z" },
  world: { outages: "none" },
};

function watchedRig(
  sketch: Sketch,
  sources: readonly string[],
  wishes: Partial<WatchedCondition> = {},
): { rig: FleetRig; watched: readonly Watched[]; first: Watched } {
  const rig = fleetRig(sketch, { kinds: [...catalog, witness], start: false });
  const watched = sources.map((source) => watch(rig, source, wishes));
  rig.shard.start(rig.scheduler.now);
  return { rig, watched, first: watched[0]! };
}

function watch(rig: FleetRig, source: string, wishes: Partial<WatchedCondition>): Watched {
  const seen: Seen[] = [];
  const problems: string[] = [];
  const condition = rig.shard.expressions.condition(source);
  const { roots } = condition;
  rig.shard.conditionWatch.add({
    condition,
    scope: roots.has("device") ? "device" : roots.has("home") ? "home" : "run",
    selects: () => true,
    wanted: () => true,
    watch: ({ device, home }): TruthListener => {
      const subject = device?.identity.index ?? home?.index ?? 0;
      const tell = (what: boolean | "gone"): void => {
        seen.push([Math.floor((rig.scheduler.now - rig.plan.clock.start) / 1_000), subject, what]);
      };
      return { is: tell, gone: () => tell("gone") };
    },
    failed: (problem) => void problems.push(problem),
    ...wishes,
  });
  return { seen, problems };
}

/** How often it was looked at while this was done and some seconds passed. */
function looks(rig: FleetRig, { seen }: Watched, done: () => void = () => {}): Seen[] {
  const before = seen.length;
  done();
  rig.pass("5s");
  return seen.slice(before);
}

describe("a condition of a device", () => {
  test("is looked at when the device joins, and when its connection comes further", () => {
    const { rig, first } = watchedRig(quiet, ["device.ready"]);
    const joined = looks(rig, first).filter(([, subject]) => subject === 1);
    expect(joined.map(([, , what]) => what)).toEqual([...joined.slice(1).map(() => false), true]);
    expect(joined.length).toBeGreaterThan(1);
    expect(looks(rig, first)).toEqual([]);
    const closed = looks(rig, first, () => rig.unit("witness-0001").disconnect());
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.every(([, subject]) => subject === 0)).toBe(true);
  });

  test("is looked at once for all that is said at one instant, and not by others", () => {
    const { rig, first } = watchedRig(quiet, ["device.mood == 'odd'"]);
    looks(rig, first);
    const unit = rig.unit("witness-0002");
    const told = looks(rig, first, () => {
      unit.device.desire({ mood: "odd" });
      unit.device.fault("sulking", true);
    });
    expect(told).toEqual([[5, 1, true]]);
  });

  test("is looked at when something happens in the home if it names that, and only then", () => {
    const { rig, watched } = watchedRig({ ...quiet, fleet: [{ kind: "plug", telemetry: { every: "12h" } }] }, [
      "device.boots == 1 && home.present >= 0",
      "device.boots == 1",
    ]);
    rig.pass("1m");
    const [named, unnamed] = watched as [Watched, Watched];
    const before = unnamed.seen.length;
    const happened: number[] = [];
    for (const home of [0, 1]) rig.shard.household(home)!.watch({ stirred: ({ index }) => void happened.push(index) });
    const told = named.seen.length;
    rig.pass("9h");
    expect(happened.length).toBeGreaterThan(10);
    expect(named.seen.length - told).toBeGreaterThan(unnamed.seen.length - before);
    expect(named.seen.length - told - (unnamed.seen.length - before)).toBeLessThanOrEqual(happened.length);
  });

  test("is told no more once the device is gone, but that", () => {
    const { rig, first } = watchedRig(quiet, ["device.ready"]);
    looks(rig, first);
    const gone = looks(rig, first, () => rig.unit("witness-0001").leave());
    expect(gone).toEqual([[5, 0, "gone"]]);
  });

  test("that nobody wants to know is not looked at", () => {
    const { rig, first } = watchedRig(quiet, ["device.ready"], { wanted: () => false });
    expect(looks(rig, first)).toEqual([]);
  });

  test("that cannot be worked out is false, and what is wrong is told", () => {
    const { rig, first } = watchedRig({ ...quiet, homes: 1 }, ["double(device.name) > 0.0"]);
    rig.pass("1m");
    expect(new Set(first.seen.map(([, , what]) => what))).toEqual(new Set([false]));
    expect(first.problems).toHaveLength(first.seen.length);
  });
});

describe("a condition of a home", () => {
  test("is looked at when its mains go, whatever its devices do", () => {
    const { rig, first } = watchedRig(quiet, ["home.mains"]);
    expect(looks(rig, first)).toEqual([
      [0, 0, true],
      [0, 1, true],
    ]);
    expect(looks(rig, first, () => rig.unit("witness-0002").device.desire({ mood: "odd" }))).toEqual([]);
    expect(looks(rig, first, () => rig.shard.household(1)!.cutPower())).toEqual([[10, 1, false]]);
  });

  test("that moves by itself is looked at when a selected device of it is, too, whatever other conditions there are", () => {
    const selects = (index: number): boolean => index === 1;
    const { rig, watched } = watchedRig(quiet, ["home.outdoorTemperature < 50.0", "home.mains"], { selects });
    const [moving, still] = watched as [Watched, Watched];
    looks(rig, moving);
    const feel = (id: string): void => void rig.unit(id).device.desire({ mood: "odd" });
    expect(looks(rig, moving, () => feel("witness-0002"))).toEqual([[5, 1, true]]);
    expect(looks(rig, moving, () => feel("witness-0001"))).toEqual([]);
    expect(still.seen).toEqual([[0, 1, true]]);
  });

  test("ends with the last of its selected devices", () => {
    const { rig, first } = watchedRig({ ...quiet, homes: 1, fleet: [{ kind: "witness", perHome: 2 }] }, ["home.mains"]);
    looks(rig, first);
    expect(looks(rig, first, () => rig.unit("witness-0001").leave())).toEqual([]);
    expect(looks(rig, first, () => rig.unit("witness-0002").leave())).toEqual([[10, 0, "gone"]]);
  });
});
