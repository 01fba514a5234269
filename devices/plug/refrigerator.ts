/**
 * A refrigerator: a cold heavy body that warms towards the room, and a compressor that pulls it down again.
 *
 *     resting: T -> room     cooling: T -> room - pull     defrosting: T -> room + warmth
 *
 *     high |\    /\    /
 *          | \  /  \  /        all exponential, so the times of the turns have a closed form
 *      low |  \/    \/
 *
 * 1. Off it warms by 3 to 4 K in four hours with its door shut, as food authorities say it may; after that it runs
 *    for hours.
 * 2. In a warmer room it runs for longer at a time. The room is a kitchen at 20 °C or more, a cellar or a garage
 *    nearer to the outdoors.
 * 3. The frost-free ones melt their frost for some minutes after every 8 to 12 hours of running.
 * 4. 60 to 120 W for a third of the time: 150 to 350 kWh a year, as new and older labels say. Parameters are design
 *    values within that.
 */
import { chance, type HomeView, type Instant, relax, secondsToRelax, uniform } from "flotilla/device";
import { type Appliance, trait } from "./appliance.ts";

interface Refrigerator {
  /** W of the compressor once it runs smoothly, and of lamp and electronics. */
  readonly watts: number;
  readonly controls: number;
  readonly powerFactor: number;
  /** s, and K below the room that it would reach in the end. */
  readonly timeConstant: number;
  readonly pull: number;
  /** °C at which the compressor stops and starts. */
  readonly low: number;
  readonly high: number;
  /** W of the defrost heater, 0 without one. */
  readonly heater: number;
  does: "cooling" | "resting" | "defrosting" | "warming";
  /** Whether the compressor is about to start. */
  starting: boolean;
  celsius: number;
  /** °C it is on its way to, and since when. */
  target: number;
  at: Instant;
  /** s of running until it defrosts. */
  untilDefrost: number;
}

/** s after which conditions are looked at anew. */
const longest = 3_600;
/** s that a compressor waits when power is back, for the pressures to even out. */
const restart = 240;
const frostFreeShare = 0.6;
const defrostWarmth = 12;
const defrostSeconds = 1_100;
/** K for a look inside, and for what is left of a meal. */
const doorWarmth = 0.06;
const leftoverWarmth = 0.25;

export const refrigerator: Appliance<Refrigerator> = {
  idles: false,
  switchedAtPlug: false,
  found({ random, now, home, room }) {
    const low = trait(uniform(random, 3, 5));
    const high = trait(low + uniform(random, 0.45, 0.8));
    const running = uniform(random, 8, 12) * 3_600;
    return {
      watts: trait(uniform(random, 55, 110)),
      controls: trait(uniform(random, 0.8, 2)),
      powerFactor: trait(uniform(random, 0.62, 0.88)),
      timeConstant: trait(uniform(random, 50_000, 72_000)),
      pull: trait(uniform(random, 45, 65)),
      low,
      high,
      heater: chance(random, frostFreeShare) ? trait(uniform(random, 120, 220)) : 0,
      does: chance(random, 0.35) ? "cooling" : "resting",
      starting: false,
      celsius: uniform(random, low, high),
      target: roomCelsius(home, room, now),
      at: now,
      untilDefrost: running * random.next(),
    };
  },
  draws(work, { now, home, room }) {
    const { watts, controls, powerFactor, timeConstant, low, high, heater } = work;
    progress(work, now);
    const warm = roomCelsius(home, room, now);
    if (work.does === "warming") {
      work.does = "resting";
      work.target = warm;
      return { from: controls, to: controls, powerFactor: 0.5, seconds: restart };
    }
    turn(work);
    switch (work.does) {
      case "cooling": {
        work.target = warm - work.pull;
        const wait = Math.min(longest, work.untilDefrost, secondsTo(work.celsius, work.target, timeConstant, low));
        const settled = watts + controls;
        // The refrigerant has to get going first.
        const from = work.starting ? settled * 1.07 : settled;
        work.starting = false;
        return { from, to: settled, powerFactor, seconds: Math.max(1, wait) };
      }
      case "defrosting":
        work.target = warm + defrostWarmth;
        return { from: heater + controls, to: heater + controls, powerFactor: 0.98, seconds: defrostSeconds };
      case "resting": {
        work.target = warm;
        const wait = Math.min(longest, secondsTo(work.celsius, warm, timeConstant, high));
        return { from: controls, to: controls, powerFactor: 0.5, seconds: Math.max(1, wait) };
      }
    }
  },
  goesOn(work, { now, random }) {
    progress(work, now);
    if (work.does === "defrosting") {
      work.does = "resting";
      work.untilDefrost = uniform(random, 8, 12) * 3_600;
    } else if (work.does === "cooling" && work.untilDefrost < 1 && work.heater > 0) {
      work.does = "defrosting";
    }
  },
  cut(work, { now, home, room }) {
    progress(work, now);
    work.does = "warming";
    work.target = roomCelsius(home, room, now);
  },
  hears(work, happening, { now, room }) {
    if (happening.type !== "began" && happening.type !== "ended") return undefined;
    const { activity } = happening;
    if (happening.room !== room || (activity !== "cooking" && activity !== "hot-drink")) return undefined;
    // Nobody hears it start: what has come in is noticed when its time is over.
    progress(work, now);
    work.celsius += activity === "cooking" && happening.type === "ended" ? leftoverWarmth : doorWarmth;
    return undefined;
  },
};

/** Brings the temperature, and the time run, up to date. */
function progress(work: Refrigerator, now: Instant): void {
  const elapsed = (now - work.at) / 1_000;
  work.celsius = relax(work.celsius, work.target, work.timeConstant, elapsed);
  if (work.does === "cooling" && work.heater > 0) work.untilDefrost = Math.max(0, work.untilDefrost - elapsed);
  work.at = now;
}

/** Starts or stops the compressor where the thermostat says so; rounding must not hold it at the very threshold. */
function turn(work: Refrigerator): void {
  if (work.does === "cooling" && work.celsius <= work.low + 1e-6) work.does = "resting";
  else if (work.does === "resting" && work.celsius >= work.high - 1e-6) {
    work.does = "cooling";
    work.starting = true;
  }
}

function secondsTo(celsius: number, target: number, timeConstant: number, threshold: number): number {
  return secondsToRelax(celsius, target, timeConstant, threshold);
}

/** °C around it. */
function roomCelsius(home: HomeView, room: string, now: Instant): number {
  const outdoors = home.outdoorTemperature(now);
  if (room === "garage") return Math.max(5, 0.7 * outdoors + 5);
  if (room === "cellar") return 13 + 0.15 * outdoors;
  return Math.max(20.5, 0.5 * outdoors + 11.5);
}
