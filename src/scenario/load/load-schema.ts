/** The load: how many devices are connected when. */
import { z } from "zod";
import { defaults } from "../defaults.ts";
import { drawnInterval } from "../values/draw-schema.ts";
import type { LoadInput, PhaseInput } from "../scenario-input.ts";
import { duration, interval, list, mapping, orEnvironment, share, textSuchThat } from "../values/schema-values.ts";
import { parseRate, parseShare } from "../values/share.ts";

const level = z.union([z.string().refine((written) => parseShare(written) !== undefined), z.int().min(0)], {
  error: "a share such as 100%, or a number of devices",
});

const rate = textSuchThat("devices per time such as 50/s", (written) => parseRate(written) !== undefined).meta({
  pattern: orEnvironment(String.raw`^\d+(\.\d+)?/[smh]$`),
});

const churn = mapping("churn such as { share: 10%, every: 10m, away: 2m }", {
  share: share.meta({ description: "How many of those that are there leave in each round.", examples: ["10%"] }),
  every: interval.meta({ description: "How long a round is.", examples: ["10m"] }),
  away: drawnInterval.meta({
    description: "How long one that has left stays away.",
    examples: ["2m", { uniform: ["1m", "5m"] }],
  }),
});

const wave = mapping("a wave such as { from: 20%, to: 80%, period: 10m }", {
  from: level.optional().meta({
    description: "Where it begins and ends. Default: as many as there are when it begins.",
    examples: ["20%"],
  }),
  to: level.meta({ description: "Where it turns, after half a period.", examples: ["80%"] }),
  period: interval.meta({ description: "There and back again.", examples: ["10m"] }),
});

const phase: z.ZodType<PhaseInput> = mapping("a phase such as { ramp: 100%, over: 2m } or { hold: 10m }", {
  ramp: level.optional().meta({
    description: "How many devices shall be connected at its end: a share of the fleet, or a number.",
    examples: ["100%", 500],
  }),
  over: duration.optional().meta({
    description: "Of a ramp: how long it takes. Of a spike: each of its flanks, default 0s.",
    examples: ["2m"],
  }),
  rate: rate.optional().meta({
    description:
      "Of a ramp, instead of `over`: how many connect, or leave, in a second (`s`), minute (`m`) or hour (`h`).",
    examples: ["50/s"],
  }),
  hold: interval
    .optional()
    .meta({ description: "Keep as many connected as there are, for this long.", examples: ["10m"] }),
  churn: churn.optional().meta({
    description:
      "Of a hold: in every round some leave with a goodbye, each at a moment of its own, and come back as the devices they were.",
  }),
  step: level.optional().meta({ description: "So many at once.", examples: ["50%"] }),
  spike: level.optional().meta({
    description: "So many for a while (`for`), then as many as before.",
    examples: ["100%"],
  }),
  wave: wave.optional().meta({ description: "Up and down as a sine, for whole periods (`for`)." }),
  for: interval
    .optional()
    .meta({ description: "Of a spike or a wave: how long it takes in all.", examples: ["1m", "1h"] }),
}).meta({
  oneOf: [
    { required: ["ramp", "over"] },
    { required: ["ramp", "rate"] },
    { required: ["hold"] },
    { required: ["step"] },
    { required: ["spike", "for"] },
    { required: ["wave", "for"] },
  ],
});

const phases = list("a list of phases", phase).min(1, { error: "at least one phase" });

export const load: z.ZodType<LoadInput> = z
  .union([phases, z.record(z.string(), phases, { error: "phases by the names of groups" })], {
    error: "a list of phases, or such lists by the names of groups",
  })
  .meta({
    description:
      "How many devices are connected when: of all together, or of groups by their names, `others` being the rest. The phases together are the length of the run.",
    default: defaults.load,
    examples: [
      [{ ramp: "100%", over: "2m" }, { hold: "10m" }],
      { lock: [{ hold: "10m" }], others: [{ wave: { from: "20%", to: "80%", period: "5m" }, for: "10m" }] },
    ],
  });
