/**
 * What guards a build against gross regressions, in less than two minutes on any machine: ratios only, each to something measured
 * beside it or to the budget, with limits that a busy machine does not reach and a blunder does.
 */
import type { Figure, Limit } from "./figure.ts";
import { dialFigures } from "./dial.ts";
import { kernelFigures } from "./kernel.ts";
import { memoryFigures } from "./memory.ts";
import { messageFigures } from "./message.ts";
import { mixedSpeed } from "./virtual-time.ts";

const memoryBudget = 10;

export async function ciFigures(): Promise<Figure[]> {
  const message = await messageFigures({ devices: 4_000, rounds: 1, seconds: 8 });
  const dial = await dialFigures({ devices: 3_000, rounds: 1, pace: 1_000 });
  const memory = await memoryFigures([3_000], 5);
  const kernel = kernelFigures(200_000);
  const eventsPerSecond = await mixedSpeed(50);
  return [
    ratio("CPU per message, against the floor in C", value(message, "against the floor"), { most: 6 }),
    ratio("CPU per dial to ready, against the floor in C", value(dial, "from dial to ready") / value(dial, "floor"), {
      most: 60,
    }),
    ratio("heap per device, against the budget of its memory", value(memory, "heap per device") / memoryBudget, {
      most: 1.5,
    }),
    ratio("CPU of a device event, against an entry of the schedule", value(kernel, "asked again") / eventsPerSecond, {
      most: 12,
    }),
  ];
}

function ratio(name: string, found: number, limit: Limit): Figure {
  return { name: `ci: ${name}`, value: found, unit: "x", limit };
}

function value(figures: readonly Figure[], part: string): number {
  const found = figures.find(({ name }) => name.includes(part));
  if (found === undefined) throw new Error(`expected a figure about ${part}`);
  return found.value;
}
