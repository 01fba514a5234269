/** Ports: a connection is known by its two addresses and ports, so one local address has only so many to each target. */
import { counted, whole } from "../../../report/figures.ts";
import type { MachineLimits } from "../machine-limits.ts";
import { type Fit, type FleetWish, unknown } from "./fit.ts";

export function byPorts(
  { ephemeralPorts, timeWaitReuse }: MachineLimits,
  { sources, targets, local, devices }: FleetWish,
): Fit {
  const limit = "ports";
  const remedies = portRemedies(local, sources, devices, targets);
  const times = targets === 1 ? "" : `, to each of ${targets} targets`;
  if (sources !== undefined) {
    const { addresses, ports: each } = sources;
    return {
      limit,
      found: `${whole(each)} at ${counted(addresses, "address", "addresses")}${times}`,
      devices: addresses * each * targets,
      remark: "address and port are chosen here; they come back after a minute, sooner if there is need",
      remedies,
    };
  }
  if (ephemeralPorts === null) return { limit, found: unknown, devices: null, remedies };
  const { first, last } = ephemeralPorts;
  const count = last - first + 1;
  return {
    limit,
    found: `${whole(count)} (${first} to ${last})${times}`,
    devices: count * targets,
    remark: `the kernel chooses, more slowly beyond ${whole(Math.floor(count / 2))}${reuseText(timeWaitReuse)}`,
    remedies,
  };
}

function reuseText(reuse: number | null): string {
  switch (reuse) {
    case 0:
      return "; again only after a minute (tcp_tw_reuse 0)";
    case 1:
      return "; again after a second (tcp_tw_reuse 1)";
    case 2:
      return "; again after a second on loopback, elsewhere after a minute (tcp_tw_reuse 2)";
    default:
      return "";
  }
}

function portRemedies(
  local: boolean,
  sources: FleetWish["sources"],
  devices: number | undefined,
  targets: number,
): string[] {
  const addresses = Math.max(
    2,
    Math.ceil((1.1 * (devices ?? 1_000_000)) / targets / (sources?.ports ?? portsOfAddress)),
  );
  if (local) {
    const last = 1 + addresses;
    return [`\`--source-addresses 127.0.0.2-127.0.${Math.floor(last / 256)}.${last % 256}\``];
  }
  return [
    `more addresses: \`sudo ip address add ADDRESS/32 dev INTERFACE\`, ${counted(addresses, "address", "addresses")} ${devices === undefined ? "for a million devices" : "in all"}, named in \`--source-addresses\``,
    "several targets: `--target URL --target URL`",
    ...(sources === undefined ? ['`sudo sysctl -w net.ipv4.ip_local_port_range="1024 65535"`'] : []),
  ];
}

/** Ports of an address that are left when the privileged ones and a few that others have are taken away. */
const portsOfAddress = 64_000;
