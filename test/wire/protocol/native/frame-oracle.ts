/**
 * Judges every frame a session sends by the AsyncAPI document: the payload schema of the message it claims to be, or of
 * the answers the document allows to the request it answers. Schemas are closed first, so an undocumented member is a fault.
 */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Kind } from "../../../../src/device/kind.ts";
import { nativeAsyncApi } from "../../../../src/wire/protocol/native/asyncapi.ts";

type Json = Record<string, unknown>;

export class FrameOracle {
  readonly #validators = new Map<string, ValidateFunction>();
  /** Method, or `command.`, to the names of the messages that may answer it. */
  readonly #replies = new Map<string, readonly string[]>();
  readonly #named = new Map<string, string>();

  constructor(kinds: readonly Kind[] = []) {
    const document = nativeAsyncApi(kinds) as Json;
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    const components = document["components"] as Record<string, Record<string, Json>>;
    ajv.addSchema(close({ components: { schemas: components["schemas"] } }) as Json, "document");
    for (const [name, message] of Object.entries(components["messages"]!)) {
      const payload = JSON.parse(
        JSON.stringify(close(message["payload"])).replaceAll(`"#/components`, `"document#/components`),
      ) as Json;
      this.#validators.set(name, ajv.compile(payload));
      const method = methodOf(payload);
      if (method !== undefined) this.#named.set(method, name);
    }
    for (const operation of Object.values(document["operations"] as Record<string, Json>)) {
      const reply = operation["reply"] as { messages: { $ref: string }[] } | undefined;
      if (reply === undefined) continue;
      const names = reply.messages.map(({ $ref }) => lastOf($ref));
      for (const { $ref } of operation["messages"] as { $ref: string }[]) {
        const method = [...this.#named].find(([, name]) => name === lastOf($ref))?.[0] ?? "command.";
        this.#replies.set(method, names);
      }
    }
  }

  /**
   * What is wrong with a frame, or nothing.
   *
   * @param methods of the requests that were sent to the frame's sender, by id.
   */
  faultsOf(frame: unknown, methods: ReadonlyMap<unknown, Iterable<string>>): readonly string[] {
    if (Array.isArray(frame)) return frame.flatMap((entry) => this.faultsOf(entry, methods));
    const { method, id } = frame as Json;
    if (typeof method === "string") return this.#check([this.messageFor(method) ?? method], frame);
    const asked = [...(methods.get(id) ?? [])];
    const replies = asked.flatMap((name) => this.#replies.get(name.startsWith("command.") ? "command." : name) ?? []);
    return this.#check([...replies, "failed"], frame);
  }

  /** The name of the message that has this method. */
  messageFor(method: string): string | undefined {
    return this.#named.get(method) ?? (method.startsWith("command.") ? "command" : undefined);
  }

  /** Faults of a payload as one named message. */
  check(name: string, payload: unknown): readonly string[] {
    return this.#check([name], payload);
  }

  #check(names: readonly string[], payload: unknown): readonly string[] {
    const faults: string[] = [];
    for (const name of names) {
      const validate = this.#validators.get(name);
      if (validate === undefined) faults.push(`no message is called ${name}`);
      else if (validate(payload)) return [];
      else faults.push(...(validate.errors ?? []).map((error) => `${name}${error.instancePath} ${error.message}`));
    }
    return faults;
  }
}

/** Forbids members that are not listed, wherever the schema has not said otherwise. */
function close(schema: unknown, mayClose = true): unknown {
  if (Array.isArray(schema)) return schema.map((entry) => close(entry, mayClose));
  if (typeof schema !== "object" || schema === null) return schema;
  const closed: Json = {};
  for (const [key, value] of Object.entries(schema)) {
    // What an `if`, `then` or `allOf` names is only part of the object.
    closed[key] = key === "const" || key === "enum" ? value : close(value, mayClose && key !== "allOf");
  }
  if (mayClose && "properties" in closed && "type" in closed && !("additionalProperties" in closed)) {
    closed["additionalProperties"] = false;
  }
  return closed;
}

function methodOf(payload: Json): string | undefined {
  const method = (payload["properties"] as Record<string, Json> | undefined)?.["method"];
  return method?.["const"] as string | undefined;
}

function lastOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
