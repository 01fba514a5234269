/**
 * What happens when: carries out the plan's steps on the devices of one shard.
 *
 * 1. A step happens at its time, after another, or when a condition has become true; in each case in rounds, as often as that is so.
 * 2. What happens when a condition of one device becomes true happens to that device; of a home, to the selected devices there. What
 *    comes after a step that happened to a device or in a home happens in that home.
 * 3. What a step does to a device that is not there yet, or not any more, does not happen, and is not an error.
 * 4. All draws are keyed, so the steps of a shard, or of a home, are the same whatever else there is.
 */
import { drawnDuration } from "../../kernel/draw.ts";
import { type Instant, later } from "../../kernel/time.ts";
import type { Action, StepPlan } from "../../scenario/plan.ts";
import type { Subject } from "../conditions/watched-condition.ts";
import type { Expressions } from "../expressions.ts";
import type { Unit } from "../unit.ts";
import type { ActionRunner } from "./action-runner.ts";
import { ClockTrigger } from "./clock-trigger.ts";
import { conditionOf } from "./condition-trigger.ts";
import { homeOf, isLocal, type Occasion, subjectOf } from "./occasion.ts";
import { Performance } from "./performance.ts";
import { reachOf } from "./reach.ts";
import type { Stage } from "./stage.ts";

export class Timeline {
  readonly #stage: Stage;
  readonly #runner: ActionRunner;
  /** How often each step has happened: to the run, and to each device or home that has steps of its own. */
  readonly #rounds: Map<number, number>[];
  /** Numbers of the steps that come after another step or a mark, by its name. */
  readonly #followers: Map<string, number[]> = new Map();

  constructor(stage: Stage, runner: ActionRunner) {
    const { timeline } = stage.plan;
    this.#stage = stage;
    this.#runner = runner;
    this.#rounds = timeline.map(() => new Map());
    timeline.forEach((step, number) => {
      const condition = conditionOf(stage, step, number, (subject) => this.#happen(number, subject));
      if (condition !== undefined) stage.conditionWatch.add(condition);
      const { trigger } = step;
      if (trigger.type !== "after") return;
      this.#followers.set(trigger.step, [...(this.#followers.get(trigger.step) ?? []), number]);
    });
    runner.onMoment((name, occasion) => this.#follow(name, occasion));
  }

  /** Puts every step in the queue that has times of its own; the run begins at `origin`. */
  start(origin: Instant): void {
    this.#stage.plan.timeline.forEach((step, number) => {
      const { plan, scheduler } = this.#stage;
      new ClockTrigger(plan, step, scheduler, (round) => this.#perform(number, round, {})).start(origin);
    });
  }

  #follow(name: string, occasion: Occasion): void {
    const numbers = this.#followers.get(name);
    if (numbers === undefined) return;
    const { plan, scheduler } = this.#stage;
    const home = homeOf(occasion);
    for (const number of numbers) {
      const { name: purpose, trigger } = plan.timeline[number]!;
      if (trigger.type !== "after") continue;
      const wait = drawnDuration(trigger.wait, plan.seed, `step:${purpose}.wait`, subjectOf(occasion), occasion.round);
      scheduler.at(later(scheduler.now, wait), {
        onDue: () => this.#happen(number, home === undefined ? {} : { home }),
      });
    }
  }

  #happen(number: number, subject: Subject): void {
    const rounds = this.#rounds[number]!;
    const of = subjectOf(subject);
    const round = rounds.get(of) ?? 0;
    rounds.set(of, round + 1);
    this.#perform(number, round, subject);
  }

  #perform(number: number, round: number, subject: Subject): void {
    const step = this.#stage.plan.timeline[number]!;
    const occasion: Occasion = { step: step.name, round, ...subject };
    this.#runner.moment(step.name, occasion);
    const units = this.#selected(step, number, occasion);
    if (step.actions.some((action) => isDoneToDevices(action, this.#stage.expressions)))
      this.#runner.tell(`${step.name}: ${units.length} device${units.length === 1 ? "" : "s"}`, occasion);
    this.#runner.perform(step.actions, units, occasion);
  }

  /** Those of the step's selection that are there, and for which its `where` holds. */
  #selected({ select: { where } }: StepPlan, number: number, occasion: Occasion): Unit[] {
    const { commons, layout, devices } = this.#stage;
    const { device } = occasion;
    const home = homeOf(occasion);
    // Where a step happens in one home at a time, its share is the same in all its rounds.
    const round = isLocal(occasion) ? 0 : occasion.round;
    const index = device?.identity.index;
    const range =
      index !== undefined
        ? { from: index, to: index + 1 }
        : home === undefined
          ? devices
          : layout.homeDevices(home.index);
    const units = this.#present(commons.selected(number, round, range));
    if (where === undefined) return units;
    const holding = this.#where(where, units, occasion).map(({ identity }) => identity.index);
    return this.#present(commons.chosen(number, round, holding, range));
  }

  #present(indexes: Iterable<number>): Unit[] {
    const units: Unit[] = [];
    for (const index of indexes) {
      const unit = this.#stage.unit(index);
      if (unit !== undefined && !unit.leaving) units.push(unit);
    }
    return units;
  }

  #where(source: string, units: readonly Unit[], occasion: Occasion): readonly Unit[] {
    if (units.length === 0) return units;
    const condition = this.#stage.expressions.condition(source);
    const performance = new Performance(this.#stage, occasion, units, this.#runner.tellings);
    return units.filter((unit) => {
      let holds = false;
      performance.attempt(() => (holds = condition.evaluate(performance.scope(unit)) === true), unit);
      return holds;
    });
  }
}

/** Whether it is worth telling how many devices an action is done to; a log says itself. */
function isDoneToDevices(action: Action, expressions: Expressions): boolean {
  return action.type !== "wait" && action.type !== "log" && reachOf(action, expressions) === "device";
}
