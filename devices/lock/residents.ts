/**
 * What the people of the home do with the lock.
 *
 *      arrival:   unlock -> open -> close                     departure:  thumb-turn -> open -> close (-> lock, the last one)
 *      bedtime of the last one: lock
 *
 * 1. One errand at a time: who comes to the door next takes over from whoever was there.
 * 2. Somebody who arrives has the lock open before they are inside, 5 s later at the earliest; the door stands open for 5-30 s.
 * 3. The last to leave lock within two minutes, nine times out of ten (realism.md §4.2). Whoever has no luck with a code takes the
 *    key; whoever finds the door stuck gives up in the end.
 *
 * How people unlock, and how often they mistype, are design values.
 */
import { chance, type Duration, type Happening, later, type Random, seconds, uniform } from "flotilla/device";
import { operate, turnKey } from "./bolt.ts";
import { enterCode, pressButton } from "./credentials.ts";
import { closeDoor, isDoorOpen, openDoor } from "./door.ts";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";

export type Errand =
  | { readonly step: "unlock"; readonly by: "code" | "phone" | "key"; readonly lockAfter: boolean }
  | { readonly step: "open"; readonly tries: number; readonly lockAfter: boolean }
  | { readonly step: "close"; readonly lockAfter: boolean }
  | { readonly step: "lock"; readonly by: "button" | "key" };

const codeShare = 0.5;
const phoneShare = 0.2;
const mistypedShare = 0.03;
const lastLocksShare = 0.9;
const mostPushes = 5;

/** Somebody's day comes to a point where the door matters. */
export function takePart(state: LockState, happening: Happening, context: LockContext): void {
  const { random, settings } = context;
  if (!settings.usedByResidents) return;
  switch (happening.type) {
    case "arrival": {
      const draw = random.next();
      const by = draw < codeShare ? "code" : draw < codeShare + phoneShare ? "phone" : "key";
      return goThrough(state, by, false, within(random, 0.5, 2.4), context);
    }
    case "departure":
      return goThrough(state, "key", happening.last && chance(random, lastLocksShare), seconds(0), context);
    case "bedtime":
      if (happening.last) lockUp(state, context);
      return;
    case "entry":
    case "settled":
    case "wake":
      return;
  }
}

/** The next step of whoever is at the door. */
export function goOn(state: LockState, context: LockContext): void {
  const { errand } = state;
  if (errand === null) return;
  switch (errand.step) {
    case "unlock":
      return unlock(state, errand, context);
    case "open":
      return push(state, errand, context);
    case "close":
      closeDoor(state, context);
      if (!errand.lockAfter) return plan(state, null, seconds(0), context);
      return plan(
        state,
        { step: "lock", by: chance(context.random, 0.5) ? "button" : "key" },
        within(context.random, 2, 85),
        context,
      );
    case "lock":
      if (errand.by === "key") turnKey(state, "locked", context);
      else pressButton(state, context);
      return plan(state, null, seconds(0), context);
  }
}

function goThrough(
  state: LockState,
  by: "code" | "phone" | "key",
  lockAfter: boolean,
  after: Duration,
  context: LockContext,
): void {
  if (isDoorOpen(context)) return plan(state, { step: "close", lockAfter }, standsOpen(context.random), context);
  if (state.bolt.at === "unlocked") return plan(state, { step: "open", tries: 0, lockAfter }, after, context);
  plan(state, { step: "unlock", by, lockAfter }, after, context);
}

function unlock(state: LockState, { by, lockAfter }: Extract<Errand, { step: "unlock" }>, context: LockContext): void {
  const { random, settings } = context;
  if (by === "key") {
    turnKey(state, "unlocked", context);
  } else if (by === "phone") {
    operate(state, { to: "unlocked", source: "proprietaryRemote", userIndex: null, relockAfter: null }, null, context);
  } else if (chance(random, mistypedShare)) {
    enterCode(state, `${settings.pinCode}0`, context);
    return plan(state, { step: "unlock", by, lockAfter }, within(random, 3, 6), context);
  } else {
    enterCode(state, settings.pinCode, context);
  }
  const opening = state.bolt.at === "unlocked" || state.bolt.at === "moving";
  if (opening || by === "key")
    return plan(state, { step: "open", tries: 0, lockAfter }, within(random, 0.5, 1.5), context);
  plan(state, { step: "unlock", by: "key", lockAfter }, within(random, 2, 5), context);
}

/** Pushes the door; the bolt may still be on its way. */
function push(state: LockState, { tries, lockAfter }: Extract<Errand, { step: "open" }>, context: LockContext): void {
  openDoor(state, context);
  if (isDoorOpen(context)) return plan(state, { step: "close", lockAfter }, standsOpen(context.random), context);
  if (tries >= mostPushes) return plan(state, null, seconds(0), context);
  plan(state, { step: "open", tries: tries + 1, lockAfter }, seconds(1), context);
}

/** A look at the lock on the way to bed. */
function lockUp(state: LockState, context: LockContext): void {
  if (isDoorOpen(context)) return plan(state, { step: "close", lockAfter: true }, standsOpen(context.random), context);
  if (state.bolt.at !== "locked") plan(state, { step: "lock", by: "key" }, within(context.random, 0, 120), context);
}

function plan(state: LockState, errand: Errand | null, after: Duration, context: LockContext): void {
  state.errand = errand;
  context.wake("resident", errand === null ? undefined : later(context.now, after));
}

function standsOpen(random: Random): Duration {
  return within(random, 5, 30);
}

function within(random: Random, low: number, high: number): Duration {
  return seconds(uniform(random, low, high));
}
