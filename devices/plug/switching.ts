/**
 * On and off, whoever wants it, and what comes of it in the relay.
 *
 * 1. The relay follows onOff, but once its contacts are welded it stays closed.
 * 2. onWithTimedOff gives power for a while, and while it does the command only ever makes that longer. Switched off
 *    before its time, the plug is guarded for offWaitTime, in which this command does not turn it on again.
 * 3. When mains is back it does as startUpOnOff says. A restart of its software alone changes nothing but ends the
 *    timer.
 */
import { type BootReason, type Cause, type Instant, later, seconds } from "flotilla/device";
import { amperes } from "./load.ts";
import type { PlugContext } from "./plug-schema.ts";
import type { PlugState } from "./plug.ts";

export type Timer =
  | { readonly is: "off" }
  /** On until then; `guard` is offWaitTime, s. */
  | { readonly is: "running"; readonly until: Instant; readonly guard: number }
  | { readonly is: "guarding"; readonly until: Instant };

export function switchOn(state: PlugState, cause: Cause, context: PlugContext): void {
  if (state.timer.is === "guarding") stopTimer(state, context);
  context.set("onOff", true, cause);
}

export function switchOff(state: PlugState, cause: Cause, context: PlugContext): void {
  const { timer } = state;
  if (timer.is === "running") {
    stopTimer(state, context);
    if (timer.guard > 0) state.timer = { is: "guarding", until: later(context.now, seconds(timer.guard)) };
  }
  context.set("onOff", false, cause);
}

export function toggle(state: PlugState, cause: Cause, context: PlugContext): void {
  if (context.get("onOff")) switchOff(state, cause, context);
  else switchOn(state, cause, context);
}

/** Goes on for `onTime` seconds at least, unless somebody has switched it off less than `offWaitTime` ago. */
export function switchOnForAWhile(state: PlugState, onTime: number, offWaitTime: number, context: PlugContext): void {
  const { timer } = state;
  if (timer.is === "guarding" && context.now < timer.until) {
    const until = Math.min(timer.until, later(context.now, seconds(offWaitTime))) as Instant;
    state.timer = { is: "guarding", until };
    return;
  }
  switchOn(state, "command", context);
  if (onTime === 0) return;
  const until = later(context.now, seconds(onTime));
  const longer = timer.is === "running" && timer.until > until ? timer.until : until;
  state.timer = { is: "running", until: longer, guard: offWaitTime };
  context.wake("timed-off", longer);
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
  const wanted = context.get("startUpOnOff");
  if (wanted !== null) context.set("onOff", wanted === "toggle" ? !context.get("onOff") : wanted === "on", "boot");
}

function stopTimer(state: PlugState, context: PlugContext): void {
  state.timer = { is: "off" };
  context.wake("timed-off", undefined);
}
