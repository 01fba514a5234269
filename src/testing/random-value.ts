/** Values drawn from a field: valid ones, the ends of the range more often than chance would have them. */
import type { Field, FieldTable, Value } from "../device/field.ts";
import { chance, integer, pick, uniform } from "../kernel/distribution.ts";
import type { Random } from "../kernel/random.ts";

/** A value that fits `field`. Texts come from `texts` half of the time, so that codes and names sometimes match. */
export function randomValue(field: Field, random: Random, texts: readonly string[] = []): Value {
  if (field.nullable === true && chance(random, 0.1)) return null;
  switch (field.type) {
    case "number": {
      const low = field.min ?? -1e6;
      const high = field.max ?? 1e6;
      if (chance(random, 0.1)) return low;
      if (chance(random, 0.1)) return high;
      return field.integer === true ? integer(random, Math.ceil(low), Math.floor(high)) : uniform(random, low, high);
    }
    case "boolean":
      return chance(random, 0.5);
    case "choice":
      return pick(random, field.options);
    case "text": {
      const longest = field.maxLength ?? 12;
      const known = texts.filter((text) => text.length <= longest);
      if (known.length > 0 && chance(random, 0.5)) return pick(random, known);
      const length = integer(random, 0, Math.min(longest, 64));
      return Array.from({ length }, () => pick(random, characters)).join("");
    }
  }
}

/** One value for each field of `table`; optional fields are left out half of the time. */
export function randomValues(table: FieldTable, random: Random, texts: readonly string[] = []): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [name, field] of Object.entries(table)) {
    if (field.optional === true && chance(random, 0.5)) continue;
    values[name] = randomValue(field, random, texts);
  }
  return values;
}

const characters = [..."0123456789", "a", "Z", " ", '"', "\\", "é", "\u0000", "_"];
