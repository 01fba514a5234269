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
 * 6. A slice of the homes lives as it lives among all, in a process of its own too. What is about the whole run is decided by who leads
 *    all slices ({@link Lead}), at whole simulated seconds; alone, it goes the same way.
 */
import type { Kind } from "../../device/kind.ts";
import type { CommandGateway } from "../../fleet/command-gateway.ts";
import type { DeviceRecord } from "../../fleet/run-events.ts";
import { Shard, type ShardOptions } from "../../fleet/shard.ts";
import { ShardCommons } from "../../fleet/shard-commons.ts";
import { asksForBytes, asksForFigures, isAboutTheRun } from "../../fleet/run-wide/about-the-run.ts";
import { figuresOf } from "../../fleet/run-wide/run-figures.ts";
import type { RunFigures } from "../../fleet/run-wide/run-second.ts";
import type { Saying } from "../../fleet/run-wide/saying.ts";
import type { RunEnd } from "../../fleet/timeline/stage.ts";
import { VirtualClock } from "../../kernel/clock.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { Scheduler } from "../../kernel/scheduler.ts";
import { type Duration, hours, type Instant, later, millis, minutes, seconds } from "../../kernel/time.ts";
import { type FleetLayout, fleetLayout, type Range } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { KnownLimits } from "../../scenario/selection/known-limits.ts";
import type { World } from "../../world/world.ts";
import { type Lead, SimulationLead } from "./simulation-lead.ts";
import { worldOf } from "../world-of.ts";

/** What devices may be called, and what only some plans need, comes from outside: it is several times as large as all the rest. */
export interface SimulationOptions extends Pick<ShardOptions, "firstNames" | "expressions" | "functions"> {
  readonly kinds: readonly Kind[];
  /** Instead of the plan's own length. */
  readonly length?: Duration;
  /** One home instead of all. */
  readonly home?: number;
  /** Some of the homes instead of all, of a simulation that somebody else leads. */
  readonly slice?: SimulatedSlice;
  /**
   * Homes that live together; absent: all, and records come in order of time. In several groups each of them does for a stretch
   * of time, and then all records of before `passed` have come.
   */
  readonly homesTogether?: number;
  readonly record: (record: DeviceRecord) => void;
  /** All records of before `until` have come, and none of the later ones matters unless it is passed too. */
  readonly passed?: (until: Instant) => void;
  /** In order. Not called for a slice: who leads it tells. */
  readonly notice: (level: "info" | "warning", text: string, at: Instant) => void;
  /** Waited for after each `passed`, if it is anything to wait for. */
  readonly ready?: () => Promise<void>;
}

export interface SimulatedSlice {
  readonly number: number;
  readonly homes: Range;
  readonly lead: Lead;
  /** Of selections, as far as somebody has worked them out. */
  readonly limits?: readonly KnownLimits[];
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
const second = seconds(1);
/** Instants of our time are 2^-12 ms apart. */
const justBefore = 2 ** -12;

export class Simulation {
  readonly layout: FleetLayout;
  readonly world: World;
  readonly start: Instant;
  readonly end: Instant;
  readonly #options: SimulationOptions;
  readonly #groups: readonly Group[];
  readonly #homes: Range;
  readonly #plan: Plan;
  readonly #lead: Lead;
  #records = 0;
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
    const all = home === undefined ? { from: 0, to: plan.homes } : { from: home, to: home + 1 };
    this.#homes = options.slice?.homes ?? all;
    this.#plan = plan;
    this.world = worldOf(plan);
    const town: Town = {
      plan: { ...plan, duration: length, load: always(plan, length) },
      layout: this.layout,
      kinds,
      world: this.world,
      commons: this.#commons(),
      firstNames: options.firstNames,
      ...(options.expressions === undefined ? {} : { expressions: options.expressions }),
      ...(options.functions === undefined ? {} : { functions: options.functions }),
    };
    const groups = groupsOf(this.#homes, homesTogether(plan, options.homesTogether));
    const lead =
      options.slice?.lead ??
      new SimulationLead({
        plan,
        layout: this.layout,
        slices: 1,
        groups: groups.length,
        tell: (level, text, at) => options.notice(level, text, later(this.start, millis(at))),
      });
    this.#lead = lead;
    const together = groups.length === 1;
    const record = (one: DeviceRecord): void => {
      this.#records++;
      // In order of time: what was said before it is told before it.
      if (together) lead.passed(one.at - this.start);
      options.record(one);
    };
    this.#groups = groups.map((homes) => {
      const number = homes.from - all.from;
      return new Group(town, homes, { number, record, said: (saying) => lead.said(number, saying) });
    });
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
    return this.#lead.failures;
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
      for (const { shard } of this.#groups) shard.voice.flush();
      this.#lead.close(this.elapsed);
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
    return this.#lead.endedBy;
  }

