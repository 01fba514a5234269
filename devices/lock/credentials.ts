/**
 * Who may move the bolt: operating modes, PIN codes, and the lock-out after too many wrong ones.
 *
 * 1. Modes close ways of access (Matter, OperatingModeEnum): vacation the keypad, noRemoteLockUnlock the commands, privacy
 *    both and the button. A key always works.
 * 2. Each user has a code (users.ts). A code that is sent is checked whether one is required or not, and counts like one that is typed.
 * 3. During the lock-out every code and every command is refused, right or wrong, and none is counted.
 */
import { type Call, later, seconds } from "flotilla/device";
import { operate, type Operation, refuse, type Side } from "./bolt.ts";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";
import { userOf, useUp } from "./users.ts";

/** Carries out a server's command if it may. */
export function operateRemotely(
  state: LockState,
  to: Side,
  relockAfter: number | null,
  pinCode: string | undefined,
  call: Call,
  context: LockContext,
): void {
  const operation: Operation = { to, source: "remote", userIndex: null, relockAfter };
  const mode = context.get("operatingMode");
  if (mode === "noRemoteLockUnlock" || mode === "privacy") {
    refuse(operation, "restricted", context);
    return context.fail(call, "rejected", `operating mode ${mode} does not allow remote operation`);
  }
  if (isLockedOut(state, context)) return context.fail(call, "unauthorized", "locked out after too many wrong codes");
  if (pinCode !== undefined) {
    const user = presentCode(state, pinCode, operation, context);
    if (typeof user === "string") return context.fail(call, "unauthorized", user);
    return operate(state, { ...operation, userIndex: user }, call, context);
  }
  if (context.get("requirePinForRemoteOperation")) {
    refuse(operation, "invalidCredential", context);
    return context.fail(call, "unauthorized", "expected a PIN code, found none");
  }
  operate(state, operation, call, context);
}

/** Somebody types a code. */
export function enterCode(state: LockState, code: string, context: LockContext): void {
  const operation: Operation = { to: "unlocked", source: "keypad", userIndex: null, relockAfter: null };
  const mode = context.get("operatingMode");
  if (state.exhausted) return;
  if (mode === "vacation" || mode === "privacy") return refuse(operation, "restricted", context);
  if (isLockedOut(state, context)) return;
  const user = presentCode(state, code, operation, context);
  if (typeof user === "number") operate(state, { ...operation, userIndex: user }, null, context);
}

/** Somebody presses the lock button outside. */
export function pressButton(state: LockState, context: LockContext): void {
  const operation: Operation = { to: "locked", source: "button", userIndex: null, relockAfter: null };
  if (state.exhausted) return;
  if (context.get("operatingMode") === "privacy") return refuse(operation, "restricted", context);
  operate(state, operation, null, context);
}

function isLockedOut({ lockedOutUntil }: LockState, { now }: LockContext): boolean {
  return lockedOutUntil !== null && now < lockedOutUntil;
}

/** Checks a code and keeps count: the user it opens for, or why it opens nothing. */
function presentCode(state: LockState, code: string, operation: Operation, context: LockContext): number | string {
  const userIndex = userOf(state, code);
  if (userIndex === undefined) {
    refuse(operation, "invalidCredential", context);
    countWrong(state, context);
    return "wrong PIN code";
  }
  const user = state.users[userIndex]!;
  const [, status, type] = user;
  if (status === "occupiedDisabled") {
    refuse({ ...operation, userIndex }, "disabledUserDenied", context);
    countWrong(state, context);
    return `user ${userIndex} is disabled`;
  }
  state.wrongCodes = 0;
  if (type === "nonAccessUser") {
    const operationSource = operation.source;
    context.raise("lockOperation", { lockOperationType: "nonAccessUserEvent", operationSource, userIndex });
    return `user ${userIndex} is known, but may not move the bolt`;
  }
  if (type === "forcedUser") context.raise("doorLockAlarm", { alarmCode: "forcedUser" });
  useUp(user);
  return userIndex;
}

function countWrong(state: LockState, context: LockContext): void {
  state.wrongCodes++;
  if (state.wrongCodes < context.get("wrongCodeEntryLimit")) return;
  state.wrongCodes = 0;
  state.lockedOutUntil = later(context.now, seconds(context.get("userCodeTemporaryDisableTime")));
  context.raise("doorLockAlarm", { alarmCode: "wrongCodeEntryLimit" });
}
