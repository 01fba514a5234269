/**
 * A scenario as people write it: the language as TypeScript types. `scenario-schema.ts` says the same to a validator and
 * to editors; a plan (`plan.ts`) says what it means.
 *
 * Durations are texts such as `30s` or `1h30m`, shares texts such as `20%`. Optional keys may be `undefined`.
 */
import type { Distribution } from "../kernel/distribution.ts";
import type { Value } from "../device/field.ts";
import type { BackoffPolicy } from "../wire/link/backoff.ts";
import type { ClimateName } from "../world/climate.ts";
import type { Plan, TlsPlan } from "./plan.ts";

export interface ScenarioInput {
  /** Version of the language. */
  readonly flotilla: 1;
  /** For editors; means nothing to a run. */
  readonly $schema?: string | undefined;
  /** Letters, digits, dots, dashes and underscores. Default: the file's name. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
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
  readonly load?: readonly PhaseInput[] | undefined;
  /** Cuts the run, or stretches the last hold, to exactly this length. */
  readonly duration?: string | undefined;
  readonly timeline?: readonly StepInput[] | undefined;
  /** Conditions on the summary, such as `latency.connect p(99) < 500ms`. */
  readonly expect?: readonly string[] | undefined;
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
  /** `ws:` or `wss:`. A template: `{id}`, `{serial}`, `{kind}`, `{mac}`, `{home}`, `{index}`. */
  readonly url: string;
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
  /** Devices in each home. Default 1, unless there is a `count`. */
  readonly perHome?: Distribution | undefined;
  /** Devices in all, spread evenly over the homes. */
  readonly count?: number | undefined;
  /** Template: `{group}`, `{kind}`, `{number}`, `{index}`, `{home}`. Default `{group}-{number}`. */
  readonly id?: string | undefined;
  readonly settings?: Readonly<Record<string, Value>> | undefined;
  /** A version, or versions with their shares. Default 1.0.0. */
  readonly firmware?: string | Readonly<Record<string, string>> | undefined;
  readonly reconnect?: BackoffPolicy["policy"] | ReconnectInput | undefined;
  readonly telemetry?: TelemetryInput | undefined;
  readonly clock?: DeviceClockInput | undefined;
  /** Restarts of a device by itself, per day, on average. Default 0. */
  readonly crashesPerDay?: number | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
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
  readonly every?: string | undefined;
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
  readonly skew?: string | undefined;
  /** What it shows after power-on until its first synchronisation. Default true-time. */
  readonly start?: "true-time" | "epoch" | undefined;
}

/** Either `ramp` and `over`, or `hold`. */
export interface PhaseInput {
  /** How many devices shall be connected at its end: a share of the fleet, or a number. */
  readonly ramp?: string | number | undefined;
  readonly over?: string | undefined;
  readonly hold?: string | undefined;
}

/** When (`at`, `every`), one action, and whom it concerns (`select`). */
export interface StepInput {
  readonly name?: string | undefined;
  readonly at?: string | undefined;
  readonly every?: string | undefined;
  readonly select?: SelectInput | undefined;
  readonly command?: string | undefined;
  readonly act?: string | undefined;
  /** A fault of the kind, or `power-cut`. */
  readonly fault?: string | undefined;
  readonly disconnect?: "clean" | "abrupt" | undefined;
  readonly reboot?: true | undefined;
  readonly mark?: string | undefined;
  /** Of a command or an act. */
  readonly args?: Readonly<Record<string, Value>> | undefined;
  /** Of a fault, a power cut or a disconnection. */
  readonly for?: string | undefined;
  /** Of a command. Default: the built-in server. */
  readonly via?: "server" | { readonly http: HttpRouteInput } | undefined;
}

export interface SelectInput {
  readonly kind?: string | undefined;
  readonly group?: string | undefined;
  /** `*` stands for any characters. */
  readonly id?: string | undefined;
  /** Counted from 0. */
  readonly home?: number | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** `20%` of the devices, or `20% of homes`. */
  readonly share?: string | undefined;
  readonly count?: number | undefined;
}

/** Exactly one of `post`, `put`, `patch`: the url. */
export interface HttpRouteInput {
  readonly post?: string | undefined;
  readonly put?: string | undefined;
  readonly patch?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Template with `{command}` and `{args}` besides the device's. Default: `{"name":"{command}","args":{args}}`. */
  readonly body?: string | undefined;
}
