import { beforeAll, describe, expect, test } from "vitest";
import { hours, instant, later, minutes, type Instant } from "../../src/kernel/time.ts";
import { dayOf, midnightOf } from "../../src/world/calendar.ts";
import type { Presence } from "../../src/world/happening.ts";
import { People } from "../../src/world/people.ts";
import { residentsOf } from "../../src/world/person.ts";
import { householdAwayOvernight } from "../../src/world/trip.ts";
import { Weather } from "../../src/world/weather.ts";

const seed = 1;
const offset = hours(-7);
const people = new People(seed, offset, new Weather(seed, "continental", offset));
const homes = Array.from({ length: 1_000 }, (_, home) => home);
const weekday = dayOf(instant(Date.parse("2026-01-14T12:00:00-07:00")), offset);
const wednesdays = [0, 7, 14].map((days) => weekday + days);
const saturdays = wednesdays.map((day) => day + 3);

/** Share of homes with somebody at home, by local hour: ROSS, over 90,000 ecobee thermostats (schedule counts). */
const ross = {
  Wednesday: {
    0: 0.95,
    3: 0.95,
    6: 0.87,
    7: 0.79,
    8: 0.69,
    9: 0.63,
    12: 0.6,
    15: 0.64,
    17: 0.79,
    18: 0.84,
    20: 0.87,
    22: 0.91,
  },
  Saturday: {
    0: 0.95,
    3: 0.95,
    6: 0.9,
    7: 0.87,
    8: 0.85,
    9: 0.83,
    12: 0.8,
    15: 0.8,
    17: 0.83,
    18: 0.84,
    20: 0.84,
    22: 0.88,
  },
} as const;

describe.each([
  ["Wednesday", wednesdays],
  ["Saturday", saturdays],
] as const)("on a %s", (name, dates) => {
  test("homes are occupied as ROSS found, within .08 at each hour and .06 overall", () => {
    const published = Object.entries(ross[name]);
    const simulated = curve(
      homes,
      dates,
      published.map(([hour]) => Number(hour)),
      occupied,
    );
    const misses = published.map(([, share], index) => simulated[index]! - share);
    for (const miss of misses) expect(Math.abs(miss)).toBeLessThan(0.08);
    expect(Math.sqrt(mean(misses.map((miss) => miss * miss)))).toBeLessThan(0.06);
  });

  test("realism check 19: at least nine homes in ten are occupied at 03:00", () => {
    expect(curve(homes, dates, [3], occupied)[0]).toBeGreaterThanOrEqual(0.9);
  });
});

test("realism check 20: weekday middays .55-.70, Saturday middays .75-.85, weekday evenings .82-.92", () => {
  const midday = (dates: readonly number[]): number => mean(curve(homes, dates, [12, 12.5, 13, 13.5], occupied));
  expect(midday(wednesdays)).toBeGreaterThan(0.55);
  expect(midday(wednesdays)).toBeLessThan(0.7);
  expect(midday(saturdays)).toBeGreaterThan(0.75);
  expect(midday(saturdays)).toBeLessThan(0.85);
  const [evening] = curve(homes, wednesdays, [20], occupied);
  expect(evening).toBeGreaterThan(0.82);
  expect(evening).toBeLessThan(0.92);
});

describe("realism check 21: two people on a weekday", () => {
  const couples = homes.filter((home) => residentsOf(seed, home) === 2);

  test("are up in .50-.70 of homes from 7 to 8 and in under .06 at 3", () => {
    const [night, ...morning] = curve(couples, wednesdays, [3, 7, 7.25, 7.5, 7.75], active);
    expect(mean(morning)).toBeGreaterThan(0.5);
    expect(mean(morning)).toBeLessThan(0.7);
    expect(night).toBeLessThan(0.06);
  });
});

test.each([1, 2, 3, 4])(
  "realism check 21: a home of %i changes between somebody up and nobody 5-8 times a weekday, seen every ten minutes",
  (size) => {
    const some = homes.filter((home) => residentsOf(seed, home) === size);
    const changes = some.flatMap((home) =>
      wednesdays.map((day) => {
        const up = Array.from({ length: 144 }, (_, step) => active(people.presence(home, at(day, 4 + step / 6))));
        return up.filter((now, index) => index > 0 && now !== up[index - 1]).length;
      }),
    );
    expect(mean(changes)).toBeGreaterThan(5);
    expect(mean(changes)).toBeLessThan(8);
  },
);

test("realism check 22: the morning peak of activity comes 1.5-2.5 h later at weekends", () => {
  const delay = morningPeak(saturdays) - morningPeak(wednesdays);
  expect(delay).toBeGreaterThanOrEqual(1.5);
  expect(delay).toBeLessThanOrEqual(2.5);
});

