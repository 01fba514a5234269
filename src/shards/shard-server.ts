/**
 * The shard's side of a channel: makes the shard it is told of, lets it run, and says how it is.
 *
 *     new -> making -> ready -> running -> stopping -> ended
 *                 \________________________________/     the parent is gone, or there was a fault
 *
 * 1. Nothing here waits for the parent: devices go on, whether or not it takes what is said. One report is on its way at a time; the next
 *    is made when that one has been taken, and then has all that came since.
 * 2. Without a parent there is nothing to live for: every connection is cut.
 * 3. In virtual time nothing moves but by `advance`; only the goodbyes it sees through by itself.
 */
import { peerTime } from "../kernel/clock.ts";
import { FlotillaError, messageOf } from "../kernel/errors.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later } from "../kernel/time.ts";
import type { Shard } from "../fleet/shard.ts";
import { Batches } from "./batches.ts";
import type { Channel } from "./channel.ts";
import type { CommandAsked, CommandDone, FromShard, ShardFault, ToShard, TracedFrame } from "./message.ts";
import type { ShardReport } from "./shard-report.ts";
import type { ShardSetup } from "./shard-setup.ts";

/** A shard that is made, and what its process knows of it. */
export interface LivingShard {
  readonly shard: Shard;
  readonly scheduler: Scheduler;
  /** Makes its reports: each says what came since the one before. */
  readonly reports: { make(): ShardReport; last(): ShardReport };
  /** Lets time begin at this Unix time, milliseconds. In virtual time it does nothing. */
  begin(startedAt: number): void;
  /** The run is over, goodbyes follow: the process need not be measured any more. */
  over(): void;
  /** Lets go of everything; done when all of its files are complete. */
  close(): Promise<void>;
}

/** What a shard needs of the parent while it lives. */
export interface ToParent {
  /** Has the built-in server send a command; `done` is called once. */
  command(device: string, name: string, args: CommandAsked["args"], done: (problem?: string) => void): void;
  frame(device: string, direction: TracedFrame["direction"], data: TracedFrame["data"]): void;
  warn(text: string): void;
}

export interface ShardServerOptions {
  readonly channel: Channel<FromShard, ToShard>;
  /** Makes the shard, and starts nothing. Rejects when it cannot be made. */
  readonly make: (setup: ShardSetup, parent: ToParent) => Promise<LivingShard>;
  /** All is said and done. */
  readonly ended: () => void;
}

/** Real milliseconds between reports. */
export const reportEvery = 1_000;

const commandsAtOnce = 1_000;
const framesAtOnce = 200;
/** Frames that wait for the parent; what is more is not shown. */
const mostFrames = 2_000;
/** Entries run in one go in virtual time before the event loop gets its turn. */
const turnEntries = 20_000;

type State =
  | { readonly type: "new" | "making" | "ended" }
  | { readonly type: "ready" | "running" | "stopping"; readonly living: LivingShard };

export class ShardServer {
  readonly #options: ShardServerOptions;
  #state: State = { type: "new" };
  /** Asked while the shard was still being made. */
  #stopEarly = false;
  #reporting = false;
  /** A report was due while the last was still on its way. */
  #behind = false;
  /** Commands that the parent has yet to answer. */
  readonly #commands: Map<number, (problem?: string) => void> = new Map();
  #commandNumber = 0;
  readonly #asking: Batches<CommandAsked>;
  readonly #tracing: Batches<TracedFrame>;
  /** Of virtual time: one `advance` after the other. */
  #advancing: Promise<void> = Promise.resolve();

