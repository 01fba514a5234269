/**
 * What this machine allows: files, processes, ports, memory. Linux tells in `/proc`; elsewhere most of it is `null`, not known.
 *
 * Node raises its own limit of open files from the soft to the hard one when it starts, and what it starts inherits that: the
 * soft limit of the shell does not matter (Node 20.20, tried with `ulimit -Sn`).
 */
import { totalmem } from "node:os";
import process from "node:process";
import { rate } from "../../report/figures.ts";
import { type CgroupLimits, readCgroupLimits } from "./cgroup-limits.ts";
import { machineSpeed } from "./machine-speed.ts";
import { textOf } from "./proc-self.ts";
import { filesOf, limitOf } from "./process-limits.ts";
import { usableCores } from "./usable-cores.ts";

export interface MachineLimits {
  /** That this process may use: 1.5 where the quota of a container is one and a half. */
  readonly cores: number;
  /** Of one core, against that of the machine that `device-cost.ts` was measured on: 2 is twice as fast. */
  readonly speed: number;
  /** Bytes: all there is, and what is free for the asking; of the container, where there is one. */
  readonly memory: { readonly total: number; readonly available: number };
  /** A process may open so many files and sockets; the hard limit is as far as the soft one can be raised. */
  readonly openFiles: { readonly soft: number; readonly hard: number } | null;
  /** Of all processes together. */
  readonly systemFiles: Used | null;
  /** Threads that this user, or the system, may have at a time. Each thread of a process counts. */
  readonly threads: number | null;
  /** The ports that the kernel chooses from for a connection, both included. */
  readonly ephemeralPorts: { readonly first: number; readonly last: number } | null;
  /** tcp_tw_reuse: whether such a port may be used again while it is in TIME_WAIT; 2: on loopback only. */
  readonly timeWaitReuse: number | null;
  /** tcp_mem: bytes that all TCP sockets together may have waiting in their buffers. */
  readonly tcpMemory: Used | null;
  /** Connections that netfilter keeps track of; absent where it is not there. */
  readonly tracked: Used | null;
  /** somaxconn: how many connections may wait to be accepted by a server on this machine. */
  readonly acceptQueue: number | null;
}

export interface Used {
  readonly used: number;
  readonly max: number;
}

/**
 * Takes some milliseconds the first time, in which its speed is measured.
 *
 * @param read the text of a file, `undefined` where there is none
 */
export function readMachineLimits(read: (path: string) => string | undefined = textOf): MachineLimits {
  const number = (path: string, at = 0): number | null => {
    const text = read(path)?.trim().split(/\s+/)[at];
    return text === undefined || !/^\d+$/.test(text) ? null : Number(text);
  };
  const limits = read("/proc/self/limits") ?? "";
  const groups = readCgroupLimits(read);
  return {
    cores: usableCores(read),
    speed: machineSpeed(),
    memory: memoryOf(read("/proc/meminfo") ?? "", groups.memory),
    openFiles: filesOf(limits),
    systemFiles: usedOf(number("/proc/sys/fs/file-nr"), number("/proc/sys/fs/file-max")),
    threads: least(
      limitOf(limits, "Max processes")?.soft,
      number("/proc/sys/kernel/threads-max"),
      number("/proc/sys/kernel/pid_max"),
      groups.threads,
    ),
    ephemeralPorts: portsOf(read("/proc/sys/net/ipv4/ip_local_port_range")),
    timeWaitReuse: number("/proc/sys/net/ipv4/tcp_tw_reuse"),
    tcpMemory: tcpMemoryOf(read("/proc/net/sockstat") ?? "", number("/proc/sys/net/ipv4/tcp_mem", 2)),
    tracked: usedOf(
      number("/proc/sys/net/netfilter/nf_conntrack_count"),
      number("/proc/sys/net/netfilter/nf_conntrack_max"),
    ),
    acceptQueue: number("/proc/sys/net/core/somaxconn"),
  };
}

/** `2 cores`, `1.5 cores` */
export function coresText(cores: number): string {
  return `${rate(cores)} ${cores === 1 ? "core" : "cores"}`;
}

function memoryOf(meminfo: string, group: CgroupLimits["memory"]): MachineLimits["memory"] {
  const bytes = (name: string): number | undefined => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(meminfo)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
  };
  const { max, left } = group ?? { max: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY };
  return {
    total: Math.min(max, bytes("MemTotal") ?? totalmem()),
    available: Math.min(left, bytes("MemAvailable") ?? process.availableMemory()),
  };
}

function usedOf(used: number | null, max: number | null): Used | null {
  return used === null || max === null ? null : { used, max };
}

function least(...limits: readonly (number | null | undefined)[]): number | null {
  const known = limits.filter((limit): limit is number => typeof limit === "number" && Number.isFinite(limit));
  return known.length === 0 ? null : Math.min(...known);
}

function portsOf(text: string | undefined): MachineLimits["ephemeralPorts"] {
  const [first, last] = (text ?? "").trim().split(/\s+/).map(Number);
  return first === undefined || last === undefined ? null : { first, last };
}

/** tcp_mem and sockstat count pages, of 4 KiB on all but a few machines. */
const pageBytes = 4_096;

function tcpMemoryOf(sockstat: string, maxPages: number | null): Used | null {
  const pages = /^TCP:.* mem (\d+)$/m.exec(sockstat)?.[1];
  if (pages === undefined || maxPages === null) return null;
  return { used: Number(pages) * pageBytes, max: maxPages * pageBytes };
}
