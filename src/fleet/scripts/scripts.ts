/**
 * Devices' own scripts: has the actions of a group's `on` done by each of its devices when what starts them happens to it.
 *
 * 1. A script runs from the scheduler, at the instant of what started it: never in the midst of what the device does.
 * 2. Its condition sees the device as it is then, and the event as it was.
 * 3. A device whose group has no scripts has no watcher, and costs nothing.
 * 4. A script that starts itself over and over is stopped, for the device that it is stuck in ({@link mostRuns}), and that is told
 *    once for all devices.
 */
import { messageOf } from "../../kernel/errors.ts";
import { seconds } from "../../kernel/time.ts";
import type { Expression } from "../../expression/expression.ts";
import type { GroupPlan, ScriptPlan } from "../../scenario/plan.ts";
import { triggerName } from "../../scenario/scripts/script-trigger.ts";
import { scopeOf } from "../expression-scope.ts";
import type { ActionRunner } from "../timeline/action-runner.ts";
import type { Stage } from "../timeline/stage.ts";
import type { Unit } from "../unit.ts";
import { ScriptWatch } from "./script-watch.ts";

/** Runs of one script by one device within a second of simulated time. What people write needs a few. */
const mostRuns = 100;
const countedFor = seconds(1);

/** Has actions done. */
export type Performer = Pick<ActionRunner, "perform">;

/** A script of a group, ready to run. */
export interface Script {
  /** As messages call it: `lock.on.doorLockAlarm`. */
  readonly name: string;
  readonly plan: ScriptPlan;
  readonly where: Expression | undefined;
}

/** What happened, as expressions and functions see it. */
export type ScriptEvent = Readonly<Record<string, unknown>> & { readonly name: string };

/** Looks on at the devices of every group that has scripts. */
export function watchScripts(stage: Stage, performer: Performer): void {
  const scripts = new Map<string, readonly Script[]>();
  for (const group of stage.plan.fleet) if (group.on !== undefined) scripts.set(group.name, ready(group, stage));
  if (scripts.size === 0) return;
  const runner = new Scripts(stage, performer);
  stage.watchers.add((unit) => {
    const own = scripts.get(unit.group);
    return own === undefined ? undefined : new ScriptWatch(unit, own, runner);
  });
}

export class Scripts {
  readonly #stage: Stage;
  readonly #performer: Performer;
  /** How often each device has run each script; it goes on when the device comes again. */
  readonly #runs: Map<string, number> = new Map();

  constructor(stage: Stage, performer: Performer) {
    this.#stage = stage;
    this.#performer = performer;
  }

  /** Has `script` run by `unit` for `event`, at this instant. */
  start(script: Script, unit: Unit, event: ScriptEvent, watch: ScriptWatch): void {
    const { scheduler } = this.#stage;
    const due = scheduler.now;
    if (watch.isStopped(script)) return;
    if (watch.count(script, due, countedFor) > mostRuns) {
      watch.stop(script);
      this.#tell(script, `started more than ${mostRuns} times within a second, and is stopped`, unit);
      return;
    }
    scheduler.at(due, { onDue: () => this.#run(script, unit, event) });
  }

  #run(script: Script, unit: Unit, event: ScriptEvent): void {
    if (unit.leaving || !this.#holds(script, unit, event)) return;
    const key = `${unit.identity.index} ${script.name}`;
    const round = this.#runs.get(key) ?? 0;
    this.#runs.set(key, round + 1);
    this.#performer.perform(script.plan.actions, [unit], { step: script.name, round, device: unit, event });
  }

  #holds({ where, ...script }: Script, unit: Unit, event: ScriptEvent): boolean {
    if (where === undefined) return true;
    try {
      return where.evaluate({ ...scopeOf(unit, this.#stage), event }) === true;
    } catch (thrown) {
      this.#tell(script, messageOf(thrown), unit);
      return false;
    }
  }

  /** Once for all devices. */
  #tell({ name }: Pick<Script, "name">, problem: string, unit: Unit): void {
    const { id, home, index } = unit.identity;
    this.#stage.voice.complaint(name, problem, `${name}: ${problem} (${id}, perhaps others)`, { home, device: index });
  }
}

function ready({ name, on = [] }: GroupPlan, { expressions }: Stage): readonly Script[] {
  return on.map((plan) => ({
    name: `${name}.on.${triggerName(plan.trigger)}`,
    plan,
    where: plan.where === undefined ? undefined : expressions.condition(plan.where),
  }));
}
