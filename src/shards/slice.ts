/**
 * Which part of a whole falls to one of several: neighbouring, exact, nothing lost and nothing twice.
 *
 * 1. The parts in order are the whole; their sizes differ by one at most.
 * 2. All numbers are whole and their product is at most 2^53, so that nothing is rounded that counts.
 */
import type { Range } from "../scenario/groups/fleet-layout.ts";

/** @param number from 0 to before `count`. */
export function sliceOf(total: number, number: number, count: number): Range {
  return { from: Math.floor((number * total) / count), to: Math.floor(((number + 1) * total) / count) };
}
