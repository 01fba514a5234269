/** The load: how many devices are connected when. */
import { z } from "zod";
import type { PhaseInput } from "./scenario-input.ts";
import { duration, interval, mapping } from "./schema-values.ts";
import { parseShare } from "./share.ts";

const ramp = z
  .union([z.string().refine((written) => parseShare(written) !== undefined), z.int().min(0)], {
    error: "a share such as 100%, or a number of devices",
  })
  .meta({
    description: "How many devices shall be connected at its end: a share of the fleet, or a number.",
    examples: ["100%", 500],
  });

export const phase: z.ZodType<PhaseInput> = mapping("a phase such as { ramp: 100%, over: 2m } or { hold: 10m }", {
  ramp: ramp.optional(),
  over: duration.optional().meta({ description: "How long the ramp takes.", examples: ["2m"] }),
  hold: interval
    .optional()
    .meta({ description: "Keep as many connected as there are, for this long.", examples: ["10m"] }),
}).meta({ oneOf: [{ required: ["ramp", "over"] }, { required: ["hold"] }] });
