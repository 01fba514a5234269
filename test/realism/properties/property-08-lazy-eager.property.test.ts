/**
 * Property 8 of ten: nothing ticks, and nobody can tell. What is read at random times is what a device read at every second shows
 * then; reading changes neither what a device says nor what it is.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import type { Values } from "../../../src/device/field.ts";
import type { Attribute } from "../../../src/device/kind.ts";
import { millis } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";
import { between } from "./dwellings.ts";
import { anyLife, type Step, take } from "./lives.ts";

describe("property 8: lazy = eager", () => {
  test.each(catalog.map((kind) => [kind.name, kind] as const))(
    "a %s read at random times shows what one read at every second shows, and neither is changed by it",
    (_name, kind) => {
      const life = anyLife(kind, { steps: 16, longestPass: 600_000 });
      const looks = fc.array(between(0, 1), { minLength: 1, maxLength: 12 });
      fc.assert(
        fc.property(life, looks, fc.nat(), fc.boolean(), (steps, places, seed, people) => {
          const options: WorkbenchOptions = { kind, seed, people };
          const times = momentsOf(steps, places);
          const lazy = lead(options, steps, times);
          const ticking = lead(options, steps, [...times, ...everySecond(steps)]);
          for (const at of times) expect(lazy.seen.get(at), `at ${at} ms`).toEqual(ticking.seen.get(at));
          expect(lazy.bench.said).toEqual(ticking.bench.said);
          expect(lazy.bench.device.state).toEqual(ticking.bench.device.state);
          expect(lazy.bench.device.values()).toEqual(ticking.bench.device.values());
          // And what nobody ever read is no different.
          const unseen = lead(options, steps, []);
          expect(unseen.bench.said).toEqual(lazy.bench.said);
          expect(unseen.bench.device.values()).toEqual(lazy.bench.device.values());
        }),
        { numRuns: 12 },
      );
    },
  );

  // A device that is given something empty every second settles all it has each time, as one that ticks would.
  test.each(catalog.filter(({ signals }) => Object.keys(signals).length > 0).map((kind) => [kind.name, kind] as const))(
    "what a %s shows between its inputs is what it would have come to by ticking",
    (_name, kind) => {
      const life = anyLife(kind, { steps: 10, longestPass: 600_000, without: ["power", "reboot", "fault"] });
      fc.assert(
        fc.property(life, fc.integer({ min: 1, max: 900 }), fc.nat(), (steps, length, seed) => {
          const [lazy, ticking] = [1, 2].map(() => {
            const bench = new Workbench({ kind, seed, settings: { usedByResidents: false } });
            for (const step of steps) take(bench, step);
            return bench;
          }) as [Workbench, Workbench];
          for (let second = 0; second < length; second++) {
            ticking.run(millis(1_000));
            ticking.device.configure({});
          }
          lazy.run(millis(length * 1_000));
          for (const name of Object.keys(kind.signals)) {
            const { report } = kind.attributes[name] as Attribute;
            const [one, other] = [lazy.value(name), ticking.value(name)] as [number | null, number | null];
            // Rounding, and a switch some moments earlier: whoever is asked every second sees first that it is time. A coil
            // that was 20 °C is half a degree colder five seconds later.
            const apart = Math.abs((one ?? 0) - (other ?? 0));
            expect(apart, `${name}: ${one} and ${other}`).toBeLessThanOrEqual(0.3 * (report.change ?? 1));
          }
        }),
        { numRuns: 12 },
      );
    },
  );
});

function lengthOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + (step.type === "pass" ? step.millis : 0), 0);
}

/** ms after the start, from shares of the whole time. */
function momentsOf(steps: readonly Step[], places: readonly number[]): readonly number[] {
  const length = lengthOf(steps);
  return places.map((place) => Math.floor(place * length));
}

function everySecond(steps: readonly Step[]): readonly number[] {
  return Array.from({ length: Math.ceil(lengthOf(steps) / 1_000) }, (_, second) => second * 1_000);
}

/** Leads a device through a life and reads all its values at some moments, before what else happens at them. */
function lead(
  options: WorkbenchOptions,
  steps: readonly Step[],
  moments: readonly number[],
): { bench: Workbench; seen: ReadonlyMap<number, Values> } {
  const bench = new Workbench(options);
  const start = bench.now;
  const seen = new Map<number, Values>();
  const due = [...new Set(moments)].toSorted((one, other) => one - other);
  let next = 0;
  for (const step of steps) {
    if (step.type !== "pass") {
      take(bench, step);
      continue;
    }
    const end = bench.now - start + step.millis;
    for (; next < due.length && due[next]! < end; next++) {
      bench.run(millis(due[next]! - (bench.now - start)));
      seen.set(due[next]!, bench.device.values());
    }
    bench.run(millis(end - (bench.now - start)));
  }
  return { bench, seen };
}
