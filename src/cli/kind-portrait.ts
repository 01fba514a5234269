/**
 * All about one kind of device, for a person:
 *
 *     Commands
 *       unlockWithTimeout                                                    DoorLock.UnlockWithTimeout
 *         Unlocks, and locks again after `timeout`, this once instead of autoRelockTime.
 *         timeout: a whole number 0..65535 s. 0 locks again at once.
 *
 * What no Matter cluster has says so where the others name theirs, so that nobody takes it for Matter's.
 */
import { describeField, type Field, type FieldTable } from "../device/field.ts";
import { firmwareAttributes, firmwareFaults } from "../device/firmware.ts";
import type { Act, Attribute, Command, EventDefinition, FaultDefinition, Kind, Setting } from "../device/kind.ts";
import { type Line, paint, span, spread } from "../report/styled-line.ts";
import { paragraph } from "../report/wrap.ts";

export interface PortraitOptions {
  readonly columns: number;
  readonly colour: boolean;
}

export function kindPortrait(kind: Kind, { columns, colour }: PortraitOptions): string {
  const width = Math.max(leastWidth, Math.min(mostWidth, columns));
  const lines: Line[] = [
    ...paragraph(`${kind.name}: ${kind.summary}`, width, "strong"),
    [span(`${kind.matterType === "none" ? "No Matter device type" : kind.matterType}; runs on ${kind.power}`)],
  ];
  lines.push([], ...legend.flatMap((text) => paragraph(text, width, "faint", 2)));
  for (const [title, entries] of sectionsOf(kind)) {
    if (entries.length === 0) continue;
    lines.push([], [span(title, "strong")], ...entries.flatMap((entry) => entryLines(entry, width)));
  }
  return lines.map((line) => `${paint(line, colour)}\n`).join("");
}

const ours = "ours, not Matter";
const legend = [
  `At the right: the Matter cluster a name is from, or "${ours}". Faults, acts and settings are all ours.`,
  "Kept through power cuts: survives every restart. A writable attribute without that is back at its first value after one.",
];

const leastWidth = 60;
const mostWidth = 110;

interface Entry {
  readonly name: string;
  /** Beside the name. */
  readonly facts?: string;
  readonly doc: string;
  readonly matter?: string | undefined;
  /** What belongs to it, such as arguments, a paragraph each. */
  readonly parts?: readonly string[];
}

function sectionsOf(kind: Kind): [title: string, entries: Entry[]][] {
  return [
    ["Attributes", entriesOf<Attribute>({ ...kind.attributes, ...firmwareAttributes }, attributeEntry)],
    ["Commands", entriesOf<Command>(kind.commands, (command) => ({ ...command, parts: fieldParts(command.args) }))],
    [
      "Events",
      entriesOf<EventDefinition>(kind.events, ({ doc, matter, severity, data }) => ({
        facts: severity,
        doc,
        matter,
        parts: fieldParts(data),
      })),
    ],
    [
      "Faults",
      [
        ...entriesOf<FaultDefinition>(kind.faults, ({ doc }) => ({ doc })),
        ...entriesOf<FaultDefinition>(firmwareFaults, ({ doc }) => ({
          facts: "of the firmware: every kind has it",
          doc,
        })),
      ],
    ],
    ["Acts", entriesOf<Act>(kind.acts, ({ doc, args }) => ({ doc, parts: fieldParts(args) }))],
    ["Settings", entriesOf<Setting>(kind.settings, settingEntry)],
  ];
}

function entriesOf<T>(table: Readonly<Record<string, T>>, describe: (value: T) => Omit<Entry, "name">): Entry[] {
  return Object.entries(table).map(([name, value]) => ({ name, ...describe(value) }));
}

function attributeEntry(attribute: Attribute): Omit<Entry, "name"> {
  const writable = attribute.writable === true ? ", writable" : "";
  const kept = attribute.nonVolatile === true ? ", kept through power cuts" : "";
  return {
    facts: `${describeField(attribute)}; ${attribute.role}${writable}${kept}, reported ${reportRule(attribute.report)}`,
    doc: attribute.doc,
    matter: attribute.matter,
  };
}

/** `on a change of 0.1, at most every 1h, at least every 18h` */
function reportRule({ min, max, change }: Attribute["report"]): string {
  return [
    change === undefined ? "on any change" : `on a change of ${change}`,
    ...(min === "0s" ? [] : [`at most every ${min}`]),
    ...(max === "never" ? [] : [`at least every ${max}`]),
  ].join(", ");
}

function settingEntry(setting: Setting): Omit<Entry, "name"> {
  return { facts: `${describeField(setting)}; default ${JSON.stringify(setting.default)}`, doc: setting.doc };
}

function fieldParts(table: FieldTable): string[] {
  return Object.entries<Field>(table).map(([name, field]) => {
    const optional = field.optional === true ? ", may be left out" : "";
    return `${name}: ${describeField(field)}${optional}. ${field.doc}`;
  });
}

function entryLines({ name, facts, doc, matter, parts = [] }: Entry, width: number): Line[] {
  const source =
    matter === undefined ? [] : [span(matter === "ours" ? ours : matter, matter === "ours" ? "warning" : "faint")];
  const title: Line = [span("  "), span(name, "accent")];
  const texts = [...(facts === undefined ? [] : [facts]), doc, ...parts];
  return [
    source.length === 0 ? title : spread(title, source, width),
    ...texts.flatMap((text) => paragraph(text, width - 4, "plain", 2).map((line) => [span("    "), ...line])),
  ];
}
