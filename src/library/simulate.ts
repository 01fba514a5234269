/**
 * A plan in virtual time with nobody at the other end: the same devices, homes and timeline as in a run, without a server.
 *
 * 1. All devices are there from the start to the end, whatever the load says: that is about connections.
 * 2. Commands of the timeline go straight to their devices.
 * 3. What a device says depends on (plan, device) alone: a home alone says what it says among all others.
 * 4. It runs as fast as who takes its records lets it, and the event loop gets its turn all the time.
 * 5. Homes may live in groups that take turns, each for a stretch of time: what a group's devices are made of then stays in the
 *    processor's caches. That changes nothing but the order in which records come. With a plan in which something is about all homes
 *    at one moment they do not take turns.
 */
import type { Kind } from "../device/kind.ts";
import type { CommandGateway } from "../fleet/command-gateway.ts";
import type { DeviceRecord } from "../fleet/run-events.ts";
import { Shard, type ShardOptions } from "../fleet/shard.ts";
import { ShardCommons } from "../fleet/shard-commons.ts";
import type { RunEnd } from "../fleet/timeline/stage.ts";
import { VirtualClock } from "../kernel/clock.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, hours, type Instant, later, millis, minutes } from "../kernel/time.ts";
import { type FleetLayout, fleetLayout, type Range } from "../scenario/groups/fleet-layout.ts";
import type { Action, Plan } from "../scenario/plan.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";
import type { World } from "../world/world.ts";
import { worldOf } from "./world-of.ts";

export interface SimulationOptions {
  readonly kinds: readonly Kind[];
  /** Those that the plan names, of a scenario in TypeScript. */
  readonly functions?: ScenarioFunctions;
  /** Instead of the plan's own length. */
  readonly length?: Duration;
  /** One home instead of all. */
  readonly home?: number;
  /**
   * Homes that live together; absent: all, and records come in order of time. In several groups each of them does for a stretch
   * of time, and then all records of before `passed` have come.
   */
  readonly homesTogether?: number;
  readonly record: (record: DeviceRecord) => void;
  /** All records of before `until` have come, and none of the later ones matters unless it is passed too. */
  readonly passed?: (until: Instant) => void;
  /** Counts in notices of level `info` are of the group alone; of several groups they are not told. */
  readonly notice: (level: "info" | "warning", text: string, at: Instant) => void;
  /** Waited for after each `passed`, if it is anything to wait for. */
  readonly ready?: () => Promise<void>;
}

/** Entries of the scheduler in one burst. */
const burst = 5_000;

/**
 * Records of all groups in one stretch of time, about. They have to be held until all groups have come that far (some 50 MB of
 * lines); but each group's memory comes back into the processor's caches once a stretch, so longer ones are faster.
 */
const stretchRecords = 300_000;
const firstStretch = minutes(1);
const longestStretch = hours(1);

export class Simulation {
  readonly layout: FleetLayout;
  readonly world: World;
  readonly start: Instant;
  readonly end: Instant;
  readonly #options: SimulationOptions;
  readonly #groups: readonly Group[];
  readonly #homes: Range;
  #records = 0;
  #stopped = false;
  #endedBy: RunEnd | undefined;

