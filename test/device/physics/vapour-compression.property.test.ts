import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  actualCop,
  capacityFactor,
  carnotCop,
  type CompressorName,
  compressors,
  cyclingFactor,
  inputFactor,
  type InverterGrade,
  partLoadGain,
  ratedInverterCop,
  sensibleShare,
  startUpSeconds,
  wetBulb,
} from "../../../src/device/physics/vapour-compression.ts";
import { evenly } from "../../support/evenly.ts";

const between = evenly;
const anyDesign = fc.constantFrom(...Object.values(compressors));
const anyIndoor = between(5, 35);
const anyOutdoor = between(-40, 60);
const anyGrade = fc.constantFrom<InverterGrade>("basic", "good", "best");
const anyMove = fc.constantFrom("cooling" as const, "heating" as const);
const anyRatio = between(0.2, 1.3);

/** Wet bulb of the room in which OCHRE's curves are evaluated in realism.md §1.6. */
const rated = 19.44;

describe("a compressor", () => {
  test("gives less and needs more per heat the more it has to lift", () => {
    fc.assert(
      fc.property(anyDesign, anyIndoor, anyOutdoor, anyOutdoor, (design, indoor, one, other) => {
        const [easy, hard] = (design.moves === "cooling" ? one < other : one > other)
          ? [one, other]
          : ([other, one] as const);
        expect(capacityFactor(design, indoor, hard)).toBeLessThanOrEqual(capacityFactor(design, indoor, easy) + 1e-12);
        expect(inputFactor(design, indoor, hard)).toBeGreaterThanOrEqual(inputFactor(design, indoor, easy) - 1e-12);
      }),
    );
  });

  test("stays within what a compressor can be, in whatever weather", () => {
    fc.assert(
      fc.property(anyDesign, anyIndoor, anyOutdoor, (design, indoor, outdoor) => {
        const capacity = capacityFactor(design, indoor, outdoor);
        const input = inputFactor(design, indoor, outdoor);
        expect(capacity).toBeGreaterThan(0.05);
        expect(capacity).toBeLessThan(1.6);
        expect(input).toBeGreaterThan(0.4);
        expect(input).toBeLessThan(2.5);
      }),
    );
  });

  test("never beats a Carnot engine between room and outdoors, even with a plate that says so", () => {
    fc.assert(
      fc.property(anyDesign, between(1, 30), between(15, 30), anyOutdoor, (design, plate, room, outdoor) => {
        const indoor = design.moves === "cooling" ? wetBulb(room, 50) : room;
        const cop = actualCop(design, plate, indoor, room, outdoor, 1.5);
        const [cold, hot] = [Math.min(room, outdoor) + 273.15, Math.max(room, outdoor) + 273.15];
        const lifts = design.moves === "cooling" ? outdoor > room : outdoor < room;
        if (lifts) expect(cop).toBeLessThanOrEqual((design.moves === "cooling" ? cold : hot) / (hot - cold) + 1e-9);
        expect(cop).toBeGreaterThan(0);
      }),
    );
    expect(carnotCop("heating", 20, 0)).toBeCloseTo(293.15 / 20, 9);
    expect(carnotCop("cooling", 25, 35)).toBeCloseTo(298.15 / 10, 9);
    expect(carnotCop("cooling", 25, 20)).toBe(Number.POSITIVE_INFINITY);
  });

  test.each<[CompressorName, number, readonly [outdoor: number, input: number, capacity: number][]]>([
    [
      "central-cooler",
      rated,
      [
        [20, 0.67, 1.12],
        [30, 0.87, 1.04],
        [35, 1.02, 0.99],
        [45, 1.42, 0.89],
      ],
    ],
    [
      "room-cooler",
      rated,
      [
        [20, 0.73, 1.1],
        [30, 0.89, 1.04],
        [35, 1, 0.99],
        [45, 1.3, 0.88],
      ],
    ],
    [
      "mini-split-cooler",
      rated,
      [
        [20, 0.78, 1.13],
        [30, 0.94, 1.05],
        [35, 1, 1],
        [45, 1.11, 0.86],
      ],
    ],
    [
      "air-source-heater",
      21.1,
      [
        [-20, 1.74, 0.43],
        [-5, 1.25, 0.7],
        [8.3, 0.99, 1],
      ],
    ],
    [
      "mini-split-heater",
      21.1,
      [
        [-20, 1.67, 0.27],
        [-5, 1.3, 0.66],
        [8.3, 0.98, 1],
      ],
    ],
  ])("of design %s has the published factors", (name, indoor, points) => {
    for (const [outdoor, input, capacity] of points) {
      expect(Math.abs(inputFactor(compressors[name], indoor, outdoor) - input)).toBeLessThan(0.012);
      expect(Math.abs(capacityFactor(compressors[name], indoor, outdoor) - capacity)).toBeLessThan(0.012);
    }
  });

  test("draws 1.28 to 1.39 times as much per heat at 40 °C as at 30 °C with one speed, 1.13 times as an inverter", () => {
    const rise = (name: CompressorName): number =>
      inputFactor(compressors[name], rated, 40) / inputFactor(compressors[name], rated, 30);
    for (const name of ["central-cooler", "room-cooler"] as const) {
      expect(rise(name)).toBeGreaterThanOrEqual(1.28);
      expect(rise(name)).toBeLessThanOrEqual(1.39);
    }
    expect(rise("mini-split-cooler")).toBeCloseTo(1.13, 2);
  });
});

