/** `device.hello` as the server reads it: only the device's id is needed, so that a server can be tried with a few lines of code. */
import type { HubLimits } from "./hub-limits.ts";
import { isObject, type JsonObject, rpcCode, type RpcError } from "./json-rpc.ts";

/** Who a device says it is. Texts it did not send are empty. */
export interface Introduction {
  readonly id: string;
  readonly kind: string;
  readonly model: string;
  readonly firmware: string;
  readonly hardware: string;
  readonly serial: string;
  readonly mac: string;
  readonly name: string;
  readonly room: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Commands it understands. */
  readonly commands: readonly string[];
  readonly boot: number;
  readonly bootReason: string;
}

export interface Hello extends Introduction {
  /** All its state attributes; absent when it did not say. */
  readonly state?: { readonly version: number; readonly reported: JsonObject };
}

const longestId = 128;
const longestText = 256;

const texts = {
  kind: "type",
  model: "model",
  firmware: "fw",
  hardware: "hw",
  serial: "serial",
  mac: "mac",
  name: "name",
  room: "room",
  bootReason: "reason",
} as const;

/** Reads the params of `device.hello`, or says what is wrong with them. */
export function readHello(params: JsonObject, limits: HubLimits): Hello | RpcError {
  const id = params["device"];
  if (typeof id !== "string" || id === "" || id.length > longestId) {
    return misfit("/params/device", `expected device to be an id of 1 to ${longestId} characters`);
  }
  const read: Record<string, string> = {};
  for (const [field, member] of Object.entries(texts)) {
    const text = params[member] ?? "";
    if (typeof text !== "string" || text.length > longestText) {
      return misfit(`/params/${member}`, `expected ${member} to be a text of at most ${longestText} characters`);
    }
    read[field] = text;
  }
  const boot = params["boot"] ?? 0;
  if (!isCount(boot)) return misfit("/params/boot", "expected boot to be a whole number from 0");
  const commands = readCommands(params["caps"] ?? [], limits);
  if (commands === undefined) return misfit("/params/caps", "expected caps to be a list of command names");
  const labels = readLabels(params["labels"] ?? {}, limits);
  if (labels === undefined) return misfit("/params/labels", "expected labels to be an object of texts");
  const introduction = { ...(read as Record<keyof typeof texts, string>), id, boot, commands, labels };
  const state = params["state"] ?? undefined;
  if (state === undefined) return introduction;
  if (!isObject(state) || !isCount(state["version"]) || !isObject(state["reported"])) {
    return misfit("/params/state", "expected state to have a version, a whole number from 0, and an object reported");
  }
  return { ...introduction, state: { version: state["version"], reported: state["reported"] } };
}

/** Whether `value` is a whole number from 0. */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** The error for params that do not fit; `path` is a JSON Pointer into the request. */
export function misfit(path: string, message: string): RpcError {
  return { code: rpcCode.params, message, data: { path } };
}

function readCommands(value: unknown, limits: HubLimits): readonly string[] | undefined {
  const fits = Array.isArray(value) && value.length <= limits.values && value.every(isShortText);
  return fits ? (value as string[]) : undefined;
}

function readLabels(value: unknown, limits: HubLimits): Readonly<Record<string, string>> | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  const fits = entries.length <= limits.values && entries.every((entry) => entry.every(isShortText));
  return fits ? (Object.fromEntries(entries) as Record<string, string>) : undefined;
}

function isShortText(value: unknown): boolean {
  return typeof value === "string" && value.length <= longestText;
}
