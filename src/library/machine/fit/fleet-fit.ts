/**
 * How many devices fit on a machine, by each of its limits; which of them are too small for a fleet, and how to raise them.
 * One judgement for `flotilla doctor` and for the warnings before a run.
 *
 * A limit that is not known, or that bounds something else than devices, has `devices: null`. To teach it a limit: a judge, and a
 * line in the list below.
 */
import type { MachineLimits } from "../machine-limits.ts";
import { byCores } from "./cores.ts";
import { byFilesOfAll, byOpenFiles, byProcesses } from "./files.ts";
import type { Fit, FleetWish, Judge } from "./fit.ts";
import { byMemory, byTcpMemory } from "./memory.ts";
import { byAcceptQueue, byTracking } from "./network.ts";
import { byPorts } from "./ports.ts";

const judges: readonly Judge[] = [
  byOpenFiles,
  byFilesOfAll,
  byProcesses,
  byPorts,
  byMemory,
  byTcpMemory,
  byTracking,
  byCores,
  byAcceptQueue,
];

export function fleetFit(limits: MachineLimits, wish: FleetWish): readonly Fit[] {
  return judges.map((judge) => judge(limits, wish));
}

/** The limit that is reached first; `undefined` when none is known. */
export function smallestFit(fits: readonly Fit[]): Fit | undefined {
  const known = fits.filter(({ devices }) => devices !== null);
  return known.reduce<Fit | undefined>(
    (least, fit) => (least === undefined || fit.devices! < least.devices! ? fit : least),
    undefined,
  );
}

/** Those that are too small for so many devices, the smallest first. */
export function tooSmall(fits: readonly Fit[], devices: number): readonly Fit[] {
  return fits
    .filter((fit) => fit.devices !== null && fit.devices < devices)
    .toSorted((a, b) => a.devices! - b.devices!);
}
