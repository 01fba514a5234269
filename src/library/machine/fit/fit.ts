/** What is judged: how many devices fit on a machine by one of its limits, and the words and figures all judgements share. */
import type { MachineLimits } from "../machine-limits.ts";

export interface FleetWish {
  /** Absent: how many fit is asked. */
  readonly devices?: number;
  /** Addresses and ports that devices connect to. */
  readonly targets: number;
  /** Whether these are on this machine: it holds both ends of every connection then. */
  readonly local: boolean;
  /** Whether the server is the built-in one, which is in the run's own process. */
  readonly builtIn?: boolean;
  /** Processes; absent: as many as it takes. */
  readonly shards?: number;
  /** Where devices connect from, if it is said: so many addresses, each with so many ports. */
  readonly sources?: { readonly addresses: number; readonly ports: number };
}

export type LimitName =
  | "open files"
  | "files of all processes"
  | "processes"
  | "ports"
  | "memory"
  | "TCP memory"
  | "connection tracking"
  | "cores"
  | "accept queue";

export interface Fit {
  readonly limit: LimitName;
  /** What there is. */
  readonly found: string;
  /** How many fit. */
  readonly devices: number | null;
  /** What else there is to know. */
  readonly remark?: string;
  /** How to raise it, one way each; commands are in backticks. */
  readonly remedies: readonly string[];
}

export type Judge = (limits: MachineLimits, wish: FleetWish) => Fit;

export const unknown = "unknown";

/** A server on this machine has a socket for each of ours. */
export function ends(local: boolean): number {
  return local ? 2 : 1;
}

export function finite(count: number): number | null {
  return Number.isFinite(count) ? count : null;
}

/** To a round number that is not smaller. */
export function roundUp(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / step) * step;
}
