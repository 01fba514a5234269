/**
 * The plan: a scenario compiled to plain JSON data. Nothing after it knows YAML, and a shard needs nothing else.
 *
 * 1. Complete: every default is filled in. 2. Plain: it survives a JSON round trip. 3. Relative: times count from the run's start.
 */
import type { Distribution } from "../kernel/distribution.ts";
import type { Draw } from "../kernel/draw.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import type { Value } from "../device/field.ts";
import type { Threshold } from "../metrics/threshold.ts";
import type { BackoffPolicy } from "../wire/link/backoff.ts";
import type { ClimateName, HourlyClimate } from "../world/climate.ts";
import type { WorldEvent } from "../world/world-event.ts";

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
    /** What the timeline does to weather and people, which the world has to know beforehand. */
    readonly events: readonly WorldEvent[];
  };
  readonly homes: number;
  readonly fleet: readonly GroupPlan[];
  /** Who comes and goes when: each group of the fleet is in exactly one of these. */
  readonly load: readonly LoadTrack[];
  /** Length of the run: as long as the longest load. */
  readonly duration: Duration;
  readonly timeline: readonly StepPlan[];
  readonly expect: readonly ExpectationPlan[];
  /** Files with further kinds, as written in the scenario. */
  readonly kinds: readonly string[];
}

/** What must hold for the run to pass. `expression` says it as in the summary. */
export type ExpectationPlan = ThresholdPlan | SustainedPlan | ConditionPlan;

/** Of the run's figures, looked at in the end. */
export interface ThresholdPlan extends Threshold {
  readonly type: "threshold";
}

/** Of the figures of the last `over`, looked at every second: broken once it has not held for `holds` on end. */
export interface SustainedPlan extends Threshold {
  readonly type: "sustained";
  readonly holds: Duration;
  readonly over: Duration;
  /** Whether the run ends when it is broken. */
  readonly abort: boolean;
}

/** A CEL condition, bool, on each selected device, on the homes of the selected devices, or on the run. */
export interface ConditionPlan {
  readonly type: "condition";
  readonly expression: string;
  /** It may not be false for `holds` on end; it may not be true for `holds` on end; it has to be true for `holds` on end, once. */
  readonly mode: "always" | "never" | "eventually";
  readonly condition: string;
  readonly scope: "device" | "home" | "run";
  readonly select: Selection;
  readonly holds: Duration;
  /** Each time this step or mark happens, from then on; absent: from the start of the run. */
  readonly after?: string;
  /** For so long; absent: until the run ends. */
  readonly within?: Duration;
  /** Whether the run ends when it is broken. */
  readonly abort: boolean;
}

export interface TargetPlan {
  /** Template: `{id}`, `{serial}`, `{kind}`, `{mac}`, `{home}`, `{index}`. */
  readonly url: string;
  /** Further urls: the devices are spread over all of them, see `target-urls.ts`. */
  readonly moreUrls?: readonly string[];
  /** Where devices connect from, as `source-addresses.ts` reads it. Absent: wherever the system likes. */
  readonly sourceAddresses?: string;
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
  /** Who the devices are on the server; absent: made up. */
  readonly identities?: IdentitiesPlan;
  /** Of which each device is one, drawn by weight; none: all are as the group says. What a device is after all: `memberPlan`. */
  readonly variants: readonly VariantPlan[];
  readonly settings: Readonly<Record<string, Value | Draw>>;
  /** Versions with their weights. */
  readonly firmware: readonly (readonly [version: string, weight: number])[];
  readonly reconnect: BackoffPolicy;
  readonly telemetry: {
    /** A fixed load instead of reports by physics. */
    readonly every?: Length;
    /** Whether samples are acknowledged and re-sent, unless the server decides. */
    readonly acknowledge: boolean;
    /** Samples and events kept while offline. */
    readonly offlineBuffer: number;
    /** What the grid of `every` begins at: each device's own start, or the full interval of the clock, all at once. */
    readonly align: "boot" | "clock";
  };
  readonly clock: DeviceClockPlan;
  /** Spontaneous restarts of a device per day, on average. */
  readonly crashesPerDay: number | Draw;
  readonly labels: Readonly<Record<string, string>>;
  /** What each of its devices does by itself, as the user's script says; absent: nothing. */
  readonly on?: readonly ScriptPlan[];
}

