import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileScenario, compileScenarioValue, type CompileResult } from "../../src/scenario/compile-scenario.ts";
import { readDocument } from "../../src/scenario/source/located-document.ts";
import { formatProblem } from "../../src/scenario/problems/problem.ts";
import { redactedScenario } from "../../src/scenario/texts/redacted-scenario.ts";
import { keysAt } from "../../src/scenario/problems/schema-keys.ts";
import { scenarioSchema } from "../../src/scenario/scenario-schema.ts";
import { sampleKinds } from "./sample-kinds.ts";

const options = { file: "x.yaml", env: { HUB: "h", HUB_TOKEN: "t", BUILD: "1" }, kinds: sampleKinds };
const good = new URL("../fixtures/scenarios/good/", import.meta.url);
const texts = readdirSync(good).map((file) => readFileSync(new URL(file, good), "utf8"));
const words = [
  ...keysAt(scenarioSchema, []),
  ...[
    "lock",
    "bulb",
    "100%",
    "30s",
    "power-cut",
    "lockDoor",
    "now",
    "max",
    "{id}",
    "${env.HUB}",
    "${x}",
    "wss://h/{id}",
  ],
  ...["__proto__", "constructor", "toString", "hasOwnProperty"],
];

/** Whatever it is, there is an answer, and each problem can be shown. */
function expectAnswer(result: CompileResult): void {
  if (result.ok) expect(JSON.parse(JSON.stringify(result.plan))).toEqual(result.plan);
  else {
    expect(result.problems.length).toBeGreaterThan(0);
    for (const problem of result.problems) expect(formatProblem(problem)).toContain(problem.message);
  }
}

test("no JSON value makes the compiler throw", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...words), fc.jsonValue())), (value) => {
      expectAnswer(compileScenarioValue(value, options));
      expectAnswer(compileScenario(JSON.stringify(value), options));
    }),
    { numRuns: 1_000 },
  );
});

const value = fc.oneof(fc.constantFrom<unknown>(...words, null, 0, 1, -1, 1.5, 1e9, "", [], {}, true), fc.jsonValue());

test("no wrong value anywhere in a good scenario makes the compiler throw", () => {
  const scenarios = texts.map((text) => readDocument(text, "x.yaml").value);
  fc.assert(
    fc.property(
      fc.constantFrom(...scenarios),
      fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 4 }),
      (scenario, changes) => {
        let changed = structuredClone(scenario);
        for (const [place, replacement] of changes) changed = replaceOne(changed, place, replacement);
        expectAnswer(compileScenarioValue(changed, options));
      },
    ),
    { numRuns: 3_000 },
  );
});

test("no text makes the compiler or the redaction throw", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(
        fc.record({
          at: fc.nat(),
          length: fc.nat(30),
          text: fc.oneof(
            fc.string({ unit: "grapheme" }),
            fc.constantFrom(...words, "\t", "\n", ": ", "- ", "[", "{", "*a", "&a ", "|", "'", '"', "#"),
          ),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      (text, edits) => {
        let edited = text;
        for (const { at, length, text: inserted } of edits) {
          const from = at % (edited.length + 1);
          edited = edited.slice(0, from) + inserted + edited.slice(from + length);
        }
        expectAnswer(compileScenario(edited, options));
        expect(typeof redactedScenario(edited, options)).toBe("string");
      },
    ),
    { numRuns: 2_000 },
  );
});

test("no text with braces makes the compiler throw, and none of its faults shows a secret", () => {
  const pieces = [
    ...["${", "}", "$${", "{", "'", '"', "$", "\\\\", " ", "[", "]", "(", ")", "?", ":", "+", "==", "in", "1", "{id}"],
    ...["env.SECRET", "vars.a", "vars.b", "vars.", "device.id", "size(", ".map(x, x)", "'a'", "null", "home.present"],
  ];
  const broken = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
  const secret = "t0psecret-from-outside";
  fc.assert(
    fc.property(broken, broken, broken, broken, (a, b, c, d) => {
      const scenario = {
        flotilla: 1,
        name: a,
        description: b,
        vars: { a: c, b: `${b}\${env.SECRET}`, c: d },
        fleet: [{ kind: "lock", labels: { x: c }, count: d }],
        timeline: [
          { at: "1s", log: d, select: { where: a } },
          { when: b, act: "turn-key", select: { kind: c } },
          { at: "1s", command: "lockDoor", args: { pinCode: d }, via: { http: { post: `http://h/${c}`, body: b } } },
        ],
      };
      const env = { SECRET: secret };
      const result = compileScenarioValue(scenario, { ...options, env });
      expectAnswer(result);
      if (!result.ok) expect(JSON.stringify(result.problems)).not.toContain(secret);
      const kept = redactedScenario(JSON.stringify(scenario), { env });
      expect(kept).not.toContain(secret);
    }),
    { numRuns: 600 },
  );
});

/** Puts `replacement` at the `place`-th value, counted around. */
function replaceOne(scenario: unknown, place: number, replacement: unknown): unknown {
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      places.push({ holder: node as Record<string, unknown>, key });
      visit((node as Record<string, unknown>)[key]);
    }
  };
  visit(scenario);
  const chosen = places[place % Math.max(1, places.length)];
  if (chosen === undefined) return replacement;
  chosen.holder[chosen.key] = replacement;
  return scenario;
}
