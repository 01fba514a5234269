/**
 * The scheduler against the simplest thing that could be right: a list, sorted afresh for every entry that runs. Both play
 * the same random script, in which callbacks schedule, cancel and move too, and must tell the same story.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant } from "../../src/kernel/time.ts";

type Step =
  | { readonly do: "at"; readonly delay: number; readonly inside: readonly Step[] }
  | { readonly do: "cancel"; readonly which: number }
  | { readonly do: "move"; readonly which: number; readonly delay: number }
  | { readonly do: "runNext" }
  | { readonly do: "runUntil"; readonly delay: number };

/** What both have in common; entries are known by the order they were asked for. */
interface Queue {
  now(): number;
  size(): number;
  nextDue(): number | undefined;
  at(due: number, run: (due: number) => void): void;
  cancel(which: number): boolean;
  move(which: number, due: number): boolean;
  runNext(): boolean;
  runUntil(end: number): void;
}

const start = 1_000;

test("the scheduler tells the same story as a sorted list", () => {
  let ran = 0;
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 200, size: "max" }), (script) => {
      const story = play(script, heap());
      expect(story).toEqual(play(script, list()));
      ran += story.filter((line) => line.startsWith("ran")).length;
    }),
    { seed: 1, numRuns: 1_000 },
  );
  expect(ran).toBeGreaterThan(10_000);
});

const at = (inside: fc.Arbitrary<readonly Step[]>): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant("at"), delay: fc.integer({ min: -20, max: 60 }), inside });
const cancel: fc.Arbitrary<Step> = fc.record({ do: fc.constant("cancel"), which: fc.nat(400) });
const move: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("move"),
  which: fc.nat(400),
  delay: fc.integer({ min: -20, max: 60 }),
});
const leaf = fc.array(fc.oneof(at(fc.constant([])), cancel, move), { maxLength: 3 });
const branch = fc.array(fc.oneof(at(leaf), cancel, move), { maxLength: 3 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: at(branch) },
  { weight: 3, arbitrary: cancel },
  { weight: 3, arbitrary: move },
  { weight: 2, arbitrary: fc.constant<Step>({ do: "runNext" }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("runUntil"), delay: fc.integer({ min: -5, max: 30 }) }) },
);

/** Plays a script, then drains the queue, and writes down all that could be seen. */
function play(script: readonly Step[], queue: Queue): string[] {
  const story: string[] = [];
  let asked = 0;
  const take = (step: Step): void => {
    switch (step.do) {
      case "at": {
        const name = asked++;
        queue.at(queue.now() + step.delay, (due) => {
          story.push(`ran ${name} due ${due} at ${queue.now()}`);
          step.inside.forEach(take);
        });
        break;
      }
      case "cancel":
        story.push(`cancel ${step.which}: ${asked > 0 && queue.cancel(step.which % asked)}`);
        break;
      case "move": {
        const due = queue.now() + step.delay;
        story.push(`move ${step.which}: ${asked > 0 && queue.move(step.which % asked, due)}`);
        break;
      }
      case "runNext":
        story.push(`next: ${queue.runNext()}`);
        break;
      case "runUntil":
        queue.runUntil(queue.now() + step.delay);
        break;
    }
    story.push(`${queue.size()} wait, the first for ${queue.nextDue()}, now ${queue.now()}`);
  };
  script.forEach(take);
  while (queue.runNext());
  return story;
}

function heap(): Queue {
  const scheduler = new Scheduler(new VirtualClock(instant(start)));
  const tickets: number[] = [];
  return {
    now: () => scheduler.now,
    size: () => scheduler.size,
    nextDue: () => scheduler.nextDue,
    at: (due, run) => void tickets.push(scheduler.at(instant(due), { onDue: (_, intended) => run(intended) })),
    cancel: (which) => scheduler.cancel(tickets[which]!),
    move: (which, due) => scheduler.move(tickets[which]!, instant(due)),
    runNext: () => scheduler.runNext(),
    runUntil: (end) => scheduler.runUntil(instant(end)),
  };
}

function list(): Queue {
  const entries: { name: number; due: number; sequence: number; run: (due: number) => void }[] = [];
  let named = 0;
  let sequence = 0;
  let now = start;
  const sort = (): void => {
    entries.sort((left, right) => left.due - right.due || left.sequence - right.sequence);
  };
  const runNext = (): boolean => {
    sort();
    const entry = entries.shift();
    if (entry === undefined) return false;
    now = entry.due;
    entry.run(entry.due);
    return true;
  };
  return {
    now: () => now,
    size: () => entries.length,
    nextDue: () => {
      sort();
      return entries[0]?.due;
    },
    at: (due, run) => void entries.push({ name: named++, due: Math.max(due, now), sequence: sequence++, run }),
    cancel: (which) => {
      const place = entries.findIndex(({ name }) => name === which);
      return place >= 0 && entries.splice(place, 1).length === 1;
    },
    move: (which, due) => {
      const entry = entries.find(({ name }) => name === which);
      if (entry === undefined) return false;
      entry.due = Math.max(due, now);
      entry.sequence = sequence++;
      return true;
    },
    runNext,
    runUntil: (end) => {
      for (sort(); entries[0] !== undefined && entries[0].due <= end; sort()) runNext();
      now = Math.max(now, end);
    },
  };
}
