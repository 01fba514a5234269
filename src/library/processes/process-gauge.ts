/**
 * The figures of this process, from Node and, on Linux, from the kernel.
 *
 * What the system does not tell is null and never a guess; what it cannot tell any more stays as it was. Nothing here costs more than some
 * 100 µs a second, but for the beats of the event loop and for the count of open files on a Linux before 6.2, which is looked at less often
 * the more there are.
 */
import { uptime } from "node:os";
import { PerformanceObserver } from "node:perf_hooks";
import process from "node:process";
import type { GeneratorGauge } from "../../fleet/generator/generator-gauge.ts";
import { RealClock } from "../../kernel/real-clock.ts";
import { instant } from "../../kernel/time.ts";
import { eventLoopDelayLimitMillis, latenessLimitMillis } from "../../metrics/generator-limits.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { LoopWatch } from "../../metrics/loop-watch.ts";
import { noFigures, type ProcessFigures } from "../../metrics/process-figures.ts";
import { OpenFiles } from "../machine/open-files.ts";
import { cpuWaitMillis, pssBytes } from "../machine/proc-self.ts";
import { usableCores } from "../machine/usable-cores.ts";

export interface ProcessGaugeOptions {
  /** False in virtual time, where a long turn of the event loop delays nothing. */
  readonly watchLoop: boolean;
  /** How many processes measure themselves like this one on the machine. */
  readonly processes?: number;
  /** What was sent and waits because the other side does not take it, over all connections. */
  readonly unsentBytes?: () => number;
  /** Local ports that it can still dial from; null when the system chooses them. */
  readonly portsLeft?: () => number | null;
}

export class ProcessGauge implements GeneratorGauge {
  readonly lateness: Histogram = new Histogram();
  readonly loopDelay: Histogram = new Histogram();
  readonly #options: ProcessGaugeOptions;
  readonly #emptyRss = process.memoryUsage.rss();
  readonly #files = new OpenFiles();
  readonly #clock = new RealClock(instant(0));
  readonly #loop: LoopWatch | undefined;
  readonly #garbage: PerformanceObserver | undefined;
  #phase: "new" | "running" | "stopped" = "new";
  #cpuAtStart: NodeJS.CpuUsage = process.cpuUsage();
  #waitAtStart: number | null = null;
  #startedAt = 0;
  #figures: ProcessFigures;
  /** Of actions since the last look: all, and those that were late. */
  #begun = 0;
  #late = 0;
  #lookedAt = 0;
  #wall: WallTimes | undefined;

