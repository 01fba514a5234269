/**
 * What people do at home that devices notice or take part in.
 *
 *     arrival -> front door opens -> entry -> front door closes -> moved ... -> settled
 *     moved to the hall -> leaving -> front door opens -> front door closes -> departure
 *
 * 1. No two happenings of a home share an instant. So "the next one after t" never skips any.
 * 2. Presence changes exactly at arrivals, departures, wake and bedtime, and nowhere else. Naps are bedtime and wake, too.
 * 3. An arrival is followed by its entry after 7-45 s and by its settling in after 60-300 s, before this person leaves or
 *    goes to bed. Leaving is followed by its departure, and this person does nothing in between.
 * 4. The front door opens and closes in turn. It opens 6-15 s after an arrival and 5-15 s after a leaving, unless it is
 *    open already, and closes 5-30 s later; those whose openings overlap share one, which then may last longer. An entry
 *    comes while it is open, a departure after it has closed.
 * 5. Somebody awake is in one room: in the bedroom from the wake and at the bedtime, in the hall from the entry and at the
 *    leaving (until the departure), and from there to there as `moved` says. Between arrival and entry they are in none.
 * 6. `began` and `ended` of an activity alternate in a home. Who cooks, has a hot drink, showers, or begins or ends watching
 *    television or using the computer is in that room; machines (dishes, laundry, car-charging) run on by themselves. A car
 *    is plugged in some seconds before its driver arrives at the door, and driven away after the departure.
 */
import type { Duration, Instant } from "../kernel/time.ts";

/** Rooms people live in. */
export const rooms = ["hall", "kitchen", "living-room", "bedroom", "bathroom", "office"] as const;

/** Rooms people live in. Devices may be elsewhere (`garage`, `cellar`, `outdoors`), where nobody is expected. */
export type Room = (typeof rooms)[number];

/** What somebody at home is busy with, as far as devices notice it. */
export const activities = [
  "cooking",
  "hot-drink",
  "television",
  "computer",
  "shower",
  "dishes",
  "laundry",
  /** The car is plugged in; ends when it is full or is needed. */
  "car-charging",
] as const;
export type Activity = (typeof activities)[number];

/** Something that happens in a home. `person` is the resident's number, 0 for the first. */
export type Happening =
  /** Stands at the door outside: unlocks. `first`: nobody was at home. */
  | { readonly type: "arrival"; readonly at: Instant; readonly person: number; readonly first: boolean }
  /** Has come in through the open front door. `first` as of the arrival. */
  | { readonly type: "entry"; readonly at: Instant; readonly person: number; readonly first: boolean }
  /** Has settled in: makes it comfortable. `first` as of the arrival. */
  | { readonly type: "settled"; readonly at: Instant; readonly person: number; readonly first: boolean }
  /** Stands at the front door inside, about to leave: unlocks. `last`: nobody will stay at home. */
  | { readonly type: "leaving"; readonly at: Instant; readonly person: number; readonly last: boolean }
  /** Has left and stands outside the closed door. `last`: nobody stays at home. */
  | { readonly type: "departure"; readonly at: Instant; readonly person: number; readonly last: boolean }
  /** Gets up. `first`: nobody at home was awake. */
  | { readonly type: "wake"; readonly at: Instant; readonly person: number; readonly first: boolean }
  /** Goes to bed. `last`: nobody at home stays awake. */
  | { readonly type: "bedtime"; readonly at: Instant; readonly person: number; readonly last: boolean }
  /** Somebody awake walks from one room into another; `from` and `to` differ. */
  | { readonly type: "moved"; readonly at: Instant; readonly person: number; readonly from: Room; readonly to: Room }
  /** Somebody begins or ends what the devices of a room serve. The same activity never runs twice in a home at a time. */
  | {
      readonly type: "began" | "ended";
      readonly at: Instant;
      readonly person: number;
      readonly activity: Activity;
      readonly room: string;
      /** When a car begins to charge: how long it takes from a household socket until it is full, if nobody needs it before. */
      readonly takes?: Duration;
    }
  /** The front door opens or closes, moved by who arrives or leaves. */
  | { readonly type: "front-door"; readonly at: Instant; readonly open: boolean }
  /** The windows of the home are opened or closed, to air it or for a warm day. */
  | { readonly type: "windows"; readonly at: Instant; readonly open: boolean };

/** Residents at home, and those of them who are awake. */
export interface Presence {
  readonly home: number;
  readonly awake: number;
}
