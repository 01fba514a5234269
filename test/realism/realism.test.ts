/** The realism table in short: fewer homes and days, wider bounds. `npm run realism` measures it in full. */
import { expect, test } from "vitest";
import { find, lies } from "./row.ts";
import { rows } from "./rows.ts";
import { shortStudy, Study } from "./study.ts";
import { findingLine } from "./table.ts";

const study = new Study(shortStudy);
const longest = 600_000;

test("the table has its thirty-nine rows, once each", () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 39 }, (_, i) => i + 1));
});

test.each(rows.filter(({ reason }) => reason === undefined).map((row) => [row.number, row.statistic, row] as const))(
  "row %i: %s",
  async (_number, _statistic, row) => {
    const finding = await find(row, study);
    expect(finding.passes, findingLine(finding)).toBe(true);
  },
  longest,
);

test("a figure passes from its lower to its upper bound, and in a short study beyond them by a share of their width", () => {
  const one = (value: number, more = {}) => ({ name: "", value, low: 1, high: 3, ...more });
  expect([0.9, 1, 3, 3.1].map((value) => lies(one(value), 0))).toEqual([false, true, true, false]);
  expect([-0.1, 0, 4, 4.1].map((value) => lies(one(value), 0.5))).toEqual([false, true, true, false]);
  expect(lies(one(0.9, { exact: true }), 0.5)).toBe(false);
  expect(lies(one(Number.NaN), 0.5)).toBe(false);
});
