/**
 * What a message line of a tape puts on the wire, and what it is to JSON-RPC.
 *
 * 1. A text that is a JSON object or list is `json`: its value may be rewritten, its text is what was sent.
 * 2. Reading the same line twice gives equal frames; nobody changes a frame, they are shared by all copies of a device.
 */
import { frameOf } from "../recording/frame-of.ts";
import type { MessageLine } from "../recording/tape.ts";

export type Frame =
  | { readonly kind: "json"; readonly text: string; readonly value: unknown; readonly rpc: Rpc | undefined }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary"; readonly bytes: Uint8Array }
  /** The tape holds its size only. */
  | { readonly kind: "omitted" };

export type RpcId = string | number | null;

/** A JSON-RPC 2.0 message, told apart by its members; what it means is the protocol's business. */
export type Rpc =
  | { readonly type: "request"; readonly id: RpcId; readonly method: string; readonly params: unknown }
  | { readonly type: "notification"; readonly method: string; readonly params: unknown }
  | { readonly type: "result"; readonly id: RpcId; readonly result: unknown }
  | { readonly type: "error"; readonly id: RpcId; readonly error: unknown };

export type Members = Readonly<Record<string, unknown>>;

export function frameOnTape(line: MessageLine): Frame {
  const data = frameOf(line);
  if (data === undefined) return { kind: "omitted" };
  if (typeof data !== "string") return { kind: "binary", bytes: data };
  return readFrame(data, line.json);
}

/** @param known its JSON value, where somebody has parsed it already. */
export function readFrame(text: string, known?: unknown): Frame {
  const value = known ?? parse(text);
  if (typeof value !== "object" || value === null) return { kind: "text", text };
  return { kind: "json", text, value, rpc: readRpc(value) };
}

export function readRpc(value: unknown): Rpc | undefined {
  if (!isMembers(value) || value["jsonrpc"] !== "2.0") return undefined;
  const { id, method, params, result, error } = value;
  if (typeof method === "string") {
    return isId(id) ? { type: "request", id, method, params } : { type: "notification", method, params };
  }
  if (!isId(id)) return undefined;
  // Peers of JSON-RPC 1.0 send both, the one that does not apply being null.
  return error === undefined || error === null ? { type: "result", id, result } : { type: "error", id, error };
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(id: unknown): id is RpcId {
  return typeof id === "string" || typeof id === "number" || id === null;
}

/** Only what can be a message; a lone number or word is a text like any other. */
function parse(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
