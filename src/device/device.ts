/**
 * One simulated device: a kind's machine with firmware around it and reports coming out of it.
 *
 *              start                power off                     power on
 *     (made) ---------> running ------------------> unpowered ------------------> booting
 *                        ^   |  reboot                                              |
 *                        |   +----------------------------> booting               |
 *                        +--------------- boot time over ----+---------------------+
 *
 * 1. It knows no server and no socket: it takes inputs and hands what it says to its {@link DeviceOutput}.
 * 2. What it says depends on (seed, index, inputs) alone, never on who listens: a device with a dead link measures on.
 * 3. While it boots or has no power it says nothing; its body (a cooling house, a spring in a lock) goes on.
 * 4. Every command it accepts ends in exactly one `outcome`, at the latest when it restarts.
 * 5. A kind that throws takes down its own device only ({@link DeviceOutput.crashed}).
 */
import { FlotillaError, messageOf } from "../kernel/errors.ts";
import { keyed, RandomStream } from "../kernel/random.ts";
import { noTicket, type Scheduler, type Task, type Ticket } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later, never } from "../kernel/time.ts";
import type { Happening } from "../world/happening.ts";
import type { HomeView } from "../world/home.ts";
import { faultIn, faultOf, type FieldTable, type Value, type Values } from "./field.ts";
import { Firmware } from "./firmware.ts";
import type { Identity } from "./identity.ts";
import type { BootReason, Call, Cause, Context, Failure, Kind, Signal } from "./kind.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { Reporter, type ReportSource } from "./reporter.ts";

/** How a command or desired state ended. `failure` is the kind's, or what the device itself found wrong. */
export type CallOutcome =
  | { readonly ok: true; readonly result: Readonly<Record<string, Value>> }
  | {
      readonly ok: false;
      readonly failure: Failure | "unknown" | "invalid" | "rebooting" | "overloaded";
      readonly message: string;
      /** Name of the argument, attribute or setting at fault, where it is one. */
      readonly field?: string;
    };

/** What a device says and does to the outside. Called while an input is handled, or at a report's time. */
export interface DeviceOutput {
  sampled(values: Values): void;
  changed(values: Values, cause: Cause): void;
  raised(name: string, severity: "info" | "warning" | "error", data: Values): void;
  outcome(call: Call, outcome: CallOutcome): void;
  /** It can talk to a server from now on. */
  up(): void;
  /** It cannot any more: it lost power, or restarts. */
  down(why: "power" | "reboot"): void;
  /** Its kind broke the contract; the device is dead. */
  crashed(error: FlotillaError): void;
}

export interface DeviceOptions {
  readonly seed: number;
  readonly kind: Kind;
  readonly identity: Identity;
  readonly home: HomeView;
  readonly settings: Values;
  /** A fixed interval of telemetry instead of the reporting rules. */
  readonly every?: Duration | undefined;
}

/** `new` until {@link Device.begin}, `dead` once its kind has failed or it was disposed of. */
export type DevicePhase = "new" | "running" | "booting" | "unpowered" | "dead";

const reportSlot = 0;
const bootSlot = 1;
const firstWakeSlot = 2;
const mostCalls = 64;

export class Device implements Context, Task, ReportSource {
  readonly identity: Identity;
  readonly home: HomeView;
  readonly random: RandomStream;
  settings: Context["settings"];
  readonly firmware: Firmware;
  readonly #layout: Layout;
  readonly #scheduler: Scheduler;
  readonly #output: DeviceOutput;
  readonly #reporter: Reporter;
  readonly #values: Value[] = [];
  readonly #wakes: Ticket[] = [];
  readonly #seed: number;
  readonly #every: Duration | undefined;
  #state: object = {};
  #phase: DevicePhase = "new";
  #bootReason: BootReason = "powerOnReboot";
  #cause: Cause = "boot";
  #stateCause: Cause = "boot";
  #depth = 0;
  #reportTicket: Ticket = noTicket;
  #bootTicket: Ticket = noTicket;
  #calls: Call[] = [];
  #lastCall: Call = 0;
  /** Calls up to this one were answered by a restart; a kind that answers them later does no wrong. */
  #abandonedUpTo: Call = 0;
  #faults: Set<string> | undefined;
  /** A restart the kind asked for, until the input that made it ask has been handled. */
  #restart: BootReason | undefined;

