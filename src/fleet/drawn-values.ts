/** Settings and arguments with what is drawn among them drawn. */
import { type Draw, drawOf, isDraw } from "../kernel/draw.ts";
import type { Field, FieldTable, Value, Values } from "../device/field.ts";

/**
 * What `values` are for one device. Draws are held within what the fields allow, and whole where they must be.
 *
 * @param purpose names the draws, each with the value's name behind it
 * @param round for what is drawn again and again
 */
export function drawnValues(
  values: Readonly<Record<string, Value | Draw>>,
  fields: FieldTable,
  seed: number,
  purpose: string,
  index: number,
  round = 0,
): Values {
  // Most have nothing drawn, and all devices share one object.
  if (!Object.values(values).some(isDraw)) return values as Values;
  const drawn: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    drawn[name] = isDraw(value)
      ? within(fields[name], drawOf<never>(value, seed, `${purpose}.${name}`, index, round))
      : value;
  }
  return drawn;
}

function within(field: Field | undefined, number: number): number {
  if (field?.type !== "number") return number;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer } = field;
  return Math.min(max, Math.max(min, integer === true ? Math.round(number) : number));
}
