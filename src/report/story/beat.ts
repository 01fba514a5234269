/** A moment of a story: somebody does something, and devices answer. One line, or a few where it does not fit. */
import type { Duration, Instant } from "../../kernel/time.ts";
import { type Line, lineWidth, span, type Span } from "../styled-line.ts";
import type { Deed } from "./people.ts";
import { type Phrase, textOf, withoutRepeats } from "./phrase.ts";
import { listed } from "./words.ts";

export class Beat {
  /** When it began. */
  at: Instant;
  /** When something was last added. */
  last: Instant;
  readonly #deeds: Deed[] = [];
  /** Who comes or leaves together with the one who did first, in order. */
  readonly #companions: number[] = [];
  /** Whether a device has said anything since the last deed. */
  #answered = false;
  readonly #notices: Span[] = [];
  /** By device. */
  readonly #said: Map<StoryDevice, Phrase[]> = new Map();

  constructor(at: Instant) {
    this.at = at;
    this.last = at;
  }

  /** Whether there is anything in it that is worth a line. */
  get told(): boolean {
    return this.#said.size > 0 || this.#notices.length > 0 || this.#deeds.some(({ minor }) => !minor);
  }

  /** Whether it is about this person. */
  isOf(person: number | undefined): boolean {
    return person === this.#person || (person !== undefined && this.#companions.includes(person));
  }

  /** Whether it is about people who come or leave: what the door says then is theirs, whatever others do meanwhile. */
  get isPassage(): boolean {
    return this.#joint !== undefined;
  }

  /** Whether the device has said anything in it. */
  heard(device: StoryDevice): boolean {
    return this.#said.has(device);
  }

