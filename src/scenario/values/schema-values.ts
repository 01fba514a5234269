/**
 * The values of the scenario language: each a schema whose message says what was expected, as the end of the sentence
 * "expected ...". What was found, where, and what to do is added by `schema-problems.ts`.
 */
import { z } from "zod";
import { parseDuration } from "../../kernel/time.ts";
import type { Value } from "../../device/field.ts";
import { parseInstant } from "./iso-time.ts";
import { parseShare } from "./share.ts";
import { parseOffset } from "./written-duration.ts";

/** For editors, as a regular expression; `parseDuration` is more exact. */
const durationForm = String.raw`(\d+(\.\d+)?d)?(\d+(\.\d+)?h)?(\d+(\.\d+)?m)?(\d+(\.\d+)?s)?(\d+(\.\d+)?ms)?`;

/** A mapping with these keys and no others. */
export function mapping<Shape extends z.ZodRawShape>(what: string, shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, { error: what });
}

export function list<Item extends z.ZodType>(what: string, item: Item): z.ZodArray<Item> {
  return z.array(item, { error: what });
}

export function choice<const Options extends readonly [string, ...string[]]>(
  ...options: Options
): z.ZodEnum<{ [K in Options[number]]: K }> {
  return z.enum(options, { error: `one of ${options.map((option) => `"${option}"`).join(", ")}` });
}

/** Text on one line that is not empty. */
export function line(what: string): z.ZodType<string, string> {
  return z
    .string({ error: what })
    .min(1, { error: what })
    .max(1_000, { error: `${what}, at most 1000 characters` })
    .refine((written) => !hasControlCharacter(written), { error: `${what} on one line` });
}

/** Text of any length and shape. */
export function text(what: string): z.ZodType<string, string> {
  return z.string({ error: what });
}

/** A CEL expression that is true or false, possibly on several lines. */
export const condition: z.ZodType<string, string> = z
  .string({ error: "a condition such as device.ready" })
  .max(4_000, { error: "a condition of at most 4000 characters" })
  .refine((written) => written.trim() !== "", { error: "a condition such as device.ready" });

/** A name that may stand in file names, ids and expressions. */
export function name(what: string): z.ZodType<string, string> {
  const form = /^[A-Za-z0-9][\w.-]{0,99}$/;
  return textSuchThat(`${what} of letters, digits, dots, dashes and underscores`, (written) => form.test(written)).meta(
    {
      pattern: orEnvironment(form.source),
    },
  );
}

/** A pattern for editors, which see a text before its expressions are worked out. */
export function orEnvironment(pattern: string): string {
  return `${pattern}|${expressionForm}`;
}

/** For editors: a text with an expression in it. */
export const expressionForm: string = String.raw`\$\{`;

export function whole(what: string, least: number, most: number = Number.MAX_SAFE_INTEGER): z.ZodNumber {
  const range = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `${least}..${most}`;
  const error = `${what}, a whole number ${range}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export const flag: z.ZodBoolean = z.boolean({ error: "true or false" });

export const duration: z.ZodType<string, string> = durationText("a duration such as 30s", () => true);
/** A duration longer than nothing. */
export const interval: z.ZodType<string, string> = durationText(
  "a duration above 0s, such as 30s",
  (millis) => millis > 0,
);

/** A duration, or one with a minus. */
export const offset: z.ZodType<string, string> = textSuchThat(
  "a duration such as 90s, or -5m for the other direction",
  (written) => parseOffset(written) !== undefined,
).meta({
  pattern: orEnvironment(String.raw`^-?${durationForm}$`),
  minLength: 2,
});

export const share: z.ZodType<string, string> = z
  .string({ error: "a share such as 20%" })
  .refine((written) => parseShare(written) !== undefined, { error: "a share such as 20%" })
  .meta({
    description: "A share: a number with a percent sign.",
    pattern: orEnvironment(String.raw`^\d+(\.\d+)?%$`),
    examples: ["20%", "0.5%"],
  });

export const instantText: z.ZodType<string, string> = z
  .string({ error: 'a time with its offset such as 2026-01-15T17:00:00+01:00, or "now"' })
  .refine((written) => written === "now" || parseInstant(written) !== undefined, {
    error: 'a time with its offset such as 2026-01-15T17:00:00+01:00, or "now"',
  });

/** What a device's setting or a command's argument may be; the kind says more. */
export const scalar: z.ZodType<Value, Value> = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: "a text, a number, true, false or null",
});

/** Texts by name. */
export function texts(what: string): z.ZodType<Record<string, string>, Record<string, string>> {
  return z.record(z.string(), z.string({ error: "a text" }), { error: what });
}

export function scalars(what: string): z.ZodType<Record<string, Value>, Record<string, Value>> {
  return z.record(z.string(), scalar, { error: what });
}

/** A text that `holds`; `what` is the end of "expected ...". */
export function textSuchThat(what: string, holds: (written: string) => boolean): z.ZodType<string, string> {
  return z.string({ error: what }).refine(holds, { error: what });
}

function durationText(what: string, holds: (millis: number) => boolean): z.ZodType<string, string> {
  return textSuchThat(what, (written) => {
    const millis = parseDuration(written);
    return millis !== undefined && holds(millis);
  }).meta({
    description: "A length of time: numbers with units d, h, m, s, ms, the largest first.",
    pattern: orEnvironment(`^${durationForm}$`),
    minLength: 2,
    examples: ["30s", "1h30m", "250ms"],
  });
}

function hasControlCharacter(written: string): boolean {
  return Array.from(written).some((character) => character < " " || character === "\u007f");
}
