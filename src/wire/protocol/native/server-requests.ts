/**
 * What the server may ask: method and parameters to a neutral request, or to what is wrong with them. Pure.
 *
 * Unknown members are ignored; an optional member that is null counts as absent. The path of a fault is a JSON Pointer
 * (RFC 6901) into the request.
 */
import { describe, isObject, type Members, quote } from "./json-value.ts";
import { limits } from "./limits.ts";
import { serverMethods } from "./methods.ts";

export type ServerRequest =
  | { readonly type: "command"; readonly name: string; readonly args: Members; readonly deadline: number | undefined }
  | { readonly type: "desired"; readonly version: number; readonly values: Members }
  | { readonly type: "configure"; readonly values: Members }
  | { readonly type: "query" | "reboot" | "ping" };

export type ServerRequestFault =
  | { readonly type: "fault"; readonly failure: "unknown"; readonly message: string }
  | { readonly type: "fault"; readonly failure: "invalid"; readonly message: string; readonly path: string };

export function readServerRequest(method: string, params: unknown): ServerRequest | ServerRequestFault {
  const read = method.startsWith(serverMethods.command)
    ? readCommand
    : Object.hasOwn(readers, method)
      ? readers[method]
      : undefined;
  if (read === undefined || method.length > limits.methodLength || method === serverMethods.command) {
    return { type: "fault", failure: "unknown", message: `unknown method ${quote(method)}` };
  }
  const members = params ?? nothing;
  return isObject(members) ? read(members, method) : invalid("/params", "an object", params);
}

/** What `desired` is, in a request or in the answer to hello; `at` is where it stands. */
export function readDesired(
  desired: Members,
  at: string,
): { readonly type: "desired"; readonly version: number; readonly values: Members } | ServerRequestFault {
  const { version, patch } = desired;
  if (!Number.isSafeInteger(version) || (version as number) < 0) {
    return invalid(`${at}/version`, "a whole number from 0", version);
  }
  if (!isObject(patch)) return invalid(`${at}/patch`, "an object", patch);
  return { type: "desired", version: version as number, values: patch };
}

const nothing: Members = Object.freeze({});

type Reader = (members: Members, method: string) => ServerRequest | ServerRequestFault;

const readers: Readonly<Record<string, Reader>> = {
  [serverMethods.desired]: (members) => readDesired(members, "/params"),
  [serverMethods.configure]: (values) => ({ type: "configure", values }),
  [serverMethods.query]: () => ({ type: "query" }),
  [serverMethods.reboot]: () => ({ type: "reboot" }),
  [serverMethods.ping]: () => ({ type: "ping" }),
};

function readCommand(members: Members, method: string): ServerRequest | ServerRequestFault {
  const args = members["args"] ?? nothing;
  const deadline = members["deadline"] ?? undefined;
  if (!isObject(args)) return invalid("/params/args", "an object", args);
  if (deadline !== undefined && !(typeof deadline === "number" && Number.isFinite(deadline))) {
    return invalid("/params/deadline", "milliseconds since 1970", deadline);
  }
  return { type: "command", name: method.slice(serverMethods.command.length), args, deadline };
}

function invalid(path: string, expected: string, found: unknown): ServerRequestFault {
  return {
    type: "fault",
    failure: "invalid",
    message: `expected ${path} to be ${expected}, found ${describe(found)}`,
    path,
  };
}
