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
import { type Duration, type Instant, later, millis } from "../../kernel/time.ts";
import type { Action, StepPlan } from "../../scenario/plan.ts";
import type { Subject } from "../conditions/watched-condition.ts";
import type { Expressions } from "../expressions.ts";
import { drawnBy, luckiest, selectionPurpose } from "../../scenario/selection/select-devices.ts";
import { luckyOf } from "../selection.ts";
import type { Unit } from "../unit.ts";
import type { ActionRunner } from "./action-runner.ts";
import { ClockTrigger } from "./clock-trigger.ts";
import { conditionOf } from "./condition-trigger.ts";
import { holdOn } from "./hold-on.ts";
import { homeOf, isLocal, type Occasion, saidOf, subjectOf } from "./occasion.ts";
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

  /** What is to be done with those of the shard's candidates for a step that the run chooses. */
  readonly #candidates: Map<string, (isChosen: (draw: number, index: number) => boolean) => void> = new Map();

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

  /**
   * Puts every step in the queue that has times of its own; the run begins at `origin`.
   *
   * @param from how much of the run is over: what happened before does not happen again, but what of it lasts holds on.
   */
  start(origin: Instant, from: Duration = millis(0)): void {
    const { plan, scheduler } = this.#stage;
    plan.timeline.forEach((step, number) => {
      new ClockTrigger(plan, step, scheduler, (round) => this.#perform(number, round, {})).start(
        origin,
        from,
        (round, moment) => this.#goOn(number, round, moment, from),
      );
    });
  }

  /** A round of a step was at `moment`, before `from`: what of it lasts holds, and what comes after it and has yet to come does. */
  #goOn(number: number, round: number, moment: Duration, from: Duration): void {
    const { plan, scheduler, commons, devices, origin } = this.#stage;
    const step = plan.timeline[number]!;
    const selected = step.select.where === undefined ? commons.selected(number, round, devices) : new Uint32Array();
    const moments = holdOn(this.#stage, { step, round, moment, from, selected });
    for (const { name, at } of [{ name: step.name, at: moment }, ...moments])
      for (const follower of this.#followers.get(name) ?? []) {
        const { name: purpose, trigger } = plan.timeline[follower]!;
        if (trigger.type !== "after") continue;
        const due = millis(at + drawnDuration(trigger.wait, plan.seed, `step:${purpose}.wait`, 0, round));
        const rounds = this.#rounds[follower]!;
        if (due >= from) scheduler.at(later(origin, due), { onDue: () => this.#happen(follower, {}) });
        else {
          const before = rounds.get(0) ?? 0;
          rounds.set(0, before + 1);
          this.#goOn(follower, before, due, from);
        }
      }
  }

  /** A step happens to the whole run, in every shard at this moment. */
  happen(number: number, round: number): void {
    this.#perform(number, round, {});
  }

  /** Who is chosen for a step, of those that the shards have named: who drew less, or the same and has no greater index. */
  choose(key: string, draw: number, index: number): void {
    const candidates = this.#candidates.get(key);
    this.#candidates.delete(key);
    candidates?.((own, of) => own < draw || (own === draw && of <= index));
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
    this.#select(step, number, occasion, (units) => {
      if (step.actions.some((action) => isDoneToDevices(action, this.#stage.expressions)))
        this.#tell(occasion, units.length);
      this.#runner.perform(step.actions, units, occasion);
    });
  }

  #tell(occasion: Occasion, devices: number): void {
    const { step, round } = occasion;
    const { voice } = this.#stage;
    if (!isLocal(occasion)) return voice.count(`${step}.${round}`, `${step}: `, devices, ["device", "devices"]);
    const text = `${step}: ${devices} device${devices === 1 ? "" : "s"}`;
    voice.telling(text, text, saidOf(occasion));
  }

  /**
   * Those of the step's selection that are there, and for which its `where` holds. An exact number of the latter is chosen by the run, as others
   * may be in other shards: at the next whole second.
   */
  #select(
    { name, select }: StepPlan,
    number: number,
    occasion: Occasion,
    then: (units: readonly Unit[]) => void,
  ): void {
    const { where, count } = select;
    const { commons, layout, devices, voice, plan } = this.#stage;
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
    if (where === undefined) return then(units);
    const holding = this.#where(where, units, occasion).map(({ identity }) => identity.index);
    if (count === undefined || isLocal(occasion))
      return then(this.#present(commons.chosen(number, round, holding, range)));
    const purpose = selectionPurpose(name, round);
    const lucky = luckyOf(plan, layout, select, purpose, holding);
    const candidates = luckiest(lucky, count, plan.seed, `${purpose}.count`);
    const drawOf = (candidate: number): number => drawnBy(candidate, plan.seed, `${purpose}.count`);
    const key = `${name}.${round}`;
    this.#candidates.set(key, (isChosen) =>
      then(this.#present(candidates.filter((one) => isChosen(drawOf(one), one)))),
    );
    voice.candidates(key, count, candidates, candidates.map(drawOf));
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
    const performance = new Performance(this.#stage, occasion, units);
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
