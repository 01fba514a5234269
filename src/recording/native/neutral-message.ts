/**
 * A message of the native protocol as a tape holds it: neutral, so that it reads, and may be replayed, as what it means.
 *
 * 1. Names, values and times are those of `wire/protocol/message.ts`; times are the speaker's own clock, milliseconds since 1970.
 * 2. `ref` is the JSON-RPC id: of a request, or of the request that is answered. Absent in a notification.
 * 3. An answer is told by the request that it answers, which came before it on the same connection.
 */
import type { DeviceEvent, RequestFailure, Sample, StatePatch } from "../../wire/protocol/message.ts";

export type Ref = string | number | null;
export type Members = Readonly<Record<string, unknown>>;

/** Who a device says it is. What it did not say is absent. */
export interface Introduction {
  readonly id: string;
  readonly kind?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly hardware?: string;
  readonly serial?: string;
  readonly mac?: string;
  readonly name?: string;
  readonly room?: string;
  readonly labels?: Members;
}

/** From the device. */
export type UpMessage =
  | {
      readonly type: "hello";
      readonly ref?: Ref;
      readonly identity: Introduction;
      readonly boots?: number;
      readonly reason?: string;
      readonly time?: number;
      readonly commands?: readonly string[];
      readonly state?: { readonly version: number; readonly values: Members };
    }
  | ({ readonly type: "telemetry"; readonly ref?: Ref; readonly again?: true } & Sample)
  | { readonly type: "backlog"; readonly ref?: Ref; readonly again?: true; readonly samples: readonly Sample[] }
  | ({ readonly type: "state" } & StatePatch)
  | ({ readonly type: "event" } & DeviceEvent)
  | { readonly type: "goodbye"; readonly reason: string; readonly time?: number }
  /** Answers a request of the server; `to` is what was asked: a command's name, or `desired`, `query`, ... */
  | { readonly type: "answer"; readonly ref: Ref; readonly to?: string; readonly ok: true; readonly result: Members }
  | {
      readonly type: "answer";
      readonly ref: Ref;
      readonly to?: string;
      readonly ok: false;
      readonly failure: RequestFailure | "leaving" | "malformed";
      readonly message: string;
      /** JSON Pointer to the member at fault. */
      readonly path?: string;
    };

/** From the server. */
export type DownMessage =
  | {
      readonly type: "welcome";
      readonly ref: Ref;
      readonly session?: string;
      /** Milliseconds. */
      readonly heartbeat?: number;
      readonly time?: number;
      readonly desired?: { readonly version: number; readonly values: Members };
      readonly acknowledge?: boolean;
    }
  /** Telemetry arrived. */
  | { readonly type: "acknowledged"; readonly ref: Ref }
  /** Hello or telemetry was refused. `to` is which. */
  | {
      readonly type: "refusal";
      readonly ref: Ref;
      readonly to: "hello" | "telemetry" | "backlog";
      readonly code: number;
      readonly message: string;
      readonly data?: unknown;
    }
  | {
      readonly type: "command";
      readonly ref?: Ref;
      readonly name: string;
      readonly args?: Members;
      readonly deadline?: number;
    }
  | { readonly type: "desired"; readonly ref?: Ref; readonly version: number; readonly values: Members }
  | { readonly type: "configure"; readonly ref?: Ref; readonly values: Members }
  | { readonly type: "query" | "reboot" | "ping"; readonly ref?: Ref };

export type NeutralMessage = UpMessage | DownMessage;
