import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { compileScenarioValue } from "../../src/scenario/compile-scenario.ts";
import { defineScenario } from "flotilla/scenario";
import { readDocument } from "../../src/scenario/located-document.ts";
import { homesOfKey, keysAt } from "../../src/scenario/schema-keys.ts";
import { scenarioJsonSchema, scenarioSchema } from "../../src/scenario/scenario-schema.ts";
import { sampleKinds } from "./sample-kinds.ts";
import { someYear } from "./some-year.ts";

const fixtures = new URL("../fixtures/scenarios/", import.meta.url);
const schema = scenarioJsonSchema();
const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

function read(path: string): unknown {
  return readDocument(readFileSync(new URL(path, fixtures), "utf8"), path).value;
}

describe("the JSON Schema of scenarios", () => {
  test("is plain JSON of draft 2020-12", () => {
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  test.each(readdirSync(new URL("good/", fixtures)))("accepts %s", (file) => {
    validate(read(`good/${file}`));
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each([
    "key-unknown",
    "duration-without-unit",
    "share-without-percent",
    "distribution-unknown",
    "distribution-two",
    "phase-unclear",
    "step-without-action",
    "step-with-two-actions",
    "step-without-time",
    "protocol-option",
    "target-no-websocket",
    "target-auth-two",
    "route-unclear",
    "version-newer",
    "fleet-empty",
  ])("refuses %s", (name) => {
    expect(validate(read(`bad/${name}.yaml`))).toBe(false);
  });

  test("explains every key", () => {
    expect(undescribed(schema, "scenario")).toEqual([]);
  });

  test("gives examples and defaults that are right", () => {
    for (const { path, value, at } of samplesOf(schema, "")) {
      const check = new Ajv2020({ strict: false }).compile({ ...at, $defs: schema["$defs"] as object });
      check(value);
      expect({ path, errors: check.errors ?? [] }).toEqual({ path, errors: [] });
    }
  });
});

/** Keys of mappings without a word about them. */
function undescribed(node: unknown, path: string): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { properties } = node as { properties?: Record<string, { description?: string; const?: unknown }> };
  const silent = Object.entries(properties ?? {})
    .filter(([, property]) => property.description === undefined && property.const === undefined)
    .map(([key]) => `${path}.${key}`);
  const below = Object.entries(node)
    .filter(([key]) => !["examples", "default"].includes(key))
    .flatMap(([key, value]) => undescribed(value, `${path}.${key}`));
  return [...silent, ...below];
}

function samplesOf(node: unknown, path: string): { path: string; value: unknown; at: object }[] {
  if (typeof node !== "object" || node === null) return [];
  const { examples = [], default: standard } = node as { examples?: unknown[]; default?: unknown };
  const here = [...(Array.isArray(examples) ? examples : []), ...(standard === undefined ? [] : [standard])];
  const below = Object.entries(node)
    .filter(([key]) => !["examples", "default"].includes(key))
    .flatMap(([key, value]) => samplesOf(value, `${path}.${key}`));
  return [...here.map((value) => ({ path, value, at: node })), ...below];
}

describe("the types of scenarios", () => {
  /** The type has every key of the language; what it accepts, the schema accepts. */
  const scenario = defineScenario({
    $schema: "./scenario.schema.json",
    flotilla: 1,
    name: "typed",
    description: undefined,
    seed: 1,
    clock: { start: "2026-01-15T17:00:00+01:00", speed: "max" },
    protocol: { kind: "native", hello: "notify" },
    world: { climate: { file: "./weather.csv", latitude: 48.1 }, outages: "typical" },
    homes: 10,
    devices: 20,
    duration: "5m",
    kinds: [],
    fleet: [
      {
        kind: "lock",
        name: "doors",
        perHome: {
          choice: [
            [1, 2],
            [2, 1],
          ],
        },
        id: "{group}-{number}",
        settings: { autoRelockTime: 20 },
        firmware: { "1.4.2": "100%" },
        reconnect: { policy: "full-jitter", base: "1s", cap: "1m", attempts: 3 },
        telemetry: { every: "30s", ack: true, buffer: 10, align: "clock" },
        clock: { drift: "none", skew: "-5m", start: "epoch" },
        crashesPerDay: 0.005,
        labels: { region: "north" },
      },
      { kind: "bulb", count: 5, firmware: "2.0", reconnect: "fixed" },
    ],
    load: [{ ramp: "100%", over: "1m" }, { ramp: 3, over: "1m" }, { hold: "3m" }],
    timeline: [
      {
        at: "1m",
        command: "lockDoor",
        args: { pinCode: "1" },
        select: { kind: "lock", group: "doors", count: 1 },
        via: "server",
      },
      { every: "1m", act: "turn-key", name: "key", select: { labels: { region: "north" }, id: "*", home: 0 } },
      { at: "1m", fault: "power-cut", for: "30s", select: { share: "50% of homes" } },
      { at: "1m", disconnect: "abrupt" },
      { at: "1m", reboot: true },
      { at: "1m", mark: "here" },
    ],
    expect: ["commands.lost == 0"],
  });

  test("say what the schema says", () => {
    const { target: _, ...known } = (scenarioJsonSchema()["properties"] ?? {}) as Record<string, unknown>;
    expect(Object.keys(scenario).toSorted()).toEqual(Object.keys(known).toSorted());
    expect(scenarioSchema.safeParse(scenario).error?.issues ?? []).toEqual([]);
    const { description: __, ...written } = scenario;
    validate(written);
    expect(validate.errors ?? []).toEqual([]);
  });

  test("compile to a plan without a text", () => {
    const result = compileScenarioValue(scenario, {
      file: "typed.ts",
      env: {},
      kinds: sampleKinds,
      weather: () => someYear,
    });
    expect(result).toMatchObject({ ok: true, plan: { name: "typed", description: "", homes: 10 } });
  });
});

describe("the schema's keys", () => {
  test("are known at every place", () => {
    expect(keysAt(scenarioSchema, ["world"])).toEqual(["climate", "outages"]);
    expect(keysAt(scenarioSchema, ["fleet", 3, "telemetry"])).toEqual(["every", "ack", "buffer", "align"]);
    expect(keysAt(scenarioSchema, ["target", "auth", "basic"])).toEqual(["user", "password"]);
    expect(keysAt(scenarioSchema, ["fleet", 0, "labels"])).toEqual([]);
    expect(keysAt(scenarioSchema, ["nowhere", "at", "all"])).toEqual([]);
  });

  test("are known to be elsewhere", () => {
    expect(homesOfKey(scenarioSchema, "bearer")).toEqual(["target.auth"]);
    expect(homesOfKey(scenarioSchema, "perHome")).toEqual(["fleet[0]"]);
    expect(homesOfKey(scenarioSchema, "nothing")).toEqual([]);
  });
});
