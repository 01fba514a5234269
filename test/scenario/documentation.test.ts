/** Whoever copies an example from the documentation has a scenario that is good. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { compileScenario } from "../../src/scenario/compile-scenario.ts";
import { formatProblem } from "../../src/scenario/problem.ts";

const root = new URL("../../", import.meta.url);
const pages = [
  "README.md",
  ...readdirSync(new URL("docs", root))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const examples = pages.flatMap((page) => {
  const blocks = [...readFileSync(new URL(page, root), "utf8").matchAll(/^```yaml\n(flotilla: .*?)^```$/gms)];
  return blocks.map((block, number) => ({ name: `${page}, ${number + 1}`, text: block[1]! }));
});

describe("every scenario in the documentation", () => {
  test("is found", () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
  });

  test.each(examples)("compiles without a word: $name", ({ text }) => {
    const compiled = compileScenario(text, { file: "example.yaml", env: { HUB_TOKEN: "secret" }, kinds: catalog });
    const problems = compiled.ok ? compiled.warnings : compiled.problems;
    expect(problems.map(formatProblem)).toEqual([]);
  });
});
