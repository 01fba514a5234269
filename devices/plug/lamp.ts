/**
 * A lamp on a cord, switched at its plug: its own switch is on. People who come into its room in the dark like it on,
 * and put it out when it is light again, when they go to bed, and mostly when the last of them leaves (as with bulbs,
 * realism.md §4.2).
 */
import { chance, lognormal, uniform } from "flotilla/device";
import type { Appliance } from "./appliance.ts";

interface Lamp {
  readonly watts: number;
  readonly powerFactor: number;
  /** How likely it is that somebody who comes in wants it. */
  readonly liking: number;
}

const ledShare = 0.75;
const leftOnShare = 0.2;

export const lamp: Appliance<Lamp> = {
  idles: false,
  switchedAtPlug: true,
  found({ random }) {
    const led = chance(random, ledShare);
    const watts = led ? lognormal(random, 7, 0.4) : lognormal(random, 40, 0.3);
    return {
      watts: Math.min(100, Math.max(2, watts)),
      powerFactor: led ? 0.58 : 1,
      liking: uniform(random, 0.05, 0.5),
    };
  },
  draws: ({ watts, powerFactor }) => ({ from: watts, to: watts, powerFactor }),
  hears({ liking }, happening, { home, now, room, random }) {
    const dark = home.irradiance(now) < home.traits.darkThreshold;
    switch (happening.type) {
      case "moved":
        if (happening.to !== room) return undefined;
        if (!dark) return "left";
        return chance(random, liking) ? "used" : undefined;
      case "settled":
        return dark && home.peopleIn(room, now) > 0 && chance(random, liking) ? "used" : undefined;
      case "bedtime":
        return happening.last ? "left" : undefined;
      case "departure":
        return happening.last && !chance(random, leftOnShare) ? "left" : undefined;
      default:
        return undefined;
    }
  },
};
