/** From the load as written to phases of the plan. */
import { millis, type Duration } from "../kernel/time.ts";
import { defaults } from "./defaults.ts";
import { loadDuration, wantedAt } from "./load-shape.ts";
import type { LoadPhase } from "./plan.ts";
import type { PhaseInput } from "./scenario-input.ts";
import { parseShare } from "./share.ts";
import { durationOf } from "./written-duration.ts";

/**
 * The phases, each with the share it leads to.
 *
 * @param total number of devices, for ramps that name a number
 * @param length cuts or stretches the load to exactly this
 */
export function buildLoad(
  phases: readonly PhaseInput[] = defaults.load,
  total: number,
  length?: Duration | undefined,
): readonly LoadPhase[] {
  const load: LoadPhase[] = [];
  // Who only holds, holds the whole fleet.
  if (phases[0]?.hold !== undefined) load.push({ to: 1, over: millis(0) });
  for (const { ramp, over, hold } of phases) {
    const level = load.at(-1)?.to ?? 0;
    if (hold !== undefined) load.push({ to: level, over: durationOf(hold) });
    else load.push({ to: shareOf(ramp!, total), over: durationOf(over!) });
  }
  return length === undefined ? load : fitted(load, phases, length);
}

function shareOf(ramp: string | number, total: number): number {
  return typeof ramp === "number" ? Math.min(1, ramp / total) : parseShare(ramp)!;
}

function fitted(load: readonly LoadPhase[], phases: readonly PhaseInput[], length: Duration): readonly LoadPhase[] {
  const missing = millis(length - loadDuration(load));
  if (missing < 0) return cut(load, length);
  // A load that starts with a hold has one phase more than was written.
  const lastHold = phases.findLastIndex(({ hold }) => hold !== undefined) + (load.length - phases.length);
  if (lastHold < 0) return [...load, { to: load.at(-1)?.to ?? 0, over: missing }];
  return load.map((phase, position) =>
    position === lastHold ? { to: phase.to, over: millis(phase.over + missing) } : phase,
  );
}

function cut(load: readonly LoadPhase[], length: Duration): LoadPhase[] {
  const kept: LoadPhase[] = [];
  let start = 0;
  for (const phase of load) {
    if (start + phase.over >= length) {
      const over = millis(length - start);
      return [...kept, { to: over === phase.over ? phase.to : wantedAt(load, length), over }];
    }
    kept.push(phase);
    start += phase.over;
  }
  return kept;
}
