/**
 * A kettle: boils some water for a drink that is not coffee (drinks.ts), and switches itself off.
 *
 * The time follows from the water: 4,186 J per litre and kelvin, from 15 to 100 °C, at 80 to 90 % efficiency. Its
 * switch stays down without power, so an interrupted kettle goes on when power is back.
 */
import { type Instant, lognormal, uniform } from "flotilla/device";
import { type Appliance, heating, isDoneHere, trait } from "./appliance.ts";
import { isCoffee } from "./drinks.ts";

interface Kettle {
  readonly watts: number;
  readonly efficiency: number;
  /** J still to be put in, at `at`; 0 when its switch is up. */
  left: number;
  at: Instant;
  /** W it draws, and 0 when it does not. */
  drawn: number;
}

const joulesPerLitre = 4_186 * (100 - 15);

export const kettle: Appliance<Kettle> = {
  idles: true,
  switchedAtPlug: false,
  found: ({ random, now }) => ({
    watts: trait(uniform(random, 1_850, 2_400)),
    efficiency: trait(uniform(random, 0.8, 0.9)),
    left: 0,
    at: now,
    drawn: 0,
  }),
  draws(work, surroundings) {
    heatUp(work, surroundings.now);
    if (work.left <= 0) return { from: 0, to: 0, powerFactor: 1 };
    work.drawn = heating(work.watts, surroundings);
    return { from: work.drawn, to: work.drawn, powerFactor: 1, seconds: work.left / work.drawn };
  },
  goesOn(work) {
    work.left = 0;
    work.drawn = 0;
  },
  cut(work, { now }) {
    heatUp(work, now);
    work.drawn = 0;
  },
  hears(work, happening, { random, now, home, room }) {
    if (happening.type !== "began" || happening.activity !== "hot-drink" || work.left > 0) return undefined;
    if (!isDoneHere("hot-drink", happening.room, room) || isCoffee(happening.at, home)) return undefined;
    const litres = Math.min(1.7, Math.max(0.25, lognormal(random, 0.6, 0.4)));
    work.left = (litres * joulesPerLitre) / work.efficiency;
    work.at = now;
    return "used";
  },
};

function heatUp(work: Kettle, now: Instant): void {
  work.left = Math.max(0, work.left - (work.drawn * (now - work.at)) / 1_000);
  work.at = now;
}
