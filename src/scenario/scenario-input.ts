/**
 * A scenario as people write it: the language as TypeScript types. `scenario-schema.ts` says the same to a validator and
 * to editors; a plan (`plan.ts`) says what it means.
 *
 * Durations are texts such as `30s` or `1h30m`, shares texts such as `20%`. Optional keys may be `undefined`.
 */
import type { Value } from "../device/field.ts";
import type { BackoffPolicy } from "../wire/link/backoff.ts";
import type { ClimateName } from "../world/climate.ts";
import type { Plan, TlsPlan, WorldAction } from "./plan.ts";

export interface ScenarioInput {
  /** Version of the language. */
  readonly flotilla: 1;
  /** For editors; means nothing to a run. */
  readonly $schema?: string | undefined;
  /** Letters, digits, dots, dashes and underscores. Default: the file's name. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** The path of a scenario that this one changes; relative paths count from the file that they stand in. */
  readonly extends?: string | undefined;
  /** Paths of files with parts of this scenario. */
  readonly include?: readonly string[] | undefined;
  /** Values for expressions, as `vars.NAME`. */
  readonly vars?: Readonly<Record<string, unknown>> | undefined;
  /** Decides every draw: same seed, same fleet, same behaviour. Default 1. */
  readonly seed?: number | undefined;
  readonly clock?: ClockInput | undefined;
  /** The server under test, or just its url. Default: the built-in reference server. */
  readonly target?: string | TargetInput | undefined;
  readonly protocol?: ProtocolInput | undefined;
  readonly world?: WorldInput | undefined;
  /** Default: as many as the largest group has devices when all groups have a `count`, else 1. */
  readonly homes?: number | undefined;
  /** Scales the whole fleet, and its homes, to exactly so many devices. */
  readonly devices?: number | undefined;
  /** Files with further kinds, relative to the scenario's folder. */
  readonly kinds?: readonly string[] | undefined;
  readonly fleet: readonly GroupInput[];
  /** Default: all devices within 10 s, then 50 s with all of them. */
  readonly load?: LoadInput | undefined;
  /** Cuts the run, or stretches the last hold, to exactly this length. */
  readonly duration?: string | undefined;
  readonly timeline?: readonly StepInput[] | undefined;
  /** What must hold for the run to pass: thresholds such as `latency.connect p(99) < 500ms`, and conditions. */
  readonly expect?: readonly ExpectationInput[] | undefined;
}

export interface ClockInput {
  /** ISO 8601 with an offset, which is also the homes' time zone; or `now`. Default 2026-01-15T17:00:00+01:00. */
  readonly start?: string | undefined;
  /** Simulated per real time; `max` is as fast as it goes, on the built-in server only. Default 1. */
  readonly speed?: number | "max" | undefined;
}

export interface WorldInput {
  /** A climate by its name, or a year of weather from a file. Default: continental. */
  readonly climate?: ClimateName | WeatherFileInput | undefined;
  /** Whether mains, routers and the provider fail now and then, as they do. Default: none. */
  readonly outages?: Plan["world"]["outages"] | undefined;
}

export interface WeatherFileInput {
  /** CSV, a line for each hour of a year; the path counts from the scenario's folder. */
  readonly file: string;
  /** Degrees north, for the sun. */
  readonly latitude: number;
}

/** The name of a protocol, or its name as `kind` (native unless given) with its options beside it. */
export type ProtocolInput = string | { readonly kind?: string | undefined; readonly [option: string]: unknown };

