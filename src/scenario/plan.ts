/**
 * The plan: a scenario compiled to plain JSON data. Nothing after it knows YAML, and a shard needs nothing else.
 *
 * 1. Complete: every default is filled in. 2. Plain: it survives a JSON round trip. 3. Relative: times count from the run's start.
 */
import type { Distribution } from "../kernel/distribution.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import type { Value } from "../device/field.ts";
import type { Threshold } from "../metrics/threshold.ts";
import type { BackoffPolicy } from "../wire/link/backoff.ts";
import type { ClimateName, HourlyClimate } from "../world/climate.ts";

export interface Plan {
  readonly flotilla: 1;
  readonly name: string;
  readonly description: string;
  /** A safe integer >= 0. */
  readonly seed: number;
  readonly clock: {
    /** Simulated time at the start of the run. */
    readonly start: Instant;
    /** Simulated per real time; `max` is virtual time, as fast as it goes, on the built-in server only. */
    readonly speed: number | "max";
    /** Offset of the homes' local time from UTC. */
    readonly timeZoneOffset: Duration;
  };
  /** Absent: the built-in reference server. */
  readonly target?: TargetPlan;
  readonly protocol: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
  readonly world: {
    readonly climate: ClimateName | HourlyClimate;
    /** Whether mains, routers and the provider fail now and then, as they do. */
    readonly outages: "none" | "typical";
  };
  readonly homes: number;
  readonly fleet: readonly GroupPlan[];
  readonly load: readonly LoadPhase[];
  /** Length of the run: the load's phases together. */
  readonly duration: Duration;
  readonly timeline: readonly StepPlan[];
  readonly expect: readonly Threshold[];
  /** Files with further kinds, as written in the scenario. */
  readonly kinds: readonly string[];
}

export interface TargetPlan {
  /** Template: `{id}`, `{serial}`, `{kind}`, `{mac}`, `{home}`, `{index}`. */
  readonly url: string;
  /** Templates as well. */
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: AuthPlan;
  /** Subprotocols to offer instead of the protocol's own. */
  readonly subprotocols?: readonly string[];
  readonly requireSubprotocol: boolean;
  readonly tls: TlsPlan;
  readonly handshakeTimeout: Duration;
  readonly readyTimeout: Duration;
  /** 0s turns pings off. */
  readonly heartbeat: Duration;
  readonly maxPayload: number;
  readonly maxBuffered: number;
  readonly perMessageDeflate: boolean;
}

/** Credentials of the upgrade request; every text is a template. */
export type AuthPlan =
  | { readonly type: "none" }
  | { readonly type: "bearer"; readonly token: string }
  | { readonly type: "basic"; readonly user: string; readonly password: string }
  | { readonly type: "query"; readonly name: string; readonly value: string };

/** Paths of PEM files, as written; relative ones count from the scenario's folder. */
export interface TlsPlan {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly minVersion?: "TLSv1.2" | "TLSv1.3";
  readonly insecure: boolean;
}

export interface GroupPlan {
  /** Unique within the fleet; the kind's name unless given. */
  readonly name: string;
  readonly kind: string;
  /** Devices in each home (drawn per home and rounded), or in all, spread evenly over the homes. */
  readonly count: { readonly perHome: Distribution } | { readonly total: number };
  /** Template of ids: `{group}`, `{kind}`, `{number}` (from 1 within the group), `{index}`, `{home}`. Default `{group}-{number}`. */
  readonly id: string;
  readonly settings: Readonly<Record<string, Value>>;
  /** Versions with their weights. */
  readonly firmware: readonly (readonly [version: string, weight: number])[];
  readonly reconnect: BackoffPolicy;
  readonly telemetry: {
    /** A fixed load instead of reports by physics. */
    readonly every?: Duration;
    /** Whether samples are acknowledged and re-sent, unless the server decides. */
    readonly acknowledge: boolean;
    /** Samples and events kept while offline. */
    readonly offlineBuffer: number;
    /** What the grid of `every` begins at: each device's own start, or the full interval of the clock, all at once. */
    readonly align: "boot" | "clock";
  };
  readonly clock: DeviceClockPlan;
  /** Spontaneous restarts of a device per day, on average. */
  readonly crashesPerDay: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** How right a device's own clock is. It stamps everything the device says. */
export interface DeviceClockPlan {
  /** Whether its crystal is a few ppm off between two synchronisations. */
  readonly drift: boolean;
  /** Ahead of true time, always, whatever a time server says; negative is behind. */
  readonly skew: Duration;
  /** What it shows after power-on until its first synchronisation: true time, kept by a battery, or 1970-01-01. */
  readonly start: "true" | "epoch";
}

/** Where the number of connected devices goes, and in which time. `to` is a share of the fleet, 0..1. */
export interface LoadPhase {
  readonly to: number;
  readonly over: Duration;
}

/** Which devices a step concerns. All conditions hold together; none means all devices. */
export interface Selection {
  readonly kind?: string;
  readonly group?: string;
  /** `*` stands for any characters. */
  readonly id?: string;
  readonly home?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** A seeded, stable part of those, 0..1: of the devices, or of the homes. */
  readonly share?: { readonly of: "devices" | "homes"; readonly part: number };
  readonly count?: number;
}

export interface StepPlan {
  /** For messages and thresholds (`after power-cut`). */
  readonly name: string;
  /** From the start of the run. */
  readonly at: Duration;
  /** Repeats until the end of the run. */
  readonly every?: Duration;
  readonly select: Selection;
  readonly action: Action;
}

export type Action =
  /** A command to the devices, the way the server would: `via` says how it gets there. */
  | {
      readonly type: "command";
      readonly name: string;
      readonly args: Readonly<Record<string, Value>>;
      readonly via: CommandRoute;
    }
  /** Somebody does something to the device itself. */
  | { readonly type: "act"; readonly name: string; readonly args: Readonly<Record<string, Value>> }
  /** A fault of the device, until `for` is over or for good. */
  | { readonly type: "fault"; readonly name: string; readonly for?: Duration }
  /** No mains in the homes of the selected devices: mains devices go dark, battery ones lose the network. */
  | { readonly type: "power-cut"; readonly for: Duration }
  /** The link is closed (politely) or cut, and comes back by the device's own policy after `for`. */
  | { readonly type: "disconnect"; readonly abrupt: boolean; readonly for: Duration }
  | { readonly type: "reboot" }
  /** A named moment. */
  | { readonly type: "mark" };

export type CommandRoute =
  /** The built-in reference server. */
  | { readonly type: "server" }
  /** The target's own API. `url` and `body` are templates, with `{command}` and `{args}` (JSON) besides the device's. */
  | {
      readonly type: "http";
      readonly method: "POST" | "PUT" | "PATCH";
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };
