/**
 * Whether a device costs more among many: memory beyond the empty processes, CPU per dial and CPU per message, at sizes ten times
 * apart, with as many shards as the tool takes by itself. The fleet is that of scenarios/million.yaml, in the same mix.
 */
import { setTimeout as wait } from "node:timers/promises";
import { city, sourceAddresses } from "./city.ts";
import type { Figure } from "./figure.ts";
import { FlotillaRun } from "./flotilla-run.ts";
import { Sink } from "./sink/sink.ts";

const pace = 1_500;
const measuredSeconds = 30;
const mostGrowth = 0.15;

export async function growthFigures(sizes: readonly number[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  const found: Cost[] = [];
  for (const devices of sizes) {
    const cost = await costOf(devices);
    found.push(cost);
    const name = `growth: ${devices.toLocaleString("en")} devices, ${cost.processes} process${cost.processes === 1 ? "" : "es"}`;
    for (const { what, of, unit } of costs) figures.push({ name: `${name}, ${what}`, value: of(cost), unit });
  }
  const [smaller, largest] = found.slice(-2);
  if (smaller === undefined || largest === undefined) return figures;
  for (const { what, of } of costs) {
    figures.push({
      name: `growth: ${what}, the largest fleet against the one before`,
      value: 100 * (of(largest) / of(smaller) - 1),
      unit: "%",
      limit: { most: 100 * mostGrowth },
    });
  }
  return figures;
}

interface Cost {
  readonly processes: number;
  readonly bytes: number;
  readonly dialMicros: number;
  readonly messageMicros: number;
}

const costs: readonly { readonly what: string; readonly unit: string; of(cost: Cost): number }[] = [
  { what: "memory per device beyond the empty processes", unit: "kB", of: ({ bytes }) => bytes / 1_000 },
  { what: "CPU per dial", unit: "µs", of: ({ dialMicros }) => dialMicros },
  { what: "CPU per message", unit: "µs", of: ({ messageMicros }) => messageMicros },
];

async function costOf(devices: number): Promise<Cost> {
  await using sink = await Sink.start({ connections: devices });
  const up = Math.max(5, Math.round(devices / pace));
  const load = `[{ step: 0% }, { hold: 5s }, { ramp: 100%, over: ${up}s }, { hold: 1h }]`;
  const from = ["--source-addresses", sourceAddresses];
  await using run = new FlotillaRun([...city(sink, devices, load, "auto"), ...from]);
  await sink.until(({ accepted }) => accepted > 0, 60);
  // The processes are there, and have a handful of devices.
  const quiet = run.usage();
  await sink.until(({ open }) => open >= devices, 2 * up + 60);
  const allUp = run.usage();
  await wait(1_000 * measuredSeconds);
  const before = { usage: run.usage(), counts: await sink.counts() };
  await wait(1_000 * measuredSeconds);
  const after = { usage: run.usage(), counts: await sink.counts(), pss: run.pssBytes() };
  await run.finish();
  const { processes } = after.usage;
  return {
    processes,
    bytes: (after.pss - (await emptyBytes(processes))) / devices,
    dialMicros: (1e6 * (allUp.cpuSeconds - quiet.cpuSeconds)) / devices,
    messageMicros:
      (1e6 * (after.usage.cpuSeconds - before.usage.cpuSeconds)) / (after.counts.text - before.counts.text),
  };
}

/** What as many processes hold with one device each, when they have come to rest: one, or shards and their parent. */
async function emptyBytes(processes: number): Promise<number> {
  const shards = Math.max(1, processes - 1);
  await using sink = await Sink.start({ connections: shards });
  await using run = new FlotillaRun(city(sink, shards, "[{ ramp: 100%, over: 1s }, { hold: 1h }]", shards));
  await sink.until(({ open }) => open >= shards, 60);
  await wait(1_000 * measuredSeconds);
  const bytes = run.pssBytes();
  await run.finish();
  return bytes;
}
