import { describe, expect, test } from "vitest";
import type { DeviceRecord } from "../../src/fleet/run-events.ts";
import { hours, type Instant, instant, millis, minutes } from "../../src/kernel/time.ts";
import { type DataFormat, dataFormat } from "../../src/report/data-format.ts";
import { type DataRecord, dataOf } from "../../src/report/data-record.ts";
import { DataTime } from "../../src/report/data-time.ts";
import { LineBytes } from "../../src/report/line-bytes.ts";

const at = instant(Date.UTC(2026, 0, 15, 16, 20, 31, 512));
const who = { at, home: 3, device: "lock-0001", kind: "lock" } as const;

const telemetry: DataRecord = {
  ...who,
  type: "telemetry",
  seq: 4,
  values: { batVoltage: 5.81, batPercentRemaining: 182 },
};
const state: DataRecord = { ...who, type: "state", cause: "human", values: { lockState: "unlocked", doorState: null } };
const event: DataRecord = {
  ...who,
  type: "event",
  id: "e-1-1",
  name: "lockOperation",
  severity: "info",
  data: { lockOperationType: "unlock", userIndex: null },
};
const done: DataRecord = { ...who, type: "result", name: "lockDoor", ok: true };
const failed: DataRecord = { ...done, ok: false, failure: "hardware", message: 'the bolt is "stuck"' };

function timeOf(time: DataTime, when: Instant): string {
  const line = new LineBytes();
  time.write(when, line);
  return line.slice(0, line.length).toString();
}

/** The record as lines, and how many it says they are. */
function written(format: DataFormat, record: DataRecord): { readonly text: string; readonly lines: number } {
  const bytes = new LineBytes();
  const lines = format.write(record, bytes);
  return { text: bytes.slice(0, bytes.length).toString(), lines };
}

describe("the time of data", () => {
  test("is local, with the offset from UTC", () => {
    expect(timeOf(new DataTime(hours(1)), at)).toBe("2026-01-15T17:20:31.512+01:00");
    expect(timeOf(new DataTime(minutes(-210)), at)).toBe("2026-01-15T12:50:31.512-03:30");
    expect(timeOf(new DataTime(millis(0)), at)).toBe("2026-01-15T16:20:31.512Z");
  });

  test("is that instant, in whatever order instants come", () => {
    const time = new DataTime(hours(5.5));
    for (const offset of [0, 1, 87, 488, 100_000, 99_999, 86_400_000, 0.4, 487.7, -1])
      expect(Date.parse(timeOf(time, instant(at + offset)))).toBe(Math.round(at + offset));
  });
});

describe("data as JSON lines", () => {
  const lineOf = (record: DataRecord): string => written(dataFormat("ndjson", hours(1)), record).text;
  const common = { at: "2026-01-15T17:20:31.512+01:00", home: 3, device: "lock-0001", kind: "lock" };

  test("is one object a line, of each type", () => {
    expect([telemetry, state, event, done, failed].map((record) => JSON.parse(lineOf(record)) as unknown)).toEqual([
      { ...common, type: "telemetry", values: { batVoltage: 5.81, batPercentRemaining: 182 } },
      { ...common, type: "state", cause: "human", values: { lockState: "unlocked", doorState: null } },
      {
        ...common,
        type: "event",
        name: "lockOperation",
        severity: "info",
        data: { lockOperationType: "unlock", userIndex: null },
      },
      { ...common, type: "result", name: "lockDoor", ok: true },
      { ...common, type: "result", name: "lockDoor", ok: false, failure: "hardware", message: 'the bolt is "stuck"' },
    ]);
    for (const record of [telemetry, state, event, done, failed]) expect(lineOf(record)).toMatch(/^\{.*\}\n$/);
  });

  test("is JSON whatever the texts and numbers are", () => {
    const values = { 'a"b\n': 'quote " and \\ and \u2028', n: 1e-7, big: 1e21, none: Number.NaN, yes: true, minus: -0 };
    const parsed = JSON.parse(lineOf({ ...telemetry, device: 'x"\n', values })) as { device: string; values: unknown };
    expect(parsed.device).toBe('x"\n');
    expect(parsed.values).toEqual(JSON.parse(JSON.stringify(values)));
  });

  test("counts its lines", () => {
    const format = dataFormat("ndjson", hours(1));
    for (const record of [telemetry, state, event]) expect(written(format, record).lines).toBe(1);
  });
});

describe("data as CSV", () => {
  test("has a heading, and a row for each value", () => {
    const format = dataFormat("csv", hours(1));
    const start = "2026-01-15T17:20:31.512+01:00,3,lock-0001,lock";
    expect(
      `${format.head}${[telemetry, state, event, done, failed].map((record) => written(format, record).text).join("")}`,
    ).toBe(
      [
        "at,home,device,kind,type,name,value",
        `${start},telemetry,batVoltage,5.81`,
        `${start},telemetry,batPercentRemaining,182`,
        `${start},state,lockState,unlocked`,
        `${start},state,doorState,`,
        `${start},event,lockOperation,"{""lockOperationType"":""unlock"",""userIndex"":null}"`,
        `${start},result,lockDoor,ok`,
        `${start},result,lockDoor,hardware`,
        "",
      ].join("\n"),
    );
    expect([telemetry, state, event, done].map((record) => written(format, record).lines)).toEqual([2, 2, 1, 1]);
  });

  test("quotes what contains commas, quotes or line ends", () => {
    const values = { note: 'said "no", twice\nand left' };
    const row = written(dataFormat("csv", hours(1)), { ...state, device: "a,b", values }).text;
    expect(row).toBe('2026-01-15T17:20:31.512+01:00,3,"a,b",lock,state,note,"said ""no"", twice\nand left"\n');
  });
});

describe("what is data", () => {
  test("is all the state of a device that comes up, as a report", () => {
    const boot: DeviceRecord = { ...who, type: "boot", boots: 2, reason: "powerOnReboot", values: { onOff: true } };
    expect(dataOf(boot)).toEqual({ ...who, type: "state", values: { onOff: true }, cause: "boot" });
  });

  test("is no command, no link and no loss of power", () => {
    expect(dataOf({ ...who, type: "command", name: "lockDoor", args: {} })).toBeUndefined();
    expect(dataOf({ ...who, type: "link", phase: "ready" })).toBeUndefined();
    expect(dataOf({ ...who, type: "down", why: "power" })).toBeUndefined();
  });
});
