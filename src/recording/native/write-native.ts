/**
 * A neutral message to the frame that says it: the same text, member order included, that our devices and our reference
 * server send (`docs/protocol.md`).
 */
import type { Sample } from "../../wire/protocol/message.ts";
import { failureCodes, leavingCode, notRequest } from "../../wire/protocol/native/error-codes.ts";
import { deviceMethods, serverMethods } from "../../wire/protocol/native/methods.ts";
import type { Introduction, Members, NeutralMessage, Ref } from "./neutral-message.ts";

export function writeNative(message: NeutralMessage): string {
  switch (message.type) {
    case "hello":
      return request(message.ref, deviceMethods.hello, {
        ...introduction(message.identity),
        boot: message.boots,
        reason: message.reason,
        ts: message.time,
        caps: message.commands,
        state: message.state && { version: message.state.version, reported: message.state.values },
      });
    case "telemetry":
      return request(message.ref, deviceMethods.telemetry, { ...sample(message), dup: message.again });
    case "backlog":
      return request(message.ref, deviceMethods.batch, { samples: message.samples.map(sample), dup: message.again });
    case "state": {
      const { version, values, cause, time } = message;
      return request(undefined, deviceMethods.state, { version, patch: values, cause, ts: time });
    }
    case "event": {
      const { id, time, name, severity, data } = message;
      return request(undefined, deviceMethods.event, { id, ts: time, name, severity, data });
    }
    case "goodbye":
      return request(undefined, deviceMethods.bye, { reason: message.reason, ts: message.time });
    case "answer":
      return message.ok
        ? result(message.ref, message.result)
        : failure(message.ref, {
            code: codeOf(message.failure),
            message: message.message,
            data: { failure: message.failure, path: message.path },
          });
    case "welcome": {
      const { session, heartbeat, time, desired, acknowledge } = message;
      return result(message.ref, {
        session,
        heartbeatSec: heartbeat === undefined ? undefined : heartbeat / 1_000,
        time,
        desired: desired && { version: desired.version, patch: desired.values },
        telemetry: acknowledge === undefined ? undefined : { ack: acknowledge },
      });
    }
    case "acknowledged":
      return result(message.ref, {});
    case "refusal":
      return failure(message.ref, { code: message.code, message: message.message, data: message.data });
    case "command": {
      const { ref, name, args, deadline } = message;
      return request(ref, serverMethods.command + name, { args, deadline });
    }
    case "desired":
      return request(message.ref, serverMethods.desired, { version: message.version, patch: message.values });
    case "configure":
      return request(message.ref, serverMethods.configure, message.values);
    case "query":
    case "reboot":
    case "ping":
      return request(message.ref, serverMethods[message.type], {});
  }
}

function introduction(identity: Introduction): Members {
  const { id, kind, model, firmware, hardware, serial, mac, name, room, labels } = identity;
  return { device: id, type: kind, model, fw: firmware, hw: hardware, serial, mac, name, room, labels };
}

function sample({ time, seq, values }: Sample): Members {
  return { ts: time, seq, values };
}

/** Members that are `undefined` are not written. */
function request(id: Ref | undefined, method: string, params: Members): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params });
}

function result(id: Ref, members: Members): string {
  return JSON.stringify({ jsonrpc: "2.0", id, result: members });
}

function failure(id: Ref, error: Members): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error });
}

type Failure = Extract<NeutralMessage, { readonly ok: false }>["failure"];

function codeOf(word: Failure): number {
  switch (word) {
    case "leaving":
      return leavingCode;
    case "malformed":
      return notRequest;
    default:
      return failureCodes[word];
  }
}
