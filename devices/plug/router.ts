/** A router: always on, 5 to 15 W (design value), a little more while it starts and with what the home sends. */
import { lognormal, normal, uniform } from "flotilla/device";
import type { Appliance } from "./appliance.ts";

interface Router {
  readonly watts: number;
  starting: boolean;
}

const powerFactor = 0.55;

export const router: Appliance<Router> = {
  idles: false,
  switchedAtPlug: false,
  found: ({ random }) => ({ watts: Math.min(20, Math.max(4, lognormal(random, 8.5, 0.35))), starting: false }),
  draws({ watts, starting }, { random }) {
    if (starting) return { from: watts * 1.2, to: watts * 1.2, powerFactor, seconds: uniform(random, 60, 150) };
    const busy = watts * Math.min(1.1, Math.max(0.92, normal(random, 1, 0.02)));
    return { from: busy, to: busy, powerFactor, seconds: uniform(random, 1_200, 3_600) };
  },
  goesOn(work) {
    work.starting = false;
  },
  cut(work) {
    work.starting = true;
  },
};
