/**
 * What the control groups of Linux leave this process: a container's share of cores, memory and processes, or that of a systemd unit.
 *
 * 1. A limit of a group holds for all groups below it: of those on the way to the root, the narrowest counts.
 * 2. Both versions are read. In version 2 all is in one tree (`0::/user.slice/...`), in version 1 each controller has its own (`1:cpu,cpuacct:/...`).
 * 3. In a container the tree often begins at its own group, while `/proc/self/cgroup` tells a path of the host's: folders that are not
 *    there are passed over, and the root is always looked at.
 *
 * Source: docs.kernel.org, admin-guide/cgroup-v2 (cpu.max, memory.max, memory.stat, pids.max) and admin-guide/cgroup-v1.
 */
export interface CgroupLimits {
  /** Cores that it may use, at most: 1.5 is one and a half. Null without a quota. */
  readonly cores: number | null;
  /** Bytes: what it may have, and what of that is left, with what the kernel would give back. */
  readonly memory: { readonly max: number; readonly left: number } | null;
  /** Threads. */
  readonly threads: number | null;
}

type Read = (path: string) => string | undefined;

/** @param read the text of a file, `undefined` where there is none */
export function readCgroupLimits(read: Read): CgroupLimits {
  const number = (path: string): number | null => figure(read(path));
  const folders = (controller: string): readonly string[] => foldersOf(read("/proc/self/cgroup") ?? "", controller);
  return {
    cores: readCoresQuota(read),
    memory: narrowest(folders("memory").map((folder) => memoryOf(folder, read))),
    threads: least(folders("pids").map((folder) => number(`${folder}/pids.max`))),
  };
}

/** As `cores` of {@link readCgroupLimits}, and nothing else is looked at. */
export function readCoresQuota(read: Read): number | null {
  return least(foldersOf(read("/proc/self/cgroup") ?? "", "cpu").map((folder) => quotaOf(folder, read)));
}

const root = "/sys/fs/cgroup";

/** The groups of a controller from this process's own up to the root, in both versions. */
function foldersOf(groups: string, controller: string): string[] {
  return groups.split("\n").flatMap((line) => {
    const [, names, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (names === undefined || path === undefined) return [];
    if (names === "") return upwards(root, path);
    return names.split(",").includes(controller) ? upwards(`${root}/${names}`, path) : [];
  });
}

function upwards(top: string, path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== "..");
  return Array.from({ length: parts.length + 1 }, (_, up) => [top, ...parts.slice(0, parts.length - up)].join("/"));
}

/** `150000 100000`, or `max 100000`: microseconds of CPU in each so many. */
function quotaOf(folder: string, read: Read): number | null {
  const [quota, period] = (read(`${folder}/cpu.max`) ?? "").trim().split(/\s+/);
  return (
    share(figure(quota), figure(period)) ??
    share(figure(read(`${folder}/cpu.cfs_quota_us`)), figure(read(`${folder}/cpu.cfs_period_us`)))
  );
}

function share(quota: number | null, period: number | null): number | null {
  return quota === null || period === null || period === 0 ? null : quota / period;
}

function memoryOf(folder: string, read: Read): CgroupLimits["memory"] {
  const max = figure(read(`${folder}/memory.max`)) ?? figure(read(`${folder}/memory.limit_in_bytes`));
  const used = figure(read(`${folder}/memory.current`)) ?? figure(read(`${folder}/memory.usage_in_bytes`));
  if (max === null || used === null) return null;
  // Pages of files that nobody has looked at for long; the sum of version 1 has the groups below in it.
  const kept = read(`${folder}/memory.stat`) ?? "";
  const [, given = "0"] = /^total_inactive_file (\d+)$/m.exec(kept) ?? /^inactive_file (\d+)$/m.exec(kept) ?? [];
  return { max, left: Math.min(max, Math.max(0, max - used + Number(given))) };
}

function narrowest(all: readonly CgroupLimits["memory"][]): CgroupLimits["memory"] {
  const known = all.filter((one) => one !== null);
  if (known.length === 0) return null;
  return { max: Math.min(...known.map(({ max }) => max)), left: Math.min(...known.map(({ left }) => left)) };
}

/** `max` and -1, which is what version 1 says, are no limit; neither is more than any machine has. */
function figure(text: string | undefined): number | null {
  const written = text?.trim() ?? "";
  const value = Number(written);
  return /^\d+$/.test(written) && value < noLimit ? value : null;
}

/** Version 1 says 9223372036854771712 for none. */
const noLimit = 2 ** 60;

function least(limits: readonly (number | null)[]): number | null {
  const known = limits.filter((limit) => limit !== null);
  return known.length === 0 ? null : Math.min(...known);
}
