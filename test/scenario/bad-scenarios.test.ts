/** Every file in test/fixtures/scenarios/bad is refused with exactly the messages of the text file beside it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileScenario } from "../../src/scenario/compile-scenario.ts";
import { formatProblem } from "../../src/scenario/problems/problem.ts";
import { sampleKinds } from "./sample-kinds.ts";

const folder = new URL("../fixtures/scenarios/bad/", import.meta.url);
const scenarios = readdirSync(folder).filter((file) => /\.(yaml|json)$/.test(file));

/** `RENEW=1` writes what is said now; read the difference before it is committed. */
const renew = process.env["RENEW"] === "1";

describe("a bad scenario is refused with all that is wrong with it", () => {
  test.each(scenarios)("%s", (file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    const result = compileScenario(text, { file, kinds: sampleKinds, env: { HOME_TOKEN: "a token from outside" } });
    const said = result.ok ? "nothing is wrong with it\n" : `${result.problems.map(formatProblem).join("\n")}\n`;
    const expected = new URL(file.replace(/\.\w+$/, ".txt"), folder);
    if (renew) writeFileSync(expected, said);
    expect(said).toBe(readFileSync(expected, "utf8"));
    expect(result.ok).toBe(false);
  });
});
