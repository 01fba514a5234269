/** The groups of a plan: how many devices, and what is otherwise with them than by default. */
import { isDraw } from "../../kernel/draw.ts";
import { formatDuration, type Duration } from "../../kernel/time.ts";
import { defaults } from "../../scenario/defaults.ts";
import type { FleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { DeviceClockPlan, GroupPlan, Plan, VariantPlan } from "../../scenario/plan.ts";
import { durationOf } from "../../scenario/values/written-duration.ts";
import type { BackoffPolicy } from "../../wire/link/backoff.ts";
import { percent, whole } from "../figures.ts";
import { lengthText, valueText } from "./draw-text.ts";
import type { PlannedGroup } from "./forecast.ts";

export function outlineGroups(plan: Plan, layout: FleetLayout): readonly PlannedGroup[] {
  return plan.fleet.map((group, position) => ({
    name: group.name,
    kind: group.kind,
    devices: layout.inGroup(position),
    differs: [
      ...traitsOf(group),
      ...(group.id === defaults.id ? [] : [`id ${group.id}`]),
      ...(group.identities === undefined ? [] : ["identities from a list"]),
      ...variantsText(group),
      ...(group.on === undefined
        ? []
        : [`scripts on ${group.on.map(({ trigger }) => triggerName(trigger)).join(", ")}`]),
    ],
  }));
}

type Traits = Omit<VariantPlan, "name" | "weight">;

/** What a group and its variants can say alike. */
function traitsOf(traits: Traits): string[] {
  const { settings, labels, firmware, telemetry, reconnect, clock, crashesPerDay } = traits;
  return [
    ...pairs(settings),
    ...firmwareText(firmware),
    ...telemetryText(telemetry),
    ...reconnectText(reconnect),
    ...clockText(clock),
    ...(crashesPerDay === defaults.crashesPerDay ? [] : [`${valueText(crashesPerDay)} crashes per day`]),
    ...pairs(labels).map((label) => `label ${label}`),
  ];
}

function pairs(table: object): string[] {
  return Object.entries(table).map(([key, value]) => `${key} ${valueText(value)}`);
}

/** `75 % white, 25 % colour (label shade rgb)`: of each what the group does not say. */
function variantsText(group: GroupPlan): string[] {
  const weights = group.variants.reduce((sum, { weight }) => sum + weight, 0);
  const common = new Set(traitsOf(group));
  const texts = group.variants.map((variant) => {
    const own = traitsOf(variant).filter((trait) => !common.has(trait));
    return `${percent(variant.weight / weights)} ${variant.name}${own.length === 0 ? "" : ` (${own.join(", ")})`}`;
  });
  return texts.length === 0 ? [] : [texts.join(", ")];
}

function triggerName(trigger: NonNullable<GroupPlan["on"]>[number]["trigger"]): string {
  return "name" in trigger ? trigger.name : trigger.type;
}

function firmwareText(firmware: GroupPlan["firmware"]): string[] {
  const [only, ...others] = firmware;
  if (only !== undefined && others.length === 0) return only[0] === defaults.firmware ? [] : [`firmware ${only[0]}`];
  return [`firmware ${firmware.map(([version, weight]) => `${version} ${percent(weight)}`).join(", ")}`];
}

function telemetryText({ every, acknowledge, offlineBuffer, align }: GroupPlan["telemetry"]): string[] {
  return [
    ...(every === undefined ? [] : [`telemetry every ${lengthText(every)}${align === "clock" ? ", all at once" : ""}`]),
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
    ...skewText(skew),
    ...(drift ? [] : ["clock without drift"]),
    ...(start === "epoch" ? ["clock starts at 1970"] : []),
  ];
}

function skewText(skew: DeviceClockPlan["skew"]): string[] {
  if (isDraw(skew)) return [`clock ${lengthText(skew)} ahead`];
  return skew === 0 ? [] : [`clock ${formatDuration(Math.abs(skew) as Duration)} ${skew < 0 ? "behind" : "ahead"}`];
}
