/**
 * The parts that messages are made of, as JSON Schema. A list of kinds makes some of them more exact: `kind-schemas.ts`.
 *
 * Plain data, in what draft-07 (AsyncAPI's dialect) and 2020-12 have in common.
 */
import { errorCodes } from "../error-codes.ts";
import { limits } from "../limits.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Where a part is found in the document. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const failures = new Set(errorCodes.flatMap(({ failure }) => (failure === undefined ? [] : [failure])));

export const valueSchemas: Readonly<Record<string, JsonSchema>> = {
  value: {
    type: ["number", "boolean", "string", "null"],
    description: "A value in natural units; null means unknown.",
  },
  time: { type: "integer", description: "Milliseconds since 1970-01-01T00:00:00Z by the device's clock." },
  deviceId: { type: "integer", minimum: 1, description: "Id of a request of the device." },
  serverId: {
    anyOf: [
      { type: "string", maxLength: limits.idLength },
      { type: "number", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      { type: "null" },
    ],
    description: "Id of a request of the server. Null is answered with null, but cannot be told from another.",
  },
  sequence: { type: "integer", minimum: 0, description: "Rises by one per sample; starts anew at each boot." },
  stateVersion: { type: "integer", minimum: 0, description: "Rises by one per patch over the device's life." },
  repetition: { const: true, description: "Present when this was sent before." },
  telemetryValues: { type: "object", additionalProperties: ref("value") },
  stateValues: { type: "object", additionalProperties: ref("value") },
  settingValues: { type: "object" },
  sample: {
    type: "object",
    required: ["ts", "seq", "values"],
    properties: {
      ts: ref("time"),
      seq: ref("sequence"),
      values: ref("telemetryValues"),
    },
  },
  event: {
    type: "object",
    required: ["id", "ts", "name", "severity", "data"],
    properties: {
      id: { type: "string", description: "Unique within the device's life." },
      ts: ref("time"),
      name: { type: "string" },
      severity: { enum: ["info", "warning", "error"] },
      data: { type: "object", additionalProperties: ref("value") },
    },
  },
  desired: {
    type: "object",
    required: ["version", "patch"],
    properties: {
      version: { type: "integer", minimum: 0 },
      patch: { type: "object", description: "Writable state attributes and the values they should have." },
    },
  },
  deviceError: {
    type: "object",
    required: ["code", "message", "data"],
    properties: {
      code: { enum: errorCodes.filter(({ sentBy }) => sentBy === "device").map(({ code }) => code) },
      message: { type: "string" },
      data: {
        type: "object",
        required: ["failure"],
        properties: {
          failure: { enum: [...failures] },
          path: { type: "string", description: "JSON Pointer to the part of the request at fault." },
        },
      },
    },
  },
  serverError: {
    type: "object",
    required: ["code", "message"],
    properties: {
      code: { type: "integer" },
      message: { type: "string" },
      data: {
        type: "object",
        properties: {
          retryAfterMs: { type: "number", minimum: 0, description: "When to come back, at the earliest." },
        },
      },
    },
  },
};
