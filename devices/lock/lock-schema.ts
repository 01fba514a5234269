/**
 * What a door lock shows and understands: Matter's DoorLock and PowerSource clusters with a door sensor (DPS), users (USR) and
 * PIN codes (PIN, COTA), in natural units. Credentials are numbered like the users they belong to.
 *
 * Reporting rules are those real locks ship with (zigbee-herdsman-converters): state within the hour, battery at most hourly.
 * Defaults of settings are Yale's.
 */
import type { Context } from "flotilla/device";

export const attributes = {
  lockState: {
    type: "choice",
    options: ["notFullyLocked", "locked", "unlocked"],
    nullable: true,
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "Where the bolt is; null after a power cycle, until it has moved.",
    matter: "DoorLock.LockState",
  },
  doorState: {
    type: "choice",
    options: ["doorOpen", "doorClosed", "doorForcedOpen", "doorAjar"],
    role: "state",
    report: { min: "0s", max: "1h" },
    doc: "Where the door is; ajar when it has stood open for longer than doorAjarTime, forced when it opened past the bolt.",
    matter: "DoorLock.DoorState",
  },
  operatingMode: {
    type: "choice",
    options: ["normal", "vacation", "privacy", "noRemoteLockUnlock", "passage"],
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Which ways to operate it are open; privacy can be entered only while locked.",
    matter: "DoorLock.OperatingMode",
  },
  autoRelockTime: {
    type: "number",
    unit: "s",
    min: 0,
    max: 4_294_967_295,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "How long after an unlocking it locks by itself; 0 is never.",
    matter: "DoorLock.AutoRelockTime",
  },
  wrongCodeEntryLimit: {
    type: "number",
    min: 1,
    max: 255,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "How many wrong codes in a row lock everybody out.",
    matter: "DoorLock.WrongCodeEntryLimit",
  },
  userCodeTemporaryDisableTime: {
    type: "number",
    unit: "s",
    min: 1,
    max: 255,
    integer: true,
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "How long everybody is locked out for.",
    matter: "DoorLock.UserCodeTemporaryDisableTime",
  },
  lockType: {
    type: "choice",
    options: ["deadBolt"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "What the bolt is.",
    matter: "DoorLock.LockType",
  },
  actuatorEnabled: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether the motor can turn: false while it is broken, or the cells are too weak.",
    matter: "DoorLock.ActuatorEnabled",
  },
  doorOpenEvents: {
    type: "number",
    min: 0,
    integer: true,
    role: "telemetry",
    nonVolatile: true,
    report: { min: "1h", max: "never", change: 1 },
    doc: "How often the door has been opened.",
    matter: "DoorLock.DoorOpenEvents",
  },
  doorClosedEvents: {
    type: "number",
    min: 0,
    integer: true,
    role: "telemetry",
    nonVolatile: true,
    report: { min: "1h", max: "never", change: 1 },
    doc: "How often the door has been closed.",
    matter: "DoorLock.DoorClosedEvents",
  },
  requirePinForRemoteOperation: {
    type: "boolean",
    role: "state",
    writable: true,
    nonVolatile: true,
    report: { min: "0s", max: "never" },
    doc: "Whether a command must carry a code. One that carries a code is checked in any case.",
    matter: "DoorLock.RequirePinForRemoteOperation",
  },
  numberOfTotalUsersSupported: {
    type: "number",
    min: 0,
    max: 65_534,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "How many users it can know.",
    matter: "DoorLock.NumberOfTotalUsersSupported",
  },
  minPinCodeLength: {
    type: "number",
    min: 0,
    max: 254,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Digits of the shortest code.",
    matter: "DoorLock.MinPinCodeLength",
  },
  maxPinCodeLength: {
    type: "number",
    min: 0,
    max: 254,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Digits of the longest code.",
    matter: "DoorLock.MaxPinCodeLength",
  },
  batPercentRemaining: {
    type: "number",
    unit: "%",
    min: 0,
    max: 100,
    role: "telemetry",
    report: { min: "1h", max: "18h", change: 1 },
    doc: "Charge left, as the vendor reads it off the voltage.",
    matter: "PowerSource.BatPercentRemaining",
  },
  batVoltage: {
    type: "number",
    unit: "V",
    min: 0,
    max: 10,
    role: "telemetry",
    report: { min: "1h", max: "18h", change: 0.1 },
    doc: "Voltage of the four cells at rest.",
    matter: "PowerSource.BatVoltage",
  },
  batChargeLevel: {
    type: "choice",
    options: ["ok", "warning", "critical"],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Warning at 4.8 V (4.65 V of locks with Thread), critical at 4.5 V.",
    matter: "PowerSource.BatChargeLevel",
  },
  batReplacementNeeded: {
    type: "boolean",
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Whether the cells must be replaced now.",
    matter: "PowerSource.BatReplacementNeeded",
  },
} as const;

