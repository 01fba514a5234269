/** What the network of this machine bounds besides ports: connections that a firewall tracks, and those that wait to be accepted. */
import { whole } from "../../../report/figures.ts";
import type { MachineLimits } from "../machine-limits.ts";
import { type Fit, type FleetWish, roundUp, unknown } from "./fit.ts";

export function byTracking({ tracked }: MachineLimits, { devices }: FleetWish): Fit {
  const limit = "connection tracking";
  if (tracked === null) return { limit, found: "none", devices: null, remedies: [] };
  const found = `${whole(tracked.used)} of ${whole(tracked.max)} tracked`;
  const wanted = roundUp(devices === undefined ? 2 * tracked.max : tracked.used + 1.2 * devices);
  const remedies = [
    `\`sudo sysctl -w net.netfilter.nf_conntrack_max=${wanted}\``,
    "`sudo iptables -t raw -A OUTPUT -p tcp --dport PORT -j NOTRACK`, and the same for -A PREROUTING --sport PORT",
  ];
  // A rule has to ask for it: without one netfilter looks at nothing.
  if (tracked.used === 0)
    return { limit, found, devices: null, remark: "no rule of the firewall asks for it", remedies };
  return { limit, found, devices: tracked.max - tracked.used, remedies };
}

export function byAcceptQueue({ acceptQueue: length }: MachineLimits, { local }: FleetWish): Fit {
  const limit = "accept queue";
  if (!local) return { limit, found: "of the server's machine", devices: null, remedies: [] };
  if (length === null) return { limit, found: unknown, devices: null, remedies: [] };
  return {
    limit,
    found: whole(length),
    devices: null,
    remark: "so many may wait to be accepted; more that dial at once come a second later",
    remedies: ["`sudo sysctl -w net.core.somaxconn=65535`, and the same in the server's own listen"],
  };
}
