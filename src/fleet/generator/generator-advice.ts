/**
 * What to do about a generator that did not keep up, from what was measured of it. First whether it had a core at all: who waits for one is
 * helped by less beside it, not by more processes. Then what it did with it: too much, collecting garbage, one long piece of work, or much at one
 * moment.
 */
import { latenessLimitMillis, starvedShare } from "../../metrics/generator-limits.ts";
import type { ProcessFigures } from "../../metrics/process-figures.ts";
import { cpuShare, percent, waitShare, wasRunning, wasWaiting } from "./process-shares.ts";

/** One process. */
export interface Worker {
  /** Its part of the fleet, if it has one. */
  readonly slice: object | undefined;
  readonly figures: ProcessFigures;
}

/** @param speed simulated per real time */
export function lessWork(account: Worker, accounts: readonly Worker[], speed: number): string {
  const { figures } = account;
  const { cores, longestGcMillis, longestStallMillis } = figures;
  const stopped = longestStallMillis >= latenessLimitMillis && !wasRunning(figures);
  if (waitShare(figures) > starvedShare || (stopped && wasWaiting(figures)))
    return moreOfTheCores(account, accounts, speed);
  if (stopped) return leaveItRunning;
  const shards = accounts.filter(({ slice }) => slice !== undefined).length;
  const share = cpuShare(figures);
  const less = lessOf(speed, share);
  const most = Math.floor(cores);
  if (share > fullShare && shards < most)
    return `it used ${percent(share)} of one core of ${decimal(cores)}: spread the fleet over more processes (--shards ${most}), or ${less}`;
  if (share > fullShare) return `it used ${percent(share)} of a core: ${less}, or use a faster machine`;
  if (longestGcMillis > latenessLimitMillis)
    return `collecting garbage took up to ${Math.round(longestGcMillis)} ms at a time: spread the fleet over more processes (--shards), or ${less}`;
  if (longestStallMillis < latenessLimitMillis)
    return `it used ${percent(share)} of a core only, and nothing held it up for long: too much was due at one moment. Connect devices over a longer time (load), spread out what happens to many (timeline), or ${less}`;
  return `it used ${percent(share)} of a core only, but worked for up to ${Math.round(longestStallMillis)} ms in one go: find what does (a kind, a function of the scenario), or ${less}`;
}

/** What to do about a process that stood still for seconds. */
export function freeItsWay(account: Worker, accounts: readonly Worker[], speed: number): string {
  if (wasRunning(account.figures))
    return "find what works that long in one go: a kind, a function of the scenario, or the garbage of too many devices";
  return wasWaiting(account.figures) ? moreOfTheCores(account, accounts, speed) : leaveItRunning;
}

export const fewer = "use fewer devices (--devices) that report less often (telemetry.every)";

const leaveItRunning =
  "let nothing stop it or the machine while it runs; a virtual machine may not get the cores it has (st in top): use another then";
/** Of one core. */
const fullShare = 0.7;
/** Of all cores: beyond it, who waits for one waits for others of the run. */
const ownShare = 0.7;

/** Who had the cores that it waited for: the run itself, or something else. */
function moreOfTheCores({ figures }: Worker, accounts: readonly Worker[], speed: number): string {
  const { cores } = figures;
  const used = accounts.reduce((sum, account) => sum + cpuShare(account.figures), 0);
  const shards = accounts.filter(({ slice }) => slice !== undefined).length;
  const waited =
    waitShare(figures) > starvedShare
      ? `it waited for a core ${percent(waitShare(figures))} of the time`
      : `it waited for a core when it stood still for ${Math.round(figures.longestStallMillis)} ms`;
  const most = Math.max(1, Math.floor(cores));
  const together = shards > most ? `, as ${shards} shards share ${coresText(cores)}` : "";
  const fewerShards = shards > most ? [`use fewer shards (--shards ${most}) if open files allow`] : [];
  if (used > ownShare * cores)
    return `${waited}${together}, and the run itself used ${decimal(used)} of ${coresText(cores)}: ${[...fewerShards, lessOf(speed, used / cores)].join(", ")}, or use a machine with more cores`;
  return `${waited}${together}, though the run itself used only ${decimal(used)} of ${coresText(cores)}: ${[...fewerShards, "end what else works on this machine (a server that is tested, too)", ...(speed > 1 ? [slower(speed, used / cores)] : [])].join(", ")}, or use another`;
}

/** The speed first: it is the only thing that changes nothing of the fleet. */
function lessOf(speed: number, share: number): string {
  return speed > 1 ? `${slower(speed, share)}, or ${fewer}` : fewer;
}

/** To half of it at least: how much was left undone, nobody knows. */
function slower(speed: number, share: number): string {
  const enough = Math.max(1, (speed * fullShare) / Math.max(share, 2 * fullShare));
  return `lower the speed (--speed ${Number(enough.toPrecision(2))}, it was ${speed})`;
}

function coresText(cores: number): string {
  return cores === 1 ? "1 core" : `${decimal(cores)} cores`;
}

function decimal(value: number): string {
  return String(Math.round(10 * value) / 10);
}
