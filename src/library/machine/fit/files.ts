/** Files and processes: every connection is a file of its process, and a process may have so many. */
import { counted, whole } from "../../../report/figures.ts";
import { mostShards, shardCost } from "../device-cost.ts";
import type { MachineLimits } from "../machine-limits.ts";
import { ends, finite, type Fit, type FleetWish, roundUp, unknown } from "./fit.ts";

export function byOpenFiles(limits: MachineLimits, wish: FleetWish): Fit {
  const limit = "open files";
  const { shards, devices, builtIn = false } = wish;
  const each = devicesPerProcess(limits);
  if (limits.openFiles === null || each === null) return { limit, found: unknown, devices: null, remedies: [] };
  const { soft, hard } = limits.openFiles;
  if (!Number.isFinite(soft)) return { limit, found: "unlimited", devices: null, remedies: [] };
  const needed = devices === undefined ? mostFiles : (1.1 * devices) / (shards ?? 1) + shardCost.files;
  const wanted = Math.min(mostFiles, roundUp(needed));
  return {
    limit,
    found: `${whole(soft)} a process`,
    devices: inProcesses(each, wish),
    remark:
      shards === undefined
        ? `${whole(each)} devices a shard, in as many shards as it takes, at most ${mostShards} (--shards auto)`
        : `${whole(each)} devices in each of ${counted(shards, "shard")}`,
    remedies: [
      ...(builtIn ? ["a server in a process of its own: `flotilla server`, and `--target`"] : []),
      ...(shards === undefined ? [] : ["more shards: `--shards auto`"]),
      ...(soft < hard ? [`\`ulimit -n ${hard}\` in this shell`] : []),
      `\`sudo prlimit --pid $$ --nofile=${wanted}:${wanted}\` for this shell and what it starts`,
      `for good: \`* - nofile ${wanted}\` in /etc/security/limits.conf (LimitNOFILE= of a systemd unit, --ulimit nofile= of a container)`,
    ],
  };
}

export function byFilesOfAll({ systemFiles: files }: MachineLimits, { local, devices }: FleetWish): Fit {
  const limit = "files of all processes";
  if (files === null) return { limit, found: unknown, devices: null, remedies: [] };
  const wanted = devices === undefined ? 2 * files.max : files.used + 1.1 * ends(local) * devices;
  return {
    limit,
    found: `${whole(files.used)} of ${whole(files.max)} open`,
    devices: finite(Math.floor((files.max - files.used) / ends(local))),
    remedies: [`\`sudo sysctl -w fs.file-max=${roundUp(wanted)}\``],
  };
}

export function byProcesses(limits: MachineLimits, { shards, devices }: FleetWish): Fit {
  const limit = "processes";
  const { threads } = limits;
  if (threads === null) return { limit, found: unknown, devices: null, remedies: [] };
  const most = Math.min(mostShards, Math.floor(threads / shardCost.threads));
  const each = devicesPerProcess(limits) ?? Number.POSITIVE_INFINITY;
  const needed = Math.min(mostShards, shards ?? (devices === undefined ? mostShards : Math.ceil(devices / each)));
  const wanted = roundUp(1.5 * shardCost.threads * needed);
  return {
    limit,
    found: `${whole(threads)} threads`,
    devices: most === mostShards || (shards !== undefined && shards <= most) ? null : finite(each * most),
    remark:
      most === mostShards
        ? `enough for ${most} shards of ${shardCost.threads} threads, the most that a run may have`
        : `${whole(most)} shards of ${shardCost.threads} threads`,
    remedies:
      most === mostShards
        ? []
        : [`\`ulimit -u ${wanted}\` and \`sudo sysctl -w kernel.threads-max=${wanted} kernel.pid_max=4194304\``],
  };
}

/** How many connections a process can have; `null` where its limit is not known. */
export function devicesPerProcess({ openFiles }: MachineLimits): number | null {
  return openFiles === null ? null : Math.max(0, openFiles.soft - shardCost.files);
}

/** The built-in server has a socket for each device in the run's process, where a shard is too if it is the only one. */
function inProcesses(each: number, { shards, builtIn = false }: FleetWish): number {
  if (!builtIn) return each * (shards ?? mostShards);
  return shards === 1 ? Math.floor(each / 2) : each;
}

/** fs.nr_open, unless somebody has raised it. */
const mostFiles = 1_048_576;
