/**
 * How many processes live a fleet: as asked for, or as many as it takes.
 *
 * 1. Each device takes an open file. A process may have only so many, and has some for itself; in the run's own process the built-in server
 *    has one more for each.
 * 2. Each device takes its part of the heap, which has a limit for each process.
 * 3. One process has one core. It gets no more than {@link usableShareOfCore} of one, so that it can keep its schedule. More processes than
 *    cores are of no use for that, nor more than memory has room for.
 * 4. A home lives in one process: there are never more processes than homes.
 * 5. What has to be in one process (see {@link Demand.onlyOne}) takes one, or is refused.
 */
import { FlotillaError } from "../../kernel/errors.ts";
import { counted, whole } from "../../report/figures.ts";
import { fleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";
import { deviceCost, mostShards, shardCost, usableShareOfCore, usableShareOfHeap } from "../machine/device-cost.ts";
import { coresText } from "../machine/machine-limits.ts";
import { coresFor, demandOfPlan, type FleetDemand } from "./fleet-demand.ts";

export interface Demand {
  readonly plan: Plan;
  readonly asked: number | "auto";
  /** Why the run needs to be in this process, in words; absent when it need not. */
  readonly onlyOne?: string | undefined;
  readonly machine: Machine;
  /** Absent: by the plan alone. */
  readonly demand?: FleetDemand | undefined;
}

export interface Machine {
  /** Open files that a process may have; `null` where nobody knows. */
  readonly openFilesLimit: number | null;
  /** Open files that a process has besides its devices. */
  readonly openFilesOfItsOwn: number;
  /** 1.5 where a container has a quota of one and a half. */
  readonly cores: number;
  /** Against the one that `device-cost.ts` was measured on. */
  readonly speed: number;
  /** Free for the asking. */
  readonly memoryBytes: number;
  /** That the heap of a process may have. */
  readonly heapBytes: number;
}

export interface Decision {
  readonly count: number;
  /** Why so many, for people: goes on after "2 shards: ". Absent where a number was asked for. */
  readonly why?: string;
  /** What this machine is too small for. */
  readonly tooMuch?: true;
}

/** What to expect where it is too much. */
export const overloaded: string = `beyond ${Math.round(100 * usableShareOfCore)} % of them, it may be late, and the verdict "invalid"`;

/** @throws FlotillaError `usage`. */
export function decideShards(wish: Demand): Decision {
  const { plan, asked, onlyOne, machine } = wish;
  if (asked !== "auto") return askedFor(asked, plan, onlyOne);
  if (onlyOne !== undefined) return { count: 1, why: onlyOne };
  const least = leastShards(fleetLayout(plan).total, plan.target === undefined, machine);
  const cores = byCores(wish);
  const { count, why } = cores.count > least.count || cores.tooMuch === true ? cores : least;
  const most = Math.max(1, Math.min(plan.homes, mostShards));
  const needed = Math.max(least.count, count);
  const reason = needed > count ? `${least.why}; ${why}` : why;
  return {
    count: Math.min(most, needed),
    why: most < least.count ? `${reason}, but ${shortOf(most)}` : reason,
    ...(cores.tooMuch === true ? { tooMuch: true } : {}),
  };
}

/** What keeps there from being more. */
function shortOf(most: number): string {
  return most === mostShards ? `there are never more` : `a home lives in one process, and there are ${whole(most)}`;
}

type Needed = Decision & Required<Pick<Decision, "why">>;

/**
 * What so many devices take whatever they do.
 *
 * @param builtIn whether they connect to the built-in server
 */
export function leastShards(devices: number, builtIn: boolean, machine: Machine): Needed {
  const files = byFiles(devices, builtIn, machine);
  const heap = byHeap(devices, machine);
  return heap.count > files.count ? heap : files;
}

function askedFor(count: number, { homes }: Plan, onlyOne: string | undefined): Decision {
  if (count <= 1 || homes <= 1) return { count: 1 };
  if (onlyOne !== undefined)
    throw new FlotillaError("usage", `expected one shard, found ${count}: ${onlyOne}`, {
      hint: "Drop --shards, or set it to 1.",
    });
  return { count: Math.min(count, homes) };
}

/** How many devices a process may have by its open files. */
export function filesFor({ openFilesLimit, openFilesOfItsOwn }: Machine): number {
  return openFilesLimit === null ? Number.POSITIVE_INFINITY : Math.max(1, openFilesLimit - openFilesOfItsOwn);
}

function byFiles(devices: number, builtIn: boolean, machine: Machine): Needed {
  const room = filesFor(machine);
  const count = Math.max(1, Math.ceil(devices / room));
  if (count > 1) return { count, why: `open files allow ${counted(room, "device")} each` };
  if (builtIn && 2 * devices > room)
    return { count: 2, why: `open files allow ${whole(room)}, and the built-in server takes one for each device, too` };
  return { count, why: "open files, memory and a core of one process are enough" };
}

function byHeap(devices: number, { heapBytes }: Machine): Needed {
  const room = Math.max(1, Math.floor((usableShareOfHeap * heapBytes) / deviceCost.heapBytes));
  return {
    count: Math.max(1, Math.ceil(devices / room)),
    why: `the heap of a process has room for ${whole(room)} devices`,
  };
}

function byCores({ plan, machine, demand = demandOfPlan(plan) }: Demand): Needed {
  const { cores, speed, memoryBytes } = machine;
  const load = coresFor(demand, speed);
  const wanted = Math.ceil(load / usableShareOfCore);
  const most = Math.max(1, Math.ceil(cores));
  const free = memoryBytes - fleetLayout(plan).total * deviceCost.memoryBytes;
  const room = Math.max(1, Math.floor(free / shardCost.memoryBytes));
  const takes = `${demandText(demand)} at their peak take ${loadText(load)}`;
  if (room < Math.min(most, wanted))
    return { count: room, why: `${takes}, and memory has no room for more processes`, tooMuch: true };
  if (load > cores * usableShareOfCore)
    return {
      count: Math.min(most, wanted),
      why: `${takes}, and there ${cores === 1 ? "is" : "are"} ${coresText(cores)}`,
      tooMuch: true,
    };
  return {
    count: Math.max(1, wanted),
    why: `${takes}, and a process is to use ${percent(usableShareOfCore)} of one at most`,
  };
}

/** `20,000 messages and 300 connections a second` */
export function demandText({ messagesPerSecond, dialsPerSecond }: FleetDemand): string {
  const dials = Math.round(dialsPerSecond);
  const messages = counted(roughly(messagesPerSecond), "message");
  return `${messages}${dials === 0 ? "" : ` and ${counted(roughly(dials), "connection")}`} a second`;
}

/** To three digits. */
function roughly(count: number): number {
  return Math.round(Number(count.toPrecision(3)));
}

/** `88 % of a core`, `1.5 cores` */
function loadText(load: number): string {
  return load < 1 ? `${percent(load)} of a core` : coresText(load);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
