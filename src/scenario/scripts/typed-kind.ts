/**
 * The words of one kind, typed: its settings, events, commands, acts and faults, as its maker wrote them.
 *
 *     const lock = kind("lock");
 *     lock.group({ settings: { autoRelockTime: 30 }, on: { doorLockAlarm: (device, { alarmCode }) => ... } })
 *     ({ at: "3m", select: { kind: "lock" }, ...lock.command("lockDoor") })
 *
 * What it makes is plain data of the language: the same as written by hand.
 */
import type { ValueOf } from "../../device/field.ts";
import type { KindShape } from "../../device/kind.ts";
import type { Group, Script } from "./define-scenario.ts";
import type { ArgumentsOf, FaultName, NameIn, ShippedKinds } from "./kind-shapes.ts";
import type { ActionInput, GroupInput } from "../scenario-input.ts";
import type {
  AttributeEvent,
  BootEvent,
  CommandEvent,
  EventFunction,
  KindDevice,
  KindEvent,
  LostEvent,
  ScriptDevice,
} from "./script-context.ts";

/** A shipped kind by its name; one of your own by its name and the type of its parts: `kind<HeaterShape>("heater")`. */
export function kind<Name extends keyof ShippedKinds>(name: Name): TypedKind<ShippedKinds[Name]>;
export function kind<Shape extends KindShape>(name: string): TypedKind<Shape>;
export function kind<Shape extends KindShape>(name: string): TypedKind<Shape> {
  const withArgs = (action: ActionInput, args: ActionInput["args"]): ActionInput =>
    args === undefined ? action : { ...action, args };
  return {
    name,
    group: (group) => ({ kind: name, ...(group as Omit<Group, "kind">) }),
    command: (command, ...[args]) => withArgs({ command }, args as ActionInput["args"]),
    act: (act, ...[args]) => withArgs({ act }, args as ActionInput["args"]),
    fault: (fault, length) => (length === undefined ? { fault } : { fault, for: length }),
    is: (device): device is KindDevice<Shape> => device.kind === name,
  };
}

export interface TypedKind<Shape extends KindShape> {
  readonly name: string;
  /** A group of the fleet. */
  group(group?: GroupOf<Shape>): Group;
  /** Actions, to be spread into a step or to stand in a list of `do`. */
  command<Name extends NameIn<Shape, "commands">>(
    name: Name,
    ...args: ArgumentsOf<Shape, "commands", Name>
  ): ActionInput;
  act<Name extends NameIn<Shape, "acts">>(name: Name, ...args: ArgumentsOf<Shape, "acts", Name>): ActionInput;
  fault(name: FaultName<Shape>, length?: ActionInput["for"]): ActionInput;
  /** Whether a device is of this kind, for the compiler too. */
  is(device: ScriptDevice): device is KindDevice<Shape>;
}

export interface GroupOf<Shape extends KindShape> extends Omit<GroupInput, "kind" | "settings" | "on"> {
  readonly settings?: SettingsOf<Shape> | undefined;
  readonly on?: ScriptsOf<Shape> | undefined;
}

/** Values, or numbers to draw for each device. */
export type SettingsOf<Shape extends KindShape> = {
  readonly [Name in keyof Shape["settings"]]?:
    | ValueOf<Shape["settings"][Name]>
    | (number extends ValueOf<Shape["settings"][Name]> ? Draw : never)
    | undefined;
};

type Draw = Extract<NonNullable<GroupInput["settings"]>[string], object>;

/** An event goes before an attribute of the same name. */
export type ScriptsOf<Shape extends KindShape> = {
  readonly [Name in NameIn<Shape, "events">]?: ScriptOf<Shape, KindEvent<Shape, Name>>;
} & {
  readonly [Name in Exclude<keyof Shape["attributes"] & string, keyof Shape["events"]>]?: ScriptOf<
    Shape,
    AttributeEvent<Shape, Name>
  >;
} & {
  readonly boot?: ScriptOf<Shape, BootEvent>;
  readonly ready?: ScriptOf<Shape, { readonly name: "ready" }>;
  readonly lost?: ScriptOf<Shape, LostEvent>;
  readonly command?: ScriptOf<Shape, CommandEvent>;
};

type ScriptOf<Shape extends KindShape, Event> = Script<EventFunction<KindDevice<Shape>, Event>> | undefined;
