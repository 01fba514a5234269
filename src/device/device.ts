/**
 * One simulated device: a kind's machine with firmware around it and reports coming out of it.
 *
 *              start            power off, powerDown           power on, restart
 *     (made) ---------> running ------------------> unpowered ------------------> booting
 *                        ^   |  reboot, watchdog                                    |
 *                        |   +----------------------------> booting               |
 *                        +--------------- boot time over ----+---------------------+
 *              rest: any of them -> resting, resume: resting -> running
 *
 * 1. It knows no server and no socket: it takes inputs and hands what it says to its {@link DeviceOutput}.
 * 2. What it says depends on (seed, index, inputs) alone, never on who listens: a device with a dead link measures on.
 * 3. While it boots or has no power it says nothing; its body (a cooling house, a spring in a lock) goes on.
 * 4. Every command it accepts ends in exactly one `outcome`, at the latest when it restarts.
 * 5. A kind that throws takes down its own device only ({@link DeviceOutput.crashed}), and so does one that wakes itself at
 *    one instant for ever.
 * 6. At a restart volatile attributes go back to their first value, before the kind hears of it.
 * 7. Mains that are back within {@link longestDip} were a dip: the supply browned out, and so it says when it boots. Cells give no
 *    more when the kind says so, and are changed when the kind says so.
 * 8. One that rests is as if unplugged, and costs nothing but its memory: what its body waited for happens when it resumes, if it was
 *    due meanwhile. It is the same device then: boots, settings and what it does not forget without power go on.
 */
import { FlotillaError, messageOf } from "../kernel/errors.ts";
import { keyed, RandomStream } from "../kernel/random.ts";
import { noTicket, type Scheduler, type Task } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later, never } from "../kernel/time.ts";
import type { Happening } from "../world/happening.ts";
import type { HomeView } from "../world/home.ts";
import { type CallOutcome, refuse } from "./call-outcome.ts";
import { type Columns, valuesOf } from "./columns.ts";
import type { DeviceClockOptions } from "./device-clock.ts";
import type { DeviceOutput } from "./device-output.ts";
import type { Value, Values } from "./field.ts";
import { type FirmwareFault, firmwareFaults, noFaults } from "./firmware.ts";
import type { Identity } from "./identity.ts";
import { checkAct, checkFault, commandProblem, desireProblem, settingsProblem } from "./input-check.ts";
import type { BootReason, Call, Cause, Context, Failure, Kind } from "./kind.ts";
import { type Layout, slot } from "./layout.ts";
import { mostCalls, OpenCalls } from "./open-calls.ts";
import type { Report, ReportSource, Unsaid } from "./reporter.ts";
import { column, type Row } from "./row.ts";
import { type Terms, termsOf } from "./terms.ts";

export type { CallOutcome } from "./call-outcome.ts";
export type { DeviceOutput } from "./device-output.ts";

export interface DeviceOptions {
  readonly seed: number;
  readonly kind: Kind;
  readonly identity: Identity;
  readonly home: HomeView;
  readonly settings: Values;
  /** A fixed interval of telemetry instead of the reporting rules. */
  readonly every?: Duration | undefined;
  /** Where the grid of `every` begins: at a moment of the device's own, or at multiples of `every` on the clock. Default `boot`. */
  readonly align?: "boot" | "clock" | undefined;
  /** It ran before it is first seen: its longest intervals are under way, and do not all end with those of the others. Default false. */
  readonly hasLived?: boolean | undefined;
  /** How right its clock is. Absent: it always shows true time. */
  readonly clock?: DeviceClockOptions | undefined;
  /** Spontaneous restarts a day, on average. Default 0. */
  readonly crashesPerDay?: number | undefined;
}

/** `new` until {@link Device.begin}, `dead` once its kind has failed or it was disposed of. */
export type DevicePhase = "new" | "running" | "booting" | "unpowered" | "resting" | "dead";

/** ms without mains that still count as a brown-out: until then the supply's capacitors are not empty. Design value. */
const longestDip = 3_000;
/** A kind for which time does not pass would hold up everybody else for ever. No honest one needs a hundredth of this. */
const mostWakesAtOnce = 10_000;

