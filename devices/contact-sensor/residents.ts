/**
 * What the people of the home do with what the sensor sits on.
 *
 * 1. The front door is where the home's story has it, to the moment: the lock on the same door tells of the same
 *    opening.
 * 2. Windows: somebody walks round and opens some of them, this one as often as it is liked, and closes those that
 *    are open. Each takes a while to be reached.
 * 3. Cupboards and refrigerators are opened for what is done in their room, and now and then by who passes; each time
 *    for some seconds. A mailbox is opened by who brings mail, on working days, and by who comes home and finds some.
 *
 * How often and how long are design values.
 */
import {
  type Activity,
  chance,
  days,
  type Duration,
  exponential,
  type Happening,
  hours,
  integer,
  type Instant,
  later,
  lognormal,
  RandomStream,
  seconds,
  uniform,
} from "flotilla/device";
import type { ContactContext, PlaceName } from "./contact-schema.ts";
import type { ContactState } from "./contact-sensor.ts";
import { move } from "./contact.ts";

/** What somebody is on the way to do. */
export type Errand =
  | { readonly do: "open"; readonly times: number }
  | { readonly do: "close"; readonly times: number }
  | null;

/** How often something is opened for an activity in its room: at least and at most. */
type Uses = Readonly<Partial<Record<Activity, readonly [least: number, most: number]>>>;

const cupboardUses: Uses = { cooking: [2, 6], "hot-drink": [1, 2], dishes: [2, 6] };
const refrigeratorUses: Uses = { cooking: [2, 7], "hot-drink": [0, 1] };
const passingShare: Readonly<Partial<Record<PlaceName, number>>> = { cupboard: 0.04, "refrigerator-door": 0.08 };
/** Between one opening and the next while somebody is busy. */
const betweenUses = seconds(150);
const collectsShare = 0.7;
const sunday = 0;

/** What it sits on, as it is found at the start. */
export function findOpen(state: ContactState, place: PlaceName, { home, now, random }: ContactContext): boolean {
  return place === "window" && home.windowsOpen(now) && chance(random, openShare(state));
}

/** Asks for the next mail, which comes once a day at most. */
export function awaitMail(place: PlaceName, from: "today" | "tomorrow", context: ContactContext): void {
  const { settings: wanted, home, now, random } = context;
  if (place !== "mailbox" || !wanted.usedByResidents) return context.wake("mail", undefined);
  const { timeZoneOffset } = home.traits;
  const midnight = Math.floor((now + timeZoneOffset) / days(1)) * days(1) - timeZoneOffset;
  const time = uniform(random, hours(9.5), hours(15));
  let next = midnight + (from === "today" ? 0 : days(1)) + time;
  // 1970-01-01 was a Thursday.
  while (next <= now || (Math.floor((next + timeZoneOffset) / days(1)) + 4) % 7 === sunday) next += days(1);
  context.wake("mail", next as Instant);
}

export function takePart(state: ContactState, place: PlaceName, happening: Happening, context: ContactContext): void {
  const { settings: wanted, random, room } = context;
  if (!wanted.usedByResidents) return;
  switch (place) {
    case "front-door":
      if (happening.type === "front-door") move(state, happening.open, context);
      return;
    case "window":
      if (happening.type !== "windows") return;
      if (!happening.open) return plan(state, { do: "close", times: 0 }, within(context, 3, 60), context);
      if (chance(random, openShare(state))) plan(state, { do: "open", times: 1 }, within(context, 1, 90), context);
      return;
    case "cupboard":
    case "refrigerator-door": {
      if (happening.type === "moved" && happening.to === room && chance(random, passingShare[place] ?? 0)) {
        return visit(state, 1, context);
      }
      if (happening.type !== "began" || happening.room !== room) return;
      const uses = (place === "cupboard" ? cupboardUses : refrigeratorUses)[happening.activity];
      if (uses !== undefined) visit(state, integer(random, uses[0], uses[1]), context);
      return;
    }
    case "mailbox":
      if (happening.type !== "arrival" || !state.mail || !chance(random, collectsShare)) return;
      state.mail = false;
      return plan(state, { do: "open", times: 1 }, within(context, 1, 4), context);
  }
}

/** Whoever is on the way is there. */
export function goOn(state: ContactState, place: PlaceName, context: ContactContext): void {
  const { errand } = state;
  if (errand === null) return;
  move(state, errand.do === "open", context);
  if (errand.do === "open" && place !== "window") {
    const open = Math.min(120, Math.max(2, lognormal(context.random, 9, 0.7)));
    return plan(state, { do: "close", times: errand.times - 1 }, seconds(open), context);
  }
  if (errand.do === "close" && errand.times > 0) {
    const pause = seconds(3) + exponential(context.random, betweenUses);
    return plan(state, { do: "open", times: errand.times }, pause as Duration, context);
  }
  plan(state, null, seconds(0), context);
}

/** Somebody brings mail. */
export function mailComes(state: ContactState, place: PlaceName, context: ContactContext): void {
  state.mail = true;
  visit(state, 1, context);
  awaitMail(place, "tomorrow", context);
}

function visit(state: ContactState, times: number, context: ContactContext): void {
  // Whoever is busy with it already does this as well.
  if (times > 0 && state.errand === null) plan(state, { do: "open", times }, within(context, 3, 60), context);
}

/** How likely this window is among those that are opened: some hardly ever, some nearly always. */
function openShare({ unit }: ContactState): number {
  return uniform(new RandomStream(unit, 0, "window"), 0.2, 0.95);
}

function plan(state: ContactState, errand: Errand, after: Duration, context: ContactContext): void {
  state.errand = errand;
  context.wake("resident", errand === null ? undefined : later(context.now, after));
}

function within({ random }: ContactContext, low: number, high: number): Duration {
  return seconds(uniform(random, low, high));
}
