import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { secondsToSensor } from "../../../src/device/physics/sensor-threshold.ts";
import { houseModel, sensorAt, type HouseState } from "../../../src/device/physics/two-node-house.ts";
import { anyClimate, anyModel, anyState, inputsFor, ordinary } from "./houses.ts";
import { evenly } from "../../support/evenly.ts";

const halfWidth = evenly(0.01, 2);

describe("when the sensor leaves a band", () => {
  test("it is on or just beyond a bound then, and was inside at every second before", () => {
    let crossings = 0;
    fc.assert(
      fc.property(anyModel, anyState, anyClimate, halfWidth, halfWidth, (model, state, climate, below, above) => {
        const inputs = inputsFor(model, climate);
        const low = state.sensor - below;
        const high = state.sensor + above;
        const horizon = 7_200;
        const time = secondsToSensor(state, model, inputs, low, high, horizon);
        if (time <= horizon) {
          crossings++;
          const then = sensorAt(state, model, inputs, time);
          expect(then <= low || then >= high).toBe(true);
          expect(Math.min(Math.abs(then - low), Math.abs(then - high))).toBeLessThan(1e-3);
          const justBefore = sensorAt(state, model, inputs, Math.max(0, time - 1.1e-3));
          expect(justBefore > low && justBefore < high).toBe(true);
        } else {
          expect(time).toBe(Number.POSITIVE_INFINITY);
        }
        // A crossing at a whole second may be computed a rounding error later.
        for (let second = 0; second < Math.min(time - 1e-3, horizon); second++) {
          const sensor = sensorAt(state, model, inputs, second);
          if (sensor <= low || sensor >= high) expect.fail(`left at ${second} s, before ${time} s`);
        }
      }),
      { numRuns: 300 },
    );
    expect(crossings).toBeGreaterThan(100);
  });

  test("it has not left a band at whose very edge it comes to rest until it is there", () => {
    const house = { heatLoss: 100, airCapacity: 1e6, massCapacity: 2e7, coupling: 1_000, sensorLag: 120 };
    const model = houseModel(house);
    const inputs = { outdoor: 20, airGain: 0, massGain: 0 };
    const state = { air: 20.5, mass: 20.5, sensor: 20.5 };
    const time = secondsToSensor(state, model, inputs, 20, 21, Number.POSITIVE_INFINITY);
    expect(sensorAt(state, model, inputs, time)).toBe(20);
    expect(sensorAt(state, model, inputs, time / 2)).toBeGreaterThan(20);
  });

  test("a horizon without end gives the same first time, or never when the house settles inside the band", () => {
    fc.assert(
      fc.property(anyModel, anyState, anyClimate, halfWidth, (model, state, climate, width) => {
        const inputs = inputsFor(model, climate);
        const low = state.sensor - width;
        const high = state.sensor + width;
        const ever = secondsToSensor(state, model, inputs, low, high, Number.POSITIVE_INFINITY);
        const soon = secondsToSensor(state, model, inputs, low, high, 3_600);
        if (ever < 3_599) expect(Math.abs(soon - ever)).toBeLessThan(1e-3);
        if (ever > 3_600) expect(soon).toBe(Number.POSITIVE_INFINITY);
        const settled = sensorAt(state, model, inputs, 1e8);
        if (settled < low - 1e-9 || settled > high + 1e-9) expect(ever).toBeLessThan(1e8);
      }),
    );
  });

  test("a graze found by its peak is not missed, and one that falls short is not invented", () => {
    // Warm air that cools at once: the sensor rises a little, turns round, and falls for hours.
    const state: HouseState = { air: 22, mass: 20, sensor: 20 };
    const inputs = { outdoor: 0, airGain: 0, massGain: 0 };
    let peak = Number.NEGATIVE_INFINITY;
    for (let second = 0; second < 1_800; second += 0.25)
      peak = Math.max(peak, sensorAt(state, ordinary, inputs, second));
    expect(peak).toBeGreaterThan(20.3);
    const low = 19.5;
    const grazed = secondsToSensor(state, ordinary, inputs, low, peak - 1e-6, 86_400);
    expect(sensorAt(state, ordinary, inputs, grazed)).toBeGreaterThanOrEqual(peak - 1e-6);
    expect(grazed).toBeLessThan(1_800);
    const missed = secondsToSensor(state, ordinary, inputs, low, peak + 1e-6, 86_400);
    expect(sensorAt(state, ordinary, inputs, missed)).toBeCloseTo(low, 4);
    expect(missed).toBeGreaterThan(grazed + 300);
  });

  test("turning twice, it is caught at whichever bound comes first", () => {
    // Cool air on warm walls with a heater too weak to hold them: down, up, and down for good.
    const state: HouseState = { air: 18.5, mass: 21, sensor: 19.6 };
    const inputs = { outdoor: -10, airGain: 6_000, massGain: 0 };
    const temperatures = Array.from({ length: 86_400 }, (_, second) => sensorAt(state, ordinary, inputs, second));
    const dip = Math.min(...temperatures.slice(0, 1_800));
    const dipAt = temperatures.indexOf(dip);
    const peak = Math.max(...temperatures.slice(dipAt));
    const peakAt = temperatures.indexOf(peak);
    expect(0 < dipAt && dipAt < peakAt && peakAt < 86_399).toBe(true);
    const first = (low: number, high: number): number => secondsToSensor(state, ordinary, inputs, low, high, 86_400);
    expect(first(dip + 0.01, 30)).toBeLessThan(dipAt);
    expect(first(dip - 0.01, peak - 0.01)).toBeLessThan(peakAt);
    expect(first(dip - 0.01, peak - 0.01)).toBeGreaterThan(dipAt);
    expect(first(dip - 0.01, peak + 0.01)).toBeGreaterThan(peakAt);
  });

  test("outside or on a bound it has left already", () => {
    const state: HouseState = { air: 20, mass: 20, sensor: 20 };
    const inputs = { outdoor: 0, airGain: 0, massGain: 0 };
    expect(secondsToSensor(state, ordinary, inputs, 20, 21, 60)).toBe(0);
    expect(secondsToSensor(state, ordinary, inputs, 19, 20, 60)).toBe(0);
    expect(secondsToSensor(state, ordinary, inputs, 21, 22, 60)).toBe(0);
    expect(secondsToSensor(state, ordinary, inputs, 19, 21, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  test("a house at rest never leaves", () => {
    const state: HouseState = { air: 20, mass: 20, sensor: 20 };
    const inputs = { outdoor: 20, airGain: 0, massGain: 0 };
    expect(secondsToSensor(state, ordinary, inputs, 19.999, 20.001, Number.POSITIVE_INFINITY)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
