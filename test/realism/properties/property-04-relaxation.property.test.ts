/**
 * Property 4 of ten: what is left alone goes where it must and no further. With constant inputs T → To + ΣQ/UA; what has one
 * capacity never overshoots; the air stays between the extremes.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { smokeAlarm } from "../../../devices/smoke-alarm/smoke-alarm.ts";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import { advanceHouse, relax } from "../../../src/device/index.ts";
import { days, hours, instant, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { stillHome } from "../../support/still-home.ts";
import { anyHome, anyHouse, anySixHours, anyState, between, inputsOf } from "./dwellings.ts";

describe("property 4: bounds and relaxation", () => {
  test("under constant inputs a house ends at To + Q/UA, its mass Qm/Hm above", () => {
    fc.assert(
      fc.property(anyHouse, anyState, anySixHours, (model, state, [segment]) => {
        const inputs = inputsOf(model, segment!);
        const { outdoor, airGain, massGain } = inputs;
        advanceHouse(state, model, inputs, 40 / Math.min(model.slowRate, model.sensorRate));
        const end = outdoor + (airGain + massGain) / model.heatLoss;
        expect(Math.abs(state.air - end)).toBeLessThan(1e-9);
        expect(Math.abs(state.sensor - end)).toBeLessThan(1e-9);
        expect(Math.abs(state.mass - end - massGain / model.coupling)).toBeLessThan(1e-9);
      }),
    );
  });

  test("a house is never further from where it goes than its parts were, and without gains between the extremes", () => {
    fc.assert(
      fc.property(anyHouse, anyState, anySixHours, between(0, 86_400), (model, state, [segment], time) => {
        const inputs = inputsOf(model, segment!);
        for (const [airGain, massGain] of [[inputs.airGain, inputs.massGain] as const, [0, 0] as const]) {
          const now = { ...state };
          const acting = { outdoor: inputs.outdoor, airGain, massGain };
          const air = acting.outdoor + (airGain + massGain) / model.heatLoss;
          const mass = air + massGain / model.coupling;
          const away = [now.air - air, now.mass - mass, now.sensor - air, 0];
          advanceHouse(now, model, acting, time);
          for (const left of [now.air - air, now.mass - mass, now.sensor - air]) {
            expect(left).toBeLessThan(Math.max(...away) + 1e-9);
            expect(left).toBeGreaterThan(Math.min(...away) - 1e-9);
          }
        }
      }),
    );
  });

  test("what has one capacity moves one way and never passes its target", () => {
    const quantity = between(-50, 500);
    fc.assert(
      fc.property(quantity, quantity, between(1, 1e5), between(0, 1e6), between(0, 1e6), (value, target, lag, a, b) => {
        const early = relax(value, target, lag, Math.min(a, b));
        const late = relax(value, target, lag, Math.max(a, b));
        expect(Math.abs(late - target)).toBeLessThanOrEqual(Math.abs(early - target) + 1e-9);
        expect(early).toBeGreaterThanOrEqual(Math.min(value, target) - 1e-9);
        expect(early).toBeLessThanOrEqual(Math.max(value, target) + 1e-9);
      }),
    );
  });

  test("carbon monoxide at an alarm rises to what the source makes, never past it, and goes when the room is aired", () => {
    fc.assert(
      fc.property(between(1, 500), fc.array(fc.integer({ min: 1, max: 3_600 }), { maxLength: 12 }), (ppm, waits) => {
        const bench = new Workbench({ kind: smokeAlarm, home: stillHome(), settings: { usedByResidents: false } });
        const co = (): number => bench.value("measuredValue") as number;
        bench.device.act("co", { concentration: ppm });
        let before = co();
        for (const wait of waits) {
          bench.run(seconds(wait));
          expect(co()).toBeGreaterThanOrEqual(before);
          expect(co()).toBeLessThanOrEqual(ppm);
          before = co();
        }
        bench.run(days(1));
        expect(co()).toBeCloseTo(ppm, 6);
        bench.device.act("clear-air");
        bench.run(minutes(5));
        expect(co()).toBeLessThan(ppm);
        bench.run(days(1));
        expect(co()).toBeCloseTo(0, 6);
      }),
      { numRuns: 30 },
    );
  });

  test("a thermostat's house that nothing heats or cools comes to rest, and ten degrees more outdoors lift it by ten", () => {
    fc.assert(
      fc.property(anyHome, between(-20, 15), between(-20, 5), fc.nat(), ({ traits }, outdoor, before, seed) => {
        // After an hour the weather changes, and stays.
        const at = (celsius: number): Workbench =>
          new Workbench({
            kind: thermostat,
            seed,
            start,
            home: { ...stillHome(), traits, outdoorTemperature: (now) => celsius + (now < start + hour ? before : 0) },
            settings: { heating: "none", cooling: "none", usedByResidents: false },
          });
        const indoors = (bench: Workbench): number => bench.value("localTemperature") as number;
        const ends = [at(outdoor), at(outdoor + 10)].map((bench) => {
          const first = indoors(bench);
          bench.run(days(60));
          const end = indoors(bench);
          const seen = bench.reportsOf("localTemperature").map(({ value }) => value as number);
          expect(seen.length).toBeGreaterThan(2);
          // A warmer first hour lifts even the fastest house by no more than a tenth of it.
          const lifted = Math.max(0, before) / 10;
          expect(Math.max(...seen)).toBeLessThanOrEqual(Math.max(first, end) + lifted + resolution);
          bench.run(days(1));
          expect(Math.abs(indoors(bench) - end)).toBeLessThan(resolution);
          return end;
        });
        expect(ends[0]!).toBeGreaterThan(outdoor);
        expect(Math.abs(ends[1]! - ends[0]! - 10)).toBeLessThan(resolution);
      }),
      { numRuns: 8 },
    );
  });
});

const start = instant(Date.UTC(2026, 0, 15, 12));
const hour = hours(1);
/** K between two readings of a thermostat, and a little. */
const resolution = 0.0101;
