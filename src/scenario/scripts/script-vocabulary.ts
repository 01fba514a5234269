/** What `event` is in a device's script, by what starts it. */
import type { FieldTable } from "../../device/field.ts";
import type { AttributeTable, CommandTable, Kind } from "../../device/kind.ts";
import { dyn, type ExpressionType, map, text } from "../../expression/expression-type.ts";
import { eventVocabulary, live, typeOfField, type Vocabulary } from "../../expression/vocabulary.ts";
import type { ScriptTrigger } from "../plan.ts";

export function scriptVocabulary(trigger: ScriptTrigger, kind: Kind): Vocabulary {
  switch (trigger.type) {
    case "event":
      return eventVocabulary(trigger.name, [kind]);
    case "attribute": {
      const value = typeOfField((kind.attributes as AttributeTable)[trigger.name]!);
      return event({ value, before: value });
    }
    case "boot":
      return event({ reason: text });
    case "lost":
      return event({ phase: text });
    case "ready":
      return event({});
    case "command":
      return event({ ...anyArguments(kind.commands as CommandTable), args: map });
  }
}

function event(fields: Readonly<Record<string, ExpressionType>>): Vocabulary {
  return { event: live({ ...fields, name: text }) };
}

/** The arguments of all commands: which of them are there, the command decides. */
function anyArguments(commands: CommandTable): Record<string, ExpressionType> {
  const names = Object.values(commands).flatMap(({ args }: { readonly args: FieldTable }) => Object.keys(args));
  return Object.fromEntries(names.map((name) => [name, dyn]));
}
