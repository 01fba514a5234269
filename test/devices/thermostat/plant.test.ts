/** Heating and cooling in steady weather, without the device around them: realism rows 1, 2, 3, 8 and 10. */
import { describe, expect, test } from "vitest";
import {
  advanceHouse,
  airAt,
  houseModel,
  houseParameters,
  instant,
  never,
  RandomStream,
  sensorAt,
  settleHouse,
  uniform,
  type HouseInputs,
  type HouseState,
  type Instant,
} from "flotilla/device";
import {
  chooseEquipment,
  type Equipment,
  type HeatingKind,
  heatOutput,
} from "../../../devices/thermostat/equipment.ts";
import { internalGain } from "../../../devices/thermostat/gains.ts";
import { type Aim, airHeat, enterNextPhase, nextPhaseAt, type Plant } from "../../../devices/thermostat/plant.ts";
import { type HomeTraits } from "../../../src/world/home.ts";
import { hours } from "../../../src/kernel/time.ts";
import { World } from "../../../src/world/world.ts";

const world = new World({ seed: 7, climate: "continental", timeZoneOffset: hours(1) });
const kinds: readonly HeatingKind[] = ["gas-furnace", "electric", "heat-pump"];
const setpoint = 20;
const homes = 60;

describe("heating in a steady winter", () => {
  for (const [kind, fewest, most] of [
    ["gas-furnace", 3, 5],
    ["electric", 3, 9],
    ["heat-pump", 2, 3.5],
  ] as const) {
    test(`a ${kind} cycles ${fewest} to ${most} times an hour at 40 to 60 % duty`, () => {
      const rates = [0.4, 0.5, 0.6].flatMap((duty) => fleet(kind, duty, 6).map((run) => run.cyclesPerHour));
      expect(median(rates)).toBeGreaterThanOrEqual(fewest);
      expect(median(rates)).toBeLessThanOrEqual(most);
    });
  }

  test("cycles are most frequent at half load and fall off on both sides as a parabola", () => {
    const duties = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    const runs = duties.map((duty) => fleet("gas-furnace", duty, 12));
    const fits = runs[0]!.map((_, home) => {
      const points = runs.map((all) => all[home]!);
      const shape = points.map(({ duty }) => 4 * duty * (1 - duty));
      const rates = points.map(({ cyclesPerHour }) => cyclesPerHour);
      const highest = sum(shape.map((s, i) => s * rates[i]!)) / sum(shape.map((s) => s * s));
      const mean = sum(rates) / rates.length;
      const unexplained = sum(rates.map((rate, i) => (rate - highest * shape[i]!) ** 2));
      return 1 - unexplained / sum(rates.map((rate) => (rate - mean) ** 2));
    });
    expect(median(fits)).toBeGreaterThan(0.85);
    const at = (index: number): number => median(runs[index]!.map((run) => run.cyclesPerHour));
    expect(at(1) / at(4)).toBeGreaterThan(0.45);
    expect(at(1) / at(4)).toBeLessThan(0.8);
  });

  test("no run and no rest is shorter than its five minutes, at any load", () => {
    for (const kind of kinds) {
      for (const duty of [0.05, 0.3, 0.5, 0.7, 0.95]) {
        for (const run of fleet(kind, duty, 6)) {
          expect(run.shortestOn).toBeGreaterThanOrEqual(300_000);
          expect(run.shortestOff).toBeGreaterThanOrEqual(300_000);
        }
      }
    }
  });

  test("the sensor stays within 0.7 K of the setpoint for 95 % of the time", () => {
    const all = [0.3, 0.4, 0.5, 0.6, 0.7].flatMap((duty) =>
      fleet("gas-furnace", duty, 6).flatMap((run) => run.readings),
    );
    const near = all.filter((reading) => Math.abs(reading - setpoint) <= 0.7).length;
    expect(near / all.length).toBeGreaterThan(0.95);
  });

  test("at the design temperature heating runs 60 to 85 % of the time in the median home and can hold every home", () => {
    for (const kind of kinds) {
      const duties = Array.from({ length: homes }, (_, home) => {
        const { traits, lag, equipment, gains } = homeOf(kind, home);
        return live(traits, lag, equipment, gains, traits.heatingDesignTemperature, 12, 21).duty;
      });
      expect(median(duties)).toBeGreaterThan(0.6);
      expect(median(duties)).toBeLessThan(0.85);
      expect(Math.max(...duties)).toBeLessThan(0.95);
    }
  });

  test("the air stays within 1.1 K of what a furnace heats to for 95 % of the time", () => {
    const all = [0.3, 0.4, 0.5, 0.6, 0.7].flatMap((duty) => fleet("gas-furnace", duty, 6).flatMap((run) => run.airs));
    expect(all.filter((air) => Math.abs(air - setpoint) <= 1.1).length / all.length).toBeGreaterThan(0.95);
  });
});

