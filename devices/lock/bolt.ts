/**
 * The bolt, and the two ways to move it: the motor, which takes a while and may stall, and a hand, which does neither.
 *
 * 1. One motion at a time. Who wants what is under way joins it; who wants the opposite is told to come back.
 * 2. An operation is told once, when the bolt has changed sides, and never when it has not.
 * 3. Without power a hand still moves the bolt; the motor, keypad and commands do nothing, and nobody is told.
 */
import { type Call, type Cause, later, seconds } from "flotilla/device";
import { seemsOpen } from "./door.ts";
import type { LockContext } from "./lock-schema.ts";
import { startMotor } from "./battery.ts";
import type { LockState } from "./lock.ts";
import { countDown, stopCounting, waitForDoor } from "./relock.ts";

export type Side = "locked" | "unlocked";

export type Source = "manual" | "proprietaryRemote" | "keypad" | "auto" | "button" | "remote";

/** What somebody or something wants of the bolt. */
export interface Operation {
  readonly to: Side;
  readonly source: Source;
  readonly userIndex: number | null;
  /** Seconds until it locks again, instead of autoRelockTime. */
  relockAfter: number | null;
}

export type Bolt =
  | { readonly at: Side }
  /** Stuck on the way. */
  | { readonly at: "between" }
  | {
      readonly at: "moving";
      readonly operation: Operation;
      /** Whether it gets there. */
      readonly binds: boolean;
      /** Commands answered when it stands. */
      readonly calls: Call[];
    };

const mostWaiting = 8;

/** Moves the bolt by motor, and answers `call` when that is over. */
export function operate(state: LockState, operation: Operation, call: Call | null, context: LockContext): void {
  const { bolt } = state;
  // Only who stands at the door can be here: commands do not come through.
  if (state.exhausted) return;
  if (bolt.at === "moving") return join(bolt, operation, call, context);
  if (context.get("lockState") === operation.to) {
    if (operation.relockAfter !== null) countDown(state, operation.relockAfter, context);
    if (call !== null) context.done(call);
    return;
  }
  if (operation.to === "locked" && seemsOpen(context)) {
    refuse(operation, "unspecified", context);
    if (call !== null) context.fail(call, "rejected", "expected a closed door to lock, found it open");
    return;
  }
  if (context.has("motor-failure")) {
    refuse(operation, "unspecified", context);
    if (call !== null) context.fail(call, "hardware", "the motor does not turn");
    return;
  }
  const binds = context.has("jam");
  const duration = startMotor(state, binds, context);
  if (duration === undefined) {
    refuse(operation, "insufficientBattery", context);
    if (call !== null) context.fail(call, "hardware", "the battery is too weak for the motor");
    return;
  }
  stopCounting(state, context);
  state.bolt = { at: "moving", operation, binds, calls: call === null ? [] : [call] };
  context.wake("bolt", later(context.now, seconds(duration)));
}

/** The motor stops: there, or on the way. */
export function boltArrives(state: LockState, context: LockContext): void {
  const { bolt } = state;
  if (bolt.at !== "moving") return;
  const { operation, binds, calls } = bolt;
  if (!binds) {
    standAt(state, operation, context);
    for (const call of calls) context.done(call);
    return;
  }
  state.bolt = { at: "between" };
  context.set("lockState", "notFullyLocked", "fault");
  context.raise("doorLockAlarm", { alarmCode: "lockJammed" });
  refuse(operation, "unspecified", context);
  for (const call of calls) context.fail(call, "hardware", "the bolt is jammed");
}

/** The time until it locks by itself is over. */
export function relock(state: LockState, context: LockContext): void {
  stopCounting(state, context);
  if (seemsOpen(context)) return waitForDoor(state);
  operate(state, { to: "locked", source: "auto", userIndex: null, relockAfter: null }, null, context);
}

/** A hand moves the bolt across, unless it binds, the motor holds it, or there is nothing for it to go into. */
export function turnKey(state: LockState, to: Side, context: LockContext): void {
  if (state.bolt.at === "moving" || state.bolt.at === to || context.has("jam")) return;
  if (to === "locked" && state.doorOpen) return;
  if (state.exhausted) {
    state.bolt = { at: to };
    return;
  }
  if (to === "unlocked" && context.get("operatingMode") === "privacy") context.set("operatingMode", "normal");
  standAt(state, { to, source: "manual", userIndex: null, relockAfter: null }, context);
}

/** The lock loses its power: the bolt stays where it is, which may be on the way, and no time is counted any more. */
export function stopDead(state: LockState, context: LockContext): void {
  stopCounting(state, context);
  context.wake("ajar", undefined);
  const { bolt } = state;
  if (bolt.at !== "moving") return;
  context.wake("bolt", undefined);
  state.bolt = { at: "between" };
  for (const call of bolt.calls) context.fail(call, "hardware", "the lock has lost its power");
}

/** A restart: nobody waits for the bolt any more, and with `position` where it stands is forgotten too. */
export function forgetBolt({ bolt }: LockState, position: boolean, context: LockContext): void {
  if (bolt.at === "moving") bolt.calls.length = 0;
  else if (position) context.set("lockState", null);
}

/** Says that an operation was not carried out. */
export function refuse(
  { to, source, userIndex }: Operation,
  operationError: "unspecified" | "invalidCredential" | "disabledUserDenied" | "restricted" | "insufficientBattery",
  context: LockContext,
): void {
  const lockOperationType = operationTypes[to];
  context.raise("lockOperationError", { lockOperationType, operationSource: source, userIndex, operationError });
}

function join(
  { operation, calls }: Extract<Bolt, { at: "moving" }>,
  wanted: Operation,
  call: Call | null,
  context: LockContext,
): void {
  if (operation.to === wanted.to && wanted.relockAfter !== null) operation.relockAfter = wanted.relockAfter;
  if (call === null) return;
  if (operation.to !== wanted.to) return context.fail(call, "busy", `the bolt is on its way to ${operation.to}`);
  if (calls.length >= mostWaiting)
    return context.fail(call, "busy", `${mostWaiting} commands wait for the bolt already`);
  calls.push(call);
}

function standAt(state: LockState, operation: Operation, context: LockContext): void {
  const { to, source, userIndex, relockAfter } = operation;
  state.bolt = { at: to };
  if (to === "unlocked") countDown(state, relockAfter, context);
  else stopCounting(state, context);
  if (context.get("lockState") === to) return;
  context.set("lockState", to, causes[source]);
  context.raise("lockOperation", { lockOperationType: operationTypes[to], operationSource: source, userIndex });
}

const operationTypes = { locked: "lock", unlocked: "unlock" } as const;

const causes: Readonly<Record<Source, Cause>> = {
  manual: "human",
  proprietaryRemote: "human",
  keypad: "human",
  button: "human",
  remote: "command",
  auto: "schedule",
};
