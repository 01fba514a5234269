/**
 * JSON-RPC to neutral messages, as an onlooker reads it: who listens in answers nothing and complains of nothing.
 *
 * 1. Total: what is not of the native protocol, or lacks what its neutral form cannot do without, is `undefined`.
 * 2. Members that the neutral form has no place for are left out; the tape notices that, and keeps the JSON as well.
 */
import type { Sample } from "../../wire/protocol/message.ts";
import { failureCodes, leavingCode, notJson, notRequest } from "../../wire/protocol/native/error-codes.ts";
import { isObject } from "../../wire/protocol/native/json-value.ts";
import { deviceMethods, serverMethods } from "../../wire/protocol/native/methods.ts";
import type { DownMessage, Introduction, Members, Ref, UpMessage } from "./neutral-message.ts";

/** What a request was about, for who sees its answer. */
export type Asked = (ref: Ref) => string | undefined;

/** @param asked what the server asked for under an id. */
export function readUp(json: unknown, asked: Asked): UpMessage | undefined {
  if (!isObject(json) || json["jsonrpc"] !== "2.0" || !isRefOrNone(json["id"])) return undefined;
  const { id: ref, method, params } = json;
  if (typeof method === "string") return readReport(ref, method, params);
  return ref === undefined ? undefined : readAnswer(ref, json, asked(ref));
}

/** @param asked what the device asked for under an id. */
export function readDown(json: unknown, asked: Asked): DownMessage | undefined {
  if (!isObject(json) || json["jsonrpc"] !== "2.0" || !isRefOrNone(json["id"])) return undefined;
  const { id: ref, method, params } = json;
  if (typeof method === "string") return readRequest(ref, method, params);
  if (ref === undefined) return undefined;
  const to = asked(ref);
  if (to !== "hello" && to !== "telemetry" && to !== "backlog") return undefined;
  const { error, result } = json;
  if (isObject(error)) {
    const { code, message, data } = error;
    if (typeof code !== "number" || typeof message !== "string") return undefined;
    return { type: "refusal", ref, to, code, message, ...(data !== undefined && { data }) };
  }
  if (!isObject(result)) return undefined;
  return to === "hello" ? readWelcome(ref, result) : { type: "acknowledged", ref };
}

function readReport(ref: Ref | undefined, method: string, params: unknown): UpMessage | undefined {
  if (!isObject(params)) return undefined;
  const withRef = ref === undefined ? {} : { ref };
  const { ts: time, dup } = params;
  const again = dup === true ? { again: true as const } : {};
  switch (method) {
    case deviceMethods.hello:
      return readHello(ref, params);
    case deviceMethods.telemetry:
      return isSample(params) ? { type: "telemetry", ...withRef, ...readSample(params), ...again } : undefined;
    case deviceMethods.batch: {
      const { samples } = params;
      if (!Array.isArray(samples) || !samples.every(isSample)) return undefined;
      return { type: "backlog", ...withRef, samples: samples.map(readSample), ...again };
    }
    case deviceMethods.state: {
      const { version, patch, cause } = params;
      if (!isNumber(version) || !isObject(patch) || typeof cause !== "string" || !isNumber(time)) return undefined;
      return { type: "state", version, values: patch, cause, time } as UpMessage;
    }
    case deviceMethods.event: {
      const { id, name, severity, data } = params;
      if (typeof id !== "string" || typeof name !== "string" || typeof severity !== "string") return undefined;
      if (!isNumber(time) || !isObject(data)) return undefined;
      return { type: "event", id, time, name, severity, data } as UpMessage;
    }
    case deviceMethods.bye: {
      const { reason } = params;
      return typeof reason === "string" ? { type: "goodbye", reason, ...(isNumber(time) && { time }) } : undefined;
    }
    default:
      return undefined;
  }
}

const introductionTexts = {
  kind: "type",
  model: "model",
  firmware: "fw",
  hardware: "hw",
  serial: "serial",
  mac: "mac",
  name: "name",
  room: "room",
} as const;