  constructor(options: ShardServerOptions) {
    const { channel } = options;
    this.#options = options;
    this.#asking = new Batches({
      atOnce: commandsAtOnce,
      send: (commands, _, taken) => channel.send({ type: "commands", commands }, taken),
    });
    this.#tracing = new Batches({
      atOnce: framesAtOnce,
      mostWaiting: mostFrames,
      send: (frames, dropped, taken) => channel.send({ type: "frames", frames, dropped }, taken),
    });
    channel.listen({ onMessage: (message) => this.#hear(message), onGone: () => this.#orphaned() });
  }

  /** Something went wrong that nobody caught: the parent is told, and it ends. */
  fail(thrown: unknown): void {
    const state = this.#state;
    if (state.type === "ended") return;
    this.#state = { type: "ended" };
    const living = "living" in state ? state.living : undefined;
    living?.shard.abandon();
    this.#options.channel.send({ type: "failed", fault: faultOf(thrown) }, () => this.#letGo(living));
  }

  #hear(message: ToShard): void {
    switch (message.type) {
      case "setup":
        return void this.#make(message.setup);
      case "start":
        return this.#start(message.startedAt, message.from);
      case "second":
        if (this.#state.type === "running") this.#state.living.shard.second(message.second);
        return;
      case "limits":
        if ("living" in this.#state) this.#state.living.shard.commons.learn(message.limits);
        return;
      case "advance":
        this.#advancing = this.#advancing.then(() => this.#advance(message.to)).catch((thrown) => this.fail(thrown));
        return;
      case "commands-done":
        return this.#answered(message.done);
      case "stop":
        return this.#stop(message.goodbyes, message.at);
    }
  }

  async #make(setup: ShardSetup): Promise<void> {
    this.#state = { type: "making" };
    try {
      const living = await this.#options.make(setup, {
        command: (...command) => this.#command(...command),
        frame: (device, direction, data) => this.#tracing.add({ device, direction, data }),
        warn: (text) => this.#options.channel.send({ type: "warning", text }),
      });
      // Its parent may be gone by now.
      if (this.#state.type !== "making") return await living.close();
      this.#state = { type: "ready", living };
      this.#options.channel.send({ type: "ready" });
      if (this.#stopEarly) this.#stop(false, living.scheduler.now);
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  #start(startedAt: number, from: Duration): void {
    if (this.#state.type !== "ready") return;
    const { living } = this.#state;
    const { shard, scheduler } = living;
    this.#state = { type: "running", living };
    living.begin(startedAt);
    shard.start(shard.plan.clock.start, from);
    if (!scheduler.clock.virtual) this.#reportLater(living, later(shard.plan.clock.start, from));
  }

  // Reports

  #reportLater({ scheduler }: LivingShard, after: Instant): void {
    const due = later(after, peerTime(scheduler.clock, reportEvery));
    // After a time in which nothing ran, one is as good as many.
    scheduler.at(due < scheduler.now ? scheduler.now : due, this.#reportDue);
  }

  readonly #reportDue = {
    onDue: (_: number, due: Instant): void => {
      if (this.#state.type !== "running") return;
      this.#reportLater(this.#state.living, due);
      if (this.#reporting) this.#behind = true;
      else this.#report(this.#state.living);
    },
  };

  #report({ reports }: LivingShard): void {
    this.#reporting = true;
    this.#behind = false;
    this.#options.channel.send({ type: "report", report: reports.make() }, () => {
      this.#reporting = false;
      if (this.#behind && this.#state.type === "running") this.#report(this.#state.living);
    });
  }

  // Commands

  #command(device: string, name: string, args: CommandAsked["args"], done: (problem?: string) => void): void {
    let plain: CommandAsked["args"];
    try {
      plain = asOnTheWire(args);
    } catch (thrown) {
      return done(messageOf(thrown));
    }
    const number = ++this.#commandNumber;
    this.#commands.set(number, done);
    this.#asking.add({ number, device, name, args: plain });
  }

  #answered(all: readonly CommandDone[]): void {
    for (const { number, problem } of all) {
      const done = this.#commands.get(number);
      this.#commands.delete(number);
      done?.(problem);
    }
  }

  // Virtual time

  async #advance(to: Instant): Promise<void> {
    if (this.#state.type !== "running") return;
    const { scheduler, reports } = this.#state.living;
    for (let count = 1; (scheduler.nextDue ?? Number.POSITIVE_INFINITY) <= to; count++) {
      scheduler.runNext();
      if (count % turnEntries === 0) await nextTurn();
      if (this.#state.type !== "running") return;
    }
    scheduler.clock.advanceTo(to);
    this.#options.channel.send({ type: "advanced", report: reports.make() });
  }

  // The end

  #stop(goodbyes: boolean, at: Instant): void {
    const state = this.#state;
    switch (state.type) {
      case "making":
        this.#stopEarly = true;
        return;
      case "ready":
      case "running":
        this.#state = { type: "stopping", living: state.living };
        state.living.scheduler.clock.advanceTo(at);
        state.living.over();
        // As it is now: what comes after is the end of the run, and no part of it.
        this.#options.channel.send({ type: "report", report: state.living.reports.make() });
        if (!goodbyes) state.living.shard.abandon();
        this.#windUp(state.living).catch((thrown: unknown) => this.fail(thrown));
        return;
      case "stopping":
        if (!goodbyes) state.living.shard.abandon();
        return;
      case "new":
      case "ended":
        return;
    }
  }

  async #windUp(living: LivingShard): Promise<void> {
    const { shard, scheduler, reports } = living;
    let gone = false;
    const stopped = shard.stop().then(() => void (gone = true));
    if (scheduler.clock.virtual) {
      await nextTurn();
      while (!gone && scheduler.nextDue !== undefined) {
        scheduler.runNext();
        await nextTurn();
      }
    }
    await stopped;
    for (const done of this.#commands.values()) done("the run is over");
    this.#commands.clear();
    const report = reports.last();
    await living.close();
    this.#options.channel.send({ type: "stopped", report }, () => this.#end());
  }

  #orphaned(): void {
    const state = this.#state;
    // It is about to go already.
    if (state.type === "ended") return;
    this.#state = { type: "ended" };
    const living = "living" in state ? state.living : undefined;
    living?.shard.abandon();
    this.#letGo(living);
  }

  /** Goes, once what it has written is in its files. */
  #letGo(living: LivingShard | undefined): void {
    const end = (): void => {
      this.#options.channel.close();
      this.#options.ended();
    };
    if (living === undefined) end();
    else living.close().then(end, end);
  }

  #end(): void {
    if (this.#state.type === "ended") return;
    this.#state = { type: "ended" };
    this.#options.channel.close();
    this.#options.ended();
  }
}

/** A function of a scenario may give what no channel takes; the server makes JSON of it anyway. */
function asOnTheWire(args: CommandAsked["args"]): CommandAsked["args"] {
  return JSON.parse(JSON.stringify(args)) as CommandAsked["args"];
}

export function faultOf(thrown: unknown): ShardFault {
  if (!(thrown instanceof FlotillaError))
    return {
      code: "internal",
      message: thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown),
    };
  const { code, message, hint } = thrown;
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/** Lets messages and promises have their turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
