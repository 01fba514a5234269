import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withConstants } from "../../src/expression/constants.ts";
import { compileExpression } from "../../src/expression/expression.ts";
import { compilePattern } from "../../src/expression/pattern.ts";
import { refill } from "../../src/expression/budget.ts";
import { compileTemplate, writeTemplate, type WrittenPart } from "../../src/expression/template.ts";
import { typeOf } from "../../src/expression/expression-type.ts";
import { vocabularyOf } from "../../src/expression/vocabulary.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { sampleKinds } from "./sample-kinds.ts";

const vocabulary = vocabularyOf({ kinds: sampleKinds, home: true, run: true, command: true });
const scope = {
  device: { id: "a", home: 1, ready: true, lockState: "locked", labels: { x: "y" } },
  home: { network: "good" },
  run: { elapsed: 3, connections: { lost: 0, closeCodes: {} } },
  command: { name: "n", args: { a: [1, "x", null], b: { c: true } } },
};

const words = [
  "device.id", "device.home", "device.ready", "device.lockState", "device.labels", "run.elapsed", "command.args",
  "command.args.a", "x", "1", "2.5", "0x1f", "'a'", '"b"', "true", "null", "[", "]", "(", ")", "{", "}", ",", ".", ":",
  "?", "+", "-", "*", "/", "%", "==", "!=", "<", ">=", "in", "&&", "||", "!", "size", "has", "matches", ".map(x, ",
  ".exists(x, ", ".filter(x, ", ".all(x, ", "duration('3s')", "r'\\d'", "$", "\\", "'", '"', "\n", "\u{1F600}",
  "constructor", "__proto__",
]; // prettier-ignore

const soup = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(" "));
const glued = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(""));

/** Expressions that are well formed, whatever their types. */
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom(
      "1",
      "-2.5",
      "'a'",
      "true",
      "null",
      "device.id",
      "device.home",
      "device.ready",
      "command.args.a",
      "x",
    ),
    fc
      .tuple(tie("tree"), fc.constantFrom("+", "-", "*", "/", "%", "==", "<", "in", "&&", "||"), tie("tree"))
      .map(([left, sign, right]) => `(${left} ${sign} ${right})`),
    tie("tree").map((inner) => `[${inner}].map(x, x)`),
    fc.tuple(tie("tree"), tie("tree")).map(([whole, body]) => `[${whole}, 2].exists(x, ${body} == x)`),
    fc.tuple(tie("tree"), tie("tree"), tie("tree")).map(([a, b, c]) => `(${a} == ${b} ? ${b} : ${c})`),
    tie("tree").map((inner) => `string(${inner}).size()`),
    tie("tree").map((inner) => `{'k': ${inner}}.k`),
  ),
}));

describe("whatever stands in an expression", () => {
  test.each([
    ["text", fc.string({ unit: "binary", maxLength: 60 })],
    ["words in a row", soup],
    ["words without spaces", glued],
    ["a tree", tree],
  ])("compiling and working out %s ends well or with a fault in its place", (_, sources) => {
    fc.assert(
      fc.property(sources, (source) => {
        const compiled = compileExpression(source, vocabulary);
        if (!compiled.ok) {
          const { from, to, expected, found } = compiled.fault;
          expect(from).toBeGreaterThanOrEqual(0);
          expect(from).toBeLessThanOrEqual(source.length);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(source.length + 1);
          expect(expected).not.toBe("");
          expect(found).not.toBe("");
          return;
        }
        try {
          const value = compiled.expression.evaluate(scope);
          // Plain data, and the same again.
          expect(JSON.parse(JSON.stringify(value ?? null))).toEqual(
            JSON.parse(JSON.stringify(compiled.expression.evaluate(scope) ?? null)),
          );
          expect(["bigint", "function", "symbol", "undefined"]).not.toContain(typeof value);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FlotillaError);
          expect((thrown as FlotillaError).code).toBe("expression");
        }
      }),
      { numRuns: 400 },
    );
  });

  test("arithmetic is that of JavaScript", () => {
    const number = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(number, number, fc.constantFrom("+", "-", "*", "/"), (a, b, sign) => {
        const sums = { "+": a + b, "-": a - b, "*": a * b, "/": a / b };
        const names = { vars: typeOf({ a, b }) };
        const compiled = compileExpression(`vars.a ${sign} vars.b`, names);
        expect(compiled.ok && compiled.expression.evaluate({ vars: { a, b } })).toBe(sums[sign]);
      }),
    );
  });
});

