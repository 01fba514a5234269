import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { days, hours, instant, later, minutes, seconds, type Instant } from "../../src/kernel/time.ts";
import { dayOf, midnightOf } from "../../src/world/calendar.ts";
import { Gatherings } from "../../src/world/gatherings.ts";
import { rooms, type Happening, type Presence } from "../../src/world/happening.ts";
import { People } from "../../src/world/people.ts";
import { residentsOf } from "../../src/world/person.ts";
import { Weather } from "../../src/world/weather.ts";
import type { WorldEvent } from "../../src/world/world-event.ts";
import { evenly } from "../support/evenly.ts";

const span = 14;

/** Everybody or nobody at home for a while, in these two weeks or next to them. */
const gathering = fc
  .record({
    home: fc.constantFrom("everyone" as const, "nobody" as const),
    from: fc.integer({ min: -3 * 1_440, max: (span + 1) * 1_440 }),
    length: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 5 * 1_440 })),
  })
  .map(({ home, from, length }): WorldEvent => {
    return { type: "presence", home, homes: "all", from: minutes(from), to: minutes(from + length) };
  });

/** A home of some world, and two weeks of its life. */
const lives = fc.record({
  events: fc.oneof(fc.constant([]), fc.array(gathering, { minLength: 1, maxLength: 3 })),
  seed: fc.maxSafeInteger(),
  offset: fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => hours(quarters / 4)),
  home: fc.integer({ min: 0, max: 1_000_000 }),
  first: fc.integer({ min: -1_000, max: 60_000 }),
});

type Named = typeof lives extends fc.Arbitrary<infer T> ? T : never;

interface Life extends Named {
  readonly people: People;
  readonly residents: number;
  readonly list: readonly (readonly Happening[])[];
  readonly happenings: readonly Happening[];
}

function lived(named: Named): Life {
  const people = peopleOf(named);
  const list = Array.from({ length: span }, (_, day) => people.happeningsOf(named.home, named.first + day));
  return { ...named, people, list, happenings: list.flat(), residents: residentsOf(named.seed, named.home) };
}

function peopleOf({ seed, offset, first, events }: Named): People {
  const gatherings = new Gatherings(events, midnightOf(first, offset), offset);
  return new People(seed, offset, new Weather(seed, "continental", offset), gatherings);
}

const check = (property: (life: Life) => void): void =>
  fc.assert(
    fc.property(lives, (named) => property(lived(named))),
    { numRuns: 60 },
  );

describe("the happenings of any home", () => {
  test("are in order, no two at the same instant, each within its day", () => {
    check(({ list, happenings, first, offset }) => {
      expect(happenings.filter(({ at }, index) => at <= (happenings[index - 1]?.at ?? -Infinity))).toEqual([]);
      list.forEach((onDay, day) => {
        expect(onDay.filter(({ at }) => dayOf(at, offset) !== first + day)).toEqual([]);
      });
    });
  });

  test("take each person through asleep, up and away, day after day, without a gap", () => {
    const followers = {
      arrival: ["entry"],
      entry: ["settled"],
      settled: ["leaving", "bedtime"],
      leaving: ["departure"],
      departure: ["arrival"],
      wake: ["leaving", "bedtime"],
      bedtime: ["wake"],
    };
    check(({ happenings, residents }) => {
      for (let person = 0; person < residents; person++) {
        const own = of(person, happenings).flatMap(({ type }) => (type in followers ? [type] : []));
        own.slice(1).forEach((type, index) => {
          expect(followers[own[index] as keyof typeof followers]).toContain(type);
        });
      }
    });
  });

  test("bring a person in 7-45 s after the arrival and let them settle after 60-300 s", () => {
    check(({ happenings, residents }) => {
      for (let person = 0; person < residents; person++) {
        const own = of(person, happenings).filter(({ type }) => ["arrival", "entry", "settled"].includes(type));
        own.forEach((arrival, index) => {
          if (arrival.type !== "arrival" || index + 2 >= own.length) return;
          const [entry, settled] = own.slice(index + 1);
          expect(entry).toMatchObject({ type: "entry", first: arrival.first });
          expect(settled).toMatchObject({ type: "settled", first: arrival.first });
          expect(entry!.at - arrival.at).toBeGreaterThanOrEqual(seconds(7));
          expect(entry!.at - arrival.at).toBeLessThanOrEqual(seconds(45));
          expect(settled!.at - arrival.at).toBeGreaterThanOrEqual(minutes(1));
          expect(settled!.at - arrival.at).toBeLessThanOrEqual(minutes(5) + 20);
        });
      }
    });
  });

  test("are at most twelve changes of presence a person and day", () => {
    check(({ list, residents }) => {
      for (const onDay of list) {
        for (let person = 0; person < residents; person++) {
          const changes = of(person, onDay).filter(({ type }) =>
            ["arrival", "departure", "wake", "bedtime"].includes(type),
          );
          expect(changes.length).toBeLessThanOrEqual(12);
        }
      }
    });
  });

  test("lead everybody awake from room to room, each move beginning where the last one ended", () => {
    check(({ happenings, residents }) => {
      for (let person = 0; person < residents; person++) {
        // Who was up before the first of these days is nowhere known.
        let room: string | undefined;
        const astray: Happening[] = [];
        for (const happening of of(person, happenings)) {
          const strays = (at: string): boolean => room !== undefined && room !== at;
          if (happening.type === "wake") room = "bedroom";
          if (happening.type === "entry") room = "hall";
          if (happening.type === "leaving" && strays("hall")) astray.push(happening);
          if (happening.type === "departure" && strays("hall")) astray.push(happening);
          if (happening.type === "bedtime" && strays("bedroom")) astray.push(happening);
          if (happening.type !== "moved") continue;
          if (strays(happening.from) || happening.from === happening.to) astray.push(happening);
          room = happening.to;
        }
        expect(astray).toEqual([]);
      }
    });
  });

  test("have the people who are awake in rooms, but for those who have arrived and not yet come in", () => {
    check(({ people, home, happenings }) => {
      let outside = 0;
      const wrong = happenings.filter(({ type, at }) => {
        if (type === "arrival") outside++;
        if (type === "entry") outside--;
        const inside = rooms.reduce((sum, room) => sum + people.peopleIn(home, room, at), 0);
        return inside !== people.presence(home, at).awake - outside || people.peopleIn(home, "garage", at) !== 0;
      });
      expect(wrong).toEqual([]);
    });
  });

  test("say leaving last exactly when that departure is", () => {
    check(({ happenings, residents }) => {
      for (let person = 0; person < residents; person++) {
        const own = of(person, happenings).filter(({ type }) => type === "leaving" || type === "departure");
        own.forEach((leaving, index) => {
          if (leaving.type === "leaving") expect(own[index + 1]).toMatchObject({ last: leaving.last });
        });
      }
    });
  });

  test("say first and last exactly when presence says so", () => {
    check(({ people, home, happenings }) => {
      for (const happening of happenings) {
        const before = people.presence(home, later(happening.at, -1));
        const after = people.presence(home, happening.at);
        if (happening.type === "arrival") expect(happening.first).toBe(before.home === 0);
        if (happening.type === "departure") expect(happening.last).toBe(after.home === 0);
        if (happening.type === "wake") expect(happening.first).toBe(before.awake === 0);
        if (happening.type === "bedtime") expect(happening.last).toBe(after.awake === 0);
      }
    });
  });
});

