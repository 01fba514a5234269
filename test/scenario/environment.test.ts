import { describe, expect, test } from "vitest";
import { resolveEnvironment, type EnvironmentFault } from "../../src/scenario/environment.ts";

function resolve(
  value: unknown,
  env: Record<string, string | undefined> = {},
): { value: unknown; faults: EnvironmentFault[] } {
  const faults: EnvironmentFault[] = [];
  return { value: resolveEnvironment(value, env, (fault) => faults.push(fault)), faults };
}

describe("the environment", () => {
  test("comes into every text, however deep", () => {
    const { value, faults } = resolve({ a: ["${env.A}-${env.B}", 5, null], b: { c: "x${env.A}" } }, { A: "1", B: "" });
    expect(value).toEqual({ a: ["1-", 5, null], b: { c: "x1" } });
    expect(faults).toEqual([]);
  });

  test("is not looked at again: a value with a reference in it stays as it is", () => {
    expect(resolve("${env.A}", { A: "${env.B}", B: "b" }).value).toBe("${env.B}");
  });

  test("stays out where it is not wanted", () => {
    expect(resolve("$${env.A} costs $5 or {id}", { A: "1" }).value).toBe("${env.A} costs $5 or {id}");
  });

  test("reports what is not set, with its place in the text", () => {
    expect(resolve({ a: "x ${env.NOPE}" }).faults).toEqual([
      {
        path: ["a"],
        within: [2, 13],
        message: "expected the environment variable NOPE to be set, found nothing",
        hint: "set it: NOPE=... flotilla run ...",
      },
    ]);
    expect(resolve("${env.HUB_TOKN}", { HUB_TOKEN: "x" }).faults[0]?.hint).toBe("did you mean HUB_TOKEN?");
  });

  test("is not the prototype of the environment", () => {
    expect(resolve("${env.constructor}").faults).toHaveLength(1);
  });

  test.each(["${A}", "${env.A-B}", "${env.}", "${env.A", "${", "${{env.A}}"])("refuses %s", (text) => {
    const { faults } = resolve(text, { A: "1" });
    expect(faults[0]?.message).toMatch(/^expected \$\{env\.NAME\}, found /);
  });
});
