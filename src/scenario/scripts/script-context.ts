/**
 * What functions of a scenario in TypeScript see and may do: the device, its home, the event, the context.
 *
 *     on: {
 *       doorLockAlarm(device, event, context) {
 *         for (const other of device.home.devices) if (other.kind === "bulb") other.command("on");
 *         context.wait("2m", () => device.act("turn-key"));
 *       },
 *     }
 *
 * 1. Deterministic: time is simulated, `random` is a stream of its own, and devices of other homes are not to be seen. So a
 *    function finds the same in every run of a seed, however many homes there are beside.
 * 2. It returns at once. What shall happen later, `wait` does; what it needs to know then, its variables or `memory` hold.
 * 3. What it throws, and what it asks of a device that has no such thing, fails the run; the run goes on.
 */
import type { Value, ValuesOf } from "../../device/field.ts";
import type { KindShape } from "../../device/kind.ts";
import type { Random } from "../../kernel/random.ts";
import type { Instant } from "../../kernel/time.ts";
import type { ActionInput } from "../scenario-input.ts";
import type { ArgumentsOf, AttributeName, AttributeValue, FaultName, NameIn } from "./kind-shapes.ts";

/** Called when something happens to a device of the group. */
export type EventFunction<Device = ScriptDevice, Event = ScriptEvent> = (
  device: Device,
  event: Event,
  context: ScriptContext,
) => void;

/** Called when a step happens: once for each home in which it selects devices, with those of them that are there. */
export type StepFunction = (devices: readonly ScriptDevice[], context: ScriptContext) => void;

export type ScenarioFunction = EventFunction | StepFunction;

/** The functions of a scenario by the names that its plan has for them. */
export type ScenarioFunctions = ReadonlyMap<string, ScenarioFunction>;

/** What happened to the device. */
export interface ScriptEvent {
  /** Of the kind's event, of the attribute, of the command; or `boot`, `ready`, `lost`. */
  readonly name: string;
  /** The fields of the event's data; of an attribute `value` and `before`, of `boot` its `reason`, of `lost` the `phase`, of a command its `args`. */
  readonly [field: string]: unknown;
}

/** An event of a kind with its data. */
export type KindEvent<Shape extends KindShape, Name extends NameIn<Shape, "events">> = {
  readonly name: Name;
} & ValuesOf<Shape["events"][Name]["data"]>;

/** An attribute that has another value than before. */
export interface AttributeEvent<Shape extends KindShape, Name extends AttributeName<Shape>> {
  readonly name: Name;
  readonly value: AttributeValue<Shape, Name>;
  readonly before: AttributeValue<Shape, Name>;
}

export interface BootEvent {
  readonly name: "boot";
  /** Such as `powerOnReboot`, as in Matter. */
  readonly reason: string;
}

export interface LostEvent {
  readonly name: "lost";
  /** What it is in now: `waiting`, `closing`, `booting`, `unpowered` and so on. */
  readonly phase: string;
}

export interface CommandEvent {
  /** Of the command. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface ScriptContext {
  /** Simulated time, milliseconds since 1970. */
  readonly now: Instant;
  /** Simulated milliseconds since the start of the run. */
  readonly elapsed: number;
  /** Of the device, or for a step of the home, for this function alone: it goes on from one call to the next. */
  readonly random: Random;
  /** A line among the run's events. */
  log(text: string): void;
  /** A named moment, for reports. */
  mark(name: string): void;
  /**
   * Calls `then` so much later, if the run goes on until then and the device has not left it.
   *
   * @param length a text such as `30s`, or milliseconds.
   */
  wait(length: string | number, then: () => void): void;
  /** The run fails, and goes on. Why is told. */
  fail(why: string): void;
  /** The run ends here. */
  stop(why?: string): void;
}

/** A device as functions see it. Acts and commands with arguments that do not fit are errors. */
export interface ScriptDevice {
  readonly id: string;
  readonly kind: string;
  readonly group: string;
  /** Of the group's variants; empty when it has none. */
  readonly variant: string;
  readonly name: string;
  readonly serial: string;
  readonly room: string;
  /** The version that it was made with. */
  readonly firmware: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly home: ScriptHome;
  /** Whether the server has accepted it and the connection stands. */
  readonly ready: boolean;
  /** `ready`, `waiting`, `booting`, `unpowered` and so on. */
  readonly phase: string;
  readonly boots: number;
  /** The value of an attribute now. */
  get(attribute: string): Value;
  /** Somebody does something to the device: `turn-key`. */
  act(name: string, args?: Readonly<Record<string, Value>>): void;
  /** The server sends it a command. */
  command(name: string, args?: Readonly<Record<string, Value>>): void;
  /** Breaks it, for a while or for good. */
  fault(name: string, length?: string | number): void;
  /**
   * Whatever the language has, one after the other: a command through your own API, a power cut at its home. In virtual time
   * commands go through the built-in server, and other requests are not made.
   */
  do(...actions: readonly ActionInput[]): void;
  /** Ends its connection, with or without a goodbye; it comes back after `length`, by its own policy. Default: at once. */
  disconnect(how: "clean" | "abrupt", length?: string | number): void;
  reboot(): void;
  /** What functions know of this device from call to call: `first` makes it, once in a run. */
  memory<Memory extends object>(first: () => Memory): Memory;
}

/** A device of a kind that is known. */
export interface KindDevice<Shape extends KindShape> extends Omit<ScriptDevice, "get" | "act" | "command" | "fault"> {
  get<Name extends AttributeName<Shape>>(attribute: Name): AttributeValue<Shape, Name>;
  act<Name extends NameIn<Shape, "acts">>(name: Name, ...args: ArgumentsOf<Shape, "acts", Name>): void;
  command<Name extends NameIn<Shape, "commands">>(name: Name, ...args: ArgumentsOf<Shape, "commands", Name>): void;
  fault(name: FaultName<Shape>, length?: string | number): void;
}

/** The home of a device, now. */
export interface ScriptHome {
  /** Counted from 0. */
  readonly index: number;
  /** People at home, and those of them who are awake. */
  readonly present: number;
  readonly awake: number;
  readonly mains: boolean;
  readonly network: "good" | "degraded" | "down";
  /** °C */
  readonly outdoorTemperature: number;
  /** % */
  readonly outdoorHumidity: number;
  /** W/m², on level ground; 0 at night. */
  readonly irradiance: number;
  readonly windowsOpen: boolean;
  /** Every device of the home that is there, in the order of the fleet. */
  readonly devices: readonly ScriptDevice[];
}
