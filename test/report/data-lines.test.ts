import { describe, expect, test } from "vitest";
import { instant, millis } from "../../src/kernel/time.ts";
import { dataFormat } from "../../src/report/data-format.ts";
import { DataLines } from "../../src/report/data-lines.ts";
import type { DataRecord } from "../../src/report/data-record.ts";
import type { DataSink } from "../../src/report/data-sink.ts";

/** Keeps what it is given. */
class Memory implements DataSink {
  readonly pieceLength = 400;
  readonly pieces: string[] = [];

  write(piece: Buffer): void {
    this.pieces.push(piece.toString());
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get told(): [at: number, home: number, seq: number][] {
    const lines = this.pieces.join("").trimEnd().split("\n");
    return lines.map((line) => {
      const { at, home, values } = JSON.parse(line) as { at: string; home: number; values: { seq: number } };
      return [Date.parse(at), home, values.seq];
    });
  }
}

function sample(at: number, home: number, seq: number, more: object = {}): DataRecord {
  return { at: instant(at), home, device: `d${home}`, kind: "lock", type: "telemetry", seq, values: { seq, ...more } };
}

function linesTo(sink: DataSink): DataLines {
  return new DataLines(dataFormat("ndjson", millis(0)), sink);
}

describe("lines of homes that come one after the other", () => {
  test("are in order of time, then home, and those of a home as they came", () => {
    const sink = new Memory();
    const lines = linesTo(sink);
    for (const home of [0, 1, 5_000]) {
      for (let number = 0; number < 100; number++) lines.add(sample(1_000 * Math.floor(number / 3), home, number));
    }
    lines.end();
    const { told } = sink;
    expect(told).toHaveLength(300);
    expect(lines.lines).toBe(300);
    expect(told).toEqual(told.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]));
  });

  test("go when their time has passed, to the millisecond as it is written, and the others stay", () => {
    const sink = new Memory();
    const lines = linesTo(sink);
    lines.add(sample(10, 7, 1));
    lines.add(sample(19.7, 7, 2));
    lines.add(sample(5, 8, 3));
    lines.passed(instant(20));
    // 19.7 is written as 20, and others of that millisecond, of homes before it, may be yet to come.
    lines.add(sample(20.1, 3, 4));
    lines.add(sample(30, 3, 5));
    lines.passed(instant(40));
    lines.add(sample(41, 3, 6));
    expect(lines.lines).toBe(5);
    lines.drop();
    expect(sink.told).toEqual([
      [5, 8, 3],
      [10, 7, 1],
      [20, 3, 4],
      [20, 7, 2],
      [30, 3, 5],
    ]);
  });

  test("come in pieces of whole lines, also one that is longer than a piece", () => {
    const sink = new Memory();
    const lines = linesTo(sink);
    for (let number = 0; number < 20; number++)
      lines.add(sample(number, 0, number, number === 7 ? { note: "x".repeat(1_000) } : {}));
    lines.end();
    expect(sink.told.map(([at]) => at)).toEqual(Array.from({ length: 20 }, (_, number) => number));
    for (const piece of sink.pieces) expect(piece).toMatch(/^\{[^]*\}\n$/);
    expect(sink.pieces.length).toBeGreaterThan(5);
  });

  test("begin with the heading of their format, and none comes of no records", () => {
    const sink = new Memory();
    new DataLines(dataFormat("csv", millis(0)), sink).end();
    expect(sink.pieces).toEqual(["at,home,device,kind,type,name,value\n"]);
  });
});
