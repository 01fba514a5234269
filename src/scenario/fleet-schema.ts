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
  offset,
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

const clock = mapping("clock options such as { skew: 90s }", {
  drift: choice("typical", "none").optional().meta({
    description: "Whether its crystal runs a few ppm off between two synchronisations.",
    default: defaults.drift,
  }),
  skew: offset.optional().meta({
    description: "Ahead of true time by so much, always; with a minus behind.",
    default: defaults.skew,
    examples: ["90s", "-5m"],
  }),
  start: choice("true-time", "epoch").optional().meta({
    description:
      "What it shows after power-on until its first synchronisation: true time, kept by a battery, or 1970-01-01.",
    default: defaults.clockStart,
  }),
}).meta({
  description: "How right the devices' own clocks are. They stamp all that the devices say.",
  examples: [{ skew: "-5m" }, { start: "epoch" }],
});

const crashRate = "a number of restarts per day, 0..1000";

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
    align: choice("boot", "clock")
      .optional()
      .meta({
        description:
          "Of `every`: what its grid begins at. `boot`: each device's own start; `clock`: the full interval, all at once.",
        default: defaults.align,
        examples: ["clock"],
      }),
  })
    .optional()
    .meta({ description: "How the devices report." }),
  clock: clock.optional(),
  crashesPerDay: z
    .number({ error: crashRate })
    .min(0, { error: crashRate })
    .max(1_000, { error: crashRate })
    .optional()
    .meta({
      description: "Restarts of a device by itself, per day, on average.",
      default: defaults.crashesPerDay,
      examples: [0.005],
    }),
  labels: texts("labels by name")
    .optional()
    .meta({ description: "Free names for selecting devices.", examples: [{ region: "north" }] }),
});
