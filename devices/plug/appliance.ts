/**
 * What is plugged in, as the plug sees it: something that draws power in segments, one after the other.
 *
 *     power comes ---> draws ---> (segment over) ---> goesOn ---> draws ---> ...
 *     somebody uses it: hears ---> draws             power goes: cut
 *
 * 1. A segment is a straight line of power at one power factor, so energy has a closed form and nothing ticks.
 * 2. `work` is plain data: what this one is like and what it is doing. It outlives the power; what is forgotten
 *    without power, `cut` forgets.
 * 3. Heating elements follow the voltage, which is taken as it is when the segment begins.
 */
import type { Activity, Happening, HomeView, Instant, Random } from "flotilla/device";

export interface Segment {
  /** W at its beginning and at its end. */
  readonly from: number;
  readonly to: number;
  /** Active over apparent power, above 0 and at most 1. */
  readonly powerFactor: number;
  /** How long it lasts; absent until something happens. */
  readonly seconds?: number;
}

/** What an appliance may know. */
export interface Surroundings {
  readonly now: Instant;
  readonly random: Random;
  readonly home: HomeView;
  readonly room: string;
  /** V in the socket. */
  readonly volts: number;
}

/** What somebody wants of an appliance: `used` to have it work, `left` to be done with it. */
export type Handling = "used" | "left";

export interface Appliance<Work extends object> {
  /** Whether nobody minds when it has no power for a while, so that thrifty people cut it off. */
  readonly idles: boolean;
  /** Whether its switch is the plug's: it has none of its own, or it is always on. */
  readonly switchedAtPlug: boolean;
  /** One as it is found in a home. */
  found(surroundings: Surroundings): Work;
  /** What it draws from now on. Asked while it has power: when that comes, when it was used, when a segment is over. */
  draws(work: Work, surroundings: Surroundings): Segment;
  /** Its segment is over. */
  goesOn?(work: Work, surroundings: Surroundings): void;
  /** Power is gone. */
  cut?(work: Work, surroundings: Surroundings): void;
  /** People do something that may concern it. Nothing when it does not. */
  hears?(work: Work, happening: Happening, surroundings: Surroundings): Handling | undefined;
}

/**
 * Whether an activity is done with what is in this room. Activities are told with their room, and leave alone what is in the
 * other rooms they could be done in; where they never are, it is the scenario that says what is used there.
 */
export function isDoneHere(activity: Activity, doneIn: string, here: string): boolean {
  return doneIn === here || !(roomsFor[activity] ?? []).includes(here);
}

const roomsFor: { readonly [Name in Activity]?: readonly string[] } = {
  laundry: ["bathroom", "kitchen", "cellar"],
  dishes: ["kitchen"],
  "hot-drink": ["kitchen"],
};

/** An appliance whose details are forgotten: what the plug holds. */
// eslint-disable-next-line typescript/no-explicit-any -- the erased form of every Appliance
export type AnyAppliance = Appliance<any>;

/** W of a heating element made for 230 V. */
export function heating(watts: number, { volts }: Surroundings): number {
  return watts * (volts / 230) ** 2;
}

/** Something that draws nearly nothing until it is used. */
export function standby(watts: number): Segment {
  return { from: watts, to: watts, powerFactor: standbyFactor };
}

/** A trait to three decimals, which is what a device has to keep of it. */
export function trait(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** A rectifier with little behind it. */
const standbyFactor = 0.4;
