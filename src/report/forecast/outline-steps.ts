/** The timeline of a plan: each step with when it happens, what it does, whom it concerns and how many those are. */
import { type Duration, formatDuration } from "../../kernel/time.ts";
import type { FleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Action, Plan, Selection, StepPlan, TriggerPlan, WorldAction } from "../../scenario/plan.ts";
import { firstMoments } from "../../scenario/timeline/planned-moments.ts";
import { matchingDevices } from "../../scenario/selection/matching-devices.ts";
import { selectDevices } from "../../scenario/selection/select-devices.ts";
import { displayUrl } from "../../wire/transport/target-url.ts";
import { percent, whole } from "../figures.ts";
import { lengthText } from "./draw-text.ts";
import type { PlannedStep } from "./forecast.ts";

/** In the order in which they happen; those that depend on how the run goes stand last. */
export function outlineSteps(plan: Plan, layout: FleetLayout): readonly PlannedStep[] {
  const first = firstMoments(plan);
  return plan.timeline
    .map((step, position): PlannedStep => {
      const at = first[position];
      const concerns = concernsOf(step, plan, layout);
      return {
        atSeconds: at === undefined ? null : at / 1_000,
        everySeconds: "every" in step.trigger ? step.trigger.every / 1_000 : null,
        name: step.name,
        when: triggerText(step.trigger),
        does: step.actions.map(deed).join(", then "),
        to: concerns.text,
        devices: concerns.devices,
        homes: concerns.homes,
      };
    })
    .toSorted((a, b) => (a.atSeconds ?? Number.POSITIVE_INFINITY) - (b.atSeconds ?? Number.POSITIVE_INFINITY));
}

/** `at 3m`, `every 1m from 6m until 10m`, `at a random moment of 5m..10m`, `45s after power-cut`, `when ... for 5m, once`. */
function triggerText(trigger: TriggerPlan): string {
  switch (trigger.type) {
    case "at": {
      const { at, every, until } = trigger;
      if (every === undefined) return `at ${formatDuration(at)}`;
      return `every ${formatDuration(every)}${at === every ? "" : ` from ${formatDuration(at)}`}${untilText(until)}`;
    }
    case "between": {
      const { from, to, every, until } = trigger;
      const again = every === undefined ? "" : `, and every ${formatDuration(every)} again${untilText(until)}`;
      return `at random between ${formatDuration(from)} and ${formatDuration(to)}${again}`;
    }
    case "after":
      return trigger.wait === 0 ? `with ${trigger.step}` : `${lengthText(trigger.wait)} after ${trigger.step}`;
    case "when": {
      const { condition, holds, once } = trigger;
      const length = holds === 0 ? "" : ` for ${formatDuration(holds)}`;
      return `when ${condition.trim().replaceAll(/\s+/g, " ")}${length}${once ? ", once" : ""}`;
    }
  }
}

function untilText(until: Duration | undefined): string {
  return until === undefined ? "" : ` until ${formatDuration(until)}`;
}

function deed(action: Action): string {
  switch (action.type) {
    case "command": {
      const { via } = action;
      return `command ${action.name}${argumentText(action.args)}${via.type === "http" ? ` by ${via.method} ${displayUrl(via.url)}` : ""}`;
    }
    case "http":
      return `${action.request.method} ${displayUrl(action.request.url)}${action.per === "device" ? " per device" : ""}`;
    case "act":
      return `act ${action.name}${argumentText(action.args)}`;
    case "fault":
      return `fault ${action.name}${action.for === undefined ? " for good" : ` for ${lengthText(action.for)}`}`;
    case "world":
      return worldDeed(action);
    case "disconnect": {
      const away = action.for === 0 ? "" : `, away for ${lengthText(action.for)}`;
      return `${action.abrupt ? "cut connections" : "close connections"}${away}`;
    }
    case "reboot":
      return "reboot";
    case "mark":
      return `mark ${action.name}`;
    case "log":
      return `log ${JSON.stringify(action.text)}`;
    case "stop": {
      const why = action.why === "" ? "" : `: ${action.why}`;
      return `${action.fail ? "end the run as failed" : "end the run"}${why}`;
    }
    case "wait":
      return `wait ${lengthText(action.for)}`;
    case "function":
      return "a function of the scenario";
  }
}

function worldDeed(action: WorldAction): string {
  const length = `for ${lengthText(action.for)}`;
  switch (action.act) {
    case "power-cut":
      return `no mains ${length}`;
    case "router-down":
      return `no router ${length}`;
    case "isp-down":
      return `no internet ${length}`;
    case "heat-wave":
      return `${action.by} K warmer ${length}`;
    case "cold-snap":
      return `${action.by} K colder ${length}`;
    case "everyone-home":
      return `everyone at home ${length}`;
    case "everyone-away":
      return `everyone away ${length}`;
  }
}

/** Names alone: an argument may be a code that is nobody's business. */
function argumentText(args: object): string {
  const names = Object.keys(args);
  return names.length === 0 ? "" : ` (${names.join(", ")})`;
}

interface Concerned {
  readonly text: string;
  readonly devices: number | null;
  readonly homes: number | null;
}

const nobody: Concerned = { text: "", devices: null, homes: null };

function concernsOf({ name, trigger, select, actions }: StepPlan, plan: Plan, layout: FleetLayout): Concerned {
  const watched = trigger.type === "when" && trigger.scope !== "run";
  if (!watched && !actions.some(concernsDevices)) return nobody;
  const ofHomes = actions.every(({ type }) => type === "world" || type === "wait" || type === "mark");
  const everyone = ofHomes ? "all homes" : "all devices";
  const text = selectionText(select) || everyone;
  if (select.where !== undefined) {
    const most = matchingDevices(plan, layout, select);
    return { text, devices: select.count ?? most.devices.length, homes: ofHomes ? most.homes.length : null };
  }
  const devices = selectDevices(plan, layout, select, name);
  const homes = ofHomes ? new Set(devices.map((index) => layout.deviceAt(index).home)).size : null;
  return { text, devices: devices.length, homes };
}

function concernsDevices(action: Action): boolean {
  switch (action.type) {
    case "http":
      return action.per === "device";
    case "world":
      return action.act !== "heat-wave" && action.act !== "cold-snap";
    case "mark":
    case "log":
    case "stop":
    case "wait":
      return false;
    default:
      return true;
  }
}

function selectionText(select: Selection): string {
  const { kind, group, id, home, labels, firmware, where, share, count } = select;
  return [
    ...(group === undefined ? [] : [`group ${group}`]),
    ...(kind === undefined ? [] : [`kind ${kind}`]),
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(home === undefined ? [] : [`home ${home}`]),
    ...Object.entries(labels ?? {}).map(([name, value]) => `label ${name} ${value}`),
    ...(firmware === undefined ? [] : [`firmware ${firmware}`]),
    ...(where === undefined ? [] : [`where ${where.trim().replaceAll(/\s+/g, " ")}`]),
    ...(share === undefined ? [] : [`${percent(share.part)} of ${share.of}`]),
    ...(count === undefined ? [] : [`${whole(count)} of them`]),
  ].join(", ");
}
