/**
 * What devices made alike have in common, as one object: of a fleet there are as many as groups, not as devices.
 */
import type { Scheduler } from "../kernel/scheduler.ts";
import type { DeviceClockOptions } from "./device-clock.ts";
import { Firmware } from "./firmware.ts";
import type { Kind } from "./kind.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { Reporter } from "./reporter.ts";

/** What of a device's options it shares with others. */
export interface SharedOptions {
  readonly seed: number;
  readonly kind: Kind;
  readonly align?: "boot" | "clock" | undefined;
  readonly hasLived?: boolean | undefined;
  readonly clock?: DeviceClockOptions | undefined;
  readonly crashesPerDay?: number | undefined;
}

export interface Terms {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly layout: Layout;
  readonly firmware: Firmware;
  readonly reporter: Reporter;
  readonly onTheClock: boolean;
  readonly hasLived: boolean;
}

/** The terms of a device with these options: those of the last one of its kind, when they are the same. */
export function termsOf(options: SharedOptions, scheduler: Scheduler): Terms {
  const layout = layoutOf(options.kind);
  const latest = made.get(layout);
  const { seed, align, hasLived = false, clock, crashesPerDay } = options;
  if (
    latest !== undefined &&
    latest.terms.seed === seed &&
    latest.terms.scheduler === scheduler &&
    latest.options.align === align &&
    latest.terms.hasLived === hasLived &&
    latest.options.clock === clock &&
    latest.options.crashesPerDay === crashesPerDay
  ) {
    return latest.terms;
  }
  const terms: Terms = {
    seed,
    scheduler,
    layout,
    firmware: new Firmware(seed, { clock, crashesPerDay }),
    reporter: new Reporter(layout),
    onTheClock: align === "clock",
    hasLived,
  };
  made.set(layout, { options: { align, clock, crashesPerDay }, terms });
  return terms;
}

interface Made {
  readonly options: Pick<SharedOptions, "align" | "clock" | "crashesPerDay">;
  readonly terms: Terms;
}

/** The last one of each kind alone: devices of several groups of a kind that join by turns share less, and that is all. */
const made = new WeakMap<Layout, Made>();
