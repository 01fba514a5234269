/**
 * Text to JSON-RPC 2.0 messages. Pure, and total: whatever the text, the answer is a value.
 *
 * 1. What has `result` or `error` is a response, or else malformed; it is never taken for a request, so it is never answered.
 * 2. Nesting is judged before parsing; a key `__proto__`, however it is written, is as if it were not there.
 * 3. An id is a text of bounded length or a number that a double holds exactly: it must come back as it was sent.
 *
 * Source: https://www.jsonrpc.org/specification (§4 request, §5 response, §6 batch).
 */
import { internalError, notJson, notRequest } from "./error-codes.ts";
import { isObject, quote } from "./json-value.ts";
import { limits } from "./limits.ts";
import { nestsDeeper } from "./nesting.ts";

export type RequestId = string | number;

/** An error as JSON-RPC 2.0 §5.1 has it; what is missing or of the wrong type is filled in. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

export type RpcMessage =
  /** `params` is whatever was there, or `undefined`. An id of null is a request too (§4), though a discouraged one. */
  | { readonly type: "request"; readonly id: RequestId | null; readonly method: string; readonly params: unknown }
  | { readonly type: "notification"; readonly method: string; readonly params: unknown }
  | { readonly type: "result"; readonly id: RequestId | null; readonly result: unknown }
  | { readonly type: "error"; readonly id: RequestId | null; readonly error: RpcError }
  | {
      readonly type: "malformed";
      /** -32700 or -32600. */
      readonly code: number;
      readonly detail: string;
      readonly id: RequestId | null;
      /** A request, apart from its fault, with an id to answer under; a stray, which may be answered; or a response, which must not. */
      readonly kind: "request" | "stray" | "response";
    };

export type Decoded =
  | RpcMessage
  /** Never empty. */
  | { readonly type: "batch"; readonly entries: readonly RpcMessage[] };

export function decode(text: string): Decoded {
  if (nestsDeeper(text, limits.depth)) return stray(notRequest, `expected at most ${limits.depth} levels of nesting`);
  let message: unknown;
  try {
    message = mayNamePrototype.test(text) ? JSON.parse(text, withoutPrototype) : JSON.parse(text);
  } catch {
    return stray(notJson, `expected JSON, found ${quote(text)}`);
  }
  if (!Array.isArray(message)) return classify(message);
  if (message.length === 0) return stray(notRequest, "expected a batch with entries, found an empty one");
  if (message.length > limits.batchLength) {
    return stray(notRequest, `expected at most ${limits.batchLength} entries in a batch, found ${message.length}`);
  }
  return { type: "batch", entries: message.map(classify) };
}

/** An escape may spell any character, so it may spell the name too. */
const mayNamePrototype = /__proto__|\\u/;

function withoutPrototype(key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}

function classify(message: unknown): RpcMessage {
  if (!isObject(message)) return stray(notRequest, "expected a JSON-RPC 2.0 message");
  const { jsonrpc, id, method, params, result, error } = message;
  const hasId = id !== undefined;
  const usableId = isRequestId(id) ? id : null;
  const isResponse = result !== undefined || error !== undefined;
  const malformed = (detail: string): RpcMessage => ({
    type: "malformed",
    code: notRequest,
    detail,
    id: usableId,
    kind: isResponse ? "response" : method !== undefined && usableId !== null ? "request" : "stray",
  });

  if (jsonrpc !== "2.0") return malformed('expected "jsonrpc":"2.0"');
  if (hasId && id !== null && usableId === null) {
    return malformed(`expected the id to be a number or a text of at most ${limits.idLength} characters`);
  }
  if (isResponse) {
    if (method !== undefined) return malformed("expected a request or a response, found both");
    if (!hasId) return malformed("expected a response to have an id");
    // JSON-RPC 1.0 peers send both, the one that does not apply being null.
    if (error === undefined || error === null) return { type: "result", id: usableId, result };
    return { type: "error", id: usableId, error: readError(error) };
  }
  if (typeof method !== "string") return malformed("expected the method to be a text");
  return hasId ? { type: "request", id: usableId, method, params } : { type: "notification", method, params };
}

function stray(code: number, detail: string): RpcMessage {
  return { type: "malformed", code, detail, id: null, kind: "stray" };
}

function isRequestId(id: unknown): id is RequestId {
  if (typeof id === "string") return id.length <= limits.idLength;
  return typeof id === "number" && Math.abs(id) <= Number.MAX_SAFE_INTEGER;
}

function readError(error: unknown): RpcError {
  const { code, message, data } = isObject(error) ? error : {};
  return {
    code: typeof code === "number" ? code : internalError,
    message: typeof message === "string" ? message.slice(0, limits.quoteLength) : "",
    data,
  };
}