describe("a value written into an expression", () => {
  test("is that value", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes("__proto__")),
        (value) => {
          const vars = { a: value };
          const before = compileExpression("[vars.a, 1]", { vars: typeOf(vars) });
          if (!before.ok) throw new Error(before.fault.expected);
          const source = withConstants(before.expression, ["vars"], () => value);
          const after = compileExpression(source, {});
          // As large as an expression may be.
          if (!after.ok) return expect(after.fault.expected).toMatch(/moderate size|at most 4000|up to 2\^53/);
          expect(after.expression.roots.size).toBe(0);
          const expected: unknown = JSON.parse(JSON.stringify([value, 1]));
          expect(JSON.parse(JSON.stringify(after.expression.evaluate({})))).toEqual(expected);
        },
      ),
    );
  });
});

describe("an expression with its constants written into it", () => {
  const vars = { a: -3, b: "x'\"\\\n", c: [1, "y", null], d: { e: true, "f g": -1.5e-9 }, n: null };
  const names = ["vars.a", "vars.b", "vars.c", "vars.c[1]", "vars.d.e", "vars.d['f g']", "vars.n", "vars.d", "-vars.a"];
  const { leaf } = fc.letrec<{ leaf: string }>((tie) => ({
    leaf: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.constantFrom(...names, "has(vars.d.e)", "has(vars.n)", "has(vars.d['f g'])", "device.home", "device.id", "1"),
      fc
        .tuple(tie("leaf"), fc.constantFrom("+", "-", "*", "==", "<", "in", "&&", "||"), tie("leaf"))
        .map(([left, sign, right]) => `(${left} ${sign} ${right})`),
      tie("leaf").map((inner) => `vars.c.map(x, [x, ${inner}])`),
      tie("leaf").map((inner) => `string(${inner}).contains(vars.b)`),
    ),
  }));

  test("gives what it gave before", () => {
    let compared = 0;
    const value = (source: string, names_: Parameters<typeof compileExpression>[1]): unknown => {
      const compiled = compileExpression(source, names_);
      if (!compiled.ok) return `fault: ${compiled.fault.expected}`;
      try {
        return compiled.expression.evaluate({ ...scope, vars });
      } catch (thrown) {
        return `error: ${(thrown as Error).message}`;
      }
    };
    fc.assert(
      fc.property(leaf, (source) => {
        const before = compileExpression(source, { ...vocabulary, vars: typeOf(vars) });
        if (!before.ok) return;
        compared++;
        const written = withConstants(before.expression, ["vars"], (path) =>
          path.reduce<unknown>((whole, key) => (whole as Record<string, unknown> | null)?.[key], { vars }),
        );
        expect(value(written, vocabulary)).toEqual(value(source, { ...vocabulary, vars: typeOf(vars) }));
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

describe("a template", () => {
  test("that is written is read again, whatever its plain text looks like", () => {
    const plain = fc
      .array(fc.constantFrom("$", "{", "}", "${", "$${", "a", "'", '"', "\\", "{id}"))
      .map((parts): WrittenPart => ({ plain: parts.join("") }));
    const expression = fc
      .constantFrom("device.id", "{'a': '}'}.a")
      .map((source): WrittenPart => ({ expression: source }));
    fc.assert(
      fc.property(fc.array(fc.oneof(plain, expression), { maxLength: 6 }), (parts) => {
        const compiled = compileTemplate(writeTemplate(parts), vocabulary);
        const meant = parts.map((part) => ("plain" in part ? part.plain : part.expression === "device.id" ? "a" : "}"));
        expect(compiled.ok && compiled.template.render(scope)).toBe(meant.join(""));
      }),
      { numRuns: 400 },
    );
  });

  test("has its fault within its text, whatever it is", () => {
    const pieces = fc.oneof(fc.constantFrom("${", "}", "$${", "{", "'", '"', "$", "\\"), glued);
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
        (text) => {
          const compiled = compileTemplate(text, vocabulary);
          if (compiled.ok) return;
          expect(compiled.fault.from).toBeLessThan(text.length);
          expect(compiled.fault.to).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("a pattern", () => {
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      fc.constantFrom("a", "b", ".", "\\d", "\\w", "[ab]", "[^a]", "[a-c1]", "^", "$", "\\.", ""),
      fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => a + b),
      fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(${a}|${b})`),
      fc
        .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,}"))
        .map(([a, times]) => `(?:${a})${times}`),
    ),
  }));

  test("matches what JavaScript's matches", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", ".", " "), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, value) => {
        refill();
        expect(compilePattern(source)(value)).toBe(new RegExp(source, "u").test(value));
      }),
      { numRuns: 500 },
    );
  });
});
