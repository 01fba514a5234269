import { join } from "node:path";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, expect, test } from "vitest";
import { isCode, loadScenario, makeScenario } from "../../../src/library/sources/load-scenario.ts";
import { startFleet } from "../../../src/library/start-fleet.ts";
import { defineScenario } from "../../../src/scenario/scripts/define-scenario.ts";

/** Somewhere without a package of its own, as a user's folder may be. */
const folder = mkdtempSync(join(tmpdir(), "flotilla-scenarios-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const nothing = { env: {}, vars: {} };

test.each([
  ["evening.ts", true],
  ["evening.mts", true],
  ["evening.cjs", true],
  ["evening.js", true],
  ["evening.yaml", false],
  ["evening.json", false],
  ["ts", false],
])("whether %s is code: %o", (name, code) => {
  expect(isCode(name)).toBe(code);
});

test("what a scenario reads of the environment is remembered, and nothing else", async () => {
  const env = { TOKEN: "sesame", STAGE: "test", HOME: "/home/me", EMPTY: "" };
  const { scenario, secrets } = await makeScenario(
    ({ env: { TOKEN, NONE, EMPTY } }: { env: Record<string, string | undefined> }) => ({ TOKEN, NONE, EMPTY }),
    "scenario",
    { env, vars: {} },
  );
  expect(scenario).toEqual({ TOKEN: "sesame", NONE: undefined, EMPTY: "" });
  expect([...secrets]).toEqual(["sesame"]);
});

test("a file is evaluated anew each time it is loaded: one run does not find what another left behind", async () => {
  const file = write("counting.ts", "let loaded = 0;\nexport default () => ({ loaded: ++loaded });\n");
  const first = await loadScenario(file, "counting.ts", nothing);
  const second = await loadScenario(file, "counting.ts", nothing);
  expect([first.scenario, second.scenario]).toEqual([{ loaded: 1 }, { loaded: 1 }]);
});

test("a file that is not there is missed", async () => {
  await expect(loadScenario(join(folder, "none.ts"), "none.ts", nothing)).rejects.toMatchObject({
    code: "file",
    message: "expected a scenario file at none.ts, found nothing there",
  });
});

test("a fleet starts from such a file, and from the function itself", async () => {
  const file = write("two.ts", 'export default { flotilla: 1, fleet: [{ kind: "lock", count: 2 }] };\n');
  await using fromFile = await startFleet(file, { clock: "virtual" });
  expect(fromFile.devices()).toHaveLength(2);
  const made = defineScenario(({ env }) => ({ flotilla: 1, fleet: [{ kind: "lock", count: Number(env["COUNT"]) }] }));
  await using fromFunction = await startFleet(made, { clock: "virtual", env: { COUNT: "3" } });
  expect(fromFunction.devices()).toHaveLength(3);
});
