import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changed, joined, type Merged, originAt, wholeOf } from "../../../src/scenario/source/located-merge.ts";
import { readDocument } from "../../../src/scenario/source/located-document.ts";
import { pathText, valueAt, type ValuePath } from "../../../src/scenario/source/value-path.ts";

const scalar = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom("x", true, null));

/** Each key has one form, as in the scenario language. */
const { scenario } = fc.letrec<{ scenario: object }>((tie) => ({
  scenario: fc.record(
    {
      number: scalar,
      text: scalar,
      list: fc.array(fc.oneof({ maxDepth: 3 }, scalar, tie("scenario")), { maxLength: 3 }),
      mapping: fc.oneof({ maxDepth: 3 }, fc.constant({}), tie("scenario")),
    },
    { requiredKeys: [] },
  ),
}));

let files = 0;
const document = (written: unknown): Merged => wholeOf(readDocument(JSON.stringify(written), `${files++}.json`));

/** Every path of a value. */
function pathsOf(whole: unknown, path: ValuePath = []): ValuePath[] {
  if (typeof whole !== "object" || whole === null) return [path];
  const keys = Array.isArray(whole) ? whole.map((_, position) => position) : Object.keys(whole);
  return [path, ...keys.flatMap((step) => pathsOf(valueAt(whole, [step]), [...path, step]))];
}

/** Where every piece of the whole was written. */
function places({ value: whole, origin }: Merged): string[] {
  return pathsOf(whole).map((path) => {
    const { source, path: place } = originAt(origin, path);
    return `${pathText(path)} ${source.files[0]} ${pathText(place)}`;
  });
}

const join = (one: Merged, other: Merged): Merged => joined(one, other, () => {});

describe.each([
  ["changing", changed],
  ["joining", join],
])("%s scenarios", (_, merge) => {
  test("is the same in whatever order it is done", () => {
    fc.assert(
      fc.property(scenario, scenario, scenario, (a, b, c) => {
        const [one, two, three] = [document(a), document(b), document(c)];
        const left = merge(merge(one, two), three);
        const right = merge(one, merge(two, three));
        expect(left.value).toEqual(right.value);
        expect(places(left)).toEqual(places(right));
      }),
    );
  });

  test("with nothing leaves them as they are", () => {
    fc.assert(
      fc.property(scenario, (a) => {
        expect(merge(document(a), document({})).value).toEqual(a);
        expect(merge(document({}), document(a)).value).toEqual(a);
      }),
    );
  });

  test("keeps the place of every scalar", () => {
    fc.assert(
      fc.property(scenario, scenario, (a, b) => {
        const merged = merge(document(a), document(b));
        for (const path of pathsOf(merged.value)) {
          const here = valueAt(merged.value, path);
          if (typeof here === "object" && here !== null) continue;
          const { source, path: place } = originAt(merged.origin, path);
          expect(valueAt(source.value, place)).toBe(here);
        }
      }),
    );
  });
});

test("joining tells each value that both give, and no other", () => {
  const clashes: string[] = [];
  const one = document({ a: 1, b: { c: 2, d: [1] }, e: [1] });
  const other = document({ a: 1, b: { c: { x: 1 }, d: [2] }, e: { x: 1 }, f: 3 });
  const { value: whole } = joined(one, other, (path, first, second) => {
    clashes.push(`${pathText(path)} ${pathText(first.path)} ${pathText(second.path)}`);
  });
  expect(clashes).toEqual(["a a a", "b.c b.c b.c", "e e e"]);
  expect(whole).toEqual({ a: 1, b: { c: 2, d: [1, 2] }, e: [1], f: 3 });
});
