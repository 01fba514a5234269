/** The protocol: one of those in `wire/protocol/protocols.ts`, by name or as a mapping with its options. */
import { z } from "zod";
import { protocols } from "../../wire/protocol/protocols.ts";
import { defaults } from "../defaults.ts";
import type { ProtocolInput } from "../scenario-input.ts";

const names = Object.keys(protocols) as [string, ...string[]];
const what = `the name of a protocol: ${names.join(", ")}`;

/** Options are judged by the protocol itself, see `check-target.ts`. */
export const protocol: z.ZodType<ProtocolInput> = z
  .union(
    [
      z.enum(names, { error: what }),
      z.looseObject({ kind: z.enum(names, { error: what }).optional() }, { error: what }),
    ],
    {
      error: what,
    },
  )
  .meta({
    description:
      "How messages look on the wire: a protocol's name, or its options, with its name as `kind` unless it is the default.",
    default: defaults.protocol,
    examples: ["native", { hello: "notify" }],
    anyOf: [{ enum: names }, ...names.map(withOptions)],
  });

function withOptions(name: string): Record<string, unknown> {
  const options = protocols[name]!.optionsSchema;
  return {
    type: "object",
    ...options,
    properties: { kind: { const: name }, ...(options["properties"] as object | undefined) },
    required: [
      ...(name === defaults.protocol ? [] : ["kind"]),
      ...((options["required"] as readonly string[] | undefined) ?? []),
    ],
  };
}
