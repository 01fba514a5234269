/**
 * Property 2 of ten: the closed forms are what a fine integration finds (RK4 at 1 s, 1e-4 K over six hours), and cutting a step
 * into parts changes nothing (1e-9).
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  advanceHouse,
  airAt,
  alkalineCell,
  type BatteryModel,
  drawCharge,
  type HouseInputs,
  type HouseModel,
  type HouseState,
  instant,
  later,
  millis,
  newBattery,
  packVolts,
  type Ramp,
  rampPowerIntegral,
  relax,
  relaxIntegral,
  sensorAt,
} from "../../../src/device/index.ts";
import { anyHouse, anySixHours, anyState, between, inputsOf } from "./dwellings.ts";

describe("property 2: closed form = fine-step integration, and splitting a step changes nothing", () => {
  test("a house is within 1e-4 K of RK4 at 1 s over six hours of changing weather and gains", () => {
    fc.assert(
      fc.property(anyHouse, anyState, anySixHours, (model, state, segments) => {
        const fine = { ...state };
        for (const segment of segments) {
          const inputs = inputsOf(model, segment);
          for (let second = 0; second < segment.seconds; second++) rungeKutta(fine, model, inputs);
          advanceHouse(state, model, inputs, segment.seconds);
          expect(distance(state, fine)).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("a house moved on in parts is where it is after the whole, to 1e-9 K", () => {
    const parts = fc.array(between(0, 5_400), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(anyHouse, anyState, anySixHours, parts, (model, state, [segment], steps) => {
        const inputs = inputsOf(model, segment!);
        const total = steps.reduce((sum, step) => sum + step, 0);
        const whole = { ...state };
        advanceHouse(whole, model, inputs, total);
        const seen = { air: airAt(state, model, inputs, total), sensor: sensorAt(state, model, inputs, total) };
        for (const step of steps) advanceHouse(state, model, inputs, step);
        expect(distance(state, whole)).toBeLessThan(1e-9);
        expect(Math.abs(seen.air - whole.air) + Math.abs(seen.sensor - whole.sensor)).toBeLessThan(1e-9);
      }),
    );
  });

  test("so does all else that has a closed form: relaxation, transitions, batteries", () => {
    fc.assert(
      fc.property(
        fc.record({ value: between(-40, 60), target: between(-40, 60), lag: between(1, 7_200) }),
        fc.record({ from: between(1, 254), to: between(1, 254), power: between(0.5, 3.5) }),
        between(0, 3_600),
        between(0, 3_600),
        ({ value, target, lag }, { from, to, power }, a, b) => {
          const middle = relax(value, target, lag, a);
          expect(Math.abs(relax(middle, target, lag, b) - relax(value, target, lag, a + b))).toBeLessThan(1e-9);
          const split = relaxIntegral(value, target, lag, a) + relaxIntegral(middle, target, lag, b);
          expect(Math.abs(split - relaxIntegral(value, target, lag, a + b))).toBeLessThan(1e-9 * 60 * (1 + a + b));

          const start = instant(1_750_000_000_000);
          const ramp: Ramp = { from, to, start, duration: millis(3_600_000) };
          const [one, end] = [later(start, Math.round(a * 1_000)), later(start, Math.round((a + b) * 1_000))];
          const whole = rampPowerIntegral(ramp, power, start, end);
          const parts = rampPowerIntegral(ramp, power, start, one) + rampPowerIntegral(ramp, power, one, end);
          expect(Math.abs(parts - whole)).toBeLessThanOrEqual(1e-9 * whole);

          const [cut, uncut] = [newBattery(100), newBattery(100)];
          drawCharge(cut, pack, a, 0);
          drawCharge(cut, pack, b, 0);
          drawCharge(uncut, pack, a + b, 0);
          expect(Math.abs(cut.used - uncut.used)).toBeLessThan(1e-9);
          expect(Math.abs(packVolts(cut, pack, 20, 0) - packVolts(uncut, pack, 20, 0))).toBeLessThan(1e-9);
        },
      ),
    );
  });

  test("the energy of a transition is the sum of its small parts", () => {
    fc.assert(
      fc.property(between(1, 254), between(1, 254), between(0.5, 3.5), (from, to, power) => {
        const start = instant(1_750_000_000_000);
        const ramp: Ramp = { from, to, start, duration: millis(10_000) };
        // Simpson's rule over a hundred thousandths of the way.
        const count = 1_000;
        let sum = 0;
        for (let part = 0; part < count; part++) {
          const [a, m, b] = [part, part + 0.5, part + 1].map((place) => from + ((to - from) * place) / count);
          sum += ((a! ** power + 4 * m! ** power + b! ** power) / 6) * (10 / count);
        }
        const exact = rampPowerIntegral(ramp, power, start, later(start, 10_000));
        expect(Math.abs(exact - sum)).toBeLessThanOrEqual(1e-6 * sum);
      }),
    );
  });
});

const pack: BatteryModel = {
  chemistry: alkalineCell,
  cells: 4,
  capacity: 2_600,
  idleCurrent: 0.5,
  percentByVolts: [
    [4.2, 0],
    [6, 100],
  ],
  percentStep: 1,
  warningVolts: 4.8,
  criticalVolts: 4.5,
  hysteresisVolts: 0.1,
};

function distance(one: HouseState, other: HouseState): number {
  return Math.max(Math.abs(one.air - other.air), Math.abs(one.mass - other.mass), Math.abs(one.sensor - other.sensor));
}

/** One classic fourth-order step of one second of the differential equations themselves. */
function rungeKutta(state: HouseState, model: HouseModel, inputs: HouseInputs): void {
  const a = slopes(state, model, inputs);
  const b = slopes(along(state, a, 0.5), model, inputs);
  const c = slopes(along(state, b, 0.5), model, inputs);
  const d = slopes(along(state, c, 1), model, inputs);
  state.air += (a.air + 2 * b.air + 2 * c.air + d.air) / 6;
  state.mass += (a.mass + 2 * b.mass + 2 * c.mass + d.mass) / 6;
  state.sensor += (a.sensor + 2 * b.sensor + 2 * c.sensor + d.sensor) / 6;
}

function along(state: HouseState, slope: HouseState, seconds: number): HouseState {
  return {
    air: state.air + slope.air * seconds,
    mass: state.mass + slope.mass * seconds,
    sensor: state.sensor + slope.sensor * seconds,
  };
}

/** Ca Ta' = UA (To - Ta) + Hm (Tm - Ta) + Qa; Cm Tm' = Hm (Ta - Tm) + Qm; Ts' = (Ta - Ts) / lag. */
function slopes({ air, mass, sensor }: HouseState, model: HouseModel, inputs: HouseInputs): HouseState {
  const { heatLoss, coupling, airCapacity, massCapacity, sensorLag } = model;
  return {
    air: (heatLoss * (inputs.outdoor - air) + coupling * (mass - air) + inputs.airGain) / airCapacity,
    mass: (coupling * (air - mass) + inputs.massGain) / massCapacity,
    sensor: (air - sensor) / sensorLag,
  };
}
