import { describe, expect, test } from "vitest";
import type { Value } from "../../src/device/field.ts";
import { defineKind, type Kind } from "../../src/device/kind.ts";
import { layoutOf } from "../../src/device/layout.ts";
import { type Report, Reporter, type ReportSource, type Unsaid } from "../../src/device/reporter.ts";
import { column, type Row } from "../../src/device/row.ts";
import { type Instant, instant, later, never } from "../../src/kernel/time.ts";

const kind: Kind = defineKind({
  name: "probe",
  summary: "A probe for tests.",
  matterType: "none",
  power: "mains",
  rooms: { hall: 1 },
  attributes: {
    mode: { type: "text", role: "state", report: { min: "2s", max: "never" }, doc: "Mode.", matter: "ours" },
    level: {
      type: "number",
      role: "telemetry",
      report: { min: "1s", max: "1h", change: 5 },
      doc: "Level.",
      matter: "ours",
    },
    heat: {
      type: "number",
      role: "telemetry",
      report: { min: "10s", max: "1h", change: 1 },
      doc: "Heat.",
      matter: "ours",
    },
  },
  commands: {},
  events: {},
  settings: {},
  faults: {},
  acts: {},
  wakes: [],
  start: () => ({}),
  step: () => {},
  signals: { heat: { value: () => 0, leaves: () => never } },
});

const diagnostics = ["upTime", "rssi", "currentHeapFree", "totalOperationalHours"];
const start = instant(1_000_000);
const at = (seconds: number): Instant => later(start, seconds * 1_000);

/** A source whose heat rises by one unit per `period` seconds from zero at `start`. */
class Source implements ReportSource {
  readonly row: Row = layoutOf(kind).blankRow.slice();
  unsaid: Unsaid | undefined;
  now: Instant = start;
  mode = "a";
  level = 0;
  unknown = false;
  readonly period: number;

  constructor(period: number) {
    this.period = period;
  }

  valueAt(attribute: number): Value {
    if (attribute === 2 && this.unknown) return null;
    return [this.mode, this.level, (this.now - start) / 1_000 / this.period][attribute] ?? 0;
  }

  leavesBand(attribute: number, _low: number, high: number): Instant {
    return attribute === 2 ? at(high * this.period) : never;
  }
}

function reporting(options: { every?: number; period?: number; lived?: number } = {}): {
  reporter: Reporter;
  source: Source;
  take(now: Instant): string[];
  set(what: Partial<Pick<Source, "mode" | "level">>): void;
} {
  const layout = layoutOf(kind);
  const reporter = new Reporter(layout);
  const source = new Source(options.period ?? 1_000);
  source.row[column.every] = options.every ?? never;
  reporter.begin(source, start, start, options.lived);
  const take = (now: Instant): string[] => {
    source.now = now;
    const report: Report = { count: 0, attributes: [], values: [] };
    reporter.take(source, now, report);
    const due = report.attributes.slice(0, report.count);
    expect(report.values.slice(0, report.count)).toEqual(due.map((attribute) => source.valueAt(attribute)));
    return due.map((attribute) => layout.names[attribute]!);
  };
  const set = (what: Partial<Pick<Source, "mode" | "level">>): void => {
    for (const name of ["mode", "level"] as const) {
      if (what[name] === undefined) continue;
      const before = source[name];
      Object.assign(source, { [name]: what[name] });
      reporter.set(source, layout.indexOf.get(name)!, before);
    }
    reporter.look(source);
  };
  return { reporter, source, take, set };
}

describe("the (min, max, change) rule", () => {
  test("all telemetry is due at the first sample, and no state is", () => {
    const { take } = reporting();
    expect(take(start)).toEqual(["level", "heat", ...diagnostics]);
  });

  test("a change smaller than `change` waits for the longest interval", () => {
    const { reporter, source, take, set } = reporting();
    take(start);
    set({ level: 4 });
    expect(take(at(20))).toEqual([]);
    expect(reporter.nextDue(source)).toBe(at(1_000)); // the heat
    set({ level: 5 });
    expect(take(at(21))).toEqual(["level"]);
  });

  test("a change within the shortest interval is reported when that is over", () => {
    const { reporter, source, take, set } = reporting();
    take(start);
    set({ mode: "b" });
    expect(take(at(1))).toEqual([]);
    expect(reporter.nextDue(source)).toBe(at(2));
    expect(take(at(2))).toEqual(["mode"]);
  });

  test("a change that is taken back before its time is never reported", () => {
    const { reporter, source, take, set } = reporting();
    take(start);
    set({ mode: "b" });
    expect(reporter.nextDue(source)).toBe(at(2));
    set({ mode: "a" });
    expect(take(at(2))).toEqual([]);
  });

  test("a signal is due when it leaves its band, but not before the shortest interval", () => {
    const slow = reporting({ period: 60 });
    slow.take(start);
    expect(slow.reporter.nextDue(slow.source)).toBe(at(60));
    const fast = reporting({ period: 2 });
    fast.take(start);
    expect(fast.reporter.nextDue(fast.source)).toBe(at(10));
  });

  test("a signal that becomes known is reported as soon as it may", () => {
    const { reporter, source, take } = reporting();
    source.unknown = true;
    expect(take(start)).toContain("heat");
    reporter.look(source);
    expect(reporter.nextDue(source)).toBe(at(3_600));
    source.unknown = false;
    reporter.look(source);
    expect(take(at(9))).toEqual([]);
    expect(take(at(10))).toEqual(["heat"]);
  });

  test("a report since then makes the next one by age later", () => {
    const { reporter, source, take, set } = reporting({ period: 1_000_000 });
    take(start);
    set({ level: 7 });
    expect(take(at(60))).toEqual(["level"]);
    expect(take(at(3_600))).not.toContain("level");
    expect(reporter.nextDue(source)).toBe(at(3_660));
  });

  test("the longest interval reports what has not changed", () => {
    const { take } = reporting();
    take(start);
    expect(take(at(3_600))).toEqual(["level", "heat", ...diagnostics]);
  });

  test("of a device that has lived before, the longest interval is under way when it begins, and whole from then on", () => {
    const { take } = reporting({ lived: 0.25, period: 1e9 });
    expect(take(start)).toEqual(["level", "heat", ...diagnostics]);
    expect(take(at(2_699))).toEqual([]);
    expect(take(at(2_700))).toEqual(["level", "heat", ...diagnostics]);
    expect(take(at(2_700 + 3_599))).toEqual([]);
    expect(take(at(2_700 + 3_600))).toEqual(["level", "heat", ...diagnostics]);
  });
});

describe("a fixed interval", () => {
  test("reports all telemetry on the grid and leaves state to its rule", () => {
    const { reporter, source, take, set } = reporting({ every: 5_000 });
    expect(take(start)).toEqual(["level", "heat", ...diagnostics]);
    expect(reporter.nextDue(source)).toBe(at(5));
    set({ mode: "b" });
    set({ level: 99 });
    expect(take(at(3))).toEqual(["mode"]);
    expect(take(at(5))).toContain("level");
  });

  test("skips what was missed and stays on the grid", () => {
    const { reporter, source, take } = reporting({ every: 5_000 });
    take(start);
    expect(take(at(17))).toContain("level");
    expect(reporter.nextDue(source)).toBe(at(20));
  });
});