export interface TargetInput {
  /** `ws:` or `wss:`. A template: `{id}`, `{serial}`, `{kind}`, `{mac}`, `{home}`, `{index}`. Of several, device i has number i modulo their count. */
  readonly url: string | readonly string[];
  /** Addresses of this machine to connect from: `127.0.0.2-127.0.0.60`, `10.0.0.0/24`, `eth0`, or several with commas between. */
  readonly sourceAddresses?: string | undefined;
  readonly protocol?: ProtocolInput | undefined;
  readonly auth?: AuthInput | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly origin?: string | undefined;
  /** Subprotocols to offer instead of the protocol's own. */
  readonly subprotocols?: readonly string[] | undefined;
  readonly requireSubprotocol?: boolean | undefined;
  readonly tls?: { readonly [K in keyof TlsPlan]?: TlsPlan[K] | undefined } | undefined;
  readonly handshakeTimeout?: string | undefined;
  readonly readyTimeout?: string | undefined;
  readonly heartbeat?: string | undefined;
  /** Bytes. */
  readonly maxPayload?: number | undefined;
  /** Bytes. */
  readonly maxBuffered?: number | undefined;
  readonly perMessageDeflate?: boolean | undefined;
}

/** Exactly one of the three; the texts are templates as the url is. */
export interface AuthInput {
  readonly bearer?: string | undefined;
  readonly basic?: { readonly user: string; readonly password: string } | undefined;
  readonly query?: { readonly name: string; readonly value: string } | undefined;
}

export interface GroupInput {
  readonly kind: string;
  /** Default: the kind. */
  readonly name?: string | undefined;
  /** Devices in each home. Default 1, unless there is a `count`, or a list of `identities`. */
  readonly perHome?: number | DrawInput<number> | undefined;
  /** Devices in all, spread evenly over the homes. */
  readonly count?: number | undefined;
  /** Template: `{group}`, `{kind}`, `{number}`, `{index}`, `{home}`. Default `{group}-{number}`. */
  readonly id?: string | undefined;
  /**
   * A CSV or NDJSON file of the devices that the server knows: their `id`, and if wanted `serial`, `mac`, `name`, `token`, `cert`, `key`
   * and others, which the target's texts may name in braces. The path counts from the scenario's folder.
   */
  readonly identities?: string | undefined;
  /** Of which each device is one. */
  readonly variants?: readonly VariantInput[] | undefined;
  readonly settings?: Readonly<Record<string, Value | DrawInput<number>>> | undefined;
  /** A version, or versions with their shares. Default 1.0.0. */
  readonly firmware?: string | Readonly<Record<string, string>> | undefined;
  readonly reconnect?: BackoffPolicy["policy"] | ReconnectInput | undefined;
  readonly telemetry?: TelemetryInput | undefined;
  readonly clock?: DeviceClockInput | undefined;
  /** Restarts of a device by itself, per day, on average. Default 0. */
  readonly crashesPerDay?: number | DrawInput<number> | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** What each of its devices does by itself, by what happens to it: an event, an attribute that changes, `boot`, `ready`, `lost`, `command`. */
  readonly on?: Readonly<Record<string, ScriptInput>> | undefined;
}

/** What is otherwise with some devices of a group: what is not said is as the group says. */
export interface VariantInput extends Pick<
  GroupInput,
  "settings" | "firmware" | "reconnect" | "telemetry" | "clock" | "crashesPerDay" | "labels"
> {
  /** Unique within the group. */
  readonly name: string;
  /** How many of the group's devices, against the weights of the others. Default 1. */
  readonly weight?: number | undefined;
}

/** How to draw a number, or a length of time: exactly one of these, as in `kernel/distribution.ts`. */
export interface DrawInput<Written extends number | string> {
  readonly uniform?: readonly [low: Written, high: Written] | undefined;
  readonly normal?: { readonly mean: Written; readonly sd: Written } | undefined;
  readonly lognormal?: { readonly median: Written; readonly sigma: number } | undefined;
  readonly exponential?: { readonly mean: Written } | undefined;
  /** Of numbers only. */
  readonly poisson?: { readonly mean: number } | undefined;
  readonly choice?: readonly (readonly [value: Written, weight: number])[] | undefined;
  /** A CSV file whose values draws are like. */
  readonly from?: string | undefined;
  /** Of `from`. Needed when the file has several columns. */
  readonly column?: string | undefined;
  /** Of `from`, for lengths of time: what plain numbers there are. Default s. */
  readonly unit?: "ms" | "s" | "m" | "h" | "d" | undefined;
}

