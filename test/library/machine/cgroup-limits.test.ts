import { describe, expect, test } from "vitest";
import { readCgroupLimits } from "../../../src/library/machine/cgroup-limits.ts";

function limits(files: Readonly<Record<string, string>>): ReturnType<typeof readCgroupLimits> {
  return readCgroupLimits((path) => files[path]);
}

const nothing = { cores: null, memory: null, threads: null };

describe("control groups, version 2", () => {
  test("leave a quota of cores, memory with what the kernel would give back, and threads", () => {
    expect(
      limits({
        "/proc/self/cgroup": "0::/\n",
        "/sys/fs/cgroup/cpu.max": "150000 100000\n",
        "/sys/fs/cgroup/memory.max": "512000000\n",
        "/sys/fs/cgroup/memory.current": "300000000\n",
        "/sys/fs/cgroup/memory.stat": "anon 200000000\nfile 90000000\ninactive_file 80000000\n",
        "/sys/fs/cgroup/pids.max": "500\n",
      }),
    ).toEqual({ cores: 1.5, memory: { max: 512e6, left: 292e6 }, threads: 500 });
  });

  test("count with all groups on the way to the root: the narrowest holds", () => {
    const group = "/sys/fs/cgroup/user.slice/run.scope";
    expect(
      limits({
        "/proc/self/cgroup": "0::/user.slice/run.scope\n",
        [`${group}/cpu.max`]: "400000 100000\n",
        "/sys/fs/cgroup/user.slice/cpu.max": "50000 100000\n",
        [`${group}/memory.max`]: "max\n",
        [`${group}/memory.current`]: "1000\n",
        "/sys/fs/cgroup/user.slice/memory.max": "2000000\n",
        "/sys/fs/cgroup/user.slice/memory.current": "3000000\n",
      }),
    ).toEqual({ cores: 0.5, memory: { max: 2e6, left: 0 }, threads: null });
  });

  test("say nothing where there is no limit, and where there are none", () => {
    expect(limits({ "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "max 100000\n" })).toEqual(nothing);
    expect(limits({})).toEqual(nothing);
    expect(limits({ "/proc/self/cgroup": "what is this\n0::../..\n" })).toEqual(nothing);
  });

  test("of a container are at the root of what it sees, whatever path the host knows it by", () => {
    expect(
      limits({ "/proc/self/cgroup": "0::/docker/3f1c\n", "/sys/fs/cgroup/cpu.max": "200000 100000\n" }).cores,
    ).toBe(2);
  });
});

describe("control groups, version 1", () => {
  test("have a tree for each controller, or for several together", () => {
    expect(
      limits({
        "/proc/self/cgroup": "4:memory:/job\n2:cpu,cpuacct:/job\n1:name=systemd:/\n0::/\n",
        "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "300000\n",
        "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/memory/job/memory.limit_in_bytes": "1000000\n",
        "/sys/fs/cgroup/memory/job/memory.usage_in_bytes": "400000\n",
        "/sys/fs/cgroup/memory/job/memory.stat": "inactive_file 1\ntotal_inactive_file 100000\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes": "400000\n",
      }),
    ).toEqual({ cores: 3, memory: { max: 1e6, left: 700_000 }, threads: null });
  });
});
