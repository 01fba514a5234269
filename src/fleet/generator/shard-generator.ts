/**
 * What the parent knows of one shard's process: what its reports add up to, over all its lives.
 *
 *     waiting -- began --> running -- died --> dead -- began --> running ... -- gone --> gone
 *
 * 1. What was counted in a life that is over stays; what was open, resident or unsent in it is nothing any more.
 * 2. A shard that runs has to be heard of: how long it said nothing is known at any time.
 */
import type { GeneratorReport } from "../../metrics/generator-report.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { noFigures, type ProcessFigures } from "../../metrics/process-figures.ts";

export interface GeneratorSlice {
  /** From 0. */
  readonly number: number;
  readonly homes: number;
  readonly devices: number;
}

export type ShardGeneratorState =
  | { readonly type: "waiting" }
  /** `heardAt`: real time. */
  | { readonly type: "running"; readonly heardAt: number }
  | { readonly type: "dead" }
  | { readonly type: "gone" };

export class ShardGenerator {
  readonly slice: GeneratorSlice;
  readonly lateness: Histogram = new Histogram();
  readonly loopDelay: Histogram = new Histogram();
  #state: ShardGeneratorState = { type: "waiting" };
  #before: ProcessFigures = noFigures;
  #now: ProcessFigures = noFigures;
  readonly #deaths: string[] = [];

  constructor(slice: GeneratorSlice) {
    this.slice = slice;
  }

  /** @param at real time of the parent */
  began(at: number): void {
    this.#state = { type: "running", heardAt: at };
  }

  told({ lateness, loopDelay, figures }: GeneratorReport, at: number): void {
    if (lateness !== undefined) this.lateness.add(lateness);
    if (loopDelay !== undefined) this.loopDelay.add(loopDelay);
    this.#now = figures;
    if (this.#state.type === "running") this.#state = { type: "running", heardAt: at };
  }

  /** @param why in words: `killed by SIGKILL` */
  died(why: string): void {
    this.#deaths.push(why);
    this.#state = { type: "dead" };
    this.#before = livesTogether(this.#before, { ...this.#now, rssBytes: 0, openFiles: null, unsentBytes: 0 });
    this.#now = noFigures;
  }

  /** It has said all, and will say no more. */
  gone(): void {
    this.#state = { type: "gone" };
  }

  get state(): ShardGeneratorState {
    return this.#state;
  }

  get figures(): ProcessFigures {
    return livesTogether(this.#before, this.#now);
  }

  /** How it ended each time it did so by itself. */
  get deaths(): readonly string[] {
    return this.#deaths;
  }

  /** How long it has said nothing, though it should. */
  silentMillis(at: number): number {
    return this.#state.type === "running" ? at - this.#state.heardAt : 0;
  }
}

/** One process after another, as if they were one. */
function livesTogether(before: ProcessFigures, now: ProcessFigures): ProcessFigures {
  if (before.realMillis === 0) return now;
  const longer = before.longestStallMillis > now.longestStallMillis ? before : now;
  return {
    ...now,
    cores: Math.max(before.cores, now.cores),
    realMillis: before.realMillis + now.realMillis,
    cpuUserMillis: before.cpuUserMillis + now.cpuUserMillis,
    cpuSystemMillis: before.cpuSystemMillis + now.cpuSystemMillis,
    cpuWaitMillis: either(before.cpuWaitMillis, now.cpuWaitMillis, (a, b) => a + b),
    peakRssBytes: Math.max(before.peakRssBytes, now.peakRssBytes),
    emptyRssBytes: now.emptyRssBytes || before.emptyRssBytes,
    peakOpenFiles: either(before.peakOpenFiles, now.peakOpenFiles, Math.max),
    openFilesLimit: now.openFilesLimit ?? before.openFilesLimit,
    peakUnsentBytes: Math.max(before.peakUnsentBytes, now.peakUnsentBytes),
    longestStallMillis: longer.longestStallMillis,
    longestStallCpuMillis: longer.longestStallCpuMillis,
    heldUpMillis: before.heldUpMillis + now.heldUpMillis,
    behindMillis: before.behindMillis + now.behindMillis,
    gcMillis: before.gcMillis + now.gcMillis,
    longestGcMillis: Math.max(before.longestGcMillis, now.longestGcMillis),
    sleptMillis: before.sleptMillis + now.sleptMillis,
    clockSetMillis: before.clockSetMillis + now.clockSetMillis,
  };
}

/** What is known of two figures. */
export function either(
  one: number | null,
  other: number | null,
  both: (one: number, other: number) => number,
): number | null {
  return one === null ? other : other === null ? one : both(one, other);
}
