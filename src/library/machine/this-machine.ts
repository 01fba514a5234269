/** What of this machine decides how many processes a fleet takes. */
import { getHeapStatistics } from "node:v8";
import { shardCost } from "./device-cost.ts";
import { type MachineLimits, readMachineLimits } from "./machine-limits.ts";
import { OpenFiles } from "./open-files.ts";
import type { Machine } from "../processes/shard-count.ts";

/** Files this process may open later besides its devices: its part of the records, name look-ups, certificates. */
const spareFiles = 32;

export function thisMachine(limits: MachineLimits = readMachineLimits()): Machine {
  const { openFiles, cores, speed, memory } = limits;
  const openNow = new OpenFiles().count(0) ?? 0;
  return {
    openFilesLimit: openFiles?.soft ?? null,
    openFilesOfItsOwn: Math.max(shardCost.files, openNow + spareFiles),
    cores,
    speed,
    memoryBytes: memory.available,
    heapBytes: getHeapStatistics().heap_size_limit,
  };
}
