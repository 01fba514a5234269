/**
 * Who may use the keypad: up to ten users with a PIN code each (Matter's USR and PIN features).
 *
 * 1. User 1 is the household's first, with the code of the setting `pinCode`; further residents have users and codes of their own.
 * 2. A user is there (enabled or disabled) or not. A code belongs to one user, and no two users have the same.
 * 3. Codes are told to nobody: answers say that there is one.
 *
 * Left out: schedules, and users limited by them.
 */
import { type Call, integer, type Random, type Value } from "flotilla/device";
import type { LockContext } from "./lock-schema.ts";
import type { LockState } from "./lock.ts";

/** Code ("" for none), whether it opens, what kind of user, and the name: short, for a fleet holds one list per lock. */
export type User = [code: string, status: UserStatus, type: UserType, name: string];

export type UserStatus = "occupiedEnabled" | "occupiedDisabled";
export type UserType = "unrestrictedUser" | "disposableUser" | "forcedUser" | "nonAccessUser";

export type Users = Partial<Record<number, User>>;

export const mostUsers = 10;
export const shortestCode = 4;
export const longestCode = 8;
/** Matter's index for all users at once. */
const everybody = 0xfffe;

/** The users of a lock that has been set up by the people of the home. */
export function householdUsers({ home, settings }: LockContext, random: Random): Users {
  const users: Users = {};
  for (let person = 0; person < Math.min(mostUsers, home.traits.residents); person++) {
    const drawn = String(integer(random, 0, 9_999)).padStart(shortestCode, "0");
    const taken = Object.values(users).some((user) => user?.[0] === drawn) || drawn === settings.pinCode;
    const code = person === 0 ? settings.pinCode : taken ? "" : drawn;
    users[person + 1] = [code, "occupiedEnabled", "unrestrictedUser", `home ${person + 1}`];
  }
  return users;
}

/** The index of the user whose code this is. */
export function userOf({ users }: LockState, code: string): number | undefined {
  if (code === "") return undefined;
  for (const [index, user] of Object.entries(users)) if (user?.[0] === code) return Number(index);
  return undefined;
}

/** The code a resident types: the own one, or else the household's first. */
export function codeOf({ users }: LockState, person: number): string {
  const own = users[person + 1]?.[0];
  return own === undefined || own === "" ? (users[1]?.[0] ?? "") : own;
}

/** The setting `pinCode` has been changed: it is the first user's. */
export function changeFirstCode(state: LockState, code: string): void {
  const owner = userOf(state, code);
  if (owner !== undefined) state.users[owner]![0] = "";
  const first = state.users[1] ?? ["", "occupiedEnabled", "unrestrictedUser", "home 1"];
  first[0] = code;
  state.users[1] = first;
}

/** A disposable user's code has been used: it opens no more. */
export function useUp(user: User): void {
  if (user[2] === "disposableUser") user[1] = "occupiedDisabled";
}

export interface UserChange {
  readonly operationType: "add" | "clear" | "modify";
  readonly userIndex: number;
  readonly userName?: string | null;
  readonly userStatus?: UserStatus | null;
  readonly userType?: UserType | null;
}

export function setUser(state: LockState, change: UserChange, call: Call, context: LockContext): void {
  const { operationType, userIndex } = change;
  const before = state.users[userIndex];
  if (operationType === "clear")
    return context.fail(call, "rejected", "expected add or modify, found clear: clearUser clears");
  if (operationType === "add" && before !== undefined) {
    return context.fail(call, "rejected", `expected a free index to add a user at, found user ${userIndex} there`);
  }
  if (operationType === "modify" && before === undefined) {
    return context.fail(call, "rejected", `expected a user to modify, found none at index ${userIndex}`);
  }
  const [code, status, type, name] = before ?? ["", "occupiedEnabled", "unrestrictedUser", ""];
  state.users[userIndex] = [code, change.userStatus ?? status, change.userType ?? type, change.userName ?? name];
  tell("userIndex", operationType, userIndex, context);
  context.done(call);
}

export function getUser(state: LockState, userIndex: number, call: Call, context: LockContext): void {
  const user = state.users[userIndex];
  const found: Record<string, Value> = {
    userIndex,
    userName: user?.[3] ?? null,
    userStatus: user?.[1] ?? "available",
    userType: user?.[2] ?? null,
    nextUserIndex: indexesOf(state).find((index) => index > userIndex) ?? null,
  };
  context.done(call, found);
}

export function clearUser(state: LockState, userIndex: number, call: Call, context: LockContext): void {
  const leaving = userIndex === everybody ? indexesOf(state) : [userIndex];
  for (const index of leaving) {
    if (state.users[index] === undefined) continue;
    delete state.users[index];
    tell("userIndex", "clear", index, context);
  }
  context.done(call);
}

/** Gives a user a code. Credentials are numbered like their users. */
export function setCredential(
  state: LockState,
  operationType: "add" | "clear" | "modify",
  userIndex: number,
  code: string,
  call: Call,
  context: LockContext,
): void {
  const user = state.users[userIndex];
  const owner = userOf(state, code);
  if (operationType === "clear") {
    return context.fail(call, "rejected", "expected add or modify, found clear: clearCredential clears");
  }
  if (!/^\d+$/.test(code) || code.length < shortestCode || code.length > longestCode) {
    return context.fail(call, "rejected", `expected a code of ${shortestCode} to ${longestCode} digits`);
  }
  if (owner !== undefined && owner !== userIndex) {
    return context.fail(call, "rejected", "expected a code nobody has yet, found one in use");
  }
  const known = user !== undefined && user[0] !== "";
  if (!known && operationType === "modify") {
    return context.fail(call, "rejected", `expected a user with a code to modify, found none at index ${userIndex}`);
  }
  if (known && operationType === "add") {
    return context.fail(call, "rejected", `expected a user without a code to add one for, found one at ${userIndex}`);
  }
  if (user === undefined) state.users[userIndex] = [code, "occupiedEnabled", "unrestrictedUser", ""];
  else user[0] = code;
  tell("pin", operationType, userIndex, context);
  context.done(call, { userIndex });
}

export function getCredentialStatus(state: LockState, userIndex: number, call: Call, context: LockContext): void {
  const credentialExists = (state.users[userIndex]?.[0] ?? "") !== "";
  const next = indexesOf(state).find((index) => index > userIndex && state.users[index]![0] !== "");
  context.done(call, {
    credentialExists,
    userIndex: credentialExists ? userIndex : null,
    nextCredentialIndex: next ?? null,
  });
}

export function clearCredential(state: LockState, userIndex: number, call: Call, context: LockContext): void {
  for (const index of userIndex === everybody ? indexesOf(state) : [userIndex]) {
    const user = state.users[index];
    if (user === undefined || user[0] === "") continue;
    user[0] = "";
    tell("pin", "clear", index, context);
  }
  context.done(call);
}

function indexesOf({ users }: LockState): number[] {
  return Object.keys(users).map(Number);
}

function tell(
  lockDataType: "userIndex" | "pin",
  dataOperationType: "add" | "clear" | "modify",
  userIndex: number,
  context: LockContext,
): void {
  context.raise("lockUserChange", { lockDataType, dataOperationType, operationSource: "remote", userIndex });
}
