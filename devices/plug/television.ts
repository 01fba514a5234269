/**
 * A television: some 75 W while somebody watches, more in bright scenes, and half a watt otherwise (EU 2023/826
 * allows 0.5 W, older sets draw more).
 */
import { lognormal, normal, uniform } from "flotilla/device";
import { type Appliance, standby, trait } from "./appliance.ts";

interface Television {
  readonly watts: number;
  readonly standby: number;
  on: boolean;
}

export const television: Appliance<Television> = {
  idles: true,
  switchedAtPlug: false,
  found: ({ random }) => ({
    watts: trait(Math.min(250, Math.max(25, lognormal(random, 75, 0.45)))),
    standby: trait(Math.min(3, Math.max(0.2, lognormal(random, 0.5, 0.5)))),
    on: false,
  }),
  draws({ on, watts, standby: idle }, { random }) {
    if (!on) return standby(idle);
    const scene = watts * Math.min(1.3, Math.max(0.7, normal(random, 1, 0.07)));
    // Above 75 W the harmonics of IEC 61000-3-2 ask for correction.
    return { from: scene, to: scene, powerFactor: watts > 75 ? 0.95 : 0.62, seconds: uniform(random, 180, 900) };
  },
  cut(work) {
    work.on = false;
  },
  hears(work, happening, { room }) {
    if (happening.type === "began" && happening.activity === "television" && happening.room === room) {
      work.on = true;
      return "used";
    }
    if (happening.type === "ended" && happening.activity === "television" && work.on) {
      work.on = false;
      return "left";
    }
    return undefined;
  },
};
