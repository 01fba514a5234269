import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readScenarioFile } from "../../src/cli/scenario-file.ts";
import { testHost, temporaryFolder } from "../support/test-host.ts";

const shipped = readdirSync(new URL("../../scenarios/", import.meta.url))
  .map((file) => file.replace(/\.(yaml|ts)$/, ""))
  .toSorted();

test("a scenario is read from the current folder", async () => {
  const { cwd } = testHost([], { files: { "mine/my.yaml": "flotilla: 1\n" } });
  expect(await readScenarioFile("mine/my.yaml", cwd)).toEqual({
    name: "mine/my.yaml",
    folder: join(cwd, "mine"),
    text: "flotilla: 1\n",
  });
});

test.each(["quickstart", "quickstart.yaml", "scenarios/quickstart.yaml", "./quickstart"])(
  "%s is the shipped one wherever there is no such file",
  async (written) => {
    const { name, folder, ...file } = await readScenarioFile(written, temporaryFolder());
    expect(file).toEqual({ text: expect.stringContaining("name: quickstart\n") });
    expect(name).toBe(join(folder, "quickstart.yaml"));
  },
);

test.each(["mine.ts", "mine.mjs", "mine.cjs", "deep/mine.js"])(
  "%s is code: where it is, not what it says",
  async (written) => {
    const { cwd } = testHost([], { files: { [written]: "export default {};" } });
    const code = join(cwd, written);
    expect(await readScenarioFile(written, cwd)).toEqual({ name: written, folder: dirname(code), code });
  },
);

test("a shipped scenario in TypeScript goes by its name as the others do", async () => {
  const { name, folder } = await readScenarioFile("night-visitor", temporaryFolder());
  expect(name).toBe(join(folder, "night-visitor.ts"));
});

test("a file of one's own goes before a shipped one of the same name", async () => {
  const { cwd } = testHost([], { files: { "quickstart.yaml": "flotilla: 1\n", quickstart: "flotilla: 1 # mine\n" } });
  expect(await readScenarioFile("quickstart.yaml", cwd)).toMatchObject({ text: "flotilla: 1\n" });
  expect(await readScenarioFile("quickstart", cwd)).toMatchObject({ text: "flotilla: 1 # mine\n" });
});

test.each([
  ["quikstart", "expected a scenario file at quikstart, found nothing there", "Did you mean quickstart?"],
  ["evenign", "expected a scenario file at evenign, found nothing there", "Did you mean evening.yaml?"],
  ["evening.yml", "expected a scenario file at evening.yml, found nothing there", "Did you mean evening.yaml?"],
  ["deep/nihgt", "expected a scenario file at deep/nihgt, found nothing there", "Did you mean deep/night.json?"],
  [
    "other/quickstart.yaml",
    "expected a scenario file at other/quickstart.yaml, found nothing there",
    "Did you mean quickstart?",
  ],
  [
    "somewhere-else.yaml",
    "expected a scenario file at somewhere-else.yaml, found nothing there",
    `Flotilla comes with ${shipped.join(", ")}.`,
  ],
  ["deep", "expected a scenario file at deep, found a folder", "Name one of the files in it."],
  ["fleet.js", "expected a scenario file at fleet.js, found nothing there", "Did you mean fleet.ts?"],
])("%s: %s", async (written, message, hint) => {
  const host = testHost(["run", written], { files: { "evening.yaml": "", "deep/night.json": "", "fleet.ts": "" } });
  expect(await host.run()).toBe(2);
  expect(host.err).toBe(`error: ${message}\nhint: ${hint}\n`);
});
