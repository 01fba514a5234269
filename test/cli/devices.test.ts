import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { firmwareFaults } from "../../src/device/firmware.ts";
import { textWidth } from "../../src/report/text-width.ts";
import { testHost } from "../support/test-host.ts";

async function output(...argv: string[]): Promise<string> {
  const host = testHost(["devices", ...argv]);
  expect(await host.run()).toBe(0);
  expect(host.err).toBe("");
  return host.out;
}

const ownKind = `
export const shed = defineKind({
  name: "shed",
  summary: "A shed.",
  matterType: "none",
  power: "mains",
  rooms: { garden: 1 },
  attributes: {
    open: { type: "boolean", role: "state", report: { min: "0s", max: "never" }, doc: "Whether it is open.", matter: "ours" },
    onOff: {
      type: "boolean",
      role: "state",
      writable: true,
      nonVolatile: true,
      report: { min: "0s", max: "never" },
      doc: "Whether its lamp is on.",
      matter: "OnOff.OnOff",
    },
  },
  commands: { air: { doc: "Opens it for a while.", args: {}, matter: "ours" } },
  events: {},
  settings: {},
  faults: {},
  acts: {},
  wakes: [],
  start: () => ({}),
  step: () => {},
  signals: {},
});
`;

describe("flotilla devices", () => {
  test("lists the kinds, a line each", async () => {
    const lines = (await output()).split("\n");
    for (const { name } of catalog)
      expect(lines.filter((line) => line.startsWith(`  ${name} `) && /\S {2,}\S/.test(line))).toHaveLength(1);
  });

  test("says all about one kind, within the width of a terminal", async () => {
    const text = await output("lock");
    for (const said of ["Attributes", "Commands", "Events", "Faults", "Acts", "Settings", "lockState", "unlockDoor"])
      expect(text).toContain(said);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test.each(catalog.map(({ name }) => name))("fits %s into 80 columns", async (name) => {
    const host = testHost(["devices", name], { columns: 80 });
    expect(await host.run()).toBe(0);
    expect(Math.max(...host.out.split("\n").map(textWidth))).toBeLessThanOrEqual(80);
  });

  test("names the cluster of what is Matter's, and marks what is not", async () => {
    const garage = 'import { defineKind } from "flotilla/device";\n' + ownKind;
    const host = testHost(["devices", "shed", "--kinds", "shed.ts"], { columns: 80, files: { "shed.ts": garage } });
    expect({ exit: await host.run(), err: host.err }).toEqual({ exit: 0, err: "" });
    expect(host.out).toContain(`
Attributes
  open                                                          ours, not Matter
    true or false; state, reported on any change
    Whether it is open.
  onOff                                                              OnOff.OnOff
    true or false; state, writable, kept through power cuts, reported on any
      change
    Whether its lamp is on.
`);
    expect(host.out).toContain(
      "Commands\n  air                                                           ours, not Matter\n",
    );
    expect(host.out).toContain('At the right: the Matter cluster a name is from, or "ours, not Matter"');
  });

  test("lists the faults of the firmware with those of the kind", async () => {
    const [, faults] = (await output("lock")).split("\nFaults\n");
    for (const fault of ["jam", ...Object.keys(firmwareFaults)])
      expect(faults).toMatch(new RegExp(`^  ${fault}$`, "m"));
    const { faults: asJson } = JSON.parse(await output("lock", "--json")) as { faults: object };
    expect(Object.keys(asJson)).toEqual(expect.arrayContaining(["jam", "dead-radio", "memory-leak", "no-ntp"]));
  });

  test("refuses a kind that there is not, and says which was probably meant", async () => {
    const host = testHost(["devices", "thermostta"]);
    expect(await host.run()).toBe(2);
    expect(host.err).toBe(
      `error: expected a kind (${catalog.map(({ name }) => name).join(", ")}), found "thermostta"\nhint: Did you mean: flotilla devices thermostat?\n`,
    );
  });

  test("prints as JSON the schemas that arguments fit", async () => {
    const lock = JSON.parse(await output("lock", "--json")) as { commands: { unlockDoor: { args: object } } };
    const fits = new Ajv2020().compile(lock.commands.unlockDoor.args);
    expect(fits({ pinCode: "1234" })).toBe(true);
    expect(fits({ pinCode: 1234 })).toBe(false);
    const listed = JSON.parse(await output("--json")) as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
  });

  test("has bold titles on a terminal", async () => {
    const host = testHost(["devices", "bulb"], { isTTY: true });
    await host.run();
    expect(host.out).toContain("\u001B[1mAttributes\u001B[22m");
  });
});