  /** Makes the device and starts its machine at the scheduler's time. It speaks once {@link begin} is called. */
  constructor(options: DeviceOptions, scheduler: Scheduler, output: DeviceOutput) {
    this.identity = options.identity;
    this.home = options.home;
    this.#seed = options.seed;
    this.#every = options.every;
    this.random = new RandomStream(options.seed, options.identity.index, "kind");
    this.#layout = layoutOf(options.kind);
    this.settings = { ...this.#layout.defaults, ...options.settings } as Context["settings"];
    this.#scheduler = scheduler;
    this.#output = output;
    this.firmware = new Firmware(options.seed, options.identity.index, scheduler.now);
    this.#reporter = new Reporter(this.#layout, options.every);
    for (const attribute of this.#layout.attributes)
      this.#values.push(attribute.nullable === true ? null : firstValue(attribute));
    this.#setFirmwareState();
    this.#depth++;
    try {
      this.#state = options.kind.start(this);
    } catch (thrown) {
      this.#crash(thrown);
    }
    this.#depth--;
  }

  get kind(): Kind {
    return this.#layout.kind;
  }

  get phase(): DevicePhase {
    return this.#phase;
  }

  get room(): string {
    return this.identity.room;
  }

  get now(): Instant {
    return this.#scheduler.now;
  }

  get commands(): readonly string[] {
    return this.#layout.commands;
  }

  /** The machine's state, for tests and snapshots. */
  get state(): object {
    return this.#state;
  }

  /** Says for the first time that it is up, and starts to report. */
  begin(): void {
    if (this.#phase !== "new") return;
    this.#comeUp();
  }

  /** The current value of every attribute of one role, or of all. */
  values(role?: "state" | "telemetry"): Record<string, Value> {
    const values: Record<string, Value> = {};
    for (let i = 0; i < this.#layout.names.length; i++) {
      if (role === undefined || this.#layout.isState[i] === (role === "state")) {
        values[this.#layout.names[i]!] = this.valueAt(i);
      }
    }
    return values;
  }

  // Inputs

  /** Starts a command. `call` is the caller's, greater than any before; its outcome may come before this returns. */
  command(call: Call, name: string, args: Readonly<Record<string, unknown>>): void {
    this.#lastCall = call;
    const problem = this.#commandProblem(name, args);
    if (problem !== undefined) {
      this.#output.outcome(call, problem);
      return;
    }
    this.#calls.push(call);
    this.#input({ type: "command", name, args, call }, "command");
  }

  /** Sets writable attributes. The outcome is immediate. */
  desire(values: Readonly<Record<string, unknown>>): CallOutcome {
    for (const name of Object.keys(values)) {
      const index = this.#layout.indexOf.get(name);
      const attribute = index === undefined ? undefined : this.#layout.attributes[index];
      if (attribute === undefined)
        return refuse(
          "invalid",
          `${name}: expected a writable attribute of ${this.kind.name}, found no such attribute`,
          name,
        );
      if (attribute.writable !== true)
        return refuse("invalid", `${name}: expected a writable attribute, found a read-only one`, name);
      const fault = faultOf(attribute, values[name]);
      if (fault !== undefined) return refuse("invalid", `${name}: ${fault}`, name);
    }
    if (this.#phase !== "running") return refuse("rebooting", "the device is restarting");
    this.#input({ type: "desired", values }, "desired");
    return { ok: true, result: {} };
  }

  /** Changes settings at run time. */
  configure(values: Readonly<Record<string, unknown>>): CallOutcome {
    for (const name of Object.keys(values)) {
      const setting = Object.hasOwn(this.kind.settings, name) ? this.kind.settings[name] : undefined;
      if (setting === undefined) {
        return refuse(
          "invalid",
          `${name}: expected a setting of ${this.kind.name} (${Object.keys(this.kind.settings).join(", ")})`,
          name,
        );
      }
      const fault = faultOf(setting, values[name]);
      if (fault !== undefined) return refuse("invalid", `${name}: ${fault}`, name);
    }
    if (this.#phase !== "running") return refuse("rebooting", "the device is restarting");
    this.settings = { ...this.settings, ...values } as Context["settings"];
    this.#input({ type: "configured", names: Object.keys(values) }, "command");
    return { ok: true, result: {} };
  }

  /**
   * Somebody does something to the device.
   *
   * @throws FlotillaError `usage` for an act the kind does not have or arguments that do not fit.
   */
  act(name: string, args: Readonly<Record<string, unknown>> = {}): void {
    if (!Object.hasOwn(this.kind.acts, name)) {
      const known = Object.keys(this.kind.acts).join(", ");
      throw new FlotillaError("usage", `expected an act of ${this.kind.name}, found "${name}"`, {
        hint: `Acts of ${this.kind.name}: ${known}.`,
      });
    }
    const fault = faultIn(this.kind.acts[name].args as FieldTable, args);
    if (fault !== undefined)
      throw new FlotillaError("usage", `act "${name}" of ${this.kind.name}, ${fault.field}: ${fault.fault}`);
    this.#input({ type: "act", name, args }, "human");
  }

  happen(happening: Happening): void {
    const { hears } = this.kind;
    if (hears !== undefined && !hears.includes(happening.type)) return;
    if (happening.type === "moved" && happening.from !== this.room && happening.to !== this.room) return;
    this.#input({ type: "happening", happening }, "human");
  }

  /**
   * Switches a fault on or off.
   *
   * @throws FlotillaError `usage` for a fault the kind does not have.
   */
  fault(name: string, active: boolean): void {
    if (!Object.hasOwn(this.kind.faults, name)) {
      const known = Object.keys(this.kind.faults).join(", ");
      throw new FlotillaError("usage", `expected a fault of ${this.kind.name}, found "${name}"`, {
        hint: `Faults of ${this.kind.name}: ${known}.`,
      });
    }
    if (this.has(name) === active) return;
    this.#faults ??= new Set();
    if (active) this.#faults.add(name);
    else this.#faults.delete(name);
    this.#input({ type: "fault", name, active }, "fault");
  }

  /** Mains goes or comes back. Battery devices do not notice. */
  power(on: boolean): void {
    if (this.kind.power === "battery" || this.#phase === "dead") return;
    if (on === (this.#phase !== "unpowered")) return;
    if (on) {
      this.#input({ type: "power", on }, "physics");
      this.#boot("powerOnReboot");
      return;
    }
    if (this.#phase === "running") this.#output.down("power");
    this.#stop("unpowered");
    this.#input({ type: "power", on }, "physics");
  }

  /** Starts the firmware again. */
  reboot(reason: BootReason): void {
    if (this.#phase !== "running") return;
    this.#abandonCalls();
    this.#stop("booting");
    this.#output.down("reboot");
    this.#boot(reason);
  }

  /** Takes the device out of the world: nothing of it runs afterwards. */
  dispose(): void {
    this.#stop("dead");
    for (const ticket of this.#wakes) this.#scheduler.cancel(ticket ?? noTicket);
    this.#scheduler.cancel(this.#bootTicket);
  }

  onDue(slot: number): void {
    if (slot >= firstWakeSlot) {
      this.#wakes[slot - firstWakeSlot] = noTicket;
      this.#input(this.#layout.wakeInputs[slot - firstWakeSlot], "physics");
      return;
    }
    if (slot === reportSlot) {
      this.#reportTicket = noTicket;
      this.#report();
      return;
    }
    this.#bootTicket = noTicket;
    this.firmware.booted(this.now, this.#bootReason);
    this.#setFirmwareState();
    this.#phase = "running";
    this.#input({ type: "boot", reason: this.#bootReason }, "boot");
    if (this.phase === "running") this.#comeUp();
  }

  // Context

  get(attribute: string): never {
    return this.#values[this.#indexOf(attribute)] as never;
  }

  set(attribute: string, value: Value, cause: Cause = this.#cause): void {
    const index = this.#indexOf(attribute);
    if (this.#values[index] === value) return;
    this.#values[index] = value;
    if (this.#layout.isState[index]!) this.#stateCause = cause;
  }

  raise(event: string, data: Values): void {
    const definition = this.kind.events[event];
    if (definition === undefined)
      throw new FlotillaError("kind", `kind "${this.kind.name}" raised event "${event}", which it does not declare`);
    if (this.#phase === "running") this.#output.raised(event, definition.severity, data);
  }

  done(call: Call, result: Readonly<Record<string, Value>> = {}): void {
    this.#finish(call, { ok: true, result });
  }

  fail(call: Call, failure: Failure, message: string): void {
    this.#finish(call, refuse(failure, message));
  }

  wake(name: string, at: Instant | undefined): void {
    const index = this.#layout.wakeOf.get(name);
    if (index === undefined)
      throw new FlotillaError("kind", `kind "${this.kind.name}" asked for wake "${name}", which it does not declare`);
    this.#scheduler.cancel(this.#wakes[index] ?? noTicket);
    this.#wakes[index] = at === undefined ? noTicket : this.#scheduler.at(at, this, firstWakeSlot + index);
  }

  restart(reason: BootReason): void {
    this.#restart = reason;
  }

  has(fault: string): boolean {
    return this.#faults?.has(fault) ?? false;
  }

  // Reports

  valueAt(attribute: number): Value {
    const layout = this.#layout;
    if (attribute < layout.firmwareFrom) {
      const signal = layout.signals[attribute] as Signal<never, object> | undefined;
      return signal === undefined ? this.#values[attribute]! : this.#signalValue(signal);
    }
    switch (layout.names[attribute]) {
      case "upTime":
        return this.firmware.upTime(this.now);
      case "rssi":
        return this.firmware.rssi(this.now);
      case "currentHeapFree":
        return this.firmware.heapFree(this.now);
      default:
        return this.#values[attribute]!;
    }
  }

  leavesBand(attribute: number, low: number, high: number): Instant {
    const signal = this.#layout.signals[attribute] as Signal<never, object> | undefined;
    try {
      return signal?.leaves?.(this.#state, this as never, low, high) ?? never;
    } catch (thrown) {
      this.#crash(thrown);
      return never;
    }
  }

  #signalValue(signal: Signal<never, object>): Value {
    try {
      return signal.value(this.#state, this as never);
    } catch (thrown) {
      this.#crash(thrown);
      return null;
    }
  }

  #comeUp(): void {
    this.#phase = "running";
    this.#startReports();
    if (this.phase === "running") this.#output.up();
  }

  #startReports(): void {
    const spread = this.#every ?? 2_000;
    const phase = keyed(this.#seed, "report.phase", this.identity.index, this.firmware.boots);
    this.#reporter.begin(this, this.now, later(this.now, phase * spread));
    this.#arrangeReport();
  }

  #report(): void {
    if (this.#phase !== "running") return;
    this.#reporter.take(this, this.now, due);
    let state: Record<string, Value> | undefined;
    let telemetry: Record<string, Value> | undefined;
    for (const attribute of due) {
      const name = this.#layout.names[attribute]!;
      const values = this.#layout.isState[attribute]! ? (state ??= {}) : (telemetry ??= {});
      values[name] = this.#reporter.said(attribute);
    }
    this.#arrangeReport();
    if (this.phase !== "running") return;
    if (state !== undefined) this.#output.changed(state, this.#stateCause);
    if (telemetry !== undefined) this.#output.sampled(telemetry);
  }

  /** Asks to be woken for the next report, or reports at once. */
  #arrangeReport(): void {
    this.#scheduler.cancel(this.#reportTicket);
    this.#reportTicket = noTicket;
    const next = this.#reporter.nextDue(this);
    if (this.#phase === "running" && next < never)
      this.#reportTicket = this.#scheduler.at(next > this.now ? next : this.now, this, reportSlot);
  }

  // Machine

  #commandProblem(name: string, args: Readonly<Record<string, unknown>>): CallOutcome | undefined {
    if (!Object.hasOwn(this.kind.commands, name)) {
      return refuse(
        "unknown",
        `expected a command of ${this.kind.name} (${this.commands.join(", ")}), found "${name}"`,
      );
    }
    const fault = faultIn(this.kind.commands[name].args as FieldTable, args);
    if (fault !== undefined) return refuse("invalid", `args.${fault.field}: ${fault.fault}`, fault.field);
    if (this.#phase !== "running") return refuse("rebooting", "the device is restarting");
    if (this.#calls.length >= mostCalls) return refuse("overloaded", `${mostCalls} commands are in progress already`);
    return undefined;
  }

  #input(input: unknown, cause: Cause): void {
    if (this.#phase === "dead") return;
    this.#cause = cause;
    this.#depth++;
    try {
      this.kind.step(this.#state, input as never, this as never);
    } catch (thrown) {
      this.#crash(thrown);
    }
    this.#depth--;
    if (this.#depth > 0 || this.#phase !== "running") return;
    const reason = this.#restart;
    this.#restart = undefined;
    if (reason === undefined) this.#arrangeReport();
    else this.reboot(reason);
  }

  #finish(call: Call, outcome: CallOutcome): void {
    const place = this.#calls.indexOf(call);
    if (place < 0) {
      if (call > 0 && call <= this.#abandonedUpTo) return;
      throw new FlotillaError(
        "kind",
        `kind "${this.kind.name}" answered command ${call} twice, or one it was never given`,
      );
    }
    this.#calls.splice(place, 1);
    this.#output.outcome(call, outcome);
  }

  #abandonCalls(): void {
    this.#abandonedUpTo = this.#lastCall;
    for (const call of this.#calls.splice(0))
      this.#output.outcome(call, refuse("rebooting", "the device is restarting"));
  }

  #stop(phase: "unpowered" | "booting" | "dead"): void {
    this.#phase = phase;
    this.#abandonCalls();
    this.#scheduler.cancel(this.#reportTicket);
    this.#scheduler.cancel(this.#bootTicket);
    this.#reportTicket = noTicket;
    this.#bootTicket = noTicket;
  }

  #boot(reason: BootReason): void {
    if (this.#phase === "dead") return;
    this.#phase = "booting";
    this.#bootReason = reason;
    this.#bootTicket = this.#scheduler.at(later(this.now, this.firmware.bootDuration()), this, bootSlot);
  }

  #crash(thrown: unknown): void {
    if (this.#phase === "dead") return;
    this.#stop("dead");
    const error = new FlotillaError(
      "kind",
      `device ${this.identity.id}: its kind "${this.kind.name}" failed: ${messageOf(thrown)}`,
      {
        cause: thrown,
        hint: "Check the kind with the conformance suite of flotilla/testing.",
        details: { device: this.identity.id, kind: this.kind.name },
      },
    );
    this.#output.crashed(error);
  }

  #setFirmwareState(): void {
    this.#values[this.#indexOf("rebootCount")] = this.firmware.boots - 1;
    this.#values[this.#indexOf("bootReason")] = this.firmware.reason;
  }

  #indexOf(attribute: string): number {
    const index = this.#layout.indexOf.get(attribute);
    if (index === undefined)
      throw new FlotillaError(
        "kind",
        `kind "${this.kind.name}" used attribute "${attribute}", which it does not declare`,
      );
    return index;
  }
}

/** Reused by every report: a report is never interrupted by another. */
const due: number[] = [];

function firstValue(attribute: {
  readonly type: string;
  readonly min?: number;
  readonly options?: readonly string[];
}): Value {
  switch (attribute.type) {
    case "number":
      return attribute.min ?? 0;
    case "boolean":
      return false;
    case "choice":
      return attribute.options?.[0] ?? "";
    default:
      return "";
  }
}

function refuse(failure: Exclude<CallOutcome, { ok: true }>["failure"], message: string, field?: string): CallOutcome {
  return field === undefined ? { ok: false, failure, message } : { ok: false, failure, message, field };
}