/** One thing that a device does by itself whenever something happens to it. */
export interface ScriptPlan {
  readonly trigger: ScriptTrigger;
  /** A CEL expression, bool, over device, home, run and event: whether it is done this time. */
  readonly where?: string;
  /** Done one after the other: those after a `wait` later. */
  readonly actions: readonly Action[];
}

/** What happens to the device; `event` of expressions is this. */
export type ScriptTrigger =
  /** It raises this event of its kind: `event.name` and the fields of its data. */
  | { readonly type: "event"; readonly name: string }
  /** This attribute of it has another value than before: `event.name`, `event.value` and `event.before`. */
  | { readonly type: "attribute"; readonly name: string }
  /**
   * It runs, from now on or again (`event.reason`); the server has accepted it; its connection is over (`event.phase`); a command has
   * arrived (`event.name` and its arguments).
   */
  | { readonly type: "boot" | "ready" | "lost" | "command" };

/** Some devices of a group, with all that can be otherwise with them than with others: complete, whatever the group says. */
export interface VariantPlan extends Pick<
  GroupPlan,
  "settings" | "firmware" | "labels" | "telemetry" | "reconnect" | "clock" | "crashesPerDay"
> {
  /** Unique within the group. */
  readonly name: string;
  /** >= 0; those of a group are not all 0. */
  readonly weight: number;
}

