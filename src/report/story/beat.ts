/** A moment of a story: somebody does something, and devices answer. One line, or a few where it does not fit. */
import type { Duration, Instant } from "../../kernel/time.ts";
import { type Line, lineWidth, span, type Span } from "../styled-line.ts";
import type { Phrase } from "./devices.ts";
import { type Deed } from "./people.ts";
import { listed } from "./words.ts";

export class Beat {
  /** When it began. */
  at: Instant;
  /** When something was last added. */
  last: Instant;
  readonly #deeds: Deed[] = [];
  /** Whether a device has said anything since the last deed. */
  #answered = false;
  readonly #notices: Span[] = [];
  /** By device. */
  readonly #said: Map<StoryDevice, Phrase[]> = new Map();

  constructor(at: Instant) {
    this.at = at;
    this.last = at;
  }

  /** Whose it is; nobody's as long as no person did anything. */
  get person(): number | undefined {
    return this.#deeds.find(({ person }) => person !== undefined)?.person;
  }

  /** Whether there is anything in it that is worth a line. */
  get told(): boolean {
    return this.#said.size > 0 || this.#notices.length > 0 || this.#deeds.some(({ minor }) => !minor);
  }

  do(deed: Deed, at: Instant): void {
    // Whoever walks through the house is where they end.
    const passing = this.#deeds.at(-1)?.minor === true && !this.#answered;
    if (passing && (deed.minor || deed.walked === true)) this.#deeds.pop();
    if (this.#deeds.length === 0 && this.#said.size === 0) this.at = at;
    this.#deeds.push(deed);
    this.#answered = false;
    this.last = at;
  }

  notice(text: string, warning: boolean): void {
    this.#notices.push(span(text, warning ? "warning" : "strong"));
  }

  say(device: StoryDevice, phrase: Phrase, at: Instant): void {
    const phrases = this.#said.get(device) ?? [];
    const same = phrase.about === undefined ? -1 : phrases.findIndex(({ about }) => about === phrase.about);
    if (same >= 0 && same === phrases.length - 1) phrases.splice(same, 1);
    if (phrases.at(-1)?.text !== phrase.text) phrases.push(phrase);
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
      if (person !== undefined && person === before?.person) {
        const goesOn = [before.text, text].every((one) => one.startsWith(walk));
        spans.at(-1)!.push(span(`, ${goesOn ? text.slice(walk.length) : text}`, "strong"));
        before = deed;
        continue;
      }
      before = deed;
      const name = person === undefined ? "" : `${names[person] ?? `resident ${person + 1}`} `;
      spans.push([span(`${name}${text}`, "strong")]);
    }
    return spans;
  }

  /** Devices of a kind that say the same say it together: `hall and kitchen lights off`. */
  #devices(): Span[][] {
    const together = new Map<string, { readonly devices: StoryDevice[]; readonly phrases: readonly Phrase[] }>();
    for (const [device, phrases] of this.#said) {
      const key = `${device.noun}\n${phrases.map(({ text }) => text).join("\n")}`;
      const group = together.get(key);
      if (group === undefined) together.set(key, { devices: [device], phrases });
      else group.devices.push(device);
    }
    return [...together.values()].map(({ devices, phrases }) => [
      span(`${labelOf(devices)} `, "accent"),
      ...phrases.flatMap(({ text, style }, place) => [...(place === 0 ? [] : [span(", ")]), span(text, style)]),
    ]);
  }
}

/** A device as people speak of it: `hall light`, `thermostat`. */
export interface StoryDevice {
  readonly noun: string;
  /** Room, and a number where there are several in it; empty where the noun alone is clear. */
  readonly place: string;
}

function labelOf(devices: readonly StoryDevice[]): string {
  const { noun } = devices[0]!;
  if (devices.length === 1) return `${devices[0]!.place} ${noun}`.trim();
  return `${listed(devices.map(({ place }) => place))} ${noun}s`;
}

/** `17:42`, local. */
export function clock(at: Instant, timeZoneOffset: Duration): string {
  return new Date(at + timeZoneOffset).toISOString().slice(11, 16);
}

/** How a walk through the house begins. */
const walk = "goes to ";
const gap = "  ";
const separator = " · ";

function wrapped(time: string, items: readonly (readonly Span[])[], columns: number): Line[] {
  const lines: Span[][] = [[span(time, "faint"), span(gap)]];
  const indent = " ".repeat(time.length + gap.length);
  for (const [place, item] of items.entries()) {
    const line = lines.at(-1)!;
    if (place === 0) line.push(...item);
    else if (lineWidth(line) + lineWidth(item) + separator.length <= columns)
      line.push(span(separator, "faint"), ...item);
    else lines.push([span(indent), ...item]);
  }
  return lines;
}
