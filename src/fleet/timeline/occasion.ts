/** Why something is done, and whom it is about. Whatever is drawn is drawn by it, so that nothing depends on what else goes on. */
import type { Household } from "../household.ts";
import type { SaidOf } from "../run-wide/saying.ts";
import type { Unit } from "../unit.ts";

export interface Occasion {
  /** Name of the step, or of the script. */
  readonly step: string;
  /** How often it happened before, to the same. */
  readonly round: number;
  /** It is about this device alone, or about this home; neither: about the run. */
  readonly device?: Unit;
  readonly home?: Household;
  /** What happened to the device: `name`, and the data of the event. */
  readonly event?: Readonly<Record<string, unknown>>;
}

/** Whether it is one of many of its kind, each in a home of its own. */
export function isLocal({ device, home }: Occasion): boolean {
  return device !== undefined || home !== undefined;
}

/** The home that it is about. */
export function homeOf({ device, home }: Occasion): Household | undefined {
  return home ?? device?.household;
}

/** Whom it is about, as it is said to the run. */
export function saidOf(occasion: Occasion): SaidOf {
  const home = homeOf(occasion);
  if (home === undefined) return {};
  const { device } = occasion;
  return { home: home.index, ...(device === undefined ? {} : { device: device.identity.index }) };
}

/** The number of whom it is about, for draws that are for all its devices together. */
export function subjectOf({ device, home }: Pick<Occasion, "device" | "home">): number {
  return device?.identity.index ?? home?.index ?? 0;
}
