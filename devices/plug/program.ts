/**
 * Machines that run a program when they are loaded: step after step, heating water or turning something. An
 * interrupted program stays interrupted until somebody starts it again.
 */
import { type Activity, normal, uniform } from "flotilla/device";
import { type Appliance, heating, isDoneHere, standby, trait } from "./appliance.ts";

/** One step of a program. */
export interface ProgramStep {
  readonly minutes: number;
  /** W, at its beginning and at its end. */
  readonly watts: readonly [from: number, to: number];
  /** A heating element lasts for as long as its water needs; anything else varies in power instead. */
  readonly heats?: boolean;
  readonly powerFactor: number;
}

export interface Programmed {
  /** W over the usual, for this machine. */
  readonly strength: number;
  readonly standby: number;
  /** How much water is heated, and how hot, of the usual; drawn anew for each run. */
  warmth: number;
  step: number | null;
}

/**
 * A machine that runs `program` when `activity` begins.
 *
 * @param warmths how long its heater works, of the usual; each as likely as the others.
 */
export function programmed(
  activity: Activity,
  program: readonly ProgramStep[],
  warmths: readonly number[],
): Appliance<Programmed> {
  return {
    idles: false,
    switchedAtPlug: false,
    found: ({ random }) => ({
      strength: trait(uniform(random, 0.9, 1.1)),
      standby: trait(uniform(random, 0.3, 1.5)),
      warmth: 1,
      step: null,
    }),
    draws(work, surroundings) {
      const step = work.step === null ? undefined : program[work.step];
      if (step === undefined) return standby(work.standby);
      const { random } = surroundings;
      const [from, to] = step.watts;
      const { minutes, powerFactor } = step;
      if (step.heats === true) {
        const watts = heating(from * work.strength, surroundings);
        const seconds = (minutes * 60 * work.warmth * from) / watts;
        return { from: watts, to: watts, powerFactor, seconds };
      }
      const scale = work.strength * Math.min(1.5, Math.max(0.5, normal(random, 1, 0.12)));
      return {
        from: from * scale,
        to: to * scale,
        powerFactor,
        seconds: minutes * 60 * uniform(random, 0.9, 1.1),
      };
    },
    goesOn(work) {
      if (work.step === null) return;
      work.step = work.step + 1 < program.length ? work.step + 1 : null;
    },
    cut(work) {
      work.step = null;
    },
    hears(work, happening, { random, room }) {
      if (happening.type !== "began" || happening.activity !== activity || work.step !== null) return undefined;
      if (!isDoneHere(activity, happening.room, room)) return undefined;
      work.step = 0;
      work.warmth = warmths[Math.floor(random.next() * warmths.length)]!;
      return "used";
    },
  };
}
