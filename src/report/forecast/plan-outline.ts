/** What a plan says, for people and programs: who is there, what is otherwise than by default, what happens when. */
import { formatDuration, type Duration, type Instant } from "../../kernel/time.ts";
import { defaults } from "../../scenario/defaults.ts";
import type { FleetLayout } from "../../scenario/fleet-layout.ts";
import type { Action, DeviceClockPlan, GroupPlan, Plan, Selection } from "../../scenario/plan.ts";
import { durationOf } from "../../scenario/written-duration.ts";
import { displayUrl } from "../../wire/transport/target-url.ts";
import type { BackoffPolicy } from "../../wire/link/backoff.ts";
import { percent, whole } from "../figures.ts";
import type { Forecast, PlannedGroup, PlannedStep } from "./forecast.ts";

export type PlanOutline = Pick<
  Forecast,
  | "scenario"
  | "description"
  | "seed"
  | "start"
  | "durationSeconds"
  | "speed"
  | "target"
  | "world"
  | "devices"
  | "homes"
  | "fleet"
  | "load"
  | "timeline"
>;

export function planOutline(plan: Plan, layout: FleetLayout): PlanOutline {
  const { climate, outages } = plan.world;
  return {
    scenario: plan.name,
    description: plan.description,
    seed: plan.seed,
    start: zonedTime(plan.clock.start, plan.clock.timeZoneOffset),
    durationSeconds: plan.duration / 1_000,
    speed: plan.clock.speed,
    target: plan.target === undefined ? null : displayUrl(plan.target.url),
    world: {
      climate: typeof climate === "string" ? climate : `a weather file, at latitude ${climate.latitude}°`,
      outages,
    },
    devices: layout.total,
    homes: plan.homes,
    fleet: plan.fleet.map((group, position) => plannedGroup(group, layout.inGroup(position))),
    load: plan.load.map(({ to, over }) => ({ toShare: to, overSeconds: over / 1_000 })),
    timeline: plan.timeline
      .map(({ at, every, name, select, action }): PlannedStep => ({
        atSeconds: at / 1_000,
        everySeconds: every === undefined ? null : every / 1_000,
        name,
        does: deed(action),
        to: action.type === "mark" ? "" : selected(select, action),
      }))
      .toSorted((a, b) => a.atSeconds - b.atSeconds),
  };
}

/** `2026-01-15T17:00:00+01:00` */
function zonedTime(at: Instant, offset: Duration): string {
  const local = new Date(at + offset).toISOString().replace(/(\.000)?Z$/, "");
  if (offset === 0) return `${local}Z`;
  const minutes = Math.abs(offset) / 60_000;
  const two = (part: number): string => String(Math.floor(part)).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function plannedGroup(group: GroupPlan, devices: number): PlannedGroup {
  const { name, kind, settings, labels } = group;
  const pairs = (table: object): string[] => Object.entries(table).map(([key, value]) => `${key} ${String(value)}`);
  const differs = [
    ...pairs(settings),
    ...firmwareText(group.firmware),
    ...telemetryText(group.telemetry),
    ...reconnectText(group.reconnect),
    ...clockText(group.clock),
    ...(group.crashesPerDay === defaults.crashesPerDay ? [] : [`${group.crashesPerDay} crashes per day`]),
    ...(group.id === defaults.id ? [] : [`id ${group.id}`]),
    ...pairs(labels).map((label) => `label ${label}`),
  ];
  return { name, kind, devices, differs };
}

function firmwareText(firmware: GroupPlan["firmware"]): string[] {
  const [only, ...others] = firmware;
  if (only !== undefined && others.length === 0) return only[0] === defaults.firmware ? [] : [`firmware ${only[0]}`];
  return [`firmware ${firmware.map(([version, weight]) => `${version} ${percent(weight)}`).join(", ")}`];
}

function telemetryText({ every, acknowledge, offlineBuffer, align }: GroupPlan["telemetry"]): string[] {
  return [
    ...(every === undefined
      ? []
      : [`telemetry every ${formatDuration(every)}${align === "clock" ? ", all at once" : ""}`]),
    ...(acknowledge ? ["samples acknowledged"] : []),
    ...(offlineBuffer === defaults.offlineBuffer ? [] : [`keeps ${whole(offlineBuffer)} samples offline`]),
  ];
}

function reconnectText(policy: BackoffPolicy): string[] {
  const attempts = policy.attempts === undefined ? "" : `, ${policy.attempts} attempts`;
  if (policy.policy === "fixed") return [`reconnects after ${formatDuration(policy.delay)}${attempts}`];
  const { base, cap } = policy;
  const usual =
    policy.policy === defaults.reconnect && base === durationOf(defaults.base) && cap === durationOf(defaults.cap);
  if (usual && attempts === "") return [];
  return [`reconnect ${policy.policy} ${formatDuration(base)}..${formatDuration(cap)}${attempts}`];
}

function clockText({ drift, skew, start }: DeviceClockPlan): string[] {
  return [
    ...(skew === 0 ? [] : [`clock ${formatDuration(Math.abs(skew) as Duration)} ${skew < 0 ? "behind" : "ahead"}`]),
    ...(drift ? [] : ["clock without drift"]),
    ...(start === "epoch" ? ["clock starts at 1970"] : []),
  ];
}

function deed(action: Action): string {
  switch (action.type) {
    case "command": {
      const { via } = action;
      return `command ${action.name}${argumentText(action.args)}${via.type === "http" ? ` by ${via.method} ${displayUrl(via.url)}` : ""}`;
    }
    case "act":
      return `act ${action.name}${argumentText(action.args)}`;
    case "fault":
      return `fault ${action.name}${action.for === undefined ? " for good" : ` for ${formatDuration(action.for)}`}`;
    case "power-cut":
      return `no mains for ${formatDuration(action.for)}`;
    case "disconnect": {
      const away = action.for > 0 ? `, away for ${formatDuration(action.for)}` : "";
      return `${action.abrupt ? "cut connections" : "close connections"}${away}`;
    }
    case "reboot":
      return "reboot";
    case "mark":
      return "mark";
  }
}

/** Names alone: an argument may be a code that is nobody's business. */
function argumentText(args: object): string {
  const names = Object.keys(args);
  return names.length === 0 ? "" : ` (${names.join(", ")})`;
}

function selected(select: Selection, action: Action): string {
  const { kind, group, id, home, labels, share, count } = select;
  const parts = [
    ...(group === undefined ? [] : [`group ${group}`]),
    ...(kind === undefined ? [] : [`kind ${kind}`]),
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(home === undefined ? [] : [`home ${home}`]),
    ...Object.entries(labels ?? {}).map(([name, value]) => `label ${name} ${value}`),
    ...(share === undefined ? [] : [`${percent(share.part)} of ${share.of}`]),
    ...(count === undefined ? [] : [`${whole(count)} of them`]),
  ];
  if (parts.length > 0) return parts.join(", ");
  return action.type === "power-cut" ? "all homes" : "all devices";
}