export class Device implements Context, Task, ReportSource {
  readonly identity: Identity;
  readonly home: HomeView;
  readonly random: RandomStream;
  settings: Context["settings"];
  /** Its times and amounts, for firmware and reporter. */
  readonly row: Row;
  unsaid: Unsaid | undefined = undefined;
  /** Why it started last. */
  bootReason: BootReason = "powerOnReboot";
  readonly #terms: Terms;
  readonly #output: DeviceOutput;
  /** The attributes of its kind by number, as they were set last. */
  readonly #values: Value[];
  /** What the volatile ones among them were when the kind had started. */
  #first: readonly Value[] = none;
  /** Absent until the first command. */
  #calls: OpenCalls | undefined = undefined;
  #state: object = none;
  #phase: DevicePhase = "new";
  /** Why it will have started when its boot is over. */
  #nextReason: BootReason = "powerOnReboot";
  #cause: Cause = "boot";
  #stateCause: Cause = "boot";
  #depth = 0;
  #faults: Set<string> | undefined = undefined;
  /** A restart or an end the kind asked for, until the input that made it ask has been handled. */
  #wish: BootReason | "unpowered" | undefined = undefined;
  /** While it rests: when its kind asked to be woken, by wake. */
  #asleep: (Instant | undefined)[] | undefined = undefined;