describe("one thermostat", () => {
  const { traits, lag, equipment } = homeOf("gas-furnace", 0);
  const model = houseModel(houseParameters(traits, lag));
  const now = instant(1_000_000);
  const hour = 3_600_000;
  const house: HouseState = { air: 18, mass: 18, sensor: 18 };
  const inputs: HouseInputs = { outdoor: 0, airGain: 0, massGain: 0 };
  const plant = (phase: Plant["phase"], switched: Instant): Plant => ({ phase, stage: "first", switched, frost: 0 });
  const next = (at: Plant, heatTo: number, horizon = hour): Instant =>
    nextPhaseAt(at, equipment, aimAt(heatTo), house, model, inputs, now, instant(now + horizon));
  const switched = (secondsAgo: number): Instant => instant(now - secondsAgo * 1_000);

  test("heats at once when it is cold, but not before the furnace has rested", () => {
    expect(next(plant("idle", switched(900)), 21)).toBe(now);
    expect(next(plant("idle", switched(100)), 21)).toBe(now + 200_000);
    expect(next(plant("idle", switched(100)), 21, 60_000)).toBe(never);
  });

  test("switched off, stops after the shortest run, lets the fan run on, and never starts again", () => {
    const heating = plant("heating", switched(120));
    const off = next(heating, Number.NEGATIVE_INFINITY);
    expect(off).toBe(now + 180_000);
    enterNextPhase(heating, equipment, aimAt(Number.NEGATIVE_INFINITY), house.sensor, off);
    expect(heating).toEqual(plant("heated", off));
    const rest = next(plant("heated", now), Number.NEGATIVE_INFINITY);
    expect(rest).toBe(now + equipment.fanRun * 1_000);
    enterNextPhase(heating, equipment, aimAt(Number.NEGATIVE_INFINITY), house.sensor, rest);
    expect(heating).toEqual(plant("idle", off));
    expect(next(heating, Number.NEGATIVE_INFINITY, 1_000 * hour)).toBe(never);
  });

  test("starts at the lower edge of its deadband, to the millisecond", () => {
    const at = next(plant("idle", switched(900)), 17.5, 100 * hour);
    const edge = 17.5 - equipment.heatingDeadband / 2;
    expect(sensorAt(house, model, inputs, (at - now) / 1_000)).toBeLessThanOrEqual(edge);
    expect(sensorAt(house, model, inputs, (at - now - 3) / 1_000)).toBeGreaterThan(edge);
    expect(Number.isInteger(at)).toBe(true);
  });
});

interface Life {
  readonly duty: number;
  readonly cyclesPerHour: number;
  /** ms. */
  readonly shortestOn: number;
  readonly shortestOff: number;
  /** Sensor temperatures, one a minute, °C. */
  readonly readings: readonly number[];
  /** The same of the air. */
  readonly airs: readonly number[];
}

