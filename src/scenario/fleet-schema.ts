/** The fleet: groups of devices of a kind. */
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { distribution } from "./distribution-schema.ts";
import type { GroupInput } from "./scenario-input.ts";
import {
  choice,
  duration,
  flag,
  interval,
  line,
  mapping,
  name,
  scalars,
  share,
  texts,
  whole,
} from "./schema-values.ts";

export const kindName: z.ZodType<string, string> = line("the name of a kind such as lock");

const policy = choice("fixed", "exponential", "full-jitter", "decorrelated");

const reconnect = z
  .union(
    [
      policy,
      mapping("a policy such as { policy: full-jitter, base: 1s, cap: 1m }", {
        policy: policy.meta({ description: "How the wait grows, and whether it is random." }),
        delay: duration.optional().meta({ description: "Of `fixed`: the wait.", default: defaults.delay }),
        base: interval.optional().meta({ description: "Of the others: the first wait.", default: defaults.base }),
        cap: interval.optional().meta({ description: "Of the others: the longest wait.", default: defaults.cap }),
        attempts: whole("a number of attempts", 1)
          .optional()
          .meta({ description: "Give up after so many; default: never." }),
      }),
    ],
    { error: "a policy such as full-jitter" },
  )
  .meta({
    description: "How long a device waits before it connects again.",
    default: defaults.reconnect,
    examples: ["full-jitter", { policy: "exponential", base: "2s", cap: "5m" }],
  });

const firmware = z
  .union(
    [line("a version such as 1.4.2"), z.record(line("a version"), share, { error: "versions with their shares" })],
    {
      error: "a version such as 1.4.2, or versions with their shares",
    },
  )
  .meta({
    description: "The version that runs, or versions with the share of devices that run each; together 100%.",
    default: defaults.firmware,
    examples: ["1.4.2", { "1.4.2": "80%", "1.5.0": "20%" }],
  });

export const group: z.ZodType<GroupInput> = mapping("a group of devices such as { kind: lock, perHome: 1 }", {
  kind: kindName.meta({ description: "What the devices are.", examples: ["lock", "bulb", "thermostat"] }),
  name: name("a name").optional().meta({ description: "Unique within the fleet. Default: the kind." }),
  perHome: distribution.optional().meta({
    description: "Devices in each home, drawn and rounded. Default 1, unless there is a `count`.",
    default: defaults.perHome,
    examples: [1, { uniform: [4, 12] }],
  }),
  count: whole("a number of devices", 0, 10_000_000)
    .optional()
    .meta({ description: "Devices in all, spread evenly over the homes.", examples: [1000] }),
  id: line("a template of ids such as {group}-{number}")
    .optional()
    .meta({
      description:
        "Template of the ids: {group}, {kind}, {number} (from 1 within the group), {index} (within the fleet) and {home}, both from 0.",
      default: defaults.id,
      examples: ["{kind}-{number}", "eu-{index}"],
    }),
  settings: scalars("settings by name")
    .optional()
    .meta({
      description: "Settings of the kind; `flotilla devices <kind>` lists them.",
      examples: [{ heating: "heat-pump" }],
    }),
  firmware: firmware.optional(),
  reconnect: reconnect.optional(),
  telemetry: mapping("telemetry options such as { every: 30s }", {
    every: interval
      .optional()
      .meta({ description: "A fixed interval instead of reports by physics.", examples: ["30s"] }),
    ack: flag.optional().meta({
      description: "Samples are acknowledged by the server, and sent again until they are.",
      default: defaults.acknowledge,
    }),
    buffer: whole("a number of samples", 0, 100_000).optional().meta({
      description: "Samples and events kept while offline; the newest win.",
      default: defaults.offlineBuffer,
    }),
  })
    .optional()
    .meta({ description: "How the devices report." }),
  labels: texts("labels by name")
    .optional()
    .meta({ description: "Free names for selecting devices.", examples: [{ region: "north" }] }),
});
