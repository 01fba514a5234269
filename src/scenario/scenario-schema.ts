/**
 * The scenario language as one schema: what `validate` checks, what editors complete from, what `ScenarioInput` types.
 *
 * It says how each value is written. What values mean together (a kind that exists, a step within the run) is
 * `check-scenario.ts`.
 */
import { z } from "zod";
import { climate } from "./surroundings/climate-schema.ts";
import { defaults } from "./defaults.ts";
import { expectation } from "./expectations/expectation-schema.ts";
import { group } from "./groups/fleet-schema.ts";
import { load } from "./load/load-schema.ts";
import { protocol } from "./target/protocol-schema.ts";
import type { ScenarioInput } from "./scenario-input.ts";
import {
  choice,
  expressionForm,
  instantText,
  interval,
  line,
  list,
  mapping,
  name,
  text,
  whole,
} from "./values/schema-values.ts";
import { targetOrUrl } from "./target/target-schema.ts";
import { step } from "./timeline/timeline-schema.ts";

const speed = z.union([z.number().gt(0).max(100_000), z.literal("max")], { error: 'a number above 0, or "max"' }).meta({
  description: "Simulated time per real time. `max` is as fast as it goes, on the built-in server only.",
  default: defaults.speed,
  examples: [1, 60, "max"],
});

export const scenarioSchema: z.ZodType<ScenarioInput> = mapping("a scenario: a mapping of its keys", {
  flotilla: z
    .literal(1, { error: "1, the version of the scenario language" })
    .meta({ description: "Version of the language." }),
  $schema: text("a text").optional().meta({ description: "For editors; means nothing to a run." }),
  name: name("a name").optional().meta({ description: "Default: the file's name." }),
  description: text("a text").optional().meta({ description: "What the scenario shows." }),
  extends: line("the path of a scenario")
    .optional()
    .meta({
      description:
        "A scenario that this one changes: mappings merge key by key, everything else is replaced. The path counts from this file.",
      examples: ["./base.yaml"],
    }),
  include: list("a list of files", line("the path of a file"))
    .optional()
    .meta({
      description: "Parts of this scenario: their lists stand before its own, mappings merge, nothing is said twice.",
      examples: [["./parts/locks.yaml"]],
    }),
  vars: z
    .record(z.string(), z.unknown(), { error: "values by name" })
    .optional()
    .meta({
      description: "Values for expressions: `${vars.peak}`. They may be made of `env` and of one another.",
      examples: [{ homes: 200, peak: "80%" }],
    }),
  seed: whole("a seed", 0).optional().meta({
    description: "Decides every draw: same seed, same fleet, same behaviour.",
    default: defaults.seed,
  }),
  clock: mapping("clock options such as { start: 2026-01-15T17:00:00+01:00 }", {
    start: instantText.optional().meta({
      description: "Simulated time at the start, with the homes' offset from UTC; or `now`.",
      default: defaults.start,
    }),
    speed: speed.optional(),
  })
    .optional()
    .meta({ description: "Simulated time. All times of the load and the timeline are simulated." }),
  target: targetOrUrl.optional(),
  protocol: protocol.optional(),
  world: mapping("world options such as { climate: maritime }", {
    climate: climate.optional(),
    outages: choice("none", "typical").optional().meta({
      description: "`typical`: mains, routers and the provider fail now and then, as they do.",
      default: defaults.outages,
    }),
  })
    .optional()
    .meta({ description: "What the homes share." }),
  homes: whole("a number of homes", 1, 1_000_000).optional().meta({
    description: "Default: as many as the largest group has devices when all groups have a `count`, else 1.",
  }),
  devices: whole("a number of devices", 1, 10_000_000).optional().meta({
    description: "Scales the whole fleet, and its homes, to exactly so many devices.",
  }),
  kinds: list("a list of files", line("the path of a file"))
    .optional()
    .meta({
      description: "Files with further kinds, relative to the scenario's folder.",
      examples: [["./my-kinds.ts"]],
    }),
  fleet: list("a list of groups of devices", group)
    .min(1, { error: "at least one group of devices" })
    .meta({
      description: "Who is there.",
      examples: [[{ kind: "lock", perHome: 1 }]],
    }),
  load: load.optional(),
  duration: interval.optional().meta({
    description: "Cuts the run, or stretches its last hold, to exactly this length.",
  }),
  timeline: list("a list of steps", step).optional().meta({ description: "What happens when." }),
  expect: list("a list of expectations", expectation)
    .optional()
    .meta({
      description: "What must hold for the run to pass.",
      examples: [
        ["latency.connect p(99) < 500ms", "reconnect.all < 60s after power-cut", "commands.lost == 0 of kind lock"],
        [
          { that: "latency.ack p(99) < 300ms", for: "30s", abort: true },
          { eventually: "device.ready", within: "2m", after: "power-cut", select: { kind: "lock" } },
        ],
      ],
    }),
}).meta({
  title: "Flotilla scenario",
  description: "A fleet, where it connects, what happens when, and what must hold.",
});

/** JSON Schema (2020-12) of scenarios, for editors: they see texts before their expressions are worked out. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, {
    target: "draft-2020-12",
    io: "input",
    override: ({ jsonSchema, path }) => {
      // What stands for a function of a scenario in TypeScript is nothing that people write.
      delete jsonSchema.properties?.["function"];
      const { type, oneOf, allOf } = jsonSchema;
      if (typeof type !== "string" || type === "string" || type === "null" || path.length === 0) return;
      jsonSchema.type = [type, "string"] as never;
      jsonSchema.pattern = expressionForm;
      // Which keys go together is asked of mappings, not of a text in place of one.
      if (oneOf === undefined && allOf === undefined) return;
      delete jsonSchema.oneOf;
      delete jsonSchema.allOf;
      jsonSchema.if = { type: "string" };
      jsonSchema.else = { ...(oneOf === undefined ? {} : { oneOf }), ...(allOf === undefined ? {} : { allOf }) };
    },
  }) as Record<string, unknown>;
  // Its fleet may be that of another file.
  const required = (schema["required"] as readonly string[]).filter((key) => key !== "fleet");
  return { ...schema, required, anyOf: ["fleet", "extends", "include"].map((key) => ({ required: [key] })) };
}
