/**
 * The parent's side of one shard: what it was told, what it said, and its restarts.
 *
 *     opening -> ready -> running -> stopping -> ended
 *                  ^  \     /  ^
 *                  |  died v   |
 *                  |  resting  |     a wait that grows with every death
 *                  |     v     |
 *                  '- rejoining'     made again; once the run has begun, it joins in as soon as it is made
 *
 * 1. One that dies is noticed with its channel, made anew with the same setup, and joins in where the plan stands. What it had counted
 *    stays; that of the last second is lost, and why is told.
 * 2. One that dies over and over, or dies in virtual time where nobody can join in later, is given up.
 * 3. Nothing waits for a shard but its own `ready`, `advance` and `stop`, and those end when it is given up. Making it may take only so
 *    long, each time.
 */
import { peerTime } from "../kernel/clock.ts";
import { type ErrorCode, FlotillaError } from "../kernel/errors.ts";
import { keyed } from "../kernel/random.ts";
import { noTicket, type Scheduler, type Ticket } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later, millis } from "../kernel/time.ts";
import type { RunSecond } from "../fleet/run-wide/run-second.ts";
import type { KnownLimits } from "../scenario/selection/known-limits.ts";
import type { ShardGenerator } from "../fleet/generator/shard-generator.ts";
import { didNotEnd, notReady } from "../fleet/generator/lost-shard.ts";
import { stopGrace } from "../fleet/stop-grace.ts";
import { Batches } from "./batches.ts";
import type { Channel } from "./channel.ts";
import type { CommandAsked, CommandDone, FromShard, ShardFault, ToShard, TracedFrame } from "./message.ts";
import { Mirror } from "./mirror.ts";
import type { RemoteShard } from "./united-shards.ts";
import type { ShardReport } from "./shard-report.ts";
import type { ShardSetup } from "./shard-setup.ts";

export interface ShardClientOptions {
  /** What it is given, made for each of its lives. */
  readonly setup: () => ShardSetup;
  /** Starts a process for the shard. */
  readonly open: () => Channel<ToShard, FromShard>;
  readonly generator: ShardGenerator;
  /** How many the whole fleet has. */
  readonly devices: number;
  /** The run's own. */
  readonly scheduler: Scheduler;
  /** Calls `ring` after so many real milliseconds, also while simulated time stands. Returns how to stop that. */
  readonly alarm: (millis: number, ring: () => void) => () => void;
  /** Real milliseconds that making it may take. */
  readonly patience: number;
  /** The Unix time, in milliseconds, of a simulated one. */
  readonly unixAt: (at: Instant) => number;
  readonly events: ShardEvents;
}

/** What the run does about a shard's news. */
export interface ShardEvents {
  /** The built-in server shall send a command; `done` is called once. */
  command(command: CommandAsked, done: (problem?: string) => void): void;
  frames(frames: readonly TracedFrame[], dropped: number): void;
  told(level: "info" | "warning", text: string): void;
  /** It will not come back: the run cannot go on. */
  gaveUp(why: string): void;
}

/** How often one shard may die. */
export const mostDeaths = 5;
/** Real: how long it rests after its first death at most, twice as long after each further one; at least half of that. */
const firstRest = 1_000;
/** Real: a shard that says nothing for so long is told of. */
const silence = 5_000;
const looksPerSilence = 5;
/** Real: how much longer than its goodbyes a shard may take to end. */
const endGrace = 5_000;
const answersAtOnce = 1_000;

type State = "opening" | "ready" | "running" | "resting" | "rejoining" | "stopping" | "ended";

