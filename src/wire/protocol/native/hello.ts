/**
 * The introduction: what the device says of itself, and what the server's answer means.
 *
 * 1. Any result accepts the device. A member of the wrong type is as good as absent, and reported as a fault.
 * 2. An error says whether, and when, the device may come back.
 */
import { millis, seconds, type Duration } from "../../../kernel/time.ts";
import type { DeviceView, Verdict } from "../adapter.ts";
import { reconnectAfter } from "../refusal.ts";
import type { RpcError } from "./decode.ts";
import { failureCodes, helloRefusals, notRequest } from "./error-codes.ts";
import { isObject } from "./json-value.ts";
import { readDesired } from "./server-requests.ts";

export function helloParams(device: DeviceView): Readonly<Record<string, unknown>> {
  const { id, kind, model, firmware, hardware, serial, mac, name, room, labels } = device.identity;
  const { version, values } = device.reported();
  return {
    device: id,
    type: kind,
    model,
    fw: firmware,
    hw: hardware,
    serial,
    mac,
    name,
    room,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    boot: device.boots,
    reason: device.bootReason,
    ts: device.time(),
    caps: device.commands,
    state: { version, reported: values },
  };
}

/** The answer to hello. */
export interface Welcome {
  readonly heartbeat?: Duration;
  readonly acknowledge?: boolean;
  /** The server's clock, milliseconds since 1970. */
  readonly time?: number;
  readonly desired?: { readonly version: number; readonly values: Readonly<Record<string, unknown>> };
  readonly faults: readonly string[];
}

export function readWelcome(result: unknown): Welcome {
  if (!isObject(result)) return { faults: [] };
  const { heartbeatSec, time, desired, telemetry } = result;
  const acknowledge = isObject(telemetry) ? telemetry["ack"] : telemetry;
  const wanted = isObject(desired) ? readDesired(desired, "/result/desired") : undefined;
  const faults: string[] = [];
  const fits = (value: unknown, fit: boolean, path: string, expected: string): boolean => {
    if (!fit && value !== undefined && value !== null) faults.push(`expected /result/${path} to be ${expected}`);
    return fit;
  };
  return {
    ...(fits(heartbeatSec, isHeartbeat(heartbeatSec), "heartbeatSec", "0, or 1 to 86400 seconds") && {
      heartbeat: seconds(heartbeatSec as number),
    }),
    ...(fits(time, typeof time === "number", "time", "milliseconds since 1970") && { time: time as number }),
    ...(fits(acknowledge, typeof acknowledge === "boolean", "telemetry/ack", "true or false") && {
      acknowledge: acknowledge as boolean,
    }),
    ...(fits(desired, wanted?.type === "desired", "desired", "a version and a patch") &&
      wanted?.type === "desired" && { desired: { version: wanted.version, values: wanted.values } }),
    faults,
  };
}

/** How to go on after the server answered hello with an error. */
export function verdictOfHello(error: RpcError): Verdict {
  const said = `(device.hello was answered with error ${error.code}${error.message === "" ? "" : `, ${error.message}`})`;
  switch (error.code) {
    case helloRefusals.unauthorized:
      return { act: "stop", why: `unauthorized ${said}` };
    case helloRefusals.unknownDevice:
      return { act: "stop", why: `unknown device ${said}` };
    case notRequest:
    case failureCodes.unknown:
    case failureCodes.invalid:
      // The next hello would be the same.
      return { act: "stop", why: `the server does not understand hello; "hello: notify" may help ${said}` };
    default:
      return reconnectAfter(readRetryAfterMs(error.data));
  }
}

function readRetryAfterMs(data: unknown): Duration | undefined {
  const wait = isObject(data) ? data["retryAfterMs"] : undefined;
  return typeof wait === "number" && wait >= 0 ? millis(wait) : undefined;
}

const longestHeartbeat = 86_400;

function isHeartbeat(value: unknown): boolean {
  return typeof value === "number" && (value === 0 || (value >= 1 && value <= longestHeartbeat));
}
