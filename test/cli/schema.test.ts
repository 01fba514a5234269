import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { testHost } from "../support/test-host.ts";

const scenarios = new URL("../../scenarios/", import.meta.url);

async function schema(what: string): Promise<Record<string, unknown>> {
  const host = testHost(["schema", what]);
  expect(await host.run()).toBe(0);
  return JSON.parse(host.out) as Record<string, unknown>;
}

function validator(document: object): (value: unknown) => unknown[] {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(document);
  return (value) => {
    validate(value);
    return validate.errors ?? [];
  };
}

describe("flotilla schema", () => {
  test.each(readdirSync(scenarios).filter((file) => file.endsWith(".yaml")))(
    "scenario: accepts the shipped %s",
    async (file) => {
      const errors = validator(await schema("scenario"));
      expect(errors(parse(readFileSync(new URL(file, scenarios), "utf8")))).toEqual([]);
      expect(errors({ flotilla: 1, fleet: [{ kind: "lock", cuont: 3 }] })).not.toEqual([]);
    },
  );

  test("protocol: is an AsyncAPI 3 document with every message", async () => {
    const { asyncapi, channels, components } = await schema("protocol");
    expect(asyncapi).toMatch(/^3\./);
    expect(Object.keys(channels as object).length).toBeGreaterThan(0);
    expect(JSON.stringify(components)).toContain("device.hello");
  });

  test("summary: accepts what a run prints", async () => {
    const run = testHost(["run", "quickstart", "--speed", "max", "--devices", "20", "--json"]);
    await run.run();
    expect(validator(await schema("summary"))(JSON.parse(run.out))).toEqual([]);
  });
});