/** Every home of the fleet in the weather in which its heating has to run for `duty` of the time. */
function fleet(kind: HeatingKind, duty: number, length: number): Life[] {
  return Array.from({ length: homes }, (_, home) => {
    const { traits, lag, equipment, gains } = homeOf(kind, home);
    let cold = -60;
    let warm = setpoint;
    for (let i = 0; i < 50; i++) {
      const outdoor = (cold + warm) / 2;
      const needed = (setpoint - outdoor) * traits.heatLoss - gains;
      if (needed / heatOutput(equipment, stageAt(outdoor), outdoor) > duty) cold = outdoor;
      else warm = outdoor;
    }
    return live(traits, lag, equipment, gains, warm, length);
  });
}

function homeOf(
  kind: HeatingKind,
  home: number,
): { traits: HomeTraits; lag: number; equipment: Equipment; gains: number } {
  const { traits } = world.home(home);
  const lag = uniform(new RandomStream(7, home, "sensor"), 180, 300);
  const equipment = chooseEquipment(kind, "none", traits, new RandomStream(7, home, "equipment"));
  return { traits, lag, equipment, gains: internalGain(traits.floorArea, 2, 2) };
}

/** As `control` decides for a heat pump whose room is near its setpoint. */
function stageAt(outdoor: number): "first" | "both" {
  return outdoor < -5 ? "both" : "first";
}

function aimAt(heatTo: number): Aim {
  return { heatTo, coolTo: Number.POSITIVE_INFINITY, ventilate: false, stuckAt: null, frosty: false };
}

/** Runs one home for two hours to settle, and then for `length` hours that count. */
function live(
  traits: HomeTraits,
  lag: number,
  equipment: Equipment,
  gains: number,
  outdoor: number,
  length: number,
  heatTo: number = setpoint,
): Life {
  const model = houseModel(houseParameters(traits, lag));
  const house: HouseState = { air: heatTo, mass: heatTo, sensor: heatTo };
  const mean = (heatTo - outdoor) * model.heatLoss - gains;
  settleHouse(house, model, { outdoor, airGain: mean + gains / 2, massGain: gains / 2 });
  const plant: Plant = { phase: "idle", stage: stageAt(outdoor), switched: instant(-3_600_000), frost: 0 };
  const aim = aimAt(heatTo);
  const inputs: HouseInputs = { outdoor, airGain: 0, massGain: gains / 2 };
  const begin = 7_200_000;
  const end = instant(begin + length * 3_600_000);
  const readings: number[] = [];
  const airs: number[] = [];
  let now = instant(0);
  let on = 0;
  let cycles = 0;
  let shortestOn = Number.POSITIVE_INFINITY;
  let shortestOff = Number.POSITIVE_INFINITY;
  while (now < end) {
    inputs.airGain = airHeat(plant, equipment, { heat: false, compressor: false }, outdoor) + gains / 2;
    const next = nextPhaseAt(plant, equipment, aim, house, model, inputs, now, end);
    const until = instant(Math.min(next, end));
    if (now >= begin) {
      for (let at = Math.ceil(now / 60_000) * 60_000; at < until; at += 60_000) {
        readings.push(sensorAt(house, model, inputs, (at - now) / 1_000));
        airs.push(airAt(house, model, inputs, (at - now) / 1_000));
      }
      if (plant.phase === "heating") on += until - now;
    }
    advanceHouse(house, model, inputs, (until - now) / 1_000);
    now = until;
    if (next > end) break;
    if (plant.phase === "idle") {
      shortestOff = Math.min(shortestOff, now - plant.switched);
      if (now >= begin) cycles++;
    }
    if (plant.phase === "heating") shortestOn = Math.min(shortestOn, now - plant.switched);
    enterNextPhase(plant, equipment, aim, house.sensor, now);
  }
  return { duty: on / (length * 3_600_000), cyclesPerHour: cycles / length, shortestOn, shortestOff, readings, airs };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
