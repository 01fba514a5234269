/** Memory: of the devices themselves, of the kernel for their sockets, and for what is under way in these. */
import { byteSize, whole } from "../../report/figures.ts";
import { deviceCost, shardCost } from "../device-cost.ts";
import type { MachineLimits } from "../machine-limits.ts";
import { ends, type Fit, type FleetWish, roundUp, unknown } from "./fit.ts";

export function byMemory({ memory: { total, available } }: MachineLimits, { local, shards = 1 }: FleetWish): Fit {
  const each = deviceCost.memoryBytes + ends(local) * deviceCost.kernelBytes;
  return {
    limit: "memory",
    found: `${byteSize(available)} of ${byteSize(total)} free`,
    devices: Math.max(0, Math.floor((available - shards * shardCost.memoryBytes) / each)),
    remark: `${byteSize(deviceCost.memoryBytes)} a device and ${byteSize(ends(local) * deviceCost.kernelBytes)} in the kernel${local ? ", for both ends; without what the server takes itself" : ""}`,
    remedies: ["close other programs, or use a machine with more memory; fewer devices: `--devices N`"],
  };
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
