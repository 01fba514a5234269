/**
 * What a device is: `defineKind`, the contract between a device model and everything that runs it.
 *
 * 1. A kind does no I/O. It is a deterministic state machine: `start` makes its state, `step` changes it for one input.
 *    Time, randomness, the home and every effect come from the {@link Context}.
 * 2. Nothing ticks. A kind asks to be woken when its next change happens; attributes that move continuously are
 *    `signals`, read on demand and asked when they leave a band.
 * 3. State is plain JSON, mutated in place; it survives a JSON round trip unchanged.
 * 4. Every command is finished exactly once, with `done` or `fail`, now or after a wake.
 * 5. A kind says what is true; when to report it follows from each attribute's (min, max, change) triple.
 */
import { FlotillaError } from "../kernel/errors.ts";
import type { Random } from "../kernel/random.ts";
import { type Instant, parseDuration } from "../kernel/time.ts";
import type { Happening } from "../world/happening.ts";
import type { HomeView } from "../world/home.ts";
import { type Field, type FieldTable, faultOf, type Value, type ValueOf, type ValuesOf } from "./field.ts";

/** When an attribute is reported: not sooner than `min`, not later than `max`, on a change of at least `change`. */
export interface ReportRule {
  /** Shortest time between two reports, a duration such as `1s`. */
  readonly min: string;
  /** Longest time between two reports, a duration such as `1h`, or `never`. */
  readonly max: string;
  /** Smallest change worth a report, in the attribute's unit; 0 or absent means any change. For numbers only. */
  readonly change?: number;
}

/** An attribute: a field with a reporting rule. Named after its Matter attribute in lowerCamelCase. */
export type Attribute = Field & {
  /** `state` is part of the reported twin and sent as patches; `telemetry` is measured and sent as samples. */
  readonly role: "state" | "telemetry";
  readonly report: ReportRule;
  /** True when a server may set it through desired state. */
  readonly writable?: boolean;
  /**
   * True when it is kept through restarts and power cuts (Matter's quality N). A writable attribute without it is back at its
   * first value after each boot, before the kind's `boot` input; what the device measures or does is the kind's own matter.
   */
  readonly nonVolatile?: boolean;
  /** Where the name comes from, such as `DoorLock.LockState`; `"ours"` when Matter has no such attribute. */
  readonly matter: string;
};
export type AttributeTable = Readonly<Record<string, Attribute>>;

export interface Command {
  readonly doc: string;
  readonly args: FieldTable;
  readonly matter: string;
}
export type CommandTable = Readonly<Record<string, Command>>;

export interface EventDefinition {
  readonly doc: string;
  readonly severity: "info" | "warning" | "error";
  readonly data: FieldTable;
  readonly matter: string;
}
export type EventTable = Readonly<Record<string, EventDefinition>>;

/** A setting: fixed at spawn by the scenario, changed at run time by `device.configure`. */
export type Setting = Field & { readonly default: Value };
export type SettingTable = Readonly<Record<string, Setting>>;

export interface FaultDefinition {
  readonly doc: string;
}
export type FaultTable = Readonly<Record<string, FaultDefinition>>;

/** Something a person or the surroundings physically do to the device. Named in kebab-case. */
export interface Act {
  readonly doc: string;
  readonly args: FieldTable;
}
export type ActTable = Readonly<Record<string, Act>>;

/** Why an attribute changed. */
export type Cause = "human" | "schedule" | "command" | "desired" | "physics" | "fault" | "boot";

export type BootReason =
  | "powerOnReboot"
  | "brownOutReset"
  | "softwareWatchdogReset"
  | "hardwareWatchdogReset"
  | "softwareUpdateCompleted"
  | "softwareReset";

/** Names a command in progress; plain data, so that it can wait in a kind's state. */
export type Call = number;

/** Why a command was not carried out. */
export type Failure =
  /** The device cannot do that in its present state. */
  | "rejected"
  /** The device is busy with something that excludes it. */
  | "busy"
  /** A part failed: jammed, stuck, empty. */
  | "hardware"
  /** Wrong or missing credential, or locked out. */
  | "unauthorized";

/** The named parts of a kind that its types are inferred from. */
export interface KindShape {
  readonly attributes: AttributeTable;
  readonly commands: CommandTable;
  readonly events: EventTable;
  readonly settings: SettingTable;
  readonly faults: FaultTable;
  readonly acts: ActTable;
  readonly wakes: readonly string[];
}

type Union<T> = T[keyof T];

