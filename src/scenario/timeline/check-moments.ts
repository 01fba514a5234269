/**
 * Moments of a timeline: steps that are named by others exist, none waits for itself, and all begin before the run ends.
 */
import { type Duration, formatDuration, millis, parseDuration } from "../../kernel/time.ts";
import { placedActions } from "../actions/placed-actions.ts";
import type { RunEnd } from "../load/check-load.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioInput, StepInput } from "../scenario-input.ts";
import { momentsOf } from "./moments.ts";
import { nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";
import { least, WrittenMoments } from "./written-moments.ts";

export function checkMoments(draft: Draft<ScenarioInput>, end: RunEnd | undefined, report: Report): void {
  const timeline = draft.timeline ?? [];
  // Absent when a function of a scenario in TypeScript may pass any mark.
  const named = momentsOf(draft)?.map(({ name }) => name);
  const moments = new WrittenMoments(timeline);
  const stop = Math.min(...timeline.map(stopOf));
  for (const [position, step] of timeline.entries()) {
    if (step === undefined) continue;
    const path = ["timeline", position];
    if (step.after !== undefined && !checkAfter(step.after, position, moments, named, report)) continue;
    // When a condition is met nobody knows.
    const start = step.when === undefined ? moments.startOf(position) : undefined;
    if (start === undefined) continue;
    if (end !== undefined) checkEnd(step, start, path, end, report);
    if (start > stop && (end === undefined || start < end.at)) {
      const message = `the run is stopped at ${formatDuration(millis(stop))}: this step does not happen`;
      report.warning([...path, startKey(step)], message);
    }
  }
}

/** When a step stops the run in any case; never, for most. */
function stopOf(step: Draft<StepInput> | undefined): number {
  const at = step?.at ?? step?.every;
  if (step === undefined || at === undefined) return Number.POSITIVE_INFINITY;
  let moment: number = parseDuration(at)!;
  if (step.stop !== undefined) return moment;
  for (const { action } of placedActions(step.do, [])) {
    if (action.stop !== undefined) return moment;
    moment += typeof action.wait === "object" ? Number.POSITIVE_INFINITY : least(action.wait);
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether what the step waits for can happen. */
function checkAfter(
  after: string,
  position: number,
  moments: WrittenMoments,
  named: readonly string[] | undefined,
  report: Report,
): boolean {
  const here = ["timeline", position, "after"];
  if (report.isFaulty(here)) return false;
  const leader = moments.find(after);
  if (leader === undefined) {
    // A step that is not understood may have that name, or a device's script passes that mark.
    if (!moments.isComplete || named === undefined || named.includes(after)) return false;
    const others = new Set(named.filter((name) => name !== moments.names[position]));
    const hint = parseDuration(after) === undefined ? nameHint(after, others) : `for a time write at: ${after}`;
    report.expected(here, "the name of another step or mark", { hint });
    return false;
  }
  if (leader.position === position) {
    report.problem(here, `expected the name of another step or mark, found "${after}", which is in this one`);
    return false;
  }
  const ring = moments.ringFrom(position);
  if (ring === undefined) return true;
  // Said once, where it is met first.
  if (Math.min(...ring) === position) {
    const names = ring.map((step) => moments.names[step]!);
    report.problem(here, `expected a step that does not wait for this one, found a ring: ${names.join(" after ")}`);
  }
  return false;
}

/** Whether the step and each of its actions begin before the run ends, and are over by then. */
function checkEnd(step: Draft<StepInput>, start: Duration, path: ValuePath, end: RunEnd, report: Report): void {
  const runEnds = `the run ends at ${formatDuration(end.at)}`;
  if (start >= end.at) {
    const place = [...path, startKey(step)];
    const at = step.after === undefined ? "" : `, and this begins at ${formatDuration(start)} at the earliest`;
    if (end.cut) report.warning(place, `${runEnds}${at}: this step does not happen`);
    else if (step.after !== undefined)
      report.problem(place, `expected a step that begins in time: ${runEnds}${at}`, {
        hint: "hold the load for longer",
      });
    else if (step.between === undefined)
      report.expected(place, `a time before the end of the load, ${formatDuration(end.at)}`, {
        hint: "hold the load for longer",
      });
    else
      report.problem(
        place,
        `expected a window before the end of the load, ${formatDuration(end.at)}, found [${step.between.join(", ")}]`,
        {
          hint: "hold the load for longer",
        },
      );
    return;
  }
  const latest = step.between?.[1];
  if (latest !== undefined && step.every === undefined && parseDuration(latest)! > end.at)
    report.warning([...path, "between"], `${runEnds}: a later moment than that means that the step does not happen`);
  if (step.do === undefined) checkOver(step.for, start, [...path, "for"], end, report);
  let at = start;
  for (const { action, path: here } of placedActions(step.do, [...path, "do"])) {
    if (at >= end.at) {
      report.warning(here, `${runEnds}: this is not done any more`);
      return;
    }
    checkOver(action.for, at, [...here, "for"], end, report);
    at = millis(at + least(action.wait));
  }
}

function checkOver(length: unknown, start: Duration, path: ValuePath, end: RunEnd, report: Report): void {
  if (typeof length !== "string" || start + parseDuration(length)! <= end.at) return;
  report.warning(path, `the run ends at ${formatDuration(end.at)}, before this is over`);
}

function startKey(step: Draft<StepInput>): string {
  return (["between", "at", "after"] as const).find((key) => step[key] !== undefined) ?? "every";
}
