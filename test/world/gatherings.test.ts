import { describe, expect, test } from "vitest";
import { days, type Duration, hours, type Instant, instant, later, minutes } from "../../src/kernel/time.ts";
import type { Presence } from "../../src/world/happening.ts";
import { residentsOf } from "../../src/world/person.ts";
import { householdAwayOvernight } from "../../src/world/trip.ts";
import type { WorldEvent } from "../../src/world/world-event.ts";
import { World } from "../../src/world/world.ts";

const seed = 42;
/** A Wednesday in January, 00:00 local time. */
const origin = instant(Date.UTC(2026, 0, 13, 23));
const homes = Array.from({ length: 60 }, (_, home) => home);

function worldWith(...list: WorldEvent[]): World {
  return new World({ seed, climate: "continental", timeZoneOffset: hours(1), events: { list, origin } });
}

function presence(
  home: "everyone" | "nobody",
  from: Duration,
  to: Duration,
  which: "all" | readonly number[] = "all",
): WorldEvent {
  return { type: "presence", home, from, to, homes: which };
}

/** How many of a home's residents are in, every five minutes. */
function looks(world: World, home: number, from: Duration, to: Duration): Presence[] {
  const seen: Presence[] = [];
  for (let at = later(origin, from); at < later(origin, to); at = later(at, minutes(5)) as Instant)
    seen.push(world.home(home).presence(at));
  return seen;
}

const plain = worldWith();

describe.each([
  ["an evening", hours(18), hours(21)],
  ["a working day", hours(9), hours(16)],
  ["a night and the day after", hours(20), hours(44)],
  ["four days", days(2), days(6)],
])("everybody at home for %s", (_, from, to) => {
  const world = worldWith(presence("everyone", from, to));

  test("is there a quarter of an hour later, and stays until it is over", () => {
    for (const home of homes) {
      const inside = looks(world, home, later(from as never, minutes(15)) as never, to);
      expect(inside.filter((seen) => seen.home !== residentsOf(seed, home))).toEqual([]);
    }
  });

  test("would not have been otherwise", () => {
    const away = homes.filter((home) =>
      looks(plain, home, from, to).some((seen) => seen.home !== residentsOf(seed, home)),
    );
    expect(away.length).toBeGreaterThan(5);
  });
});

describe.each([
  ["an evening", hours(18), hours(21)],
  ["a working day", hours(9), hours(16)],
  ["a night and the day after", hours(20), hours(44)],
  ["four days", days(2), days(6)],
])("nobody at home for %s", (_, from, to) => {
  const world = worldWith(presence("nobody", from, to));

  test("is there from a quarter of an hour later, or from the time people get up, until it is over", () => {
    for (const home of homes) {
      const start = Math.max(from, from % days(1) < hours(5) ? from - (from % days(1)) + hours(5) : from);
      const inside = looks(world, home, (start + minutes(15)) as Duration, to);
      expect(inside.filter((seen) => seen.home !== 0)).toEqual([]);
    }
  });

  test("is back a quarter of an hour after, if there would have been anybody by then", () => {
    const back = homes.filter((home) => {
      const at = later(origin, (to + minutes(15)) as Duration);
      return plain.home(home).presence(at).home > 0 && world.home(home).presence(at).home === 0;
    });
    expect(back).toEqual([]);
  });
});

test("a day without an event is as it was, to the last draw, and so is a home it does not concern", () => {
  const world = worldWith(presence("everyone", hours(18), hours(21), [3]));
  const day = Math.floor(origin / days(1)) + 1;
  expect(world.happeningsOf(4, day)).toEqual(plain.happeningsOf(4, day));
  for (const far of [-30, -2, 2, 3, 30])
    expect(world.happeningsOf(3, day + far)).toEqual(plain.happeningsOf(3, day + far));
});

test("a trip that touches the day does not take place, and goes on as planned before and after", () => {
  const day = Math.floor(origin / days(1)) + 1;
  const home = Array.from({ length: 5_000 }, (_, one) => one).find((one) =>
    [-1, 0, 1, 2, 3].every((night) => householdAwayOvernight(seed, one, day + night)),
  )!;
  const world = worldWith(presence("everyone", hours(18), hours(21)));
  const at = (hour: number): number => world.home(home).presence(later(origin, hours(hour))).home;
  expect([at(-24), at(19), at(27), at(72)]).toEqual([0, residentsOf(seed, home), residentsOf(seed, home), 0]);
});
