/** What people do, in any home of any world: they are where they do it, and nothing is done twice at a time. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hours, later } from "../../src/kernel/time.ts";
import type { ClimateName } from "../../src/world/climate.ts";
import type { Activity, Happening } from "../../src/world/happening.ts";
import { People } from "../../src/world/people.ts";
import { Weather } from "../../src/world/weather.ts";

const span = 10;
const offset = hours(1);
const lives = fc.record({
  seed: fc.maxSafeInteger(),
  climate: fc.constantFrom<ClimateName>("continental", "maritime"),
  home: fc.integer({ min: 0, max: 1_000_000 }),
  first: fc.integer({ min: 20_000, max: 22_000 }),
});

type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

function check(property: (life: Life, people: People, days: readonly (readonly Happening[])[]) => void): void {
  fc.assert(
    fc.property(lives, (life) => {
      const people = new People(life.seed, offset, new Weather(life.seed, life.climate, offset));
      const list = Array.from({ length: span }, (_, day) => people.happeningsOf(life.home, life.first + day));
      property(life, people, list);
    }),
    { numRuns: 60 },
  );
}

test("each activity begins and ends in turn, in one room, and only a charge lasts beyond four in the morning", () => {
  check((_life, _people, list) => {
    const running = new Map<Activity, Happening>();
    list.forEach((onDay, day) => {
      for (const happening of onDay) {
        if (happening.type === "began") {
          expect(running.has(happening.activity)).toBe(false);
          running.set(happening.activity, happening);
        }
        if (happening.type === "ended") {
          const began = running.get(happening.activity);
          // What began before the first of these days is not known.
          if (began === undefined) expect([happening.activity, day]).toEqual(["car-charging", 0]);
          else expect(began).toMatchObject({ room: happening.room });
          running.delete(happening.activity);
        }
      }
      expect([...running.keys()].filter((activity) => activity !== "car-charging")).toEqual([]);
    });
  });
});

test("who does something is in its room; machines are begun by somebody who is up", () => {
  const inTheirRoom: readonly Activity[] = ["cooking", "hot-drink", "shower", "television", "computer"];
  check((_life, _people, list) => {
    for (const onDay of list) {
      const where = new Map<number, string>();
      const busy = new Map<number, Activity>();
      for (const happening of onDay) {
        switch (happening.type) {
          case "wake":
            where.set(happening.person, "bedroom");
            break;
          case "entry":
            where.set(happening.person, "hall");
            break;
          case "moved":
            expect(["cooking", "hot-drink", "shower"]).not.toContain(busy.get(happening.person));
            where.set(happening.person, happening.to);
            break;
          case "bedtime":
          case "departure":
            where.delete(happening.person);
            break;
          case "began":
          case "ended":
            if (inTheirRoom.includes(happening.activity)) {
              expect(where.get(happening.person)).toBe(happening.room);
              if (happening.type === "began") busy.set(happening.person, happening.activity);
              else if (busy.get(happening.person) === happening.activity) busy.delete(happening.person);
            } else if (happening.type === "began" && happening.activity !== "car-charging") {
              expect(where.has(happening.person)).toBe(true);
            }
            break;
        }
      }
    }
  });
});

test("windows open and close in turn, by somebody at home and awake, and never stand open in an empty home", () => {
  check(({ home, first }, people, list) => {
    const start = later(list.flat()[0]?.at ?? (0 as never), -1);
    let open = people.windowsOpen(home, start);
    for (const happening of list.flat()) {
      if (happening.type === "windows") {
        expect(happening.open).toBe(!open);
        expect(people.presence(home, happening.at).awake).toBeGreaterThan(0);
        open = happening.open;
      }
      expect(people.windowsOpen(home, happening.at)).toBe(open);
      if (happening.type === "departure" && happening.last) expect(open).toBe(false);
    }
    expect(first).toBeGreaterThan(0);
  });
});
