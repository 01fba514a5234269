/**
 * One device on virtual time, with everything it says written down.
 *
 * 1. Nothing happens but what is asked for: time stands still until {@link Workbench.run}, people come and go only if invited.
 * 2. The device is the real one, with its firmware and its reporting rules; only server and link are missing.
 * 3. A kind that breaks its contract throws here, at once, instead of taking down its device alone.
 */
import type { CallOutcome } from "../device/call-outcome.ts";
import { Device } from "../device/device.ts";
import type { DeviceClockOptions } from "../device/device-clock.ts";
import type { DeviceOutput } from "../device/device-output.ts";
import type { Value, Values } from "../device/field.ts";
import type { Cause, Kind } from "../device/kind.ts";
import { VirtualClock } from "../kernel/clock.ts";
import type { FlotillaError } from "../kernel/errors.ts";
import { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, hours, type Instant, instant, later } from "../kernel/time.ts";
import type { ClimateName } from "../world/climate.ts";
import type { HomeView } from "../world/home.ts";
import type { Happening } from "../world/happening.ts";
import { World } from "../world/world.ts";

/** One thing a device said. */
export type Said = { readonly at: Instant } & (
  | { readonly type: "sampled"; readonly values: Values }
  | { readonly type: "changed"; readonly values: Values; readonly cause: Cause }
  | { readonly type: "raised"; readonly name: string; readonly data: Values }
  | { readonly type: "outcome"; readonly call: number; readonly outcome: CallOutcome }
  | { readonly type: "up" }
  | { readonly type: "down"; readonly why: "power" | "reboot" | "crash" }
  | { readonly type: "radio"; readonly on: boolean }
);

export interface WorkbenchOptions {
  readonly kind: Kind;
  /** Default 1. */
  readonly seed?: number;
  /** The device's number in its fleet. Default 0. */
  readonly index?: number;
  /** Default: the first of the kind's rooms. */
  readonly room?: string;
  readonly settings?: Values;
  /** Default: Thursday 2026-01-15, 12:00 UTC. */
  readonly start?: Instant;
  /** Default `continental`. */
  readonly climate?: ClimateName;
  /** Local time minus UTC. Default one hour. */
  readonly timeZoneOffset?: Duration;
  /** Surroundings of one's own instead of the world's. */
  readonly home?: HomeView;
  /** Whether the people of home 0 live there: their happenings reach the device. Default false. */
  readonly people?: boolean;
  /** A fixed interval of telemetry instead of the reporting rules. */
  readonly every?: Duration;
  /** Where the grid of `every` begins. Default `boot`. */
  readonly align?: "boot" | "clock";
  /** How right the device's clock is. Default: always. */
  readonly clock?: DeviceClockOptions;
  /** Spontaneous restarts a day, on average. Default 0. */
  readonly crashesPerDay?: number;
}

const thursdayNoon = instant(Date.UTC(2026, 0, 15, 12));

export class Workbench {
  readonly scheduler: Scheduler;
  readonly device: Device;
  /** Everything said so far, in order. */
  readonly said: Said[] = [];
  /** Commands given so far: call and time. */
  readonly given: { readonly call: number; readonly at: Instant }[] = [];

  constructor(options: WorkbenchOptions) {
    const { kind, seed = 1, index = 0, start = thursdayNoon, climate = "continental", people = false } = options;
    const { timeZoneOffset = hours(1), settings = {}, room = Object.keys(kind.rooms)[0] ?? "hall" } = options;
    const world = new World({ seed, climate, timeZoneOffset });
    const { home = world.home(0), every, align, clock, crashesPerDay } = options;
    this.scheduler = new Scheduler(new VirtualClock(start));
    this.device = new Device(
      { seed, kind, identity: identityOf(kind, index, room), home, settings, every, align, clock, crashesPerDay },
      this.scheduler,
      this.#listener(),
    );
    this.device.begin();
    if (people) this.#invite(world);
  }

  get now(): Instant {
    return this.scheduler.now;
  }

  /** Lets time pass. */
  run(duration: Duration): void {
    this.scheduler.runUntil(later(this.now, duration));
  }

  /** Gives a command, call 1 first, and returns its outcome so far: `undefined` while it is under way. */
  command(name: string, args: Readonly<Record<string, unknown>> = {}): CallOutcome | undefined {
    const call = this.given.length + 1;
    this.given.push({ call, at: this.now });
    this.device.command(call, name, args);
    return this.outcomeOf(call);
  }

  /** The outcome of a call, once it is known; without a call that of the latest command. */
  outcomeOf(call: number = this.given.length): CallOutcome | undefined {
    for (const said of this.said) if (said.type === "outcome" && said.call === call) return said.outcome;
    return undefined;
  }

  /** An attribute's value now, whether reported or not. */
  value(attribute: string): Value | undefined {
    return this.device.values()[attribute];
  }

  /** Every report of one attribute, in order. */
  reportsOf(attribute: string): { readonly at: Instant; readonly value: Value }[] {
    return this.said.flatMap((said) => {
      const value = said.type === "changed" || said.type === "sampled" ? said.values[attribute] : undefined;
      return value === undefined ? [] : [{ at: said.at, value }];
    });
  }

  /** Every event of one name, in order. */
  eventsOf(name: string): { readonly at: Instant; readonly data: Values }[] {
    return this.said.flatMap((said) =>
      said.type === "raised" && said.name === name ? [{ at: said.at, data: said.data }] : [],
    );
  }

  #listener(): DeviceOutput {
    const note = (said: Said): void => {
      this.said.push(said);
    };
    // Times come from the scheduler: the device itself is still in the making when it first speaks.
    const scheduler = this.scheduler;
    return {
      sampled: (values) => note({ at: scheduler.now, type: "sampled", values }),
      changed: (values, cause) => note({ at: scheduler.now, type: "changed", values, cause }),
      raised: (name, _severity, data) => note({ at: scheduler.now, type: "raised", name, data }),
      outcome: (call, outcome) => note({ at: scheduler.now, type: "outcome", call, outcome }),
      up: () => note({ at: scheduler.now, type: "up" }),
      down: (why) => note({ at: scheduler.now, type: "down", why }),
      radio: (on) => note({ at: scheduler.now, type: "radio", on }),
      crashed: (error: FlotillaError) => {
        throw error;
      },
    };
  }

  /** Tells the device all that happens in home 0, one happening at a time, as a fleet's household does. */
  #invite(world: World): void {
    const { device, scheduler } = this;
    let next: Happening | undefined;
    const household = {
      onDue(): void {
        if (next !== undefined) device.happen(next);
        next = world.nextHappening(0, scheduler.now);
        if (next !== undefined) scheduler.at(next.at, household);
      },
    };
    household.onDue();
  }
}

function identityOf(kind: Kind, index: number, room: string) {
  return {
    index,
    id: `${kind.name}-${index + 1}`,
    kind: kind.name,
    home: 0,
    room,
    name: `${room} ${kind.name}`,
    serial: `WB${index}`,
    mac: "02:00:00:00:00:01",
    model: "workbench",
    firmware: "1.0.0",
    hardware: "1",
    labels: {},
  };
}
