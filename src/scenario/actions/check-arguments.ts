/** Arguments of commands and acts: each one that is needed is there, and can be what it is said to be. */
import { describeField, faultOf, type Field, type FieldTable } from "../../device/field.ts";
import type { Kind } from "../../device/kind.ts";
import { isTemplate } from "../../expression/template.ts";
import { deviceVocabulary, type Vocabulary } from "../../expression/vocabulary.ts";
import type { ActionContext } from "./action-context.ts";
import { checkDraw } from "../values/check-draw.ts";
import { checkExpressions, typeOfTemplate } from "../texts/check-expression.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ActionInput, ArgumentInput } from "../scenario-input.ts";
import { fieldHint, nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";

export function checkArguments(
  table: "commands" | "acts",
  name: string,
  args: Draft<ActionInput["args"]>,
  path: ValuePath,
  context: ActionContext,
  report: Report,
): void {
  if (report.isFaulty(path)) return;
  // What is wrong with a text itself, whatever it is for.
  for (const [field, value] of Object.entries(args ?? {}))
    if (typeof value === "string") checkExpressions(value, [...path, field], context.vocabulary, report);
  for (const kind of context.kinds ?? []) {
    const entries: Readonly<Record<string, { readonly args: FieldTable }>> = kind[table];
    if (Object.hasOwn(entries, name)) checkFields(entries[name]!.args, name, kind, args ?? {}, path, context, report);
  }
}

function checkFields(
  fields: FieldTable,
  name: string,
  kind: Kind,
  args: Draft<ActionInput["args"]> & {},
  path: ValuePath,
  context: ActionContext,
  report: Report,
): void {
  for (const [field, definition] of Object.entries(fields))
    checkField(definition, args[field], [...path, field], kind, context, report);
  for (const found of Object.keys(args)) {
    if (Object.hasOwn(fields, found)) continue;
    const hint = nameHint(found, Object.keys(fields)) ?? `${name} takes no arguments`;
    report.problem([...path, found], `expected an argument of ${name}, found "${found}"`, { key: true, hint });
  }
}

function checkField(
  field: Field,
  value: Draft<ArgumentInput> | undefined,
  path: ValuePath,
  kind: Kind,
  context: ActionContext,
  report: Report,
): void {
  if (value === undefined) {
    if (field.optional !== true && !report.isFaulty(path)) report.expected(path, describeField(field));
  } else if (typeof value === "object" && value !== null) {
    if (field.type !== "number") {
      report.problem(path, `expected ${describeField(field)}, found numbers to draw`);
      return;
    }
    const { min, max, integer } = field;
    const range = { low: min, high: max, whole: integer, expected: describeField(field) };
    checkDraw(value, path, "number", context.files, report, range);
  } else if (typeof value === "string" && isTemplate(value)) {
    const vocabulary = { ...context.vocabulary, ...("device" in context.vocabulary && deviceVocabulary([kind])) };
    checkTemplateType(field, value, path, vocabulary, report);
  } else if (faultOf(field, value) !== undefined) {
    report.expected(path, describeField(field), { hint: fieldHint(field, value) });
  }
}

/** What a template will be is known from its expression, unless that is of any type. */
function checkTemplateType(field: Field, text: string, path: ValuePath, vocabulary: Vocabulary, report: Report): void {
  if (report.isFaulty(path)) return;
  const type = typeOfTemplate(text, vocabulary);
  const wanted = { number: "double", boolean: "bool", text: "string", choice: "string" }[field.type];
  if (type === undefined || type === wanted || type === "dyn" || type === "null") return;
  const found = { double: "a number", bool: "true or false", string: "a text" }[type] ?? "something else";
  const alone =
    type === "string" && field.type !== "text" && field.type !== "choice" && /^\s|\s$|\}.|.\$\{/s.test(text);
  report.problem(path, `expected ${describeField(field)}, found an expression that is ${found}`, {
    hint: alone ? "only a text that is one ${expression} and nothing else keeps its type" : undefined,
  });
}
