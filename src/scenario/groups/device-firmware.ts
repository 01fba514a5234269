/** Which version a device is made with: drawn from those of its group or variant by weight. */
import { type Distribution, open, quantile } from "../../kernel/distribution.ts";
import { keyed } from "../../kernel/random.ts";
import type { GroupPlan } from "../plan.ts";

/** @param member what the device is, by `memberPlan`. */
export function deviceFirmware({ firmware }: Pick<GroupPlan, "firmware">, seed: number, index: number): string {
  const [first] = firmware;
  if (firmware.length === 1) return first![0];
  let which = places.get(firmware);
  if (which === undefined) {
    which = { choice: firmware.map(([, weight], position) => [position, weight] as const) };
    places.set(firmware, which);
  }
  return firmware[quantile(which, open(keyed(seed, "identity.firmware", index)))]![0];
}

/** All devices of a group, or of a variant, draw from the same. */
const places = new WeakMap<GroupPlan["firmware"], Distribution>();
