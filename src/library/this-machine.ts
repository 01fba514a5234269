/** What of this machine decides how many processes a fleet takes. */
import { readdirSync } from "node:fs";
import { readMachineLimits } from "./machine-limits.ts";
import type { Machine } from "./shard-count.ts";

/** Files a shard may open later besides its devices: its part of the records, name look-ups, certificates. */
const spareFiles = 32;

export function thisMachine(): Machine {
  const { openFiles, cores } = readMachineLimits();
  return { openFilesLimit: openFiles?.soft ?? null, openFilesOfItsOwn: openFilesNow() + spareFiles, cores };
}

function openFilesNow(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}
