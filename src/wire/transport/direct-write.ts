/**
 * Bytes to a socket past its stream: the stream's queue, callbacks and ticks cost several times what the system call does.
 *
 * 1. Only where there is nothing to be overtaken: TCP without TLS, open, and nothing of the stream's waits.
 * 2. What the system does not take at once is left to the stream, and so are faults: it finds the same one, and tells of it.
 * 3. The stream does not count what goes past it.
 */
import type { Buffer } from "node:buffer";
import { writeSync } from "node:fs";
import type { Socket } from "node:net";

/** The system's number of an open socket, or -1 where bytes must go through its stream. To ask costs something: it is to be kept. */
export function numberOf(socket: Socket): number {
  return "encrypted" in socket ? -1 : ((socket as WithHandle)._handle?.fd ?? -1);
}

/**
 * Returns how many of the bytes `from` .. `to` the system has taken: the first so many, perhaps none. Only while nothing waits in the
 * socket's stream.
 *
 * @param fd {@link numberOf} the socket: the system gives it to another one as soon as this one is closed, and so not writable.
 */
export function writeDirectly(socket: Socket, fd: number, bytes: Buffer, from: number, to: number): number {
  // Where the system has no such numbers, as on Windows, it is negative.
  if (fd < 0 || !socket.writable) return 0;
  try {
    return writeSync(fd, bytes, from, to - from);
  } catch {
    return 0;
  }
}

/** Not in Node's documentation, though as old as its sockets; without it the stream does all. */
interface WithHandle extends Socket {
  readonly _handle?: { readonly fd?: number } | null;
}
