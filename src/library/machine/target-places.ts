/** Where the urls of a target lead: to how many addresses and ports, and whether these are on this machine. */
import { networkInterfaces } from "node:os";
import { parseIpAddress } from "../../kernel/ip-address.ts";

export interface TargetPlaces {
  /** Different hosts and ports. */
  readonly targets: number;
  /** Whether one of them at least is this machine, as far as its name tells. */
  readonly local: boolean;
}

/** @param urls `ws:` and `wss:`, templates filled in or not */
export function targetPlaces(urls: readonly string[]): TargetPlaces {
  const places = urls
    .map((url) => url.replaceAll(/\{\w+\}/g, "x"))
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url));
  return {
    targets: Math.max(1, new Set(places.map(({ protocol, host }) => `${protocol}//${host}`)).size),
    local: places.some(({ hostname }) => isLocal(hostname.replaceAll(/[[\]]/g, ""))),
  };
}

function isLocal(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost") || host.startsWith("127.")) return true;
  if (parseIpAddress(host) === undefined) return false;
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return host === "::1" || own.some(({ address }) => address === host);
}
