/**
 * Does what a step or a script says, one action after the other.
 *
 * 1. All of it happens to the devices that were chosen when it began; what follows a `wait`, to those of them that are there then. A
 *    wait that is drawn is another for each of them (reach.ts).
 * 2. What an action takes away (power, a connection) it gives back by itself; nobody waits for that.
 * 3. What cannot be done to a device is told, and is not done; the actions after it are.
 * 4. Nothing here is called from within a device: callers come from the scheduler.
 */
import type { Action, Length } from "../../scenario/plan.ts";
import type { Unit } from "../unit.ts";
import { argumentsFor } from "./actions/arguments.ts";
import { sendCommands } from "./actions/command.ts";
import { disconnect } from "./actions/disconnect.ts";
import { breakDevices } from "./actions/fault.ts";
import { sendRequests } from "./actions/http.ts";
import { log } from "./actions/log.ts";
import { reboot } from "./actions/reboot.ts";
import { happenToWorld } from "./actions/world.ts";
import { isLocal, type Occasion } from "./occasion.ts";
import { Performance } from "./performance.ts";
import { stretchOf } from "./reach.ts";
import type { Stage } from "./stage.ts";
import { Tellings } from "./tellings.ts";

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
  readonly tellings: Tellings;
  readonly #stage: Stage;
  readonly #moments: MomentListener[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
    this.tellings = new Tellings((text) => stage.notice("info", text));
  }

  onMoment(listener: MomentListener): void {
    this.#moments.push(listener);
  }

  /** Does all of `actions` to `units`, now and as the waits among them say. */
  perform(actions: readonly Action[], units: readonly Unit[], occasion: Occasion): void {
    const performance = new Performance(this.#stage, occasion, units, this.tellings);
    this.#goOn({ performance, actions, to: actions.length, whenThere: () => {} }, 0);
  }

  /** Tells of something that is about an occasion as a whole. */
  tell(text: string, occasion: Occasion): void {
    if (isLocal(occasion)) this.tellings.tell(text, text);
    else this.#stage.notice("info", text);
  }

  /** A round of a step begins, or a mark is passed. */
  moment(name: string, occasion: Occasion): void {
    this.#stage.began(name);
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
    const { units } = performance;
    if (typeof length === "number" || reach === "once" || units.length === 0) {
      performance.after(performance.length(length, place, "wait"), () => this.#goOn(course, place + 1));
      return;
    }
    const numberOf = ({ identity }: Unit): number => (reach === "home" ? identity.home : identity.index);
    const byLength = performance.byLength(units, numberOf, length, place, "wait");
    let under = byLength.size;
    const arrived = (): void => {
      if (--under === 0) this.#goOn({ performance, actions, to, whenThere }, end);
    };
    for (const [wait, some] of byLength)
      performance.after(wait, () =>
        this.#goOn({ performance: performance.apart(some), actions, to: end, whenThere: arrived }, place + 1),
      );
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
        return log(performance, action.text);
      case "stop":
        performance.tell(`${occasion.step}: the run ends here${action.why === "" ? "" : `, ${action.why}`}`);
        return this.#stage.endRun({ fail: action.fail, why: action.why });
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
