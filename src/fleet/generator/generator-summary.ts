/** What the processes of a generator measured of themselves, as the summary tells it. */
import type { HistogramSummary } from "../../metrics/histogram.ts";
import type { ProcessFigures } from "../../metrics/process-figures.ts";
import type { GeneratorBook, GeneratorPeaks } from "./generator-book.ts";
import { type Circumstances, type GeneratorVerdict, judgeGenerator, type ProcessAccount } from "./generator-verdict.ts";
import { cpuShare } from "./process-shares.ts";
import type { GeneratorSummary, ShardSummary } from "../run-events.ts";
import { either } from "./shard-generator.ts";

export interface JudgedGenerator {
  readonly generator: GeneratorSummary;
  /** Why the run says nothing about the server; empty when it does. */
  readonly faults: readonly string[];
}

/** @param book at the end of the run, or at any moment of it */
export function judgedGenerator(book: GeneratorBook, circumstances: Circumstances): JudgedGenerator {
  const accounts = book.accounts();
  const verdict = judgeGenerator(accounts, circumstances);
  const generator = generatorSummary({
    accounts,
    verdict,
    peaks: book.peaks,
    lateness: book.lateness().summary(),
    loopDelay: book.loopDelay().summary(),
    peakConnected: circumstances.peakConnected,
  });
  return { generator, faults: verdict.faults };
}

interface GeneratorMaterial {
  readonly accounts: readonly ProcessAccount[];
  readonly verdict: GeneratorVerdict;
  readonly peaks: GeneratorPeaks;
  /** Of all processes. */
  readonly lateness: HistogramSummary;
  readonly loopDelay: HistogramSummary;
  readonly peakConnected: number;
}

function generatorSummary(material: GeneratorMaterial): GeneratorSummary {
  const { accounts, verdict, peaks, lateness, loopDelay, peakConnected } = material;
  const all = accounts.map(({ figures }) => figures);
  const sum = (of: (figures: ProcessFigures) => number): number =>
    all.reduce((total, figures) => total + of(figures), 0);
  const most = (of: (figures: ProcessFigures) => number): number => Math.max(...all.map(of));
  const { peakOpenFiles, openFilesLimit } = nearestItsFilesLimit(all);
  return {
    believe: verdict.faults.length > 0 ? "no" : verdict.cares.length > 0 ? "with care" : "yes",
    notes: [...verdict.cares, ...verdict.remarks],
    latenessMs: lateness,
    eventLoopDelayMs: loopDelay,
    longestStallMs: thousandths(most((figures) => figures.longestStallMillis)),
    behindSeconds: inSeconds(most((figures) => figures.behindMillis)),
    cpuSeconds: inSeconds(sum((figures) => figures.cpuUserMillis + figures.cpuSystemMillis)),
    cpuUserSeconds: inSeconds(sum((figures) => figures.cpuUserMillis)),
    cpuSystemSeconds: inSeconds(sum((figures) => figures.cpuSystemMillis)),
    cpuWaitSeconds: inSecondsOrNull(known(all, ({ cpuWaitMillis }) => cpuWaitMillis, add)),
    cpuShare: thousandths(sum(cpuShare)),
    peakRssBytes: peaks.rssBytes,
    pssBytes: known(all, ({ pssBytes }) => pssBytes, add),
    bytesPerDevice: peakConnected === 0 ? 0 : Math.round(peaks.grownBytes / peakConnected),
    openFilesPeak: peakOpenFiles,
    openFilesLimit,
    portsLeft: known(all, ({ portsLeft }) => portsLeft, Math.min),
    peakUnsentBytes: peaks.unsentBytes,
    gcSeconds: inSeconds(sum(({ gcMillis }) => gcMillis)),
    longestGcMs: thousandths(most(({ longestGcMillis }) => longestGcMillis)),
    deaths: accounts.reduce((total, { deaths }) => total + deaths.length, 0),
    shards: accounts.flatMap((account) => shardSummary(account)),
  };
}

function shardSummary({ slice, lateness, loopDelay, figures, deaths }: ProcessAccount): ShardSummary[] {
  if (slice === undefined) return [];
  return [
    {
      ...slice,
      latenessMs: lateness,
      eventLoopDelayMs: loopDelay,
      longestStallMs: thousandths(figures.longestStallMillis),
      behindSeconds: inSeconds(figures.behindMillis),
      cpuSeconds: inSeconds(figures.cpuUserMillis + figures.cpuSystemMillis),
      cpuWaitSeconds: inSecondsOrNull(figures.cpuWaitMillis),
      cpuShare: thousandths(cpuShare(figures)),
      peakRssBytes: figures.peakRssBytes,
      openFilesPeak: figures.peakOpenFiles,
      openFilesLimit: figures.openFilesLimit,
      portsLeft: figures.portsLeft,
      peakUnsentBytes: figures.peakUnsentBytes,
      longestGcMs: thousandths(figures.longestGcMillis),
      deaths: deaths.length,
    },
  ];
}

function nearestItsFilesLimit(
  all: readonly ProcessFigures[],
): Pick<ProcessFigures, "peakOpenFiles" | "openFilesLimit"> {
  const share = ({ peakOpenFiles, openFilesLimit }: ProcessFigures): number =>
    (peakOpenFiles ?? 0) / (openFilesLimit ?? Number.POSITIVE_INFINITY);
  return all.reduce((nearest, figures) => (share(figures) > share(nearest) ? figures : nearest));
}

/** Of those processes of which it is known. */
function known(
  all: readonly ProcessFigures[],
  of: (figures: ProcessFigures) => number | null,
  both: (one: number, other: number) => number,
): number | null {
  return all.map(of).reduce((total, one) => either(total, one, both), null);
}

function add(one: number, other: number): number {
  return one + other;
}

function inSeconds(millis: number): number {
  return Math.round(millis) / 1_000;
}

function inSecondsOrNull(millis: number | null): number | null {
  return millis === null ? null : inSeconds(millis);
}

function thousandths(value: number): number {
  return Math.round(1_000 * value) / 1_000;
}
