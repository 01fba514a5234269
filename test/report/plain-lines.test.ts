import { describe, expect, test } from "vitest";
import type { RunInfo } from "../../src/fleet/run-events.ts";
import { PlainLines } from "../../src/report/plain-lines.ts";
import { info, nothing, notice, progressAt, totalsWith } from "./samples.ts";

function start(changes: Partial<RunInfo> = {}): { lines: PlainLines; text: string[] } {
  const text: string[] = [];
  const lines = new PlainLines({ write: (line) => void text.push(line), isTTY: false, columns: 80, rows: 24 });
  lines.started({ ...info, ...changes });
  return { lines, text };
}

describe("plain lines", () => {
  test("begin with what runs where", () => {
    expect(start().text).toEqual([
      "evening: 420 devices (300 bulb, 60 lock, 60 thermostat) in 60 homes, ws://127.0.0.1:7070/, 10m, seed 42\n",
    ]);
    expect(start({ target: null, speed: "max" }).text[0]).toMatch(
      /built-in server in memory, 10m, virtual time, seed 42\n$/,
    );
  });

  test("come every five seconds of real time, with the mean rates since the line before", () => {
    const { lines, text } = start();
    for (let second = 1; second <= 11; second++) {
      const connections = { opened: second <= 5 ? 10 * second : 50, lost: second > 5 ? 2 : 0 };
      const messages = { telemetry: 30 * second, state: 4 * second, events: second, received: 3 * second };
      lines.progressed(progressAt(second, { totals: totalsWith({ connections, messages }) }));
    }
    expect(text.slice(1)).toEqual([
      "00:05  ready 412/420  connects 10/s  out 35/s  in 3/s  p99 ready 14.4 ms  lost 0\n",
      "00:10  ready 412/420  connects 0/s  out 35/s  in 3/s  p99 ready 14.4 ms  lost 2\n",
    ]);
  });

  test("keep to five seconds when ticks come late", () => {
    const { lines, text } = start();
    for (const real of [1_100, 5_300, 9_900, 10_100]) lines.progressed(progressAt(real / 1_000, { realMillis: real }));
    expect(text.slice(1).map((line) => line.slice(0, 5))).toEqual(["00:05", "00:10"]);
  });

  test("show refusals and failures once there are any, and no latency before there is one", () => {
    const { lines, text } = start();
    const totals = totalsWith({ connections: { refused: 12, failed: 3 } });
    lines.progressed(progressAt(5, { totals, latency: { ...progressAt(5).latency, ready: nothing } }));
    expect(text[1]).toMatch(/in 96\/s {2}refused 12 {2}failed 3 {2}lost 0\n$/);
  });

  test("bring news at once, with their time, made safe", () => {
    const { lines, text } = start();
    lines.noticed(notice(30, "power-cut: 12 homes without power"));
    lines.noticed(notice(31, "first refusal: \u001b[31mHTTP 503", "warning"));
    expect(text.slice(1)).toEqual([
      "00:30  power-cut: 12 homes without power\n",
      "00:31  warning: first refusal: \\u001b[31mHTTP 503\n",
    ]);
  });

  test("cut a flood of news short and count the rest", () => {
    const { lines, text } = start();
    for (let number = 1; number <= 1_020; number++) lines.noticed(notice(1, `command to lock-${number}: offline`));
    lines.progressed(progressAt(5));
    lines.noticed(notice(6, "again"));
    expect(text).toHaveLength(1 + 20 + 2 + 1);
    expect(text[21]).toBe("00:05  and 1,000 more like these\n");
    expect(text.at(-1)).toBe("00:06  again\n");
  });

  test("count what was left out also when the run ends before the next line", () => {
    const { lines, text } = start();
    for (let number = 1; number <= 25; number++) lines.noticed(notice(1, "offline"));
    lines.finished();
    expect(text.at(-1)).toBe("and 5 more like these\n");
  });

  test("are ten for a run in virtual time, however long", () => {
    const { lines, text } = start({ speed: "max", durationMillis: 86_400_000 });
    for (let second = 1; second <= 86_400; second++) lines.progressed(progressAt(second));
    expect(text.slice(1).map((line) => line.slice(0, 7))).toEqual([
      "2:24:00",
      "4:48:00",
      "7:12:00",
      "9:36:00",
      "12:00:0",
      "14:24:0",
      "16:48:0",
      "19:12:0",
      "21:36:0",
      "24:00:0",
    ]);
  });
});
