/** Rows 12 and 13: what coolers draw, by how hard they run and how hot it is. */
import {
  compressors,
  type CompressorName,
  inputFactor,
  type InverterGrade,
  partLoadGain,
} from "../../../src/device/physics/vapour-compression.ts";
import type { Row } from "../row.ts";

/** °C wet bulb indoors at which coolers are rated (AHRI 210/240). */
const indoors = 19.4;

export const coolingRows: readonly Row[] = [
  {
    number: 12,
    statistic: "inverter cooler: COP at half over COP at 110 % of its rated capacity",
    target: "1.1-1.9",
    source: "OCHRE, mini-splits of 16, 20 and 24 SEER",
    basis: "published",
    measure: () =>
      (["basic", "good", "best"] satisfies InverterGrade[]).map((grade) => ({
        name: grade,
        value: partLoadGain("cooling", grade, 0.5) / partLoadGain("cooling", grade, 1.1),
        low: 1.1,
        high: 1.9,
      })),
  },
  {
    number: 13,
    statistic: "electricity per heat at 40 °C over that at 30 °C outdoors",
    target: "one speed 1.28-1.39; mini-split 1.13",
    source: "OCHRE",
    basis: "published",
    measure: () => [
      { name: "central, one speed", value: overHeat("central-cooler"), low: 1.28, high: 1.39 },
      { name: "room, one speed", value: overHeat("room-cooler"), low: 1.28, high: 1.39 },
      { name: "mini-split", value: overHeat("mini-split-cooler"), low: 1.11, high: 1.15 },
    ],
  },
];

function overHeat(name: CompressorName): number {
  return inputFactor(compressors[name], indoors, 40) / inputFactor(compressors[name], indoors, 30);
}