export interface ReconnectInput {
  readonly policy: BackoffPolicy["policy"];
  /** For `fixed`. Default 5s. */
  readonly delay?: string | undefined;
  /** For the others. Default 1s. */
  readonly base?: string | undefined;
  /** For the others. Default 1m. */
  readonly cap?: string | undefined;
  /** Default: for ever. */
  readonly attempts?: number | undefined;
}

export interface TelemetryInput {
  /** A fixed interval instead of reports by physics. */
  readonly every?: string | DrawInput<string> | undefined;
  /** Whether samples are acknowledged and sent again until they are. Default false. */
  readonly ack?: boolean | undefined;
  /** Samples and events kept while offline. Default 32. */
  readonly buffer?: number | undefined;
  /** Of `every`: whether its grid begins at each device's own start or at the full interval of the clock. Default boot. */
  readonly align?: "boot" | "clock" | undefined;
}

/** How right the devices' own clocks are. */
export interface DeviceClockInput {
  /** Whether its crystal is a few ppm off. Default typical. */
  readonly drift?: "typical" | "none" | undefined;
  /** Ahead of true time, always: a duration; with a minus behind. Default 0s. */
  readonly skew?: string | DrawInput<string> | undefined;
  /** What it shows after power-on until its first synchronisation. Default true-time. */
  readonly start?: "true-time" | "epoch" | undefined;
}

/** The load of all groups together, or of groups by their names; `others` are those that are not named. */
export type LoadInput = readonly PhaseInput[] | Readonly<Record<string, readonly PhaseInput[]>>;

/** Exactly one of `ramp` (with `over` or `rate`), `hold`, `step`, `spike` (with `for`) and `wave` (with `for`). */
export interface PhaseInput {
  /** How many devices shall be connected at its end: a share of the fleet, or a number. */
  readonly ramp?: string | number | undefined;
  /** Of a ramp: how long it takes. Of a spike: each of its flanks, default 0s. */
  readonly over?: string | undefined;
  /** Of a ramp: devices per time, such as `50/s`, instead of `over`. */
  readonly rate?: string | undefined;
  readonly hold?: string | undefined;
  /** Of a hold. */
  readonly churn?: ChurnInput | undefined;
  /** At once so many are connected. */
  readonly step?: string | number | undefined;
  /** So many for a while, then as many as before. */
  readonly spike?: string | number | undefined;
  readonly wave?: WaveInput | undefined;
  /** Of a spike or a wave: how long it takes in all. */
  readonly for?: string | undefined;
}

/** A share of those that are there leaves in every round and comes back. */
export interface ChurnInput {
  readonly share: string;
  /** Length of a round. */
  readonly every: string;
  readonly away: string | DrawInput<string>;
}

/** Up and down again, as a sine does. */
export interface WaveInput {
  /** Default: as many as there are when it begins. */
  readonly from?: string | number | undefined;
  readonly to: string | number;
  readonly period: string;
}

/** When (one of `at`, `every`, `between`, `after`, `when`), whom it concerns (`select`), and an action, or several under `do`. */
export interface StepInput extends Omit<ActionInput, "wait"> {
  readonly name?: string | undefined;
  readonly at?: string | undefined;
  readonly every?: string | undefined;
  /** Of `every`. Default: the end of the run. */
  readonly until?: string | undefined;
  /** A random time from the first to the second. */
  readonly between?: readonly [from: string, to: string] | undefined;
  /** The name of another step, or of a mark. */
  readonly after?: string | undefined;
  /** Of `after`: how much later. Default 0s. */
  readonly wait?: LengthInput | undefined;
  /** A CEL expression, bool. Beside it, `for` says how long it must have held. */
  readonly when?: string | undefined;
  /** Of `when`: not again when it becomes true again. Default false. */
  readonly once?: boolean | undefined;
  readonly select?: SelectInput | undefined;
  readonly do?: ActionInput | readonly ActionInput[] | undefined;
}

/** What a device does: an action, several one after the other, or either under a condition. */
export type ScriptInput = ConditionalScriptInput | readonly ActionInput[];

