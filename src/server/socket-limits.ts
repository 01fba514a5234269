/** How long the server bears with a connection whose other end does not do its part. Times are real. */
import { type Duration, seconds } from "../kernel/time.ts";

/** Between two pings; a connection that says nothing from one to the next is cut. */
export const pingInterval: Duration = seconds(30);
/** Bytes that may wait for a device to read them. */
export const mostBuffered = 1_048_576;
/** For the closing handshake of one connection. */
export const closeTimeout: Duration = seconds(5);
/** For all connections and requests to end when the server stops. */
export const stopTimeout: Duration = seconds(2);
