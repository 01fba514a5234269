/** Scenarios in TypeScript and JavaScript, from the command line. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { testHost, type TestHost, type TestHostOptions } from "../support/test-host.ts";

const small = `
import { defineScenario } from "flotilla/scenario";
enum Size { Small = 3 }
const count: number = Size.Small;
export default defineScenario({
  flotilla: 1,
  name: "small",
  seed: 5,
  fleet: [{ kind: "lock", count, on: { ready: (device, event, context) => context.log(device.id + " is here") } }],
  load: [{ hold: "1m" }],
});
`;

/** What a run in virtual time prints as JSON. */
async function summaryOf(argv: readonly string[], options: TestHostOptions): Promise<Summary> {
  const host = testHost(["run", ...argv, "--speed", "max", "--json"], options);
  expect({ exit: await host.run(), err: host.err }).toEqual({ exit: 0, err: "" });
  return JSON.parse(host.out) as Summary;
}

async function ended(
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<TestHost & { exit: number }> {
  const host = testHost(argv, { files });
  const exit = await host.run();
  return Object.assign(host, { exit });
}

describe("a scenario as code runs", () => {
  test("with what it needs of TypeScript, and its functions", async () => {
    const host = await ended(["run", "small.ts", "--speed", "max"], { "small.ts": small });
    expect(host.exit).toBe(0);
    expect(host.out).toContain("lock.on.ready: lock-0003 is here");
  });

  test.each([
    [
      "scenario.mjs",
      `import { kind } from "flotilla/scenario";\nexport default { flotilla: 1, fleet: [kind("lock").group({ count: 3 })] };`,
    ],
    ["scenario.js", `export default () => ({ flotilla: 1, fleet: [{ kind: "lock", count: 3 }] });`],
    ["scenario.cjs", `module.exports = { flotilla: 1, fleet: [{ kind: "lock", count: 3 }] };`],
    ["async.ts", `export default async () => ({ flotilla: 1, fleet: [{ kind: "lock", count: await 3 }] });`],
    [
      "parts.ts",
      `import { count } from "./size.ts";\nexport default { flotilla: 1, fleet: [{ kind: "lock", count }] };`,
    ],
  ])("from %s", async (name, code) => {
    const files = { [name]: code, "size.ts": "export const count = 3 as const;" };
    expect((await summaryOf([name], { files })).devices.byKind).toEqual({ lock: { planned: 3, peakConnected: 3 } });
  });

  test("with the options of the command line over it, as any other", async () => {
    const files = { "small.ts": small };
    const { run, devices } = await summaryOf(
      ["small.ts", "--seed", "9", "--devices", "7", "--duration", "30s", "--set", "name=other"],
      { files },
    );
    expect(run).toMatchObject({ scenario: "other", seed: 9, durationSeconds: 30 });
    expect(devices.planned).toBe(7);
  });

  test("made of what --set gives as vars, and of the environment", async () => {
    const code = `export default ({ vars, env }) => ({ flotilla: 1, homes: vars.homes, fleet: [{ kind: env.KIND }] });`;
    const { devices } = await summaryOf(["made.js", "--set", "vars.homes=4"], {
      files: { "made.js": code },
      env: { KIND: "lock" },
    });
    expect(devices.byKind).toEqual({ lock: { planned: 4, peakConnected: 4 } });
  });

  test("with kinds of its own beside it", async () => {
    const page = readFileSync(new URL("../../docs/write-a-kind.md", import.meta.url), "utf8");
    const files = {
      "deep/garage-door.ts": /^```ts\n(\/\/ garage-door\.ts\n.*?)^```$/ms.exec(page)![1]!,
      "deep/my.ts": `export default { flotilla: 1, kinds: ["./garage-door.ts"], fleet: [{ kind: "garage-door", count: 2 }] };`,
    };
    const { devices } = await summaryOf(["deep/my.ts"], { files });
    expect(devices.byKind).toEqual({ "garage-door": { planned: 2, peakConnected: 2 } });
  });

  test("on top of a scenario in YAML, which may have parts of its own", async () => {
    const files = {
      "my.ts": `export default { flotilla: 1, extends: "./base.yaml", timeline: [{ at: "10s", do: (locks, context) => context.log("two " + locks[1].id) }] };`,
      "base.yaml": "flotilla: 1\ninclude: [./locks.yaml]\nload: [{ hold: 1m }]\n",
      "locks.yaml": "fleet: [{ kind: lock, perHome: 2 }]\n",
    };
    const host = await ended(["run", "my.ts", "--speed", "max"], files);
    expect({ exit: host.exit, err: host.err }).toEqual({ exit: 0, err: "" });
    expect(host.out).toContain("two lock-0002");
  });

  test("the same each time", async () => {
    const [one, two] = [await lines(), await lines()];
    expect(one.split("\n").length).toBeGreaterThan(10);
    expect(two).toBe(one);

    async function lines(): Promise<string> {
      const { exit, out } = await ended(["simulate", "small.ts", "--for", "1d"], { "small.ts": small });
      expect(exit).toBe(0);
      return out;
    }
  });
});

test("the one that docs/scenario.md shows: lights go on at the alarms of locks", async () => {
  const page = readFileSync(new URL("../../docs/scenario.md", import.meta.url), "utf8");
  const files = { "my.ts": /^```ts\n(\/\/ my\.ts\n.*?)^```$/ms.exec(page)![1]! };
  const { commands, devices } = await summaryOf(["my.ts", "--set", "vars.homes=30"], { files, env: { USER: "me" } });
  expect(devices.byKind["lock"]).toEqual({ planned: 30, peakConnected: 30 });
  expect(commands.sent).toBeGreaterThan(10);
  expect(commands.answered).toBe(commands.sent);
});

describe("validate and plan", () => {
  test("take it as any other", async () => {
    const validated = await ended(["validate", "small.ts"], { "small.ts": small });
    expect([validated.exit, validated.out]).toEqual([0, "small.ts: good, 3 devices (3 lock) in 3 homes, 1m\n"]);
    const planned = await ended(["plan", "small.ts"], { "small.ts": small });
    expect(planned.exit).toBe(0);
    expect(planned.out).toContain("small");
  });

  test("say everything that is wrong with it, by its paths", async () => {
    const faulty = small.replace("seed: 5", 'sede: 5, timeline: [{ at: "3 minutes", act: "turn-key" }]');
    const { exit, out } = await ended(["validate", "small.ts"], { "small.ts": faulty });
    expect(exit).toBe(3);
    expect(out).toContain(
      'small.ts: sede: expected a key of the scenario language, found "sede"\n  hint: did you mean "seed"?\n',
    );
    expect(out).toContain("small.ts: timeline[0].at: expected a duration such as 30s");
    expect(out).toContain("small.ts: 2 faults\n");
  });
});

describe("code that gives no scenario is refused:", () => {
  test.each([
    ["what cannot be read", "export default {", /^error: bad\.ts could not be loaded: /],
    [
      "what throws",
      "const none = undefined as any;\nexport default none.fleet;",
      /^error: bad\.ts could not be loaded: Cannot read .*fleet.* \(line 2\)$/m,
    ],
    [
      "what throws when it makes its scenario",
      "export default () => {\n  throw new Error('no luck');\n};",
      /^error: bad\.ts could not make its scenario: no luck \(line 2\)$/m,
    ],
    [
      "what has no default",
      "export const scenario = { flotilla: 1 };",
      /^error: expected bad\.ts to export a scenario as its default, found scenario\nhint: export default defineScenario/,
    ],
    ["what has no exports", "const scenario = 3;", /found no exports$/m],
    [
      "a function where none may be",
      "export default { flotilla: 1, fleet: [{ kind: 'lock', settings: () => ({}) }] };",
      /bad\.ts: fleet\[0\]\.settings: expected plain data, found a function$/m,
    ],
  ])("%s", async (_, code, message) => {
    const { exit, err } = await ended(["run", "bad.ts", "--speed", "max"], { "bad.ts": code });
    expect(exit).toBe(3);
    expect(err).toMatch(message);
    expect(err).not.toContain("this should not have happened");
  });
});

test("a default that is no scenario is said to be none", async () => {
  const { exit, out } = await ended(["validate", "bad.ts"], { "bad.ts": "export default 42;" });
  expect(exit).toBe(3);
  expect(out).toContain("bad.ts: expected a scenario: a mapping of its keys, found 42\n");
});

test("a function that fails while it runs fails the run, and says where", async () => {
  const failing = small.replace('context.log(device.id + " is here")', '{\n  throw new Error("stuck");\n}');
  const { exit, out } = await ended(["run", "small.ts", "--speed", "max", "--json"], { "small.ts": failing });
  expect(exit).toBe(10);
  expect((JSON.parse(out) as Summary).reasons).toEqual([
    expect.stringMatching(/^lock\.on\.ready: stuck at small\.ts:\d+ \(lock-0001, and 2 more\)$/),
  ]);
  const simulated = await ended(["simulate", "small.ts"], { "small.ts": failing });
  expect(simulated.exit).toBe(10);
  // Once, however many homes there are.
  expect(simulated.err.match(/^warning: lock\.on\.ready: stuck/gm)).toHaveLength(1);
});

test("the run's folder has it as YAML, without what it read from the environment, functions by their names", async () => {
  const code = small
    .replace(
      "export default defineScenario({",
      'export default defineScenario(({ env }) => ({\n  description: `by ${env["TOKEN"]}!`,',
    )
    .replace("\n});", '\n  target: { url: "wss://hub.example.com", auth: { bearer: "hidden as well" } },\n}));');
  const files = { "small.ts": code };
  const host = testHost(["run", "small.ts", "--target", "none", "--speed", "max", "--set", "homes=2"], {
    files,
    env: { TOKEN: "sesame-open" },
  });
  expect({ exit: await host.run(), err: host.err }).toEqual({ exit: 0, err: "" });
  const [run] = readdirSync(join(host.cwd, "runs"));
  const kept = readFileSync(join(host.cwd, "runs", run!, "scenario.yaml"), "utf8");
  expect(kept).toContain("description: by ***!");
  expect(kept).toContain("homes: 2");
  expect(kept).toContain("- function: fleet[0].on.ready");
  expect(kept).not.toMatch(/sesame|hidden as well/);
});
