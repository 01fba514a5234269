/** The fleet of scenarios/million.yaml, in the same mix, with another load: what devices cost that live as they do. */
import { inCheckout } from "./build.ts";
import type { Sink } from "./sink/sink.ts";

/** The city's ends of the loopback network: 59 addresses have ports for more than a million dials. */
export const sourceAddresses = "127.0.0.2-127.0.0.60";

/**
 * Options of `flotilla run`, the scenario first.
 *
 * @param load as a scenario has it.
 * @param shards how many processes live the devices: 1 is the command's own.
 */
export function city(sink: Sink, devices: number, load: string, shards: number | "auto"): string[] {
  return [
    ...[inCheckout("scenarios/million.yaml"), "--target", sink.url, "--devices", String(devices)],
    ...["--set", `load=${load}`, "--set", "timeline=[]", "--shards", String(shards)],
  ];
}
