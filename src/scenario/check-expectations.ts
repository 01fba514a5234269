/** Expectations: each can be read, and speaks of steps and kinds that there are. */
import { parseThreshold, type ThresholdFault } from "../metrics/threshold-parser.ts";
import type { Threshold } from "../metrics/threshold.ts";
import type { Draft } from "./draft.ts";
import type { FleetFacts } from "./fleet-facts.ts";
import type { Report } from "./report.ts";
import type { ScenarioInput, StepInput } from "./scenario-input.ts";
import { stepNames } from "./step-names.ts";
import { nameHint } from "./suggestion.ts";
import { actionKeys } from "./timeline-schema.ts";
import type { ValuePath } from "./value-path.ts";

/** What a run calls a loss of connections that no step caused. */
const unplanned = "connection lost";

export function checkExpectations({ expect, timeline }: Draft<ScenarioInput>, fleet: FleetFacts, report: Report): void {
  for (const [position, expression] of (expect ?? []).entries()) {
    if (expression === undefined) continue;
    const path = ["expect", position];
    const parsed = parseThreshold(expression);
    if (!parsed.ok) reportFault(parsed.fault, expression, path, report);
    else {
      checkStep(parsed.threshold, path, timeline ?? [], report);
      checkKind(parsed.threshold, path, fleet, report);
    }
  }
}

function reportFault(fault: ThresholdFault, expression: string, path: ValuePath, report: Report): void {
  const { expected, from, to, unknown } = fault;
  // Words that came from the environment are not said aloud.
  const asWritten = report.written(path)?.value === expression;
  const found = asWritten ? fault.found : report.found(path);
  const hint = fault.hint ?? (unknown === undefined ? undefined : nameHint(unknown.found, unknown.known));
  report.problem(path, `expected ${expected}, found ${found}`, {
    hint: asWritten ? hint : undefined,
    within: [from, to],
  });
}

function checkStep(
  { after, expression }: Threshold,
  path: ValuePath,
  timeline: readonly (Draft<StepInput> | undefined)[],
  report: Report,
): void {
  if (after === undefined || after === unplanned || report.isFaulty(path)) return;
  if (timeline.some(isUnclear) || (timeline.length === 0 && report.isFaulty(["timeline"]))) return;
  const names = stepNames(timeline);
  const from = expression.lastIndexOf(after);
  const within = [from, from + after.length] as const;
  const step = timeline[names.indexOf(after)];
  const disturbing = names.filter((_, position) => disturbs(timeline[position]!));
  if (step === undefined) {
    const hint =
      nameHint(after, disturbing) ??
      (disturbing.length === 0 ? "the timeline has no step that takes devices off line" : undefined);
    report.problem(path, `expected the name of a step, found "${after}"`, { hint, within });
  } else if (!disturbs(step)) {
    const hint = disturbing.length === 0 ? undefined : `such steps: ${disturbing.join(", ")}`;
    report.problem(path, `expected a step that takes devices off line, found "${after}"`, { hint, within });
  }
}

/** Whether too little of the step is left to say what it is called and does. */
function isUnclear(step: Draft<StepInput> | undefined): boolean {
  return step === undefined || actionKeys.every((key) => step[key] === undefined);
}

function disturbs(step: Draft<StepInput>): boolean {
  return step.fault !== undefined || step.disconnect !== undefined || step.reboot !== undefined;
}

function checkKind({ metric }: Threshold, path: ValuePath, { groups }: FleetFacts, report: Report): void {
  const kind = /^devices\.byKind\.([^.]+)\./.exec(metric)?.[1];
  if (
    kind === undefined ||
    groups.length === 0 ||
    groups.some((group) => group?.kindName === undefined || group.kindName === kind)
  )
    return;
  const from = "devices.byKind.".length;
  report.problem(path, `expected a kind of the fleet, found "${kind}"`, {
    hint: nameHint(kind, new Set(groups.map((group) => group!.kindName!))),
    within: [from, from + kind.length],
  });
}
