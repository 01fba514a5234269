import { RandomStream } from "flotilla/device";
import { describe, expect, test } from "vitest";
import {
  chooseEquipment,
  coldOutput,
  coolingPower,
  defrostOutput,
  type Equipment,
  growsIce,
  type HeatingKind,
  heatingPower,
  heatOutput,
  heatPumpCop,
} from "../../../devices/thermostat/equipment.ts";
import { internalGain, solarGain } from "../../../devices/thermostat/gains.ts";
import { airHeat, electricPower, type Phase, type Plant } from "../../../devices/thermostat/plant.ts";
import { instant } from "../../../src/kernel/time.ts";
import type { HomeTraits } from "../../../src/world/home.ts";
import { stillHome } from "../../support/still-home.ts";

const traitsOf = (change: Partial<HomeTraits> = {}): HomeTraits => ({
  ...stillHome().traits,
  heatingDesignTemperature: -15,
  coolingDesignTemperature: 33,
  ...change,
});
const choose = (heating: HeatingKind, home = 0, change: Partial<HomeTraits> = {}): Equipment =>
  chooseEquipment(heating, "central", traitsOf(change), new RandomStream(3, home, "equipment"));
const plantIn = (phase: Phase, stage: Plant["stage"] = "first"): Plant => ({
  phase,
  stage,
  switched: instant(0),
  frost: 0,
});
const fine = { heat: false, compressor: false };
const heatings: readonly HeatingKind[] = ["gas-furnace", "electric", "heat-pump"];
const outdoors = Array.from({ length: 61 }, (_, i) => i - 25);

describe("sizes", () => {
  test("of heating are the smallest sold between 1.2 and 1.6 times the design load, or the first above", () => {
    for (let home = 0; home < 300; home++) {
      const heatLoss = 120 + home;
      const load = heatLoss * 36;
      const furnace = choose("gas-furnace", home, { heatLoss });
      const tens = furnace.capacity / furnace.efficiency / 2_930.7;
      expect(tens).toBeCloseTo(Math.round(tens), 6);
      expect(furnace.capacity).toBeGreaterThanOrEqual(1.2 * load);
      expect(furnace.capacity).toBeLessThanOrEqual(Math.max(1.6 * load, 1.2 * load + 2_931));
      const pump = choose("heat-pump", home, { heatLoss });
      expect(heatOutput(pump, "both", -15)).toBeGreaterThanOrEqual(1.2 * load - 1e-6);
      expect(heatOutput(pump, "strips", -15)).toBeGreaterThanOrEqual(load);
      expect(heatOutput(pump, "first", -5)).toBeGreaterThanOrEqual(1.2 * heatLoss * 26 - 1e-6);
    }
  });

  test("of cooling are half tons that carry a hot afternoon, and grow with the heat of the place", () => {
    const mild = choose("gas-furnace", 1, { coolingDesignTemperature: 27 });
    const hot = choose("gas-furnace", 1, { coolingDesignTemperature: 40 });
    expect(hot.coolingCapacity).toBeGreaterThan(mild.coolingCapacity);
    expect(hot.coolingCapacity / 1_758.42).toBeCloseTo(Math.round(hot.coolingCapacity / 1_758.42), 6);
    const { floorArea, heatLoss } = traitsOf();
    const load = heatLoss * 9 + internalGain(floorArea, 2, 2) + solarGain(floorArea, 800, 33);
    for (let home = 0; home < 100; home++) {
      const cold = coldOutput(choose("gas-furnace", home), 33);
      expect(cold / load).toBeGreaterThan(0.8);
      expect(cold / load).toBeLessThan(1.6);
    }
  });

  test("are none of what is not installed", () => {
    const none = chooseEquipment("none", "none", traitsOf(), new RandomStream(1, 1, "equipment"));
    expect([none.capacity, none.strips, none.coolingCapacity]).toEqual([0, 0, 0]);
  });
});

