/**
 * Who the devices are: ids, names, serials, addresses, versions, all from (seed, index) alone.
 *
 * 1. Serials and MAC addresses are unique in a fleet of up to 16,777,216 devices: both contain the device's own number,
 *    shuffled by the seed.
 * 2. The devices of a home are named after the same person.
 * 3. What a list of identities says goes before what would be made up.
 *
 * Of faker only the English first names are needed. Its main entry would load all seventy locales: 30 MB and 0.1 s.
 */
import { faker } from "@faker-js/faker/locale/en";
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

  constructor(seed: number) {
    this.#seed = seed;
  }

  identity(group: GroupPlan, kind: Kind, place: Place): Identity {
    const { index, home } = place;
    const draw = (purpose: string): number => keyed(this.#seed, purpose, index);
    const room = weighted(roomsOf(kind), draw("identity.room"), "home");
    const number = hex(shuffled(this.#seed, index), numberDigits);
    const listed = (column: string): string | undefined => {
      const cell = group.identities?.columns[column]?.[place.numberInGroup];
      return cell === "" ? undefined : cell;
    };
    return {
      index,
      id: deviceId(group, place),
      kind: kind.name,
      home,
      room,
      name: listed("name") ?? `${ownerOf(this.#seed, home)}'s ${room} ${kind.name.replaceAll("-", " ")}`,
      serial:
        listed("serial") ??
        `${kind.name.slice(0, 2)}${hex(draw("identity.batch") * 0x10000, 4)}${number}`.toUpperCase(),
      mac: listed("mac") ?? macAddress(keyed(this.#seed, "identity.vendor", place.group), number),
      model: `SIM-${kind.name.toUpperCase()}-${1 + Math.floor(3 * draw("identity.model"))}`,
      firmware: deviceFirmware(group, this.#seed, index),
      hardware: "ABC"[Math.floor(3 * draw("identity.hardware"))]!,
      labels: group.labels,
    };
  }
}

const firstNames = faker.definitions.person.first_name.generic!;

/** The person a home's devices are named after. */
function ownerOf(seed: number, home: number): string {
  return firstNames[Math.floor(firstNames.length * keyed(seed, "identity.owner", home))]!;
}

/** What the residents of a home are called, each differently; the first is who its devices are named after. */
export function residentNames(seed: number, home: number, residents: number): readonly string[] {
  const names = new Set([ownerOf(seed, home)]);
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
  return `02${hex(vendor * 0x10000, 4)}${number}`.match(/../g)!.join(":");
}
