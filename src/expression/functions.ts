/**
 * The functions of expressions: those that people expect of CEL, and no others.
 *
 * 1. An argument that is `null` makes the result `null`, but for `string`, which makes it a text.
 * 2. Whatever has to be read (a pattern, a duration) is written out in the expression, and read once.
 */
import { parseDuration } from "../kernel/time.ts";
import { spend, spendLength, spendSize } from "./budget.ts";
import { unworkable } from "./expression-fault.ts";
import { dyn, type ExpressionType, kindOf, list, number, bool, text } from "./expression-type.ts";
import { compilePattern } from "./pattern.ts";

export interface ExpressionFunction {
  /** `text.contains(text)`: for messages and the documentation. */
  readonly form: string;
  /** What it is called on, for methods, and what is in the brackets. */
  readonly takes: readonly ExpressionType[];
  readonly gives: ExpressionType;
  /** How many of the last ones may be left out. */
  readonly optional?: number;
  /** Takes as many more of the last type as there are. */
  readonly more?: true;
  /** The last argument is written out: it is read once, to what `run` gets in its place. A text is a fault. */
  readonly read?: (written: string) => { readonly value: unknown } | { readonly fault: string };
  readonly nullable?: true;
  readonly run: (...args: never[]) => unknown;
}

const size = (whole: unknown): number => {
  if (typeof whole === "string") {
    spendLength(whole.length);
    let count = 0;
    for (const _ of whole) count++;
    return count;
  }
  if (Array.isArray(whole)) return whole.length;
  if (typeof whole === "object" && whole !== null) return Object.keys(whole).length;
  throw unworkable("a text, a list or a mapping", kindOf(whole));
};

const measured =
  <Args extends readonly [string, ...unknown[]], Result>(run: (...args: Args) => Result) =>
  (...args: Args): Result => {
    spendLength(args[0].length);
    return run(...args);
  };

/** By name: `size(x)`. */
export const functions: Readonly<Record<string, ExpressionFunction>> = {
  size: { form: "size(text, list or mapping)", takes: [dyn], gives: number, run: size },
  int: {
    form: "int(number or text)",
    takes: [dyn],
    gives: number,
    run: (value: unknown) => Math.trunc(toNumber(value)),
  },
  double: { form: "double(number or text)", takes: [dyn], gives: number, run: (value: unknown) => toNumber(value) },
  string: { form: "string(value)", takes: [dyn], gives: text, nullable: true, run: (value: unknown) => toText(value) },
  bool: { form: 'bool("true" or "false")', takes: [dyn], gives: bool, run: (value: unknown) => toBool(value) },
  dyn: { form: "dyn(value)", takes: [dyn], gives: dyn, nullable: true, run: (value: unknown) => value },
  duration: {
    form: 'duration("30s")',
    takes: [text],
    gives: number,
    read: (written) => {
      const millis = parseDuration(written);
      return millis === undefined ? { fault: "a duration such as 30s" } : { value: millis / 1_000 };
    },
    run: (seconds: number) => seconds,
  },
};

/** Called on a value: `device.name.contains("x")`. */
export const methods: Readonly<Record<string, ExpressionFunction>> = {
  size: { form: "x.size()", takes: [dyn], gives: number, run: size },
  contains: {
    form: "text.contains(text)",
    takes: [text, text],
    gives: bool,
    run: measured((whole: string, part: string) => whole.includes(part)),
  },
  startsWith: {
    form: "text.startsWith(text)",
    takes: [text, text],
    gives: bool,
    run: (whole: string, part: string) => whole.startsWith(part),
  },
  endsWith: {
    form: "text.endsWith(text)",
    takes: [text, text],
    gives: bool,
    run: (whole: string, part: string) => whole.endsWith(part),
  },
  matches: {
    form: 'text.matches("pattern")',
    takes: [text, text],
    gives: bool,
    read: (written) => {
      try {
        return { value: compilePattern(written) };
      } catch (thrown) {
        return { fault: `a regular expression, without ${(thrown as Error).message}` };
      }
    },
    run: (whole: string, pattern: (text: string) => boolean) => pattern(whole),
  },
  indexOf: {
    form: "text.indexOf(text)",
    takes: [text, text],
    gives: number,
    run: measured((whole: string, part: string) => whole.indexOf(part)),
  },
  lastIndexOf: {
    form: "text.lastIndexOf(text)",
    takes: [text, text],
    gives: number,
    run: measured((whole: string, part: string) => whole.lastIndexOf(part)),
  },
  substring: {
    form: "text.substring(from, to)",
    takes: [text, number, number],
    gives: text,
    optional: 1,
    run: measured((whole: string, from: number, to?: number) => whole.slice(Math.max(0, from), to && Math.max(0, to))),
  },
  replace: {
    form: "text.replace(text, text)",
    takes: [text, text, text],
    gives: text,
    run: measured((whole: string, part: string, by: string) => {
      const parts = whole.split(part);
      spendLength(whole.length + parts.length * by.length);
      return parts.join(by);
    }),
  },
  split: {
    form: "text.split(text)",
    takes: [text, text],
    gives: { is: "list", of: text },
    run: measured((whole: string, by: string) => {
      spend(whole.length);
      return whole.split(by);
    }),
  },
  join: {
    form: "list.join(text)",
    takes: [list, text],
    gives: text,
    optional: 1,
    run: (items: readonly unknown[], by = "") => {
      spend(items.length);
      const texts = items.map(toText);
      spendLength(texts.reduce((sum, item) => sum + item.length + by.length, 0));
      return texts.join(by);
    },
  },
  lowerAscii: {
    form: "text.lowerAscii()",
    takes: [text],
    gives: text,
    run: measured((whole: string) => whole.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase())),
  },
  upperAscii: {
    form: "text.upperAscii()",
    takes: [text],
    gives: text,
    run: measured((whole: string) => whole.replaceAll(/[a-z]+/g, (part) => part.toUpperCase())),
  },
  trim: { form: "text.trim()", takes: [text], gives: text, run: measured((whole: string) => whole.trim()) },
};

/** Behind `math.`: `math.least(1, 2)`. */
export const mathFunctions: Readonly<Record<string, ExpressionFunction>> = {
  least: { form: "math.least(number, ...)", takes: [number], more: true, gives: number, run: Math.min },
  greatest: { form: "math.greatest(number, ...)", takes: [number], more: true, gives: number, run: Math.max },
  abs: { form: "math.abs(number)", takes: [number], gives: number, run: Math.abs },
  ceil: { form: "math.ceil(number)", takes: [number], gives: number, run: Math.ceil },
  floor: { form: "math.floor(number)", takes: [number], gives: number, run: Math.floor },
  // Away from zero, as CEL has it; `Math.round` takes -1.5 to -1.
  round: {
    form: "math.round(number)",
    takes: [number],
    gives: number,
    run: (value: number) => Math.sign(value) * Math.round(Math.abs(value)),
  },
};

/** A value as it stands in a text. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) {
    spendSize(value);
    const written = JSON.stringify(value);
    spendLength(written.length);
    return written;
  }
  return String(value);
}

function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value.length < 40 && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value))
    return Number(value);
  throw unworkable("a number, or a text that is one", kindOf(value));
}

function toBool(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw unworkable('"true" or "false"', kindOf(value));
}
