import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Edge } from "../../../src/fleet/timeline/edge.ts";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { instant, later, millis } from "../../../src/kernel/time.ts";

/** The truth from one moment to the next, and whether somebody looks when it changes. */
interface Turn {
  readonly after: number;
  readonly truth: boolean;
  readonly seen: boolean;
}

const turns: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({ after: fc.integer({ min: 1, max: 40 }), truth: fc.boolean(), seen: fc.boolean() }),
  { maxLength: 40 },
);

interface Outcome {
  readonly happened: readonly number[];
  /** Every moment at which somebody looked, and what was seen. */
  readonly looks: readonly { readonly at: number; readonly truth: boolean }[];
}

function play(story: readonly Turn[], holds: number): Outcome {
  const scheduler = new Scheduler(new VirtualClock(instant(0)));
  const happened: number[] = [];
  const looks: { at: number; truth: boolean }[] = [];
  let truth = false;
  const look = (): void => {
    looks.push({ at: scheduler.now, truth });
    edge.is(truth);
  };
  const edge = new Edge({ scheduler, holds: millis(holds), look, happened: () => happened.push(scheduler.now) });
  let at = scheduler.now;
  for (const turn of story) {
    at = later(at, turn.after);
    scheduler.at(at, {
      onDue: () => {
        ({ truth } = turn);
        if (turn.seen) look();
      },
    });
  }
  scheduler.runUntil(later(at, 1_000));
  return { happened, looks };
}

describe("a condition that has to hold", () => {
  test("never happens when it was false at any moment within at which somebody looked", () => {
    fc.assert(
      fc.property(turns, fc.integer({ min: 0, max: 60 }), (story, holds) => {
        const { happened, looks } = play(story, holds);
        for (const at of happened) {
          const within = looks.filter((one) => one.at >= at - holds && one.at <= at);
          expect(within.length).toBeGreaterThan(0);
          expect(within.filter((one) => !one.truth)).toEqual([]);
          expect(within[0]!.at).toBe(at - holds);
        }
      }),
    );
  });

  test("happens again only when it was seen to be false in between", () => {
    fc.assert(
      fc.property(turns, fc.integer({ min: 0, max: 60 }), (story, holds) => {
        const { happened, looks } = play(story, holds);
        happened.slice(1).forEach((at, place) => {
          const between = looks.filter((one) => one.at > happened[place]! && one.at < at && !one.truth);
          expect(between.length).toBeGreaterThan(0);
        });
      }),
    );
  });

  test("happens whenever it is seen to be true, and nobody sees it false until it has held", () => {
    fc.assert(
      fc.property(turns, fc.integer({ min: 0, max: 60 }), (story, holds) => {
        // Everybody looks at everything, so what is seen is what is true.
        const seen = story.map((turn) => ({ ...turn, seen: true }));
        const expected: number[] = [];
        let at = 0;
        let since: number | undefined;
        for (const { after, truth } of [...seen, { after: 1_000, truth: false }]) {
          at += after;
          if (since !== undefined && since + holds < at) {
            expected.push(since + holds);
            since = Number.POSITIVE_INFINITY;
          }
          if (!truth) {
            // What becomes false at the very end of the hold is false then.
            since = undefined;
          } else if (since === undefined) {
            since = at;
            if (holds === 0) {
              expected.push(at);
              since = Number.POSITIVE_INFINITY;
            }
          }
        }
        const { happened } = play(seen, holds);
        // At one instant either may come first: the turn to false, or the end of the hold.
        expect(happened.filter((one) => !fallsAt(seen, one))).toEqual(expected.filter((one) => !fallsAt(seen, one)));
      }),
    );
  });

  test("that is given up does not happen", () => {
    const scheduler = new Scheduler(new VirtualClock(instant(0)));
    const edge = new Edge({
      scheduler,
      holds: millis(10),
      look: () => {},
      happened: () => expect.fail("expected nothing to happen"),
    });
    edge.is(true);
    expect(scheduler.size).toBe(1);
    edge.gone();
    expect(scheduler.size).toBe(0);
    scheduler.runUntil(instant(100));
  });
});

function fallsAt(story: readonly Turn[], moment: number): boolean {
  let at = 0;
  return story.some(({ after, truth }) => {
    at += after;
    return at === moment && !truth;
  });
}
