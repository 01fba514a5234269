/**
 * Whose connection it is, where the tape does not say: by a query parameter, a header, the path or the first message.
 *
 * 1. A place that the user names decides, and nothing else.
 * 2. Else the first that there is: a query parameter or a header that is named like an id, the last part of the path when it has
 *    a digit in it and is no version, a member of the first message that is named like an id.
 * 3. What is no text, empty or a secret that was taken out is no name.
 */
import { FlotillaError } from "../kernel/errors.ts";
import { redactedText } from "../recording/redaction/secret-names.ts";
import type { OpenLine } from "../recording/tape.ts";
import { type Frame, isMembers } from "./tape-frame.ts";

/** Where the id of a foreign device stands. */
export type NamePlace =
  | { readonly type: "guess" | "none" }
  | { readonly type: "query" | "header"; readonly name: string }
  /** From 1; from the end when negative. */
  | { readonly type: "path"; readonly part: number }
  /** A JSON Pointer into the first message. */
  | { readonly type: "member"; readonly pointer: readonly string[] };

/** @throws FlotillaError `usage`. */
export function namePlace(written: string | undefined): NamePlace {
  if (written === undefined) return { type: "guess" };
  if (written === "none") return { type: "none" };
  const [, type, where] = /^(query|header|path|member):(.+)$/s.exec(written) ?? [];
  if (type === "query" || type === "header") return { type, name: where! };
  if (type === "path" && /^-?[1-9]\d*$/.test(where!)) return { type, part: Number(where) };
  if (type === "member" && where!.startsWith("/")) {
    const parts = where!.slice(1).split("/");
    return { type, pointer: parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")) };
  }
  throw new FlotillaError("usage", `expected --device-id as a place, found ${JSON.stringify(written)}`, {
    hint: "One of query:NAME, header:NAME, path:2 (path:-1 is the last part), member:/params/device, none.",
  });
}

/** The id that the upgrade request tells. */
export function nameInOpen(open: OpenLine, place: NamePlace): string | undefined {
  if (open.device !== undefined) return open.device;
  switch (place.type) {
    case "none":
    case "member":
      return undefined;
    case "query":
      return usable(new URLSearchParams(open.query ?? "").get(place.name));
    case "header":
      return headerNamed(open, (name) => name === place.name.toLowerCase());
    case "path": {
      const parts = pathParts(open);
      return usable(parts.at(place.part > 0 ? place.part - 1 : place.part));
    }
    case "guess":
      return guessFromOpen(open);
  }
}

/** The id that a device's first message tells: in the native protocol, hello does. */
export function nameInMessage(frame: Frame, place: NamePlace): string | undefined {
  if (frame.kind !== "json") return undefined;
  const { value, rpc } = frame;
  if (rpc !== undefined && "method" in rpc && rpc.method === "device.hello") return hello(rpc.params);
  if (place.type === "member") return usable(at(value, place.pointer));
  return place.type === "guess" ? guessFromMessage(value) : undefined;
}

function hello(params: unknown): string | undefined {
  return isMembers(params) ? usable(params["device"]) : undefined;
}

const idNames: ReadonlySet<string> = new Set([
  ...[
    "id",
    "deviceid",
    "device",
    "serial",
    "serialnumber",
    "mac",
    "uuid",
    "clientid",
    "thingid",
    "nodeid",
    "stationid",
  ],
]);

function isIdName(name: string): boolean {
  return idNames.has(name.toLowerCase().replaceAll(/^x-|[-_]/g, ""));
}

function guessFromOpen(open: OpenLine): string | undefined {
  for (const [name, value] of new URLSearchParams(open.query ?? "")) {
    if (isIdName(name) && usable(value) !== undefined) return value;
  }
  const header = headerNamed(open, isIdName);
  if (header !== undefined) return header;
  const last = usable(pathParts(open).at(-1));
  return last !== undefined && /\d/.test(last) && last.length >= 3 && !/^v?[\d.]+$/i.test(last) ? last : undefined;
}

/** Members named like an id: outermost ones, then those one level further in. `id` alone is as often a message's. */
function guessFromMessage(value: unknown): string | undefined {
  if (!isMembers(value)) return undefined;
  for (const members of [value, ...Object.values(value).filter(isMembers)]) {
    for (const [name, member] of Object.entries(members)) {
      if (name.toLowerCase() !== "id" && isIdName(name) && usable(member) !== undefined) return member as string;
    }
  }
  return undefined;
}

function headerNamed({ headers }: OpenLine, wanted: (name: string) => boolean): string | undefined {
  const found = headers.find(([name, value]) => wanted(name.toLowerCase()) && usable(value) !== undefined);
  return found?.[1];
}

function pathParts({ path }: OpenLine): string[] {
  return path
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function at(value: unknown, pointer: readonly string[]): unknown {
  let here = value;
  for (const name of pointer) here = typeof here === "object" && here !== null ? (here as never)[name] : undefined;
  return here;
}

function usable(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !value.includes(redactedText) ? value : undefined;
}
