import { expect, test } from "vitest";
import { householdAwayOvernight, personAwayOvernight } from "../../src/world/trip.ts";

const nights = Array.from({ length: 365 }, (_, night) => 20_000 + night);
const homes = Array.from({ length: 400 }, (_, home) => home);

test("a household is away for 4-5 % of nights and a person alone for about 3 %", () => {
  const share = (away: (home: number, night: number) => boolean): number =>
    homes.flatMap((home) => nights.filter((night) => away(home, night))).length / (homes.length * nights.length);
  expect(share((home, night) => householdAwayOvernight(1, home, night))).toBeCloseTo(0.045, 2);
  expect(share((home, night) => personAwayOvernight(1, home, 0, night))).toBeCloseTo(0.03, 2);
});

test("trips come as runs of nights: one in three lasts three nights or more", () => {
  const lengths = homes.flatMap((home) => runs(nights.map((night) => householdAwayOvernight(1, home, night))));
  const long = lengths.filter((length) => length >= 3).length / lengths.length;
  expect(long).toBeGreaterThan(0.3);
  expect(long).toBeLessThan(0.45);
});

test("the residents of a home travel each for themselves", () => {
  const away = (person: number): string => nights.filter((night) => personAwayOvernight(1, 7, person, night)).join(" ");
  expect(new Set([0, 1, 2, 3].map(away)).size).toBe(4);
});

function runs(away: readonly boolean[]): number[] {
  const lengths: number[] = [];
  away.forEach((now, index) => {
    if (!now) return;
    if (away[index - 1] === true) lengths[lengths.length - 1]!++;
    else lengths.push(1);
  });
  return lengths;
}

test("in one summer of three a household is on holiday for one to two weeks", () => {
  const day = (date: string): number => Date.parse(date) / 86_400_000;
  const summer = Array.from({ length: 80 }, (_, night) => day("2026-06-17") + night);
  const autumn = Array.from({ length: 80 }, (_, night) => day("2026-09-20") + night);
  const longest = (some: readonly number[]): number[] =>
    homes.map((home) => Math.max(0, ...runs(some.map((night) => householdAwayOvernight(1, home, night)))));
  const long = (some: readonly number[]): number => longest(some).filter((length) => length >= 7).length / homes.length;
  expect(long(summer)).toBeGreaterThan(0.3);
  expect(long(summer)).toBeLessThan(0.45);
  expect(long(autumn)).toBeLessThan(long(summer) - 0.08);
});

test("never is more than one home in eight away", () => {
  const shares = nights.map((night) => homes.filter((home) => householdAwayOvernight(1, home, night)).length);
  expect(Math.max(...shares) / homes.length).toBeLessThan(0.125);
});
