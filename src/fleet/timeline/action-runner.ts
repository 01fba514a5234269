/**
 * Does what a step or a script says, one action after the other.
 *
 * 1. All of it happens to the devices that were chosen when it began; what follows a `wait`, to those of them that are there then. A
 *    wait that is drawn is another for each of them (reach.ts).
 * 2. What an action takes away (power, a connection) it gives back by itself; nobody waits for that.
 * 3. What cannot be done to a device is told, and is not done; the actions after it are.
 * 4. Nothing here is called from within a device: callers come from the scheduler.
 * 5. What happens to the whole run, every shard does to its own devices. What happens once, the speaker does; what waits for the last of all
 *    devices goes on when the run says so, which knows of those of the other shards.
 */
import type { Action, Length } from "../../scenario/plan.ts";
import { expectedMoments } from "../run-wide/about-the-run.ts";
import type { Unit } from "../unit.ts";
import { argumentsFor } from "./actions/arguments.ts";
import { sendCommands } from "./actions/command.ts";
import { disconnect } from "./actions/disconnect.ts";
import { breakDevices } from "./actions/fault.ts";
import { sendRequests } from "./actions/http.ts";
import { log } from "./actions/log.ts";
import { reboot } from "./actions/reboot.ts";
import { happenToWorld } from "./actions/world.ts";
import { isLocal, type Occasion, saidOf } from "./occasion.ts";
import { Performance } from "./performance.ts";
import { stretchOf } from "./reach.ts";
import type { Stage } from "./stage.ts";

/** A performance on its way through its actions, or some of its devices on theirs. */
interface Course {
  readonly performance: Performance;
  readonly actions: readonly Action[];
  /** How far it goes, and what happens there. */
  readonly to: number;
  readonly whenThere: () => void;
}

/** Hears of every mark that is passed, and why it was. */
export type MomentListener = (name: string, occasion: Occasion) => void;

export class ActionRunner {
  readonly #stage: Stage;
  readonly #moments: MomentListener[] = [];
  /** What happens once the last device of the fleet has waited. */
  readonly #waiting: Map<string, () => void> = new Map();
  /** Moments in homes that the run wants to hear of. */
  readonly #expected: ReadonlySet<string>;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#expected = expectedMoments(stage.plan);
  }

  onMoment(listener: MomentListener): void {
    this.#moments.push(listener);
  }

  /** Does all of `actions` to `units`, now and as the waits among them say. */
  perform(actions: readonly Action[], units: readonly Unit[], occasion: Occasion): void {
    const performance = new Performance(this.#stage, occasion, units);
    this.#goOn({ performance, actions, to: actions.length, whenThere: () => {} }, 0);
  }

  /** The last device of the fleet has waited as long as was drawn for it. */
  goOn(key: string): void {
    const then = this.#waiting.get(key);
    this.#waiting.delete(key);
    then?.();
  }

  /** A round of a step begins, or a mark is passed. */
  moment(name: string, occasion: Occasion): void {
    const { voice, scheduler, origin } = this.#stage;
    if (!isLocal(occasion)) this.#stage.began({ name, round: occasion.round, at: scheduler.now - origin });
    else if (this.#expected.has(name)) voice.moment(name, saidOf(occasion));
    for (const listener of this.#moments) listener(name, occasion);
  }

  #goOn(course: Course, from: number): void {
    const { performance, actions, to, whenThere } = course;
    for (let place = from; place < to; place++) {
      const action = actions[place]!;
      if (action.type === "wait") return this.#wait(course, place, action.for);
      this.#do(performance, place, action);
    }
    whenThere();
  }

  /** Goes on after the wait at `place`; where that is drawn, with each device or home by itself up to the next action for all. */
  #wait(course: Course, place: number, length: Length): void {
    const { performance, actions, to, whenThere } = course;
    const { reach, to: end } = stretchOf(actions.slice(0, to), place + 1, this.#stage.expressions);
    const { units, isOneOfMany } = performance;
    if (typeof length === "number" || reach === "once" || (units.length === 0 && isOneOfMany)) {
      performance.after(performance.length(length, place, "wait"), () => this.#goOn(course, place + 1));
      return;
    }
    const numberOf = ({ identity }: Unit): number => (reach === "home" ? identity.home : identity.index);
    const byLength = performance.byLength(units, numberOf, length, place, "wait");
    const goOn = (): void => this.#goOn({ performance, actions, to, whenThere }, end);
    const arrived = isOneOfMany || end === to ? goOn : this.#waitForOthers(performance, place, goOn);
    let under = byLength.size;
    if (under === 0) arrived();
    const oneArrived = (): void => {
      if (--under === 0) arrived();
    };
    for (const [wait, some] of byLength)
      performance.after(wait, () =>
        this.#goOn({ performance: performance.apart(some), actions, to: end, whenThere: oneArrived }, place + 1),
      );
  }

  /** What to call when all devices of this shard have waited: others may have some that have not. */
  #waitForOthers({ occasion, purpose }: Performance, place: number, then: () => void): () => void {
    const key = `${purpose(place, "wait")}.${occasion.round}`;
    this.#waiting.set(key, then);
    return () => this.#stage.voice.arrived(key);
  }

  #do(performance: Performance, place: number, action: Exclude<Action, { type: "wait" }>): void {
    const { occasion } = performance;
    switch (action.type) {
      case "command":
        return sendCommands(performance, place, action);
      case "http":
        return sendRequests(performance, action);
      case "act":
        return act(performance, place, action);
      case "fault":
        return breakDevices(performance, place, action);
      case "world":
        return happenToWorld(performance, place, action);
      case "disconnect":
        return disconnect(performance, place, action);
      case "reboot":
        return reboot(performance);
      case "mark":
        performance.tell(`mark ${action.name}`);
        // The moment of a mark that is all of its step was when that began.
        if (action.name !== occasion.step) this.moment(action.name, occasion);
        return;
      case "log":
        return log(performance, place, action.text);
      case "stop":
        performance.tell(`${occasion.step}: the run ends here${action.why === "" ? "" : `, ${action.why}`}`);
        return this.#stage.voice.end({ fail: action.fail, why: action.why }, saidOf(occasion));
      case "function":
        performance.attempt(() => this.#stage.functions?.call(action.name, performance.units, occasion));
    }
  }
}

/** Somebody does something to each device itself. */
function act(performance: Performance, place: number, { name, args: plan }: Extract<Action, { type: "act" }>): void {
  for (const unit of performance.units) {
    const args = argumentsFor(performance, place, plan, unit.device.kind.acts[name]?.args, unit);
    if (args !== undefined) performance.attempt(() => unit.device.act(name, args), unit);
  }
}
