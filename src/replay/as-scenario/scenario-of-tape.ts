/**
 * From what a tape told of its fleet to a scenario to edit: the text of it, and the lists of devices beside it.
 *
 * 1. What is written is what the tape shows; what was inferred says so in a comment, and what a tape cannot tell is named at the top.
 * 2. The scenario is one that can be run as it is: devices of kinds that are not known, and commands that their kind does not have, stand
 *    in comments.
 * 3. The same tape gives the same text.
 */
import { FlotillaError } from "../../kernel/errors.ts";
import { counted } from "../../report/figures.ts";
import { displayUrl } from "../../wire/transport/target-url.ts";
import type { Survey } from "../survey.ts";
import type { DeviceNotes, FleetNotes } from "./fleet-notes.ts";
import { identityTable } from "./identity-table.ts";
import { loadOf } from "./load-of-tape.ts";
import { type KnownKinds, type Steps, stepsOf } from "./timeline-of-tape.ts";
import { comment, length, quoted } from "./yaml-text.ts";

export interface TapeScenario {
  readonly text: string;
  /** By name, to be written beside the scenario. */
  readonly lists: ReadonlyMap<string, string>;
  readonly devices: number;
  readonly steps: number;
  readonly remarks: readonly string[];
}

export interface ScenarioNames {
  /** Of the tape, as it was given. */
  readonly tape: string;
  /** Of the scenario. */
  readonly name: string;
}

/** @throws FlotillaError `file` when the tape tells nothing of its devices. */
export function scenarioOfTape(
  survey: Survey,
  notes: FleetNotes,
  kinds: KnownKinds,
  names: ScenarioNames,
): TapeScenario {
  if (notes.devices.length === 0) throw tellsNothing(survey, notes, names);
  const groups = groupsOf(notes.devices);
  const known = groups.filter(({ kind }) => kinds.has(kind));
  const unknown = groups.filter(({ kind }) => !kinds.has(kind));
  if (known.length === 0) throw unknownKinds(unknown, names);
  const lists = new Map(known.map((group) => [listName(names, group), identityTable(group.devices)]));
  const devices = known.reduce((sum, group) => sum + group.devices.length, 0);
  const steps = stepsOf(
    notes,
    new Map(known.flatMap((group) => group.devices.map((device) => [device.id, device]))),
    kinds,
  );
  const remarks = remarksOf(notes, unknown, steps);
  const absent = new Set(notes.absences.filter(({ how }) => how !== "reboot").map(({ device }) => device));
  const lines = [
    `# Made from the tape ${comment(names.tape)}, to be edited: its ${devices} devices, when they connected, what their server`,
    "# asked of them. Devices here live by themselves: what they measure and what their people do is made up by their kinds, and not",
    "# what is on the tape. To play exactly that, use `flotilla replay`.",
    ...remarks.map((remark) => `#\n# ${remark}`),
    "flotilla: 1",
    `name: ${quoted(names.name.replaceAll(/[^A-Za-z0-9._-]+/g, "-"))}`,
    `description: ${quoted(`Made from the tape ${names.tape}.`)}`,
    "seed: 1",
    "# Servers compare times with their own; a date makes every run the same.",
    "clock: { start: now }",
    `homes: ${homesOf(known)} # a guess: the tape does not say who lives with whom`,
    ...targetLines(survey, notes),
    ...(notes.helloNotified ? ["protocol: { hello: notify }"] : []),
    "",
    "# Who: the devices of the tape, by their own ids. For others write `count: 100` in place of `identities`.",
    "fleet:",
    ...known.flatMap((group) => groupLines(group, listName(names, group), absent)),
    "",
    "# When they connected, and how long the tape is.",
    "load:",
    ...loadOf(
      notes.devices.map(({ firstAt }) => firstAt),
      survey.duration,
    ).map((phase) => `  - ${phase}`),
    ...(steps.lines.length === 0 ? [] : ["", "timeline:", ...steps.lines]),
    "",
    "# A suggestion: what held on the tape, with room to spare.",
    "expect:",
    ...expectationsOf(notes, steps.commands > 0 && !soonAfterAbsence(notes)).map((expectation) => `  - ${expectation}`),
  ];
  return { text: `${lines.join("\n")}\n`, lists, devices, steps: steps.count, remarks };
}

