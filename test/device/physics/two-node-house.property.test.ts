import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  advanceHouse,
  airAt,
  heatLost,
  heatStored,
  houseModel,
  houseParameters,
  sensorAt,
  settleHouse,
  type HouseInputs,
  type HouseModel,
  type HouseState,
} from "../../../src/device/physics/two-node-house.ts";
import { anyClimate, anyModel, anyState, inputsFor, ordinary } from "./houses.ts";
import { evenly } from "../../support/evenly.ts";

const sixHours = 21_600;
const someTime = evenly(0, sixHours);

describe("a house with two heat capacities", () => {
  test("takes in exactly the heat that it is given and does not lose", () => {
    fc.assert(
      fc.property(anyModel, anyState, anyClimate, someTime, (model, state, climate, seconds) => {
        const inputs = inputsFor(model, climate);
        const before = heatStored(state, model);
        const lost = heatLost(state, model, inputs, seconds);
        const given = (inputs.airGain + inputs.massGain) * seconds;
        advanceHouse(state, model, inputs, seconds);
        const taken = heatStored(state, model) - before;
        // Relative to the heat the house holds: what a difference of two such sums can be known to.
        expect(Math.abs(given - lost - taken) / (heatStored(state, model) + given)).toBeLessThan(1e-12);
        if (seconds > 600)
          expect(Math.abs(given - lost - taken)).toBeLessThan(1e-9 * (given + Math.abs(lost) + Math.abs(taken)));
      }),
    );
  });

  test("agrees with a fine numerical integration over six hours of changing weather and gains", () => {
    const scenario = fc.array(fc.record({ climate: anyClimate, seconds: fc.integer({ min: 300, max: 5_400 }) }), {
      minLength: 4,
      maxLength: 8,
    });
    fc.assert(
      fc.property(anyModel, anyState, scenario, (model, state, segments) => {
        const fine = { ...state };
        for (const { climate, seconds } of segments) {
          const inputs = inputsFor(model, climate);
          for (let second = 0; second < seconds; second++) rungeKutta(fine, model, inputs, 1);
          advanceHouse(state, model, inputs, seconds);
          expectClose(state, fine, 1e-4);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("does not care how a step is cut, nor who looks in between", () => {
    fc.assert(
      fc.property(
        anyModel,
        anyState,
        anyClimate,
        fc.array(someTime, { minLength: 1, maxLength: 6 }),
        (model, state, climate, steps) => {
          const inputs = inputsFor(model, climate);
          const whole = { ...state };
          const total = steps.reduce((sum, step) => sum + step, 0);
          const air = airAt(state, model, inputs, total);
          const sensor = sensorAt(state, model, inputs, total);
          advanceHouse(whole, model, inputs, total);
          for (const step of steps) advanceHouse(state, model, inputs, step);
          expectClose(state, whole, 1e-9);
          expect(whole.air).toBe(air);
          expect(whole.sensor).toBe(sensor);
        },
      ),
    );
  });

  test("is never colder for warmer weather, more heat or a warmer start", () => {
    const push = fc.record({ outdoor: lift, airGain: lift, massGain: lift, air: lift, mass: lift, sensor: lift });
    fc.assert(
      fc.property(anyModel, anyState, anyClimate, push, someTime, (model, state, climate, more, seconds) => {
        const warmer = {
          air: state.air + more.air,
          mass: state.mass + more.mass,
          sensor: state.sensor + more.sensor,
        };
        const warmerClimate = {
          outdoor: climate.outdoor + more.outdoor,
          airGain: climate.airGain + more.airGain,
          massGain: climate.massGain + more.massGain,
        };
        advanceHouse(state, model, inputsFor(model, climate), seconds);
        advanceHouse(warmer, model, inputsFor(model, warmerClimate), seconds);
        expect(warmer.air - state.air).toBeGreaterThan(-1e-9);
        expect(warmer.mass - state.mass).toBeGreaterThan(-1e-9);
        expect(warmer.sensor - state.sensor).toBeGreaterThan(-1e-9);
      }),
    );
  });

  test("without gains stays between the coldest and the warmest of its parts and the outdoors", () => {
    fc.assert(
      fc.property(anyModel, anyState, anyClimate, someTime, (model, state, { outdoor }, seconds) => {
        const all = [state.air, state.mass, state.sensor, outdoor];
        advanceHouse(state, model, { outdoor, airGain: 0, massGain: 0 }, seconds);
        for (const temperature of [state.air, state.mass, state.sensor]) {
          expect(temperature).toBeGreaterThan(Math.min(...all) - 1e-9);
          expect(temperature).toBeLessThan(Math.max(...all) + 1e-9);
        }
      }),
    );
  });

  test("left alone comes to rest where gains and losses are equal", () => {
    fc.assert(
      fc.property(anyModel, anyState, anyClimate, (model, state, climate) => {
        const inputs = inputsFor(model, climate);
        const rest = { air: 0, mass: 0, sensor: 0 };
        settleHouse(rest, model, inputs);
        expect(rest.air).toBeCloseTo(climate.outdoor + climate.airGain + climate.massGain, 9);
        advanceHouse(state, model, inputs, 40 / Math.min(model.slowRate, model.sensorRate));
        expectClose(state, rest, 1e-9);
        advanceHouse(rest, model, inputs, 86_400);
        expectClose(rest, state, 1e-9);
      }),
    );
  });

  test("is as exact when the sensor is as slow as the air", () => {
    const lagged = houseModel({ ...ordinary, sensorLag: 1 / ordinary.fastRate });
    expect(lagged.sensorLag).toBeCloseTo(1 / ordinary.fastRate, 0);
    const inputs: HouseInputs = { outdoor: -10, airGain: 12_000, massGain: 400 };
    const state: HouseState = { air: 19, mass: 20.5, sensor: 20 };
    const fine = { ...state };
    const cut = { ...state };
    advanceHouse(state, lagged, inputs, 1_800);
    for (let second = 0; second < 1_800; second++) {
      rungeKutta(fine, lagged, inputs, 1);
      advanceHouse(cut, lagged, inputs, 1);
    }
    expectClose(state, fine, 1e-4);
    expectClose(state, cut, 1e-9);
  });
});

test("published houses have their published time constants", () => {
  // realism.md §1.2: floor area, UA, heat capacity in kJ/K per m², slow time constant in hours.
  for (const [floorArea, heatLoss, capacity, hours] of [
    [186, 250, 165, 35.9],
    [80, 120, 110, 21.6],
  ] as const) {
    const model = houseModel(
      houseParameters(
        { heatLoss, heatCapacity: capacity * 1_000 * floorArea, airShare: 0.06, massConductance: 22.75 * floorArea },
        240,
      ),
    );
    expect(1 / model.slowRate / 3_600).toBeCloseTo(hours, 0);
  }
  // GridLAB-D's defaults for 2000 ft², least and best insulated: 2.9 and 11.7 h.
  const gridlab = { airCapacity: 0.45 * 3.6e6, massCapacity: 1.81 * 3.6e6, coupling: 4_124, sensorLag: 240 };
  expect(1 / houseModel({ ...gridlab, heatLoss: 897 }).slowRate / 3_600).toBeCloseTo(2.9, 0);
  expect(1 / houseModel({ ...gridlab, heatLoss: 199 }).slowRate / 3_600).toBeCloseTo(11.7, 0);
});

test("a house must have positive parameters", () => {
  expect(() => houseModel({ ...ordinary, coupling: 0 })).toThrow(
    "expected a positive number for the house's coupling, found 0",
  );
  expect(() => houseModel({ ...ordinary, sensorLag: Number.NaN })).toThrow("sensorLag, found NaN");
});

const lift = evenly(0, 10);

function expectClose(actual: HouseState, expected: HouseState, tolerance: number): void {
  expect(Math.abs(actual.air - expected.air)).toBeLessThan(tolerance);
  expect(Math.abs(actual.mass - expected.mass)).toBeLessThan(tolerance);
  expect(Math.abs(actual.sensor - expected.sensor)).toBeLessThan(tolerance);
}

/** One classic fourth-order step of the differential equations themselves. */
function rungeKutta(state: HouseState, model: HouseModel, inputs: HouseInputs, h: number): void {
  const a = slopes(state, model, inputs);
  const b = slopes(moved(state, a, h / 2), model, inputs);
  const c = slopes(moved(state, b, h / 2), model, inputs);
  const d = slopes(moved(state, c, h), model, inputs);
  state.air += (h / 6) * (a.air + 2 * b.air + 2 * c.air + d.air);
  state.mass += (h / 6) * (a.mass + 2 * b.mass + 2 * c.mass + d.mass);
  state.sensor += (h / 6) * (a.sensor + 2 * b.sensor + 2 * c.sensor + d.sensor);
}

function slopes({ air, mass, sensor }: HouseState, model: HouseModel, inputs: HouseInputs): HouseState {
  const { heatLoss, coupling, airCapacity, massCapacity, sensorLag } = model;
  return {
    air: (heatLoss * (inputs.outdoor - air) + coupling * (mass - air) + inputs.airGain) / airCapacity,
    mass: (coupling * (air - mass) + inputs.massGain) / massCapacity,
    sensor: (air - sensor) / sensorLag,
  };
}

function moved(state: HouseState, slope: HouseState, h: number): HouseState {
  return {
    air: state.air + h * slope.air,
    mass: state.mass + h * slope.mass,
    sensor: state.sensor + h * slope.sensor,
  };
}
