/** Memory: of the devices themselves, of the kernel for their sockets, and for what is under way in these. */
import { byteSize, whole } from "../../../report/figures.ts";
import { deviceCost, mostShards, shardCost } from "../device-cost.ts";
import type { MachineLimits } from "../machine-limits.ts";
import { devicesPerProcess } from "./files.ts";
import { ends, type Fit, type FleetWish, roundUp, unknown } from "./fit.ts";

export function byMemory(limits: MachineLimits, { local, shards }: FleetWish): Fit {
  const { total, available } = limits.memory;
  const each = deviceCost.memoryBytes + ends(local) * deviceCost.kernelBytes;
  return {
    limit: "memory",
    found: `${byteSize(available)} of ${byteSize(total)} free`,
    devices: shards === undefined ? inFullShards(limits, each) : inRoom(available - bytesOf(shards), each),
    remark: `${byteSize(deviceCost.memoryBytes)} a device, ${byteSize(shardCost.memoryBytes)} a process, and ${byteSize(ends(local) * deviceCost.kernelBytes)} a device in the kernel${local ? ", for both ends; without what the server takes itself" : ""}`,
    remedies: ["close other programs, or use a machine with more memory; fewer devices: `--devices N`"],
  };
}

/** In as many shards as their open files ask for. */
function inFullShards(limits: MachineLimits, each: number): number {
  const { available } = limits.memory;
  const inOne = devicesPerProcess(limits) ?? Number.POSITIVE_INFINITY;
  const alone = inRoom(available - bytesOf(1), each);
  if (alone <= inOne || inOne === 0) return alone;
  const room = available - bytesOf(0);
  const full = Math.min(mostShards, Math.floor(room / (inOne * each + shardCost.memoryBytes)));
  const left = room - full * (inOne * each + shardCost.memoryBytes);
  return full * inOne + (full === mostShards ? 0 : inRoom(left - shardCost.memoryBytes, each));
}

/** Several have a process besides that holds them together. */
function bytesOf(shards: number): number {
  return (shards === 1 ? 1 : shards + 1) * shardCost.memoryBytes;
}

function inRoom(bytes: number, each: number): number {
  return Math.max(0, Math.floor(bytes / each));
}

export function byTcpMemory({ tcpMemory: waiting }: MachineLimits, { devices }: FleetWish): Fit {
  const limit = "TCP memory";
  if (waiting === null) return { limit, found: unknown, devices: null, remedies: [] };
  const pages = waiting.max / skbBytes;
  const wanted = roundUp(devices === undefined ? pages : Math.max(pages, devices));
  return {
    limit,
    found: `${byteSize(waiting.used)} of ${byteSize(waiting.max)} in buffers`,
    devices: null,
    remark: `only what is under way counts: ${whole(Math.floor((waiting.max - waiting.used) / skbBytes))} messages`,
    remedies: [`\`sudo sysctl -w net.ipv4.tcp_mem="${wanted} ${1.5 * wanted} ${2 * wanted}"\``],
  };
}

/** A message that waits in a socket takes a page at least. */
const skbBytes = 4_096;
