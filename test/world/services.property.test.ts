import * as fc from "fast-check";
import { expect, test } from "vitest";
import { days, instant, later } from "../../src/kernel/time.ts";
import { Services, type ServiceChange } from "../../src/world/services.ts";

const questions = fc.record({
  seed: fc.maxSafeInteger(),
  home: fc.integer({ min: 0, max: 1_000_000 }),
  day: fc.integer({ min: -1_000, max: 60_000 }),
});

function changesFrom(services: Services, home: number, day: number, span: number): ServiceChange[] {
  const start = instant(days(day));
  const changes: ServiceChange[] = [];
  for (let next = services.next(home, start); next !== undefined && next.at < later(start, days(span));) {
    changes.push(next);
    next = services.next(home, next.at);
  }
  return changes;
}

test("a home's services are, after each change, what the change says, and stay so until the next", () => {
  fc.assert(
    fc.property(questions, ({ seed, home, day }) => {
      const services = new Services(seed);
      let state = services.at(home, instant(days(day)));
      let last = Number.NEGATIVE_INFINITY;
      for (const change of changesFrom(services, home, day, 120)) {
        expect(change.at).toBeGreaterThan(last);
        expect(Number.isInteger(change.at)).toBe(true);
        last = change.at;
        expect(services.at(home, later(change.at, -1))).toEqual(state);
        const next = change.type === "mains" ? { ...state, mains: change.on } : { ...state, network: change.state };
        expect(next).not.toEqual(state);
        expect(services.at(home, change.at)).toEqual(next);
        state = next;
      }
    }),
    { numRuns: 30 },
  );
});

test("what is told does not depend on what was asked before, or of which home", () => {
  fc.assert(
    fc.property(
      questions,
      fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 }),
      ({ seed, home, day }, asked) => {
        const wandering = new Services(seed);
        for (const wait of asked) {
          // 16,381 homes on, the same place is used for another home.
          wandering.at(home + 16_381, instant(days(day + wait)));
          expect(wandering.next(home, instant(days(day + wait)))).toEqual(
            new Services(seed).next(home, instant(days(day + wait))),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("without power there is no network, from a millisecond after the power fails", () => {
  fc.assert(
    fc.property(questions, ({ seed, home, day }) => {
      const services = new Services(seed);
      for (const change of changesFrom(services, home, day, 200)) {
        const { mains, network } = services.at(home, later(change.at, 1));
        if (!mains) expect(network).toBe("down");
      }
    }),
    { numRuns: 60 },
  );
});
