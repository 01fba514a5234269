/**
 * The scenario language as one schema: what `validate` checks, what editors complete from, what `ScenarioInput` types.
 *
 * It says how each value is written. What values mean together (a kind that exists, a step within the run) is
 * `check-scenario.ts`.
 */
import { z } from "zod";
import { climate } from "./climate-schema.ts";
import { defaults } from "./defaults.ts";
import { group } from "./fleet-schema.ts";
import { phase } from "./load-schema.ts";
import { protocol } from "./protocol-schema.ts";
import type { ScenarioInput } from "./scenario-input.ts";
import { choice, instantText, interval, line, list, mapping, name, text, whole } from "./schema-values.ts";
import { targetOrUrl } from "./target-schema.ts";
import { step } from "./timeline-schema.ts";

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
  load: list("a list of phases", phase).min(1, { error: "at least one phase" }).optional().meta({
    description: "How many devices are connected when. The phases together are the length of the run.",
    default: defaults.load,
  }),
  duration: interval.optional().meta({
    description: "Cuts the run, or stretches its last hold, to exactly this length.",
  }),
  timeline: list("a list of steps", step).optional().meta({ description: "What happens when." }),
  expect: list("a list of expectations", line("an expectation such as commands.lost == 0"))
    .optional()
    .meta({
      description: "What must hold for the run to pass.",
      examples: [["latency.connect p(99) < 500ms", "reconnect.all < 60s after power-cut", "commands.lost == 0"]],
    }),
}).meta({
  title: "Flotilla scenario",
  description: "A fleet, where it connects, what happens when, and what must hold.",
});

/** JSON Schema (2020-12) of scenarios, for editors. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(scenarioSchema, { target: "draft-2020-12", io: "input" }) as Record<string, unknown>;
}
