/** What a device is made of, by the plan: everything that is drawn for it is drawn here. */
import type { Duration } from "../kernel/time.ts";
import { bounds } from "../kernel/distribution.ts";
import { drawnDuration, drawOf, isDraw } from "../kernel/draw.ts";
import type { DeviceClockOptions } from "../device/device-clock.ts";
import type { DeviceOptions } from "../device/device.ts";
import type { Kind } from "../device/kind.ts";
import type { MemberPlan } from "../scenario/groups/member-plan.ts";
import { drawnValues } from "./drawn-values.ts";

/** What the plan says of a device; who and where it is comes from elsewhere. */
export type PlannedOptions = Pick<DeviceOptions, "settings" | "every" | "align" | "clock" | "crashesPerDay">;

export function plannedOptions(member: MemberPlan, kind: Kind, seed: number, index: number): PlannedOptions {
  const { settings, telemetry, clock, crashesPerDay } = member;
  return {
    settings: drawnValues(settings, kind.settings, seed, "setting", index),
    every: every(telemetry, seed, index),
    align: telemetry.align,
    clock: isFixed(clock)
      ? clock
      : { ...clock, skew: Math.round(drawOf(clock.skew, seed, "clock.skew", index)) as Duration },
    crashesPerDay: clamped(drawOf(crashesPerDay, seed, "crashes per day", index), 0, mostCrashesPerDay),
  };
}

const mostCrashesPerDay = 1_000;
/** A draw of nearly nothing, from a distribution that has no least value, would drown the server in one device's samples. */
const leastDrawnInterval = 100;

function every({ every: length }: MemberPlan["telemetry"], seed: number, index: number): Duration | undefined {
  if (!isDraw(length)) return length;
  const { low } = bounds(length.draw);
  const least = low > 0 ? Math.min(low, leastDrawnInterval) : leastDrawnInterval;
  return Math.max(1, least, drawnDuration(length, seed, "telemetry.every", index)) as Duration;
}

function isFixed(clock: MemberPlan["clock"]): clock is MemberPlan["clock"] & DeviceClockOptions {
  return !isDraw(clock.skew);
}

function clamped(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
