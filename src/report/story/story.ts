/**
 * A home's day to read:
 *
 *     Thursday 15 January 2026, -4 to 3 °C outdoors
 *
 *     17:42  Ana and Ben come home to an empty house · lock unlocked with a code, door opens, door closes · hall light on at 80 %
 *     17:46  Ana goes to the kitchen · kitchen light on
 *     17:58  the internet is gone (the line)
 *     18:10  thermostat 19.2 → 20.3 °C
 *
 * 1. Times are local. What devices say within a minute or so of what somebody did stands behind it.
 * 2. Walks through the house that no device answers to are left out.
 * 3. Who comes or leaves within minutes of another does it together.
 * 4. It is told while it happens; nothing is kept but the moment.
 */
import type { Kind } from "../../device/kind.ts";
import type { DeviceRecord } from "../../fleet/run-events.ts";
import { type Duration, type Instant, later } from "../../kernel/time.ts";
import type { Happening } from "../../world/happening.ts";
import type { ServiceChange } from "../../world/services.ts";
import { type Line, paint, span } from "../styled-line.ts";
import { Beat, labelOf, type StoryDevice } from "./beat.ts";
import { DeviceTongue } from "./devices.ts";
import { Outages } from "./outages.ts";
import { deedOf } from "./people.ts";
import { listed, words } from "./words.ts";

/** Who and what a story is about. */
export interface StoryScene {
  readonly scenario: string;
  readonly home: number;
  readonly start: Instant;
  readonly timeZoneOffset: Duration;
  /** Names of the residents. */
  readonly residents: readonly string[];
  readonly devices: readonly { readonly id: string; readonly kind: string; readonly room: string }[];
  /** What happens next in the home, strictly after `after`. */
  nextHappening(after: Instant): Happening | undefined;
  /** Which of the home's services changes next, strictly after `after`. */
  nextServiceChange(after: Instant): ServiceChange | undefined;
  /** The kinds of the devices. */
  readonly kinds: readonly Kind[];
  /** °C outdoors. */
  outdoorTemperature(at: Instant): number;
}

export interface StoryPage {
  readonly columns: number;
  readonly colour: boolean;
  write(text: string): void;
}

/** How long after the last word a device still answers to what was done, milliseconds. */
const answersWithin = 90_000;
/** How long somebody's doings are one moment, from its first. */
const momentLength = 5 * 60_000;
/** After so much silence an empty line, milliseconds. */
const longSilence = 3_600_000;

export class Story {
  readonly #scene: StoryScene;
  readonly #page: StoryPage;
  readonly #tongue: DeviceTongue;
  readonly #outages: Outages;
  readonly #devices: ReadonlyMap<string, StoryDevice>;
  #next: Happening | undefined;
  #beat: Beat | undefined;
  /** Before `#beat`: people who come or leave, and the door has not yet said its last word. */
  #passage: Beat | undefined;
  #toldAt: Instant | undefined;
  #day = Number.NaN;

  constructor(scene: StoryScene, page: StoryPage) {
    this.#scene = scene;
    this.#page = page;
    this.#tongue = new DeviceTongue(scene.kinds);
    this.#outages = new Outages((after) => scene.nextServiceChange(after), scene.start);
    this.#devices = labelled(scene.devices);
    this.#next = scene.nextHappening(later(scene.start, -1));
    this.#line([span(`Home ${scene.home} of ${scene.scenario}`, "strong"), span(`: ${listed(scene.residents)}`)]);
    this.#line([span(inventory([...this.#devices.values()]), "faint")]);
  }

  record(record: DeviceRecord): void {
    this.#goOn(record.at);
    for (const phrase of this.#tongue.phrases(record)) {
      const device = this.#devices.get(record.device)!;
      this.#beatAt(record.at, device).say(device, phrase, record.at);
    }
  }

  /** A step of the scenario, or what goes wrong. */
  notice(level: "info" | "warning", text: string, at: Instant): void {
    // A step that concerns other homes only.
    if (/: 0 (?:devices|homes)/.test(text)) return;
    this.#goOn(at);
    this.#tell(`scenario: ${text.replace(/: \d+ devices?$/, "")}`, level === "warning", at);
  }

  end(at: Instant): void {
    this.#goOn(later(at, -1));
    this.#flush();
  }

