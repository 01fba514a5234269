/**
 * A device as the tape knows it: who it is, and how it answered what its server asked.
 *
 * Kept for every device of a tape while it is replayed, so it holds little: names, four counters, and a few answers for each method.
 */
import type { Members } from "./tape-frame.ts";

export interface RecordedDevice {
  /** Its place among the devices of the tape, in the order in which they first dialed. */
  readonly place: number;
  /** Absent where neither tape nor messages say it. */
  readonly id: string | undefined;
  kind: string | undefined;
  serial: string | undefined;
  mac: string | undefined;
  /** What its first and last hello counted; 0 without one. */
  readonly boots: Extent;
  /** Of its state. */
  readonly versions: Extent;
  /** By method of the server's request, oldest first. */
  readonly answers: Map<string, RecordedAnswer[]>;
}

/** The least and the greatest of a number of counts. */
export interface Extent {
  first: number;
  last: number;
}

/** How a request was answered. */
export interface RecordedAnswer {
  /** `result` or `error`, as JSON-RPC has them. */
  readonly body: Members;
  /** Milliseconds of the tape from the request to the answer. */
  readonly delay: number;
}

export function newRecordedDevice(place: number, id: string | undefined): RecordedDevice {
  return {
    place,
    id,
    kind: undefined,
    serial: undefined,
    mac: undefined,
    boots: { first: 0, last: 0 },
    versions: { first: 0, last: 0 },
    answers: new Map(),
  };
}

export function widen(extent: Extent, count: unknown, first: boolean): void {
  if (typeof count !== "number" || !Number.isSafeInteger(count)) return;
  if (first) extent.first = count;
  extent.last = Math.max(extent.last, count);
}