export const commands = {
  lockDoor: {
    doc: "Throws the bolt; answered when it stands. Rejected while the door is open.",
    args: { pinCode: { type: "text", maxLength: 16, optional: true, doc: "The user's PIN code." } },
    matter: "DoorLock.LockDoor",
  },
  unlockDoor: {
    doc: "Draws the bolt back; answered when it stands.",
    args: { pinCode: { type: "text", maxLength: 16, optional: true, doc: "The user's PIN code." } },
    matter: "DoorLock.UnlockDoor",
  },
  unlockWithTimeout: {
    doc: "Unlocks, and locks again after `timeout`, this once instead of autoRelockTime.",
    args: {
      timeout: { type: "number", unit: "s", min: 0, max: 65_535, integer: true, doc: "0 locks again at once." },
      pinCode: { type: "text", maxLength: 16, optional: true, doc: "The user's PIN code." },
    },
    matter: "DoorLock.UnlockWithTimeout",
  },
  setUser: {
    doc: "Adds a user, or changes one.",
    args: {
      operationType: { type: "choice", options: ["add", "clear", "modify"], doc: "add or modify." },
      userIndex: { type: "number", integer: true, min: 1, max: 10, doc: "Which user, from 1." },
      userName: { type: "text", maxLength: 10, nullable: true, optional: true, doc: "What it is called." },
      userStatus: {
        type: "choice",
        options: ["occupiedEnabled", "occupiedDisabled"],
        nullable: true,
        optional: true,
        doc: "Whether the code opens.",
      },
      userType: {
        type: "choice",
        options: ["unrestrictedUser", "disposableUser", "forcedUser", "nonAccessUser"],
        nullable: true,
        optional: true,
        doc: "A disposable user opens once; a forced one opens and raises an alarm; a non-access user is known and opens nothing.",
      },
    },
    matter: "DoorLock.SetUser",
  },
  getUser: {
    doc: "Says who a user is.",
    args: { userIndex: { type: "number", integer: true, min: 1, max: 10, doc: "Which user, from 1." } },
    matter: "DoorLock.GetUser",
  },
  clearUser: {
    doc: "Forgets a user with the code, or all with index 65534.",
    args: { userIndex: { type: "number", integer: true, min: 1, max: 65_534, doc: "Which user; 65534 is all." } },
    matter: "DoorLock.ClearUser",
  },
  setCredential: {
    doc: "Gives a user a code.",
    args: {
      operationType: { type: "choice", options: ["add", "clear", "modify"], doc: "add or modify." },
      credentialType: { type: "choice", options: ["pin"], doc: "Only PIN codes." },
      credentialIndex: {
        type: "number",
        integer: true,
        min: 1,
        max: 10,
        doc: "Which code: that of the user of this index.",
      },
      credentialData: { type: "text", maxLength: 8, doc: "The code, 4 to 8 digits." },
    },
    matter: "DoorLock.SetCredential",
  },
  getCredentialStatus: {
    doc: "Says whether there is a code, and whose; not which.",
    args: {
      credentialType: { type: "choice", options: ["pin"], doc: "Only PIN codes." },
      credentialIndex: {
        type: "number",
        integer: true,
        min: 1,
        max: 10,
        doc: "Which code: that of the user of this index.",
      },
    },
    matter: "DoorLock.GetCredentialStatus",
  },
  clearCredential: {
    doc: "Takes a code away, or all with index 65534.",
    args: {
      credentialType: { type: "choice", options: ["pin"], doc: "Only PIN codes." },
      credentialIndex: { type: "number", integer: true, min: 1, max: 65_534, doc: "Which code; 65534 is all." },
    },
    matter: "DoorLock.ClearCredential",
  },
} as const;

