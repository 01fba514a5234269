import { describe, expect, test } from "vitest";
import {
  advanceHouse,
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
  coefficientOfPerformance,
  electricPower,
  enterNextPhase,
  fuelPower,
  heatGain,
  heatOutput,
  internalGain,
  nextPhaseAt,
  setHouseInputs,
  sizeEquipment,
  solarGain,
  type Equipment,
  type Heating,
  type HeatingKind,
} from "../../../devices/thermostat/thermostat-physics.ts";
import { envelopeOf, type Envelope } from "../../../src/world/envelope.ts";

const kinds: readonly HeatingKind[] = ["gas-furnace", "electric", "heat-pump"];
const setpoint = 20;
const designTemperature = -15;
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

  test("on a design day heating runs 55 to 85 % of the time in the median home and can hold every home", () => {
    for (const kind of kinds) {
      const duties = Array.from({ length: homes }, (_, home) => {
        const { envelope, lag, equipment, gains } = homeOf(kind, home);
        return live(envelope, lag, equipment, gains, designTemperature, 12).duty;
      });
      expect(median(duties)).toBeGreaterThan(0.55);
      expect(median(duties)).toBeLessThan(0.85);
      expect(Math.max(...duties)).toBeLessThan(0.95);
    }
  });
});

describe("one thermostat", () => {
  const { envelope, lag, equipment } = homeOf("gas-furnace", 0);
  const model = houseModel(houseParameters(envelope, lag));
  const now = instant(1_000_000);
  const hour = 3_600_000;
  const house: HouseState = { air: 18, mass: 18, sensor: 18 };
  const inputs: HouseInputs = { outdoor: 0, airGain: 0, massGain: 0 };
  const next = (heating: Heating, wanted: number, horizon = hour): Instant =>
    nextPhaseAt(heating, equipment, wanted, house, model, inputs, now, instant(now + horizon));
  const switched = (secondsAgo: number): Instant => instant(now - secondsAgo * 1_000);

  test("heats at once when it is cold, but not before the furnace has rested", () => {
    expect(next({ phase: "idle", switched: switched(900) }, 21)).toBe(now);
    expect(next({ phase: "idle", switched: switched(100) }, 21)).toBe(now + 200_000);
    expect(next({ phase: "idle", switched: switched(100) }, 21, 60_000)).toBe(never);
  });

  test("switched off, stops after the shortest run, lets the fan run on, and never starts again", () => {
    const heating: Heating = { phase: "heating", switched: switched(120) };
    const off = next(heating, Number.NEGATIVE_INFINITY);
    expect(off).toBe(now + 180_000);
    enterNextPhase(heating, off);
    expect(heating).toEqual({ phase: "dissipating", switched: off });
    const rest = next({ phase: "dissipating", switched: now }, Number.NEGATIVE_INFINITY);
    expect(rest).toBe(now + equipment.fanRun * 1_000);
    enterNextPhase(heating, rest);
    expect(heating).toEqual({ phase: "idle", switched: off });
    expect(next(heating, Number.NEGATIVE_INFINITY, 1_000 * hour)).toBe(never);
  });

  test("starts at the lower edge of its deadband, to the millisecond", () => {
    const at = next({ phase: "idle", switched: switched(900) }, 17.5, 100 * hour);
    const edge = 17.5 - equipment.deadband / 2;
    expect(sensorAt(house, model, inputs, (at - now) / 1_000)).toBeLessThanOrEqual(edge);
    expect(sensorAt(house, model, inputs, (at - now - 3) / 1_000)).toBeGreaterThan(edge);
    expect(Number.isInteger(at)).toBe(true);
  });
});

describe("equipment", () => {
  const outdoors = Array.from({ length: 61 }, (_, i) => i - 35);

  test("is the smallest size sold between 1.2 and 1.6 times the design load, or the first above", () => {
    for (let home = 0; home < 300; home++) {
      const { envelope, equipment } = homeOf("gas-furnace", home);
      const load = envelope.heatLoss * (21 - designTemperature);
      expect(equipment.capacity / 2_930.7).toBeCloseTo(Math.round(equipment.capacity / 2_930.7), 6);
      expect(equipment.capacity).toBeGreaterThanOrEqual(1.2 * load);
      expect(equipment.capacity).toBeLessThanOrEqual(Math.max(1.6 * load, 1.2 * load + 2_931));
      const pump = homeOf("heat-pump", home).equipment;
      expect(heatOutput(pump, designTemperature)).toBeGreaterThanOrEqual(1.2 * load - 1e-6);
      const mild = sizeEquipment("heat-pump", envelope.heatLoss, 0, new RandomStream(1, home, "equipment"));
      expect(mild.element).toBe(0);
      expect(heatOutput(mild, 0)).toBeGreaterThanOrEqual(1.2 * envelope.heatLoss * 21 - 1e-6);
    }
  });

  test("never gives more heat per watt than a Carnot engine, and a heat pump gives less the colder it is", () => {
    for (let home = 0; home < 100; home++) {
      for (const kind of kinds) {
        const { equipment } = homeOf(kind, home);
        let previous = 0;
        for (const outdoor of outdoors) {
          const performance = coefficientOfPerformance(equipment, outdoor);
          const indoors = 273.15 + 21;
          const lift = 21 - outdoor;
          if (kind === "heat-pump" && lift > 0) expect(performance).toBeLessThan(indoors / lift);
          if (kind !== "heat-pump") expect(performance).toBeLessThanOrEqual(1);
          expect(performance).toBeGreaterThanOrEqual(previous);
          previous = performance;
        }
      }
    }
  });

  test("a heat pump draws what the published curves say", () => {
    const equipment: Equipment = { ...homeOf("heat-pump", 0).equipment, capacity: 10_000, element: 0, efficiency: 3.5 };
    expect(heatOutput(equipment, 8.3)).toBe(10_000);
    expect(heatOutput(equipment, -10)).toBe(6_000);
    expect(coefficientOfPerformance(equipment, -10)).toBeCloseTo(3.5 / 1.39, 12);
    expect(electricPower(equipment, "heating", -10)).toBeCloseTo(3 + (6_000 * 1.39) / 3.5, 9);
    const helped = { ...equipment, element: 4_000 };
    expect(heatOutput(helped, -10)).toBe(10_000);
    expect(electricPower(helped, "heating", -10)).toBeCloseTo(4_003 + (6_000 * 1.39) / 3.5, 9);
    expect(electricPower(helped, "heating", 0)).toBeCloseTo(electricPower(equipment, "heating", 0), 9);
  });

  test("draws power in every phase, and all the heat it gives comes from power or fuel", () => {
    for (const kind of kinds) {
      const { equipment } = homeOf(kind, 1);
      for (const outdoor of outdoors) {
        expect(electricPower(equipment, "idle", outdoor)).toBeGreaterThan(0);
        expect(electricPower(equipment, "dissipating", outdoor)).toBeGreaterThan(100);
        expect(fuelPower(equipment, "idle", outdoor)).toBe(0);
        if (kind === "heat-pump") continue;
        for (const phase of ["heating", "dissipating"] as const) {
          const taken = electricPower(equipment, phase, outdoor) + fuelPower(equipment, phase, outdoor);
          expect(heatGain(equipment, phase, outdoor)).toBeLessThanOrEqual(taken);
        }
      }
    }
  });
});

