/** Which devices: of a step, a script or an expectation. */
import type { z } from "zod";
import { kindName } from "../groups/fleet-schema.ts";
import type { SelectInput } from "../scenario-input.ts";
import { condition, line, mapping, orEnvironment, texts, textSuchThat, whole } from "../values/schema-values.ts";
import { parseSelectedShare } from "../values/share.ts";

export const select: z.ZodType<SelectInput> = mapping("a selection such as { kind: lock }", {
  kind: kindName.optional().meta({ description: "Devices of this kind." }),
  group: line("the name of a group").optional().meta({ description: "Devices of this group of the fleet." }),
  id: line("an id, in which * stands for any characters")
    .optional()
    .meta({ description: "Devices with this id; * stands for any characters.", examples: ["lock-0001", "lock-00*"] }),
  home: whole("a home", 0).optional().meta({ description: "Devices of this home, counted from 0." }),
  labels: texts("labels by name")
    .optional()
    .meta({ description: "Devices with these labels.", examples: [{ region: "north" }] }),
  firmware: line("a range of versions such as >=1.4 <2")
    .optional()
    .meta({
      description: "Devices made with a version in this range, as npm writes ranges; pre-releases count as versions.",
      examples: [">=1.4 <2", "^1.4.0", "1.4.x"],
    }),
  where: condition.optional().meta({
    description:
      "A CEL expression on `device`, `home` and `run`, looked at each time the step happens; `share` and `count` are taken of the devices it holds for.",
    examples: ["device.lockState == 'unlocked'", "device.ready && home.present > 0"],
  }),
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
}).meta({
  id: "selection",
  description: "Which devices are concerned; all conditions hold together. Default: all devices.",
});
