/** One spelling of distributions: wherever a number or a length of time is drawn, and from whatever. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import type { Draw } from "../../src/kernel/draw.ts";
import { compileScenarioValue } from "../../src/scenario/compile-scenario.ts";
import type { GroupPlan, Plan } from "../../src/scenario/plan.ts";
import type { GroupInput } from "../../src/scenario/scenario-input.ts";
import { filesOf } from "./some-files.ts";

const files = filesOf({
  "./one.csv": "seconds\n3\n1\n2\n",
  "./two.csv": "room;watts\nhall;40\nkitchen;1e1\n",
  "./mixed.csv": 'wait\n500ms\n"2"\n1m\n',
  "./skews.csv": "skew\n-2s\n3\n",
  "./words.csv": "seconds\n3\n\nsoon\n5\n",
  "./wide.csv": "seconds\n3\n1,2\n",
  "./empty.csv": "",
  "./header.csv": "seconds\n",
  "./twice.csv": "a,b,a\n1,2,3\n",
  "./quoted.csv": 'a,b\n1,"2\n3,4\n',
  "./negative.csv": "seconds\n-1\n2\n",
});

function compiled(group: Partial<GroupInput>): Plan | string[] {
  const scenario = { flotilla: 1, fleet: [{ kind: "lock", ...group }] };
  const result = compileScenarioValue(scenario, { file: "test", env: {}, kinds: catalog, files });
  if (result.ok) return result.plan;
  return result.problems.map(
    ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : ` | ${hint}`}`,
  );
}
const group = (written: Partial<GroupInput>): GroupPlan => (compiled(written) as Plan).fleet[0]!;
const every = (written: unknown): unknown => group({ telemetry: { every: written as string } }).telemetry.every;

describe("a length of time that is drawn", () => {
  test.each([
    [{ uniform: ["20s", "1m30s"] }, { uniform: [20_000, 90_000] }],
    [{ normal: { mean: "1m", sd: "5s" } }, { normal: { mean: 60_000, sd: 5_000 } }],
    [{ lognormal: { median: "1m", sigma: 0.5 } }, { lognormal: { median: 60_000, sigma: 0.5 } }],
    [{ exponential: { mean: "1m" } }, { exponential: { mean: 60_000 } }],
    [
      {
        choice: [
          ["5s", 3],
          ["1m", 1],
        ],
      },
      {
        choice: [
          [5_000, 3],
          [60_000, 1],
        ],
      },
    ],
    [{ from: "./one.csv" }, { samples: [1_000, 2_000, 3_000] }],
    [{ from: "./one.csv", column: "seconds", unit: "ms" }, { samples: [1, 2, 3] }],
    [{ from: "./mixed.csv" }, { samples: [500, 2_000, 60_000] }],
  ])("%j is in milliseconds", (written, draw) => {
    expect(every(written)).toEqual({ draw });
  });

  test("is what it is where nothing is drawn", () => {
    expect(every("30s")).toBe(30_000);
  });

  test("may have a minus where an offset may", () => {
    expect(group({ clock: { skew: { uniform: ["-5m", "1s"] } } }).clock.skew).toEqual({
      draw: { uniform: [-300_000, 1_000] },
    });
    expect(group({ clock: { skew: { from: "./skews.csv" } } }).clock.skew).toEqual({
      draw: { samples: [-2_000, 3_000] },
    });
  });
});

describe("a number that is drawn", () => {
  test("may be a setting, a rate of crashes, or a number of devices", () => {
    expect(group({ settings: { autoRelockTime: { uniform: [20, 60] } } }).settings).toEqual({
      autoRelockTime: { draw: { uniform: [20, 60] } },
    });
    expect(group({ crashesPerDay: { poisson: { mean: 2 } } }).crashesPerDay).toEqual({
      draw: { poisson: { mean: 2 } },
    });
    expect(group({ perHome: { from: "./two.csv", column: "watts" } }).count).toEqual({
      perHome: { samples: [10, 40] },
    });
  });

  test.each<[Partial<GroupInput>, string]>([
    [
      { settings: { autoRelockTime: { uniform: [-20, 60] } } },
      "fleet[0].settings.autoRelockTime: expected a whole number 0..4294967295 s in every draw, found -20 among them",
    ],
    [
      {
        settings: {
          autoRelockTime: {
            choice: [
              [20, 1],
              [20.5, 1],
            ],
          },
        },
      },
      "fleet[0].settings.autoRelockTime: expected a whole number 0..4294967295 s in every draw, found 20.5 among them",
    ],
    [
      { settings: { autoRelockTime: { normal: { mean: -5, sd: 1 } } } },
      "fleet[0].settings.autoRelockTime: expected a whole number 0..4294967295 s, found draws around -5",
    ],
    [
      { settings: { requirePinForRemoteOperation: { uniform: [0, 1] } } },
      "fleet[0].settings.requirePinForRemoteOperation: expected true or false, which is not drawn, found a mapping",
    ],
    [
      { telemetry: { every: { uniform: ["0s", "1m"] } } },
      "fleet[0].telemetry.every: expected a duration above 0s in every draw, found 0s among them",
    ],
    [
      { telemetry: { every: { poisson: { mean: 3 } } } } as never,
      'fleet[0].telemetry.every.poisson: expected a key of the scenario language, found "poisson"',
    ],
    [
      { perHome: { uniform: [-3, 5] } },
      "fleet[0].perHome: expected a number of devices 0..4000 in every draw, found -3 among them",
    ],
  ])("is refused where it leaves what is allowed: %j", (written, problem) => {
    expect((compiled(written) as string[]).map((said) => said.split(" | ")[0])).toEqual([problem]);
  });

  test("is held within its range where only its tail leaves it", () => {
    expect(
      group({ settings: { autoRelockTime: { normal: { mean: 30, sd: 20 } } } }).settings["autoRelockTime"],
    ).toEqual({ draw: { normal: { mean: 30, sd: 20 } } } satisfies Draw);
  });
});

describe("a file of samples", () => {
  test.each([
    ["./words.csv", ['./words.csv:4: expected a duration such as 30s, or a number, found "soon"']],
    [
      "./empty.csv",
      ["./empty.csv: expected a header and rows, found an empty file | the first line names the columns"],
    ],
    ["./wide.csv", ["./wide.csv:3: expected 1 cell, as the header has, found 2"]],
    ["./header.csv", ["./header.csv: expected rows below the header, found none"]],
    ["./twice.csv", ['./twice.csv:1: expected columns with different names, found "a" twice']],
    ["./quoted.csv", ["./quoted.csv:3: expected a closing quote, found the end of the file"]],
    ["./two.csv", ["./two.csv: expected to be told which column, found 2 of them | its columns: room, watts"]],
    ["./negative.csv", ['./negative.csv:2: expected a duration such as 30s, or a number, found "-1"']],
    ["./gone.csv", ["expected a file at ./gone.csv, found nothing there"]],
  ])("that is not one is refused by its lines: %s", (from, problems) => {
    expect(compiled({ telemetry: { every: { from } } })).toEqual(
      problems.map((problem) => `fleet[0].telemetry.every.from: ${problem}`),
    );
  });

  test("is looked through for a column that was probably meant", () => {
    expect(compiled({ perHome: { from: "./two.csv", column: "wats" } })).toEqual([
      'fleet[0].perHome.column: ./two.csv:1: expected a column "wats", found none of that name | did you mean "watts"?',
    ]);
  });
});
