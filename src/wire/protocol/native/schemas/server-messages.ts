/** What a server says. */
import { callOfServer, failure, type MessageSchema, result } from "./message-schema.ts";
import { serverMethods } from "../methods.ts";
import { ref, type JsonSchema } from "./value-schemas.ts";

export type ServerMessageName =
  | "welcome"
  | "acknowledgement"
  | "refusal"
  | "command"
  | "desired"
  | "query"
  | "configure"
  | "reboot"
  | "ping";

export const serverMessages: Readonly<Record<ServerMessageName, MessageSchema>> = {
  welcome: {
    title: "Welcome",
    summary: "Accepts the device. Any result does; all members are optional.",
    payload: result("deviceId", {
      type: ["object", "null"],
      properties: {
        session: { type: "string", description: "The server's name for this connection." },
        heartbeatSec: {
          anyOf: [{ const: 0 }, { type: "number", minimum: 1, maximum: 86_400 }],
          description: "Seconds between WebSocket pings; 0 for none.",
        },
        time: { type: "number", description: "The server's time: deadlines of commands are judged by it." },
        desired: ref("desired"),
        telemetry: {
          type: "object",
          properties: { ack: { type: "boolean", description: "Whether telemetry is to be acknowledged." } },
        },
      },
    }),
    example: {
      jsonrpc: "2.0",
      id: 1,
      result: {
        session: "s-81",
        heartbeatSec: 30,
        time: 1795362608281,
        desired: { version: 5, patch: { autoRelockTime: 30 } },
        telemetry: { ack: false },
      },
    },
  },
  acknowledgement: {
    title: "Acknowledgement",
    summary: "The server has the telemetry. Any result does.",
    payload: result("deviceId", {}),
    example: { jsonrpc: "2.0", id: 7, result: {} },
  },
  refusal: {
    title: "Refusal",
    summary: "The server refuses hello (-32001, -32002, -32003), or telemetry.",
    payload: failure("deviceId", ref("serverError")),
    example: { jsonrpc: "2.0", id: 1, error: { code: -32003, message: "busy", data: { retryAfterMs: 5000 } } },
  },
  command: {
    title: "Command",
    summary: "Any command of a kind.",
    payload: commandCall({ type: "string", pattern: "^command\\..+" }, { type: "object" }),
    example: { jsonrpc: "2.0", id: "c-9", method: "command.lockDoor", params: { args: {}, deadline: 1795362612000 } },
  },
  desired: {
    title: "Desired state",
    summary: "What writable attributes should be; taken when `version` is newer than the last one taken.",
    payload: callOfServer({ const: serverMethods.desired }, ref("desired"), true),
    example: {
      jsonrpc: "2.0",
      id: "d-6",
      method: "state.desired",
      params: { version: 6, patch: { autoRelockTime: 60 } },
    },
  },
  query: {
    title: "State query",
    summary: "Asks for all state attributes.",
    payload: callOfServer({ const: serverMethods.query }, { type: ["object", "null"] }, false),
    example: { jsonrpc: "2.0", id: "q-1", method: "state.get" },
  },
  configure: {
    title: "Configure",
    summary: "Changes settings of the kind.",
    payload: callOfServer({ const: serverMethods.configure }, ref("settingValues"), false),
    example: { jsonrpc: "2.0", id: 20, method: "device.configure", params: { autoRelockTime: 15 } },
  },
  reboot: {
    title: "Reboot",
    summary: "Answered, then the device leaves and comes back with a higher `boot`.",
    payload: callOfServer({ const: serverMethods.reboot }, { type: ["object", "null"] }, false),
    example: { jsonrpc: "2.0", id: 21, method: "device.reboot" },
  },
  ping: {
    title: "Ping",
    summary: "Asks whether the device is there; also before hello is answered.",
    payload: callOfServer({ const: serverMethods.ping }, { type: ["object", "null"] }, false),
    example: { jsonrpc: "2.0", id: 22, method: "device.ping" },
  },
};

/** The payload of one command, for arguments of its own. */
export function commandSchema(name: string, args: JsonSchema): JsonSchema {
  return commandCall({ const: `${serverMethods.command}${name}` }, args);
}

function commandCall(method: JsonSchema, args: JsonSchema): JsonSchema {
  const needsArgs = args["required"] !== undefined;
  const params: JsonSchema = {
    type: "object",
    ...(needsArgs && { required: ["args"] }),
    properties: {
      args,
      deadline: { type: ["number", "null"], description: "Server's time after which an answer is of no use." },
    },
  };
  return callOfServer(method, params, needsArgs);
}