describe("the front door of any home", () => {
  test("opens and closes in turn, and is closed at four in the morning", () => {
    check(({ list }) => {
      for (const onDay of list) {
        const turns = onDay.flatMap((happening) => (happening.type === "front-door" ? [happening.open] : []));
        expect(turns).toEqual(turns.map((_, index) => index % 2 === 0));
        expect(turns.length % 2).toBe(0);
      }
    });
  });

  test("stands open when somebody enters and is closed when somebody has left", () => {
    check(({ happenings }) => {
      let open = false;
      for (const happening of happenings) {
        if (happening.type === "front-door") open = happening.open;
        if (happening.type === "entry") expect(open).toBe(true);
        if (happening.type === "departure") expect(open).toBe(false);
      }
    });
  });

  test("opens 5-15 s after somebody stands there, and stays open for 5-30 s for each who passes", () => {
    check(({ happenings }) => {
      const standing = happenings.filter(({ type }) => type === "arrival" || type === "leaving");
      const turns = happenings.filter(({ type }) => type === "front-door");
      for (let turn = 0; turn < turns.length; turn += 2) {
        const [opens, closes] = [turns[turn]!.at, turns[turn + 1]!.at];
        const passing = standing.filter(({ at }) => at >= opens - seconds(15) - 20 && at <= closes - seconds(10) + 20);
        expect(passing.length).toBeGreaterThan(0);
        expect(passing[0]!.at).toBeLessThanOrEqual(opens - seconds(5) + 20);
        expect(closes - opens).toBeGreaterThanOrEqual(seconds(5) - 20);
        expect(closes - opens).toBeLessThanOrEqual(passing.length * seconds(33));
      }
    });
  });
});

test("presence is what the happenings since any earlier time add up to", () => {
  fc.assert(
    fc.property(lives, fc.array(evenly(0, span)), (named, moments) => {
      const { people, home, first, offset, happenings } = lived(named);
      const start = later(midnightOf(first, offset), hours(4));
      for (const moment of moments) {
        const at = instant(start + Math.floor(moment * days(1)) - 1);
        if (at < start) continue;
        expect(people.presence(home, at)).toEqual(counted(people.presence(home, start), happenings, at));
      }
    }),
    { numRuns: 150 },
  );
});

test("walking from one happening to the next meets all of them", () => {
  check(({ people, home, happenings }) => {
    if (happenings.length === 0) return;
    const walked: Happening[] = [];
    let at = later(happenings[0]!.at, -1);
    while (walked.length < happenings.length) {
      const next = people.nextHappening(home, at)!;
      walked.push(next);
      at = next.at;
    }
    expect(walked).toEqual(happenings);
  });
});

test("a day is told the same in whatever order days and homes are asked for", () => {
  const asked = fc.array(fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 20_000, max: 20_010 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.maxSafeInteger(), asked, (seed, questions) => {
      const shared = peopleOf({ seed, offset: hours(1), first: 0, home: 0, events: [] });
      // 16,381 homes on, the same place is used for another home.
      const withRivals = questions.flatMap(([home, day]) => [
        [home, day] as const,
        [home + 16_381, day] as const,
        [home, day] as const,
      ]);
      for (const [home, day] of withRivals) {
        expect(shared.happeningsOf(home, day)).toEqual(
          peopleOf({ seed, offset: hours(1), first: 0, home: 0, events: [] }).happeningsOf(home, day),
        );
      }
    }),
    { numRuns: 50 },
  );
});

/** The happenings of one person. */
function of(person: number, happenings: readonly Happening[]): Happening[] {
  return happenings.filter((happening) => "person" in happening && happening.person === person);
}

function counted(start: Presence, happenings: readonly Happening[], at: Instant): Presence {
  let { home, awake } = start;
  for (const happening of happenings) {
    if (happening.at > at) continue;
    if (happening.type === "arrival") home++;
    if (happening.type === "departure") home--;
    if (happening.type === "arrival" || happening.type === "wake") awake++;
    if (happening.type === "departure" || happening.type === "bedtime") awake--;
  }
  return { home, awake };
}
