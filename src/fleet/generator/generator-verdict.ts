/**
 * Whether a run says something about the server, or about the generator: the judgement on what its processes measured of themselves.
 *
 * 1. The worst process decides, by name, never an average: 7 shards that kept up do not make good what the eighth did to its devices.
 * 2. What is late in a process without devices delays none: its lateness is told, and only its standing still is a fault.
 * 3. A slow server alone is never a fault of the generator. Waiting for it is not lateness; what it does not read waits in our memory,
 *    which is told and not held against the run.
 * 4. Every fault says what to do about it, with the number where one is known (`generator-advice.ts`).
 *
 * The limits: `metrics/generator-limits.ts`. What they mean: docs/verdict.md.
 */
import {
  behindCareMillis,
  busyShare,
  clockSetCareMillis,
  closeShare,
  eventLoopDelayLimitMillis,
  heldUpLeastMillis,
  latenessLimitMillis,
  silenceLimitMillis,
  sleepLimitMillis,
  stallCareMillis,
  stallLimitMillis,
  starvedShare,
  tightShare,
  unsentCareBytes,
} from "../../metrics/generator-limits.ts";
import type { HistogramSummary } from "../../metrics/histogram.ts";
import type { ProcessFigures } from "../../metrics/process-figures.ts";
import { fewer, freeItsWay, lessWork } from "./generator-advice.ts";
import { cpuShare, percent, wasRunning, waitShare } from "./process-shares.ts";
import type { GeneratorSlice } from "./shard-generator.ts";
import { didNotEnd, wasGivenUp } from "./lost-shard.ts";

/** What is known of one process at the end of a run. */
export interface ProcessAccount {
  /** `the generator`, `shard 3`, `the main process` */
  readonly name: string;
  /** Its part of the fleet; none of a process that only holds others together. */
  readonly slice: GeneratorSlice | undefined;
  readonly lateness: HistogramSummary;
  readonly loopDelay: HistogramSummary;
  readonly figures: ProcessFigures;
  /** How it ended each time it did so by itself. */
  readonly deaths: readonly string[];
  /** How long it had said nothing when the run ended. */
  readonly silentMillis: number;
}

export interface Circumstances {
  /** How often each reason kept a device from being accepted. */
  readonly failures: Readonly<Record<string, number>>;
  readonly peakConnected: number;
  /** Virtual time waits for the work: nothing is late, and a busy core is as it should be. */
  readonly virtual: boolean;
  /** Simulated per real time; absent: they are the same. */
  readonly speed?: number;
}

export interface GeneratorVerdict {
  /** Why the run is invalid. */
  readonly faults: readonly string[];
  /** Why it is to be believed with care. */
  readonly cares: readonly string[];
  /** What else is worth to know: it is nobody's fault, or not ours. */
  readonly remarks: readonly string[];
}

export function judgeGenerator(accounts: readonly ProcessAccount[], circumstances: Circumstances): GeneratorVerdict {
  // First what the system was short of: the rest may come of it.
  const faults: Fault[] = exhausted(accounts, circumstances);
  const cares: string[] = [];
  for (const rule of circumstances.virtual ? rules.filter(({ timeless }) => timeless) : rules) {
    const fault = worst(accounts, rule, rule.fault);
    const care = fault === undefined ? worst(accounts, rule, rule.care) : undefined;
    if (fault !== undefined)
      faults.push({
        what: rule.says(fault.account) + others(fault),
        next: rule.next(fault.account, accounts, circumstances.speed ?? 1),
      });
    if (care !== undefined) cares.push(rule.close(care.account) + others(care));
  }
  return { faults: inWords(faults), cares, remarks: remarks(accounts) };
}

interface Fault {
  readonly what: string;
  /** What to do about it. */
  readonly next: string;
}

/** What helps against several faults is said once. */
function inWords(faults: readonly Fault[]): string[] {
  return faults.map(({ what, next }, place) =>
    faults.findIndex((fault) => fault.next === next) === place ? `${what}; ${next}` : what,
  );
}

/** One thing that is measured of each process. */
interface Rule {
  /** It matters in virtual time, too. */
  readonly timeless?: true;
  /** The larger, the worse. */
  of(account: ProcessAccount): number;
  fault(account: ProcessAccount): boolean;
  care(account: ProcessAccount): boolean;
  /** What happened. */
  says(account: ProcessAccount): string;
  /** What to do. */
  next(account: ProcessAccount, accounts: readonly ProcessAccount[], speed: number): string;
  /** What nearly happened. */
  close(account: ProcessAccount): string;
}

const never = (): boolean => false;
const nothing = (): string => "";

