/**
 * A device's free memory: what its firmware leaves, what connections and buffers take at the moment, and what it has lost
 * for good by not giving it back.
 *
 *      free = base - leaked - in use      at `watchdogLimit` the watchdog restarts the device, and all is free again
 *
 * 1. A leak is steady from one input to the next, so that when it reaches the limit is known, and nothing ticks.
 * 2. How long memory lasts is drawn once per boot: exponentially for spontaneous crashes, so that they come at a constant rate,
 *    and within hours for the fault `memory-leak`.
 * 3. A leak that changes pace keeps what is lost.
 *
 * Figures: realism.md §5.1 (Shelly Gen2 reports 105,692 B free of 260,676 B; Tasmota 22-28 kB).
 */
import { normalQuantile, open } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";
import { days, type Duration, hours, type Instant, later, never } from "../kernel/time.ts";
import { column, type Row } from "./row.ts";

/** Bytes of free memory below which nothing works any more. */
const watchdogLimit = 8_000;

/** Bytes free right after a start. */
export function heapBase(seed: number, device: number): number {
  return 96_000 + 20_000 * keyed(seed, "heap.base", device);
}

/** Bytes free now. */
export function heapFree(row: Row, seed: number, device: number, now: Instant): number {
  const inUse = 3_000 * keyed(seed, "heap.use", device, Math.floor(now / 1_000));
  return Math.max(0, Math.round(heapBase(seed, device) - inUse - lostBy(row, now)));
}

/** From `now` on memory leaks so that all of it would last `life` from a start; what is lost by then stays lost. */
export function changePace(row: Row, now: Instant, base: number, life: Duration): void {
  row[column.leakLost] = lostBy(row, now);
  row[column.leakSince] = now;
  row[column.leakPace] = (base - watchdogLimit) / life;
}

/** Nothing is lost, and nothing leaks. */
export function forgetLeak(row: Row): void {
  row[column.leakSince] = 0;
  row[column.leakLost] = 0;
  row[column.leakPace] = 0;
}

/** When the watchdog bites. */
export function memoryOut(row: Row, seed: number, device: number): Instant {
  const pace = row[column.leakPace]!;
  if (pace === 0) return never;
  const left = heapBase(seed, device) - watchdogLimit - row[column.leakLost]!;
  return later(row[column.leakSince] as Instant, Math.max(0, left) / pace);
}

/** How long memory lasts by itself in one boot, with so many crashes a day on average. */
export function usualLife(seed: number, device: number, boot: number, crashesPerDay: number): Duration {
  if (crashesPerDay === 0) return Number.POSITIVE_INFINITY as Duration;
  return days(-Math.log1p(-keyed(seed, "heap.life", device, boot)) / crashesPerDay);
}

/** How long it lasts with the fault `memory-leak`: about three hours. */
export function leakyLife(seed: number, device: number, boot: number): Duration {
  return hours(3 * Math.exp(0.35 * normalQuantile(open(keyed(seed, "heap.leaky", device, boot)))));
}

function lostBy(row: Row, now: Instant): number {
  return row[column.leakLost]! + row[column.leakPace]! * (now - row[column.leakSince]!);
}
