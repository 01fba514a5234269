import { describe, expect, test } from "vitest";
import { readPlainValue } from "../../../src/scenario/source/plain-value.ts";

const problemsOf = (value: unknown): string[] =>
  readPlainValue(value, "x.ts").problems.map(({ path, message }) => `${path}: ${message}`);

describe("a scenario built in code", () => {
  test("is copied as plain data; what is undefined is absent", () => {
    const value = { a: [1, "b", null, true], c: undefined, d: { e: 2 } };
    const read = readPlainValue(value, "x.ts");
    expect(read.value).toEqual({ a: [1, "b", null, true], d: { e: 2 } });
    expect(Object.keys(read.value as object)).toEqual(["a", "d"]);
    expect((read.value as typeof value).a).not.toBe(value.a);
    expect(read.locate(["a"])).toEqual({ file: "x.ts", line: 0, column: 0, excerpt: "" });
  });

  test("may use one part twice, but not within itself", () => {
    const part = { b: 1 };
    expect(problemsOf({ a: part, c: part })).toEqual([]);
    const loop: Record<string, unknown> = {};
    loop["self"] = [loop];
    expect(problemsOf(loop)).toEqual(["self[0]: expected data that ends, found a value within itself"]);
  });

  test("holds nothing but data", () => {
    expect(problemsOf({ a: () => 1, b: new Date(0), c: 5n, d: Symbol("x"), e: new Map() })).toEqual([
      "a: expected plain data, found a function",
      "b: expected plain data, found an instance of Date",
      "c: expected plain data, found a bigint",
      "d: expected plain data, found a symbol",
      "e: expected plain data, found an instance of Map",
    ]);
  });

  test("has no keys that reach a prototype", () => {
    expect(problemsOf(JSON.parse('{"__proto__": {"a": 1}}'))).toEqual([
      '__proto__: expected a key of the scenario language, found "__proto__"',
    ]);
  });

  test("has an end to its depth", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(problemsOf(deep)).toHaveLength(1);
  });
});
