/** Whoever copies an example from the documentation has a scenario that is good. */
import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { compileScenario, type ScenarioFiles } from "../../src/scenario/compile-scenario.ts";
import { readDocument } from "../../src/scenario/source/located-document.ts";
import { formatProblem } from "../../src/scenario/problems/problem.ts";
import { scenarioJsonSchema } from "../../src/scenario/scenario-schema.ts";

const root = new URL("../../", import.meta.url);
const pages = [
  "README.md",
  ...readdirSync(new URL("docs", root))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
/** A block that begins with the name of a file is that file: others of its page may name it. */
const examples = pages.flatMap((page) => {
  const block = /^```yaml\n(?:# (\S+\.yaml)\n)?(.*?)^```$/gms;
  const blocks = [...readFileSync(new URL(page, root), "utf8").matchAll(block)];
  const texts = new Map(blocks.map(([, file = "", text = ""]) => [file, text]));
  const files: ScenarioFiles = { read: (path) => texts.get(path) ?? "" };
  return (
    blocks
      .map(([, file = "example.yaml", text = ""], number) => ({ name: `${page}, ${number + 1}`, file, text, files }))
      // Kinds of one's own are code, which nobody loads here.
      .filter(({ text }) => text.startsWith("flotilla: ") && !/^kinds:/m.test(text))
  );
});

describe("every scenario in the documentation", () => {
  test("is found", () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
  });

  const isScenario = new Ajv2020({ strict: false }).compile(scenarioJsonSchema());
  test.each(examples)("is what an editor takes for one: $name", ({ text }) => {
    isScenario(readDocument(text, "example.yaml").value);
    expect(isScenario.errors ?? []).toEqual([]);
  });

  test.each(examples)("compiles without a word: $name", ({ file, text, files }) => {
    const compiled = compileScenario(text, { file, env: { HUB_TOKEN: "secret" }, kinds: catalog, files });
    const problems = compiled.ok ? compiled.warnings : compiled.problems;
    expect(problems.map(formatProblem)).toEqual([]);
  });
});
