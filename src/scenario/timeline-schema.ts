/** The timeline: what happens when, and to whom. */
import { z } from "zod";
import { defaults } from "./defaults.ts";
import { kindName } from "./fleet-schema.ts";
import type { SelectInput, StepInput } from "./scenario-input.ts";
import {
  choice,
  duration,
  interval,
  line,
  mapping,
  name,
  scalars,
  text,
  textSuchThat,
  texts,
  whole,
  orEnvironment,
} from "./schema-values.ts";
import { parseSelectedShare } from "./share.ts";

const select: z.ZodType<SelectInput> = mapping("a selection such as { kind: lock }", {
  kind: kindName.optional().meta({ description: "Devices of this kind." }),
  group: line("the name of a group").optional().meta({ description: "Devices of this group of the fleet." }),
  id: line("an id, in which * stands for any characters")
    .optional()
    .meta({ description: "Devices with this id; * stands for any characters.", examples: ["lock-0001", "lock-00*"] }),
  home: whole("a home", 0).optional().meta({ description: "Devices of this home, counted from 0." }),
  labels: texts("labels by name")
    .optional()
    .meta({ description: "Devices with these labels.", examples: [{ region: "north" }] }),
  share: textSuchThat(
    "a share up to 100% such as 20%, or 20% of homes",
    (written) => parseSelectedShare(written) !== undefined,
  )
    .optional()
    .meta({
      description:
        "A part of those devices, always the same for a seed: so many of them, or those in so many of the homes.",
      pattern: orEnvironment(String.raw`^\d+(\.\d+)?%( of (devices|homes))?$`),
      examples: ["20%", "20% of homes"],
    }),
  count: whole("a number of devices", 1).optional().meta({ description: "So many of those devices." }),
}).meta({ description: "Which devices are concerned; all conditions hold together. Default: all devices." });

const url = textSuchThat("a url such as https://hub.example.com/api/devices/{id}/commands", (written) =>
  /^https?:\/\/[^\s/?#]/.test(written),
);

const http = mapping("one of post, put, patch with a url", {
  post: url.optional().meta({ description: "The url to POST to; a template." }),
  put: url.optional().meta({ description: "The url to PUT to; a template." }),
  patch: url.optional().meta({ description: "The url to PATCH; a template." }),
  headers: texts("headers by name").optional().meta({ description: "Headers of the request; templates." }),
  body: text("a text").optional().meta({
    description: "Template: {command}, {args} (as JSON), {id}, {serial}, {kind}, {mac}, {home}, {index}.",
    default: defaults.body,
  }),
}).meta({ oneOf: [{ required: ["post"] }, { required: ["put"] }, { required: ["patch"] }] });

const via = z
  .union(
    [z.literal("server"), mapping("an http route", { http: http.meta({ description: "A request per device." }) })],
    {
      error: 'server, or a route such as { http: { post: "https://..." } }',
    },
  )
  .meta({
    description: "How a command reaches the device: through the built-in server, or the target's own API.",
    default: "server",
    examples: ["server", { http: { post: "https://hub.example.com/api/devices/{id}/commands" } }],
  });

/** The keys that say what a step does; each has exactly one. */
export const actionKeys = ["command", "act", "fault", "disconnect", "reboot", "mark"] as const;

export const step: z.ZodType<StepInput> = mapping("a step such as { at: 3m, fault: power-cut, for: 30s }", {
  name: name("a name")
    .optional()
    .meta({ description: "For messages and expectations (`after <name>`). Default: the action's name." }),
  at: duration.optional().meta({ description: "Simulated time from the start of the run.", examples: ["3m"] }),
  every: interval.optional().meta({ description: "Again and again until the end of the run, first at `at`." }),
  select: select.optional(),
  command: line("the name of a command")
    .optional()
    .meta({
      description: "A command to the devices, the way the server sends it.",
      examples: ["lockDoor"],
    }),
  act: line("the name of an act")
    .optional()
    .meta({
      description: "What somebody does to the device itself.",
      examples: ["turn-key"],
    }),
  fault: line("the name of a fault")
    .optional()
    .meta({
      description: "A fault of the devices, or `power-cut`: no mains in their homes.",
      examples: ["power-cut"],
    }),
  disconnect: choice("clean", "abrupt").optional().meta({
    description: "The connection is closed as the protocol says, or cut off.",
  }),
  reboot: z.literal(true, { error: "true" }).optional().meta({ description: "The devices start again." }),
  mark: name("a name")
    .optional()
    .meta({ description: "A named moment.", examples: ["rush-begins"] }),
  args: scalars("arguments by name").optional().meta({ description: "Arguments of the command or act." }),
  for: duration.optional().meta({
    description: "How long a fault or power cut lasts, or a disconnected device stays away.",
    examples: ["30s"],
  }),
  via: via.optional(),
}).meta({
  allOf: [
    { anyOf: [{ required: ["at"] }, { required: ["every"] }] },
    { oneOf: actionKeys.map((key) => ({ required: [key] })) },
  ],
});