describe("other gains", () => {
  test("a house of 186 m² with two people gets about a kilowatt from them and their appliances", () => {
    expect(internalGain(186, 2)).toBeGreaterThan(850);
    expect(internalGain(186, 2)).toBeLessThan(1_050);
    expect(internalGain(186, 3) - internalGain(186, 2)).toBe(75);
  });

  test("a sunny winter noon adds one or two kilowatts, a night nothing", () => {
    expect(solarGain(150, 400)).toBeGreaterThan(1_000);
    expect(solarGain(150, 400)).toBeLessThan(2_000);
    expect(solarGain(150, 0)).toBe(0);
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
}

/** Every home of the fleet in the weather in which its heating has to run for `duty` of the time. */
function fleet(kind: HeatingKind, duty: number, hours: number): Life[] {
  return Array.from({ length: homes }, (_, home) => {
    const { envelope, lag, equipment, gains } = homeOf(kind, home);
    let cold = -60;
    let warm = setpoint;
    for (let i = 0; i < 50; i++) {
      const outdoor = (cold + warm) / 2;
      const needed = (setpoint - outdoor) * envelope.heatLoss - gains;
      if (needed / heatOutput(equipment, outdoor) > duty) cold = outdoor;
      else warm = outdoor;
    }
    return live(envelope, lag, equipment, gains, warm, hours);
  });
}

function homeOf(
  kind: HeatingKind,
  home: number,
): { envelope: Envelope; lag: number; equipment: Equipment; gains: number } {
  const envelope = envelopeOf(7, home);
  const lag = uniform(new RandomStream(7, home, "sensor"), 180, 300);
  const equipment = sizeEquipment(kind, envelope.heatLoss, designTemperature, new RandomStream(7, home, "equipment"));
  return { envelope, lag, equipment, gains: internalGain(envelope.floorArea, 2) };
}

/** Runs one home for two hours to settle, and then for `hours` that count. */
function live(
  envelope: Envelope,
  lag: number,
  equipment: Equipment,
  gains: number,
  outdoor: number,
  hours: number,
): Life {
  const model = houseModel(houseParameters(envelope, lag));
  const house: HouseState = { air: setpoint, mass: setpoint, sensor: setpoint };
  const mean = (setpoint - outdoor) * model.heatLoss - gains;
  settleHouse(house, model, { outdoor, airGain: mean + gains / 2, massGain: gains / 2 });
  const heating: Heating = { phase: "idle", switched: instant(-3_600_000) };
  const inputs: HouseInputs = { outdoor, airGain: 0, massGain: 0 };
  const begin = 7_200_000;
  const end = instant(begin + hours * 3_600_000);
  const readings: number[] = [];
  let now = instant(0);
  let on = 0;
  let cycles = 0;
  let shortestOn = Number.POSITIVE_INFINITY;
  let shortestOff = Number.POSITIVE_INFINITY;
  while (now < end) {
    setHouseInputs(inputs, equipment, heating.phase, outdoor, gains);
    const next = nextPhaseAt(heating, equipment, setpoint, house, model, inputs, now, end);
    const until = instant(Math.min(next, end));
    if (now >= begin) {
      for (let at = Math.ceil(now / 60_000) * 60_000; at < until; at += 60_000) {
        readings.push(sensorAt(house, model, inputs, (at - now) / 1_000));
      }
      if (heating.phase === "heating") on += until - now;
    }
    advanceHouse(house, model, inputs, (until - now) / 1_000);
    now = until;
    if (next > end) break;
    if (heating.phase === "idle") {
      shortestOff = Math.min(shortestOff, now - heating.switched);
      if (now >= begin) cycles++;
    }
    if (heating.phase === "heating") shortestOn = Math.min(shortestOn, now - heating.switched);
    enterNextPhase(heating, now);
  }
  return { duty: on / (hours * 3_600_000), cyclesPerHour: cycles / hours, shortestOn, shortestOff, readings };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