  /** @throws FlotillaError `usage` for unknown kinds or a home that is none. */
  constructor(plan: Plan, options: SimulationOptions) {
    const { home, length = plan.duration } = options;
    const homesTogether = isOneWorld(plan) ? plan.homes : (options.homesTogether ?? plan.homes);
    const kinds = new Map(options.kinds.map((kind) => [kind.name, kind]));
    checkPlan(plan, kinds, home);
    this.#options = options;
    this.layout = fleetLayout(plan);
    this.start = plan.clock.start;
    this.end = later(this.start, length);
    this.#homes = home === undefined ? { from: 0, to: plan.homes } : { from: home, to: home + 1 };
    this.world = worldOf(plan);
    const town: Town = {
      plan: { ...plan, duration: length, load: always(plan, length) },
      layout: this.layout,
      kinds,
      world: this.world,
      commons: new ShardCommons(plan, this.layout),
      functions: options.functions ?? new Map(),
    };
    const groups = groupsOf(this.#homes, homesTogether);
    const several = groups.length > 1;
    const record = (one: DeviceRecord): void => {
      this.#records++;
      options.record(one);
    };
    const notice: SimulationOptions["notice"] = (level, text, at) => {
      if (level === "warning" || !several) options.notice(level, text, at);
    };
    const endRun = (end: RunEnd): void => void (this.#endedBy ??= end);
    this.#groups = groups.map((homes) => new Group(town, homes, { record, notice, endRun }));
  }

  get devices(): number {
    const { from, to } = this.layout.homeDevices(this.#homes);
    return to - from;
  }

  get homes(): number {
    return this.#homes.to - this.#homes.from;
  }

  /** Where it is, or came to: the groups that are ahead do not count. */
  get now(): Instant {
    let now = this.#groups[0]!.now;
    for (const group of this.#groups) if (group.now < now) now = group.now;
    return now;
  }

  /** Simulated time so far. */
  get elapsed(): Duration {
    return millis(this.now - this.start);
  }

  /** Devices whose kind failed. */
  get crashes(): number {
    return this.#groups.reduce((sum, { shard }) => sum + shard.crashes, 0);
  }

  /** What scripts of devices did wrong, and what functions say has failed, in words. */
  get failures(): readonly string[] {
    return this.#groups[0]!.shard.failures;
  }

  /** The name and place of a device, whether it is there or not. */
  identity(index: number): ReturnType<Shard["identity"]> {
    return this.#groups[0]!.shard.identity(index);
  }

  /** Runs to the end, or until it is stopped. Rejects when `ready` does. */
  async run(): Promise<void> {
    for (const { shard } of this.#groups) shard.start(this.start);
    try {
      if (this.#groups.length === 1) await this.#together(this.#groups[0]!);
      else await this.#inTurns();
      this.#options.passed?.(this.now);
    } finally {
      for (const { scheduler } of this.#groups) scheduler.stop();
    }
  }

  /** Ends it after the burst under way. */
  stop(): void {
    this.#stopped = true;
  }

  /** What the scenario ended it by, before its time. */
  get endedBy(): RunEnd | undefined {
    return this.#endedBy;
  }

  async #together(group: Group): Promise<void> {
    while (!this.#stopped && group.advance(this.end, burst, () => this.#endedBy !== undefined) === burst)
      await this.#breathe();
  }

  async #inTurns(): Promise<void> {
    let stretch: Duration = firstStretch;
    for (let until = this.start; until < this.end && !this.#stopped;) {
      until = Math.min(this.end, later(until, stretch)) as Instant;
      const before = this.#records;
      for (let left = burst, next = 0; next < this.#groups.length && !this.#stopped;) {
        left -= this.#groups[next]!.advance(until, left);
        if (left > 0) next++;
        else {
          await nextTurn();
          left = burst;
        }
      }
      await this.#breathe();
      stretch = nextStretch(stretch, this.#records - before);
    }
  }

  /** What has come so far may go. */
  async #breathe(): Promise<void> {
    this.#options.passed?.(this.now);
    await this.#options.ready?.();
    await nextTurn();
  }
}

/** What all groups of homes are in. */
interface Town {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly world: World;
  readonly commons: ShardCommons;
  readonly functions: ScenarioFunctions;
}

/** Homes that live together, with a queue of their own. */
class Group {
  readonly scheduler: Scheduler;
  readonly shard: Shard;

  constructor(
    town: Town,
    homes: Range,
    { record, notice, endRun }: Pick<SimulationOptions, "record" | "notice"> & Pick<ShardOptions, "endRun">,
  ) {
    const scheduler = new Scheduler(new VirtualClock(town.plan.clock.start));
    this.scheduler = scheduler;
    this.shard = new Shard({
      ...town,
      homes,
      scheduler,
      gateway: straight((index) => this.shard.unit(index)),
      record,
      notice: (level, text) => notice(level, text, scheduler.now),
      ...(endRun === undefined ? {} : { endRun }),
    });
  }

  get now(): Instant {
    return this.scheduler.now;
  }

  /** Runs up to so many entries that are due before `until`, or has `enough`. Returns how many; when fewer, it goes no further. */
  advance(until: Instant, entries: number, enough: () => boolean = () => false): number {
    const { scheduler } = this;
    for (let count = 0; count < entries; count++) {
      if (enough()) return count;
      const next = scheduler.nextDue;
      if (next === undefined || next >= until) {
        scheduler.clock.advanceTo(until);
        return count;
      }
      scheduler.runNext();
    }
    return entries;
  }
}

/**
 * Whether something in the plan is about all homes at one moment, so that none may be ahead of another: what expressions name
 * of the run, an exact number of those devices for which a condition holds, an end before the time, which functions may want too, and
 * what waits for the last of all devices.
 */
function isOneWorld({ timeline, fleet }: Plan): boolean {
  const actions = [
    ...timeline.flatMap((step) => step.actions),
    ...fleet.flatMap(({ on = [] }) => on.flatMap((script) => script.actions)),
  ];
  return (
    /\brun\./.test(JSON.stringify([timeline, fleet.map(({ on }) => on)])) ||
    actions.some(({ type }) => type === "stop" || type === "function") ||
    timeline.some((step) => waitsForAll(step.actions)) ||
    timeline.some(({ trigger }) => trigger.type === "when" && trigger.scope === "run") ||
    timeline.some(({ select }) => select.where !== undefined && select.count !== undefined)
  );
}

/** Whether after a wait of each device's own something happens once, when the last of them is there. */
function waitsForAll(actions: readonly Action[]): boolean {
  const own = actions.findIndex((action) => action.type === "wait" && typeof action.for !== "number");
  return own >= 0 && actions.slice(own).some(({ type }) => type === "mark" || type === "log" || type === "http");
}

function groupsOf({ from, to }: Range, size: number): Range[] {
  const groups: Range[] = [];
  for (let first = from; first < to; first += size) groups.push({ from: first, to: Math.min(to, first + size) });
  return groups;
}

/** How long the next stretch shall be if as much happens as in this one. */
function nextStretch(stretch: Duration, records: number): Duration {
  const wanted = (stretch * stretchRecords) / Math.max(1, records);
  return millis(Math.max(1, Math.round(Math.min(wanted, 2 * stretch, longestStretch))));
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

function always({ fleet }: Plan, length: Duration): Plan["load"] {
  const phases = [
    { to: 1, over: millis(0) },
    { to: 1, over: length },
  ];
  return [{ groups: [...fleet.keys()], phases, churn: [] }];
}

/** Commands reach a device that is up, and are lost to one that is not, as on a server. Outside there is nobody. */
function straight(unitAt: (index: number) => ReturnType<Shard["unit"]>): CommandGateway {
  return {
    outside: false,
    send({ index }, { name, args }, done) {
      const unit = unitAt(index);
      if (unit === undefined || !unit.ready) return done("not connected");
      unit.onIncoming({ type: "command", ref: undefined, name, args });
      done();
    },
    request: (_, done) => done({ type: "failed", why: "there is nobody to ask in a simulation" }),
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
