import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { testHost } from "../support/test-host.ts";

async function output(...argv: string[]): Promise<string> {
  const host = testHost(["devices", ...argv]);
  expect(await host.run()).toBe(0);
  expect(host.err).toBe("");
  return host.out;
}

describe("flotilla devices", () => {
  test("lists the kinds, a line each", async () => {
    const lines = (await output()).split("\n");
    expect(lines.filter((line) => /^ {2}(lock|bulb|thermostat) {2,}\S/.test(line))).toHaveLength(3);
  });

  test("says all about one kind, within the width of a terminal", async () => {
    const text = await output("lock");
    for (const said of ["Attributes", "Commands", "Events", "Faults", "Acts", "Settings", "lockState", "unlockDoor"])
      expect(text).toContain(said);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("refuses a kind that there is not, and says which was probably meant", async () => {
    const host = testHost(["devices", "thermostta"]);
    expect(await host.run()).toBe(2);
    expect(host.err).toBe(
      'error: expected a kind (lock, bulb, thermostat), found "thermostta"\nhint: Did you mean: flotilla devices thermostat?\n',
    );
  });

  test("prints as JSON the schemas that arguments fit", async () => {
    const lock = JSON.parse(await output("lock", "--json")) as { commands: { unlockDoor: { args: object } } };
    const fits = new Ajv2020().compile(lock.commands.unlockDoor.args);
    expect(fits({ pinCode: "1234" })).toBe(true);
    expect(fits({ pinCode: 1234 })).toBe(false);
    expect((JSON.parse(await output("--json")) as { name: string }[]).map(({ name }) => name)).toEqual([
      "lock",
      "bulb",
      "thermostat",
    ]);
  });

  test("has bold titles on a terminal", async () => {
    const host = testHost(["devices", "bulb"], { isTTY: true });
    await host.run();
    expect(host.out).toContain("\u001B[1mAttributes\u001B[22m");
  });
});
