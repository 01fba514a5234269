/**
 * One home's day as it is told, packed: who looks something up in it reads two numbers per happening.
 *
 * 1. A happening is one number: milliseconds since 04:00, then what happens. So happenings sort as numbers, and a day of
 *    some 200 takes 9 bytes each, and no object until somebody asks for one.
 * 2. Behind them stands how things are after every eighth: how many are at home, awake, and in each room. What is asked of an
 *    instant is a binary search, and the few steps from there.
 * 3. Happenings that fall on one millisecond are moved apart, each a millisecond behind the one before.
 */
import { later, millis, type Instant } from "../kernel/time.ts";
import { activities, rooms, type Activity, type Happening, type Presence, type Room } from "./happening.ts";
import { mostResidents } from "./person.ts";

const types = [
  "arrival",
  "entry",
  "settled",
  "leaving",
  "departure",
  "wake",
  "bedtime",
  "moved",
  "began",
  "ended",
  "front-door",
  "windows",
] as const;
type Type = (typeof types)[number];
const typeCode = Object.fromEntries(types.map((type, code) => [type, code])) as Readonly<Record<Type, number>>;

type PersonStep = "arrival" | "entry" | "settled" | "leaving" | "departure" | "wake" | "bedtime";

const activityCode = Object.fromEntries(activities.map((name, code) => [name, code])) as Readonly<
  Record<Activity, number>
>;

/** Rooms something runs in. */
export type Place = Room | "garage" | "cellar";
const places: readonly Place[] = [...rooms, "garage", "cellar"];
const placeCode = Object.fromEntries(places.map((place, code) => [place, code])) as Readonly<Record<Place, number>>;
const roomCode: ReadonlyMap<string, number> = new Map(rooms.map((room, code) => [room, code]));

/** The parts of a happening's number, as powers of two: type, person, two details, and whether windows stand open. */
const personUnit = 2 ** 4;
const firstUnit = 2 ** 7;
const secondUnit = 2 ** 10;
const windowsUnit = 2 ** 13;
const timeUnit = 2 ** 14;

/** What a day's happenings are collected in, in any order. Times are milliseconds since 04:00, rounded to full ones. */
export class DayDraft {
  readonly #steps: number[] = [];
  /** ms until the car is full that begins to charge on this day, if one does: at most one. */
  chargeTakes = 0;

  /** The steps of a person; what they mean for the others is added when the day is told. */
  step(type: PersonStep, at: number, person: number): void {
    this.#add(at, typeCode[type] + person * personUnit);
  }

  moved(at: number, person: number, from: Room, to: Room): void {
    this.#add(at, typeCode.moved + person * personUnit + placeCode[from] * firstUnit + placeCode[to] * secondUnit);
  }

  activity(type: "began" | "ended", at: number, person: number, activity: Activity, place: Place): void {
    const details = activityCode[activity] * firstUnit + placeCode[place] * secondUnit;
    this.#add(at, typeCode[type] + person * personUnit + details);
  }

  opening(type: "front-door" | "windows", at: number, open: boolean): void {
    this.#add(at, typeCode[type] + (open ? firstUnit : 0));
  }

  /** All of them, in order, no two at one instant. */
  inOrder(): Float64Array {
    const steps = new Float64Array(this.#steps).toSorted();
    let last = -1;
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!;
      const at = Math.floor(step / timeUnit);
      if (at <= last) steps[index] = step + (++last - at) * timeUnit;
      else last = at;
    }
    return steps;
  }

  #add(at: number, code: number): void {
    this.#steps.push(Math.round(at) * timeUnit + code);
  }
}

/** How a day begins. */
export interface DayBreak {
  /** 04:00. */
  readonly at: Instant;
  /** Residents at home; all of them sleep. */
  readonly home: number;
  readonly windowsOpen: boolean;
}

export class ToldDay {
  /** Whose day it is, and which: days since 1970-01-01. */
  readonly home: number;
  readonly day: number;
  readonly #startsAt: Instant;
  readonly #asleepAtStart: number;
  readonly #windowsAtStart: boolean;
  readonly #steps: number;
  /** The steps, and behind them the counts after every eighth: at home, awake, and in each room, four bits each. */
  readonly #told: readonly number[];
  readonly #chargeTakes: number;

  constructor(home: number, day: number, start: DayBreak, draft: DayDraft) {
    this.home = home;
    this.day = day;
    this.#startsAt = start.at;
    this.#asleepAtStart = start.home;
    this.#windowsAtStart = start.windowsOpen;
    this.#chargeTakes = draft.chargeTakes;
    const steps = draft.inOrder();
    this.#steps = steps.length;
    this.#told = told(start, steps);
  }

