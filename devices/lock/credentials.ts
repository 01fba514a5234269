/**
 * Who may move the bolt: operating modes, PIN codes, and the lock-out after too many wrong ones.
 *
 * 1. Modes close ways of access (Matter, OperatingModeEnum): vacation the keypad, noRemoteLockUnlock the commands, privacy
 *    both and the button. A key always works.
 * 2. A code that is sent is checked whether one is required or not, and counts like one that is typed.
 * 3. During the lock-out every code and every command is refused, right or wrong, and none is counted.
 */
import { type Call, later, seconds } from "flotilla/device";
import { operate, type Operation, refuse, type Side } from "./bolt.ts";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";

/** The one user whose code the lock knows. */
const household = 1;

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
    if (!presentCode(state, pinCode, operation, context)) return context.fail(call, "unauthorized", "wrong PIN code");
    return operate(state, { ...operation, userIndex: household }, call, context);
  }
  if (context.settings.requirePinForRemoteOperation) {
    refuse(operation, "invalidCredential", context);
    return context.fail(call, "unauthorized", "expected a PIN code, found none");
  }
  operate(state, operation, call, context);
}

/** Somebody types a code. */
export function enterCode(state: LockState, code: string, context: LockContext): void {
  const operation: Operation = { to: "unlocked", source: "keypad", userIndex: null, relockAfter: null };
  const mode = context.get("operatingMode");
  if (mode === "vacation" || mode === "privacy") return refuse(operation, "restricted", context);
  if (isLockedOut(state, context)) return;
  if (!presentCode(state, code, operation, context)) return;
  operate(state, { ...operation, userIndex: household }, null, context);
}

/** Somebody presses the lock button outside. */
export function pressButton(state: LockState, context: LockContext): void {
  const operation: Operation = { to: "locked", source: "button", userIndex: null, relockAfter: null };
  if (context.get("operatingMode") === "privacy") return refuse(operation, "restricted", context);
  operate(state, operation, null, context);
}

function isLockedOut({ lockedOutUntil }: LockState, { now }: LockContext): boolean {
  return lockedOutUntil !== null && now < lockedOutUntil;
}

/** Checks a code and keeps count. */
function presentCode(state: LockState, code: string, operation: Operation, context: LockContext): boolean {
  const { pinCode } = context.settings;
  if (pinCode !== "" && code === pinCode) {
    state.wrongCodes = 0;
    return true;
  }
  refuse(operation, "invalidCredential", context);
  state.wrongCodes++;
  if (state.wrongCodes >= context.get("wrongCodeEntryLimit")) {
    state.wrongCodes = 0;
    state.lockedOutUntil = later(context.now, seconds(context.get("userCodeTemporaryDisableTime")));
    context.raise("doorLockAlarm", { alarmCode: "wrongCodeEntryLimit" });
  }
  return false;
}
