/**
 * A message of the tape as a copy of its device says it now.
 *
 * 1. Of the device's own methods in the native protocol, known members change: the request's id, times of day, and in later rounds the
 *    counts and ids that only rise over a device's life (`boot`, `version`, event ids), so that a server does not take them for old.
 * 2. Everywhere in texts the recorded device's names become the copy's; JSON of other protocols stays as it was written otherwise.
 * 3. Where a secret was taken out and a value is given for its name, the value stands there.
 * 4. Binary messages stay as they are.
 */
import { redactedText } from "../recording/redaction/secret-names.ts";
import { deviceMethods, isDeviceMethod } from "../wire/protocol/native/methods.ts";
import { type Copy, fill } from "./copy.ts";
import type { RecordedDevice } from "./recorded-device.ts";
import { type Frame, isMembers, type Members, type RpcId } from "./tape-frame.ts";
import { shiftedTimes } from "./wall-time.ts";

export interface Telling {
  readonly copy: Copy;
  /** From the tape's time of day to now's, milliseconds. */
  readonly timeShift: number;
  /** From 0. */
  readonly round: number;
  /** For members whose secret was taken out, by name. */
  readonly members: ReadonlyMap<string, string>;
}

/** @param id of the request on this connection, where the message is one of the native protocol. */
export function retold(frame: Exclude<Frame, { kind: "omitted" }>, telling: Telling, id?: RpcId): string | Uint8Array {
  const { copy } = telling;
  switch (frame.kind) {
    case "binary":
      return frame.bytes;
    case "text":
      return copy.swap.text(frame.text);
    case "json": {
      const { rpc, value } = frame;
      const hides = telling.members.size > 0 && frame.text.includes(redactedText);
      if (rpc !== undefined && "method" in rpc && isDeviceMethod(rpc.method) && isMembers(rpc.params)) {
        const params = retoldParams(rpc.method, rpc.params, telling);
        const told = { ...(value as Members), ...(id !== undefined && { id }), params };
        return JSON.stringify(hides ? revealed(told, telling) : told);
      }
      return hides ? JSON.stringify(revealed(copy.swap.value(value), telling)) : copy.swap.json(frame.text);
    }
  }
}

/** Whether a request's id may be another than on the tape: only where the whole message is understood. */
export function mayRenumber(method: string): boolean {
  return isDeviceMethod(method);
}

function retoldParams(method: string, recorded: Members, { copy, timeShift, round }: Telling): Members {
  const params = shiftedTimes(method, copy.swap.value(recorded) as Members, timeShift);
  return round === 0 ? params : inLaterLife(method, params, copy.device, round);
}

/** Each round is as long a piece of the device's life as the tape is. */
function inLaterLife(method: string, params: Members, { boots, versions }: RecordedDevice, round: number): Members {
  const lived = (count: unknown, { first, last }: RecordedDevice["boots"]): unknown =>
    typeof count === "number" ? count + round * (last - first + 1) : count;
  switch (method) {
    case deviceMethods.hello: {
      const { boot, state } = params;
      return {
        ...params,
        ...(boot !== undefined && { boot: lived(boot, boots) }),
        ...(isMembers(state) && { state: { ...state, version: lived(state["version"], versions) } }),
      };
    }
    case deviceMethods.state:
      return { ...params, version: lived(params["version"], versions) };
    case deviceMethods.event:
      return typeof params["id"] === "string" ? { ...params, id: `${params["id"]}-${round + 1}` } : params;
    default:
      return params;
  }
}

function revealed(value: unknown, telling: Telling): unknown {
  if (Array.isArray(value)) return value.map((entry) => revealed(entry, telling));
  if (!isMembers(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const given = member === redactedText ? telling.members.get(name) : undefined;
      return [name, given === undefined ? revealed(member, telling) : fill(given, telling.copy.words)];
    }),
  );
}
