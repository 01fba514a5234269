import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { startFleet } from "../../src/index.ts";
import { type JsonSchema, summarySchema } from "../../src/report/summary-schema.ts";
import { summary, totalsWith } from "./samples.ts";

const ajv = new Ajv2020({ allErrors: true });
formats.default(ajv);
const valid: ValidateFunction = ajv.compile(summarySchema);

const faults = (candidate: unknown): string[] =>
  valid(candidate) ? [] : valid.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);

/** Every object in a summary, with the path to it. */
function objectsIn(value: unknown, path: readonly string[] = []): { path: readonly string[]; keys: string[] }[] {
  if (typeof value !== "object" || value === null) return [];
  const own = Array.isArray(value) ? [] : [{ path, keys: Object.keys(value) }];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => objectsIn(inner, [...path, key]))];
}

/** Objects whose members are named by what happened. */
const maps = ["byKind", "closeCodes", "refusals", "failures"];

function change(candidate: object, path: readonly string[], apply: (at: Record<string, unknown>) => void): object {
  const copy = structuredClone(candidate) as Record<string, unknown>;
  apply(path.reduce((at, key) => at[key] as Record<string, unknown>, copy));
  return copy;
}

describe("the schema of summary.json", () => {
  test("accepts summaries, and what JSON makes of them", () => {
    const eventful: Summary = {
      ...summary,
      ...totalsWith({
        connections: { closeCodes: { "1006": 2 }, refusals: { "401": 1 }, failures: { ECONNREFUSED: 3 } },
      }),
      verdict: "fail",
      reasons: ["commands.lost == 0: 3"],
      run: { ...summary.run, target: null, speed: "max", interrupted: true },
      recoveries: [{ ...summary.recoveries[0]!, recovered: 10, half: null, most: null, all: null }],
      thresholds: [
        {
          expression: "commands.lost == 0",
          observed: null,
          ok: false,
          text: "nothing",
          failed: { atMillis: 1_000, time: "2026-01-15T16:00:01.000Z", on: null },
        },
        {
          expression: "always device.ready",
          observed: 2,
          ok: false,
          text: "not so on 2 of 20 devices",
          failed: {
            atMillis: 1_000,
            time: "2026-01-15T16:00:01.000Z",
            on: { what: "devices", count: 2, first: ["lock-0001", "lock-0002"] },
          },
        },
      ],
      generator: { ...summary.generator, openFilesPeak: null, openFilesLimit: null },
    };
    expect(faults(summary)).toEqual([]);
    expect(faults(JSON.parse(JSON.stringify(eventful)))).toEqual([]);
  });

  test("accepts what a run makes", async () => {
    await using fleet = await startFleet(
      {
        flotilla: 1,
        fleet: [{ kind: "lock", perHome: 1 }],
        homes: 10,
        load: [{ ramp: "100%", over: "5s" }, { hold: "30s" }],
        timeline: [{ at: "10s", world: "power-cut", for: "5s", select: { share: "20% of homes" } }],
        expect: ["connections.ready > 0"],
      },
      { clock: "virtual" },
    );
    const made = await fleet.finished();
    expect(made.recoveries).toHaveLength(1);
    expect(made.thresholds).toHaveLength(1);
    expect(faults(made)).toEqual([]);
  });

  const objects = objectsIn(summary).filter(({ path }) => !maps.includes(path.at(-1) ?? ""));

  test.each(objects)("knows every member of /$path and no other", ({ path, keys }) => {
    expect(keys.length).toBeGreaterThan(0);
    expect(faults(change(summary, path, (at) => (at["surprise"] = 1)))).not.toEqual([]);
    for (const key of keys) expect(faults(change(summary, path, (at) => delete at[key]))).not.toEqual([]);
  });

  test.each([
    ["a negative count", ["messages"], "received", -1],
    ["a broken count", ["commands"], "sent", 1.5],
    ["a fourth verdict", [], "verdict", "maybe"],
    ["another version", [], "schema", 2],
    ["a close code that is none", ["connections"], "closeCodes", { "99": 1 }],
    ["a status that is none", ["connections"], "refusals", { forbidden: 1 }],
    ["a speed that is none", ["run"], "speed", "fast"],
    ["a start that is no time", ["run"], "startedAt", "yesterday"],
    ["a latency that is text", ["latency", "connect"], "p99", "7 ms"],
  ])("refuses %s", (_, path, key, value) => {
    expect(faults(change(summary, path, (at) => (at[key] = value)))).not.toEqual([]);
  });

  test("describes everything", () => {
    const undescribed = (schema: JsonSchema, path: string): string[] => {
      const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
      return [
        ...(typeof schema["description"] === "string" ? [] : [path]),
        ...properties.flatMap(([name, inner]) => undescribed(inner, `${path}/${name}`)),
      ];
    };
    expect(undescribed(summarySchema, "")).toEqual([]);
  });
});
