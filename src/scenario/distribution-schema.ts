/** A number, or how to draw one, in the one spelling of `kernel/distribution.ts`. */
import { z } from "zod";
import type { Distribution } from "../kernel/distribution.ts";
import { list, mapping } from "./schema-values.ts";

const oneOfThem = "a number, or one of uniform, normal, lognormal, exponential, poisson, choice";

const number = z.number({ error: "a number" });
const positive = z.number({ error: "a number >= 0" }).min(0, { error: "a number >= 0" });
const average = positive.meta({ description: "The average of all draws." });
const mean = mapping("its mean, such as { mean: 8 }", { mean: average });
const pair = (what: string, right: z.ZodNumber): z.ZodTuple<[z.ZodNumber, z.ZodNumber], null> =>
  z.tuple([number, right], { error: what });

const drawn = mapping(oneOfThem, {
  uniform: pair("the lowest and the highest number, [low, high]", number)
    .refine(([low, high]) => low <= high, { error: "[low, high] with low not above high" })
    .optional()
    .meta({
      description: "Any number from low to high, all equally likely; low must not exceed high.",
      examples: [[4, 12]],
    }),
  normal: mapping("a mean and a standard deviation, such as { mean: 8, sd: 2 }", {
    mean: number.meta({ description: "The average of all draws." }),
    sd: positive.meta({ description: "Standard deviation: two draws of three are nearer to the mean than this." }),
  })
    .optional()
    .meta({ description: "The bell curve.", examples: [{ mean: 8, sd: 2 }] }),
  lognormal: mapping("a median and a sigma, such as { median: 8, sigma: 0.4 }", {
    median: positive.meta({ description: "Half of all draws are below it." }),
    sigma: positive.meta({ description: "Standard deviation of the logarithm; 0.4 is moderate, 1 is wild." }),
  })
    .optional()
    .meta({ description: "Skewed: a long tail of large numbers.", examples: [{ median: 8, sigma: 0.4 }] }),
  exponential: mean.optional().meta({ description: "Times between what happens at random.", examples: [{ mean: 8 }] }),
  poisson: mean.optional().meta({ description: "Counts of what happens at random.", examples: [{ mean: 8 }] }),
  choice: list(
    "values with their weights, [[value, weight], ...]",
    pair("a value and its weight, [value, weight]", positive),
  )
    .refine((choices) => choices.some(([, weight]) => weight > 0), { error: "at least one weight above 0" })
    .optional()
    .meta({
      description: "One of these values, each as likely as its weight.",
      examples: [
        [
          [1, 3],
          [2, 1],
        ],
      ],
    }),
})
  .refine((written) => Object.keys(written).length === 1, { error: oneOfThem })
  .meta({ minProperties: 1, maxProperties: 1 });

export const distribution: z.ZodType<Distribution> = z
  .union([number, drawn as unknown as z.ZodType<Distribution>], { error: oneOfThem })
  .meta({ description: "A number, or how to draw one.", examples: [1, { uniform: [4, 12] }] });
