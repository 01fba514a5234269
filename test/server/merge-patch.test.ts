import { describe, expect, test } from "vitest";
import { mergePatch } from "../../src/server/merge-patch.ts";

/** RFC 7396, appendix A: those examples whose target and patch are objects. */
const examples: readonly (readonly [original: object, patch: object, result: object])[] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

describe("RFC 7396, appendix A", () => {
  for (const [original, patch, result] of examples) {
    test(`${JSON.stringify(original)} with ${JSON.stringify(patch)} is ${JSON.stringify(result)}`, () => {
      expect(mergePatch(original as never, patch as never)).toEqual(result);
    });
  }
});

test("the target stays as it was", () => {
  const target = { a: { b: 1 }, c: 2 };
  mergePatch(target, { a: { b: null, d: 3 }, c: null });
  expect(target).toEqual({ a: { b: 1 }, c: 2 });
});

test("a member called __proto__ changes nothing, at any depth", () => {
  const patch = JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}') as never;
  const merged = mergePatch({}, patch) as Record<string, Record<string, unknown>>;
  expect(merged).toEqual({ a: {} });
  expect(merged["polluted"]).toBeUndefined();
  expect(merged["a"]!["polluted"]).toBeUndefined();
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
});
