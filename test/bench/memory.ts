/**
 * Memory per device in one shard, at several sizes: resident, and in the heap after a collection, both beyond the same process
 * with a single device, after a collection: a process that has just started holds garbage that it would let go of under load.
 * The devices are those of scenarios/million.yaml, connected and reporting.
 */
import { setTimeout as wait } from "node:timers/promises";
import { city } from "./city.ts";
import type { Figure } from "./figure.ts";
import { FlotillaRun } from "./flotilla-run.ts";
import { Sink } from "./sink/sink.ts";

const rampPerSecond = 1_000;
/** @param settleSeconds until all on mains have reported, and the garbage of coming up is collected. */
export async function memoryFigures(sizes: readonly number[], settleSeconds = 40): Promise<Figure[]> {
  const empty = await held(1, settleSeconds);
  const figures: Figure[] = [
    { name: "memory: one device, resident after a collection", value: empty.least / 1e6, unit: "MB" },
    { name: "memory: one device, heap after a collection", value: empty.heap / 1e6, unit: "MB" },
  ];
  for (const devices of sizes) {
    const { resident, heap } = await held(devices, settleSeconds);
    const each = (bytes: number, less: number): number => (bytes - less) / (devices - 1) / 1_000;
    const name = `memory: ${devices.toLocaleString("en")} devices`;
    figures.push(
      {
        name: `${name}, resident per device`,
        value: each(resident, empty.least),
        unit: "kB",
        limit: { most: 10 },
      },
      { name: `${name}, heap per device`, value: each(heap, empty.heap), unit: "kB" },
    );
  }
  return figures;
}

interface Held {
  readonly resident: number;
  /** Resident after a collection. */
  readonly least: number;
  readonly heap: number;
}

async function held(devices: number, settleSeconds: number): Promise<Held> {
  await using sink = await Sink.start({ connections: devices });
  const up = Math.max(5, devices / rampPerSecond);
  const load = `[{ ramp: 100%, over: ${Math.round(1_000 * up)}ms }, { hold: 30m }]`;
  await using run = new FlotillaRun(city(sink, devices, load, 1), "heap");
  await sink.until(({ open }) => open >= devices, up + 60);
  await wait(1_000 * settleSeconds);
  // Before the collection, as a run has it that nobody asks to collect.
  const resident = run.usage().rssBytes;
  const heap = await run.heapBytes();
  const least = run.usage().rssBytes;
  await run.finish();
  return { resident, least, heap };
}