  get happenings(): readonly Happening[] {
    return Array.from({ length: this.#steps }, (_, index) => this.#happening(index));
  }

  /** The first one strictly after `at`. */
  nextAfter(at: Instant): Happening | undefined {
    const index = this.#lastUntil(at) + 1;
    return index < this.#steps ? this.#happening(index) : undefined;
  }

  /** After everything up to and including `at`. */
  presence(at: Instant): Presence {
    const counts = this.#countsAt(at);
    return { home: counts & 15, awake: (counts >>> 4) & 15 };
  }

  peopleIn(room: string, at: Instant): number {
    const code = roomCode.get(room);
    return code === undefined ? 0 : (this.#countsAt(at) >>> (8 + 4 * code)) & 15;
  }

  windowsOpen(at: Instant): boolean {
    const index = this.#lastUntil(at);
    return index < 0 ? this.#windowsAtStart : Math.floor(this.#told[index]! / windowsUnit) % 2 === 1;
  }

  #countsAt(at: Instant): number {
    const steps = this.#lastUntil(at) + 1;
    const marks = Math.floor(steps / markEvery);
    let counts = marks === 0 ? this.#asleepAtStart : this.#told[this.#steps + marks - 1]!;
    for (let index = marks * markEvery; index < steps; index++) counts += countsBy(codeOf(this.#told[index]!));
    return counts;
  }

  /** The last step that is not after `at`, -1 before the first. */
  #lastUntil(at: Instant): number {
    const beyond = (Math.floor(at - this.#startsAt) + 1) * timeUnit;
    const steps = this.#told;
    let low = 0;
    let high = this.#steps;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (steps[middle]! < beyond) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #happening(index: number): Happening {
    const step = this.#told[index]!;
    const sinceStart = Math.floor(step / timeUnit);
    const code = codeOf(step);
    const type = types[code & 15]!;
    const at = later(this.#startsAt, sinceStart);
    const person = (code >>> 4) & 7;
    const first = (code >>> 7) & 7;
    const second = (code >>> 10) & 7;
    switch (type) {
      case "arrival":
      case "entry":
      case "settled":
      case "wake":
        return { type, at, person, first: first === 1 };
      case "leaving":
      case "departure":
      case "bedtime":
        return { type, at, person, last: first === 1 };
      case "moved":
        return { type, at, person, from: rooms[first]!, to: rooms[second]! };
      case "began":
      case "ended": {
        const activity = activities[first]!;
        const room = places[second]!;
        if (type === "ended" || activity !== "car-charging") return { type, at, person, activity, room };
        return { type, at, person, activity, room, takes: millis(this.#chargeTakes) };
      }
      case "front-door":
      case "windows":
        return { type, at, open: first === 1 };
    }
  }
}

const atHome = 1;
const awake = 2 ** 4;
const inRoom = rooms.map((_, code) => 2 ** (8 + 4 * code));
const inHall = inRoom[placeCode.hall]!;
const inBedroom = inRoom[placeCode.bedroom]!;

/** Counts are written down after this many steps. */
const markEvery = 8;

function codeOf(step: number): number {
  return step - Math.floor(step / timeUnit) * timeUnit;
}

/** By how much a step changes the counts. */
function countsBy(code: number): number {
  switch (types[code & 15]!) {
    case "arrival":
      return atHome + awake;
    case "entry":
      return inHall;
    case "departure":
      return -(atHome + awake + inHall);
    case "wake":
      return awake + inBedroom;
    case "bedtime":
      return -(awake + inBedroom);
    case "moved":
      return inRoom[(code >>> 10) & 7]! - inRoom[(code >>> 7) & 7]!;
    case "settled":
    case "leaving":
    case "windows":
    case "began":
    case "ended":
    case "front-door":
      return 0;
  }
}

/** The steps with what each means for the others, and behind them the counts after every {@link markEvery}th. */
function told(start: DayBreak, steps: Float64Array): readonly number[] {
  // Of exactly that length, as one that grows keeps room for more; and of unboxed numbers from the start.
  const all = Array.from({ length: steps.length + Math.floor(steps.length / markEvery) }, () => Number.NaN);
  const cameFirst = new Uint8Array(mostResidents);
  const leaving = new Uint16Array(mostResidents);
  let counts = start.home;
  let windows = start.windowsOpen ? windowsUnit : 0;
  for (let index = 0; index < steps.length; index++) {
    const code = codeOf(steps[index]!);
    const person = (code >>> 4) & 7;
    const before = counts;
    counts += countsBy(code);
    let meaning = 0;
    switch (types[code & 15]!) {
      case "arrival":
        meaning = (before & 15) === 0 ? firstUnit : 0;
        cameFirst[person] = meaning === 0 ? 0 : 1;
        break;
      case "entry":
      case "settled":
        meaning = cameFirst[person]! * firstUnit;
        break;
      case "leaving":
        leaving[person] = index;
        break;
      case "departure":
        meaning = (counts & 15) === 0 ? firstUnit : 0;
        all[leaving[person]!]! += meaning;
        break;
      case "wake":
        meaning = (before & 240) === 0 ? firstUnit : 0;
        break;
      case "bedtime":
        meaning = (counts & 240) === 0 ? firstUnit : 0;
        break;
      case "windows":
        windows = code & firstUnit ? windowsUnit : 0;
        break;
      case "moved":
      case "began":
      case "ended":
      case "front-door":
        break;
    }
    all[index] = steps[index]! + meaning + windows;
    if ((index + 1) % markEvery === 0) all[steps.length + (index + 1) / markEvery - 1] = counts;
  }
  return all;
}