/** The devices that the server knows already: the device with the number n of its group is the n-th entry of every column. */
export interface IdentitiesPlan {
  /** By name; `id` is always there. `cert` and `key` are paths of PEM files that count from the scenario's folder. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

/** How right a device's own clock is. It stamps everything the device says. */
export interface DeviceClockPlan {
  /** Whether its crystal is a few ppm off between two synchronisations. */
  readonly drift: boolean;
  /** Ahead of true time, always, whatever a time server says; negative is behind. */
  readonly skew: Length;
  /** What it shows after power-on until its first synchronisation: true time, kept by a battery, or 1970-01-01. */
  readonly start: "true" | "epoch";
}

/** Groups that come and go together: how many of their devices are connected when. */
export interface LoadTrack {
  /** Positions in the fleet, ascending. */
  readonly groups: readonly number[];
  readonly phases: readonly LoadPhase[];
  /** In order of time, never two at one time; the level does not change meanwhile. */
  readonly churn: readonly ChurnPlan[];
}

/** Where the number of connected devices goes, straight, and in which time. `to` is a share of the track's devices, 0..1. */
export interface LoadPhase {
  readonly to: number;
  readonly over: Duration;
}

/** In every round of so long a share of those that are there leaves, each at a moment of its own, and comes back. */
export interface ChurnPlan {
  /** From the start of the run. */
  readonly from: Duration;
  readonly to: Duration;
  readonly every: Duration;
  /** 0..1 */
  readonly share: number;
  readonly away: Length;
}

/** Which devices a step concerns. All conditions hold together; none means all devices. */
export interface Selection {
  readonly kind?: string;
  readonly group?: string;
  /** `*` stands for any characters. */
  readonly id?: string;
  readonly home?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** A semver range that the version the device was made with is in. */
  readonly firmware?: string;
  /** A CEL expression, bool, looked at when the step happens; `share` and `count` are taken of those that it holds for. */
  readonly where?: string;
  /** A seeded, stable part of those, 0..1: of the devices, or of the homes. */
  readonly share?: { readonly of: "devices" | "homes"; readonly part: number };
  readonly count?: number;
}

export interface StepPlan {
  /** For messages, for `after` of other steps, and for thresholds (`after power-cut`). */
  readonly name: string;
  readonly trigger: TriggerPlan;
  readonly select: Selection;
  /** Done one after the other: those after a `wait` later. */
  readonly actions: readonly Action[];
}

/** When a step happens. All times count from the start of the run. */
export type TriggerPlan =
  /** At a time; with `every` again and again from there, before `until` or the end of the run. */
  | { readonly type: "at"; readonly at: Duration; readonly every?: Duration; readonly until?: Duration }
  /** Once at a random time from `from` to `to`; with `every` in each round anew, both moved by as many rounds. */
  | {
      readonly type: "between";
      readonly from: Duration;
      readonly to: Duration;
      readonly every?: Duration;
      readonly until?: Duration;
    }
  /** Each time that the step, or the mark, of this name happens, `wait` later. */
  | { readonly type: "after"; readonly step: string; readonly wait: Length }
  /**
   * When a CEL condition becomes true, and has held for `holds`: of each selected device, of the homes of the selected
   * devices, or of the run. Again when it becomes true again, unless `once`.
   */
  | {
      readonly type: "when";
      readonly condition: string;
      readonly scope: "device" | "home" | "run";
      readonly holds: Duration;
      readonly once: boolean;
    };

/** A length of time, or how to draw one in milliseconds. */
export type Length = Duration | { readonly draw: Distribution };

/** A value, how to draw a number, or a template with `${...}` expressions. */
export type ArgumentPlan = Value | { readonly draw: Distribution } | { readonly template: string };

export type Action =
  /** A command to the devices, the way the server would: `via` says how it gets there. */
  | {
      readonly type: "command";
      readonly name: string;
      readonly args: Readonly<Record<string, ArgumentPlan>>;
      readonly via: CommandRoute;
    }
  /** A request to the target's API, or to any other: for each device, or once for the step. */
  | { readonly type: "http"; readonly request: HttpRequestPlan; readonly per: "device" | "step" }
  /** Somebody does something to the device itself. */
  | { readonly type: "act"; readonly name: string; readonly args: Readonly<Record<string, ArgumentPlan>> }
  /** A fault of the device, until `for` is over or for good. */
  | { readonly type: "fault"; readonly name: string; readonly for?: Length }
  /** Something happens to the homes of the selected devices, or to the weather. */
  | WorldAction
  /** The link is closed (politely) or cut, and comes back by the device's own policy after `for`. */
  | { readonly type: "disconnect"; readonly abrupt: boolean; readonly for: Length }
  | { readonly type: "reboot" }
  /** A named moment. */
  | { readonly type: "mark"; readonly name: string }
  /** A line among the run's events; a template. */
  | { readonly type: "log"; readonly text: string }
  /** The run ends here; `fail` makes it a failed one. */
  | { readonly type: "stop"; readonly fail: boolean; readonly why: string }
  /** The next action comes so much later. */
  | { readonly type: "wait"; readonly for: Length }
  /** A function of a scenario in TypeScript. It is no data: a table of functions by name travels beside the plan. */
  | { readonly type: "function"; readonly name: string };

export type WorldAction =
  /**
   * No mains in the homes of the selected devices (mains devices go dark, battery ones lose the network); no router there;
   * or no way from there to anywhere.
   */
  | { readonly type: "world"; readonly act: "power-cut" | "router-down" | "isp-down"; readonly for: Length }
  /** Outdoors it is `by` kelvin warmer or colder; the world knows of it beforehand (`Plan.world.events`). */
  | {
      readonly type: "world";
      readonly act: "heat-wave" | "cold-snap";
      readonly for: Duration;
      /** Above 0 for both. */
      readonly by: number;
    }
  /** Everyone is at home, or away; the world knows of it beforehand (`Plan.world.events`). */
  | { readonly type: "world"; readonly act: "everyone-home" | "everyone-away"; readonly for: Duration };

export type CommandRoute =
  /** The built-in reference server. */
  | { readonly type: "server" }
  /** The target's own API. */
  | ({ readonly type: "http" } & HttpRequestPlan);

export interface HttpRequestPlan {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Template, as the headers and the body are: `{id}` and the other placeholders of a device, `{command}` and `{args}` (JSON) of a
   * command, and `${...}` expressions.
   */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The statuses that are right; absent: any of 200..299. */
  readonly expect?: readonly number[];
}
