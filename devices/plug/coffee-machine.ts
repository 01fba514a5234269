/**
 * A coffee machine: warms up, brews, keeps warm with short bursts of its heater and goes to standby by itself (EU
 * 1275/2008 asks for that). Which drinks are coffee: drinks.ts. Design values.
 */
import { uniform } from "flotilla/device";
import { type Appliance, heating, isDoneHere, standby, trait } from "./appliance.ts";
import { isCoffee } from "./drinks.ts";

interface CoffeeMachine {
  readonly watts: number;
  readonly standby: number;
  /** 0 warming up, 1 brewing, then keeping warm, off and on in turn; null in standby. */
  step: number | null;
}

const lastStep = 15;

export const coffeeMachine: Appliance<CoffeeMachine> = {
  idles: true,
  switchedAtPlug: false,
  found: ({ random }) => ({
    watts: trait(uniform(random, 1_000, 1_500)),
    standby: trait(uniform(random, 0.2, 0.8)),
    step: null,
  }),
  draws(work, surroundings) {
    const { random } = surroundings;
    if (work.step === null) return standby(work.standby);
    const full = heating(work.watts, surroundings);
    if (work.step === 0) return { from: full, to: full, powerFactor: 1, seconds: uniform(random, 40, 75) };
    if (work.step === 1) {
      // The pump, and the heater half of the time.
      const brewing = 50 + full / 2;
      return { from: brewing, to: brewing, powerFactor: 0.97, seconds: uniform(random, 25, 60) };
    }
    if (work.step % 2 === 0) return { from: 3, to: 3, powerFactor: 0.5, seconds: uniform(random, 90, 130) };
    return { from: full, to: full, powerFactor: 1, seconds: uniform(random, 5, 9) };
  },
  goesOn(work) {
    if (work.step !== null) work.step = work.step >= lastStep ? null : work.step + 1;
  },
  cut(work) {
    work.step = null;
  },
  hears(work, happening, { home, room }) {
    if (happening.type !== "began" || happening.activity !== "hot-drink") return undefined;
    if (!isDoneHere("hot-drink", happening.room, room) || !isCoffee(happening.at, home)) return undefined;
    // Warm already: it brews at once.
    work.step = work.step === null ? 0 : 1;
    return "used";
  },
};
