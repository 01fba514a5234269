/**
 * One run of a plan, from the first device to the summary.
 *
 *     new -> begin() -> running --- duration over, stop(), endBy(), unreachable ---> stopping -> ended
 *      |                                                                                 ^         with a summary
 *      +------------------------------ stop(), abort() ----------------------------------+
 *
 * 1. It holds the barrier: shards start together and stop together, be it one in this process or several in others.
 * 2. On a virtual clock nothing moves unless {@link advance} is called; the outcome is the same bytes every time, for any number of shards:
 *    of several, all have come to a moment before the run does anything at it.
 * 3. It ends exactly once, always with a summary, whatever went wrong on the way.
 */
import { peerTime } from "../kernel/clock.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later, seconds } from "../kernel/time.ts";
import { wantedDevices } from "../scenario/load/load-stays.ts";
import { GeneratorBook } from "./generator/generator-book.ts";
import type { GeneratorGauge } from "./generator/generator-gauge.ts";
import type { Hearing } from "./expectations/hearing.ts";
import { Judge } from "./expectations/judge.ts";
import { Outputs } from "./outputs.ts";
import type { DeviceRecord, Notice, Progress, RunInfo, RunOutput, Summary } from "./run-events.ts";
import { needsSeconds } from "./run-wide/about-the-run.ts";
import { Conductor, type Ensemble } from "./run-wide/conductor.ts";
import { figuresOf } from "./run-wide/run-figures.ts";
import type { ShardPort } from "./shard-port.ts";
import type { RunEnd } from "./timeline/stage.ts";
import { latenciesOf, makeSummary, totalsOf } from "./summary.ts";

export interface FleetRunOptions {
  readonly info: RunInfo;
  readonly shard: ShardPort;
  readonly scheduler: Scheduler;
  /** Of this process; also fed by the scheduler's lateness listener. */
  readonly gauge: GeneratorGauge;
  readonly outputs: readonly RunOutput[];
  readonly version: string;
  /** How long to keep trying a target that never answered, real time; absent: as long as the run lasts. */
  readonly giveUpAfter?: Duration;
  /** Lets simulated time begin to move, which has stood until then. */
  readonly beginTime?: () => void;
}

/** Entries run in one go on a virtual clock before the event loop gets its turn. */
const turnEntries = 20_000;
/** Real time between two looks at the whole run, at least. */
const leastRealMillis = 100;
/** Larger fleets' byte counts are left to their pings, which spread over the devices: asking all every second costs much. */
const mostSettled = 1_000;

export class FleetRun {
  readonly info: RunInfo;
  readonly #options: FleetRunOptions;
  readonly #outputs: Outputs;
  readonly #ended: Promise<Summary>;
  #settle: { readonly resolve: (summary: Summary) => void; readonly reject: (reason: unknown) => void } | undefined;
  #phase: "new" | "running" | "stopping" | "ended" = "new";
  #origin: Instant;
  #interrupted = false;
  /** By what a step, a script or an expectation has ended it. */
  #end: RunEnd | undefined;
  #previous: { real: number; opened: number; out: number; in: number; bytesOut: number; bytesIn: number };
  readonly #generator: GeneratorBook;
  #endedAt: Instant | undefined;
  /** What goodbyes are no part of. */
  #atEnd: { readonly connected: number } | undefined;
  #final: Summary | undefined;
  readonly #judge: Judge;
  readonly #conductor: Conductor;
  #seconds = 0;