interface Group {
  readonly kind: string;
  readonly firmware: string | undefined;
  readonly name: string;
  readonly devices: readonly DeviceNotes[];
}

/** One for each kind and firmware. */
function groupsOf(devices: readonly DeviceNotes[]): Group[] {
  const groups = new Map<string, DeviceNotes[]>();
  for (const device of devices) {
    const key = JSON.stringify([device.kind, device.firmware]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [device]);
    else group.push(device);
  }
  const all = [...groups.values()];
  return all.map((group, index) => {
    const { kind, firmware } = group[0]!;
    const alone = all.filter(([other]) => other!.kind === kind).length === 1;
    return { kind, firmware, name: slug(alone ? kind : `${kind}-${firmware ?? index}`), devices: group };
  });
}

/** @param absent ids of devices that the timeline sends away. */
function groupLines({ kind, firmware, name, devices }: Group, list: string, absent: ReadonlySet<string>): string[] {
  const version = firmware !== undefined && /^\d+\.\d+\.\d+/.test(firmware) ? firmware : undefined;
  return [
    `  - kind: ${quoted(kind)}`,
    ...(name === kind ? [] : [`    name: ${quoted(name)}`]),
    `    identities: ${quoted(`./${list}`)} # ${devices.length}`,
    ...(version === undefined ? [] : [`    firmware: ${quoted(version)}`]),
    ...telemetryLines(devices),
    ...(devices.some(({ id }) => absent.has(id)) ? promptReturn : []),
  ];
}

/** An absence on the tape has the device's own waiting in it: it is not to wait once more. */
const promptReturn: readonly string[] = [
  "    # The timeline says how long they were away, waiting included; without this they wait after it as they do by themselves.",
  "    reconnect: { policy: fixed, delay: 500ms }",
];

/** Of intervals that spread by more than this share of their middle one, none is typical. */
const regular = 0.2;
const leastIntervals = 3;

function telemetryLines(devices: readonly DeviceNotes[]): string[] {
  const ack = devices.some(({ acknowledged }) => acknowledged) ? ["ack: true"] : [];
  const intervals = devices.flatMap((device) => device.intervals).toSorted((a, b) => a - b);
  const middle = intervals[Math.floor(intervals.length / 2)] ?? 0;
  const [low, high] = [0.1, 0.9].map((share) => intervals[Math.floor(intervals.length * share)] ?? 0) as [
    number,
    number,
  ];
  const typical = intervals.length >= leastIntervals && middle >= 100 && high - low <= regular * middle;
  const every = typical ? [`every: ${length(rounded(middle))}`] : [];
  const telemetry = [...every, ...ack];
  const line = telemetry.length === 0 ? [] : [`    telemetry: { ${telemetry.join(", ")} }`];
  if (typical || intervals.length < leastIntervals) return line;
  return [
    `    # Telemetry came irregularly, about every ${length(rounded(middle))}: as their kind does it by itself.`,
    ...line,
  ];
}

/** As people choose intervals: whole seconds, or tenths of those below ten. */
function rounded(interval: number): number {
  return interval < 10_000 ? Math.round(interval / 100) * 100 : Math.round(interval / 1_000) * 1_000;
}

function targetLines({ header }: Survey, { pathPattern }: FleetNotes): string[] {
  if (header.target === undefined) return [];
  // What a run recorded has the whole path of its target; a proxy puts its own target's before it.
  const base =
    header.by === "run" ? displayUrl(header.target).replace(/^(\w+:\/\/[^/]*).*$/s, "$1") : displayUrl(header.target);
  const url = `${base.replace(/\/$/, "")}${pathPattern ?? "/"}`;
  return [
    "# On the built-in server, which also sends the commands. For a server of your own, and then with its API in `via` of each command:",
    `# target: { url: ${quoted(url)}, auth: { bearer: "\${env.TOKEN}" } }`,
  ];
}

