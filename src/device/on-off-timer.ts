/**
 * The timer of Matter's OnOff cluster (onWithTimedOff), and what mains coming back means (startUpOnOff), for every kind that is on
 * or off.
 *
 *          onWithTimedOff               off, by anybody
 *     off ----------------> running ----------------------> guarding (offWaitTime)
 *                              | the time is over               | the time is over, or on, by anybody
 *                              +------------> off <-------------+
 *
 * 1. While it runs, onWithTimedOff only ever makes it longer.
 * 2. Put out before its time, the device is guarded for offWaitTime: onWithTimedOff does not turn it on again, as when somebody puts
 *    out the light and passes a motion sensor on the way out. Anything else does.
 * 3. Nothing ticks: the kind is woken by its wake `timed-off` when the time is over.
 */
import { type Instant, later, seconds } from "../kernel/time.ts";

export type OnOffTimer =
  | { readonly is: "off" }
  /** On until then; `guard` is offWaitTime, s. */
  | { readonly is: "running"; readonly until: Instant; readonly guard: number }
  | { readonly is: "guarding"; readonly until: Instant };

/** A part of the kind's state. Plain data. */
export interface Timed {
  timer: OnOffTimer;
}

/** What of a kind's context the timer needs. */
export interface OnOffTimerContext {
  readonly now: Instant;
  wake(name: "timed-off", at: Instant | undefined): void;
}

export function stopTimer(state: Timed, context: OnOffTimerContext): void {
  state.timer = { is: "off" };
  context.wake("timed-off", undefined);
}

/** It is switched on: no guard holds any more. */
export function endGuard(state: Timed, context: OnOffTimerContext): void {
  if (state.timer.is === "guarding") stopTimer(state, context);
}

/** It is switched off: a running timer becomes its guard. */
export function beginGuard(state: Timed, context: OnOffTimerContext): void {
  const { timer } = state;
  if (timer.is !== "running") return;
  stopTimer(state, context);
  if (timer.guard > 0) state.timer = { is: "guarding", until: later(context.now, seconds(timer.guard)) };
}

/** Carries out onWithTimedOff: on by `switchOn` for `onTime` seconds at least, unless it is guarded. */
export function switchOnForAWhile(
  state: Timed,
  onTime: number,
  offWaitTime: number,
  switchOn: () => void,
  context: OnOffTimerContext,
): void {
  const { timer } = state;
  if (timer.is === "guarding" && context.now < timer.until) {
    const until = Math.min(timer.until, later(context.now, seconds(offWaitTime))) as Instant;
    state.timer = { is: "guarding", until };
    return;
  }
  switchOn();
  if (onTime === 0) return;
  const until = later(context.now, seconds(onTime));
  const longer = timer.is === "running" && timer.until > until ? timer.until : until;
  state.timer = { is: "running", until: longer, guard: offWaitTime };
  context.wake("timed-off", longer);
}

/** Whether it is on when mains comes back, by startUpOnOff and by what it was `before`. */
export function onAtStartUp(startUpOnOff: "off" | "on" | "toggle" | null, before: boolean): boolean {
  return startUpOnOff === null ? before : startUpOnOff === "toggle" ? !before : startUpOnOff === "on";
}