export class ShardClient implements RemoteShard {
  readonly #options: ShardClientOptions;
  readonly mirror: Mirror = new Mirror();
  readonly generator: ShardGenerator;
  /** Resolves when it is made for the first time. */
  readonly ready: Promise<void>;
  #state: State = "opening";
  /** Whether the run has begun: one that is ready is then to live, wherever the plan stands. */
  #begun = false;
  #channel: Channel<ToShard, FromShard>;
  #deaths = 0;
  #name = "";
  #seed = 0;
  #origin: Instant;
  #settleReady: { readonly resolve: () => void; readonly reject: (fault: FlotillaError) => void } | undefined;
  #whenEnded: (() => void) | undefined;
  #ended: Promise<void> | undefined;
  #whenAdvanced: (() => void) | undefined;
  /** A `second` is on its way, and what came since. */
  #telling = false;
  #next: RunSecond | undefined;
  #answers: Batches<CommandDone>;
  /** What it said when it ended itself. */
  #fault: ShardFault | undefined;
  #heard = 0;
  #silent = false;
  /** Stops the alarm that is set: it takes too long to be made, or has rested. */
  #calmDown: () => void = () => {};
  #readyAtStop: number | undefined;
  #endTicket: Ticket = noTicket;

  constructor(options: ShardClientOptions) {
    this.#options = options;
    this.generator = options.generator;
    this.#origin = options.scheduler.now;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    // Whoever waits for it hears of it all the same.
    this.ready.catch(() => {});
    this.#channel = this.#open();
    this.#answers = this.#answering();
  }

  /** Whether it is there, as far as anybody knows. */
  get living(): boolean {
    return this.#state === "running" || this.#state === "stopping";
  }

  /** Devices that were ready when it was told to stop. */
  get readyAtStop(): number | undefined {
    return this.#readyAtStop;
  }

  /** Real milliseconds for which it is waited to be made. */
  get patience(): number {
    return this.#options.patience;
  }

  get deaths(): number {
    return this.#deaths;
  }

