/**
 * What lasts of a step that was before this shard joined the run: homes that are still without power or network, devices that are still cut
 * off or broken. They are so for the rest of the time, and then have back what was taken from them.
 *
 *     step at 10m: power-cut for 30m      a shard joins at 25m: its homes are without power for 15 minutes
 *
 * 1. Who is concerned, and how long, follows from the plan; so a step whose `where` would have to be asked of devices is left alone.
 * 2. What comes after all devices have waited as long as was drawn for each is not known here, and is left alone as well.
 */
import { type Duration, later, millis } from "../../kernel/time.ts";
import type { Action, Length, StepPlan } from "../../scenario/plan.ts";
import type { Unit } from "../unit.ts";
import { services } from "./actions/world.ts";
import { Performance } from "./performance.ts";
import type { Stage } from "./stage.ts";

export interface PastRound {
  readonly step: StepPlan;
  readonly round: number;
  readonly moment: Duration;
  /** When the shard joins the run. */
  readonly from: Duration;
  /** Devices of the shard that it was done to. */
  readonly selected: Uint32Array;
}

/** @returns the marks that were passed in it, and when. */
export function holdOn(stage: Stage, past: PastRound): readonly { readonly name: string; readonly at: Duration }[] {
  const { step, round, moment } = past;
  const performance = new Performance(stage, { step: step.name, round }, []);
  const marks: { name: string; at: Duration }[] = [];
  let at: Duration = moment;
  for (const [place, action] of step.actions.entries()) {
    if (action.type === "wait") {
      if (typeof action.for !== "number") break;
      at = millis(at + action.for);
    } else if (action.type === "mark") {
      if (action.name !== step.name) marks.push({ name: action.name, at });
    } else holdAction(stage, performance, { ...past, moment: at }, place, action);
  }
  return marks;
}

function holdAction(stage: Stage, performance: Performance, past: PastRound, place: number, action: Action): void {
  switch (action.type) {
    case "world": {
      if (action.act !== "power-cut" && action.act !== "router-down" && action.act !== "isp-down") return;
      const { take, giveBack } = services[action.act];
      const homes = new Set(Array.from(past.selected, (index) => stage.layout.deviceAt(index).home));
      for (const home of homes) {
        const rest = restOf(performance, past, place, action.for, home);
        if (rest <= 0) continue;
        const household = stage.homeAt(home);
        take(household);
        performance.after(rest, () => giveBack(household));
      }
      return;
    }
    case "fault":
      return holdDevices(stage, past, {
        rest: (index) => (action.for === undefined ? undefined : restOf(performance, past, place, action.for, index)),
        take: (unit) => unit.breakDown(action.name),
        giveBack: (unit) => unit.mend(action.name),
      });
    case "disconnect":
      if (!action.abrupt) return;
      return holdDevices(stage, past, {
        rest: (index) => restOf(performance, past, place, action.for, index),
        take: (unit) => unit.loseNetwork(),
        giveBack: (unit) => unit.restoreNetwork(),
      });
  }
}

interface Holding {
  /** How much longer it lasts for this device; nothing: for good. */
  rest(index: number): Duration | undefined;
  take(unit: Unit): void;
  giveBack(unit: Unit): void;
}

/** Each device is not there yet: it is so from when it comes. */
function holdDevices(stage: Stage, { selected }: PastRound, { rest, take, giveBack }: Holding): void {
  const { scheduler } = stage;
  const began = scheduler.now;
  const held = new Set<number>();
  for (const index of selected) if ((rest(index) ?? 1) > 0) held.add(index);
  if (held.size === 0) return;
  stage.watchers.add((unit) => {
    const { index } = unit.identity;
    if (!held.delete(index)) return undefined;
    const left = rest(index);
    const over = left === undefined ? undefined : later(began, left);
    if (over !== undefined && over <= scheduler.now) return undefined;
    scheduler.at(scheduler.now, { onDue: () => take(unit) });
    if (over !== undefined) scheduler.at(over, { onDue: () => giveBack(unit) });
    return undefined;
  });
}

function restOf(
  performance: Performance,
  { moment, from }: PastRound,
  place: number,
  length: Length,
  of: number,
): Duration {
  return millis(moment + performance.length(length, place, "for", of) - from);
}