/** An action of its own, or `do`. */
export interface ConditionalScriptInput extends Omit<ActionInput, "wait"> {
  /** A CEL expression over `device`, `home`, `run` and `event`, bool: whether it is done this time. */
  readonly where?: string | undefined;
  readonly do?: ActionInput | readonly ActionInput[] | undefined;
}

/** Exactly one action, with the keys that go with it. */
export interface ActionInput {
  readonly command?: string | undefined;
  readonly http?: HttpRequestInput | undefined;
  readonly act?: string | undefined;
  readonly fault?: string | undefined;
  readonly world?: WorldAction["act"] | undefined;
  readonly disconnect?: "clean" | "abrupt" | undefined;
  readonly reboot?: true | undefined;
  readonly mark?: string | undefined;
  /** A template. */
  readonly log?: string | undefined;
  /** Ends the run: at will, for a reason, or as failed. */
  readonly stop?: true | string | { readonly fail: string } | undefined;
  /** The name that stands for a function of a scenario in TypeScript; not for people. */
  readonly function?: string | undefined;
  /** The next action of the list comes so much later. */
  readonly wait?: LengthInput | undefined;
  /** Of a command or an act. */
  readonly args?: Readonly<Record<string, ArgumentInput>> | undefined;
  /** Of a fault, a disconnection or what happens to the world. */
  readonly for?: LengthInput | undefined;
  /** Of a heat wave or a cold snap, in kelvin. Default 8. */
  readonly by?: number | undefined;
  /** Of a command. Default: the built-in server. */
  readonly via?: "server" | { readonly http: HttpRequestInput } | undefined;
}

/** A threshold on the figures of the run; or exactly one of `that`, `always`, `never`, `eventually`. */
export type ExpectationInput =
  | string
  | {
      /** A threshold on the figures of the last `over`, looked at every second. */
      readonly that?: string | undefined;
      /** CEL conditions, on each selected device, on the homes of the selected devices, or on the run. */
      readonly always?: string | undefined;
      readonly never?: string | undefined;
      readonly eventually?: string | undefined;
      /** For how long on end it has to be otherwise to be broken; of `eventually`, for how long on end it has to hold. */
      readonly for?: string | undefined;
      /** Of `that`. Default 10s. */
      readonly over?: string | undefined;
      /** Of conditions: from each time that this mark or step happens. Default: the start of the run. */
      readonly after?: string | undefined;
      /** Of conditions: for how long from then on. Default: to the end of the run. */
      readonly within?: string | undefined;
      /** Of conditions. */
      readonly select?: SelectInput | undefined;
      /** Whether the run ends, and fails, as soon as it is broken. Default false. */
      readonly abort?: boolean | undefined;
    };

export interface SelectInput {
  readonly kind?: string | undefined;
  readonly group?: string | undefined;
  /** `*` stands for any characters. */
  readonly id?: string | undefined;
  /** Counted from 0. */
  readonly home?: number | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** A semver range, such as `>=1.4 <2`. */
  readonly firmware?: string | undefined;
  /** A CEL expression, bool, looked at when the step happens. */
  readonly where?: string | undefined;
  /** `20%` of the devices, or `20% of homes`. */
  readonly share?: string | undefined;
  readonly count?: number | undefined;
}

/** Exactly one of `get`, `post`, `put`, `patch`, `delete`: the url. Texts are templates. */
export interface HttpRequestInput {
  readonly get?: string | undefined;
  readonly post?: string | undefined;
  readonly put?: string | undefined;
  readonly patch?: string | undefined;
  readonly delete?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For a command by default `{"name":"{command}","args":{args}}`, else nothing. */
  readonly body?: string | undefined;
  /** The statuses that are right. Default: any of 200..299. */
  readonly expect?: number | readonly number[] | undefined;
}

/** A length of time such as `30s`, or how to draw one. */
export type LengthInput = string | DrawInput<string>;

/** A value, a template, or how to draw a number. */
export type ArgumentInput = Value | DrawInput<number>;