  /** Makes the device and starts its machine at the scheduler's time. It speaks once {@link begin} is called. */
  constructor(options: DeviceOptions, scheduler: Scheduler, output: DeviceOutput) {
    const { identity, seed, kind } = options;
    const terms = termsOf(options, scheduler);
    const { layout } = terms;
    this.identity = identity;
    this.home = options.home;
    this.random = new RandomStream(seed, identity.index, "kind");
    this.settings = layout.complete(options.settings) as Context["settings"];
    this.row = layout.blankRow.slice();
    this.#terms = terms;
    this.#output = output;
    this.#values = layout.blank.slice();
    this.row[column.every] = options.every ?? never;
    terms.firmware.begin(this.row, identity.index, scheduler.now);
    this.#depth++;
    try {
      this.#state = kind.start(this);
    } catch (thrown) {
      this.#crash(thrown);
    }
    this.#depth--;
    if (this.#wish === "unpowered" && this.#phase === "new") this.#losePower();
    this.#wish = undefined;
    const { volatiles } = layout;
    if (volatiles.length > 0) this.#first = volatiles.map((number) => this.#values[number]!);
  }

  get kind(): Kind {
    return this.#terms.layout.kind;
  }

  get phase(): DevicePhase {
    return this.#phase;
  }

  get room(): string {
    return this.identity.room;
  }

  get now(): Instant {
    return this.#terms.scheduler.now;
  }

  get commands(): readonly string[] {
    return this.#terms.layout.commands;
  }

  /** How often it has started, the first time included. */
  get boots(): number {
    return this.row[column.boots]!;
  }

  /** The machine's state, for tests and snapshots. */
  get state(): object {
    return this.#state;
  }

  /** What its own clock shows; it stamps what the device says. */
  clockTime(): Instant {
    return this.#terms.firmware.time(this.row, this.identity.index, this.now);
  }

  /** Says for the first time that it is up, and starts to report. */
  begin(): void {
    if (this.#phase === "new") this.#comeUp();
  }

  /** The current value of every attribute of one role, or of all. */
  values(role?: "state" | "telemetry"): Record<string, Value> {
    const { names, isState } = this.#terms.layout;
    const values: Record<string, Value> = {};
    for (let i = 0; i < names.length; i++) {
      if (role === undefined || isState[i] === (role === "state")) values[names[i]!] = this.valueAt(i);
    }
    return values;
  }

  // Inputs

  /** Starts a command. `call` is the caller's, greater than any before; its outcome may come before this returns. */
  command(call: Call, name: string, args: Readonly<Record<string, unknown>>): void {
    this.#calls ??= new OpenCalls();
    this.#calls.heard(call);
    const refusal = commandProblem(this.#terms.layout, name, args) ?? this.#notNow(this.#calls);
    if (refusal !== undefined) {
      this.#output.outcome(call, refusal);
      return;
    }
    this.#calls.begin(call);
    this.#input({ type: "command", name, args, call }, "command");
  }

  /** Sets writable attributes. The outcome is immediate. */
  desire(values: Readonly<Record<string, unknown>>): CallOutcome {
    const refusal = desireProblem(this.#terms.layout, values) ?? this.#notRunning();
    if (refusal !== undefined) return refusal;
    this.#input({ type: "desired", values }, "desired");
    return { ok: true, result: {} };
  }

  /** Changes settings at run time. */
  configure(values: Readonly<Record<string, unknown>>): CallOutcome {
    const refusal = settingsProblem(this.#terms.layout, values) ?? this.#notRunning();
    if (refusal !== undefined) return refusal;
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
    checkAct(this.kind, name, args);
    this.#input({ type: "act", name, args }, "human");
  }

  /** People did something in the home. Costs next to nothing when the kind does not hear of it. */
  happen(happening: Happening): void {
    if (happening.type === "moved") {
      const { room } = this.identity;
      if (happening.from !== room && happening.to !== room) return;
    }
    const { hears } = this.#terms.layout;
    if (hears !== undefined && !hears.has(happening.type)) return;
    this.#input({ type: "happening", happening }, "human");
  }

  /**
   * Switches a fault on or off.
   *
   * @throws FlotillaError `usage` for a fault neither the kind nor every firmware has.
   */
  fault(name: string, active: boolean): void {
    checkFault(this.kind, name);
    if (this.has(name) === active) return;
    this.#faults ??= new Set();
    if (active) this.#faults.add(name);
    else this.#faults.delete(name);
    if (Object.hasOwn(firmwareFaults, name)) this.#firmwareFault(name as FirmwareFault, active);
    else this.#input({ type: "fault", name, active }, "fault");
  }

  /** Mains goes or comes back. Battery devices do not notice. */
  power(on: boolean): void {
    if (this.kind.power === "battery" || this.#phase === "dead") return;
    if (this.#phase === "resting") {
      // It was unplugged, and is plugged in where there is no power.
      if (!on) this.#wakeUp();
      return;
    }
    if (on === (this.#phase !== "unpowered")) return;
    if (on) {
      this.#power(true);
      this.#input({ type: "power", on }, "physics");
      this.#boot(this.now - this.row[column.powerLostAt]! <= longestDip ? "brownOutReset" : "powerOnReboot");
      return;
    }
    this.row[column.powerLostAt] = this.now;
    if (this.#phase === "running") this.#output.down("power");
    this.#losePower();
    this.#input({ type: "power", on }, "physics");
  }

  /** Starts the firmware again. */
  reboot(reason: BootReason): void {
    if (this.#phase !== "running") return;
    this.#abandonCalls();
    this.#stop("booting");
    this.#output.down(reason === "powerOnReboot" ? "power" : withoutWarning.includes(reason) ? "crash" : "reboot");
    this.#boot(reason);
  }

  /** Takes the device out of service until {@link resume}; it is not said to its owner. Nothing of it runs meanwhile. */
  rest(): void {
    if (this.#phase === "dead" || this.#phase === "resting") return;
    if (this.#phase !== "unpowered") {
      this.row[column.powerLostAt] = this.now;
      this.#losePower();
      if (this.kind.power !== "battery") this.#input({ type: "power", on: false }, "physics");
    }
    // Its kind may have failed.
    if (this.phase !== "unpowered") return;
    this.#phase = "resting";
    const { layout, scheduler } = this.#terms;
    const wakes = this.row.slice(layout.ticketsFrom + slot.firstWake, layout.timesFrom);
    this.#asleep = wakes.map((ticket) => scheduler.dueOf(ticket));
    this.#cancelWakes();
  }

  /** It is plugged in again: its firmware starts anew, and is up at once. */
  resume(): void {
    if (this.#phase !== "resting") return;
    this.#wakeUp();
    this.#power(true);
    if (this.kind.power !== "battery") this.#input({ type: "power", on: true }, "physics");
    this.#nextReason = "powerOnReboot";
    if (this.phase === "unpowered") this.#booted();
  }

  /** Takes the device out of the world: nothing of it runs afterwards. */
  dispose(): void {
    this.#stop("dead");
    this.#cancelWakes();
  }

  onDue(which: number, due: Instant): void {
    const { row } = this;
    if (due !== row[column.wokenAt]) {
      row[column.wokenAt] = due;
      row[column.wakesAtOnce] = 0;
    } else if (++row[column.wakesAtOnce]! >= mostWakesAtOnce) return this.#crash(this.#endless(which));
    switch (which) {
      case slot.report:
        return this.#report();
      case slot.boot:
        return this.#booted();
      case slot.watchdog:
        return this.reboot(this.#terms.firmware.watchdogReason(row, this.identity.index));
      default:
        return this.#input(this.#terms.layout.wakeInputs[which - slot.firstWake], "physics");
    }
  }

  // Context

  get(attribute: string): never {
    const { layout } = this.#terms;
    const number = layout.numberOf(attribute);
    return (number < layout.readingsFrom ? this.#values[number] : this.valueAt(number)) as never;
  }

  set(attribute: string, value: Value, cause: Cause = this.#cause): void {
    const { layout, reporter } = this.#terms;
    const number = layout.numberOf(attribute);
    const before = this.#values[number]!;
    if (before === value) return;
    this.#values[number] = value;
    // All that is set before it begins is said when it does.
    if (this.#phase !== "new") reporter.set(this, number, before);
    if (layout.isState[number]!) this.#stateCause = cause;
  }

  raise(event: string, data: Values): void {
    const definition = this.kind.events[event];
    if (definition === undefined)
      throw new FlotillaError("kind", `kind "${this.kind.name}" raised event "${event}", which it does not declare`);
    if (this.#depth === 0)
      throw new FlotillaError("kind", `kind "${this.kind.name}" raised event "${event}" when nothing had happened`);
    if (this.#phase === "running" && this.#wish !== "unpowered") {
      this.#output.raised(event, definition.severity, data);
    }
  }

  done(call: Call, result: Readonly<Record<string, Value>> = {}): void {
    this.#finish(call, { ok: true, result });
  }

  fail(call: Call, failure: Failure, message: string): void {
    this.#finish(call, refuse(failure, message));
  }

  wake(name: string, at: Instant | undefined): void {
    const index = this.#terms.layout.wakeOf.get(name);
    if (index === undefined)
      throw new FlotillaError("kind", `kind "${this.kind.name}" asked for wake "${name}", which it does not declare`);
    this.#await(slot.firstWake + index, at ?? never);
  }

  restart(reason: BootReason): void {
    this.#wish = reason;
  }

  powerDown(): void {
    if (this.kind.power !== "battery")
      throw new FlotillaError("kind", `expected mains to power "${this.kind.name}" down, found its kind to do so`);
    this.#wish = "unpowered";
  }

  has(fault: string): boolean {
    return this.#faults !== undefined && this.#faults.has(fault);
  }

  // Reports

  valueAt(attribute: number): Value {
    const { layout, firmware } = this.#terms;
    const signal = layout.signals[attribute];
    if (signal === undefined) {
      if (attribute < layout.readingsFrom) return this.#values[attribute]!;
      if (attribute >= layout.readingsTo) return attribute === layout.readingsTo ? this.boots - 1 : this.bootReason;
      const { row, identity, now } = this;
      return firmware.reading(attribute - layout.readingsFrom, row, identity.index, this.#faults ?? noFaults, now);
    }
    try {
      return signal.value(this.#state as never, this as never);
    } catch (thrown) {
      this.#crash(thrown);
      return null;
    }
  }

  leavesBand(attribute: number, low: number, high: number): Instant {
    try {
      return this.#terms.layout.signals[attribute]?.leaves?.(this.#state as never, this as never, low, high) ?? never;
    } catch (thrown) {
      this.#crash(thrown);
      return never;
    }
  }

  #startReports(): void {
    const { seed, reporter, onTheClock, hasLived } = this.#terms;
    const draw = keyed(seed, "report.phase", this.identity.index, this.boots);
    const fixed = this.row[column.every]!;
    const every = fixed < never ? fixed : 2_000;
    const first = onTheClock ? (Math.floor(this.now / every) + 1) * every : this.now + draw * every;
    const lived = hasLived && this.boots === 1 ? draw : 0;
    reporter.begin(this, this.now, first as Instant, lived);
    this.#arrangeReport();
  }

  #report(): void {
    this.row[column.reportDue] = never;
    if (this.#phase !== "running") return;
    const { layout, reporter } = this.#terms;
    reporter.take(this, this.now, report);
    const state = takeState(report, layout);
    const { count } = report;
    const columns = count === 0 ? undefined : layout.columns.of(report.attributes, count);
    const list = columns === undefined ? none : report.values.slice(0, count);
    this.#arrangeReport();
    // A signal may have failed.
    if (this.phase !== "running") return;
    if (state !== undefined) this.#output.changed(state, this.#stateCause);
    if (columns !== undefined) this.#sampled(columns, list);
  }

  #sampled(columns: Columns, list: readonly Value[]): void {
    if (this.#output.measured === undefined) this.#output.sampled(valuesOf(columns, list));
    else this.#output.measured(columns, list);
  }

  /** Asks to be woken for the next report, which is at once when something is due already. */
  #arrangeReport(): void {
    if (this.#phase !== "running") return;
    const { now, row } = this;
    const next = this.#terms.reporter.nextDue(this);
    const dueAt = next > now ? next : now;
    if (dueAt === row[column.reportDue]) return;
    row[column.reportDue] = dueAt;
    this.#await(slot.report, dueAt);
  }

  // Machine

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
    if (this.#depth > 0) return;
    const wish = this.#wish;
    this.#wish = undefined;
    if (wish !== undefined && this.#fulfil(wish)) return;
    if (this.#phase !== "running") return;
    // State that moves by itself now moves otherwise, and not by itself.
    if (this.#terms.reporter.look(this) && cause !== "physics") this.#stateCause = cause;
    this.#arrangeReport();
  }

  /** Does what the kind wished for; false when that is nothing in its present phase. */
  #fulfil(wish: BootReason | "unpowered"): boolean {
    const phase = this.#phase;
    if (phase === "resting") return false;
    if (wish === "unpowered") {
      if (phase === "unpowered" || phase === "dead") return false;
      this.#phase = "unpowered";
      if (phase !== "new") this.#output.down("power");
      this.#losePower();
      return true;
    }
    if (phase === "running") {
      this.reboot(wish);
      return true;
    }
    // Only power brings it out of the dark, or makes it begin its boot once more.
    const starts = phase === "booting" || (phase === "unpowered" && this.kind.power === "battery");
    if (!starts || wish !== "powerOnReboot") return false;
    this.#power(true);
    this.#boot(wish);
    this.#output.starting?.();
    return true;
  }

  #notRunning(): CallOutcome | undefined {
    if (this.#phase === "running") return undefined;
    return refuse("rebooting", this.#phase === "unpowered" ? "the device has no power" : "the device is restarting");
  }

  #notNow(calls: OpenCalls): CallOutcome | undefined {
    const full = calls.full ? refuse("overloaded", `${mostCalls} commands are in progress already`) : undefined;
    return this.#notRunning() ?? full;
  }

  #finish(call: Call, outcome: CallOutcome): void {
    switch (this.#calls?.end(call) ?? "unknown") {
      case "ended":
        return this.#output.outcome(call, outcome);
      case "abandoned":
        return;
      case "unknown":
        throw new FlotillaError(
          "kind",
          `kind "${this.kind.name}" answered command ${call} twice, or one it was never given`,
        );
    }
  }

  #abandonCalls(): void {
    if (this.#calls === undefined) return;
    for (const call of this.#calls.abandon())
      this.#output.outcome(call, refuse("rebooting", "the device is restarting"));
  }

  // Life

  #comeUp(): void {
    this.#phase = "running";
    // What its start set goes with the first state it shows; later changes have causes of their own.
    this.#stateCause = "physics";
    this.#awaitWatchdog();
    this.#startReports();
    // A signal may have failed.
    if (this.phase === "running") this.#output.up();
  }

  #stop(phase: "unpowered" | "booting" | "dead"): void {
    this.#phase = phase;
    this.#wish = undefined;
    this.#abandonCalls();
    this.row[column.reportDue] = never;
    for (let which = 0; which < slot.firstWake; which++) this.#cancel(which);
  }

  #losePower(): void {
    this.#power(false);
    this.#stop("unpowered");
  }

  #power(on: boolean): void {
    this.#terms.firmware.power(this.row, on, this.now);
  }

  #awaitWatchdog(): void {
    this.#await(slot.watchdog, this.#terms.firmware.watchdogAt(this.row, this.identity.index));
  }

  /** Out of service no more, but without power: what its body slept through happens next. */
  #wakeUp(): void {
    this.#phase = "unpowered";
    const asleep = this.#asleep ?? [];
    this.#asleep = undefined;
    for (const [wake, at] of asleep.entries()) {
      if (at !== undefined) this.#await(slot.firstWake + wake, at > this.now ? at : this.now);
    }
  }

  #boot(reason: BootReason): void {
    if (this.#phase === "dead") return;
    this.#phase = "booting";
    this.#nextReason = reason;
    const takes = this.#terms.firmware.bootDuration(this.row, this.identity.index);
    this.#await(slot.boot, later(this.now, takes));
  }

  #booted(): void {
    const { firmware, layout } = this.#terms;
    const reason = this.#nextReason;
    this.bootReason = reason;
    firmware.booted(this.row, this.identity.index, this.now, reason, this.#faults ?? noFaults);
    const { volatiles } = layout;
    for (let i = 0; i < volatiles.length; i++) this.#values[volatiles[i]!] = this.#first[i]!;
    this.#phase = "running";
    this.#input({ type: "boot", reason }, "boot");
    if (this.phase === "running") this.#comeUp();
  }

  #firmwareFault(name: FirmwareFault, active: boolean): void {
    if (this.#phase === "dead") return;
    this.#terms.firmware.fault(this.row, this.identity.index, name, this.#faults ?? noFaults, this.now);
    if (name === "dead-radio") this.#output.radio(!active);
    if (name === "memory-leak" && this.#phase === "running") this.#awaitWatchdog();
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

  #endless(which: number): FlotillaError {
    const wake = this.#terms.layout.wakeInputs[which - slot.firstWake]?.name;
    const found = wake === undefined ? "a report of it" : `its wake "${wake}"`;
    return new FlotillaError(
      "kind",
      `expected time to pass between its wakes, found ${found} due ${mostWakesAtOnce} times at one instant, ${this.now} ms after 1970`,
      { hint: "Ask for the next wake later than now, and have `leaves` answer now only for a value outside the band." },
    );
  }

  /** Waits for `at` in a slot, instead of for what it waited for there; for nothing when that is never. */
  #await(which: number, at: Instant): void {
    if (this.#asleep !== undefined) {
      // Somebody mends it meanwhile.
      this.#asleep[which - slot.firstWake] = at;
      return;
    }
    const { layout, scheduler } = this.#terms;
    const place = layout.ticketsFrom + which;
    const ticket = this.row[place]!;
    if (ticket !== noTicket && scheduler.move(ticket, at)) return;
    // Those that have run are left where they are: they are harmless, and to clear them costs something.
    this.row[place] = at === never ? noTicket : scheduler.at(at, this, which);
  }

  #cancel(which: number): void {
    const { layout, scheduler } = this.#terms;
    const place = layout.ticketsFrom + which;
    const ticket = this.row[place]!;
    if (ticket === noTicket) return;
    this.row[place] = noTicket;
    scheduler.cancel(ticket);
  }

  #cancelWakes(): void {
    const wakes = this.#terms.layout.wakeInputs.length;
    for (let wake = 0; wake < wakes; wake++) this.#cancel(slot.firstWake + wake);
  }
}

/** Takes what is state out of a report, which is telemetry alone then. */
function takeState(report: Report, { names, isState }: Layout): Record<string, Value> | undefined {
  const { attributes, values, count } = report;
  let state: Record<string, Value> | undefined;
  let left = 0;
  for (let i = 0; i < count; i++) {
    const attribute = attributes[i]!;
    if (isState[attribute]!) {
      state ??= {};
      state[names[attribute]!] = values[i]!;
    } else {
      attributes[left] = attribute;
      values[left++] = values[i]!;
    }
  }
  report.count = left;
  return state;
}

const none: readonly Value[] = [];

/** Restarts that leave no time for a goodbye. */
const withoutWarning: readonly BootReason[] = ["brownOutReset", "softwareWatchdogReset", "hardwareWatchdogReset"];

/** Reused by every report: a report is never interrupted by another. */
const report: Report = { count: 0, attributes: [], values: [] };
