/**
 * What happens when: carries out the plan's steps on the devices of one shard.
 *
 * 1. A step runs at its intended time; `every` repeats it until the run ends.
 * 2. A step that takes something away (power, a connection) gives it back after its `for`.
 * 3. What a step does to a device that is not there yet, or not any more, does not happen, and is not an error.
 * 4. What goes wrong is told once per step and problem, however many devices it concerns.
 */
import { messageOf } from "../kernel/errors.ts";
import { peerTime } from "../kernel/clock.ts";
import type { Scheduler, Task } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later, millis } from "../kernel/time.ts";
import type { Range } from "../scenario/fleet-layout.ts";
import type { Action, Plan, StepPlan } from "../scenario/plan.ts";
import type { CommandGateway } from "./command-gateway.ts";
import type { RecoveryTracker } from "./recovery-tracker.ts";
import type { ShardCommons } from "./shard-commons.ts";
import type { Unit } from "./unit.ts";

/** What the timeline may touch. */
export interface Stage {
  readonly plan: Plan;
  /** Those that may be touched. */
  readonly devices: Range;
  readonly commons: ShardCommons;
  readonly scheduler: Scheduler;
  readonly recoveries: RecoveryTracker;
  readonly gateway: CommandGateway;
  unit(index: number): Unit | undefined;
  commandSent(): void;
  notice(level: "info" | "warning", text: string): void;
}

export class Timeline implements Task {
  readonly #stage: Stage;
  #origin: Instant;
  #rounds: number[];

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#origin = stage.scheduler.now;
    this.#rounds = stage.plan.timeline.map(() => 0);
  }

  /** Puts every step in the queue; `origin` is the run's start. */
  start(origin: Instant): void {
    this.#origin = origin;
    this.#stage.plan.timeline.forEach((step, number) => this.#stage.scheduler.at(later(origin, step.at), this, number));
  }

  onDue(number: number): void {
    const step = this.#stage.plan.timeline[number]!;
    const round = this.#rounds[number]!++;
    if (step.every !== undefined) {
      const next = later(this.#origin, step.at + (round + 1) * step.every);
      if (next < later(this.#origin, this.#stage.plan.duration)) this.#stage.scheduler.at(next, this, number);
    }
    this.#perform(step, number, round);
  }

  #perform(step: StepPlan, number: number, round: number): void {
    const stage = this.#stage;
    const { action } = step;
    if (action.type === "mark") {
      stage.notice("info", `mark ${step.name}`);
      return;
    }
    const units = Array.from(stage.commons.selected(number, round, stage.devices), (index) => stage.unit(index)).filter(
      (unit): unit is Unit => unit !== undefined && !unit.leaving,
    );
    if (action.type === "power-cut") {
      this.#cutPower(step.name, units, action.for);
      return;
    }
    stage.notice("info", `${step.name}: ${units.length} device${units.length === 1 ? "" : "s"}`);
    this.#act(step.name, units, action, this.#complaints(step.name, stage.commons.told(number, round)));
  }

  #act(
    name: string,
    units: readonly Unit[],
    action: Exclude<Action, { type: "mark" | "power-cut" }>,
    complain: Complain,
  ): void {
    switch (action.type) {
      case "command":
        for (const unit of units) this.#command(unit, action, complain);
        return;
      case "act":
        for (const unit of units) attempt(() => unit.device.act(action.name, action.args), unit, complain);
        return;
      case "fault":
        this.#fault(units, action.name, action.for, complain);
        return;
      case "disconnect":
        this.#disconnect(name, units, action.abrupt, action.for);
        return;
      case "reboot":
        this.#reboot(name, units);
        return;
    }
  }

  #command(unit: Unit, action: Extract<Action, { type: "command" }>, complain: Complain): void {
    unit.expectCommand(action.name);
    this.#stage.commandSent();
    this.#stage.gateway.send(unit.identity, action, (problem) => {
      if (problem !== undefined) complain(unit, problem);
    });
  }

  #fault(units: readonly Unit[], name: string, length: Duration | undefined, complain: Complain): void {
    const broken = units.filter((unit) => attempt(() => unit.breakDown(name), unit, complain));
    if (length === undefined) return;
    this.#after(length, () => {
      for (const unit of broken) unit.mend(name);
    });
  }

  #disconnect(name: string, units: readonly Unit[], abrupt: boolean, length: Duration): void {
    const disturbance = this.#disturbance(name, length);
    for (const unit of units) {
      unit.disturb(disturbance);
      if (abrupt) unit.loseNetwork();
      else unit.disconnect();
    }
    if (!abrupt) {
      for (const unit of units) this.#after(millis(length + unit.reconnectDelay()), () => unit.reconnect());
      return;
    }
    this.#after(length, () => {
      for (const unit of units) unit.restoreNetwork();
    });
  }

  #reboot(name: string, units: readonly Unit[]): void {
    const disturbance = this.#disturbance(name, millis(0));
    for (const unit of units) {
      if (unit.device.phase !== "running") continue;
      unit.disturb(disturbance);
      unit.reboot("softwareReset");
    }
  }

  #cutPower(name: string, units: readonly Unit[], length: Duration): void {
    const households = new Set(units.map((unit) => unit.household));
    const disturbance = this.#disturbance(name, length);
    for (const household of households) {
      for (const unit of household.units) unit.disturb(disturbance);
      household.cutPower();
    }
    this.#stage.notice("info", `${name}: ${households.size} home${households.size === 1 ? "" : "s"} without power`);
    this.#after(length, () => {
      for (const household of households) household.restorePower();
      this.#stage.notice("info", `${name}: power is back`);
    });
  }

  /** A disturbance from which recovery can begin after `length`. */
  #disturbance(name: string, length: Duration): ReturnType<RecoveryTracker["begin"]> {
    const { scheduler, recoveries } = this.#stage;
    const began = scheduler.now - this.#origin;
    return recoveries.begin(name, began, began + length);
  }

  #complaints(name: string, told: Set<string>): Complain {
    return (unit, problem) => {
      if (told.has(problem) || told.size >= mostComplaints) return;
      told.add(problem);
      this.#stage.notice("warning", `${name}: ${problem} (${unit.identity.id}, perhaps others)`);
    };
  }

  #after(wait: Duration, action: () => void): void {
    this.#stage.scheduler.at(later(this.#stage.scheduler.now, wait), { onDue: action });
  }
}

type Complain = (unit: Unit, problem: string) => void;

/** Different problems of one step that are told. */
const mostComplaints = 3;

/** Whether `action` could be done to the unit. */
function attempt(action: () => void, unit: Unit, complain: Complain): boolean {
  try {
    action();
    return true;
  } catch (thrown) {
    complain(unit, messageOf(thrown));
    return false;
  }
}

/** How long so many devices may take after their goodbyes before connections are cut, on the run's clock. */
export function stopGrace(scheduler: Scheduler, devices: number): Duration {
  return peerTime(scheduler.clock, 3_000 + devices / 5);
}