/** One thing that happens to a device. */
export type Input<Shape extends KindShape> =
  | { readonly type: "wake"; readonly name: Shape["wakes"][number] }
  | Union<{
      readonly [K in keyof Shape["commands"] & string]: {
        readonly type: "command";
        readonly name: K;
        readonly args: ValuesOf<Shape["commands"][K]["args"]>;
        readonly call: Call;
      };
    }>
  | Union<{
      readonly [K in keyof Shape["acts"] & string]: {
        readonly type: "act";
        readonly name: K;
        readonly args: ValuesOf<Shape["acts"][K]["args"]>;
      };
    }>
  /** The server wants these writable attributes to have these values; names and values are already checked. */
  | {
      readonly type: "desired";
      readonly values: { readonly [K in keyof Shape["attributes"]]?: ValueOf<Shape["attributes"][K]> };
    }
  /** `device.configure` gave these settings; `context.settings` already has them. */
  | { readonly type: "configured"; readonly names: readonly (keyof Shape["settings"] & string)[] }
  /** People did something in the home. Devices take part in it as a person using them would. */
  | { readonly type: "happening"; readonly happening: Happening }
  | { readonly type: "fault"; readonly name: keyof Shape["faults"] & string; readonly active: boolean }
  /**
   * Mains went off or came back. The body goes on (a house cools); what needs power stops. Battery kinds never see it: their power
   * ends with {@link Context.powerDown}.
   */
  | { readonly type: "power"; readonly on: boolean }
  /** The firmware has (re)started: volatile state is lost, `start-up` settings apply. Not sent at first spawn. */
  | { readonly type: "boot"; readonly reason: BootReason };

/** All that a kind may see and touch. */
export interface Context<Shape extends KindShape = KindShape> {
  /** Simulated time of this input; inside a wake its intended time. */
  readonly now: Instant;
  /** The device's own stream of draws. */
  readonly random: Random;
  readonly home: HomeView;
  readonly settings: ValuesOf<Shape["settings"]>;
  /** Where in the home it is (`hall`, `kitchen`, ...), chosen at spawn. */
  readonly room: string;
  /** The current value of a stored attribute. */
  get<K extends keyof Shape["attributes"] & string>(attribute: K): ValueOf<Shape["attributes"][K]>;
  /** Makes `value` the attribute's current value; reports follow by rule. The cause defaults to the input's. */
  set<K extends keyof Shape["attributes"] & string>(
    attribute: K,
    value: ValueOf<Shape["attributes"][K]>,
    cause?: Cause,
  ): void;
  raise<K extends keyof Shape["events"] & string>(event: K, data: ValuesOf<Shape["events"][K]["data"]>): void;
  /** Answers a command. Each call is answered once; a second answer is an error of the kind. */
  done(call: Call, result?: Readonly<Record<string, Value>>): void;
  fail(call: Call, failure: Failure, message: string): void;
  /** Wakes the device at `at` with input `{type: "wake", name}`; replaces an earlier wish of that name; `undefined` cancels. */
  wake(name: Shape["wakes"][number], at: Instant | undefined): void;
  /**
   * Restarts the firmware once this input has been handled, as a crash or an update does. With fresh cells it is a
   * `powerOnReboot`, which also brings a device back that was powered down. A later wish of one input replaces an earlier one.
   */
  restart(reason: BootReason): void;
  /**
   * The device's own supply gives no more: it says nothing from here on, commands in progress fail, its link is cut without a
   * goodbye. It is without power until `restart`. Its body goes on and its wakes, acts and happenings still come; what needs power
   * is for the kind to leave undone. For battery kinds: mains come and go by themselves.
   */
  powerDown(): void;
  /** Whether a fault is active. */
  has(fault: keyof Shape["faults"] & string): boolean;
}

/** An attribute that moves by itself between inputs. */
export interface Signal<Shape extends KindShape, State> {
  /** Its value now; null for unknown, where the attribute allows it. */
  value(state: State, context: Context<Shape>): number | null;
  /** When it first leaves the open band (low, high) if nothing else happens; `never` if it does not. Absent: reported by `max` alone. */
  leaves?(state: State, context: Context<Shape>, low: number, high: number): Instant;
}

export interface KindDefinition<Shape extends KindShape, State extends object> {
  /** kebab-case, as scenarios name it. */
  readonly name: string;
  readonly summary: string;
  /** Matter device type, such as `Door Lock 0x000A`. */
  readonly matterType: string;
  readonly power: "mains" | "battery";
  /** Rooms a device of this kind is found in, each with a weight. */
  readonly rooms: Readonly<Record<string, number>>;
  readonly attributes: Shape["attributes"];
  readonly commands: Shape["commands"];
  readonly events: Shape["events"];
  readonly settings: Shape["settings"];
  readonly faults: Shape["faults"];
  readonly acts: Shape["acts"];
  readonly wakes: Shape["wakes"];
  /**
   * Happenings the kind takes part in; it is not told of others. Absent: all. `moved` is told only to devices in one of the two
   * rooms.
   */
  readonly hears?: readonly Happening["type"][];
  /** A new device's state. Sets every stored attribute's first value and asks for its first wakes. */
  start(context: Context<Shape>): State;
  /** Changes `state` for one input. */
  step(state: State, input: Input<Shape>, context: Context<Shape>): void;
  readonly signals: { readonly [K in keyof Shape["attributes"]]?: Signal<Shape, NoInfer<State>> };
}

