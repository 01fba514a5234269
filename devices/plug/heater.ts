/**
 * A portable heater: on when it is cold and people are up at home, in turns by its thermostat.
 *
 * The room around it has one heat capacity: without the heater it relaxes towards what the central heating leaves
 * there, with it to some kelvins more, so times on and off have a closed form. Room and habit are design values: six
 * turns an hour, a third of the time on in the frost.
 */
import { chance, type HomeView, type Instant, relax, secondsToRelax, uniform } from "flotilla/device";
import { type Appliance, heating, trait } from "./appliance.ts";

interface Heater {
  readonly watts: number;
  /** °C at which it switches off; on again `differential` below. */
  readonly setpoint: number;
  /** K per W, in the end. */
  readonly warmthPerWatt: number;
  /** °C outdoors above which nobody wants it. */
  readonly wantedBelow: number;
  does: "off" | "heat" | "rest";
  /** °C at its thermostat, where that is going, and since when. */
  celsius: number;
  target: number;
  at: Instant;
}

const differential = 0.8;
const timeConstant = 2_400;
/** s after which conditions are looked at anew. */
const longest = 3_600;
const usedShare = 0.6;

export const heater: Appliance<Heater> = {
  idles: false,
  switchedAtPlug: false,
  found({ random, home, now }) {
    const celsius = unheated(home, now);
    return {
      watts: trait(uniform(random, 1_000, 2_000)),
      setpoint: trait(uniform(random, 20, 22.5)),
      warmthPerWatt: trait(uniform(random, 0.008, 0.012)),
      wantedBelow: trait(uniform(random, 2, 10)),
      does: "off",
      celsius,
      target: celsius,
      at: now,
    };
  },
  draws(work, surroundings) {
    const { home, now } = surroundings;
    progress(work, now);
    if (work.does === "heat" && work.celsius >= work.setpoint - 1e-6) work.does = "rest";
    else if (work.does === "rest" && work.celsius <= work.setpoint - differential + 1e-6) work.does = "heat";
    const cool = unheated(home, now);
    if (work.does === "off") {
      work.target = cool;
      return { from: 0, to: 0, powerFactor: 1 };
    }
    const watts = work.does === "heat" ? heating(work.watts, surroundings) : 0;
    work.target = cool + watts * work.warmthPerWatt;
    const turn = work.setpoint - (work.does === "heat" ? 0 : differential);
    const wait = secondsToRelax(work.celsius, work.target, timeConstant, turn);
    return { from: watts, to: watts, powerFactor: 1, seconds: Math.max(1, Math.min(longest, wait)) };
  },
  cut(work, { home, now }) {
    progress(work, now);
    work.target = unheated(home, now);
  },
  hears(work, happening, { home, now, random }) {
    switch (happening.type) {
      case "wake":
      case "settled":
        if (!happening.first || work.does !== "off" || home.outdoorTemperature(now) > work.wantedBelow)
          return undefined;
        if (!chance(random, usedShare)) return undefined;
        progress(work, now);
        work.does = "rest";
        return "used";
      case "bedtime":
      case "departure":
        if (!happening.last || work.does === "off") return undefined;
        progress(work, now);
        work.does = "off";
        return "left";
      default:
        return undefined;
    }
  },
};

function progress(work: Heater, now: Instant): void {
  work.celsius = relax(work.celsius, work.target, timeConstant, (now - work.at) / 1_000);
  work.at = now;
}

/** °C in the room without it. */
function unheated(home: HomeView, now: Instant): number {
  const outdoors = home.outdoorTemperature(now);
  return Math.max(12, outdoors > 15 ? outdoors + 3 : 16.5 + 0.1 * outdoors);
}
