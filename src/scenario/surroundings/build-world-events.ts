/**
 * What of a timeline the world has to know before the run: heat waves, cold snaps, days with everyone at home or away.
 *
 * A step with `every` is an event for each of its rounds. Homes are those of the selected devices, drawn as the step would.
 */
import { type Duration, millis } from "../../kernel/time.ts";
import type { WorldEvent } from "../../world/world-event.ts";
import { fleetLayout } from "../groups/fleet-layout.ts";
import type { Action, Plan, StepPlan, WorldAction } from "../plan.ts";
import { matchingDevices } from "../selection/matching-devices.ts";
import { selectDevices, selectionPurpose } from "../selection/select-devices.ts";
import { stepMoment } from "../timeline/step-moment.ts";
import { isOutage } from "../actions/world-acts.ts";

type Told = Pick<Plan, "seed" | "homes" | "fleet" | "timeline" | "duration">;

export function buildWorldEvents(plan: Told): readonly WorldEvent[] {
  return plan.timeline.flatMap((step) =>
    foreknown(step.actions).flatMap(({ action, offset }) =>
      momentsOf(step, plan).flatMap((at, round) => {
        const from = millis(at + offset);
        return from < plan.duration ? [eventOf(action, from, homesOf(plan, step, round))] : [];
      }),
    ),
  );
}

/** An action that the world has to know of, and how long after the step begins it comes. */
interface Foreknown {
  readonly action: Exclude<WorldAction, { act: "power-cut" | "router-down" | "isp-down" }>;
  readonly offset: number;
}

function foreknown(actions: readonly Action[]): readonly Foreknown[] {
  const found: Foreknown[] = [];
  let offset = 0;
  for (const action of actions) {
    if (action.type === "wait" && typeof action.for === "number") offset += action.for;
    if (action.type === "world" && !isOutage(action.act)) found.push({ action: action as Foreknown["action"], offset });
  }
  return found;
}

function eventOf(action: Foreknown["action"], from: Duration, homes: "all" | readonly number[]): WorldEvent {
  const to = millis(from + action.for);
  switch (action.act) {
    case "heat-wave":
      return { type: "temperature", from, to, by: action.by };
    case "cold-snap":
      return { type: "temperature", from, to, by: -action.by };
    case "everyone-home":
      return { type: "presence", from, to, home: "everyone", homes };
    case "everyone-away":
      return { type: "presence", from, to, home: "nobody", homes };
  }
}

function momentsOf(step: StepPlan, plan: Told): readonly Duration[] {
  const moments: Duration[] = [];
  for (let next = stepMoment(step, 0, plan); next !== undefined; next = stepMoment(step, moments.length, plan))
    moments.push(next);
  return moments;
}

function homesOf(plan: Told, { name, select }: StepPlan, round: number): "all" | readonly number[] {
  if (Object.keys(select).length === 0) return "all";
  const layout = fleetLayout(plan);
  if (select.share === undefined && select.count === undefined) return matchingDevices(plan, layout, select).homes;
  const devices = selectDevices(plan, layout, select, selectionPurpose(name, round));
  return [...new Set(devices.map((index) => layout.deviceAt(index).home))];
}
