import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { days, hours, instant, later, minutes, seconds, type Instant } from "../../src/kernel/time.ts";
import { dayOf, midnightOf } from "../../src/world/calendar.ts";
import type { Happening, Presence } from "../../src/world/happening.ts";
import { People } from "../../src/world/people.ts";
import { residentsOf } from "../../src/world/person.ts";

const span = 14;

/** A home of some world, and two weeks of its life. */
const lives = fc
  .record({
    seed: fc.maxSafeInteger(),
    offset: fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => hours(quarters / 4)),
    home: fc.integer({ min: 0, max: 1_000_000 }),
    first: fc.integer({ min: -1_000, max: 60_000 }),
  })
  .map((life) => {
    const people = new People(life.seed, life.offset);
    const list = Array.from({ length: span }, (_, day) => people.happeningsOf(life.home, life.first + day));
    return { ...life, people, list, happenings: list.flat() };
  });

type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

const check = (property: (life: Life) => void): void => fc.assert(fc.property(lives, property), { numRuns: 150 });

describe("the happenings of any home", () => {
  test("are in order, no two at the same instant, each within its day", () => {
    check(({ list, happenings, first, offset }) => {
      happenings.forEach((happening, index) => {
        if (index > 0) expect(happening.at).toBeGreaterThan(happenings[index - 1]!.at);
      });
      list.forEach((onDay, day) => {
        for (const happening of onDay) expect(dayOf(happening.at, offset)).toBe(first + day);
      });
    });
  });

  test("take each person through asleep, up and away, day after day, without a gap", () => {
    check(({ seed, home, happenings }) => {
      for (let person = 0; person < residentsOf(seed, home); person++) {
        const own = happenings.filter((happening) => happening.person === person);
        const moves = own.filter(({ type }) => type !== "entry" && type !== "settled").map(({ type }) => type);
        const allowed = {
          arrival: ["departure", "bedtime"],
          departure: ["arrival"],
          wake: ["departure", "bedtime"],
          bedtime: ["wake"],
        };
        moves.forEach((move, index) => {
          const next = moves[index + 1];
          if (next !== undefined) expect(allowed[move as keyof typeof allowed]).toContain(next);
        });
      }
    });
  });

  test("bring a person in 5-45 s after the arrival and let them settle after 60-300 s, before anything else", () => {
    check(({ happenings }) => {
      happenings.forEach((happening, index) => {
        if (happening.type !== "arrival") return;
        const own = happenings.slice(index + 1).filter(({ person }) => person === happening.person);
        const [entry, settled] = own;
        expect(entry).toMatchObject({ type: "entry", first: happening.first });
        expect(settled).toMatchObject({ type: "settled", first: happening.first });
        expect(entry!.at - happening.at).toBeGreaterThanOrEqual(seconds(5));
        expect(entry!.at - happening.at).toBeLessThanOrEqual(seconds(45));
        expect(settled!.at - happening.at).toBeGreaterThanOrEqual(minutes(1));
        expect(settled!.at - happening.at).toBeLessThanOrEqual(minutes(5));
      });
    });
  });

  test("are at most ten moves a person and day", () => {
    check(({ list }) => {
      for (const onDay of list) {
        const moves = onDay.filter(({ type }) => type !== "entry" && type !== "settled");
        for (const { person } of moves) {
          expect(moves.filter((move) => move.person === person).length).toBeLessThanOrEqual(10);
        }
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

test("presence is what the happenings since any earlier time add up to", () => {
  fc.assert(
    fc.property(
      lives,
      fc.array(fc.double({ min: 0, max: span, noNaN: true })),
      ({ people, home, first, offset, happenings }, moments) => {
        const start = later(midnightOf(first, offset), hours(4));
        for (const moment of moments) {
          const at = instant(start + Math.floor(moment * days(1)) - 1);
          if (at < start) continue;
          expect(people.presence(home, at)).toEqual(counted(people.presence(home, start), happenings, at));
        }
      },
    ),
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
      const shared = new People(seed, hours(1));
      // 16,381 homes on, the same place is used for another home.
      const withRivals = questions.flatMap(([home, day]) => [
        [home, day] as const,
        [home + 16_381, day] as const,
        [home, day] as const,
      ]);
      for (const [home, day] of withRivals) {
        expect(shared.happeningsOf(home, day)).toEqual(new People(seed, hours(1)).happeningsOf(home, day));
      }
    }),
    { numRuns: 50 },
  );
});

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
