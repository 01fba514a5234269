/**
 * A dishwasher: rinses, heats and washes, heats again for the last rinse, and lets it dry. 0.7 to 1.2 kWh a run, nine
 * tenths of it for warmth.
 */
import type { Appliance } from "./appliance.ts";
import { programmed, type Programmed, type ProgramStep } from "./program.ts";

function circulating(minutes: number, watts: number): ProgramStep {
  return { minutes, watts: [watts, watts], powerFactor: 0.75 };
}

function heater(minutes: number): ProgramStep {
  return { minutes, watts: [1_950, 1_950], heats: true, powerFactor: 0.99 };
}

const program: readonly ProgramStep[] = [
  circulating(8, 60),
  heater(12.5),
  circulating(25, 70),
  circulating(2, 30),
  circulating(6, 65),
  circulating(2, 30),
  heater(11),
  circulating(5, 65),
  circulating(2, 30),
  { minutes: 25, watts: [6, 6], powerFactor: 0.5 },
];

/** Of the usual programme: eco, normal twice, intensive. */
export const dishwasher: Appliance<Programmed> = programmed("dishes", program, [0.8, 1, 1, 1.25]);
