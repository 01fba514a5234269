/** Mains and memory: what is lost with each, and how the light comes back. */
import { type BootReason, onAtStartUp, restingRamp, stopTimer } from "flotilla/device";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";
import { comeToRest } from "./light.ts";
import { goToWhite } from "./colour-commands.ts";
import { awaitSomebody } from "./residents.ts";

export function goDark(state: BulbState, context: BulbContext): void {
  loseMemory(state, context);
  context.wake("switch-on", undefined);
  context.wake("switch-off", undefined);
  state.powered = false;
}

/** Mains is back: light comes at once, the network seconds later. */
export function comeBack(state: BulbState, context: BulbContext): void {
  state.powered = true;
  state.startedUp = true;
  startUp(state, context);
  awaitSomebody(state, context);
}

export function startAgain(state: BulbState, reason: BootReason, context: BulbContext): void {
  if (!state.startedUp) {
    loseMemory(state, context);
    if (reason === "powerOnReboot" || reason === "brownOutReset") startUp(state, context);
  }
  state.startedUp = false;
}

/** Transitions are over, timers forgotten; light, level and white stay. */
function loseMemory(state: BulbState, context: BulbContext): void {
  comeToRest(state, context);
  stopTimer(state, context);
}

function startUp(state: BulbState, context: BulbContext): void {
  const level = context.get("startUpCurrentLevel");
  const white = context.get("startUpColorTemperatureMireds");
  if (level !== null) state.level = restingRamp(level, context.now);
  if (white !== null) goToWhite(state, white, 0, context);
  context.set("onOff", onAtStartUp(context.get("startUpOnOff"), context.get("onOff")), "boot");
}
