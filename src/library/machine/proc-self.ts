/** What Linux tells of this process in `/proc`, and how it is read; null elsewhere. */
import { readFileSync } from "node:fs";

/** How long the main thread was ready to run and waited for a core (sched-stats: the second of three figures, nanoseconds). */
export function cpuWaitMillis(): number | null {
  const waited = textOf("/proc/self/schedstat")?.split(" ")[1];
  return waited === undefined ? null : Number(waited) / 1_000_000;
}

/** Resident memory with its part of what it shares with others. Walks all pages of the process: for its end. */
export function pssBytes(): number | null {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(textOf("/proc/self/smaps_rollup") ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
}

/** `undefined` where there is no such file. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
