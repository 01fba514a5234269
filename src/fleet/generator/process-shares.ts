/** What the figures of a process say of the time it had: what of it it worked, waited for a core, or neither. */
import type { ProcessFigures } from "../../metrics/process-figures.ts";

/** Of one core. */
export function cpuShare({ cpuUserMillis, cpuSystemMillis, realMillis }: ProcessFigures): number {
  return realMillis > 0 ? (cpuUserMillis + cpuSystemMillis) / realMillis : 0;
}

export function waitShare({ cpuWaitMillis, realMillis }: ProcessFigures): number {
  return realMillis > 0 ? (cpuWaitMillis ?? 0) / realMillis : 0;
}

/** Whether it worked when it stood still for longest. */
export function wasRunning({ longestStallMillis, longestStallCpuMillis }: ProcessFigures): boolean {
  return longestStallCpuMillis > longestStallMillis / 2;
}

/** Whether it did not, and waited for a core long enough for that to be why. */
export function wasWaiting(figures: ProcessFigures): boolean {
  const { longestStallMillis, longestStallCpuMillis, cpuWaitMillis } = figures;
  return !wasRunning(figures) && (cpuWaitMillis ?? 0) > (longestStallMillis - longestStallCpuMillis) / 2;
}

/** `97 %` */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
