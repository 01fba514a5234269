/** The arguments of a command or an act, as they are for one device. */
import { drawOf, isDraw } from "../../../kernel/draw.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { Field, FieldTable, Value } from "../../../device/field.ts";
import type { ArgumentPlan } from "../../../scenario/plan.ts";
import type { Unit } from "../../unit.ts";
import type { Performance } from "../performance.ts";

/**
 * @param fields what the kind says of them: a number that is drawn keeps to it.
 * @returns nothing when they cannot be worked out for this device; that is told.
 */
export function argumentsFor(
  performance: Performance,
  place: number,
  plan: Readonly<Record<string, ArgumentPlan>>,
  fields: FieldTable | undefined,
  unit: Unit,
): Readonly<Record<string, Value>> | undefined {
  try {
    const values: Record<string, Value> = {};
    for (const [name, argument] of Object.entries(plan))
      values[name] = valueOf(performance, place, name, argument, fields?.[name], unit);
    return values;
  } catch (thrown) {
    performance.complain(messageOf(thrown), unit);
    return undefined;
  }
}

function valueOf(
  performance: Performance,
  place: number,
  name: string,
  argument: ArgumentPlan,
  field: Field | undefined,
  unit: Unit,
): Value {
  const { stage, occasion } = performance;
  if (argument === null || typeof argument !== "object") return argument;
  if (!isDraw(argument))
    return stage.expressions.template(argument.template).evaluate(performance.scope(unit)) as Value;
  const purpose = performance.purpose(place, name);
  const drawn = drawOf(argument, stage.plan.seed, purpose, unit.identity.index, occasion.round);
  return field?.type === "number" ? fitted(drawn, field) : drawn;
}

/** The nearest number that the field allows. */
function fitted(drawn: number, { integer, min, max }: Extract<Field, { type: "number" }>): number {
  const number = integer === true ? Math.round(drawn) : drawn;
  return Math.min(max ?? number, Math.max(min ?? number, number));
}