describe("the door", () => {
  let passes: { readonly hour: number }[] = [];
  beforeAll(() => {
    passes = homes.flatMap((home) =>
      wednesdays.flatMap((day) =>
        people
          .happeningsOf(home, day)
          .filter(({ type }) => type === "arrival" || type === "departure")
          .map((pass) => ({ hour: ((pass.at - midnightOf(day, offset)) / hours(1)) % 24 })),
      ),
    );
  });
  const share = (low: number, high: number): number =>
    passes.filter(({ hour }) => hour >= low && hour < high).length / passes.length;

  test("realism check 23: is locked and unlocked 4-24 times a day, most in the morning and late afternoon", () => {
    const operations = (2 * passes.length) / (homes.length * wednesdays.length);
    expect(operations).toBeGreaterThan(4);
    expect(operations).toBeLessThan(24);
    expect(share(1, 5)).toBeLessThan(0.03);
    expect(share(7, 9)).toBeGreaterThan(1.4 * share(10, 12));
    expect(share(16, 19)).toBeGreaterThan(2.1 * share(10, 12));
  });

  test("realism check 24: after unlocking, people come in within 60 s (median) and settle within 5 min", () => {
    const delays = homes.flatMap((home) => {
      const happenings = people.happeningsOf(home, weekday);
      return happenings
        .filter((happening) => happening.type === "arrival")
        .map((arrival) => {
          const next = (type: "entry" | "settled"): number =>
            happenings.find((own) => own.type === type && own.at > arrival.at && own.person === arrival.person)!.at;
          return { entry: next("entry") - arrival.at, settled: next("settled") - arrival.at };
        });
    });
    const entries = delays.map(({ entry }) => entry).toSorted((a, b) => a - b);
    expect(entries[Math.floor(entries.length / 2)]).toBeLessThan(60_000);
    for (const { settled } of delays) expect(settled).toBeLessThanOrEqual(minutes(5));
  });
});

test("people who live together set off on a trip within two minutes, and the door closes behind the last", () => {
  const starts = homes.flatMap((home) =>
    Array.from({ length: 30 }, (_, day) => ({ home, day: weekday + day })).filter(
      ({ day }) => !householdAwayOvernight(seed, home, day) && householdAwayOvernight(seed, home, day + 1),
    ),
  );
  expect(starts.length).toBeGreaterThan(100);
  for (const { home, day } of starts) {
    const asleep = people.presence(home, at(day, 4)).home;
    const departures = people.happeningsOf(home, day).filter(({ type }) => type === "departure");
    expect(departures).toHaveLength(asleep);
    expect(departures.map((departure) => "last" in departure && departure.last)).toEqual(
      departures.map((_, index) => index === asleep - 1),
    );
    if (asleep > 0) expect(departures.at(-1)!.at - departures[0]!.at).toBeLessThan(minutes(2));
  }
});

test("nothing happens for days while a household travels, and the next happening is its return", () => {
  const quiet = homes
    .flatMap((home) => Array.from({ length: 30 }, (_, day) => ({ home, day: weekday + day })))
    .find(({ home, day }) => [0, 1, 2].every((next) => people.happeningsOf(home, day + next).length === 0));
  expect(quiet).toBeDefined();
  const { home, day } = quiet!;
  expect(people.presence(home, at(day, 12))).toEqual({ home: 0, awake: 0 });
  expect(people.nextHappening(home, at(day, 12))).toMatchObject({ type: "arrival", first: true });
});

describe("days that are not like others", () => {
  const midday = (dates: readonly number[]): number => mean(curve(homes, dates, [11, 12, 13, 14], occupied));
  const day = (date: string): number => Date.parse(date) / 86_400_000;

  test("a public holiday is lived like a Sunday", () => {
    // 1 May 2029 is a Tuesday.
    expect(midday([day("2029-05-01")])).toBeGreaterThan(midday([day("2029-04-24"), day("2029-05-08")]) + 0.1);
  });

  test("children are at home on weekdays when school is out", () => {
    const families = homes.filter((home) => residentsOf(seed, home) === 4);
    const atTen = (dates: readonly number[]): number => mean(curve(families, dates, [10, 11, 12], occupied));
    const may = ["2026-05-13", "2026-05-20", "2026-06-03"].map(day);
    const july = ["2026-07-08", "2026-07-15", "2026-07-22"].map(day);
    expect(atTen(july)).toBeGreaterThan(atTen(may) + 0.1);
  });

  test("people are out more, and later, in summer than in winter", () => {
    const out = (date: string): number => {
      const dates = [0, 7, 14, 21].map((week) => day(date) + week);
      const settled = homes.filter((home) => dates.every((on) => people.presence(home, at(on, 4)).home > 0));
      return 1 - mean(curve(settled, dates, [18, 19, 20, 21], occupied));
    };
    expect(out("2026-06-06")).toBeGreaterThan(out("2026-01-10") * 1.05);
  });

  test("some sleep in the daytime, and are up again for the evening", () => {
    const naps = homes.flatMap((home) =>
      people
        .happeningsOf(home, weekday)
        .filter(({ type, at: when }) => type === "bedtime" && when < at(weekday, 19) && when > at(weekday, 12)),
    );
    expect(naps.length / homes.length).toBeGreaterThan(0.05);
    expect(naps.length / homes.length).toBeLessThan(0.4);
  });
});

function at(day: number, hour: number): Instant {
  return later(midnightOf(day, offset), hours(hour));
}

function occupied({ home }: Presence): boolean {
  return home > 0;
}

function active({ awake }: Presence): boolean {
  return awake > 0;
}

/** The share of home-days of which `holds` at each local hour; hours before four belong to the night after. */
function curve(
  among: readonly number[],
  dates: readonly number[],
  localHours: readonly number[],
  holds: (presence: Presence) => boolean,
): number[] {
  const counts = localHours.map(() => 0);
  for (const home of among) {
    for (const day of dates) {
      localHours.forEach((hour, index) => {
        if (holds(people.presence(home, at(day, hour < 4 ? hour + 24 : hour)))) counts[index]!++;
      });
    }
  }
  return counts.map((count) => count / (among.length * dates.length));
}

/** The middle of the hour between 5 and 12 in which most homes have somebody up. */
function morningPeak(dates: readonly number[]): number {
  const quarters = curve(
    homes,
    dates,
    Array.from({ length: 29 }, (_, quarter) => 5 + quarter / 4),
    active,
  );
  const smooth = quarters.map((_, index) => mean(quarters.slice(Math.max(0, index - 2), index + 3)));
  return 5 + smooth.indexOf(Math.max(...smooth)) / 4;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
