/** How often and when homes cook, watch, wash, charge and open windows, over 500 homes and two weeks. */
import { beforeAll, describe, expect, test } from "vitest";
import { days, hours, later, minutes, type Instant } from "../../src/kernel/time.ts";
import { midnightOf } from "../../src/world/calendar.ts";
import type { Activity, Happening } from "../../src/world/happening.ts";
import { coolingOf } from "../../src/world/equipment.ts";
import { People } from "../../src/world/people.ts";
import { residentsOf } from "../../src/world/person.ts";
import { Weather } from "../../src/world/weather.ts";

const seed = 1;
const offset = hours(-7);
const weather = new Weather(seed, "continental", offset);
const people = new People(seed, offset, weather);
const homes = Array.from({ length: 500 }, (_, home) => home);
const october = dayNumber("2026-10-05");
const january = dayNumber("2026-01-12");
const july = dayNumber("2026-07-06");
const span = 14;

interface HomeDay {
  readonly home: number;
  readonly day: number;
  readonly happenings: readonly Happening[];
}

let told: HomeDay[] = [];
beforeAll(() => {
  told = homes.flatMap((home) =>
    dates(october).map((day) => ({ home, day, happenings: people.happeningsOf(home, day) })),
  );
});

const inhabited = (): HomeDay[] =>
  told.filter(({ happenings }) => happenings.some(({ type }) => type === "wake" || type === "entry"));

function sessions(activity: Activity): { readonly home: number; readonly from: Instant; readonly to: Instant }[] {
  const done: { home: number; from: Instant; to: Instant }[] = [];
  const began = new Map<number, Instant>();
  for (const { home, happenings } of told) {
    for (const happening of happenings) {
      if ((happening.type !== "began" && happening.type !== "ended") || happening.activity !== activity) continue;
      const from = began.get(home);
      if (happening.type === "began") began.set(home, happening.at);
      else if (from !== undefined) done.push({ home, from, to: happening.at });
    }
  }
  return done;
}

test("somebody at home and awake makes 30-70 moves from room to room a day", () => {
  const persons = homes.reduce((sum, home) => sum + residentsOf(seed, home), 0) * span;
  const moves = told.reduce((sum, { happenings }) => sum + count(happenings, "moved"), 0);
  expect(moves / persons).toBeGreaterThan(30);
  expect(moves / persons).toBeLessThan(70);
});

test("homes cook 0.8-1.2 times a day, for 15-60 minutes, mostly in the evening", () => {
  const meals = sessions("cooking");
  expect(meals.length / inhabited().length).toBeGreaterThan(0.8);
  expect(meals.length / inhabited().length).toBeLessThan(1.2);
  for (const { from, to } of meals) {
    expect(to - from).toBeGreaterThan(minutes(14));
    expect(to - from).toBeLessThan(minutes(60));
  }
  expect(shareBetween(meals, 17, 21.5)).toBeGreaterThan(0.5);
  expect(shareBetween(meals, 22, 29)).toBeLessThan(0.02);
});

test("a third of the people watch television at nine in the evening", () => {
  let [watching, all] = [0, 0];
  for (const { home, day, happenings } of told) {
    all += residentsOf(seed, home);
    const nine = later(midnightOf(day, offset), hours(21));
    const turns = happenings.filter(
      (happening) =>
        (happening.type === "began" || happening.type === "ended") &&
        happening.activity === "television" &&
        happening.at <= nine,
    );
    if (turns.at(-1)?.type === "began") watching += people.peopleIn(home, "living-room", nine);
  }
  expect(watching / all).toBeGreaterThan(0.28);
  expect(watching / all).toBeLessThan(0.4);
});

test("the bigger the household, the more often it washes, from about two machines a week to five", () => {
  const perWeek = [1, 2, 3, 4].map((size) => {
    const some = new Set(homes.filter((home) => residentsOf(seed, home) === size));
    return sessions("laundry").filter(({ home }) => some.has(home)).length / some.size / (span / 7);
  });
  expect(perWeek).toEqual(perWeek.toSorted((a, b) => a - b));
  expect(perWeek[0]).toBeGreaterThan(1.5);
  expect(perWeek[3]).toBeLessThan(5.5);
});

test("dishwashers run in the evening, in seven homes of ten", () => {
  const runs = sessions("dishes");
  expect(shareBetween(runs, 18, 24)).toBeGreaterThan(0.85);
  const owners = new Set(runs.map(({ home }) => home)).size / homes.length;
  expect(owners).toBeGreaterThan(0.6);
  expect(owners).toBeLessThan(0.75);
});

