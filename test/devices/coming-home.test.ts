/** What the devices of one home make of the same people: nothing but the home connects them. */
import { describe, expect, test } from "vitest";
import { bulb } from "../../devices/bulb/bulb.ts";
import { lock } from "../../devices/lock/lock.ts";
import { thermostat } from "../../devices/thermostat/thermostat.ts";
import { days, hours, instant, minutes, seconds } from "../../src/kernel/time.ts";
import { Workbench } from "../../src/testing/index.ts";
import { World } from "../../src/world/world.ts";

const start = instant(Date.UTC(2026, 0, 12));
const length = days(7);
const rooms = ["hall", "kitchen", "living-room", "living-room", "bedroom", "bathroom"];

/** For each time somebody comes to an empty, dark home: ms from the unlocking to the first light and to the thermostat, and
 * whether that had missed them. */
function homecomings(seed: number): { readonly light: number; readonly missed: boolean; readonly warmth: number }[] {
  const world = new World({ seed, climate: "continental", timeZoneOffset: hours(1) });
  const home = world.home(0);
  const live = { seed, start, people: true, every: days(1) };
  const door = new Workbench({ ...live, kind: lock });
  const wall = new Workbench({ ...live, kind: thermostat, index: 1 });
  const lamps = rooms.map((room, place) => new Workbench({ ...live, kind: bulb, room, index: 2 + place }));
  for (const bench of [door, wall, ...lamps]) bench.run(length);
  const firstAfter = (reports: readonly { at: number; value: unknown }[], at: number): number =>
    reports.find((report) => report.value === true && report.at >= at)?.at ?? Number.POSITIVE_INFINITY;

  const arrivals = Array.from({ length: 8 }, (_, day) => world.happeningsOf(0, Math.floor(start / days(1)) + day))
    .flat()
    .filter((happening) => happening.type === "arrival" && happening.first)
    .filter(
      ({ at }) => at > start && at < start + length - hours(1) && home.irradiance(at) < home.traits.darkThreshold,
    );
  return arrivals.flatMap(({ at }) => {
    const unlocked = door.eventsOf("lockOperation").find((event) => event.at >= at && event.at < at + minutes(1))?.at;
    if (unlocked === undefined) return [];
    const lit = lamps.some((lamp) => lamp.reportsOf("onOff").findLast((report) => report.at < at)?.value === true);
    if (lit) return [];
    const light = Math.min(...lamps.map((lamp) => firstAfter(lamp.reportsOf("onOff"), at))) - unlocked;
    const missed = wall.reportsOf("occupancy").findLast((report) => report.at < at)?.value === false;
    return [{ light, missed, warmth: firstAfter(wall.reportsOf("occupancy"), at) - unlocked }];
  });
}

describe("somebody who comes home to a dark, empty house", () => {
  const all = Array.from({ length: 15 }, (_, seed) => homecomings(seed + 1)).flat();

  test("unlocks, has light within a minute in the median, and within five minutes in 85 of 100 cases", () => {
    expect(all.length).toBeGreaterThan(20);
    const waits = all.map(({ light }) => light).toSorted((a, b) => a - b);
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(minutes(1));
    expect(waits.filter((wait) => wait <= minutes(5)).length / waits.length).toBeGreaterThanOrEqual(0.85);
    expect(waits.filter((wait) => wait > 0).length / waits.length).toBeGreaterThan(0.9);
  });

  test("is noticed by the thermostat as they pass it, or when they have settled in", () => {
    const noticed = all.filter(({ missed }) => missed);
    for (const { warmth } of noticed) {
      expect(warmth).toBeGreaterThan(seconds(5));
      expect(warmth).toBeLessThan(minutes(6));
    }
    const soon = noticed.filter(({ warmth }) => warmth < minutes(2)).length / noticed.length;
    expect(soon).toBeGreaterThan(0.4);
  });
});
