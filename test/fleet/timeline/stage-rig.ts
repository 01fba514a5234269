/** Fleets of witnesses whose mood a test changes, with a timeline. */
import { catalog } from "../../../devices/catalog.ts";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { seconds } from "../../../src/kernel/time.ts";
import type { StepInput } from "../../../src/scenario/scenario-input.ts";
import { fleetRig, type FleetRig, type RigOptions, type Sketch } from "../fleet-rig.ts";
import { witness } from "../witness.ts";

export const kinds = [...catalog, witness];

/** One witness in each of ten homes, unless told otherwise. */
export function rigWith(
  timeline: StepInput | readonly StepInput[],
  sketch: Partial<Sketch> = {},
  options: RigOptions = {},
): FleetRig {
  const steps = Array.isArray(timeline) ? (timeline as readonly StepInput[]) : [timeline as StepInput];
  return fleetRig({ homes: 10, fleet: [{ kind: "witness" }], timeline: steps, ...sketch }, { kinds, ...options });
}

/** Has the server change the mood of a witness. */
export function feel(rig: FleetRig, id: string, mood: "calm" | "odd"): void {
  rig.hub.desire(id, { mood }, seconds(30), () => {});
}

/** Seconds from the start of the run, to a tenth. */
export const secondOf = (rig: FleetRig, { at }: DeviceRecord): number =>
  Math.round((at - rig.plan.clock.start) / 100) / 10;

/** When which device received a command of this name. */
export function received(rig: FleetRig, name: string): [second: number, device: string][] {
  return rig.records
    .filter((record) => record.type === "command" && record.name === name)
    .map((record) => [secondOf(rig, record), record.device]);
}