/** A kind whose details are forgotten: what the fleet runs and the catalog lists. */
// eslint-disable-next-line typescript/no-explicit-any -- the erased form of every KindDefinition
export type Kind = KindDefinition<any, any>;

/**
 * Declares a kind. Checks it at once: names, ranges, reporting rules, defaults.
 *
 * @throws FlotillaError `kind` naming the part at fault.
 */
export function defineKind<
  const Attributes extends AttributeTable,
  const Commands extends CommandTable,
  const Events extends EventTable,
  const Settings extends SettingTable,
  const Faults extends FaultTable,
  const Acts extends ActTable,
  const Wakes extends readonly string[],
  State extends object,
>(
  definition: KindDefinition<
    {
      attributes: Attributes;
      commands: Commands;
      events: Events;
      settings: Settings;
      faults: Faults;
      acts: Acts;
      wakes: Wakes;
    },
    State
  >,
): Kind {
  const kind = definition as Kind;
  checkName(kind.name, kebabCase, "the kind's name", kind.name);
  for (const [name, attribute] of Object.entries<Attribute>(kind.attributes)) checkAttribute(kind, name, attribute);
  for (const name of Object.keys(kind.commands)) checkName(name, lowerCamelCase, `command "${name}"`, kind.name);
  for (const name of Object.keys(kind.events)) checkName(name, lowerCamelCase, `event "${name}"`, kind.name);
  for (const name of Object.keys(kind.faults)) {
    checkName(name, kebabCase, `fault "${name}"`, kind.name);
    if (firmwareFaultNames.includes(name)) {
      throw broken(kind.name, `fault "${name}" is the firmware's, every device has it already`);
    }
  }
  for (const name of Object.keys(kind.acts)) checkName(name, kebabCase, `act "${name}"`, kind.name);
  for (const [name, setting] of Object.entries<Setting>(kind.settings)) {
    checkName(name, lowerCamelCase, `setting "${name}"`, kind.name);
    const fault = faultOf(setting, setting.default);
    if (fault !== undefined) throw broken(kind.name, `the default of setting "${name}": ${fault}`);
  }
  for (const name of Object.keys(kind.signals)) {
    if (kind.attributes[name]?.type !== "number") {
      throw broken(
        kind.name,
        `expected signal "${name}" to be a number attribute, found ${kind.attributes[name]?.type ?? "none"}`,
      );
    }
  }
  if (new Set(kind.wakes).size !== kind.wakes.length) throw broken(kind.name, "expected wakes with different names");
  return Object.freeze(kind);
}

/** Attributes every device has from its firmware; a kind cannot define them itself. */
export const firmwareAttributeNames: readonly string[] = [
  "upTime",
  "rebootCount",
  "bootReason",
  "rssi",
  "currentHeapFree",
  "totalOperationalHours",
];

/** Faults every device has from its firmware; a kind cannot define them itself. */
export const firmwareFaultNames: readonly string[] = ["dead-radio", "memory-leak", "no-ntp"];

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const lowerCamelCase = /^[a-z][A-Za-z0-9]*$/;

function checkAttribute(kind: Kind, name: string, attribute: Attribute): void {
  checkName(name, lowerCamelCase, `attribute "${name}"`, kind.name);
  if (firmwareAttributeNames.includes(name)) {
    throw broken(kind.name, `attribute "${name}" is the firmware's, every device has it already`);
  }
  const { min, max, change } = attribute.report;
  const shortest = parseDuration(min);
  const longest = max === "never" ? Number.POSITIVE_INFINITY : parseDuration(max);
  if (shortest === undefined || longest === undefined || longest < shortest || longest === 0) {
    throw broken(
      kind.name,
      `attribute "${name}": expected report min <= max as durations such as "1s", found min "${min}", max "${max}"`,
    );
  }
  if (change !== undefined && (attribute.type !== "number" || !(change >= 0))) {
    throw broken(
      kind.name,
      `attribute "${name}": expected report.change to be a number >= 0 of a number attribute, found ${change}`,
    );
  }
}

function checkName(name: string, form: RegExp, what: string, kind: string): void {
  if (!form.test(name)) {
    const wanted = form === kebabCase ? "kebab-case" : "lowerCamelCase";
    throw broken(kind, `expected ${what} in ${wanted}, found ${JSON.stringify(name)}`);
  }
}

function broken(kind: string, message: string): FlotillaError {
  return new FlotillaError("kind", `kind "${kind}": ${message}`, { details: { kind } });
}