  /** Simulated time zero of the plan is at `origin`. */
  start(origin: Instant): void {
    if (this.#begun || !(this.#state === "ready" || this.#isAway)) return;
    this.#begun = true;
    this.#origin = origin;
    if (this.#state === "ready") this.#run(millis(0));
    this.#watchSilence();
  }

  second(second: RunSecond): void {
    if (this.#state !== "running") {
      // It hears of it when it has rejoined.
      if (this.#isAway) this.#next = together(this.#next, second);
      return;
    }
    this.#next = together(this.#next, second);
    if (!this.#telling) this.#tell();
  }

  /** One that is being made again has them in its setup, or works them out itself. */
  learn(limits: readonly KnownLimits[]): void {
    if (this.#state === "running") this.#channel.send({ type: "limits", limits });
  }

  /** Virtual time only: done when everything due up to `to` has happened there, and has been taken in here. */
  advance(to: Instant): Promise<void> {
    if (this.#state !== "running") return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenAdvanced = resolve;
      this.#channel.send({ type: "advance", to });
    });
  }

  /** Has its devices say goodbye. Done when the last is gone and its last report is taken in, or when it has died. */
  stop(): Promise<void> {
    return this.#stop(true);
  }

  /** Cuts its connections at once. */
  abandon(): void {
    if (this.#state !== "stopping") return void this.#stop(false);
    this.#channel.send({ type: "stop", goodbyes: false, at: this.#options.scheduler.now });
    this.#endInTime(millis(0));
  }

  /** Lets go of it, whatever it does. */
  close(): void {
    if (this.#state !== "ended") this.#end();
  }

  #stop(goodbyes: boolean): Promise<void> {
    if (this.#ended !== undefined) return this.#ended;
    this.#ended = new Promise((resolve) => {
      this.#whenEnded = resolve;
    });
    if (this.#state === "ended" || this.#state === "opening" || this.#isAway) this.#end();
    else {
      const { scheduler, devices } = this.#options;
      this.#state = "stopping";
      this.#channel.send({ type: "stop", goodbyes, at: scheduler.now });
      this.#endInTime(goodbyes ? stopGrace(scheduler, devices) : millis(0));
    }
    return this.#ended;
  }

  /** It died, and is not back yet. */
  get #isAway(): boolean {
    return this.#state === "resting" || this.#state === "rejoining";
  }

  #open(): Channel<ToShard, FromShard> {
    const { open, scheduler, alarm, patience } = this.#options;
    const setup = this.#options.setup();
    const channel = open();
    this.#name = nameOf(setup);
    this.#seed = setup.plan.seed;
    this.#heard = scheduler.clock.real();
    channel.listen({
      onMessage: (message) => {
        if (this.#channel === channel) this.#hear(message);
      },
      onGone: (why) => {
        if (this.#channel === channel) this.#lost(why);
      },
    });
    channel.send({ type: "setup", setup });
    this.#calmDown = alarm(patience, () => this.#tooLong());
    return channel;
  }

  #hear(message: FromShard): void {
    this.#heard = this.#options.scheduler.clock.real();
    const { events } = this.#options;
    switch (message.type) {
      case "ready":
        return this.#made();
      case "report":
        return this.#take(message.report);
      case "advanced":
        this.#take(message.report);
        return this.#advanced();
      case "frames":
        return events.frames(message.frames, message.dropped);
      case "commands":
        for (const command of message.commands) this.#carryOut(command);
        return;
      case "warning":
        return events.told("warning", message.text);
      case "stopped":
        this.#take(message.report);
        this.generator.gone();
        return this.#end();
      case "failed":
        this.#fault = message.fault;
        return this.#lost(message.fault.message);
    }
  }

  #take(report: ShardReport): void {
    this.#silent = false;
    // The first since then: it was made before any goodbye.
    if (this.#state === "stopping") this.#readyAtStop ??= report.phases.ready;
    this.mirror.add(report);
    this.generator.told(report.generator, this.#heard);
  }

  #tooLong(): void {
    const within = inSeconds(this.#options.patience);
    this.#fault = {
      code: "internal",
      message: `expected ${this.#name} to be ready within ${within}, found it was not`,
      hint: "If something else keeps this machine busy, wait for that or use fewer --shards. What its process waits for, --shards 1 shows.",
    };
    this.#lost(notReady(within));
  }

  #made(): void {
    if (this.#state === "opening" || this.#state === "rejoining") this.#calmDown();
    if (this.#state === "opening") {
      this.#state = "ready";
      this.#settleReady?.resolve();
      return;
    }
    if (this.#state !== "rejoining") return;
    const { scheduler, events } = this.#options;
    if (!this.#begun) {
      this.#state = "ready";
      return;
    }
    this.#run(millis(scheduler.clock.now() - this.#origin));
    events.told("info", `${this.#name} is back`);
    if (this.#next !== undefined) this.#tell();
  }

  #run(from: Duration): void {
    const { unixAt, scheduler } = this.#options;
    this.#state = "running";
    this.generator.began(scheduler.clock.real());
    this.#channel.send({ type: "start", startedAt: unixAt(this.#origin), from });
  }

  #tell(): void {
    const second = this.#next;
    if (second === undefined) return;
    this.#next = undefined;
    this.#telling = true;
    const channel = this.#channel;
    channel.send({ type: "second", second }, () => {
      if (this.#channel !== channel) return;
      this.#telling = false;
      if (this.#state === "running") this.#tell();
    });
  }

  #carryOut(command: CommandAsked): void {
    const answers = this.#answers;
    this.#options.events.command(command, (problem) =>
      answers.add({ number: command.number, ...(problem === undefined ? {} : { problem }) }),
    );
  }

  #answering(): Batches<CommandDone> {
    const channel = this.#channel;
    return new Batches({
      atOnce: answersAtOnce,
      send: (done, _, taken) => channel.send({ type: "commands-done", done }, taken),
    });
  }

  #watchSilence(): void {
    const { scheduler, events } = this.#options;
    const { clock } = scheduler;
    if (clock.virtual) return;
    const every = silence / looksPerSilence;
    let lookedAt = clock.real();
    const look = {
      onDue: (): void => {
        if (this.#state === "ended") return;
        const now = clock.real();
        // While this very process stood still it could not hear anybody either.
        const deaf = Math.max(0, now - lookedAt - 2 * every);
        if (deaf > 0) this.#heard = Math.min(now, this.#heard + deaf);
        lookedAt = now;
        const quiet = now - this.#heard;
        const expected = this.#state === "running" || this.#state === "rejoining";
        if (expected && !this.#silent && quiet >= silence) {
          this.#silent = true;
          events.told("warning", `${this.#name} has said nothing for ${Math.round(quiet / 1_000)} s`);
        }
        lookLater();
      },
    };
    const lookLater = (): void => void scheduler.at(later(scheduler.now, peerTime(clock, every)), look);
    lookLater();
  }

  /**
   * A shard that does not end is not waited for for ever. In virtual time there is no hurry.
   *
   * @param goodbyes how long those may take, on the run's clock.
   */
  #endInTime(goodbyes: Duration): void {
    const { scheduler } = this.#options;
    if (scheduler.clock.virtual) return;
    scheduler.cancel(this.#endTicket);
    // From now on, however late this process is itself.
    const due = later(scheduler.clock.now(), millis(goodbyes + peerTime(scheduler.clock, endGrace)));
    this.#endTicket = scheduler.at(due, { onDue: () => this.#lost(didNotEnd) });
  }

  #advanced(): void {
    const done = this.#whenAdvanced;
    this.#whenAdvanced = undefined;
    done?.();
  }

  // The end of a life

  #lost(why: string): void {
    const { events, scheduler } = this.#options;
    const before = this.#state;
    if (before === "ended" || before === "resting") return;
    this.#calmDown();
    this.#channel.close();
    if (before === "opening") {
      this.#state = "ended";
      this.#settleReady?.reject(this.#errorOf(why));
      return;
    }
    this.#deaths++;
    // Where it happened is on stderr; reasons are told in a line.
    const [reason = why] = why.split("\n", 1);
    this.mirror.lost();
    this.generator.died(reason);
    if (before === "stopping") {
      const what = reason === didNotEnd ? "did not end in time" : `died while it stopped (${reason})`;
      events.told("warning", `${this.#name} ${what}: its last counts are missing`);
      return this.#end();
    }
    if (scheduler.clock.virtual || this.#deaths >= mostDeaths) {
      const times = this.#deaths > 1 ? ` ${this.#deaths} times` : "";
      this.#state = "ended";
      this.#advanced();
      events.gaveUp(`${this.#name} died${times}: ${reason}`);
      return;
    }
    const rest = this.#restAfterDeath();
    events.told(
      "warning",
      `${this.#name} died (${reason}): its devices are gone, and come back when it does; it is started again in ${inSeconds(rest)}`,
    );
    this.#telling = false;
    this.#state = "resting";
    this.#fault = undefined;
    this.#calmDown = this.#options.alarm(rest, () => {
      this.#state = "rejoining";
      this.#channel = this.#open();
      this.#answers = this.#answering();
    });
  }

  /** Whatever kills one may kill many at a time, and again at once: they neither come back together nor in a hurry. */
  #restAfterDeath(): number {
    const longest = firstRest * 2 ** (this.#deaths - 1);
    const { number } = this.generator.slice;
    return longest * (0.5 + 0.5 * keyed(this.#seed, "rest of a shard that died", number, this.#deaths));
  }

  #end(): void {
    const { scheduler } = this.#options;
    scheduler.cancel(this.#endTicket);
    this.#calmDown();
    this.#state = "ended";
    this.#channel.close();
    this.#advanced();
    this.#whenEnded?.();
  }

  #errorOf(why: string): FlotillaError {
    const fault = this.#fault;
    if (fault !== undefined) return new FlotillaError(fault.code as ErrorCode, fault.message, { hint: fault.hint });
    return new FlotillaError("internal", `expected ${this.#name} to come up, found: ${why}`, {
      hint: "Try it in one process, with --shards 1.",
    });
  }
}

function inSeconds(length: number): string {
  return `${(length / 1_000).toFixed(1)} s`;
}

/** As the summary calls it. */
function nameOf({ number }: ShardSetup): string {
  return `shard ${number}`;
}

/** Figures are the latest; what has happened is all of it. */
function together(before: RunSecond | undefined, second: RunSecond): RunSecond {
  if (before === undefined) return second;
  return { ...before, ...second, happened: [...before.happened, ...second.happened] };
}
