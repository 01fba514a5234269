/**
 * The native protocol as an AsyncAPI 3.0 document, from the device's point of view: what it sends, what it receives, and
 * what answers what. Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
import type { Kind } from "../../../device/kind.ts";
import { closeCodes } from "./close-codes.ts";
import { deviceMessages, type DeviceMessageName } from "./schemas/device-messages.ts";
import { errorCodes } from "./error-codes.ts";
import { kindCommands, kindValueSchemas } from "./schemas/kind-schemas.ts";
import { limits } from "./limits.ts";
import type { MessageSchema } from "./schemas/message-schema.ts";
import { serverMessages, type ServerMessageName } from "./schemas/server-messages.ts";
import { type JsonSchema, valueSchemas } from "./schemas/value-schemas.ts";

/** @param kinds whose attributes, events, settings and commands the document is to contain. */
export function nativeAsyncApi(kinds: readonly Kind[]): Readonly<Record<string, unknown>> {
  const commands = kindCommands(kinds);
  const messages: Record<string, unknown> = {};
  for (const [name, message] of Object.entries({ ...deviceMessages, ...serverMessages })) {
    messages[name] = messageObject(name, message);
  }
  for (const [name, { doc, payload }] of commands) {
    messages[`command.${name}`] = { name: `command.${name}`, title: name, summary: doc, ...common, payload };
  }
  const names = Object.keys(messages);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Flotilla native protocol",
      version: "1.0.0",
      description,
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: { yours },
    channels: {
      device: {
        address: null,
        title: "A device's WebSocket",
        description: "Any path; the scenario's target decides it. One JSON-RPC 2.0 message per text frame.",
        messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
        bindings: {
          ws: {
            bindingVersion: "0.1.0",
            method: "GET",
            headers: {
              type: "object",
              properties: { "Sec-WebSocket-Protocol": { const: "flotilla.v1" }, Authorization: { type: "string" } },
            },
          },
        },
        "x-closeCodes": closeCodes,
        "x-errorCodes": errorCodes,
        "x-limits": limits,
      },
    },
    operations: { ...sending(), ...receiving([...commands.keys()]) },
    components: {
      schemas: { ...valueSchemas, ...(kinds.length === 0 ? {} : kindValueSchemas(kinds)) },
      messages,
      correlationIds: {
        id: { description: "An answer has the id of its request.", location: "$message.payload#/id" },
      },
      securitySchemes,
    },
  };
}

const description = `What a Flotilla device says on its WebSocket, and what a server may say back: JSON-RPC 2.0 over text frames, \
one message per frame, in both directions. "Send" is sent by the device, "receive" by the server. Ids of the two sides are separate. \
Batches are accepted from the server; the answers to one batch come in one array.

Close codes:

${closeCodes.map(({ code, meaning, act }) => `- ${code}: ${meaning}; the device ${act === "stop" ? "stops" : "comes back"}`).join("\n")}

Error codes:

${errorCodes.map(({ code, sentBy, failure, meaning }) => `- ${code} (${failure === undefined ? sentBy : `${sentBy}, \`${failure}\``}): ${meaning}`).join("\n")}
`;

const yours = {
  host: "hub.example.com",
  protocol: "wss",
  pathname: "/devices/{id}",
  description: "Your server: `target.url` of the scenario.",
  variables: { id: { description: "The device's id.", examples: ["lock-0001"] } },
  security: ["bearer", "basic", "token", "certificate"].map((name) => ({
    $ref: `#/components/securitySchemes/${name}`,
  })),
};

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "`Authorization: Bearer ...` of the upgrade request." },
  basic: { type: "http", scheme: "basic", description: "`Authorization: Basic ...` of the upgrade request." },
  token: { type: "httpApiKey", in: "query", name: "token", description: "A query parameter, named by the scenario." },
  certificate: { type: "X509", description: "A TLS client certificate." },
};

const common = {
  contentType: "application/json",
  correlationId: { $ref: "#/components/correlationIds/id" },
};

function messageObject(name: string, { title, summary, payload, example }: MessageSchema): JsonSchema {
  return { name, title, summary, ...common, payload, examples: [{ name, payload: example }] };
}

type MessageName = DeviceMessageName | ServerMessageName;

function sending(): JsonSchema {
  return {
    hello: operation("send", "Introduce the device", ["hello"], ["welcome", "refusal"]),
    reportTelemetry: operation("send", "Report what was measured", ["telemetry"], ["acknowledgement", "refusal"]),
    reportBacklog: operation(
      "send",
      "Report what was measured while offline",
      ["telemetryBatch"],
      ["acknowledgement", "refusal"],
    ),
    reportState: operation("send", "Report changed state", ["state"]),
    reportEvent: operation("send", "Report an event", ["event"]),
    sayBye: operation("send", "Leave", ["bye"]),
  };
}

function receiving(commands: readonly string[]): JsonSchema {
  const each = commands.map((name) => `command.${name}` as const);
  return {
    carryOutCommand: operation("receive", "Carry out a command", ["command", ...each], ["done", "failed"]),
    takeDesiredState: operation("receive", "Take desired state", ["desired"], ["desiredTaken", "failed"]),
    tellState: operation("receive", "Tell all state", ["query"], ["reported", "failed"]),
    takeConfiguration: operation("receive", "Change settings", ["configure"], ["done", "failed"]),
    reboot: operation("receive", "Restart", ["reboot"], ["done", "failed"]),
    answerPing: operation("receive", "Answer a ping", ["ping"], ["pong"]),
  };
}

function operation(
  action: "send" | "receive",
  title: string,
  messages: readonly (MessageName | `command.${string}`)[],
  replies?: readonly MessageName[],
): JsonSchema {
  const channel = { $ref: "#/channels/device" };
  const refs = (names: readonly string[]): readonly JsonSchema[] =>
    names.map((name) => ({ $ref: `#/channels/device/messages/${name}` }));
  return {
    action,
    title,
    channel,
    messages: refs(messages),
    ...(replies && { reply: { channel, messages: refs(replies) } }),
  };
}