  constructor(options: FleetRunOptions) {
    const { info, scheduler, shard, gauge, outputs } = options;
    this.#options = options;
    this.info = info;
    this.#outputs = new Outputs(outputs, () => scheduler.now - this.#origin);
    this.#origin = scheduler.now;
    this.#previous = { real: 0, opened: 0, out: 0, in: 0, bytesOut: 0, bytesIn: 0 };
    this.#generator = new GeneratorBook({
      gauge,
      shards: shard.generators,
      homes: info.homes,
      devices: info.devices,
      clock: scheduler.clock,
    });
    this.#conductor = new Conductor({
      ensemble: ensembleOf(shard),
      tell: (level, text, at) => this.#outputs.noticed(level, text, at),
      endRun: (end) => this.endBy(end),
      began: (name, at) => this.#judge.began(name, at),
      look: () => this.#judge.look(),
    });
    this.#judge = new Judge(this.#hearing(), this.#conductor.conditions(shard.conditions));
    shard.hear((number, saying) => this.#conductor.said(number, saying));
    shard.listen(({ name, at }) => {
      this.#judge.began(name, at);
      this.#conductor.began(name, at);
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /** Resolves once the run is over and every output is flushed. */
  get ended(): Promise<Summary> {
    return this.#ended;
  }

  get over(): boolean {
    return this.#phase === "ended";
  }

  begin(): void {
    if (this.#phase !== "new") return;
    const { scheduler, shard, info, beginTime } = this.#options;
    this.#phase = "running";
    beginTime?.();
    this.#origin = scheduler.now;
    this.#previous = { ...this.#previous, real: scheduler.clock.real() };
    this.#generator.start();
    this.#outputs.started(info);
    // Before anything else that is due then.
    scheduler.at(later(this.#origin, shard.plan.duration), this.#finishing);
    shard.start(this.#origin);
    this.#conductor.start();
    this.#judge.start();
    this.#secondLater();
    this.#tickLater();
    if (this.#end !== undefined) this.#finish();
  }

  /**
   * Moves a virtual run forward by `by`, or until `enough` says so after some entry. A run that ends on the way is seen
   * through to its summary. On a real clock it does nothing.
   */
  async advance(by: Duration, enough: () => boolean = () => false): Promise<void> {
    const { scheduler, shard } = this.#options;
    if (!scheduler.clock.virtual) return;
    const end = later(scheduler.now, by);
    let count = 0;
    while (!this.over && !enough()) {
      const next = scheduler.nextDue;
      const stopping = this.#phase === "stopping";
      if (next === undefined && stopping) {
        await this.#ended;
        return;
      }
      if (next === undefined || (next > end && !stopping)) {
        if (shard.advance !== undefined) await shard.advance(end < this.#due ? end : justBefore(this.#due));
        scheduler.clock.advanceTo(end);
        return;
      }
      if (shard.advance !== undefined && !stopping)
        await shard.advance(next < this.#due ? next : justBefore(this.#due));
      scheduler.runNext();
      // An instant is over when nothing more is due at it: then its news are in order.
      if (this.#conductor.hasNews && scheduler.nextDue !== scheduler.clock.now()) this.#conductor.passed(this.#elapsed);
      if (++count % turnEntries !== 0 && this.#phase === "running") continue;
      this.#tick();
      await nextTurn();
    }
  }

  /**
   * Ends the run now: goodbyes, then the summary. `interrupted` marks an end before the planned one. Once it is ending, only
   * waits for the end.
   */
  async stop(interrupted: boolean): Promise<Summary> {
    if (this.#phase === "new" || this.#phase === "running") {
      this.#interrupted = interrupted && !this.#complete;
      this.#finish();
    }
    if (this.#options.scheduler.clock.virtual) {
      // Who calls may be called by an entry of the scheduler itself.
      await nextTurn();
      await this.advance(peerTime(this.#options.scheduler.clock, 10_000));
    }
    return this.#ended;
  }

  /**
   * Ends the run now, or as soon as it has begun, as the scenario wants it: with goodbyes, and not as one that was interrupted. The first to
   * end it does.
   */
  endBy(end: RunEnd): void {
    if (this.#phase === "new") this.#end ??= end;
    if (this.#phase !== "running") return;
    this.#end = end;
    this.#finish();
  }

  /** Ends the run at once: connections are cut without a goodbye. */
  abort(): void {
    if (this.over) return;
    this.#interrupted ||= !this.#complete;
    if (this.#phase === "stopping") this.#options.shard.abandon();
    else this.#finish({ goodbyes: false });
  }

  notice(level: Notice["level"], text: string): void {
    this.#conductor.passed(this.#elapsed);
    this.#outputs.noticed(level, text);
  }

  record(record: DeviceRecord): void {
    this.#outputs.recorded(record);
  }

  /** The summary as it would be if the run ended now; the final one when it has ended. */
  summary(): Summary {
    if (this.#final !== undefined) return this.#final;
    const { info, shard, version } = this.#options;
    shard.settle();
    return makeSummary({
      info,
      shard,
      version,
      interrupted: this.#interrupted,
      end: this.#end,
      connectedAtEnd: this.#atEnd?.connected ?? shard.phases.ready,
      elapsed: this.#elapsed,
      generator: this.#generator,
      judge: this.#judge,
      failures: this.#conductor.failures,
    });
  }

  readonly #finishing = { onDue: (): void => this.#finish() };
  readonly #ticking = { onDue: (): void => this.#tick() };

  #hearing(): Hearing {
    return {
      shard: this.#options.shard,
      scheduler: this.#options.scheduler,
      elapsed: () => this.#elapsed,
      tell: (text) => this.notice("warning", text),
      abort: (why) => this.endBy({ fail: true, why }),
    };
  }

  /** When the run is to end. */
  get #due(): Instant {
    return later(this.#origin, this.#options.shard.plan.duration);
  }

  /** Simulated milliseconds since the start; after the end, up to then. */
  get #elapsed(): number {
    return (this.#endedAt ?? this.#options.scheduler.now) - this.#origin;
  }

  /** Whether the planned end has come. */
  get #complete(): boolean {
    const { scheduler, shard } = this.#options;
    return (this.#endedAt ?? scheduler.now) - this.#origin >= shard.plan.duration;
  }

  #finish({ goodbyes } = { goodbyes: true }): void {
    if (this.#phase === "stopping" || this.#phase === "ended") return;
    const { shard, scheduler } = this.#options;
    this.#phase = "stopping";
    this.#endedAt = scheduler.now;
    this.#generator.stop();
    this.#conductor.end(this.#elapsed);
    this.#judge.end();
    this.#atEnd = { connected: shard.phases.ready };
    if (!goodbyes) shard.abandon();
    this.#windUp().then(this.#settle!.resolve, this.#settle!.reject);
  }

  async #windUp(): Promise<Summary> {
    const { shard, scheduler } = this.#options;
    try {
      await shard.stop();
      if (shard.readyAtStop !== undefined) this.#atEnd = { connected: shard.readyAtStop };
      this.#conductor.close(this.#elapsed);
      this.#final = this.summary();
      this.#phase = "ended";
      await this.#outputs.finished(this.#final);
      return this.#final;
    } finally {
      this.#phase = "ended";
      scheduler.stop();
    }
  }

  /** Whole simulated seconds; on a clock that runs fast, some at a time. On a virtual one only where the plan needs them. */
  #secondLater(): void {
    const { scheduler, shard } = this.#options;
    const { virtual } = scheduler.clock;
    if (virtual && !needsSeconds(shard.plan)) return;
    const atOnce = virtual ? 1 : Math.max(1, Math.ceil(peerTime(scheduler.clock, leastRealMillis) / 1_000));
    this.#seconds += atOnce;
    scheduler.at(later(this.#origin, seconds(this.#seconds)), this.#second);
  }

  readonly #second = {
    onDue: (_: number, due: Instant): void => {
      const { scheduler } = this.#options;
      if (this.#phase !== "running") return;
      // Whatever else is due at this instant comes first.
      if (scheduler.nextDue === due) return void scheduler.at(due, this.#second);
      this.#conductor.second(due - this.#origin);
      this.#secondLater();
    },
  };

  /** A virtual run ticks with its turns instead: watching it must not cost simulated time. */
  #tickLater(): void {
    const { scheduler } = this.#options;
    if (scheduler.clock.virtual) return;
    scheduler.at(later(scheduler.now, peerTime(scheduler.clock, 1_000)), this.#ticking);
  }

  #tick(): void {
    if (this.#phase !== "running") return;
    // What is said at this very instant may not have come yet.
    this.#conductor.passed(this.#elapsed - 0.001);
    this.#generator.look();
    if (this.#outputs.want("progressed")) this.#outputs.progressed(this.#progress());
    if (this.#hopeless()) {
      const wait = Math.round((this.#options.giveUpAfter ?? 0) / 1_000);
      this.notice("warning", `no connection to ${this.info.target} in ${wait} s, giving up`);
      this.#interrupted = true;
      this.#finish();
      return;
    }
    this.#tickLater();
  }

  /** Nobody ever answered, in all the time that was allowed. */
  #hopeless(): boolean {
    const { giveUpAfter, scheduler, shard } = this.#options;
    const { opened, refused, attempts } = shard.counted().figures.connections;
    if (giveUpAfter === undefined || opened > 0 || refused > 0 || attempts === 0) return false;
    return scheduler.clock.real() - scheduler.clock.realAt(this.#origin) > giveUpAfter;
  }

  #progress(): Progress {
    const { scheduler, shard } = this.#options;
    if (shard.size <= mostSettled) shard.settle();
    const elapsedMillis = scheduler.now - this.#origin;
    const real = scheduler.clock.real();
    const totals = totalsOf(shard);
    const before = this.#previous;
    const { messages, connections } = totals;
    this.#previous = {
      real,
      opened: connections.opened,
      out: messages.telemetry + messages.events + messages.state,
      in: messages.received,
      bytesOut: messages.bytesSent,
      bytesIn: messages.bytesReceived,
    };
    const span = Math.max(1, real - before.real) / 1_000;
    const now = this.#previous;
    const byKind: Record<string, { planned: number; ready: number }> = {};
    for (const [kind, planned] of Object.entries(this.info.byKind)) {
      byKind[kind] = { planned, ready: shard.readyByKind.get(kind)?.ready ?? 0 };
    }
    return {
      elapsedMillis,
      realMillis: real - scheduler.clock.realAt(this.#origin),
      simulatedTime: scheduler.now,
      wanted: wantedDevices(shard.plan, shard.layout, elapsedMillis as Duration),
      phases: { ...shard.phases },
      byKind,
      rates: {
        connects: (now.opened - before.opened) / span,
        messagesOut: (now.out - before.out) / span,
        messagesIn: (now.in - before.in) / span,
        bytesOut: (now.bytesOut - before.bytesOut) / span,
        bytesIn: (now.bytesIn - before.bytesIn) / span,
      },
      totals,
      latency: latenciesOf(shard),
      generator: this.#generator.progress(),
    };
  }
}

function ensembleOf(shard: ShardPort): Ensemble {
  return {
    plan: shard.plan,
    layout: shard.layout,
    get shards() {
      return shard.shards;
    },
    settle: () => shard.settle(),
    figures: () => figuresOf(shard),
    second: (second) => shard.second(second),
  };
}

/** Instants of our time are 2^-12 ms apart. */
function justBefore(instant: Instant): Instant {
  return (instant - 2 ** -12) as Instant;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
