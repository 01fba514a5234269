import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { compileScenarioValue } from "../../src/scenario/compile-scenario.ts";
import { defineScenario } from "flotilla/scenario";
import { readDocument } from "../../src/scenario/source/located-document.ts";
import { homesOfKey, keysAt } from "../../src/scenario/problems/schema-keys.ts";
import { scenarioJsonSchema, scenarioSchema } from "../../src/scenario/scenario-schema.ts";
import { sampleKinds } from "./sample-kinds.ts";
import { someYear } from "./some-year.ts";

const fixtures = new URL("../fixtures/scenarios/", import.meta.url);
const schema = scenarioJsonSchema();
const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

function read(path: string): unknown {
  return readDocument(readFileSync(new URL(path, fixtures), "utf8"), path).value;
}

const root = new URL("../../", import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), "utf8");
const named = (folder: string, ending: string): string[] =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

/** Every scenario that we ship, and every one in the documentation. */
const copied: readonly { readonly name: string; readonly text: string }[] = [
  ...named("scenarios", ".yaml").map((name) => ({ name, text: textOf(name) })),
  ...["README.md", ...named("docs", ".md")].flatMap((page) =>
    [...textOf(page).matchAll(/^```yaml\n(flotilla: .*?)^```$/gms)].map((block, number) => ({
      name: `${page}, ${number + 1}`,
      text: block[1]!,
    })),
  ),
];

describe("the JSON Schema of scenarios", () => {
  test("is plain JSON of draft 2020-12", () => {
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  test.each(readdirSync(new URL("good/", fixtures)))("accepts %s", (file) => {
    validate(read(`good/${file}`));
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each(copied)("accepts what people copy: $name", ({ name, text }) => {
    validate(readDocument(text, name).value);
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
    "power-cut-as-fault",
    "step-triggers",
    "action-list",
    "action-world",
    "action-http",
    "action-log-stop",
    "version-newer",
    "fleet-empty",
  ])("refuses %s", (name) => {
    expect(validate(read(`bad/${name}.yaml`))).toBe(false);
  });

  test("explains every key", () => {
    expect(undescribed(schema, "scenario")).toEqual([]);
  });

  test("gives examples and defaults that are right", () => {
    const whole = new Ajv2020({ strict: false }).addSchema(schema, "scenario");
    for (const { pointer, value } of samplesOf(schema, "")) {
      const check = whole.getSchema(`scenario#${pointer}`);
      expect(check, pointer).toBeDefined();
      check?.(value);
      expect({ pointer, value, errors: check?.errors ?? [] }).toEqual({ pointer, value, errors: [] });
    }
  });
});

interface Node {
  readonly description?: string;
  readonly const?: unknown;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** Keys of mappings without a word about them. */
function undescribed(node: unknown, path: string): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { properties } = node as Node;
  const silent = Object.entries(properties ?? {})
    .filter(([, property]) => !isDescribed(property))
    .map(([key]) => `${path}.${key}`);
  const below = Object.entries(node)
    .filter(([key]) => !["examples", "default"].includes(key))
    .flatMap(([key, value]) => undescribed(value, `${path}.${key}`));
  return [...silent, ...below];
}

/** What is said in several places is described where it is defined. */
function isDescribed({ description, const: only, $ref }: Node): boolean {
  if (description !== undefined || only !== undefined) return true;
  const definitions = schema["$defs"] as Readonly<Record<string, Node>>;
  return $ref !== undefined && isDescribed(definitions[$ref.slice("#/$defs/".length)]!);
}

function samplesOf(node: unknown, pointer: string): { pointer: string; value: unknown }[] {
  if (typeof node !== "object" || node === null) return [];
  const { examples = [], default: standard } = node as { examples?: unknown[]; default?: unknown };
  const here = [...(Array.isArray(examples) ? examples : []), ...(standard === undefined ? [] : [standard])];
  const below = Object.entries(node)
    .filter(([key]) => !["examples", "default"].includes(key))
    .flatMap(([key, value]) =>
      samplesOf(value, `${pointer}/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`),
    );
  return [...here.map((value) => ({ pointer, value })), ...below];
}

describe("the types of scenarios", () => {
  /** The type has every key of the language; what it accepts, the schema accepts. */
  const scenario = defineScenario({
    $schema: "./scenario.schema.json",
    flotilla: 1,
    name: "typed",
    description: undefined,
    extends: undefined,
    include: [],
    vars: { region: "north", doors: { perHome: 1 } },
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
      { at: "1m", world: "power-cut", for: "30s", select: { share: "50% of homes" } },
      { at: "1m", disconnect: "abrupt" },
      { at: "1m", reboot: true },
      { at: "1m", mark: "here" },
      { after: "here", wait: { uniform: ["5s", "10s"] }, log: "${run.ready}" },
      {
        between: ["1m", "2m"],
        every: "2m",
        until: "5m",
        select: { kind: "lock", firmware: "^1.4", where: "device.ready" },
        do: [
          { http: { put: "https://hub.example.com/{id}", headers: { A: "b" }, body: "x", expect: [200, 202] } },
          { wait: "10s" },
          { fault: "jam", for: { exponential: { mean: "10s" } } },
        ],
      },
      { when: "run.ready > 3", for: "10s", once: true, do: { world: "power-cut", for: "30s" } },
      { at: "1m", world: "heat-wave", for: "1m", by: 5 },
      { at: "4m", stop: { fail: "enough" } },
    ],
    expect: ["commands.lost == 0"],
  });

  test("say what the schema says", () => {
    const { target: _, ...known } = (scenarioJsonSchema()["properties"] ?? {}) as Record<string, unknown>;
    expect(Object.keys(scenario).toSorted()).toEqual(Object.keys(known).toSorted());
    expect(scenarioSchema.safeParse(scenario).error?.issues ?? []).toEqual([]);
    const { description: __, extends: ___, ...written } = scenario;
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
