/** The fleet: groups of devices of a kind. */
import { z } from "zod";
import { defaults } from "../defaults.ts";
import { drawnInterval, drawnNumber, drawnOffset, numberDraw } from "../values/draw-schema.ts";
import type { GroupInput } from "../scenario-input.ts";
import {
  choice,
  duration,
  flag,
  interval,
  line,
  list,
  mapping,
  name,
  scalar,
  share,
  texts,
  whole,
} from "../values/schema-values.ts";
import { scripts } from "../scripts/script-schema.ts";

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
  skew: drawnOffset.optional().meta({
    description: "Ahead of true time by so much, always; with a minus behind. May be drawn for each device.",
    default: defaults.skew,
    examples: ["90s", "-5m", { normal: { mean: "0s", sd: "20s" } }],
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

const telemetry = mapping("telemetry options such as { every: 30s }", {
  every: drawnInterval.optional().meta({
    description: "A fixed interval instead of reports by physics. May be drawn for each device.",
    examples: ["30s", { uniform: ["20s", "40s"] }],
  }),
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
}).meta({ description: "How the devices report." });

const crashRate = "a number of restarts per day, 0..1000";

const crashesPerDay = z
  .union([z.number({ error: crashRate }).min(0, { error: crashRate }).max(1_000, { error: crashRate }), numberDraw], {
    error: crashRate,
  })
  .meta({
    description: "Restarts of a device by itself, per day, on average. May be drawn for each device.",
    default: defaults.crashesPerDay,
    examples: [0.005],
  });

const settings = z
  .record(z.string(), z.union([scalar, numberDraw], { error: "a value, or for a number how to draw it" }), {
    error: "settings by name",
  })
  .meta({
    description: "Settings of the kind; `flotilla devices <kind>` lists them. Numbers may be drawn for each device.",
    examples: [{ heating: "heat-pump" }, { autoRelockTime: { uniform: [20, 60] } }],
  });

const labels = texts("labels by name").meta({
  description: "Free names for selecting devices.",
  examples: [{ region: "north" }],
});

/** What a group says about its devices, and a variant otherwise. */
const memberKeys = {
  settings: settings.optional(),
  firmware: firmware.optional(),
  reconnect: reconnect.optional(),
  telemetry: telemetry.optional(),
  clock: clock.optional(),
  crashesPerDay: crashesPerDay.optional(),
  labels: labels.optional(),
};

const heavy = "a weight, a number >= 0";

const variant = mapping("a variant such as { name: white, weight: 3, settings: {...} }", {
  name: name("a name").meta({ description: "Unique within the group; `device.variant` of expressions." }),
  weight: z.number({ error: heavy }).min(0, { error: heavy }).optional().meta({
    description: "How many of the group's devices are of it, against the weights of the others.",
    default: defaults.weight,
  }),
  ...memberKeys,
});

export const group: z.ZodType<GroupInput> = mapping("a group of devices such as { kind: lock, perHome: 1 }", {
  kind: kindName.meta({ description: "What the devices are.", examples: ["lock", "bulb", "thermostat"] }),
  name: name("a name").optional().meta({ description: "Unique within the fleet. Default: the kind." }),
  perHome: drawnNumber.optional().meta({
    description:
      "Devices in each home, drawn and rounded. Default 1, unless there is a `count` or a list of `identities`.",
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
  identities: line("the path of a CSV or NDJSON file")
    .optional()
    .meta({
      description:
        "The devices that the server knows already, one in each row: `id`, and if wanted `serial`, `mac`, `name`, `cert` and `key` (PEM files of a client certificate), `token` and others, which the target's texts name as {token}. The path counts from the scenario's folder.",
      examples: ["./devices.csv"],
    }),
  variants: list("a list of variants", variant)
    .min(1, { error: "at least one variant" })
    .refine((variants) => variants.some(({ weight = 1 }) => weight > 0), { error: "at least one weight above 0" })
    .optional()
    .meta({
      description: "Of which each device is one, drawn by weight: what is otherwise with it than the group says.",
      examples: [
        [
          { name: "white", weight: 3 },
          { name: "colour", weight: 1, labels: { light: "colour" } },
        ],
      ],
    }),
  ...memberKeys,
  on: scripts.optional(),
});
