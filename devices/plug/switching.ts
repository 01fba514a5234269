/**
 * On and off, whoever wants it, and what comes of it in the relay.
 *
 * 1. The relay follows onOff, but once its contacts are welded it stays closed.
 * 2. When mains is back it does as startUpOnOff says. A restart of its software alone changes nothing but ends the
 *    timer.
 */
import { beginGuard, type BootReason, type Cause, endGuard, onAtStartUp, stopTimer } from "flotilla/device";
import { amperes } from "./load.ts";
import type { PlugContext } from "./plug-schema.ts";
import type { PlugState } from "./plug.ts";

export function switchOn(state: PlugState, cause: Cause, context: PlugContext): void {
  endGuard(state, context);
  context.set("onOff", true, cause);
}

export function switchOff(state: PlugState, cause: Cause, context: PlugContext): void {
  beginGuard(state, context);
  context.set("onOff", false, cause);
}

export function toggle(state: PlugState, cause: Cause, context: PlugContext): void {
  if (context.get("onOff")) switchOff(state, cause, context);
  else switchOn(state, cause, context);
}

export function timeIsOver(state: PlugState, context: PlugContext): void {
  stopTimer(state, context);
  switchOff(state, "schedule", context);
}

/** Too much has flowed for too long. */
export function trip(state: PlugState, context: PlugContext): void {
  state.tripping = false;
  const rmsCurrent = Math.round(amperes(state, context) * 1_000) / 1_000;
  switchOff(state, "physics", context);
  context.raise("overloadTripped", { rmsCurrent });
}

/** Moves the relay to where onOff wants it, if it moves. */
export function moveRelay(state: PlugState, context: PlugContext): void {
  state.closed = context.get("onOff") || (state.closed && context.has("relay-stuck"));
}

export function loseMains(state: PlugState, context: PlugContext): void {
  stopTimer(state, context);
  state.mains = false;
}

/** Mains is back: power comes at once, the network seconds later. */
export function regainMains(state: PlugState, context: PlugContext): void {
  state.mains = true;
  state.startedUp = true;
  startUp(context);
}

export function startAgain(state: PlugState, reason: BootReason, context: PlugContext): void {
  if (!state.startedUp) {
    stopTimer(state, context);
    if (reason === "powerOnReboot" || reason === "brownOutReset") startUp(context);
  }
  state.startedUp = false;
}

function startUp(context: PlugContext): void {
  context.set("onOff", onAtStartUp(context.get("startUpOnOff"), context.get("onOff")), "boot");
}
