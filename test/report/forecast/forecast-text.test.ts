import { describe, expect, test } from "vitest";
import { forecastText } from "../../../src/report/forecast/forecast-text.ts";
import type { Forecast, PlannedStep } from "../../../src/report/forecast/forecast.ts";
import { textWidth } from "../../../src/report/text-width.ts";
import { forecast, rate, step, traffic } from "./sample-forecast.ts";

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
Timeline  00:30  power-cut: no mains for 10s, 20 % of homes (20 homes)
          00:40  press: act press, kind bulb, every 5s from 40s

Forecast  measured with all 300 devices, in virtual time

`);
  });
});

describe("the timeline in words", () => {
  const told = (steps: readonly PlannedStep[]): string => {
    const [, text] = /\nTimeline {2}(.*?)\n\n/s.exec(plain({ timeline: steps }, 120)) ?? [];
    return text!.replaceAll(/\n {10}/g, "\n");
  };

  test("says when a step happens whose time nobody knows beforehand, and to how many at most", () => {
    expect(
      told([
        step({ name: "rush-begins", does: "mark rush-begins", atSeconds: 5, when: "at 5s" }),
        step({
          atSeconds: 431,
          when: "at random between 5m and 10m",
          name: "reboot",
          does: "reboot",
          to: "all devices",
          devices: 1_234,
        }),
        step({ atSeconds: null, when: "when run.ready > 10", name: "stop", does: "end the run" }),
        step({
          atSeconds: null,
          when: "when device.ready for 5m",
          name: "press",
          does: "act press",
          to: "kind bulb, where device.onOff",
          devices: 50,
        }),
      ]),
    ).toBe(`00:05  rush-begins: mark
07:11  reboot: reboot, all devices (1,234), at random between 5m and 10m
later  stop: end the run, when run.ready > 10
later  press: act press, kind bulb, where device.onOff (at most 50 devices), when device.ready for 5m`);
  });

  test("says that nothing happens", () => {
    expect(told([])).toBe("nothing happens");
  });
});

describe("the load in words", () => {
  const told = (load: Forecast["load"]): string => {
    const [, text] = /\nLoad {6}(.*?)\nTimeline/s.exec(plain({ load }, 120)) ?? [];
    return text!.replaceAll(/\n {10}/g, "\n");
  };

  test("has a line for each part of the fleet that comes and goes by itself", () => {
    expect(
      told([
        { groups: ["lock", "bulb"], phases: [{ toShare: 1, overSeconds: 20 }], churn: [] },
        {
          groups: ["spare"],
          phases: [{ toShare: 0.5, overSeconds: 20 }],
          churn: [{ fromSeconds: 5, toSeconds: 20, everySeconds: 10, share: 0.1, away: "1s..5s" }],
        },
      ]),
    ).toBe(`lock, bulb: to 100 % over 20s
spare: to 50 % over 20s, from 5s to 20s 10 % of them leave every 10s for 1s..5s`);
  });

  test("does not say every turn of a wave", () => {
    const phases = Array.from({ length: 60 }, (_, turn) => ({ toShare: turn % 2 === 0 ? 0.8 : 0.2, overSeconds: 30 }));
    expect(told([{ groups: ["lock"], phases, churn: [] }])).toMatch(
      /, and\s+52 more phases of 20 % to 80 %, 26m in all$/,
    );
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
    load: [
      { groups: [hostile], phases: [], churn: [] },
      { groups: ["b"], phases: [], churn: [] },
    ],
    timeline: [step({ name: hostile, does: hostile, to: hostile, when: hostile })],
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
