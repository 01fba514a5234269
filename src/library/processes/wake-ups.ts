/**
 * How far apart the wake-ups of a busy process are (kernel/wake-grain.ts). What is late by so little is neither seen by a server nor near
 * what makes a run invalid (metrics/generator-limits.ts).
 *
 * A wake-up is dear because of what it finds: caches that others have filled meanwhile, the more of them the more processes share a core.
 * What is done together then warms them for each other. CPU time for each message, on 2 cores that had other work too: of 4,300 a second in 11
 * processes 105 µs when each wakes for whatever is due, 78 at most every 8 ms, 70 at 20, 59 at 30, 58 at 40; of 10,000 a second in one process
 * 28 µs at 1 ms, 25 at 2, 25 at 4, 23 at 8.
 */
import { usableCores } from "../machine/usable-cores.ts";

/**
 * Real, for each process that shares a core. One that has a core to itself is to be as punctual as it can be for that: with 4 ms, 99 of 100
 * actions are at most 3.3 ms late, which leaves something of the 5 that are asked of it for collecting garbage.
 */
const millisPerProcess = 4;
/** Real. Beyond this little is saved, and at 50 a run is to be believed with care. */
const mostMillis = 30;

/** @param processes that live the fleet on this machine */
export function wakeGrainMillis(processes: number, cores: number = usableCores()): number {
  return Math.min(mostMillis, millisPerProcess * Math.max(1, Math.ceil(processes / cores)));
}