function readHello(ref: Ref | undefined, params: Members): UpMessage | undefined {
  const { device: id, labels, boot: boots, reason, ts: time, caps: commands, state } = params;
  if (typeof id !== "string") return undefined;
  const texts: Record<string, string> = {};
  for (const [name, member] of Object.entries(introductionTexts)) {
    const text = params[member];
    if (typeof text === "string") texts[name] = text;
  }
  const identity: Introduction = { id, ...texts, ...(isObject(labels) && { labels }) };
  return {
    type: "hello",
    ...(ref !== undefined && { ref }),
    identity,
    ...(isNumber(boots) && { boots }),
    ...(typeof reason === "string" && { reason }),
    ...(isNumber(time) && { time }),
    ...(Array.isArray(commands) && commands.every((one) => typeof one === "string") && { commands }),
    ...(isVersion(state, "reported") && { state: { version: state.version, values: state.reported } }),
  };
}

const failureWords: ReadonlyMap<number, string> = new Map([
  ...Object.entries(failureCodes).map(([word, code]) => [code, word] as const),
  [leavingCode, "leaving"],
  [notJson, "malformed"],
  [notRequest, "malformed"],
]);

function readAnswer(ref: Ref, { result, error }: Members, asked: string | undefined): UpMessage | undefined {
  const about = { type: "answer" as const, ref, ...(asked !== undefined && { to: asked }) };
  if (isObject(result)) return { ...about, ok: true, result };
  if (!isObject(error)) return undefined;
  const { code, message, data } = error;
  const word = isNumber(code) ? failureWords.get(code) : undefined;
  if (word === undefined || typeof message !== "string") return undefined;
  const path = isObject(data) && typeof data["path"] === "string" ? { path: data["path"] } : {};
  return { ...about, ok: false, failure: word, message, ...path } as UpMessage;
}

function readWelcome(ref: Ref, result: Members): DownMessage {
  const { session, heartbeatSec, time, desired, telemetry } = result;
  const acknowledge = isObject(telemetry) ? telemetry["ack"] : undefined;
  return {
    type: "welcome",
    ref,
    ...(typeof session === "string" && { session }),
    ...(isNumber(heartbeatSec) && { heartbeat: heartbeatSec * 1_000 }),
    ...(isNumber(time) && { time }),
    ...(isVersion(desired, "patch") && { desired: { version: desired.version, values: desired.patch } }),
    ...(typeof acknowledge === "boolean" && { acknowledge }),
  };
}

function readRequest(ref: Ref | undefined, method: string, params: unknown): DownMessage | undefined {
  const withRef = ref === undefined ? {} : { ref };
  const members = params ?? {};
  if (!isObject(members)) return undefined;
  if (method.startsWith(serverMethods.command)) {
    const { args, deadline } = members;
    return {
      type: "command",
      ...withRef,
      name: method.slice(serverMethods.command.length),
      ...(isObject(args) && { args }),
      ...(isNumber(deadline) && { deadline }),
    };
  }
  switch (method) {
    case serverMethods.desired:
      return isVersion(members, "patch")
        ? { type: "desired", ...withRef, version: members.version, values: members.patch }
        : undefined;
    case serverMethods.configure:
      return { type: "configure", ...withRef, values: members };
    case serverMethods.query:
      return { type: "query", ...withRef };
    case serverMethods.reboot:
      return { type: "reboot", ...withRef };
    case serverMethods.ping:
      return { type: "ping", ...withRef };
    default:
      return undefined;
  }
}

function isSample(value: unknown): value is Members {
  return isObject(value) && isNumber(value["ts"]) && isNumber(value["seq"]) && isObject(value["values"]);
}

function readSample({ ts, seq, values }: Members): Sample {
  return { time: ts, seq, values } as Sample;
}

function isVersion<Name extends string>(
  value: unknown,
  values: Name,
): value is { readonly version: number } & Readonly<Record<Name, Members>> {
  return isObject(value) && isNumber(value["version"]) && isObject(value[values]);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isRefOrNone(value: unknown): value is Ref | undefined {
  return value === undefined || value === null || typeof value === "string" || typeof value === "number";
}