describe("an inverter", () => {
  test("is better the slower it runs, 1.1 to 1.9 times at half its capacity as at 100 to 120 %", () => {
    fc.assert(
      fc.property(anyMove, anyGrade, anyRatio, anyRatio, (moves, grade, one, other) => {
        const [slow, fast] = one < other ? [one, other] : [other, one];
        expect(partLoadGain(moves, grade, slow)).toBeGreaterThanOrEqual(partLoadGain(moves, grade, fast) - 1e-12);
      }),
    );
    for (const grade of ["basic", "good", "best"] as const) {
      for (const fast of [1, 1.1, 1.2]) {
        const better = partLoadGain("cooling", grade, 0.5) / partLoadGain("cooling", grade, fast);
        expect(better).toBeGreaterThan(1.1);
        expect(better).toBeLessThan(1.9);
      }
    }
  });

  test("has its rated COP at full speed", () => {
    fc.assert(
      fc.property(anyMove, anyGrade, (moves, grade) => {
        expect(partLoadGain(moves, grade, 1)).toBe(1);
        expect(ratedInverterCop(moves, grade)).toBeGreaterThan(3);
      }),
    );
  });

  test("condenses less water per heat the slower it runs", () => {
    fc.assert(
      fc.property(anyRatio, anyRatio, (one, other) => {
        expect(sensibleShare(Math.min(one, other))).toBeGreaterThanOrEqual(sensibleShare(Math.max(one, other)));
        expect(sensibleShare(one)).toBeGreaterThanOrEqual(0.7);
        expect(sensibleShare(one)).toBeLessThanOrEqual(0.87);
      }),
    );
  });
});

describe("cycling", () => {
  test("costs nothing at full load, more the lower the load, and never more than its coefficient", () => {
    fc.assert(
      fc.property(anyDesign, between(0, 1), between(0, 1), (design, one, other) => {
        expect(cyclingFactor(design, 1)).toBe(1);
        expect(cyclingFactor(design, Math.min(one, other))).toBeLessThanOrEqual(
          cyclingFactor(design, Math.max(one, other)),
        );
        expect(cyclingFactor(design, one)).toBeGreaterThanOrEqual(1 - design.degradation);
      }),
    );
  });

  test("loses as much in the first seconds of its runs as the factor says", () => {
    fc.assert(
      fc.property(anyDesign, between(1, 10), between(0.05, 0.95), (design, cyclesPerHour, load) => {
        const runsPerHour = 4 * cyclesPerHour * load * (1 - load);
        const kept = 1 - (runsPerHour * startUpSeconds(design, cyclesPerHour)) / (3_600 * load);
        expect(kept).toBeCloseTo(cyclingFactor(design, load), 9);
      }),
    );
  });
});

describe("the wet bulb", () => {
  test("agrees with psychrometric tables", () => {
    for (const [temperature, humidity, wet] of [
      [20, 50, 13.8],
      [26.7, 50, 19.4],
      [30, 40, 20.1],
      [35, 20, 19.0],
    ] as const) {
      expect(Math.abs(wetBulb(temperature, humidity) - wet)).toBeLessThan(0.5);
    }
  });

  test("is never above the dry bulb, and rises with both temperature and humidity", () => {
    const anyTemperature = between(10, 40);
    const anyHumidity = between(10, 95);
    fc.assert(
      fc.property(
        anyTemperature,
        anyHumidity,
        between(0, 5),
        between(0, 5),
        (temperature, humidity, warmer, damper) => {
          const wet = wetBulb(temperature, humidity);
          expect(wet).toBeLessThanOrEqual(temperature);
          expect(wetBulb(temperature + warmer, humidity)).toBeGreaterThanOrEqual(wet - 1e-9);
          expect(wetBulb(temperature, humidity + damper)).toBeGreaterThanOrEqual(wet - 1e-9);
        },
      ),
    );
  });
});
