import { expect, test } from "vitest";
import { hours, instant } from "../../src/kernel/time.ts";
import { dayOf, isWeekend, midnightOf } from "../../src/world/calendar.ts";

const denver = hours(-7);
const thursday = Date.UTC(2026, 0, 15) / 86_400_000;

test("a day begins at four in the morning, local time", () => {
  expect(dayOf(instant(Date.parse("2026-01-15T03:59:59.999-07:00")), denver)).toBe(thursday - 1);
  expect(dayOf(instant(Date.parse("2026-01-15T04:00:00-07:00")), denver)).toBe(thursday);
  expect(dayOf(instant(Date.parse("2026-01-16T03:59:59-07:00")), denver)).toBe(thursday);
});

test("the minutes of a day are counted from its local midnight", () => {
  expect(midnightOf(thursday, denver)).toBe(Date.parse("2026-01-15T00:00:00-07:00"));
});

test("Saturday and Sunday are the weekend, also before 1970", () => {
  const week = Array.from({ length: 7 }, (_, day) => isWeekend(thursday + day));
  expect(week).toEqual([false, false, true, true, false, false, false]);
  expect(isWeekend(Date.UTC(1969, 11, 28) / 86_400_000)).toBe(true);
  expect(isWeekend(Date.UTC(1969, 11, 29) / 86_400_000)).toBe(false);
});
