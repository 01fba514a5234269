import { describe, expect, test } from "vitest";
import { readMachineLimits } from "../../../src/library/machine/machine-limits.ts";

const files: Readonly<Record<string, string>> = {
  "/proc/self/limits": [
    "Limit                     Soft Limit           Hard Limit           Units",
    "Max processes             96364                96364                processes",
    "Max open files            1024                 unlimited            files",
  ].join("\n"),
  "/proc/meminfo": "MemTotal:        8000000 kB\nMemFree:         1000000 kB\nMemAvailable:    6000000 kB\n",
  "/proc/net/sockstat": "sockets: used 17\nTCP: inuse 3 orphan 0 tw 2 alloc 4 mem 25\nUDP: inuse 0 mem 0\n",
  "/proc/sys/fs/file-nr": "1056\t0\t2466165\n",
  "/proc/sys/fs/file-max": "2466165\n",
  "/proc/sys/kernel/threads-max": "192728\n",
  "/proc/sys/kernel/pid_max": "32768\n",
  "/proc/sys/net/core/somaxconn": "4096\n",
  "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
  "/proc/sys/net/ipv4/tcp_mem": "287898\t383866\t575796\n",
  "/proc/sys/net/ipv4/tcp_tw_reuse": "2\n",
  "/proc/sys/net/netfilter/nf_conntrack_count": "0\n",
  "/proc/sys/net/netfilter/nf_conntrack_max": "262144\n",
};

describe("the limits of a machine", () => {
  test("are those that Linux tells", () => {
    expect(readMachineLimits((path) => files[path])).toMatchObject({
      memory: { total: 8_192_000_000, available: 6_144_000_000 },
      openFiles: { soft: 1_024, hard: Number.POSITIVE_INFINITY },
      systemFiles: { used: 1_056, max: 2_466_165 },
      threads: 32_768,
      ephemeralPorts: { first: 32_768, last: 60_999 },
      timeWaitReuse: 2,
      tcpMemory: { used: 25 * 4_096, max: 575_796 * 4_096 },
      tracked: { used: 0, max: 262_144 },
      acceptQueue: 4_096,
    });
  });

  test("are no fewer threads than a container leaves", () => {
    const leaving = (threads: string) => (path: string) =>
      ({ ...files, "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/pids.max": threads })[path];
    expect(readMachineLimits(leaving("500\n")).threads).toBe(500);
    expect(readMachineLimits(leaving("max\n")).threads).toBe(32_768);
  });

  test("are no more cores and memory than a container leaves", () => {
    const contained: Readonly<Record<string, string>> = {
      ...files,
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/cpu.max": "50000 100000\n",
      "/sys/fs/cgroup/memory.max": "1000000000\n",
      "/sys/fs/cgroup/memory.current": "400000000\n",
    };
    expect(readMachineLimits((path) => contained[path])).toMatchObject({
      cores: 0.5,
      memory: { total: 1e9, available: 6e8 },
    });
  });

  test("are not known where nobody tells", () => {
    const { cores, speed, memory, ...rest } = readMachineLimits(() => undefined);
    expect(rest).toEqual({
      openFiles: null,
      systemFiles: null,
      threads: null,
      ephemeralPorts: null,
      timeWaitReuse: null,
      tcpMemory: null,
      tracked: null,
      acceptQueue: null,
    });
    expect(cores).toBeGreaterThan(0);
    expect(speed).toBeGreaterThanOrEqual(0.25);
    expect(speed).toBeLessThanOrEqual(4);
    expect(memory.available).toBeGreaterThan(0);
  });
});
