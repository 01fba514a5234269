import { expect, test } from "vitest";
import { personsOf, type Habits } from "../../src/world/person.ts";

const homes = Array.from({ length: 10_000 }, (_, home) => personsOf(1, home));

test("one to four people live in a home, at 28, 35, 15 and 22 %", () => {
  [0.28, 0.35, 0.15, 0.22].forEach((share, index) => {
    const counted = homes.filter((persons) => persons.length === index + 1).length / homes.length;
    expect(Math.abs(counted - share)).toBeLessThan(0.015);
  });
});

test("66 % of the first two work, 85 % of the others go to work or school", () => {
  const share = (people: readonly { works: boolean }[]): number =>
    people.filter((person) => person.works).length / people.length;
  expect(share(homes.flatMap((persons) => persons.slice(0, 2)))).toBeCloseTo(0.66, 1);
  expect(share(homes.flatMap((persons) => persons.slice(2)))).toBeCloseTo(0.85, 1);
});

test("the first two are adults, the others children and students", () => {
  for (const persons of homes.slice(0, 100)) {
    expect(persons.map(({ adult }) => adult)).toEqual(persons.map(({ index }) => index < 2));
  }
});

test("habits are standard normal; couples leave at similar times, early risers go to bed early", () => {
  const couples = homes.filter((persons) => persons.length >= 2);
  const of = (index: number, habit: keyof Habits): number[] => couples.map((persons) => persons[index]!.habits[habit]);
  for (const habit of ["wake", "leave", "return", "bedtime"] as const) {
    expect(mean(of(0, habit))).toBeCloseTo(0, 1);
    expect(mean(of(0, habit).map((value) => value * value))).toBeCloseTo(1, 1);
  }
  const correlation = (left: number[], right: number[]): number =>
    mean(left.map((value, index) => value * right[index]!));
  expect(correlation(of(0, "leave"), of(1, "leave"))).toBeCloseTo(0.5, 1);
  expect(correlation(of(0, "wake"), of(0, "bedtime"))).toBeCloseTo(0.4, 1);
  expect(correlation(of(0, "wake"), of(1, "wake"))).toBeCloseTo(0, 1);
});

test("a home's people do not depend on the other homes", () => {
  expect(personsOf(1, 4_711)).toEqual(homes[4_711]);
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
