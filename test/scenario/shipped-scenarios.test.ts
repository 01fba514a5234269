/** Every scenario we ship is right, for people and for editors, and says what it shows. */
import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { days, minutes } from "../../src/kernel/time.ts";
import { compileScenario } from "../../src/scenario/compile-scenario.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import { readDocument } from "../../src/scenario/source/located-document.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { formatProblem } from "../../src/scenario/problems/problem.ts";
import { scenarioJsonSchema } from "../../src/scenario/scenario-schema.ts";

const folder = new URL("../../scenarios/", import.meta.url);
const shipped = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
const validate = new Ajv2020({ strict: false }).compile(scenarioJsonSchema());

function plan(file: string, set: readonly string[] = []): Plan {
  const text = readFileSync(new URL(file, folder), "utf8");
  const result = compileScenario(text, {
    file,
    env: { HUB_TOKEN: "x" },
    kinds: catalog,
    overrides: { set },
    now: "2026-01-15T17:00:00+01:00",
  });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  expect(result.warnings.map(formatProblem)).toEqual([]);
  return result.plan;
}

describe.each(shipped)("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");

  test("compiles without a warning, and is named like its file", () => {
    expect(`${plan(file).name}.yaml`).toBe(file);
  });

  test("pleases the JSON Schema", () => {
    validate(readDocument(text, file).value);
    expect(validate.errors ?? []).toEqual([]);
  });

  test("says at its top what it shows and how to run it", () => {
    expect(text).toMatch(/^# \S/);
    expect(text).toContain(`scenarios/${file}`);
    expect(plan(file).description).not.toBe("");
  });
});

test("the quickstart is sixty homes for one minute of real time", () => {
  const { clock, duration, homes, ...quickstart } = plan("quickstart.yaml");
  expect(duration / (clock.speed as number)).toBe(minutes(1));
  expect(homes).toBe(60);
  expect(quickstart.target).toBeUndefined();
  expect(fleetLayout({ homes, ...quickstart }).byKind()).toEqual({
    lock: 60,
    bulb: expect.any(Number),
    thermostat: 60,
  });
});

test("three devices are one of each kind in one home, in real time, from the start, with nothing to be failed", () => {
  const three = plan("three-devices.yaml");
  expect(fleetLayout(three).byKind()).toEqual({ lock: 1, bulb: 1, thermostat: 1 });
  expect(three).toMatchObject({ homes: 1, clock: { speed: 1 }, timeline: [], expect: [], duration: minutes(10) });
  expect(three.load[0]!.phases).toEqual([
    { to: 1, over: 0 },
    { to: 1, over: minutes(10) },
  ]);
});

test("three devices become a hundred homes, one after the other, as their header says", () => {
  const many = plan("three-devices.yaml", ["devices=300", "load=[{ ramp: 100%, over: 1m }, { hold: 9m }]"]);
  expect(fleetLayout(many).byKind()).toEqual({ lock: 100, bulb: 100, thermostat: 100 });
  expect(many).toMatchObject({ homes: 100, duration: minutes(10) });
});

test("the quickstart goes to a foreign server as its header says", () => {
  const away = plan("quickstart.yaml", [
    "target=wss://hub.example.com/devices/{id}",
    "timeline[0].via.http.post=https://hub.example.com/api/devices/{id}/commands",
  ]);
  expect(away.timeline[0]?.actions[0]).toMatchObject({ via: { type: "http", method: "POST" } });
});

test("the power cut goes to a foreign server as its header says", () => {
  const away = plan("power-cut.yaml", [
    "homes=2000",
    "target=wss://hub.example.com/devices/{id}",
    "target.auth.bearer=${env.HUB_TOKEN}",
    "timeline[1].via.http.post=https://hub.example.com/api/devices/{id}/commands",
  ]);
  expect(away.target).toMatchObject({ auth: { type: "bearer", token: "x" } });
  expect(away.timeline[1]?.actions[0]).toMatchObject({ via: { type: "http", method: "POST" } });
});

test("the whole home has every kind there is, seven devices in a home on average, and a world in which things fail", () => {
  const home = plan("whole-home.yaml");
  const layout = fleetLayout(home);
  expect(Object.keys(layout.byKind()).toSorted()).toEqual(catalog.map(({ name }) => name).toSorted());
  expect(layout.total / home.homes).toBeCloseTo(7, 0);
  expect(home).toMatchObject({ world: { outages: "typical" }, duration: days(1), timeline: [], expect: [] });
});
