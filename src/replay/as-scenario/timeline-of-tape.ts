/** What happened on a tape as steps of a timeline: the server's commands, and devices that went away and came back. */
import { isMembers } from "../tape-frame.ts";
import type { AbsenceNote, CommandNote, DeviceNotes, FleetNotes } from "./fleet-notes.ts";
import { comment, length, quoted } from "./yaml-text.ts";

/** What the kinds of devices can be asked, by name of the kind. */
export type KnownKinds = ReadonlyMap<string, { readonly commands: ReadonlySet<string> }>;

export interface Steps {
  readonly lines: readonly string[];
  readonly count: number;
  readonly commands: number;
  /** Names of commands that their kind does not have. */
  readonly strange: ReadonlySet<string>;
}

/** @param devices those of the scenario, by id; their kinds are known. */
export function stepsOf(notes: FleetNotes, devices: ReadonlyMap<string, DeviceNotes>, kinds: KnownKinds): Steps {
  const strange = new Set<string>();
  const steps: { readonly at: number; readonly line: string }[] = [];
  let commands = 0;
  for (const command of notes.commands) {
    const kind = devices.get(command.device)?.kind;
    if (kind === undefined) continue;
    if (kinds.get(kind)!.commands.has(command.name)) {
      steps.push({ at: command.at, line: commandLine(command, kind) });
      commands++;
    } else strange.add(command.name);
  }
  for (const absence of notes.absences) {
    if (devices.has(absence.device)) steps.push({ at: absence.at, line: absenceLine(absence) });
  }
  steps.sort((a, b) => a.at - b.at);
  return { lines: steps.map(({ line }) => `  - ${line}`), count: steps.length, commands, strange };
}

function commandLine({ at, device, name, args, hidden }: CommandNote, kind: string): string {
  const plain = Object.entries(args).filter(([, value]) => !isMembers(value) && !Array.isArray(value));
  const written = plain.map(([argument, value]) => `${quoted(argument)}: ${JSON.stringify(value)}`);
  const withArgs = written.length === 0 ? "" : `, args: { ${written.join(", ")} }`;
  const remark = hidden.length === 0 ? "" : ` # ${hidden.map(comment).join(", ")} is not on the tape`;
  return `{ at: ${length(at)}, command: ${quoted(name)}${withArgs}, select: { kind: ${quoted(kind)}, id: ${quoted(device)} } }${remark}`;
}

function absenceLine({ at, device, how, length: away }: AbsenceNote): string {
  const select = `select: { id: ${quoted(device)} }`;
  if (how === "reboot") return `{ at: ${length(at)}, reboot: true, ${select} }`;
  return `{ at: ${length(at)}, disconnect: ${how}, for: ${length(Math.max(away, 100))}, ${select} }`;
}