const rules: readonly Rule[] = [
  {
    of: ({ lateness }) => lateness.p99,
    fault: ({ lateness, slice }) => slice !== undefined && lateness.p99 > latenessLimitMillis,
    care: ({ lateness, slice }) => lateness.p99 > (slice === undefined ? 1 : closeShare) * latenessLimitMillis,
    says: ({ name, lateness }) =>
      `${name} fell behind its own schedule: lateness p99 ${short(lateness.p99)} ms, limit ${latenessLimitMillis} ms`,
    next: lessWork,
    close: ({ name, lateness, slice }) =>
      slice === undefined
        ? `${name} was late by ${short(lateness.p99)} ms (p99) with what it does for the whole run; devices have their schedules in the shards`
        : `${name} was close to falling behind its own schedule: lateness p99 ${short(lateness.p99)} ms, limit ${latenessLimitMillis} ms`,
  },
  {
    of: ({ loopDelay }) => loopDelay.p99,
    fault: ({ loopDelay, figures }) =>
      loopDelay.p99 > eventLoopDelayLimitMillis && figures.heldUpMillis >= heldUpLeastMillis,
    care: ({ loopDelay }) => loopDelay.p99 > closeShare * eventLoopDelayLimitMillis,
    says: ({ name, loopDelay }) =>
      `${name}'s event loop was blocked: delay p99 ${short(loopDelay.p99)} ms, limit ${eventLoopDelayLimitMillis} ms`,
    next: lessWork,
    close: ({ name, loopDelay }) =>
      `${name}'s event loop was held up: delay p99 ${short(loopDelay.p99)} ms, limit ${eventLoopDelayLimitMillis} ms`,
  },
  {
    of: ({ figures }) => figures.longestStallMillis,
    fault: ({ figures }) => figures.longestStallMillis > stallLimitMillis,
    care: ({ figures }) => figures.longestStallMillis > stallCareMillis,
    says: (account) => `${stoodStill(account)}, limit ${seconds(stallLimitMillis)}`,
    next: freeItsWay,
    close: stoodStill,
  },
  {
    of: ({ figures }) => figures.behindMillis,
    fault: never,
    care: ({ figures, lateness, slice }) =>
      slice !== undefined &&
      figures.behindMillis >= behindCareMillis &&
      lateness.p99 <= closeShare * latenessLimitMillis,
    says: nothing,
    next: nothing,
    close: ({ name, figures }) =>
      `for ${seconds(figures.behindMillis)} in all, more than 1 in 100 actions of ${name} began over ${latenessLimitMillis} ms late`,
  },
  {
    of: ({ figures }) => cpuShare(figures),
    fault: never,
    care: ({ figures }) => cpuShare(figures) > busyShare,
    says: nothing,
    next: nothing,
    close: ({ name, figures }) =>
      `${name} used ${percent(cpuShare(figures))} of a core: a little more, and it falls behind`,
  },
  {
    of: ({ figures }) => waitShare(figures),
    fault: never,
    care: ({ figures }) => waitShare(figures) > starvedShare,
    says: nothing,
    next: nothing,
    close: ({ name, figures }) => `${name} waited for a core ${percent(waitShare(figures))} of the time`,
  },
  {
    of: ({ figures }) => usedShare(figures.peakOpenFiles, figures.openFilesLimit),
    fault: never,
    care: ({ figures }) => usedShare(figures.peakOpenFiles, figures.openFilesLimit) >= tightShare,
    says: nothing,
    next: nothing,
    close: ({ name, figures }) =>
      `${name} had ${whole(figures.peakOpenFiles ?? 0)} of ${whole(figures.openFilesLimit ?? 0)} files open`,
  },
  {
    of: ({ figures, slice }) => -(figures.portsLeft ?? Number.POSITIVE_INFINITY) / (slice?.devices ?? 1),
    fault: never,
    care: ({ figures: { portsLeft }, slice }) =>
      portsLeft !== null && slice !== undefined && portsLeft < (1 - tightShare) * slice.devices,
    says: nothing,
    next: nothing,
    close: ({ name, figures }) => `${name} had only ${whole(figures.portsLeft ?? 0)} local ports left to dial from`,
  },
  {
    timeless: true,
    of: ({ deaths }) => deaths.length,
    fault: ({ deaths }) => deaths.length > 0,
    care: never,
    says: ({ name, deaths }) =>
      deaths.length === 1 && deaths[0] === didNotEnd
        ? `${name} did not end when the run did: what it counted last is missing`
        : `${name} died${deaths.length === 1 ? "" : ` ${deaths.length} times`} (${deaths.at(-1)}): up to a second of what it counted is missing each time`,
    next: ({ deaths }) =>
      deaths.some((why) => why.includes("SIGKILL"))
        ? "if nobody killed it, the system ran out of memory: use fewer devices (--devices) or a machine with more of it"
        : deaths.every(wasGivenUp)
          ? "it was stopped, or without a core: let nothing stop it, and leave it the cores it needs"
          : "its last words are on stderr",
    close: nothing,
  },
  {
    of: ({ silentMillis }) => silentMillis,
    fault: ({ silentMillis }) => silentMillis > silenceLimitMillis,
    care: never,
    says: ({ name, silentMillis }) => `${name} had said nothing for ${seconds(silentMillis)} when the run ended`,
    next: () => "what it did meanwhile is not known",
    close: nothing,
  },
  {
    of: ({ figures }) => figures.sleptMillis,
    fault: ({ figures }) => figures.sleptMillis > sleepLimitMillis,
    care: never,
    says: ({ figures }) => `the machine slept for ${seconds(figures.sleptMillis)}`,
    next: () => "keep it awake while it runs",
    close: nothing,
  },
];

