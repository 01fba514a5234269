/**
 * Neutral messages: what device and server say to each other, whatever the wire format.
 *
 * Device models never see frames and protocols never see physics; both see these. Recordings hold them too.
 * Times are the device's own clock, integer milliseconds since 1970-01-01T00:00:00Z: they may be wrong, as real ones are.
 */
import type { Duration } from "../../kernel/time.ts";
import type { Columns } from "../../device/columns.ts";
import type { Value, Values } from "../../device/field.ts";
import type { Cause, Failure } from "../../device/kind.ts";

/** Measured values. `seq` rises by one per sample since the device booted. */
export interface Sample {
  readonly time: number;
  readonly seq: number;
  readonly values: Values;
  /** The same as a list beside its names, where it came as one: for who writes it down. */
  readonly columns?: Columns;
  readonly list?: readonly Value[];
}

/** State attributes that changed. `version` rises by one per patch over the device's life. */
export interface StatePatch {
  readonly time: number;
  readonly version: number;
  readonly values: Values;
  readonly cause: Cause;
}

export interface DeviceEvent {
  /** Unique within the device's life. */
  readonly id: string;
  readonly time: number;
  readonly name: string;
  readonly severity: "info" | "warning" | "error";
  readonly data: Values;
}

/** Names one request of the server on one connection. Opaque to everybody but the session that made it. */
export type RequestRef = unknown;

/** What became of a request. */
export type Outcome =
  | { readonly ok: true; readonly result: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      readonly failure: RequestFailure;
      readonly message: string;
      /** Name of the argument, attribute or setting at fault, where it is one. */
      readonly field?: string;
    };

export type RequestFailure =
  | Failure
  /** The device has no such command or method. */
  | "unknown"
  /** Arguments that do not fit their schema. */
  | "invalid"
  /** The device is restarting. */
  | "rebooting"
  /** Too many requests in progress. */
  | "overloaded"
  /** Not done before the request's deadline. */
  | "deadline";

/** What a session hands up to its device. */
export type Incoming =
  /** The server accepted the device. Only now may telemetry flow. */
  | {
      readonly type: "ready";
      /** How often to prove that the connection lives; absent leaves it to the device's own setting. */
      readonly heartbeat?: Duration;
      /** Whether the server wants telemetry acknowledged; absent leaves it to the device's own setting. */
      readonly acknowledge?: boolean;
    }
  | {
      readonly type: "command";
      readonly ref: RequestRef;
      readonly name: string;
      readonly args: Readonly<Record<string, unknown>>;
      /** Server's clock, milliseconds since 1970; after it an answer is of no use. */
      readonly deadline?: number;
    }
  /** In a request, or in the server's answer to the introduction; what is refused counts as not taken either way. */
  | {
      readonly type: "desired";
      readonly ref: RequestRef;
      readonly version: number;
      readonly values: Readonly<Record<string, unknown>>;
    }
  | { readonly type: "query"; readonly ref: RequestRef }
  | { readonly type: "configure"; readonly ref: RequestRef; readonly values: Readonly<Record<string, unknown>> }
  | { readonly type: "reboot"; readonly ref: RequestRef }
  /** A sample was acknowledged. */
  | { readonly type: "acknowledged"; readonly seq: number }
  /** Something that is not this protocol, or breaks its rules. */
  | { readonly type: "violation"; readonly detail: string }
  /** Well-formed, but nothing this device asked for or knows. */
  | { readonly type: "unhandled"; readonly detail: string };

export type { Value, Values };
