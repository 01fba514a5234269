/** What must hold: a threshold as a text, or a mapping around a threshold or a condition. */
import { z } from "zod";
import { defaults } from "../defaults.ts";
import type { ExpectationInput } from "../scenario-input.ts";
import { condition, flag, interval, line, mapping } from "../values/schema-values.ts";
import { select } from "../selection/selection-schema.ts";

/** The keys that say what is expected; each expectation has one. */
export const expectationKeys = ["that", "always", "never", "eventually"] as const;

const threshold = line("an expectation such as commands.lost == 0");

const scopes =
  "Of each selected device if it names `device`, else of each of their homes if it names `home`, else of the run.";

const expectationMapping = mapping("an expectation such as { never: device.batteryLevel < 5 }", {
  that: threshold.optional().meta({
    description: "A threshold on the figures of the last `over`, looked at every second.",
    examples: ["latency.ack p(99) < 300ms", "connections.lost < 10 of kind lock"],
  }),
  always: condition.optional().meta({
    description: `A CEL expression that may not be false. ${scopes}`,
    examples: ["device.batteryLevel >= 20", "run.ready >= 90"],
  }),
  never: condition.optional().meta({
    description: `A CEL expression that may not be true. ${scopes}`,
    examples: ["device.lockState == 'unlocked' && home.present == 0"],
  }),
  eventually: condition.optional().meta({
    description: `A CEL expression that has to become true. ${scopes}`,
    examples: ["device.ready", "run.ready == run.planned"],
  }),
  for: interval.optional().meta({
    description:
      "For how long on end it has to be otherwise to be broken; of `eventually`, for how long on end it has to hold.",
    examples: ["30s"],
  }),
  over: interval.optional().meta({
    description: "Of `that`: the figures of how long are looked at.",
    default: defaults.sustainedOver,
    examples: ["10s", "1m"],
  }),
  after: line("the name of a mark or a step")
    .optional()
    .meta({ description: "From when on: each time that this mark or step happens. Default: the start of the run." }),
  within: interval.optional().meta({
    description: "For how long from then on; of `eventually`, how much time it has. Default: to the end of the run.",
    examples: ["2m"],
  }),
  select: select.optional(),
  abort: flag.optional().meta({
    description: "Whether the run ends, and fails, as soon as it is broken.",
    default: false,
  }),
}).meta({ oneOf: expectationKeys.map((key) => ({ required: [key] })) });

export const expectation: z.ZodType<ExpectationInput> = z.union([threshold, expectationMapping], {
  error: "an expectation such as commands.lost == 0",
}) as unknown as z.ZodType<ExpectationInput>;
