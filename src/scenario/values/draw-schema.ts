/**
 * A number or a length of time, or how to draw one: the one spelling of distributions, everywhere in the language.
 *
 * Lengths of time are written as such inside as well: `{ uniform: [20s, 40s] }`.
 */
import { z } from "zod";
import { parseDuration } from "../../kernel/time.ts";
import type { DrawInput } from "../scenario-input.ts";
import { choice, duration, interval, line, list, mapping, offset } from "./schema-values.ts";
import { parseOffset } from "./written-duration.ts";

/** Units of lengths of time in a file. */
export const fileUnits = ["ms", "s", "m", "h", "d"] as const;

/** Counts are numbers, not lengths of time. */
const lengthNames = ["uniform", "normal", "lognormal", "exponential", "choice", "from"] as const;
const numberNames = ["uniform", "normal", "lognormal", "exponential", "poisson", "choice", "from"] as const;

/** What is drawn: a number, or a length of time. */
interface Drawable<Written extends number | string> {
  /** How the sentence "expected ..." goes on. */
  readonly what: string;
  readonly names: readonly string[];
  readonly value: z.ZodType<Written, Written>;
  /** No draw is below it: none of the parameters may be. */
  readonly positive: z.ZodType<Written, Written>;
  /** A number to compare by. */
  readonly size: (written: Written) => number;
  readonly examples: { readonly low: Written; readonly middle: Written; readonly high: Written };
}

function drawn<Written extends number | string>({
  what,
  names,
  value,
  positive,
  size,
  examples: { low, middle, high },
}: Drawable<Written>): z.ZodType<DrawInput<Written>, DrawInput<Written>> {
  const oneOfThem = `${what}, or one of ${names.join(", ")}`;
  const ofNumbers = names === numberNames;
  const weight = z.number({ error: "a weight >= 0" }).min(0, { error: "a weight >= 0" });
  const sigma = z.number({ error: "a number >= 0" }).min(0, { error: "a number >= 0" });
  const pair = "the lowest and the highest, [low, high]";
  const mean = positive.meta({ description: "The average of all draws." });
  return mapping(oneOfThem, {
    uniform: z
      .tuple([value, value], { error: pair })
      .refine(([least, most]) => size(least) <= size(most), { error: "[low, high] with low not above high" })
      .optional()
      .meta({
        description: "Anything from low to high, all equally likely; low must not exceed high.",
        examples: [[low, high]],
      }),
    normal: mapping(`a mean and a standard deviation, such as { mean: ${middle}, sd: ${low} }`, {
      mean: value.meta({ description: "The average of all draws." }),
      sd: positive.meta({ description: "Standard deviation: two draws of three are nearer to the mean than this." }),
    })
      .optional()
      .meta({ description: "The bell curve.", examples: [{ mean: middle, sd: low }] }),
    lognormal: mapping(`a median and a sigma, such as { median: ${middle}, sigma: 0.4 }`, {
      median: positive.meta({ description: "Half of all draws are below it." }),
      sigma: sigma.meta({ description: "Standard deviation of the logarithm; 0.4 is moderate, 1 is wild." }),
    })
      .optional()
      .meta({ description: "Skewed: a long tail of large draws.", examples: [{ median: middle, sigma: 0.4 }] }),
    exponential: mapping(`its mean, such as { mean: ${middle} }`, { mean })
      .optional()
      .meta({ description: "Times between what happens at random.", examples: [{ mean: middle }] }),
    ...(ofNumbers && {
      poisson: mapping(`its mean, such as { mean: ${middle} }`, { mean })
        .optional()
        .meta({ description: "Counts of what happens at random.", examples: [{ mean: middle }] }),
    }),
    choice: list(
      "values with their weights, [[value, weight], ...]",
      z.tuple([value, weight], { error: "a value and its weight, [value, weight]" }),
    )
      .refine((choices) => choices.some(([, heavy]) => heavy > 0), { error: "at least one weight above 0" })
      .optional()
      .meta({
        description: "One of these values, each as likely as its weight.",
        examples: [
          [
            [low, 3],
            [high, 1],
          ],
        ],
      }),
    from: line("the path of a CSV file with a header")
      .optional()
      .meta({
        description: "Like the numbers in a column of a CSV file; the path counts from the scenario's folder.",
        examples: ["./measured.csv"],
      }),
    column: line("the name of a column")
      .optional()
      .meta({
        description: "Of `from`: which column. Needed when the file has several.",
        examples: ["seconds"],
      }),
    ...(!ofNumbers && {
      unit: choice(...fileUnits)
        .optional()
        .meta({ description: "Of `from`: what plain numbers in the column are.", default: "s" }),
    }),
  })
    .refine((written) => Object.keys(written).filter((key) => key !== "column" && key !== "unit").length === 1, {
      error: oneOfThem,
    })
    .meta({
      oneOf: names.map((name) => ({ required: [name] })),
      dependentRequired: { column: ["from"], ...(ofNumbers ? {} : { unit: ["from"] }) },
    }) as unknown as z.ZodType<DrawInput<Written>, DrawInput<Written>>;
}

const number = z.number({ error: "a number" });

/** `{ uniform: [4, 12] }` and so on; the plain number is for the caller, who knows its range. */
export const numberDraw: z.ZodType<DrawInput<number>, DrawInput<number>> = drawn({
  what: "a number",
  names: numberNames,
  value: number,
  positive: z.number({ error: "a number >= 0" }).min(0, { error: "a number >= 0" }),
  size: (written) => written,
  examples: { low: 4, middle: 8, high: 12 },
});

const lengthExamples = { low: "20s", middle: "30s", high: "40s" };

const durationDraw = drawn({
  what: "a duration such as 30s",
  names: lengthNames,
  value: duration,
  positive: duration,
  size: (written) => parseDuration(written) ?? 0,
  examples: lengthExamples,
});

const offsetDraw = drawn({
  what: "a duration such as 90s, or -5m for the other direction",
  names: lengthNames,
  value: offset,
  positive: duration,
  size: (written) => parseOffset(written) ?? 0,
  examples: lengthExamples,
});

/** A number, or how to draw one. */
export const drawnNumber: z.ZodType<number | DrawInput<number>, number | DrawInput<number>> = z
  .union([number, numberDraw], { error: `a number, or one of ${numberNames.join(", ")}` })
  .meta({ description: "A number, or how to draw one.", examples: [1, { uniform: [4, 12] }] });

/** A duration, or how to draw one. */
export const drawnDuration: z.ZodType<string | DrawInput<string>, string | DrawInput<string>> = lengthOf(
  duration,
  durationDraw,
  "a duration such as 30s",
);

/** A duration longer than nothing, or how to draw one. That no draw is nothing is for the checks. */
export const drawnInterval: z.ZodType<string | DrawInput<string>, string | DrawInput<string>> = lengthOf(
  interval,
  durationDraw,
  "a duration above 0s, such as 30s",
);

/** A duration, or one with a minus, or how to draw one. */
export const drawnOffset: z.ZodType<string | DrawInput<string>, string | DrawInput<string>> = lengthOf(
  offset,
  offsetDraw,
  "a duration such as 90s, or -5m for the other direction",
);

function lengthOf(
  plain: z.ZodType<string, string>,
  draw: z.ZodType<DrawInput<string>, DrawInput<string>>,
  what: string,
): z.ZodType<string | DrawInput<string>, string | DrawInput<string>> {
  return z
    .union([plain, draw], { error: `${what}, or one of ${lengthNames.join(", ")}` })
    .meta({ description: "A length of time, or how to draw one.", examples: ["30s", { uniform: ["20s", "40s"] }] });
}
