/** When a device says that something happened: where its messages of the native protocol hold a time of day. */
import { isMembers, type Members } from "./tape-frame.ts";

/** Milliseconds since 1970 by the device's clock; `undefined` when a message of this method holds no time of its sending. */
export function wallTimeOf(method: string, params: Members): number | undefined {
  switch (method) {
    case "device.hello":
    case "telemetry.report":
    case "state.report":
    case "event.report":
    case "device.bye":
      return timeIn(params);
    default:
      return undefined;
  }
}

/** @param shift milliseconds later. */
export function shiftedTimes(method: string, params: Members, shift: number): Members {
  const { ts, samples } = params;
  if (method === "telemetry.batch" && Array.isArray(samples)) {
    return {
      ...params,
      samples: samples.map((sample: unknown) => (isMembers(sample) ? shifted(sample, shift) : sample)),
    };
  }
  return ts === undefined || wallTimeOf(method, params) === undefined ? params : shifted(params, shift);
}

function shifted(members: Members, shift: number): Members {
  const time = timeIn(members);
  return time === undefined ? members : { ...members, ts: time + shift };
}

function timeIn({ ts }: Members): number | undefined {
  return typeof ts === "number" && Number.isSafeInteger(ts) ? ts : undefined;
}