  #commons(): ShardCommons {
    const commons = new ShardCommons(this.#plan, this.layout, this.#homes);
    commons.learn(this.#options.slice?.limits ?? []);
    return commons;
  }

  async #together(group: Group): Promise<void> {
    if (!isAboutTheRun(this.#plan)) return this.#onTo(group, this.end, false);
    for (let at = second; later(this.start, at) < this.end && !this.#stopped; at = millis(at + second)) {
      await this.#onTo(group, later(this.start, at), true);
      const next = await this.#lead.second(this.#options.slice?.number ?? 0, at, this.#figures());
      if (next === undefined) return;
      group.shard.second(next);
    }
    await this.#onTo(group, this.end, false);
  }

  /** @param through whether what is due at `until` is done as well. */
  async #onTo(group: Group, until: Instant, through: boolean): Promise<void> {
    while (!this.#stopped && group.advance(until, burst, through) === burst) await this.#breathe();
  }

  #figures(): RunFigures | undefined {
    if (!asksForFigures(this.#plan)) return undefined;
    const [{ shard }] = this.#groups as readonly [Group];
    if (asksForBytes(this.#plan)) shard.settle();
    return figuresOf(shard);
  }

  async #inTurns(): Promise<void> {
    // Slices come equally far in a stretch, and all of them together hold what one alone would.
    const records =
      this.#options.slice === undefined ? stretchRecords : (stretchRecords * this.homes) / this.#plan.homes;
    let stretch: Duration = millis(Math.min(firstStretch, (firstStretch * records) / Math.max(1, this.devices)));
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
      stretch = nextStretch(stretch, records, this.#records - before);
    }
  }

  /** What has come so far may go. */
  async #breathe(): Promise<void> {
    this.#options.passed?.(this.now);
    if (this.#groups.length > 1) this.#lead.passed(this.elapsed - justBefore);
    await this.#options.ready?.();
    await nextTurn();
  }
}

/** What all groups of homes are in. */
interface Town extends Pick<SimulationOptions, "firstNames" | "expressions" | "functions"> {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly world: World;
  readonly commons: ShardCommons;
}

interface GroupOptions extends Pick<SimulationOptions, "record"> {
  /** Of all groups of all slices. */
  readonly number: number;
  readonly said: (saying: Saying) => void;
}

/** Homes that live together, with a queue of their own. */
class Group {
  readonly scheduler: Scheduler;
  readonly shard: Shard;

  constructor(town: Town, homes: Range, { number, record, said }: GroupOptions) {
    const scheduler = new Scheduler(new VirtualClock(town.plan.clock.start));
    this.scheduler = scheduler;
    this.shard = new Shard({
      ...town,
      homes,
      scheduler,
      gateway: straight((index) => this.shard.unit(index)),
      record,
      number,
    });
    this.shard.hear((_, saying) => said(saying));
  }

  get now(): Instant {
    return this.scheduler.now;
  }

  /**
   * Runs up to so many entries that are due before `until`. Returns how many; when fewer, it goes no further.
   *
   * @param through whether those due at `until` are run as well.
   */
  advance(until: Instant, entries: number, through = false): number {
    const { scheduler } = this;
    for (let count = 0; count < entries; count++) {
      const next = scheduler.nextDue;
      if (next === undefined || next > until || (next === until && !through)) {
        scheduler.clock.advanceTo(until);
        return count;
      }
      scheduler.runNext();
    }
    return entries;
  }
}

/** How many homes live together: all, where something is about the whole run. */
export function homesTogether(plan: Plan, wished: number = plan.homes): number {
  return isAboutTheRun(plan) ? plan.homes : wished;
}

export function groupsOf({ from, to }: Range, size: number): Range[] {
  const groups: Range[] = [];
  for (let first = from; first < to; first += size) groups.push({ from: first, to: Math.min(to, first + size) });
  return groups;
}

/** How long the next stretch shall be if as much happens as in this one. */
function nextStretch(stretch: Duration, most: number, records: number): Duration {
  const wanted = (stretch * most) / Math.max(1, records);
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
