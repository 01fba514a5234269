/** Kinds that users write in files of their own: the one that docs/write-a-kind.md shows. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { testHost, type TestHost } from "../support/test-host.ts";

const page = readFileSync(new URL("../../docs/write-a-kind.md", import.meta.url), "utf8");
const garageDoor = /^```ts\n(\/\/ garage-door\.ts\n.*?)^```$/ms.exec(page)![1]!;

const scenario = `flotilla: 1
name: garage
fleet: [{ kind: garage-door, count: 3, settings: { travelTime: 10, usedByResidents: false } }]
load: [{ hold: 5m }]
timeline:
  - { at: 1m, command: openDoor }
  - { at: 2m, command: closeDoor, name: close }
expect: [commands.lost == 0, commands.failed == 0]
`;

function run(argv: readonly string[], files: Readonly<Record<string, string>>): TestHost {
  return testHost(["run", ...argv, "--speed", "max", "--json"], { files });
}

describe("the kind of docs/write-a-kind.md", () => {
  test.each([
    ["--kinds", ["my.yaml", "--kinds", "kinds/garage-door.ts"], { "my.yaml": scenario }],
    [
      "the scenario's kinds, relative to the scenario",
      ["deep/my.yaml"],
      { "deep/my.yaml": `${scenario}kinds: [../kinds/garage-door.ts]\n` },
    ],
    [
      "the scenario's kinds, by a variable of the environment",
      ["my.yaml"],
      { "my.yaml": `${scenario}kinds: ["\${env.KINDS}/garage-door.ts"]\n` },
    ],
  ])("runs by %s", async (_, argv, scenarios) => {
    const files = { ...scenarios, "kinds/garage-door.ts": garageDoor };
    const host = testHost(["run", ...argv, "--speed", "max", "--json"], { files, env: { KINDS: "./kinds" } });
    expect({ exit: await host.run(), err: host.err }).toEqual({ exit: 0, err: "" });
    const { devices, commands } = JSON.parse(host.out) as Summary;
    expect(devices.byKind).toEqual({ "garage-door": { planned: 3, peakConnected: 3 } });
    expect(commands).toMatchObject({ sent: 6, received: 6, answered: 6, failed: 0 });
  });

  test("is listed and described", async () => {
    const files = { "garage-door.ts": garageDoor };
    const list = testHost(["devices", "--kinds", "garage-door.ts"], { files });
    expect(await list.run()).toBe(0);
    expect(list.out).toMatch(/^ {2}garage-door +Garage door opener/m);
    const one = testHost(["devices", "garage-door", "--kinds", "garage-door.ts"], { files });
    expect(await one.run()).toBe(0);
    expect(one.out).toContain("doorState");
  });

  test("is checked in scenarios as any other", async () => {
    const files = { "my.yaml": scenario.replace("openDoor", "opnDoor"), "garage-door.ts": garageDoor };
    const host = testHost(["validate", "my.yaml", "--kinds", "garage-door.ts"], { files });
    expect(await host.run()).toBe(3);
    expect(host.out).toContain('expected a command of garage-door, found "opnDoor"');
    expect(host.out).toContain('did you mean "openDoor"?');
  });
});

test("the scenario of docs/write-a-kind.md is lived for a day, and people open the door", async () => {
  const garage = /^```yaml\n# garage\.yaml\n(.*?)^```$/ms.exec(page)![1]!;
  const files = { "garage.yaml": garage, "garage-door.ts": garageDoor };
  const host = testHost(["simulate", "garage.yaml", "--for", "1d", "--only", "doorState"], { files });
  expect(await host.run()).toBe(0);
  const opened = host.out.split("\n").filter((line) => line.includes('"doorState":"opening"'));
  expect(opened.length).toBeGreaterThan(10);
});

describe("a file that gives no kinds is refused:", () => {
  test("one that is not there", async () => {
    const host = run(["my.yaml", "--kinds", "heater.ts"], { "my.yaml": scenario });
    expect(await host.run()).toBe(3);
    expect(host.err).toMatch(
      /^error: expected a file with kinds at .*heater\.ts, found none\nhint: Paths in a scenario/,
    );
  });

  test("one that is no TypeScript", async () => {
    const host = run(["my.yaml", "--kinds", "heater.ts"], { "my.yaml": scenario, "heater.ts": "export const = ;" });
    expect(await host.run()).toBe(3);
    expect(host.err).toMatch(/^error: .*heater\.ts could not be loaded: /);
    expect(host.err).not.toContain("this should not have happened");
  });

  test("one that exports something else", async () => {
    const host = run(["my.yaml", "--kinds", "heater.ts"], {
      "my.yaml": scenario,
      "heater.ts": "export const heat = 3;",
    });
    expect(await host.run()).toBe(3);
    expect(host.err).toMatch(/expected .*heater\.ts to export a kind, found heat\n/);
  });

  test("one whose kind breaks the contract", async () => {
    const files = { "my.yaml": scenario, "door.ts": garageDoor.replace('max: "1h"', 'max: "1 hour"') };
    const host = run(["my.yaml", "--kinds", "door.ts"], files);
    expect(await host.run()).toBe(3);
    expect(host.err).toMatch(/^error: .*door\.ts could not be loaded: .*doorState/);
  });
});

test("a kind that fails while it runs fails the run, not the program, and the failure is told", async () => {
  const files = {
    "my.yaml": scenario,
    "door.ts": garageDoor.replace("state.call = input.call;", "throw new Error('stuck');"),
  };
  const host = run(["my.yaml", "--kinds", "door.ts"], files);
  expect(await host.run()).toBe(10);
  expect((JSON.parse(host.out) as Summary).reasons.join()).toContain("3 devices died of a fault in their kind");
  expect(host.err).toContain("stuck");
});
