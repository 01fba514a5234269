/** Devices' own scripts: what each device of a group does when something happens to it. */
import { z } from "zod";
import { action, actionList, actionShape } from "../actions/action-schema.ts";
import type { ScriptInput } from "../scenario-input.ts";
import { condition, line, list, mapping } from "../values/schema-values.ts";

const form = "an action such as { act: press }, a list of them, or { where: ..., do: [...] }";

const script = z.union(
  [
    mapping(form, {
      where: condition.optional().meta({
        description: "A CEL expression over device, home, run and event: whether it is done this time.",
        examples: ["event.operationSource == 'keypad' && home.awake == 0"],
      }),
      ...actionShape,
      do: actionList.optional().meta({ description: "Several actions, one after the other." }),
    }),
    list(form, action).min(1, { error: "at least one action" }),
  ],
  { error: form },
) as unknown as z.ZodType<ScriptInput>;

const start = "the name of an event or attribute of the kind, or boot, ready, lost, command";

export const scripts: z.ZodType<Readonly<Record<string, ScriptInput>>> = z
  .record(line(start), script, { error: "actions by what starts them" })
  .meta({
    description:
      "What each device does by itself when something happens to it: an event of its kind, an attribute that changes, or boot, ready, lost, command.",
    examples: [{ lockOperation: [{ wait: "30s" }, { act: "turn-key" }] }],
  });
