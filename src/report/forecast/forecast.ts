/**
 * What `flotilla plan` finds out, as plain data: `flotilla plan --json` prints exactly this.
 *
 * 1. Measured, not estimated: the fleet, or a sample of its homes, lived through the scenario in virtual time.
 * 2. A sample's figures are scaled to the fleet, group by group; `measured` says how many devices they come from.
 * 3. Every series has a value for each interval: a rate is the interval's mean per second, `connected` the level at its end.
 * 4. A peak is that of one second. Of a sample, a second only counts as a peak when chance alone does not explain it.
 */
export interface Forecast {
  /** Version of the package. */
  readonly flotilla: string;
  /** Version of this shape. Later releases of version 1 only add to it. */
  readonly schema: 1;
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  /** ISO 8601, simulated, with the homes' offset. */
  readonly start: string;
  readonly durationSeconds: number;
  /** Simulated per real time, as a run of it would be. */
  readonly speed: number | "max";
  /** Where a run of it connects, without credentials; null for the built-in server. */
  readonly target: string | null;
  readonly world: { readonly climate: string; readonly outages: string };
  readonly devices: number;
  readonly homes: number;
  readonly fleet: readonly PlannedGroup[];
  readonly load: readonly { readonly toShare: number; readonly overSeconds: number }[];
  readonly timeline: readonly PlannedStep[];
  /** What the figures come from. */
  readonly measured: {
    readonly devices: number;
    readonly homes: number;
    /** Simulated; less than `durationSeconds` when the work was cut short. */
    readonly seconds: number;
    readonly complete: boolean;
  };
  readonly intervalSeconds: number;
  readonly all: Traffic;
  readonly byKind: Readonly<Record<string, Traffic>>;
  /** What the figures leave out, and what was done otherwise than a run would. */
  readonly remarks: readonly string[];
  readonly warnings: readonly string[];
}

export interface PlannedGroup {
  readonly name: string;
  readonly kind: string;
  readonly devices: number;
  /** What is otherwise than by default, such as `telemetry every 30s`. */
  readonly differs: readonly string[];
}

export interface PlannedStep {
  readonly atSeconds: number;
  /** Null for what happens once. */
  readonly everySeconds: number | null;
  readonly name: string;
  /** Such as `power cut for 30s`. */
  readonly does: string;
  /** Such as `20 % of homes`. */
  readonly to: string;
}

/** What the devices of a kind, or all of them, put on the network. */
export interface Traffic {
  readonly devices: number;
  /** Of them, how many were run. */
  readonly measuredDevices: number;
  /** Open connections. */
  readonly connected: { readonly peak: number; readonly peakAtSeconds: number; readonly series: readonly number[] };
  /** Connections opened. */
  readonly connects: Rate;
  /** Messages of the protocol, hello and answers among them. */
  readonly messagesOut: Rate;
  readonly messagesIn: Rate;
  /** Bytes of WebSocket frames. */
  readonly bytesOut: Rate;
  readonly bytesIn: Rate;
}

export type Quantity = "connects" | "messagesOut" | "messagesIn" | "bytesOut" | "bytesIn";
export const quantities: readonly Quantity[] = ["connects", "messagesOut", "messagesIn", "bytesOut", "bytesIn"];

export interface Rate {
  readonly total: number;
  /** Per second, over all that was measured. */
  readonly mean: number;
  /** The busiest second. */
  readonly peak: number;
  readonly peakAtSeconds: number;
  readonly series: readonly number[];
}
