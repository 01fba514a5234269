/**
 * How far apart the wake-ups of a busy process are (kernel/wake-grain.ts). What is late by so little is neither seen by a server nor near
 * what makes a run invalid (metrics/generator-limits.ts).
 */
import { availableParallelism } from "node:os";

/** Real. One process has a core to itself, and is to be as punctual as it can be for that. */
const leastMillis = 4;
/** Real. Many to a core have but few messages each, and wait for each other anyway. */
const mostMillis = 20;

/** @param processes that live the fleet on this machine */
export function wakeGrainMillis(processes: number, cores: number = availableParallelism()): number {
  return Math.min(mostMillis, leastMillis * Math.max(1, Math.ceil(processes / cores / 4)));
}
