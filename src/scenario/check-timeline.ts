/** The timeline: steps that happen within the run, do one thing, and find devices that can do it. */
import { formatDuration, parseDuration } from "../kernel/time.ts";
import { checkAction } from "./check-action.ts";
import type { RunEnd } from "./check-load.ts";
import { checkSelection } from "./check-selection.ts";
import type { Draft } from "./draft.ts";
import type { FleetFacts } from "./fleet-facts.ts";
import type { Report } from "./report.ts";
import type { ScenarioInput, StepInput } from "./scenario-input.ts";
import { actionKeys } from "./timeline-schema.ts";
import type { ValuePath } from "./value-path.ts";

export function checkTimeline(
  { timeline, target }: Draft<ScenarioInput>,
  fleet: FleetFacts,
  end: RunEnd | undefined,
  report: Report,
): void {
  for (const [position, step] of (timeline ?? []).entries()) {
    if (step === undefined) continue;
    const path = ["timeline", position];
    checkTime(step, path, end, report);
    const selected = checkSelection(step.select, [...path, "select"], fleet, report);
    if (checkKeys(step, path, report)) checkAction(step, path, selected, target !== undefined, report);
  }
  checkNames(timeline ?? [], report);
}

function checkTime(step: Draft<StepInput>, path: ValuePath, end: RunEnd | undefined, report: Report): void {
  const at = step.at ?? step.every;
  if (at === undefined) {
    if (!report.isFaulty([...path, "at"]) && !report.isFaulty([...path, "every"])) {
      report.problem(path, "expected when the step happens, at or every, found neither", {
        hint: "for example at: 3m",
      });
    }
    return;
  }
  if (end === undefined) return;
  const start = parseDuration(at)!;
  const place = [...path, step.at === undefined ? "every" : "at"];
  const runEnds = `the run ends at ${formatDuration(end.at)}`;
  if (start >= end.at) {
    if (end.cut) report.warning(place, `${runEnds}: this step does not happen`);
    else
      report.expected(place, `a time before the end of the load, ${formatDuration(end.at)}`, {
        hint: "hold the load for longer",
      });
    return;
  }
  const length = step.for === undefined ? undefined : parseDuration(step.for);
  if (length !== undefined && start + length > end.at)
    report.warning([...path, "for"], `${runEnds}, before this is over`);
}

/** Whether the step does exactly one thing, with the keys that go with it. */
function checkKeys(step: Draft<StepInput>, path: ValuePath, report: Report): boolean {
  const actions = actionKeys.filter((key) => step[key] !== undefined || report.isFaulty([...path, key]));
  const [action] = actions;
  if (action === undefined) {
    report.problem(path, "expected what the step does, found nothing", { hint: `one of ${actionKeys.join(", ")}` });
    return false;
  }
  if (actions.length > 1) {
    report.problem([...path, actions[1]!], `expected one action, found ${actions.join(" and ")}`, {
      key: true,
      hint: "make them two steps at the same time",
    });
    return false;
  }
  for (const [key, goesWith] of Object.entries(companions)) {
    if (step[key as keyof typeof companions] === undefined || goesWith.includes(action)) continue;
    report.problem([...path, key], `expected no "${key}" beside "${action}", found one`, {
      key: true,
      hint: `"${key}" goes with ${goesWith.join(", ")}`,
    });
  }
  return true;
}

/** Keys that only make sense with some actions. */
const companions: Readonly<Record<"args" | "for" | "via" | "select" | "name", readonly (typeof actionKeys)[number][]>> =
  {
    args: ["command", "act"],
    for: ["fault", "disconnect"],
    via: ["command"],
    select: ["command", "act", "fault", "disconnect", "reboot"],
    name: ["command", "act", "fault", "disconnect", "reboot"],
  };

function checkNames(timeline: readonly (Draft<StepInput> | undefined)[], report: Report): void {
  const seen = new Set<string>();
  for (const [position, step] of timeline.entries()) {
    const name = step?.name ?? step?.mark;
    if (name === undefined) continue;
    if (seen.has(name)) {
      const path = ["timeline", position, step?.name === undefined ? "mark" : "name"];
      report.problem(path, `expected steps with different names, found another "${name}"`);
    }
    seen.add(name);
  }
}
