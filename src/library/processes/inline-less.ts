/**
 * Has V8 put fewer functions into each that it compiles: 300 bytes of their code in all instead of 920.
 *
 * A process that lives a fleet compiles some 700 functions while its first ten thousand devices dial, which is a fifth of the CPU that those
 * dials cost. So it is less: measured by turns, a device costs 8 % less from its dial until it is ready, and a message of a steady fleet
 * the same. In virtual time all that counts is how fast the compiled code is, and V8 may do as it does by itself.
 */
import { setFlagsFromString } from "node:v8";

/** For the whole process, from now on. */
export function inlineLess(): void {
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=300");
}
