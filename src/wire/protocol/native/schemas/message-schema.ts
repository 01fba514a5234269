/**
 * A message as JSON Schema, and the envelopes that JSON-RPC 2.0 puts around each.
 *
 * Schemas are open: members may be added within a version, and whoever reads a message ignores what it does not know.
 */
import { ref, type JsonSchema } from "./value-schemas.ts";

export interface MessageSchema {
  readonly title: string;
  readonly summary: string;
  readonly payload: JsonSchema;
  readonly example: Readonly<Record<string, unknown>>;
}

/** What always is a notification. */
export function notification(method: string, params: JsonSchema): JsonSchema {
  return envelope(["method", "params"], { method: { const: method }, params });
}

/** A call of the device: with an id it is a request, without a notification. */
export function callOfDevice(method: string, params: JsonSchema): JsonSchema {
  return envelope(["method", "params"], { id: ref("deviceId"), method: { const: method }, params });
}

/** A call of the server: with an id it is a request, without a notification. */
export function callOfServer(method: JsonSchema, params: JsonSchema, needsParams: boolean): JsonSchema {
  return envelope(needsParams ? ["method", "params"] : ["method"], { id: ref("serverId"), method, params });
}

/** @param id of the request it answers. */
export function result(id: "deviceId" | "serverId", schema: JsonSchema): JsonSchema {
  return envelope(["id", "result"], { id: ref(id), result: schema });
}

/** @param id of the request it answers. */
export function failure(id: "deviceId" | "serverId", error: JsonSchema): JsonSchema {
  return envelope(["id", "error"], { id: ref(id), error });
}

function envelope(required: readonly string[], properties: JsonSchema): JsonSchema {
  return {
    type: "object",
    required: ["jsonrpc", ...required],
    properties: { jsonrpc: { const: "2.0" }, ...properties },
  };
}
