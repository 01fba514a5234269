/** The timeline: what happens when, and to whom. */
import { z } from "zod";
import { actionKeys, actionList, actionShape } from "../actions/action-schema.ts";
import { drawnDuration } from "../values/draw-schema.ts";
import type { StepInput } from "../scenario-input.ts";
import { condition, duration, flag, interval, line, mapping, name } from "../values/schema-values.ts";
import { select } from "../selection/selection-schema.ts";

/** The keys that say when a step happens; each has one, and `every` may stand beside `at` and `between`. */
export const triggerKeys = ["at", "every", "between", "after", "when"] as const;

const window = z.tuple([duration, duration], { error: "two durations, [from, to]" });

const stepMapping = mapping("a step such as { at: 3m, act: press }", {
  name: name("a name")
    .optional()
    .meta({ description: "For messages, other steps and expectations (`after <name>`). Default: the action's name." }),
  at: duration.optional().meta({ description: "Simulated time from the start of the run.", examples: ["3m"] }),
  every: interval.optional().meta({
    description: "Again and again: from `at` on, or in a random moment of `between` moved by so much each time.",
    examples: ["1m"],
  }),
  until: duration.optional().meta({
    description: "Of `every`: when no more round begins. Default: the end of the run.",
    examples: ["10m"],
  }),
  between: window.optional().meta({
    description: "A random moment from the first to the second, the same for a seed.",
    examples: [["5m", "10m"]],
  }),
  after: line("the name of a step or mark")
    .optional()
    .meta({ description: "Each time that this step or mark happens, `wait` later.", examples: ["power-cut"] }),
  wait: drawnDuration.optional().meta({
    description: "Of `after`: how much later.",
    default: "0s",
    examples: ["45s", { exponential: { mean: "10s" } }],
  }),
  when: condition.optional().meta({
    description:
      "A CEL expression: when it becomes true, and has held for `for`. Of each selected device if it names `device`, else of each home if it names `home`, else of the run.",
    examples: ["device.batPercentRemaining < 20", "run.ready >= 100"],
  }),
  once: flag.optional().meta({
    description: "Of `when`: not again when it becomes true again.",
    default: false,
  }),
  select: select.optional(),
  ...actionShape,
  do: actionList.optional().meta({
    description: "Several actions, one after the other; `{ wait: 10s }` between them.",
    examples: [[{ act: "press" }, { wait: "10s" }, { act: "press" }]],
  }),
}).meta({
  allOf: [
    { anyOf: triggerKeys.map((key) => ({ required: [key] })) },
    { oneOf: [...actionKeys, "do"].map((key) => ({ required: [key] })) },
  ],
});

export const step: z.ZodType<StepInput> = stepMapping as unknown as z.ZodType<StepInput>;
