/** What the system says processes use, from /proc: Linux only. */
import { readdirSync, readFileSync } from "node:fs";

export interface Usage {
  readonly processes: number;
  /** User and system, since the processes began. */
  readonly cpuSeconds: number;
  /** Resident memory; what processes share is in each of theirs. */
  readonly rssBytes: number;
}

/** A process and all that it started. Processes that are gone count nothing. */
export function usageOfTree(pid: number): Usage {
  let [processes, cpuSeconds, rssBytes] = [0, 0, 0];
  for (const each of treeOf(pid)) {
    const cpu = cpuOf(each);
    if (cpu === undefined) continue;
    processes++;
    cpuSeconds += cpu;
    rssBytes += kilobytes(`/proc/${each}/status`, "VmRSS");
  }
  return { processes, cpuSeconds, rssBytes };
}

/** Resident memory, where what is shared is divided among those who share it, so that it adds up. Dear: it looks at every page. */
export function pssOfTree(pid: number): number {
  return treeOf(pid).reduce((sum, each) => sum + kilobytes(`/proc/${each}/smaps_rollup`, "Pss"), 0);
}

export function treeOf(pid: number): number[] {
  const found = [pid];
  for (const each of found) found.push(...childrenOf(each));
  return found;
}

/** Memory that is there for the asking, of the whole machine. */
export function availableBytes(): number {
  return kilobytes("/proc/meminfo", "MemAvailable");
}

/** The kernel counts for user programs in hundredths of a second, on every architecture that Node runs on. */
const ticksPerSecond = 100;

function cpuOf(pid: number): number | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === "") return undefined;
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function childrenOf(pid: number): number[] {
  let tasks: string[];
  try {
    tasks = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  const lists = tasks.map((task) => textOf(`/proc/${pid}/task/${task}/children`));
  return lists.join(" ").split(/\s+/).filter(Boolean).map(Number);
}

function kilobytes(file: string, name: string): number {
  return 1_024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(textOf(file))?.[1] ?? 0);
}

/** Empty when the process has ended meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
