import { describe, expect, test } from "vitest";
import { forecastText } from "../../../src/report/forecast/forecast-text.ts";
import { textWidth } from "../../../src/report/text-width.ts";
import { forecast, rate, traffic } from "./sample-forecast.ts";

const plain = (more = {}, columns = 80): string => forecastText(forecast(more), { colour: false, columns });

describe("a forecast in words", () => {
  test("says who is there, what happens, and from what the figures are", () => {
    const [before] = plain().split("Messages  ");
    expect(before).toBe(`PLAN      evening
          People come home.\\nIt gets dark.
          1m from 2026-01-15 17:00 +01:00, on the built-in server, continental
          weather, seed 42

Fleet     300 devices in 100 homes
          lock          100  1/home  firmware 1.4.2 80 %, 1.5.0 20 %
          spare (bulb)  200  2/home  telemetry every 30s; clock 5m behind
Load      to 100 % over 20s, hold 30s, to 0 % over 10s
Timeline  00:30  power-cut: no mains for 10s, 20 % of homes
          00:40  press: act press, kind bulb, every 5s

Forecast  measured with all 300 devices, in virtual time

`);
  });
});

describe("the figures", () => {
  const lines = plain().split("\n");
  const row = (name: string): string[] =>
    lines
      .find((line) => line.startsWith(`  ${name} `))!
      .trim()
      .split(/ {2,}/);

  test("are most connections, busiest second of connects, then mean and busiest second out and in, and the sum", () => {
    expect(row("lock")).toEqual(["lock", "100", "10", "3.3", "10", "1", "5", "260"]);
    expect(row("all")).toEqual(["all", "300", "30", "10", "30", "3", "15", "780"]);
    expect(row("at")).toEqual(["at", "00:15", "00:20", "00:20", "00:20"]);
  });

  test.each([60, 80, 100])("of millions of devices do not touch each other at %i columns", (columns) => {
    const many = traffic(9_876_543);
    const text = plain({ all: many, byKind: { "occupancy-sensor": many } }, columns);
    const figures = text.split("\n").filter((line) => /^ {2}(occupancy|all)/.test(line));
    expect(
      figures.map(
        (line) =>
          line
            .replaceAll(/(?<=\d) (?=(?:[kMG]?B|M)\b)/g, "")
            .trim()
            .split(/ +/).length,
      ),
    ).toEqual(columns < 80 ? [6, 6, 5, 5] : [8, 8, 7, 7]);
  });

  test("of a quiet fleet are not rounded to nothing", () => {
    const quiet = traffic(1, { messagesOut: rate(0.0437, 0.2), messagesIn: rate(0.0001, 0.0001, { total: 1 }) });
    const line = plain({ byKind: { lock: quiet } })
      .split("\n")
      .find((text) => text.startsWith("  lock "));
    expect(line!.trim().split(/ +/).slice(3, 7)).toEqual(["0.04", "0.2", "<0.001", "<0.001"]);
  });

  test("of a kind that is not in the sample are question marks, not zeros", () => {
    const text = plain({ byKind: { lock: traffic(5, { measuredDevices: 0 }), bulb: traffic(200) } });
    expect(text).toMatch(/^ {2}lock( +\?){7}$/m);
  });
});

describe("a forecast that is not of everything says so", () => {
  test("when it is from a sample", () => {
    expect(plain({ measured: { devices: 30, homes: 10, seconds: 60, complete: true } })).toContain(
      "Forecast  forecast from 30 of 300 devices (10 of 100 homes), scaled, in virtual\n          time\n",
    );
  });

  test("when it did not reach the end", () => {
    expect(plain({ measured: { devices: 300, homes: 100, seconds: 40, complete: false } })).toContain(
      "Forecast  measured with all 300 devices, in virtual time, for the first 40s only\n",
    );
  });
});

test("what to mind stands at the end", () => {
  expect(plain({ warnings: ["too many"] }).trimEnd()).toMatch(/\nNote +bytes are .*\nWARNING +too many$/);
});

test("nothing of a scenario moves the cursor", () => {
  const hostile = "evil\u001b[2J\nname";
  const text = plain({
    scenario: hostile,
    target: hostile,
    fleet: [{ name: hostile, kind: "lock", devices: 1, differs: [hostile] }],
    timeline: [{ atSeconds: 0, everySeconds: null, name: hostile, does: hostile, to: hostile }],
    warnings: [hostile],
  });
  expect(text).not.toContain("\u001b");
  expect(text).toContain("evil\\u001b[2J\\nname");
});

test.each([60, 80, 100, 120, 300])("at %i columns no line is wider, nor than 120", (columns) => {
  const text = plain(
    { warnings: ["a warning that goes on for much longer than any line of a terminal that somebody still looks at"] },
    columns,
  );
  expect(Math.max(...text.split("\n").map(textWidth))).toBeLessThanOrEqual(Math.min(120, columns));
});

test("is in colour only when asked to be", () => {
  expect(plain()).not.toContain("\u001b");
  expect(forecastText(forecast(), { colour: true, columns: 80 })).toContain("\u001b[1mForecast\u001b[22m");
});
