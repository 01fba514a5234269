/**
 * A device of the replay: a recorded one, or a copy of it under a name of its own.
 *
 *     recorded      lock-0001    lock-0002    lock-0003
 *     generation 0  lock-0001    lock-0002    lock-0003      numbers 0 to 2
 *     generation 1  lock-0001-2  lock-0002-2  lock-0003-2    numbers 3 to 5
 *
 * 1. Generation 0 keeps the recorded names, unless a pattern for ids or a list of identities is given. Of a list, each device is a row.
 * 2. A copy's serial and MAC follow from the recorded ones and its generation: the same in every replay.
 * 3. A copied MAC is marked as locally administered (IEEE 802, second bit of the first octet) and keeps its way of writing.
 */
import { FlotillaError } from "../kernel/errors.ts";
import { fingerprint } from "../kernel/random.ts";
import type { RecordedDevice } from "./recorded-device.ts";
import { TextSwap } from "./text-swap.ts";

export interface Copy {
  /** Among the devices of the replay, from 0. */
  readonly number: number;
  readonly generation: number;
  readonly device: RecordedDevice;
  readonly id: string | undefined;
  /** From recorded names to those of the copy. */
  readonly swap: TextSwap;
  /** Values of placeholders: those of {@link wordNames} that are known, and a list's columns. */
  readonly words: Readonly<Record<string, string>>;
}

/** How the devices of a replay are called. */
export interface Naming {
  /** Of ids, such as `load-{number}`. */
  readonly pattern?: string | undefined;
  /** Cells by column, `id` among them: a row for each device. */
  readonly identities?: Readonly<Record<string, readonly string[]>> | undefined;
}

export const wordNames: readonly string[] = ["id", "serial", "mac", "kind", "recorded", "copy", "number", "index"];

/** Devices of the tape that are played, and where in the replay a device of a generation comes. */
export interface Multiplication {
  /** Recorded devices that are used: the first so many. */
  readonly recorded: number;
  /** Devices of the replay. */
  readonly devices: number;
  readonly generations: number;
}

/** @param wanted devices of the replay; absent for those of the tape. */
export function multiplication(recorded: number, wanted: number | undefined): Multiplication {
  const devices = recorded === 0 ? 0 : (wanted ?? recorded);
  const used = Math.min(recorded, devices);
  return { recorded: used, devices, generations: used === 0 ? 0 : Math.ceil(devices / used) };
}

/** The device of a generation, or `undefined` where the replay has none there: the last generation may be a part. */
export function copyOf(
  device: RecordedDevice,
  generation: number,
  { recorded, devices }: Multiplication,
  { pattern, identities = {} }: Naming,
): Copy | undefined {
  const number = generation * recorded + device.place;
  if (device.place >= recorded || number >= devices) return undefined;
  const again = generation === 0 ? "" : `-${generation + 1}`;
  const row = Object.fromEntries(Object.entries(identities).map(([column, cells]) => [column, cells[number] ?? ""]));
  const words: Record<string, string> = {
    copy: `${generation + 1}`,
    number: `${number + 1}`,
    index: `${number}`,
    ...row,
  };
  const names = new Map<string, string>();
  const rename = (word: string, from: string | undefined, to: (name: string) => string): string | undefined => {
    if (from === undefined) return undefined;
    const name = row[word] || to(from);
    words[word] = name;
    if (!names.has(from)) names.set(from, name);
    return name;
  };
  if (device.kind !== undefined) words["kind"] = device.kind;
  if (device.id !== undefined) words["recorded"] = device.id;
  const id = rename("id", device.id, (name) =>
    pattern === undefined ? `${name}${again}` : fill(pattern, { ...words, id: name }),
  );
  rename("serial", device.serial, (serial) => `${serial}${again}`);
  rename("mac", device.mac, (mac) => (generation === 0 ? mac : copiedMac(mac, generation)));
  return { number, generation, device, id, swap: new TextSwap(names), words };
}

/** @throws FlotillaError `usage` for a pattern that would give two devices one id. */
export function checkPattern(pattern: string, { generations }: Multiplication): void {
  const names = Array.from(pattern.matchAll(placeholder), ([, name]) => name!);
  const unknown = names.find((name) => !patternNames.includes(name));
  const hint = `There are ${patternNames.map((name) => `{${name}}`).join(", ")}; {number} alone tells all devices apart.`;
  if (unknown !== undefined)
    throw new FlotillaError("usage", `expected placeholders that are known in --ids, found {${unknown}}`, { hint });
  const has = (...wanted: string[]): boolean => wanted.some((name) => names.includes(name));
  if (has("number", "index") || (has("id", "recorded") && (generations < 2 || has("copy")))) return;
  const found = `found ${JSON.stringify(pattern)}`;
  throw new FlotillaError("usage", `expected --ids to give each device an id of its own, ${found}`, { hint });
}

const patternNames = wordNames.filter((name) => name !== "serial" && name !== "mac");
const placeholder = /\{([A-Za-z]\w*)\}/g;

/** `{name}` by its value; what is no known name stays. */
export function fill(template: string, words: Readonly<Record<string, string>>): string {
  return template.replaceAll(placeholder, (written, name: string) => words[name] ?? written);
}

/** Another MAC address, written as this one is; a text that is none gets a number behind it. */
function copiedMac(mac: string, generation: number): string {
  const digits = mac.replaceAll(/[^0-9a-f]/gi, "");
  if (digits.length !== 12) return `${mac}-${generation + 1}`;
  const first = Number.parseInt(digits.slice(0, 2), 16) | 0x02;
  const rest = [0, 1].map((half) => fingerprint(`${digits.toLowerCase()}/${generation}/${half}`) >>> 0);
  const drawn = rest
    .map((word) => word.toString(16).padStart(8, "0"))
    .join("")
    .slice(0, 10);
  const copied = (first.toString(16).padStart(2, "0") + drawn).split("");
  const upper = /[A-F]/.test(mac);
  return mac.replaceAll(/[0-9a-f]/gi, () => {
    const digit = copied.shift()!;
    return upper ? digit.toUpperCase() : digit;
  });
}
