import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { deviceScope, homeScope, runScope, scopeOf } from "../../src/fleet/expression-scope.ts";
import { vocabularyOf } from "../../src/expression/vocabulary.ts";
import { compileExpression } from "../../src/expression/expression.ts";
import { figuresOf } from "../../src/fleet/run-wide/run-figures.ts";
import { totalsOf } from "../../src/fleet/summary.ts";
import { fleetRig } from "./fleet-rig.ts";

const rig = fleetRig({
  homes: 3,
  fleet: [{ kind: "lock", labels: { region: "north" } }, { kind: "thermostat" }],
  clock: { start: "2026-01-15T18:00:00Z" },
  world: { outages: "none" },
});
rig.pass("2m");
const unit = rig.unit("lock-0002");

describe("what expressions see", () => {
  test("has every name of the vocabulary, of the type it says", () => {
    const vocabulary = vocabularyOf({ kinds: catalog, home: true, run: true });
    for (const one of rig.shard.units.values()) {
      const scope = scopeOf(one, rig.shard) as Record<string, Record<string, unknown>>;
      for (const [root, { fields }] of Object.entries(
        vocabulary as Record<string, { fields: Record<string, { is: string }> }>,
      ))
        for (const [name, { is }] of Object.entries(fields)) {
          const declared = root !== "device" || name in deviceFields || name in one.device.kind.attributes;
          const value = scope[root]![name];
          if (!declared) expect([root, name, value]).toEqual([root, name, undefined]);
          else if (value !== null && is !== "dyn")
            expect([root, name, typeOf(value)]).toEqual([root, name, wanted[is]]);
        }
    }
  });

  test("of a device is what it is now, not what it has reported", () => {
    const scope = deviceScope(unit) as Record<string, unknown>;
    expect(scope).toMatchObject({
      id: "lock-0002",
      kind: "lock",
      group: "lock",
      variant: "",
      home: 1,
      ready: true,
      phase: "ready",
    });
    expect(scope["labels"]).toEqual({ region: "north" });
    expect(scope["boots"]).toBe(1);
    expect(scope["lockState"]).toBe(unit.device.values()["lockState"]);
    const before = scope["upTime"];
    rig.pass("10s");
    expect(scope["upTime"]).toBe((before as number) + 10);
  });

  test("of a home is what the world says now", () => {
    const { view } = unit.household;
    const now = rig.scheduler.now;
    expect(homeScope(unit.household)).toMatchObject({
      index: 1,
      present: view.presence(now).home,
      awake: view.presence(now).awake,
      mains: true,
      network: "good",
      outdoorTemperature: view.outdoorTemperature(now),
      outdoorHumidity: view.outdoorHumidity(now),
      irradiance: view.irradiance(now),
      windowsOpen: view.windowsOpen(now),
    });
    unit.household.cutNetwork();
    expect(homeScope(unit.household)).toMatchObject({ mains: true, network: "down" });
    unit.household.restoreNetwork();
    unit.household.cutPower();
    expect(homeScope(unit.household)).toMatchObject({ mains: false, network: "down" });
    unit.household.restorePower();
  });

  test("of the run is its counts, as in the summary, at the last second", () => {
    expect(runScope(rig.shard)).toMatchObject({ planned: 6, ready: 0, connections: { opened: 0 } });
    rig.shard.second({ figures: figuresOf(rig.shard), happened: [] });
    const { connections, messages, commands, http } = totalsOf(rig.shard);
    expect(runScope(rig.shard)).toMatchObject({
      elapsed: (rig.scheduler.now - rig.plan.clock.start) / 1_000,
      planned: 6,
      wanted: 6,
      ready: rig.shard.phases.ready,
      connections,
      messages,
      commands,
      http,
    });
  });

  test("is all that an expression can be about", () => {
    const vocabulary = vocabularyOf({ kinds: catalog, home: true, run: true });
    const source = "device.kind == 'lock' && device.labels.region == 'north' && home.index == 1 && run.planned == 6";
    const compiled = compileExpression(source, vocabulary, "bool");
    if (!compiled.ok) expect.fail(compiled.fault.expected);
    expect(compiled.expression.evaluate(scopeOf(unit, rig.shard))).toBe(true);
  });
});

const deviceFields: Readonly<Record<string, unknown>> = Object.fromEntries(
  "id kind group variant home name serial mac room firmware labels ready phase boots"
    .split(" ")
    .map((name) => [name, true]),
);

/** What values of the vocabulary's types are in JavaScript. */
const wanted: Readonly<Record<string, string>> = {
  number: "number",
  text: "string",
  bool: "boolean",
  map: "object",
  object: "object",
};

function typeOf(value: unknown): string {
  return typeof value;
}
