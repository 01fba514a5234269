/**
 * What the people of the home do with the lock.
 *
 *      arrival:   unlock, then through the front door          leaving:    thumb-turn, then through the front door
 *      departure of the last: lock                             bedtime of the last one up: lock
 *
 * 1. When the front door moves is the home's to say (its `front-door` happenings); here the bolt is out of its way in time, and the
 *    door stays shut when it cannot be. Who finds it locked again takes the key.
 * 2. One errand at a time: who comes to the door next takes over from whoever was there.
 * 3. The last to leave lock within two minutes, nine times out of ten (realism.md §4.2). Whoever has no luck with a code takes the
 *    key; whoever finds the door stuck gives up in the end.
 *
 * How people unlock, and how often they mistype, are design values.
 */
import { chance, type Duration, type Happening, later, type Random, seconds, uniform } from "flotilla/device";
import { operate, turnKey } from "./bolt.ts";
import { enterCode, pressButton } from "./credentials.ts";
import { closeDoor, openDoor } from "./door.ts";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";
import { codeOf, userOf } from "./users.ts";

export type Errand =
  | { readonly step: "unlock"; readonly by: "code" | "phone" | "key"; readonly person: number }
  | { readonly step: "open"; readonly tries: number }
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
      if (state.bolt.at === "unlocked") return;
      return plan(state, { step: "unlock", by, person: happening.person }, within(random, 0.5, 2.4), context);
    }
    case "leaving":
      if (state.bolt.at === "unlocked") return;
      return plan(state, { step: "unlock", by: "key", person: happening.person }, within(random, 0.2, 1.5), context);
    case "front-door":
      return happening.open ? goThrough(state, 0, context) : closeBehind(state, context);
    case "departure":
      if (!happening.last || !chance(random, lastLocksShare)) return;
      return plan(state, { step: "lock", by: chance(random, 0.5) ? "button" : "key" }, within(random, 1, 25), context);
    case "bedtime":
      if (!happening.last || state.bolt.at === "locked") return;
      return plan(state, { step: "lock", by: "key" }, within(random, 0, 120), context);
    default:
      // The rest of their day passes without the lock.
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
      return goThrough(state, errand.tries, context);
    case "lock":
      plan(state, null, seconds(0), context);
      if (errand.by === "key" || state.exhausted) turnKey(state, "locked", context);
      else pressButton(state, context);
      return;
  }
}

function unlock(state: LockState, { by, person }: Extract<Errand, { step: "unlock" }>, context: LockContext): void {
  const { random } = context;
  plan(state, null, seconds(0), context);
  const key = { step: "unlock", by: "key", person } as const;
  if (by === "key") {
    turnKey(state, "unlocked", context);
    return;
  }
  const code = codeOf(state, person);
  if (by === "phone") {
    const userIndex = userOf(state, code) ?? null;
    operate(state, { to: "unlocked", source: "proprietaryRemote", userIndex, relockAfter: null }, null, context);
  } else if (chance(random, mistypedShare)) {
    enterCode(state, `${code}0`, context);
    return plan(state, { step: "unlock", by, person }, within(random, 2, 4), context);
  } else {
    enterCode(state, code, context);
  }
  if (state.bolt.at !== "unlocked" && state.bolt.at !== "moving") plan(state, key, within(random, 1, 2), context);
}

/** Somebody pushes the door. The bolt may still be on its way, or have gone back. */
function goThrough(state: LockState, tries: number, context: LockContext): void {
  if (state.doorOpen) return;
  if (state.bolt.at === "locked") turnKey(state, "unlocked", context);
  openDoor(state, context);
  const again = !state.doorOpen && tries < mostPushes;
  plan(state, again ? { step: "open", tries: tries + 1 } : null, seconds(1), context);
}

function closeBehind(state: LockState, context: LockContext): void {
  if (state.errand?.step === "open") plan(state, null, seconds(0), context);
  closeDoor(state, context);
}

function plan(state: LockState, errand: Errand | null, after: Duration, context: LockContext): void {
  state.errand = errand;
  context.wake("resident", errand === null ? undefined : later(context.now, after));
}

function within(random: Random, low: number, high: number): Duration {
  return seconds(uniform(random, low, high));
}
