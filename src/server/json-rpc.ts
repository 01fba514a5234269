/**
 * JSON-RPC 2.0 as the server reads it (jsonrpc.org/specification), in both roles: callee of the device and its caller.
 *
 * Written apart from the devices' own codec on purpose: what both sides got wrong in the same way would never be noticed.
 *
 * 1. Reading never throws: whatever arrives becomes a {@link Frame}.
 * 2. An id is a text of at most 128 characters, a safe integer, or null. Anything else is no id, and the message is no request.
 * 3. `params` are an object; absent or null means none; a list is refused.
 * 4. What has `result` or `error` is an answer and is never itself answered.
 */

export type Id = string | number | null;

export type JsonObject = Readonly<Record<string, unknown>>;

/** The error object of an answer. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export type Answer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: RpcError };

export type Frame =
  | { readonly type: "request"; readonly id: Id; readonly method: string; readonly params: JsonObject }
  | { readonly type: "notification"; readonly method: string; readonly params: JsonObject }
  | { readonly type: "answer"; readonly id: Id; readonly answer: Answer }
  /** A request or notification whose method is known but whose params are not an object; `id` is absent for a notification. */
  | { readonly type: "misfit"; readonly id?: Id; readonly error: RpcError }
  /** No JSON-RPC at all. `id` is the message's own where it has a usable one. */
  | { readonly type: "malformed"; readonly id: Id; readonly error: RpcError };

/** Codes of the specification, and those of the native protocol that a server may send. */
export const rpcCode = {
  parse: -32700,
  request: -32600,
  method: -32601,
  params: -32602,
  busy: -32003,
  /** Not before hello was answered, or not a second time. */
  rejected: -32012,
} as const;

const longestId = 128;

/** Reads the text of one frame: one message, or the messages of a batch. */
export function readFrames(text: string): Frame | readonly unknown[] {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return malformed(null, rpcCode.parse, "expected JSON, found something else");
  }
  return Array.isArray(message) ? message : readMessage(message);
}

/** Reads one message that has been parsed already. */
export function readMessage(message: unknown): Frame {
  if (!isObject(message)) return malformed(null, rpcCode.request, "expected a JSON-RPC message to be an object");
  const { id, method } = message;
  const named = id === undefined || isId(id);
  const usable = id === undefined || !named ? null : (id as Id);
  if (message["jsonrpc"] !== "2.0") return malformed(usable, rpcCode.request, 'expected "jsonrpc":"2.0"');
  if (!named) {
    return malformed(
      null,
      rpcCode.request,
      `expected id to be a text of at most ${longestId} characters or a whole number`,
    );
  }
  if (typeof method !== "string") return readAnswer(message, usable);
  const params = message["params"] ?? {};
  if (!isObject(params)) {
    const error = { code: rpcCode.params, message: "expected params to be an object", data: { path: "/params" } };
    return id === undefined ? { type: "misfit", error } : { type: "misfit", id: usable, error };
  }
  return id === undefined ? { type: "notification", method, params } : { type: "request", id: usable, method, params };
}

function readAnswer(message: JsonObject, id: Id): Frame {
  const error = message["error"];
  if (isObject(error) && Number.isSafeInteger(error["code"])) {
    return { type: "answer", id, answer: { ok: false, error: readError(error) } };
  }
  if (error !== undefined && error !== null) {
    const found = { code: rpcCode.request, message: "the device answered with an error that is not a JSON-RPC error" };
    return { type: "answer", id, answer: { ok: false, error: found } };
  }
  if (message["result"] !== undefined) return { type: "answer", id, answer: { ok: true, result: message["result"] } };
  return malformed(id, rpcCode.request, "expected method, result or error");
}

function readError(error: JsonObject): RpcError {
  const message = typeof error["message"] === "string" ? error["message"] : "";
  const base = { code: error["code"] as number, message };
  return error["data"] === undefined ? base : { ...base, data: error["data"] };
}

/** The text of a request of the server. */
export function requestText(id: string, method: string, params: JsonObject): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params });
}

/** An answer of the server, as it goes on the wire. */
export function answerMessage(id: Id, answer: Answer): JsonObject {
  return answer.ok ? { jsonrpc: "2.0", id, result: answer.result } : { jsonrpc: "2.0", id, error: answer.error };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is Id {
  if (typeof value === "string") return value.length <= longestId;
  return value === null || Number.isSafeInteger(value);
}

function malformed(id: Id, code: number, message: string): Frame {
  return { type: "malformed", id, error: { code, message } };
}
