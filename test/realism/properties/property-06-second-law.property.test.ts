/**
 * Property 6 of ten: nothing beats Carnot, nothing feeds the mains, and no meter runs backwards, through restarts and power cuts.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chooseUnit,
  type Operation,
  operate,
  type Purpose,
} from "../../../devices/air-conditioner/air-conditioner-physics.ts";
import { catalog } from "../../../devices/catalog.ts";
import {
  chooseEquipment,
  coldOutput,
  coolingPower,
  heatingPower,
  heatOutput,
} from "../../../devices/thermostat/equipment.ts";
import { actualCop, compressors, RandomStream, sensibleShare, wetBulb } from "../../../src/device/index.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { anyHome, between } from "./dwellings.ts";
import { anyLife, take } from "./lives.ts";

describe("property 6: second law", () => {
  test("no compressor beats Carnot between room and outdoors, whatever its plate says", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(compressors)),
        between(0.5, 60),
        between(5, 35),
        between(5, 95),
        between(-40, 60),
        between(1, 2),
        (design, plate, room, humidity, outdoor, gain) => {
          const indoor = design.moves === "cooling" ? wetBulb(room, humidity) : room;
          const cop = actualCop(design, plate, indoor, room, outdoor, gain);
          expect(cop).toBeGreaterThan(0);
          expect(cop).toBeLessThanOrEqual(carnot(design.moves, room, outdoor));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("a heat pump and a central cooler as installed with a thermostat stay within Carnot and draw power", () => {
    fc.assert(
      fc.property(anyHome, fc.nat(), between(-35, 45), ({ traits }, seed, outdoor) => {
        const equipment = chooseEquipment("heat-pump", "central", traits, new RandomStream(seed, 0, "equipment"));
        const heat = heatOutput(equipment, "first", outdoor);
        const power = heatingPower(equipment, "first", outdoor);
        expect(power).toBeGreaterThan(0);
        // Rooms are at 20 °C where it heats and at 24 °C where it cools; 20 °C is the kinder of the two to Carnot.
        expect(heat / power).toBeLessThanOrEqual(carnot("heating", 20, outdoor));
        for (const stage of ["both", "strips"] as const) {
          const withStrips = heatOutput(equipment, stage, outdoor) / heatingPower(equipment, stage, outdoor);
          if (Number.isFinite(withStrips)) expect(withStrips).toBeLessThanOrEqual(carnot("heating", 20, outdoor));
        }
        const removed = coldOutput(equipment, outdoor) / sensibleShare(1);
        expect(coolingPower(equipment, outdoor)).toBeGreaterThan(0);
        expect(removed / coolingPower(equipment, outdoor)).toBeLessThanOrEqual(carnot("cooling", 24, outdoor));
      }),
      { numRuns: 500 },
    );
  });

  test("an air conditioner as installed stays within Carnot at every speed, with every flow of air and every charge", () => {
    const operation: Operation = { heat: 0, condensate: 0, compressorPower: 0, coil: 0 };
    fc.assert(
      fc.property(
        fc.record({
          compressor: fc.constantFrom("fixed" as const, "inverter" as const),
          load: between(500, 9_000),
          seed: fc.nat(),
        }),
        fc.record({
          purpose: fc.constantFrom<Purpose>("cooling", "heating"),
          speed: between(0.3, 1.2),
          starting: fc.boolean(),
          air: between(12, 36),
          moisture: between(3, 18),
          outdoor: between(-25, 50),
          airFlow: fc.oneof(fc.constant(0), between(0.3, 1)),
          charge: between(0, 1),
        }),
        ({ compressor, load, seed }, { speed, ...conditions }) => {
          const plate = chooseUnit(compressor, null, load, new RandomStream(seed, 0, "air conditioner"));
          operate(operation, plate, { ...conditions, ratio: compressor === "fixed" ? 1 : speed });
          const { heat, condensate, compressorPower } = operation;
          expect(compressorPower).toBeGreaterThanOrEqual(0);
          expect(condensate).toBeGreaterThanOrEqual(0);
          if (conditions.purpose === "heating") expect(heat).toBeGreaterThanOrEqual(0);
          else expect(heat).toBeLessThanOrEqual(0);
          const moved = Math.abs(heat) + condensate * joulesPerGram;
          const most = carnot(conditions.purpose, conditions.air, conditions.outdoor);
          expect(moved).toBeLessThanOrEqual(compressorPower * most * (1 + 1e-9));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const metering = catalog.filter(({ attributes }) => attributes.cumulativeEnergyImported !== undefined);

  test("every kind that draws from the mains has a meter, but none on batteries", () => {
    expect(metering.map(({ name }) => name).toSorted()).toEqual(["air-conditioner", "bulb", "plug", "thermostat"]);
  });

  test.each(metering.map((kind) => [kind.name, kind] as const))(
    "the meter of a %s never runs backwards and its power is never negative, in any life",
    (_name, kind) => {
      const counters = ["cumulativeEnergyImported", "heatingRunTime", "coolingRunTime"].filter(
        (name) => kind.attributes[name] !== undefined,
      );
      fc.assert(
        fc.property(anyLife(kind, { steps: 40 }), fc.nat(), (life, seed) => {
          const bench = new Workbench({ kind, seed });
          const before = counters.map((name) => bench.value(name) as number);
          for (const step of life) {
            take(bench, step);
            expect(bench.value("activePower")).toBeGreaterThanOrEqual(0);
            for (const [number, name] of counters.entries()) {
              const now = bench.value(name) as number;
              expect(now, name).toBeGreaterThanOrEqual(before[number]!);
              before[number] = now;
            }
          }
          // What it has reported is no different.
          for (const name of counters) {
            const said = bench.reportsOf(name).map(({ value }) => value as number);
            expect(said).toEqual(said.toSorted((one, other) => one - other));
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});

const joulesPerGram = 2_450;

/** T_hot / (T_hot - T_cold) of what is to be warm, T_cold / (T_hot - T_cold) of what is to be cold. */
function carnot(moves: "cooling" | "heating", room: number, outdoor: number): number {
  const lift = moves === "cooling" ? outdoor - room : room - outdoor;
  return lift > 0 ? ((room + 273.15) / lift) * (1 + 1e-12) : Number.POSITIVE_INFINITY;
}
