/**
 * A computer at a desk with its screen: laptops around 35 W, others around 110 W, up and down with what it is asked
 * for. Left alone, it sleeps: most at once, some after a while of idling. Design values within what such machines are
 * known to draw.
 */
import { chance, lognormal, uniform } from "flotilla/device";
import { type Appliance, standby, trait } from "./appliance.ts";

interface Computer {
  readonly watts: number;
  readonly standby: number;
  does: "sleep" | "work" | "idle";
}

const laptopShare = 0.5;
const idlesOnShare = 0.3;

export const computer: Appliance<Computer> = {
  idles: true,
  switchedAtPlug: false,
  found({ random }) {
    const laptop = chance(random, laptopShare);
    const watts = laptop ? lognormal(random, 35, 0.35) : lognormal(random, 110, 0.4);
    return {
      watts: trait(Math.min(400, Math.max(15, watts))),
      standby: trait(Math.min(5, Math.max(0.3, lognormal(random, 1.2, 0.6)))),
      does: "sleep",
    };
  },
  draws({ does, watts, standby: idle }, { random }) {
    if (does === "sleep") return standby(idle);
    const powerFactor = watts > 75 ? 0.95 : 0.6;
    if (does === "idle") {
      return { from: 0.6 * watts, to: 0.6 * watts, powerFactor, seconds: uniform(random, 600, 1_800) };
    }
    const load = watts * uniform(random, 0.7, 1.3);
    return { from: load, to: load, powerFactor, seconds: uniform(random, 90, 600) };
  },
  goesOn(work) {
    if (work.does === "idle") work.does = "sleep";
  },
  cut(work) {
    work.does = "sleep";
  },
  hears(work, happening, { random, room }) {
    if (happening.type === "began" && happening.activity === "computer" && happening.room === room) {
      work.does = "work";
      return "used";
    }
    if (happening.type === "ended" && happening.activity === "computer" && work.does === "work") {
      work.does = chance(random, idlesOnShare) ? "idle" : "sleep";
      return "left";
    }
    return undefined;
  },
};
