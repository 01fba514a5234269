/**
 * Who the devices are: ids, names, serials, addresses, versions, all from (seed, index) alone.
 *
 * 1. Serials and MAC addresses are unique in a fleet of up to 16,777,216 devices: both contain the device's own number,
 *    shuffled by the seed.
 * 2. The devices of a home are named after the same person.
 * 3. What a list of identities says goes before what would be made up.
 */
import { type Distribution, open, quantile } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";
import type { Identity } from "../device/identity.ts";
import type { Kind } from "../device/kind.ts";
import { deviceFirmware } from "../scenario/groups/device-firmware.ts";
import { deviceId } from "../scenario/groups/device-id.ts";
import type { Place } from "../scenario/groups/fleet-layout.ts";
import type { GroupPlan } from "../scenario/plan.ts";

export class Identities {
  readonly #seed: number;
  readonly #families: Map<GroupPlan, Family> = new Map();

  readonly #firstNames: readonly string[];

  /** @param firstNames what people may be called. */
  constructor(seed: number, firstNames: readonly string[]) {
    this.#seed = seed;
    this.#firstNames = firstNames;
  }

  /** All of it, worked out once. */
  identity(group: GroupPlan, kind: Kind, place: Place): Identity {
    const { index, id, home, room, name, serial, mac, model, firmware, hardware, labels } = this.lasting(
      group,
      kind,
      place,
    );
    return { index, id, kind: kind.name, home, room, name, serial, mac, model, firmware, hardware, labels };
  }

  /** The same, for as long as a device lives: what is asked of it seldom is worked out anew at each asking, and takes no memory. */
  lasting(group: GroupPlan, kind: Kind, place: Place): Identity {
    let family = this.#families.get(group);
    if (family === undefined || family.kind !== kind) {
      family = { seed: this.#seed, firstNames: this.#firstNames, group, kind, place: place.group };
      this.#families.set(group, family);
    }
    return new LastingIdentity(family, place);
  }
}

/** What all devices of a group have in common. */
interface Family {
  readonly seed: number;
  readonly firstNames: readonly string[];
  readonly group: GroupPlan;
  readonly kind: Kind;
  /** The group's position in the plan. */
  readonly place: number;
}

class LastingIdentity implements Identity {
  readonly index: number;
  readonly home: number;
  readonly room: string;
  readonly #numberInGroup: number;
  readonly #family: Family;

  constructor(family: Family, { index, home, numberInGroup }: Place) {
    this.index = index;
    this.home = home;
    this.room = weighted(roomsOf(family.kind), keyed(family.seed, "identity.room", index), "home");
    this.#numberInGroup = numberInGroup;
    this.#family = family;
  }

  get id(): string {
    const { index, home } = this;
    return deviceId(this.#family.group, { index, home, numberInGroup: this.#numberInGroup });
  }

  get kind(): string {
    return this.#family.kind.name;
  }

  get name(): string {
    const owner = (): string => `${ownerOf(this.#family, this.home)}'s`;
    return this.#listed("name") ?? `${owner()} ${this.room} ${this.kind.replaceAll("-", " ")}`;
  }

  get serial(): string {
    const batch = (): string => hex(this.#draw("identity.batch") * 0x10000, 4);
    return this.#listed("serial") ?? `${this.kind.slice(0, 2)}${batch()}${this.#number}`.toUpperCase();
  }

  get mac(): string {
    const { seed, place } = this.#family;
    return this.#listed("mac") ?? macAddress(keyed(seed, "identity.vendor", place), this.#number);
  }

  get model(): string {
    return `SIM-${this.kind.toUpperCase()}-${1 + Math.floor(3 * this.#draw("identity.model"))}`;
  }

  get firmware(): string {
    return deviceFirmware(this.#family.group, this.#family.seed, this.index);
  }

  get hardware(): string {
    return "ABC"[Math.floor(3 * this.#draw("identity.hardware"))]!;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#family.group.labels;
  }

  /** The device's own number in serial and address. */
  get #number(): string {
    return hex(shuffled(this.#family.seed, this.index), numberDigits);
  }

  #draw(purpose: string): number {
    return keyed(this.#family.seed, purpose, this.index);
  }

  #listed(column: string): string | undefined {
    const cell = this.#family.group.identities?.columns[column]?.[this.#numberInGroup];
    return cell === "" ? undefined : cell;
  }
}

/** What names of people follow from. */
type Naming = Pick<Family, "seed" | "firstNames">;

/** The person a home's devices are named after. */
function ownerOf({ seed, firstNames }: Naming, home: number): string {
  return firstNames[Math.floor(firstNames.length * keyed(seed, "identity.owner", home))]!;
}

/** What the residents of a home are called, each differently; the first is who its devices are named after. */
export function residentNames(naming: Naming, home: number, residents: number): readonly string[] {
  const { seed, firstNames } = naming;
  const names = new Set([ownerOf(naming, home)]);
  for (let draw = 0; names.size < residents; draw++)
    names.add(firstNames[Math.floor(firstNames.length * keyed(seed, "identity.resident", home, draw))]!);
  return [...names].slice(0, residents);
}

type Choices = readonly (readonly [text: string, weight: number])[];

/** All devices of a kind, or of a group, choose from the same. */
const rooms = new WeakMap<Kind, Choices>();
const places = new WeakMap<Choices, Distribution>();

function roomsOf(kind: Kind): Choices {
  let known = rooms.get(kind);
  if (known === undefined) rooms.set(kind, (known = Object.entries(kind.rooms)));
  return known;
}

function weighted(choices: Choices, draw: number, other: string): string {
  if (choices.length === 0) return other;
  let place = places.get(choices);
  if (place === undefined) {
    place = { choice: choices.map(([, weight], number) => [number, weight] as const) };
    places.set(choices, place);
  }
  return choices[quantile(place, open(draw))]![0];
}

const numberDigits = 6;
const mostDevices = 16 ** numberDigits;

/** A permutation of the indexes: an odd stride reaches every number once. */
function shuffled(seed: number, index: number): number {
  const stride = 2 * Math.floor((mostDevices / 2) * keyed(seed, "identity.number", 0)) + 1;
  const first = Math.floor(mostDevices * keyed(seed, "identity.number", 1));
  return (first + stride * index) % mostDevices;
}

function hex(number: number, digits: number): string {
  return Math.floor(number).toString(16).padStart(digits, "0");
}

/** Three bytes of a made-up vendor and the device's number. 02: locally administered, unicast. */
function macAddress(vendor: number, number: string): string {
  const digits = `02${hex(vendor * 0x10000, 4)}${number}`;
  let text = digits.slice(0, 2);
  for (let at = 2; at < digits.length; at += 2) text += `:${digits.slice(at, at + 2)}`;
  return text;
}
