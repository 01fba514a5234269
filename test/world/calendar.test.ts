import { expect, test } from "vitest";
import { hours, instant } from "../../src/kernel/time.ts";
import { dayOf, isFree, isWeekend, midnightOf, schoolIsOut, summerness, yearAndDay } from "../../src/world/calendar.ts";

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

const dayNumber = (date: string): number => Date.parse(date) / 86_400_000;

test("a day's year and place in it are those of the calendar, leap years included", () => {
  for (let day = dayNumber("1967-12-30"); day < dayNumber("2101-01-03"); day += 1) {
    const date = new Date(day * 86_400_000);
    const { year, dayOfYear } = yearAndDay(day);
    if (year !== date.getUTCFullYear()) expect(year).toBe(date.getUTCFullYear());
    const expected = day - Date.UTC(year, 0, 1) / 86_400_000 + 1;
    if (dayOfYear !== expected) expect(dayOfYear).toBe(expected);
  }
});

test("ten public holidays a year are as free as Sundays", () => {
  const dates = new Set<string>();
  for (let day = dayNumber("2001-01-01"); day < dayNumber("2029-01-01"); day++) {
    if (isFree(day) && !isWeekend(day)) dates.add(new Date(day * 86_400_000).toISOString().slice(5, 10));
  }
  expect(dates.size).toBe(10);
  for (const date of ["2026-01-01", "2026-05-01", "2028-05-01", "2026-12-25"]) {
    expect(isFree(dayNumber(date))).toBe(true);
  }
  for (const date of ["2026-01-15", "2028-02-29", "2028-04-30"]) {
    expect(isFree(dayNumber(date))).toBe(isWeekend(dayNumber(date)));
  }
});

test("school is out in July, in August and around New Year", () => {
  const out = ["2026-07-01", "2026-08-31", "2026-12-22", "2027-01-06"].map(dayNumber);
  const kept = ["2026-06-30", "2026-09-01", "2026-12-21", "2027-01-07"].map(dayNumber);
  expect(out.filter(schoolIsOut)).toEqual(out);
  expect(kept.filter(schoolIsOut)).toEqual([]);
});

test("summer is at its height in the middle of July, winter in the middle of January", () => {
  expect(summerness(dayNumber("2026-07-15"))).toBeGreaterThan(0.999);
  expect(summerness(dayNumber("2027-01-14"))).toBeLessThan(-0.999);
  expect(Math.abs(summerness(dayNumber("2026-04-15")))).toBeLessThan(0.03);
});
