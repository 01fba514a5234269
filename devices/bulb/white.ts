/** The white it gives. */
import { redirectRamp, seconds } from "flotilla/device";
import type { BulbProfile } from "./bulb-physics.ts";
import type { BulbContext } from "./bulb-schema.ts";
import type { BulbState } from "./bulb.ts";

/** Goes to a white, or the nearest it can give. */
export function moveWhite(state: BulbState, mireds: number, duration: number, context: BulbContext): void {
  const [coolest, warmest] = whitesOf(state.profile);
  redirectRamp(state.white, Math.min(warmest, Math.max(coolest, mireds)), context.now, seconds(duration));
}

/** Mireds of the coolest and the warmest white. */
export function whitesOf({ coolest, warmest }: BulbProfile): [coolest: number, warmest: number] {
  return [Math.ceil(1e6 / coolest), Math.floor(1e6 / warmest)];
}