  /** What people do and what fails around them, up to `at`. */
  #goOn(at: Instant): void {
    for (let news = this.#outages.take(at); news !== undefined; news = this.#outages.take(at)) {
      this.#peopleUntil(news.at);
      this.#tell(news.text, news.warning, news.at);
    }
    this.#peopleUntil(at);
  }

  #tell(text: string, warning: boolean, at: Instant): void {
    const beat = this.#beat?.at === at ? this.#beat : this.#turn(at);
    beat.notice(text, warning);
  }

  #peopleUntil(at: Instant): void {
    for (let next = this.#next; next !== undefined && next.at <= at; next = this.#next) {
      this.#happen(next);
      this.#next = this.#scene.nextHappening(next.at);
    }
  }

  #happen(happening: Happening): void {
    const deed = deedOf(happening);
    const { at } = happening;
    if (deed === undefined) {
      if ("person" in happening && this.#beat?.isOf(happening.person) === true) this.#beat.last = at;
      return;
    }
    const beat = this.#beat;
    const goesOn = beat?.takes(deed) === true && at - beat.at <= momentLength && isNear(beat, at);
    (goesOn ? beat : this.#turn(at)).do(deed, at);
  }

  /** The moment that what a device says at `at` belongs to. */
  #beatAt(at: Instant, device: StoryDevice): Beat {
    if (this.#passage?.heard(device) === true && isNear(this.#passage, at)) return this.#passage;
    return isNear(this.#beat, at) ? this.#beat! : this.#turn(at);
  }

  #turn(at: Instant): Beat {
    const open = this.#beat?.isPassage === true && isNear(this.#beat, at) ? this.#beat : undefined;
    if (open !== undefined) this.#beat = undefined;
    this.#flush();
    this.#passage = open;
    this.#beat = new Beat(at);
    return this.#beat;
  }

  #flush(): void {
    for (const beat of [this.#passage, this.#beat]) if (beat?.told === true) this.#write(beat);
    this.#passage = undefined;
    this.#beat = undefined;
  }

  #write(beat: Beat): void {
    const { timeZoneOffset, residents } = this.#scene;
    const day = Math.floor((beat.at + timeZoneOffset) / dayMillis);
    if (day !== this.#day) this.#heading(day);
    else if (this.#toldAt !== undefined && beat.at - this.#toldAt > longSilence) this.#line([]);
    this.#day = day;
    this.#toldAt = beat.last;
    for (const line of beat.lines(residents, timeZoneOffset, this.#page.columns)) this.#line(line);
  }

  #heading(day: number): void {
    const { timeZoneOffset } = this.#scene;
    const midnight = later(0 as Instant, day * dayMillis - timeZoneOffset);
    const degrees = hoursOfDay.map((hour) => this.#scene.outdoorTemperature(later(midnight, hour * 3_600_000)));
    const range = `${Math.round(Math.min(...degrees))} to ${Math.round(Math.max(...degrees))} °C outdoors`;
    this.#line([]);
    this.#line([span(dateText(day), "strong"), span(`, ${range}`, "faint")]);
    this.#line([]);
  }

  #line(line: Line): void {
    this.#page.write(`${paint(line, this.#page.colour)}\n`);
  }
}

function isNear(beat: Beat | undefined, at: Instant): boolean {
  return beat !== undefined && at - beat.last <= answersWithin;
}

const dayMillis = 86_400_000;
const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour);

/** `Thursday 15 January 2026`, the same on every Node: what Intl makes of a date changes with its data. */
function dateText(day: number): string {
  const date = new Date(day * dayMillis);
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

const nouns: Readonly<Record<string, string>> = {
  bulb: "light",
  "contact-sensor": "contact",
  "occupancy-sensor": "motion sensor",
};
/** What is nothing without its room, even where a home has but one. */
const placed: ReadonlySet<string> = new Set(["bulb", "plug", "occupancy-sensor", "contact-sensor", "leak-sensor"]);

/** How people speak of the devices: by room, unless there is one of the kind only; with a number, if the room has several. */
function labelled(devices: StoryScene["devices"]): ReadonlyMap<string, StoryDevice> {
  return new Map(
    devices.map(({ id, kind, room }) => {
      const alike = devices.filter((other) => other.kind === kind);
      const here = alike.filter((other) => other.room === room);
      const number = here.length > 1 ? ` ${here.findIndex((other) => other.id === id) + 1}` : "";
      const clear = alike.length === 1 && !placed.has(kind);
      const noun = nouns[kind] ?? words(kind);
      return [id, { noun, room: words(room), place: clear ? "" : `${words(room)}${number}` }];
    }),
  );
}

/** `lock, 3 lights (hall, kitchen 1, kitchen 2), thermostat` */
function inventory(devices: readonly StoryDevice[]): string {
  const nounsHere = [...new Set(devices.map(({ noun }) => noun))];
  return nounsHere
    .map((noun) => {
      const alike = devices.filter((device) => device.noun === noun);
      return alike.length === 1
        ? labelOf(alike)
        : `${alike.length} ${noun}s (${alike.map(({ place }) => place).join(", ")})`;
    })
    .join(", ");
}