export const events = {
  lockOperation: {
    doc: "It was locked or unlocked.",
    severity: "info",
    data: {
      lockOperationType: {
        type: "choice",
        options: ["lock", "unlock", "nonAccessUserEvent"],
        doc: "What was done; nonAccessUserEvent: a code was recognised that opens nothing.",
      },
      operationSource: {
        type: "choice",
        options: ["manual", "proprietaryRemote", "keypad", "auto", "button", "remote"],
        doc: "Who or what did it.",
      },
      userIndex: {
        type: "number",
        integer: true,
        min: 1,
        nullable: true,
        doc: "Whose code it was, when a right one was given.",
      },
    },
    matter: "DoorLock.LockOperation",
  },
  lockOperationError: {
    doc: "It was to be locked or unlocked, and was not.",
    severity: "warning",
    data: {
      lockOperationType: { type: "choice", options: ["lock", "unlock"], doc: "What was tried." },
      operationSource: {
        type: "choice",
        options: ["manual", "proprietaryRemote", "keypad", "auto", "button", "remote"],
        doc: "Who or what tried it.",
      },
      userIndex: {
        type: "number",
        integer: true,
        min: 1,
        nullable: true,
        doc: "Whose code it was, when a right one was given.",
      },
      operationError: {
        type: "choice",
        options: ["unspecified", "invalidCredential", "disabledUserDenied", "restricted", "insufficientBattery"],
        doc: "Why not.",
      },
    },
    matter: "DoorLock.LockOperationError",
  },
  doorLockAlarm: {
    doc: "Somebody should look after it.",
    severity: "error",
    data: {
      alarmCode: {
        type: "choice",
        options: ["lockJammed", "wrongCodeEntryLimit", "doorForcedOpen", "doorAjar", "forcedUser"],
        doc: "What is wrong.",
      },
    },
    matter: "DoorLock.DoorLockAlarm",
  },
  doorStateChange: {
    doc: "The door was opened or closed.",
    severity: "info",
    data: {
      doorState: {
        type: "choice",
        options: ["doorOpen", "doorClosed", "doorForcedOpen", "doorAjar"],
        doc: "Where it is now.",
      },
    },
    matter: "DoorLock.DoorStateChange",
  },
  lockUserChange: {
    doc: "A user or a code was added, changed or taken away.",
    severity: "info",
    data: {
      lockDataType: { type: "choice", options: ["userIndex", "pin"], doc: "The user, or the code." },
      dataOperationType: { type: "choice", options: ["add", "clear", "modify"], doc: "What was done." },
      operationSource: { type: "choice", options: ["remote"], doc: "Who did it." },
      userIndex: { type: "number", integer: true, min: 1, nullable: true, doc: "Which user." },
    },
    matter: "DoorLock.LockUserChange",
  },
} as const;

export const settings = {
  autoRelockTime: {
    type: "number",
    unit: "s",
    min: 0,
    max: 4_294_967_295,
    integer: true,
    default: 30,
    doc: "autoRelockTime to begin with.",
  },
  wrongCodeEntryLimit: {
    type: "number",
    min: 1,
    max: 255,
    integer: true,
    default: 5,
    doc: "wrongCodeEntryLimit to begin with.",
  },
  userCodeTemporaryDisableTime: {
    type: "number",
    unit: "s",
    min: 1,
    max: 255,
    integer: true,
    default: 60,
    doc: "userCodeTemporaryDisableTime to begin with.",
  },
  pinCode: {
    type: "text",
    maxLength: 16,
    default: "1234",
    doc: "Code of the first user; empty for none. Further residents have users and codes of their own.",
  },
  requirePinForRemoteOperation: {
    type: "boolean",
    default: false,
    doc: "requirePinForRemoteOperation to begin with.",
  },
  doorAjarTime: {
    type: "number",
    unit: "s",
    min: 0,
    max: 86_400,
    default: 0,
    doc: "How long the door may stand open before the alarm; 0 is for ever.",
  },
  usedByResidents: {
    type: "boolean",
    default: true,
    doc: "Whether the people of the home use it; without them only commands, acts and the lock itself do.",
  },
  radio: { type: "choice", options: ["wifi", "thread"], default: "wifi", doc: "What empties the cells." },
  cells: { type: "choice", options: ["alkaline", "lithium"], default: "alkaline", doc: "What the four AA cells are." },
} as const;

export const faults = {
  jam: {
    doc: "The bolt binds: the motor stalls, tries again, gives up and raises lockJammed. No key turns it either.",
  },
  "motor-failure": { doc: "The motor does not turn: commands and codes fail, a key works." },
  "stuck-door-sensor": {
    doc: "The door sensor says what it said, however the door moves; afterwards, how the door is.",
  },
  "low-battery": { doc: "The cells are down to the warning voltage at once; fresh ones when the fault ends." },
} as const;

export const acts = {
  press: { doc: "Somebody presses the lock button outside.", args: {} },
  "turn-key": { doc: "Somebody turns key or thumb-turn to the other side.", args: {} },
  "enter-pin": {
    doc: "Somebody enters a code at the keypad, to unlock.",
    args: { code: { type: "text", maxLength: 16, doc: "What is typed." } },
  },
  "open-door": { doc: "Somebody opens the door, if it is not locked.", args: {} },
  "close-door": { doc: "Somebody closes the door.", args: {} },
  "force-door": { doc: "Somebody breaks the door open, locked or not.", args: {} },
  "replace-battery": { doc: "Somebody puts fresh cells in.", args: {} },
} as const;

export const wakes = [
  /** The bolt has arrived, or the motor gives up. */
  "bolt",
  "relock",
  "ajar",
  /** The next percent or charge level. */
  "battery",
  /** Somebody comes to change the cells. */
  "cells",
  /** Somebody at the door takes the next step. */
  "resident",
] as const;

export interface LockShape {
  readonly attributes: typeof attributes;
  readonly commands: typeof commands;
  readonly events: typeof events;
  readonly settings: typeof settings;
  readonly faults: typeof faults;
  readonly acts: typeof acts;
  readonly wakes: typeof wakes;
}
export type LockContext = Context<LockShape>;
