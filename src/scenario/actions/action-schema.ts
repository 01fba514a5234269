/**
 * Actions: what is done to devices, to their world, to the server or to the run. The same in the timeline and in scripts
 * of devices.
 *
 * An action is one key that says what is done, and those that go with it: `fault: jam`, `for: 2m`.
 */
import { z } from "zod";
import { defaults } from "../defaults.ts";
import { drawnDuration, numberDraw } from "../values/draw-schema.ts";
import { commandRequest, httpRequest } from "./http-schema.ts";
import type { ActionInput, ArgumentInput } from "../scenario-input.ts";
import { worldActs } from "./world-acts.ts";
import { choice, line, list, mapping, name, scalar, text } from "../values/schema-values.ts";

/** The keys that say what an action does, as they are told to people; each action has exactly one. */
export const actionKeys = [
  "command",
  "http",
  "act",
  "fault",
  "world",
  "disconnect",
  "reboot",
  "mark",
  "log",
  "stop",
] as const;

/** A key of an action: `wait` only in a list, `function` only from a scenario in TypeScript, in place of a function. */
export type ActionKey = (typeof actionKeys)[number] | "wait" | "function";

/** Keys that only make sense with some actions. */
export const actionCompanions: Readonly<Record<"args" | "for" | "by" | "via", readonly ActionKey[]>> = {
  args: ["command", "act"],
  for: ["fault", "world", "disconnect"],
  by: ["world"],
  via: ["command"],
};

const via = z
  .union([z.literal("server"), mapping("an http route", { http: commandRequest })], {
    error: 'server, or a route such as { http: { post: "https://..." } }',
  })
  .meta({
    description: "How a command reaches the device: through the built-in server, or the target's own API.",
    default: "server",
    examples: ["server", { http: { post: "https://hub.example.com/api/devices/{id}/commands" } }],
  });

const argument: z.ZodType<ArgumentInput> = z.union([scalar, numberDraw], {
  error: "a text, a number, true, false, null, or a number to draw such as { uniform: [4, 12] }",
});

const stopError = "true, a reason, or { fail: a reason }";

/** What `function` stands for is said by whoever takes functions out of a scenario in TypeScript. */
const hidden = z.string().optional().meta({ description: "Names a function of a scenario in TypeScript." });

/** What an action may have, apart from what is only for lists. */
export const actionShape: { readonly [Key in Exclude<keyof ActionInput, "wait">]-?: z.ZodType<ActionInput[Key]> } = {
  command: line("the name of a command")
    .optional()
    .meta({
      description: "A command to the devices, the way the server sends it.",
      examples: ["lockDoor"],
    }),
  http: httpRequest.optional(),
  act: line("the name of an act")
    .optional()
    .meta({
      description: "What somebody does to the device itself; `flotilla devices <kind>` lists them.",
      examples: ["turn-key"],
    }),
  fault: line("the name of a fault")
    .optional()
    .meta({
      description: "A fault of the devices: the kind's own, or dead-radio, memory-leak, no-ntp.",
      examples: ["jam"],
    }),
  world: choice(...worldActs)
    .optional()
    .meta({
      description:
        "What happens to the homes of the selected devices: no mains, no router, no way to the internet, everyone at home or away; or to the weather.",
      examples: ["power-cut"],
    }),
  disconnect: choice("clean", "abrupt").optional().meta({
    description: "The connection is closed as the protocol says, or cut off.",
  }),
  reboot: z.literal(true, { error: "true" }).optional().meta({ description: "The devices start again." }),
  mark: name("a name")
    .optional()
    .meta({ description: "A named moment, for reports and expectations.", examples: ["rush-begins"] }),
  log: text("a text")
    .optional()
    .meta({
      description: "A line among the run's events; a template. For each device when it names a device.",
      examples: ["${device.id} is at ${device.batPercentRemaining} %"],
    }),
  stop: z
    .union(
      [
        z.literal(true),
        line("a reason"),
        mapping("a reason, { fail: ... }", {
          fail: line("a reason, a text").meta({ description: "Why the run has failed." }),
        }),
      ],
      { error: stopError },
    )
    .optional()
    .meta({
      description: "The run ends here: just so, for a reason, or as a failed one.",
      examples: [true, "enough is known", { fail: "a door stayed open" }],
    }),
  args: z
    .record(z.string(), argument, { error: "arguments by name" })
    .optional()
    .meta({
      description:
        "Arguments of the command or act: values, numbers to draw for each device, or templates with `${...}`.",
      examples: [{ level: { uniform: [10, 254] } }],
    }),
  for: drawnDuration.optional().meta({
    description:
      "How long it lasts: a fault, what happens to the world, or how long a disconnected device stays away. Beside `when`, how long the condition must have held.",
    examples: ["30s", { uniform: ["20s", "40s"] }],
  }),
  by: z
    .number({ error: "a number of kelvin above 0" })
    .gt(0, { error: "a number of kelvin above 0" })
    .max(40, { error: "a number of kelvin up to 40" })
    .optional()
    .meta({ description: "How much warmer a heat wave is, or colder a cold snap, in kelvin.", default: defaults.by }),
  via: via.optional(),
  function: hidden,
};

const actionMapping = mapping("an action such as { act: press }", {
  ...actionShape,
  wait: drawnDuration.optional().meta({ description: "The next action comes so much later.", examples: ["10s"] }),
}).meta({
  id: "action",
  description: "One thing that is done, with the keys that go with it.",
  oneOf: [...actionKeys, "wait"].map((key) => ({ required: [key] })),
});

/** An action, as in `do`. */
export const action: z.ZodType<ActionInput> = actionMapping as unknown as z.ZodType<ActionInput>;

const noAction = "an action such as { act: press }, or a list of them";

/** An action, or several that are done one after the other: `do` of a step, and scripts of devices. */
export const actionList: z.ZodType<ActionInput | readonly ActionInput[]> = z.union(
  [action, list(noAction, action).min(1, { error: "at least one action" })],
  { error: noAction },
);
