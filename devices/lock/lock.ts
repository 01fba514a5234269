/**
 * A door lock: a motor-driven bolt behind a keypad, on a door with an open/closed sensor, fed by four AA cells.
 *
 *                    lockDoor, button, auto relock
 *      +----------+ ------------------------------> +--------+  arrived   +--------+
 *      | unlocked |            arrived              | moving | ---------> | locked |
 *      +----------+ <------------------------------ +--------+ <--------- +--------+
 *                                                       |  unlockDoor, keypad
 *                                                       v  the bolt binds
 *                                               (not fully locked)
 *
 * 1. A command is answered when the bolt stands, or when the motor has given up. What is so already is done at once,
 *    and nothing is said about it: locking twice is one LockOperation. By key the bolt goes across at once.
 * 2. However it was unlocked, it locks again after autoRelockTime; unlockWithTimeout puts another time in its place, once. It
 *    does not lock while the door is open, but soon after it is closed.
 * 3. wrongCodeEntryLimit wrong codes in a row, typed or sent, raise one alarm and lock everybody out for
 *    userCodeTemporaryDisableTime. A right code begins the count again.
 * 4. The cells empty by time and by use. When the motor no longer turns, a key still does, and so it does when days later the
 *    whole lock is dark. Fresh cells are a boot: where the bolt stands it then does not know until it moves.
 *
 * Semantics: Matter 1.6, cluster DoorLock. Times, currents and voltages: lock-physics.ts.
 */
import {
  defineKind,
  integer,
  type BootReason,
  type Cells,
  comesToChangeCells,
  type Input,
  type Instant,
  type Kind,
  newCells,
  RandomStream,
} from "flotilla/device";
import { freshCells, lockBattery, measure, runDown } from "./battery.ts";
import { type Bolt, boltArrives, forgetBolt, relock, stopDead, turnKey } from "./bolt.ts";
import { awaitAjar, closeDoor, feelDoor, forceDoor, openDoor, standsAjar } from "./door.ts";
import { enterCode, operateRemotely, pressButton } from "./credentials.ts";
import {
  acts,
  attributes,
  commands,
  events,
  faults,
  type LockContext,
  type LockShape,
  settings,
  wakes,
} from "./lock-schema.ts";
import { countDown, type Relock } from "./relock.ts";
import { type Errand, goOn, takePart } from "./residents.ts";
import {
  changeFirstCode,
  clearCredential,
  clearUser,
  getCredentialStatus,
  getUser,
  householdUsers,
  longestCode,
  mostUsers,
  setCredential,
  setUser,
  shortestCode,
  type Users,
} from "./users.ts";

export interface LockState extends Cells {
  /** Which of all locks it is: its mechanics are drawn from this. */
  unit: number;
  bolt: Bolt;
  /** How the door is, whatever its sensor says. */
  doorOpen: boolean;
  relock: Relock;
  /** Wrong codes in a row. */
  wrongCodes: number;
  lockedOutUntil: Instant | null;
  /** What somebody at the door is about to do. */
  errand: Errand | null;
  users: Users;
}