  /** Whether what somebody does belongs to it. */
  takes(deed: Deed): boolean {
    if (deed.joint !== undefined && deed.joint.what === this.#joint?.what) return true;
    // Who walks about meanwhile is no reason to interrupt those who come and leave.
    if (deed.minor && this.#joint !== undefined) return true;
    return this.isOf(deed.person) && this.#companions.length === 0;
  }

  do(deed: Deed, at: Instant): void {
    const { person, joint } = deed;
    const mine = this.#deeds.length === 0 || this.isOf(person);
    if (joint !== undefined && joint.what === this.#joint?.what && !mine) this.#join(person!, deed);
    else if (!mine) return;
    // Where each of several goes then is too much to tell.
    else if (this.#companions.length === 0) this.#add(deed, at);
    this.last = at;
  }

  #add(deed: Deed, at: Instant): void {
    // Whoever walks through the house is where they end.
    const passing = this.#deeds.at(-1)?.minor === true && !this.#answered;
    if (passing && (deed.minor || deed.walked === true)) this.#deeds.pop();
    if (this.#deeds.length === 0 && this.#said.size === 0) this.at = at;
    this.#answered = false;
    if (deed.to === undefined || this.#deeds.at(-1)?.to !== deed.to) this.#deeds.push(deed);
  }

  get #person(): number | undefined {
    return this.#deeds.find(({ person }) => person !== undefined)?.person;
  }

  get #joint(): Deed["joint"] {
    return this.#deeds.find(({ joint }) => joint !== undefined)?.joint;
  }

  #join(person: number, { joint }: Deed): void {
    this.#companions.push(person);
    const place = this.#deeds.findIndex((one) => one.joint !== undefined);
    const first = this.#deeds[place]!;
    const addition = `${first.joint!.addition}${joint!.addition}`;
    const text = first.joint!.all;
    // And where the first of them has gone is as little to the point as where the others go.
    this.#deeds.splice(place, this.#deeds.length, { ...first, text, joint: { ...first.joint!, addition } });
  }

  notice(text: string, warning: boolean): void {
    this.#notices.push(span(text, warning ? "warning" : "strong"));
  }

  say(device: StoryDevice, phrase: Phrase, at: Instant): void {
    const phrases = this.#said.get(device) ?? [];
    const last = phrases.at(-1);
    const replaced = phrase.about !== undefined && phrase.about === last?.about ? phrases.pop() : undefined;
    if (replaced !== undefined || last?.text !== phrase.text)
      phrases.push(replaced?.from === undefined ? phrase : { ...phrase, from: replaced.from });
    this.#said.set(device, phrases);
    this.#answered = true;
    this.last = at;
  }

  /** @param names of the residents. */
  lines(names: readonly string[], timeZoneOffset: Duration, columns: number): readonly Line[] {
    const items = [...this.#people(names), ...this.#notices.map((notice) => [notice]), ...this.#devices()];
    return wrapped(clock(this.at, timeZoneOffset), items, columns);
  }

  /** `Ana gets up, goes to the bathroom, the kitchen` */
  #people(names: readonly string[]): Span[][] {
    const spans: Span[][] = [];
    let before: Deed | undefined;
    for (const deed of this.#deeds) {
      const { person, text } = deed;
      const together = deed.joint !== undefined && this.#companions.length > 0;
      if (person !== undefined && person === before?.person && !together) {
        const goesOn = [before.text, text].every((one) => one.startsWith(walk));
        const more = `${goesOn ? text.slice(walk.length) : text}${deed.joint?.addition ?? ""}`;
        spans.at(-1)!.push(span(`, ${more}`, "strong"));
        before = deed;
        continue;
      }
      before = deed;
      const who = person === undefined ? [] : together ? [person, ...this.#companions] : [person];
      const name = listed(who.map((one) => names[one] ?? `resident ${one + 1}`));
      spans.push([span(`${name} ${text}${deed.joint?.addition ?? ""}`.trim(), "strong")]);
    }
    return spans;
  }

  /** Devices of a kind that say the same say it together: `hall and kitchen lights off`. */
  #devices(): Span[][] {
    const together = new Map<string, { readonly devices: StoryDevice[]; readonly phrases: readonly Phrase[] }>();
    for (const [device, phrases] of this.#said) {
      const key = `${device.noun}\n${phrases.map(textOf).join("\n")}`;
      const group = together.get(key);
      if (group === undefined) together.set(key, { devices: [device], phrases });
      else group.devices.push(device);
    }
    return [...together.values()].map(({ devices, phrases }) => {
      if (phrases.every(({ moved }) => moved === true))
        return [span("motion ", "accent"), span(`in the ${listed([...new Set(devices.map(({ room }) => room))])}`)];
      const said = withoutRepeats(phrases).flatMap((phrase, place) => [
        ...(place === 0 ? [] : [span(", ")]),
        span(textOf(phrase), phrase.style),
      ]);
      return [span(`${speakerOf(devices, phrases)} `, "accent"), ...said];
    });
  }
}

/** A device as people speak of it: `hall light`, `thermostat`. */
export interface StoryDevice {
  readonly noun: string;
  readonly room: string;
  /** Room, and a number where there are several in it; empty where the noun alone is clear. */
  readonly place: string;
}

export function labelOf(devices: readonly StoryDevice[]): string {
  const { noun } = devices[0]!;
  if (devices.length === 1) return `${devices[0]!.place} ${noun}`.trim();
  return `${listed(devices.map(({ place }) => place))} ${noun}s`;
}

function speakerOf(devices: readonly StoryDevice[], phrases: readonly Phrase[]): string {
  const [{ speaker } = { speaker: undefined }] = phrases;
  const alone =
    devices.length === 1 && devices[0]!.place === "" && phrases.every((phrase) => phrase.speaker === speaker);
  return alone && speaker !== undefined ? speaker : labelOf(devices);
}

/** `17:42`, local. */
export function clock(at: Instant, timeZoneOffset: Duration): string {
  return new Date(at + timeZoneOffset).toISOString().slice(11, 16);
}

/** How a walk through the house begins. */
const walk = "goes to ";
const gap = "  ";
const separatorSpan = span(" · ", "faint");

function wrapped(time: string, items: readonly (readonly Span[])[], columns: number): Line[] {
  const lines: Span[][] = [[span(time, "faint"), span(gap)]];
  const indent = " ".repeat(time.length + gap.length);
  for (const [place, item] of items.entries()) {
    const line = lines.at(-1)!;
    if (place === 0 && fits(line, item, columns)) line.push(...item);
    else if (place > 0 && fits(line, [separatorSpan, ...item], columns)) line.push(separatorSpan, ...item);
    else lines.push(...broken(item, indent, columns, place === 0 ? lines.pop()! : [span(indent)]));
  }
  return lines;
}

function fits(line: readonly Span[], more: readonly Span[], columns: number): boolean {
  return lineWidth(line) + lineWidth(more) <= columns;
}

/** An item from `first` on, over as many lines as it takes. */
function broken(item: readonly Span[], indent: string, columns: number, first: Span[]): Span[][] {
  const lines = [first];
  for (const piece of item) {
    const line = lines.at(-1)!;
    const begun = lineWidth(line) > indent.length;
    if (!begun || fits(line, [piece, comma], columns)) line.push(piece);
    else lines.push([span(indent), piece]);
  }
  return lines;
}

const comma = span(",");