interface Worst {
  readonly account: ProcessAccount;
  /** How many more are like it. */
  readonly more: number;
}

function worst(accounts: readonly ProcessAccount[], { of }: Rule, is: Rule["fault"]): Worst | undefined {
  const such = accounts.filter(is);
  const [first, ...rest] = such.toSorted((a, b) => of(b) - of(a));
  return first === undefined ? undefined : { account: first, more: rest.length };
}

function others({ more }: Worst): string {
  return more === 0 ? "" : ` (and ${more} more)`;
}

/** Things of the system that there were not enough of. */
function exhausted(accounts: readonly ProcessAccount[], { failures, peakConnected }: Circumstances): Fault[] {
  const devices = accounts.reduce((sum, { slice }) => sum + (slice?.devices ?? 0), 0);
  const missing = Math.max(1, devices - peakConnected);
  return [
    ...outOf("open files", ["EMFILE", "ENFILE"], failures, () => moreFiles(accounts, peakConnected)),
    ...outOf(
      "local ports",
      ["NO_LOCAL_PORT", "EADDRNOTAVAIL"],
      failures,
      () =>
        `give it addresses for ${whole(missing)} more devices (--source-addresses; \`flotilla doctor\` says how many one is good for), or more targets`,
    ),
    ...outOf(
      "memory for connections",
      ["ENOBUFS", "ENOMEM"],
      failures,
      () => `${fewer}, or let the system use more of it (net.ipv4.tcp_mem)`,
    ),
  ];
}

function outOf(
  what: string,
  reasons: readonly string[],
  failures: Circumstances["failures"],
  next: () => string,
): Fault[] {
  const seen = reasons.filter((reason) => (failures[reason] ?? 0) > 0);
  if (seen.length === 0) return [];
  const count = seen.reduce((sum, reason) => sum + failures[reason]!, 0);
  const dials = count === 1 ? "dial" : "dials";
  return [{ what: `it was out of ${what}: ${whole(count)} ${dials} failed with ${seen.join(", ")}`, next: next() }];
}

function moreFiles(accounts: readonly ProcessAccount[], peakConnected: number): string {
  const nearest = accounts.toSorted(
    (a, b) =>
      usedShare(b.figures.peakOpenFiles, b.figures.openFilesLimit) -
      usedShare(a.figures.peakOpenFiles, a.figures.openFilesLimit),
  )[0];
  const { peakOpenFiles = null, openFilesLimit = null } = nearest?.figures ?? {};
  if (nearest === undefined || openFilesLimit === null) return "raise their limit (ulimit -n), or use more --shards";
  const devices = nearest.slice?.devices ?? accounts.reduce((sum, { slice }) => sum + (slice?.devices ?? 0), 0);
  // With the built-in server in the same process, both ends of a connection are open in it.
  const alone = accounts.length === 1 && peakConnected > 0 && peakOpenFiles !== null;
  const each = alone ? Math.min(2, Math.max(1, Math.round(peakOpenFiles / peakConnected))) : 1;
  const wanted = each * devices + filesBeside;
  return `${nearest.name} may open ${whole(openFilesLimit)} and needs about ${whole(wanted)}: raise the limit (ulimit -n ${wanted}), or spread the fleet over more processes (--shards)`;
}

/** What a process has open beside its devices' connections, with some to spare. */
const filesBeside = 100;

function remarks(accounts: readonly ProcessAccount[]): string[] {
  const lines: string[] = [];
  const unsent = Math.max(0, ...accounts.map(({ figures }) => figures.peakUnsentBytes));
  if (unsent >= unsentCareBytes) {
    const where = accounts.length === 1 ? "" : " in one process";
    lines.push(
      `the server did not take all that it was sent in time: up to ${(unsent / 1e6).toFixed(1)} MB waited${where}, which says nothing against the generator`,
    );
  }
  const set = Math.max(0, ...accounts.map(({ figures }) => figures.clockSetMillis));
  if (set >= clockSetCareMillis)
    lines.push(
      `the machine's clock was set by ${seconds(set)} during the run: what was measured does not depend on it`,
    );
  return lines;
}

function stoodStill({ name, figures }: ProcessAccount): string {
  const working = wasRunning(figures) ? "working" : "not running: stopped, or without a core";
  return `${name} stood still for ${seconds(figures.longestStallMillis)} in one go, ${working}`;
}

function usedShare(used: number | null, most: number | null): number {
  return used === null || most === null || most === 0 ? 0 : used / most;
}

/** Milliseconds, to what matters beside a limit. */
function short(millis: number): string {
  return millis < 100 ? String(Math.round(10 * millis) / 10) : whole(millis);
}

function seconds(millis: number): string {
  return `${Math.round(millis / 100) / 10} s`;
}

function whole(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}