export const lock: Kind = defineKind({
  name: "lock",
  summary: "A battery-powered door lock with keypad and door sensor.",
  matterType: "Door Lock 0x000A",
  power: "battery",
  rooms: { hall: 1 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears: ["arrival", "leaving", "departure", "front-door", "bedtime"],
  start(context): LockState {
    const unit = integer(context.random, 0, 0x7fff_ffff);
    const state: LockState = {
      unit,
      bolt: { at: "locked" },
      doorOpen: false,
      relock: "off",
      wrongCodes: 0,
      lockedOutUntil: null,
      ...newCells(lockBattery(unit, context), context.now),
      errand: null,
      users: householdUsers(context, new RandomStream(unit, 0, "lock users")),
    };
    context.set("lockState", "locked");
    context.set("doorState", "doorClosed");
    context.set("operatingMode", "normal");
    context.set("lockType", "deadBolt");
    context.set("numberOfTotalUsersSupported", mostUsers);
    context.set("minPinCodeLength", shortestCode);
    context.set("maxPinCodeLength", longestCode);
    for (const name of begunBySettings) context.set(name, context.settings[name]);
    measure(state, context);
    return state;
  },
  step(state, input, context) {
    switch (input.type) {
      case "command":
        return obey(state, input, context);
      case "act":
        return suffer(state, input, context);
      case "wake":
        return goAhead(state, input.name, context);
      case "desired":
        return adopt(state, input.values, context);
      case "happening":
        return takePart(state, input.happening, context);
      case "fault":
        return fail(state, input, context);
      case "configured":
        for (const name of begunBySettings) {
          if (input.names.includes(name)) adopt(state, { [name]: context.settings[name] }, context);
        }
        if (input.names.includes("pinCode")) changeFirstCode(state, context.settings.pinCode);
        return;
      case "boot":
        return startAgain(state, input.reason, context);
      case "power":
        // Mains is nothing to a battery device.
        return;
    }
  },
  signals: {},
});

/** Attributes with a setting of the same name. */
const begunBySettings = [
  "autoRelockTime",
  "wrongCodeEntryLimit",
  "userCodeTemporaryDisableTime",
  "requirePinForRemoteOperation",
] as const;

type LockInput<Type> = Extract<Input<LockShape>, { readonly type: Type }>;

function obey(state: LockState, input: LockInput<"command">, context: LockContext): void {
  const { call } = input;
  switch (input.name) {
    case "lockDoor":
      return operateRemotely(state, "locked", null, input.args.pinCode, call, context);
    case "unlockDoor":
      return operateRemotely(state, "unlocked", null, input.args.pinCode, call, context);
    case "unlockWithTimeout":
      return operateRemotely(state, "unlocked", input.args.timeout, input.args.pinCode, call, context);
    case "setUser":
      return setUser(state, input.args, call, context);
    case "getUser":
      return getUser(state, input.args.userIndex, call, context);
    case "clearUser":
      return clearUser(state, input.args.userIndex, call, context);
    case "setCredential": {
      const { operationType, credentialIndex, credentialData } = input.args;
      return setCredential(state, operationType, credentialIndex, credentialData, call, context);
    }
    case "getCredentialStatus":
      return getCredentialStatus(state, input.args.credentialIndex, call, context);
    case "clearCredential":
      return clearCredential(state, input.args.credentialIndex, call, context);
  }
}

function suffer(state: LockState, input: LockInput<"act">, context: LockContext): void {
  switch (input.name) {
    case "press":
      return pressButton(state, context);
    case "turn-key":
      return turnKey(state, state.bolt.at === "locked" ? "unlocked" : "locked", context);
    case "enter-pin":
      return enterCode(state, input.args.code, context);
    case "open-door":
      return openDoor(state, context);
    case "close-door":
      return closeDoor(state, context);
    case "force-door":
      return forceDoor(state, context);
    case "replace-battery":
      return changeCells(state, context);
  }
}

function fail(state: LockState, { name, active }: LockInput<"fault">, context: LockContext): void {
  switch (name) {
    case "low-battery":
      return active ? runDown(state, context) : changeCells(state, context);
    case "motor-failure":
      return lookAtCells(state, context);
    case "stuck-door-sensor":
      return feelDoor(state, "fault", context);
    case "jam":
      // It shows when the bolt next moves.
      return;
  }
}

function lookAtCells(state: LockState, context: LockContext): void {
  measure(state, context);
  if (state.exhausted) stopDead(state, context);
}

/** Somebody takes the old cells out, whatever the motor is doing, and puts fresh ones in. */
function changeCells(state: LockState, context: LockContext): void {
  stopDead(state, context);
  freshCells(state, context);
}

function goAhead(state: LockState, wake: (typeof wakes)[number], context: LockContext): void {
  switch (wake) {
    case "bolt":
      return boltArrives(state, context);
    case "relock":
      return relock(state, context);
    case "ajar":
      return standsAjar(context);
    case "battery":
      return lookAtCells(state, context);
    case "cells":
      if (comesToChangeCells(context)) changeCells(state, context);
      return;
    case "resident":
      return goOn(state, context);
  }
}

/** Takes over what a server or the owner wants. */
function adopt(state: LockState, values: LockInput<"desired">["values"], context: LockContext): void {
  const { wrongCodeEntryLimit, userCodeTemporaryDisableTime, autoRelockTime, operatingMode } = values;
  const { requirePinForRemoteOperation } = values;
  if (requirePinForRemoteOperation !== undefined) {
    context.set("requirePinForRemoteOperation", requirePinForRemoteOperation);
  }
  if (wrongCodeEntryLimit !== undefined) context.set("wrongCodeEntryLimit", wrongCodeEntryLimit);
  if (userCodeTemporaryDisableTime !== undefined) {
    context.set("userCodeTemporaryDisableTime", userCodeTemporaryDisableTime);
  }
  const [modeBefore, timeBefore] = [context.get("operatingMode"), context.get("autoRelockTime")];
  if (operatingMode !== undefined && (operatingMode !== "privacy" || state.bolt.at === "locked")) {
    context.set("operatingMode", operatingMode);
  }
  if (autoRelockTime !== undefined) context.set("autoRelockTime", autoRelockTime);
  // Wanted once more, it locks no later.
  const changed = context.get("operatingMode") !== modeBefore || context.get("autoRelockTime") !== timeBefore;
  if (state.bolt.at === "unlocked" && changed) countDown(state, null, context);
}

/** The lock's computer has started again. Where the bolt stands it knows from before, unless it was without power. */
function startAgain(state: LockState, reason: BootReason, context: LockContext): void {
  state.wrongCodes = 0;
  const forgot = reason === "powerOnReboot" || reason === "brownOutReset";
  forgetBolt(state, forgot, context);
  feelDoor(state, "boot", context);
  if (forgot) awaitAjar(context);
  if (state.bolt.at !== "locked") countDown(state, null, context);
}
