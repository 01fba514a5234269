/**
 * A plan in virtual time with nobody at the other end: the same devices, homes and timeline as in a run, without a server.
 *
 * 1. All devices are there from the start to the end, whatever the load says: that is about connections.
 * 2. Commands of the timeline go straight to their devices.
 * 3. What a device says depends on (plan, device) alone: a home alone says what it says among all others.
 * 4. It runs as fast as who takes its records lets it, and the event loop gets its turn all the time.
 */
import type { Kind } from "../device/kind.ts";
import type { CommandGateway } from "../fleet/command-gateway.ts";
import type { DeviceRecord } from "../fleet/run-events.ts";
import { Shard } from "../fleet/shard.ts";
import { VirtualClock } from "../kernel/clock.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later, millis } from "../kernel/time.ts";
import { type FleetLayout, fleetLayout, type Range } from "../scenario/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import { World } from "../world/world.ts";

export interface SimulationOptions {
  readonly kinds: readonly Kind[];
  /** Instead of the plan's own length. */
  readonly length?: Duration;
  /** One home instead of all. */
  readonly home?: number;
  readonly record: (record: DeviceRecord) => void;
  readonly notice: (level: "info" | "warning", text: string, at: Instant) => void;
  /** Waited for between two bursts of records, if it is anything to wait for. */
  readonly ready?: () => Promise<void>;
}

/** Entries of the scheduler in one burst. */
const burst = 5_000;

export class Simulation {
  readonly layout: FleetLayout;
  readonly world: World;
  readonly start: Instant;
  readonly end: Instant;
  readonly #options: SimulationOptions;
  readonly #scheduler: Scheduler;
  readonly #shard: Shard;
  readonly #homes: Range;
  #stopped = false;

  /** @throws FlotillaError `usage` for unknown kinds or a home that is none. */
  constructor(plan: Plan, options: SimulationOptions) {
    const { home, length = plan.duration } = options;
    const kinds = new Map(options.kinds.map((kind) => [kind.name, kind]));
    checkPlan(plan, kinds, home);
    this.#options = options;
    this.layout = fleetLayout(plan);
    this.start = plan.clock.start;
    this.end = later(this.start, length);
    this.#homes = home === undefined ? { from: 0, to: plan.homes } : { from: home, to: home + 1 };
    this.world = new World({
      seed: plan.seed,
      climate: plan.world.climate,
      outages: plan.world.outages,
      timeZoneOffset: plan.clock.timeZoneOffset,
    });
    this.#scheduler = new Scheduler(new VirtualClock(this.start));
    this.#shard = new Shard({
      plan: { ...plan, duration: length, load: always(length) },
      layout: this.layout,
      homes: this.#homes,
      kinds,
      world: this.world,
      scheduler: this.#scheduler,
      gateway: straight((index) => this.#shard.unit(index)),
      record: options.record,
      notice: (level, text) => options.notice(level, text, this.#scheduler.now),
    });
  }

  get devices(): number {
    const { from, to } = this.layout.homeDevices(this.#homes);
    return to - from;
  }

  get homes(): number {
    return this.#homes.to - this.#homes.from;
  }

  /** Where it is, or came to. */
  get now(): Instant {
    return this.#scheduler.now;
  }

  /** Simulated time so far. */
  get elapsed(): Duration {
    return millis(this.now - this.start);
  }

  /** Devices whose kind failed. */
  get crashes(): number {
    return this.#shard.crashes;
  }

  /** The name and place of a device, whether it is there or not. */
  identity(index: number): ReturnType<Shard["identity"]> {
    return this.#shard.identity(index);
  }

  /** Runs to the end, or until it is stopped. Rejects when `ready` does. */
  async run(): Promise<void> {
    const scheduler = this.#scheduler;
    this.#shard.start(this.start);
    try {
      while (!this.#stopped && this.#burst()) {
        await this.#options.ready?.();
        await nextTurn();
      }
      if (!this.#stopped) scheduler.clock.advanceTo(this.end);
    } finally {
      scheduler.stop();
    }
  }

  /** Ends it after the burst under way. */
  stop(): void {
    this.#stopped = true;
  }

  /** Whether there is more to come before the end. */
  #burst(): boolean {
    const scheduler = this.#scheduler;
    for (let count = 0; count < burst; count++) {
      const next = scheduler.nextDue;
      if (next === undefined || next >= this.end) return false;
      scheduler.runNext();
    }
    return true;
  }
}

function checkPlan(plan: Plan, kinds: ReadonlyMap<string, Kind>, home: number | undefined): void {
  const unknown = plan.fleet.find(({ kind }) => !kinds.has(kind));
  if (unknown !== undefined)
    throw new FlotillaError("usage", `expected a plan of known kinds, found ${JSON.stringify(unknown.kind)}`, {
      hint: `Known are ${[...kinds.keys()].join(", ")}. Kinds of your own are given beside the plan.`,
    });
  if (home === undefined || (Number.isInteger(home) && home >= 0 && home < plan.homes)) return;
  throw new FlotillaError("usage", `expected a home of the fleet, 0..${plan.homes - 1}, found ${home}`, {
    hint: "Homes are numbered from 0. --set homes=N makes more of them.",
  });
}

function always(length: Duration): Plan["load"] {
  return [
    { to: 1, over: millis(0) },
    { to: 1, over: length },
  ];
}

/** Commands reach a device that is up, and are lost to one that is not, as on a server. */
function straight(unitAt: (index: number) => ReturnType<Shard["unit"]>): CommandGateway {
  return {
    send({ index }, { name, args }, done) {
      const unit = unitAt(index);
      if (unit === undefined || !unit.ready) return done("not connected");
      unit.onIncoming({ type: "command", ref: undefined, name, args });
      done();
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
