/**
 * A washing machine: fills, heats some 12 litres, turns, rinses, spins. At 30, 40 or 60 °C a run takes 0.4 to 1 kWh,
 * two thirds of it for warmth. The drum turns this way and that several times a minute; a step is the mean of that.
 */
import type { Appliance } from "./appliance.ts";
import { programmed, type Programmed, type ProgramStep } from "./program.ts";

const motor = 0.6;

function turning(minutes: number, watts: number): ProgramStep {
  return { minutes, watts: [watts, watts], powerFactor: motor };
}

const program: readonly ProgramStep[] = [
  turning(3, 12),
  { minutes: 12, watts: [2_050, 2_050], heats: true, powerFactor: 0.99 },
  turning(5, 130),
  turning(4, 100),
  turning(5, 140),
  turning(4, 110),
  turning(5, 130),
  turning(2, 35),
  turning(5, 90),
  { minutes: 2, watts: [150, 320], powerFactor: motor },
  turning(2, 35),
  turning(5, 90),
  { minutes: 2, watts: [150, 340], powerFactor: motor },
  turning(5, 80),
  { minutes: 3, watts: [150, 480], powerFactor: motor },
  turning(5, 420),
];

/** Of 40 °C: 30, 40 and 60 °C. */
export const washingMachine: Appliance<Programmed> = programmed("laundry", program, [0.6, 1, 1, 1.8]);
