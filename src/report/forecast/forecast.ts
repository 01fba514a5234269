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
  /** One for each part of the fleet that comes and goes by itself. */
  readonly load: readonly PlannedLoad[];
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

export interface PlannedLoad {
  /** Names of the groups that are in it. */
  readonly groups: readonly string[];
  readonly phases: readonly { readonly toShare: number; readonly overSeconds: number }[];
  /** Who leaves and comes back meanwhile; `away` in words, such as `1m..5m`. */
  readonly churn: readonly {
    readonly fromSeconds: number;
    readonly toSeconds: number;
    readonly everySeconds: number;
    readonly share: number;
    readonly away: string;
  }[];
}

export interface PlannedStep {
  /** When it happens, or happens first, drawn moments included; null when that depends on how the run goes. */
  readonly atSeconds: number | null;
  /** Null for what does not come again by the clock. */
  readonly everySeconds: number | null;
  readonly name: string;
  /** Such as `at random between 5m and 10m`, or `45s after power-cut`. */
  readonly when: string;
  /** Such as `no mains for 30s`. */
  readonly does: string;
  /** Such as `20 % of homes`; empty when it concerns no devices. */
  readonly to: string;
  /** How many devices that is, at most where a `where` decides; null when it concerns none. */
  readonly devices: number | null;
  /** How many homes, for what happens to homes. */
  readonly homes: number | null;
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