/** Largest of a kind that there is once in a home; else five devices to a home. */
function homesOf(groups: readonly Group[]): number {
  const once = ["lock", "thermostat"].map((kind) =>
    groups.filter((group) => group.kind === kind).reduce((sum, group) => sum + group.devices.length, 0),
  );
  const all = groups.reduce((sum, group) => sum + group.devices.length, 0);
  return Math.max(1, ...once, Math.ceil(all / 20));
}

function expectationsOf({ ready }: FleetNotes, commands: boolean): string[] {
  const slow = ready.toSorted((a, b) => a - b)[Math.floor(ready.length * 0.95)];
  const limit = slow === undefined ? undefined : Math.max(1, Math.ceil((slow * 5) / 1_000)) * 1_000;
  return [
    "connections.refused == 0",
    ...(limit === undefined ? [] : [`latency.ready p(95) < ${length(limit)}`]),
    ...(commands ? ["commands.lost == 0"] : []),
  ];
}

/** Devices of a scenario take a moment to be back, and what is sent to them until then is lost. */
const returning = 10_000;

/** Whether a device was asked for something when it had just come back. */
function soonAfterAbsence({ commands, absences }: FleetNotes): boolean {
  return commands.some(({ device, at }) =>
    absences.some((gone) => gone.device === device && at >= gone.at && at < gone.at + gone.length + returning),
  );
}

function remarksOf(notes: FleetNotes, unknown: readonly Group[], { strange }: Steps): string[] {
  const { foreign, moreCommands, moreAbsences, closedByServer } = notes;
  const codes = [...closedByServer].map(([code, count]) => `${code} ×${count}`);
  return [
    ...(foreign > 0
      ? [
          `Left out: ${counted(foreign, "connection")} of devices that do not speak the native protocol. Who they are, a tape cannot tell.`,
        ]
      : []),
    ...unknown.map(
      ({ kind, devices }) =>
        `Left out: ${counted(devices.length, "device")} of kind ${comment(kind)}, which Flotilla does not have. docs/write-a-kind.md says how to add one.`,
    ),
    ...(strange.size > 0
      ? [`Left out: commands that their kinds do not have: ${[...strange].map(comment).join(", ")}.`]
      : []),
    ...(moreCommands > 0
      ? [`Left out: ${counted(moreCommands, "command")} beyond the first ${notes.commands.length}.`]
      : []),
    ...(moreAbsences > 0
      ? [`Left out: ${counted(moreAbsences, "absence")} beyond the first ${notes.absences.length}.`]
      : []),
    ...(codes.length > 0
      ? [`The server closed connections with ${codes.join(", ")}: that is not the devices' doing.`]
      : []),
  ];
}

function listName({ name }: ScenarioNames, group: Group): string {
  return `${slug(name)}-${group.name}.csv`;
}

function tellsNothing({ connections }: Survey, { foreign }: FleetNotes, { tape }: ScenarioNames): FlotillaError {
  const found =
    connections === 0
      ? "found no connection at all"
      : foreign > 0
        ? `found ${foreign} of ${connections} connections open and none that does`
        : `found that none of ${connections} connections was accepted`;
  return new FlotillaError("file", `${tape}: expected devices that say hello in the native protocol, ${found}`, {
    hint: "Of another protocol a tape cannot tell which kind a device is, what its messages mean or how it measures; `flotilla replay` plays them as they are.",
  });
}

function unknownKinds(groups: readonly Group[], { tape }: ScenarioNames): FlotillaError {
  const found = [...new Set(groups.map(({ kind }) => JSON.stringify(kind)))].slice(0, 8).join(", ");
  return new FlotillaError("file", `${tape}: expected devices of kinds that Flotilla has, found ${found}`, {
    hint: "`flotilla devices` lists the kinds; docs/write-a-kind.md says how to add one.",
  });
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "devices"
  );
}