describe("a car", () => {
  const charges = (): ReturnType<typeof sessions> => sessions("car-charging");

  test("is there in about half of the homes", () => {
    const owners = new Set(charges().map(({ home }) => home)).size / homes.length;
    expect(owners).toBeGreaterThan(0.4);
    expect(owners).toBeLessThan(0.55);
  });

  test("realism check 30: is plugged in .15-.9 times a day, in 50-65 % of cases from 15 to 19 h", () => {
    const owners = new Set(charges().map(({ home }) => home)).size;
    const perDay = charges().length / owners / span;
    expect(perDay).toBeGreaterThan(0.15);
    expect(perDay).toBeLessThan(0.9);
    expect(shareBetween(charges(), 15, 19)).toBeGreaterThan(0.5);
    expect(shareBetween(charges(), 15, 19)).toBeLessThan(0.65);
  });

  test("charges for 4-8 h at the median, and never for a whole day", () => {
    const lengths = charges()
      .map(({ from, to }) => to - from)
      .toSorted((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeGreaterThan(hours(4));
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(hours(8));
    expect(lengths.at(-1)).toBeLessThanOrEqual(hours(20));
  });
});

test("a car is full after the time that was told when it was plugged in, unless it was needed before", () => {
  let full = 0;
  for (const home of homes) {
    let charge: { readonly at: Instant; readonly takes: number } | undefined;
    for (const happening of dates(october).flatMap((day) => people.happeningsOf(home, day))) {
      if (happening.type !== "began" && happening.type !== "ended") continue;
      if (happening.activity !== "car-charging") continue;
      if (happening.type === "began") {
        charge = { at: happening.at, takes: happening.takes! };
        expect(charge.takes).toBeGreaterThanOrEqual(hours(1));
      } else if (charge !== undefined) {
        const took = happening.at - charge.at;
        expect(took).toBeLessThan(charge.takes + 10);
        if (took > charge.takes - 10) full++;
      }
    }
  }
  expect(full).toBeGreaterThan(500);
});

describe("windows", () => {
  const openings = (first: number): { home: number; from: Instant; minutes: number }[] =>
    homes.flatMap((home) => {
      const turns = dates(first)
        .flatMap((day) => people.happeningsOf(home, day))
        .filter((happening) => happening.type === "windows");
      return turns.flatMap((turn, index) => {
        const next = turns[index + 1];
        return turn.open && next !== undefined ? [{ home, from: turn.at, minutes: (next.at - turn.at) / 60_000 }] : [];
      });
    });

  test("are opened for some minutes in the morning when it is cold, in most homes", () => {
    const airings = openings(january);
    expect(new Set(airings.map(({ home }) => home)).size / homes.length).toBeGreaterThan(0.6);
    expect(new Set(airings.map(({ home }) => home)).size / homes.length).toBeLessThan(0.95);
    const sorted = airings.map((airing) => airing.minutes).toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(8.1);
    expect(shareBetween(airings, 6.5, 11.5)).toBe(1);
    for (const { from, minutes: length } of airings) {
      const celsius = weather.outdoorTemperature(from);
      expect(length).toBeLessThanOrEqual(celsius < -10 ? 2.01 : celsius < 0 ? 4.01 : 8.01);
    }
  });

  test("are not opened by somebody who has only just got up or come in, when it is cold", () => {
    let airings = 0;
    for (const home of homes) {
      for (const day of dates(january)) {
        let since = 0;
        for (const happening of people.happeningsOf(home, day)) {
          const { type, at } = happening;
          if ((type === "wake" || type === "arrival") && happening.first) since = at;
          if (type !== "windows" || !happening.open) continue;
          airings++;
          expect(at - since).toBeGreaterThanOrEqual(minutes(20));
        }
      }
    }
    expect(airings).toBeGreaterThan(1_000);
  });

  test("stand open on mild summer days too, in nearly every home without central cooling", () => {
    const maritime = new Weather(seed, "maritime", offset);
    const town = new People(seed, offset, maritime);
    const uncooled = homes.filter((home) => coolingOf(seed, home, maritime.designTemperatures.cooling) !== "central");
    const opened = uncooled.filter((home) =>
      dates(july).some((day) => town.happeningsOf(home, day).some(({ type }) => type === "windows")),
    );
    expect(opened.length / uncooled.length).toBeGreaterThan(0.93);
  });

  test("stand open for hours in summer, mostly while it is pleasant outside", () => {
    const long = openings(july).filter((opening) => opening.minutes > 60);
    expect(long.length / homes.length / span).toBeGreaterThan(0.5);
    let [open, all, unpleasant] = [0, 0, 0];
    for (const home of homes.slice(0, 100)) {
      for (let hour = 4; hour < span * 24; hour++) {
        const at = later(midnightOf(july, offset), hours(hour));
        all++;
        if (!people.windowsOpen(home, at)) continue;
        open++;
        const outside = weather.outdoorTemperature(at);
        if (outside < 11 || outside > 31) unpleasant++;
      }
    }
    expect(open / all).toBeGreaterThan(0.2);
    expect(open / all).toBeLessThan(0.7);
    expect(unpleasant / open).toBeLessThan(0.05);
  });
});

function dayNumber(date: string): number {
  return Date.parse(date) / days(1);
}

function dates(first: number): number[] {
  return Array.from({ length: span }, (_, day) => first + day);
}

function count(happenings: readonly Happening[], type: Happening["type"]): number {
  return happenings.filter((happening) => happening.type === type).length;
}

/** The share that begins between two local hours. */
function shareBetween(some: readonly { readonly from: Instant }[], low: number, high: number): number {
  const hour = (at: Instant): number => {
    const local = ((at + offset) / hours(1)) % 24;
    return local < 4 ? local + 24 : local;
  };
  return some.filter(({ from }) => hour(from) >= low && hour(from) < high).length / some.length;
}
