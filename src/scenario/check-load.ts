/** The load: phases that are one thing each, levels that the fleet can reach. */
import { millis, parseDuration, type Duration } from "../kernel/time.ts";
import { defaults } from "./defaults.ts";
import type { Draft } from "./draft.ts";
import type { FleetFacts } from "./fleet-facts.ts";
import type { Report } from "./report.ts";
import type { PhaseInput, ScenarioInput } from "./scenario-input.ts";
import { parseShare } from "./share.ts";
import type { ValuePath } from "./value-path.ts";

/** When the run ends, and whether that was asked for. */
export interface RunEnd {
  readonly at: Duration;
  /** `duration` decides; steps after it are left out, not wrong. */
  readonly cut: boolean;
}

/** @returns the end of the run, if it is known. */
export function checkLoad(draft: Draft<ScenarioInput>, fleet: FleetFacts, report: Report): RunEnd | undefined {
  if (draft.load === undefined && report.isFaulty(["load"])) return undefined;
  const phases: readonly (Draft<PhaseInput> | undefined)[] = draft.load ?? defaults.load;
  let length: number | undefined = 0;
  for (const [position, phase] of phases.entries()) {
    const path = ["load", position];
    if (phase !== undefined) checkPhase(phase, path, fleet, report);
    const written = phase?.hold ?? phase?.over;
    const part = written === undefined || report.isFaulty(path) ? undefined : parseDuration(written);
    length = length === undefined || part === undefined ? undefined : length + part;
  }
  if (length === 0 && draft.duration === undefined) {
    report.problem(["load"], "expected a load that lasts, found 0s in all", { key: true });
  }
  if (length !== undefined && phases.every((phase) => phase?.hold === undefined && isNothing(phase?.ramp))) {
    report.warning(["load"], "no device ever connects", { key: true, hint: "start with { ramp: 100%, over: 1m }" });
  }
  if (draft.duration !== undefined) return { at: parseDuration(draft.duration)!, cut: true };
  return length === undefined || length === 0 || report.isFaulty(["duration"])
    ? undefined
    : { at: millis(length), cut: false };
}

function checkPhase({ ramp, over, hold }: Draft<PhaseInput>, path: ValuePath, fleet: FleetFacts, report: Report): void {
  if (ramp !== undefined && hold !== undefined) {
    report.problem([...path, "hold"], "expected ramp or hold, found both", { key: true, hint: "make it two phases" });
  } else if (ramp === undefined && hold === undefined && !report.isFaulty(path)) {
    report.problem(path, "expected ramp or hold, found neither");
  } else if (ramp !== undefined && over === undefined && !report.isFaulty([...path, "over"])) {
    report.problem([...path, "over"], "expected how long the ramp takes, such as over: 2m, found nothing");
  } else if (hold !== undefined && over !== undefined) {
    report.problem([...path, "over"], 'expected no more than hold, found "over"', {
      key: true,
      hint: "hold is a duration itself",
    });
  }
  checkLevel(ramp, [...path, "ramp"], fleet, report);
}

function checkLevel(ramp: PhaseInput["ramp"], path: ValuePath, { total, scaled }: FleetFacts, report: Report): void {
  if (typeof ramp === "string" && parseShare(ramp)! > 1) {
    report.expected(path, "a share up to 100%", { hint: "for a larger fleet raise homes, count or devices" });
  }
  if (typeof ramp !== "number" || total === undefined || ramp <= total) return;
  if (scaled) report.warning(path, `the fleet has only ${total} devices: the ramp goes to all of them`);
  else report.expected(path, `at most the ${total} devices of the fleet`);
}

function isNothing(ramp: PhaseInput["ramp"]): boolean {
  return ramp === undefined || ramp === 0 || (typeof ramp === "string" && parseShare(ramp) === 0);
}