  constructor(options: ProcessGaugeOptions) {
    this.#options = options;
    this.#figures = {
      ...noFigures,
      cores: usableCores(),
      rssBytes: this.#emptyRss,
      peakRssBytes: this.#emptyRss,
      emptyRssBytes: this.#emptyRss,
      openFilesLimit: this.#files.limit,
    };
    if (!options.watchLoop) return;
    this.#loop = new LoopWatch({
      clock: this.#clock,
      beatMillis: beatFor(options.processes ?? 1),
      delays: this.loopDelay,
      cpuMillis: () => cpuOf(process.cpuUsage()),
    });
    this.#garbage = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#collected(duration);
    });
  }

  start(): void {
    if (this.#phase !== "new") return;
    this.#phase = "running";
    this.#startedAt = this.#clock.real();
    this.#lookedAt = this.#startedAt;
    this.#cpuAtStart = process.cpuUsage();
    this.#waitAtStart = cpuWaitMillis();
    this.#loop?.start();
    this.#garbage?.observe({ entryTypes: ["gc"] });
    if (this.#options.watchLoop) this.#wall = wallTimes(this.#clock);
  }

  late(millis: number): void {
    if (this.#phase !== "running") return;
    this.#begun++;
    if (millis > latenessLimitMillis) this.#late++;
    this.lateness.record(millis);
  }

  look(): void {
    if (this.#phase === "stopped") return;
    const { unsentBytes, portsLeft } = this.#options;
    const before = this.#figures;
    const rssBytes = orElse(() => process.memoryUsage.rss(), before.rssBytes);
    const openFiles = this.#files.count(this.#clock.real());
    const unsent = unsentBytes?.() ?? 0;
    this.#figures = {
      ...before,
      ...(this.#phase === "running" ? this.#spent() : {}),
      rssBytes,
      peakRssBytes: Math.max(before.peakRssBytes, rssBytes),
      openFiles,
      peakOpenFiles: openFiles === null ? before.peakOpenFiles : Math.max(before.peakOpenFiles ?? 0, openFiles),
      portsLeft: portsLeft?.() ?? null,
      unsentBytes: unsent,
      peakUnsentBytes: Math.max(before.peakUnsentBytes, unsent),
    };
  }

  figures(): ProcessFigures {
    return this.#figures;
  }

  stop(): void {
    if (this.#phase === "stopped") return;
    this.look();
    this.#phase = "stopped";
    this.#loop?.stop();
    this.#garbage?.disconnect();
    this.#figures = { ...this.#figures, pssBytes: pssBytes() };
  }

  /** What only counts while the run lasts. */
  #spent(): Partial<ProcessFigures> {
    const { user, system } = process.cpuUsage(this.#cpuAtStart);
    const wait = cpuWaitMillis();
    const { millis, cpuMillis } = this.#loop?.longest ?? { millis: 0, cpuMillis: 0 };
    return {
      realMillis: this.#clock.real() - this.#startedAt,
      cpuUserMillis: user / 1_000,
      cpuSystemMillis: system / 1_000,
      cpuWaitMillis:
        wait === null || this.#waitAtStart === null ? this.#figures.cpuWaitMillis : wait - this.#waitAtStart,
      longestStallMillis: millis,
      longestStallCpuMillis: cpuMillis,
      heldUpMillis: this.#loop?.heldUpMillis ?? 0,
      behindMillis: this.#figures.behindMillis + this.#behind(),
      ...this.#clockSteps(),
    };
  }

  /** How long it was since the last look, if more than one in a hundred actions began too late in it. */
  #behind(): number {
    const now = this.#clock.real();
    const span = now - this.#lookedAt;
    const behind = this.#late > this.#begun / 100;
    this.#lookedAt = now;
    this.#begun = 0;
    this.#late = 0;
    return behind ? span : 0;
  }

  #clockSteps(): Partial<ProcessFigures> {
    const before = this.#wall;
    if (before === undefined) return {};
    const now = orElse(() => wallTimes(this.#clock), before);
    this.#wall = now;
    const { slept, set } = clockSteps(before, now);
    const { sleptMillis, clockSetMillis } = this.#figures;
    return { sleptMillis: sleptMillis + slept, clockSetMillis: clockSetMillis + Math.abs(set) };
  }

  #collected(millis: number): void {
    const { gcMillis, longestGcMillis } = this.#figures;
    this.#figures = {
      ...this.#figures,
      gcMillis: gcMillis + millis,
      longestGcMillis: Math.max(longestGcMillis, millis),
    };
  }
}

/** The system reads most figures from files, and there may be none left to open: that is for the run to tell, not to die of. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** Three clocks of the machine at one moment, in milliseconds. */
export interface WallTimes {
  /** Counts while the machine is awake. */
  readonly awake: number;
  /** Counts always, where the system tells (Linux: CLOCK_BOOTTIME); elsewhere it may go with the wall clock. */
  readonly up: number;
  /** What people set. */
  readonly wall: number;
}

/**
 * What happened to the clocks between two moments: the machine slept where more time passed for it than it was awake; its clock was set
 * where it went on by something else than the time that passed. Small differences are the clocks' own.
 */
export function clockSteps(before: WallTimes, now: WallTimes): { readonly slept: number; readonly set: number } {
  const awake = now.awake - before.awake;
  const passed = now.up - before.up;
  const slept = passed - awake;
  const set = now.wall - before.wall - passed;
  return { slept: slept > smallStepMillis ? slept : 0, set: Math.abs(set) > smallStepMillis ? set : 0 };
}

const smallStepMillis = 500;

function wallTimes(clock: RealClock): WallTimes {
  return { awake: clock.real(), up: uptime() * 1_000, wall: Date.now() };
}

function cpuOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}

/**
 * To wake up costs, and at rest this is what most of it is for: so no more than 20 times a second, and many processes less often, who have
 * as many values together. Whatever holds up the loop for longer than the limit is met by at least one beat all the same.
 */
export function beatFor(processes: number): number {
  return Math.min(eventLoopDelayLimitMillis, 50 * Math.ceil(processes / 4));
}
