import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { instant } from "../../src/kernel/time.ts";
import { dataFilter } from "../../src/report/data-filter.ts";
import type { DataRecord } from "../../src/report/data-record.ts";

const kinds = catalog.filter(({ name }) => ["lock", "bulb", "thermostat"].includes(name));

const at = instant(0);
const bulb: DataRecord = {
  at,
  home: 0,
  device: "b",
  kind: "bulb",
  type: "state",
  cause: "human",
  values: { onOff: true, currentLevel: 9 },
};
const heat: DataRecord = {
  at,
  home: 0,
  device: "t",
  kind: "thermostat",
  type: "telemetry",
  seq: 1,
  values: { localTemperature: 20 },
};
const event: DataRecord = {
  at,
  home: 0,
  device: "l",
  kind: "lock",
  type: "event",
  id: "e",
  name: "lockOperation",
  severity: "info",
  data: {},
};
const result: DataRecord = { at, home: 0, device: "l", kind: "lock", type: "result", name: "lockDoor", ok: true };
const all = [bulb, heat, event, result];

const kept = (only: string | undefined): unknown[] => {
  const filter = dataFilter(only, kinds);
  return all.flatMap((record) => {
    const left = filter.keep(record);
    return left === undefined ? [] : [left];
  });
};

function refusal(only: string): { readonly message: string; readonly hint: string | undefined } {
  try {
    dataFilter(only, kinds);
  } catch (thrown) {
    if (thrown instanceof FlotillaError) return { message: thrown.message, hint: thrown.hint };
  }
  return expect.fail(`expected --only ${only} to be refused`);
}

describe("--only", () => {
  test("absent keeps everything", () => expect(kept(undefined)).toEqual(all));

  test("keeps the kinds it names", () => {
    expect(kept("thermostat")).toEqual([heat]);
    expect(kept("lock, thermostat")).toEqual([heat, event, result]);
  });

  test("keeps the attributes, events and commands it names, and nothing of a report beside them", () => {
    expect(kept("onOff,lockOperation")).toEqual([{ ...bulb, values: { onOff: true } }, event]);
    expect(kept("lockDoor")).toEqual([result]);
  });

  test("keeps of several kinds and names what is of one of the kinds and has one of the names", () => {
    expect(kept("bulb,thermostat,localTemperature")).toEqual([heat]);
    expect(kept("bulb,upTime")).toEqual([]);
  });

  test("refuses what the fleet does not have, and says what was probably meant", () => {
    expect(refusal("thermostat,localTemprature")).toEqual({
      message: expect.stringContaining('after --only, found "localTemprature"') as string,
      hint: "Did you mean localTemperature?",
    });
    expect(refusal("blub").hint).toBe("Did you mean bulb?");
    expect(refusal("smokeState").message).toContain("expected kinds (lock, bulb, thermostat) or names");
    expect(refusal("").message).toContain('found ""');
  });

  test("refuses a name that none of the named kinds has", () => {
    expect(refusal("lock,localTemperature")).toEqual({
      message: 'expected names of lock after --only, found "localTemperature"',
      hint: "thermostat has that.",
    });
  });
});