describe("a compressor", () => {
  test("never beats Carnot, and a heat pump gives less, and less per watt, the colder it is", () => {
    for (let home = 0; home < 100; home++) {
      const pump = choose("heat-pump", home);
      let performance = 0;
      let heat = 0;
      for (const outdoor of outdoors.filter((temperature) => temperature <= 15)) {
        const now = heatPumpCop(pump, outdoor);
        expect(now).toBeLessThanOrEqual(293.15 / (20 - outdoor));
        expect(now).toBeGreaterThanOrEqual(performance);
        expect(heatOutput(pump, "first", outdoor)).toBeGreaterThanOrEqual(heat);
        performance = now;
        heat = heatOutput(pump, "first", outdoor);
      }
    }
  });

  test("gives and draws what the published curves say", () => {
    const pump: Equipment = { ...choose("heat-pump"), capacity: 10_000, supplement: 4_000, efficiency: 3.5 };
    expect(heatOutput(pump, "first", 8.3) / 10_000).toBeCloseTo(1, 1);
    expect(heatOutput(pump, "first", -10) / 10_000).toBeCloseTo(0.6, 1);
    expect(Math.abs(heatPumpCop(pump, -10) / (3.5 / 1.39) - 1)).toBeLessThan(0.05);
    expect(heatOutput(pump, "both", -10) - heatOutput(pump, "first", -10)).toBeCloseTo(4_000, 6);
    expect(heatingPower(pump, "both", -10) - heatingPower(pump, "first", -10)).toBeCloseTo(4_000, 6);
    expect(heatingPower(pump, "strips", -10)).toBe(pump.strips);
    const cooler: Equipment = { ...pump, coolingCapacity: 10_000, coolingEfficiency: 3.5 };
    expect(coolingPower(cooler, 40) / coolingPower(cooler, 30)).toBeGreaterThan(1.2);
    expect(coldOutput(cooler, 40)).toBeLessThan(coldOutput(cooler, 30));
    expect(coldOutput(cooler, 35)).toBeGreaterThan(6_500);
    expect(coldOutput(cooler, 35)).toBeLessThan(8_600);
  });

  test("grows ice in damp cold, and takes heat from the room while it is defrosted", () => {
    expect([growsIce(1, 85), growsIce(1, 40), growsIce(12, 95), growsIce(-18, 90)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const pump: Equipment = { ...choose("heat-pump"), capacity: 10_000, supplement: 2_000 };
    expect(defrostOutput(pump)).toBe(-1_000);
  });
});

describe("the plant", () => {
  const phases: readonly Phase[] = ["idle", "heating", "defrosting", "heated", "cooling", "cooled", "ventilating"];

  test("draws power in every phase, and gives no more heat than it draws, burns or fetches from outdoors", () => {
    for (const kind of heatings) {
      const equipment = choose(kind, 1);
      for (const outdoor of outdoors) {
        for (const phase of phases) {
          if (phase === "defrosting" && kind !== "heat-pump") continue;
          const plant = plantIn(phase);
          const taken = electricPower(plant, equipment, fine, outdoor);
          expect(taken).toBeGreaterThanOrEqual(equipment.standbyPower);
          if (kind === "electric") expect(airHeat(plant, equipment, fine, outdoor)).toBeLessThanOrEqual(taken);
        }
      }
    }
  });

  test("that fails gives nothing but what its fan adds", () => {
    const pump = choose("heat-pump");
    const broken = { heat: false, compressor: true };
    expect(airHeat(plantIn("heating"), pump, broken, 0)).toBe(pump.fanPower);
    expect(airHeat(plantIn("cooling"), pump, broken, 35)).toBe(pump.fanPower);
    expect(airHeat(plantIn("heating", "strips"), pump, broken, 0)).toBe(pump.strips);
    expect(electricPower(plantIn("cooling"), pump, broken, 35)).toBe(pump.fanPower + pump.standbyPower);
    const out = { heat: true, compressor: false };
    expect(airHeat(plantIn("heating"), choose("gas-furnace"), out, 0)).toBe(choose("gas-furnace").fanPower);
  });
});

describe("other gains", () => {
  test("a house of 186 m² with two people gets about a kilowatt from them and their appliances", () => {
    expect(internalGain(186, 2, 2)).toBeGreaterThan(850);
    expect(internalGain(186, 2, 2)).toBeLessThan(1_050);
    expect(internalGain(186, 3, 3) - internalGain(186, 2, 2)).toBe(75);
    expect(internalGain(186, 1, 1) - internalGain(186, 1, 0)).toBe(25);
  });

  test("a sunny winter noon adds one or two kilowatts, a night nothing, a hot noon half behind blinds", () => {
    expect(solarGain(150, 400, 0)).toBeGreaterThan(1_000);
    expect(solarGain(150, 400, 0)).toBeLessThan(2_000);
    expect(solarGain(150, 0, 0)).toBe(0);
    expect(solarGain(150, 800, 30)).toBe(solarGain(150, 400, 0));
  });
});
