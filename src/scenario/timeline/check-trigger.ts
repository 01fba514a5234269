/** When a step happens: one trigger, with the keys that go with it, in a window that can be met. */
import { formatDuration, parseDuration } from "../../kernel/time.ts";
import { checkDraw } from "../values/check-draw.ts";
import { hasMisspelt, reportCompanion } from "../actions/check-actions.ts";
import type { RunEnd } from "../load/check-load.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { StepInput } from "../scenario-input.ts";
import { triggerKeys } from "./timeline-schema.ts";
import type { ValuePath } from "../source/value-path.ts";

/** Triggers of which a step has one; `every` alone is one as well. */
const starts = ["at", "between", "after", "when"] as const;

/** Keys that only make sense with some triggers. */
const triggerCompanions = {
  every: ["at", "between"],
  wait: ["after"],
  once: ["when"],
} as const;

export function checkTrigger(
  step: Draft<StepInput>,
  path: ValuePath,
  end: RunEnd | undefined,
  files: ScenarioFiles | undefined,
  report: Report,
): void {
  const isGiven = (key: (typeof triggerKeys)[number] | "until" | "wait" | "once"): boolean =>
    step[key] !== undefined || report.isFaulty([...path, key]);
  const [start, other] = starts.filter(isGiven);
  if (start === undefined && !isGiven("every")) {
    if (hasMisspelt(triggerKeys, path, report)) return;
    report.problem(path, `expected when the step happens, one of ${triggerKeys.join(", ")}, found none`, {
      hint: "for example at: 3m",
    });
    return;
  }
  if (start !== undefined && other !== undefined) {
    report.problem([...path, other], `expected one of ${starts.join(", ")}, found ${start} and ${other}`, {
      key: true,
      hint: "make them two steps",
    });
    return;
  }
  for (const [companion, goesWith] of Object.entries(triggerCompanions)) {
    const key = companion as keyof typeof triggerCompanions;
    if (step[key] === undefined || (goesWith as readonly (string | undefined)[]).includes(start)) continue;
    if (key === "every" && start === undefined) continue;
    if (key === "wait") reportWait(start ?? "every", path, report);
    else reportCompanion(key, start ?? "every", goesWith, path, report);
  }
  if (step.until !== undefined && !isGiven("every")) reportCompanion("until", start ?? "at", ["every"], path, report);
  if (step.when !== undefined) checkHolding(step, path, end, report);
  if (step.after !== undefined) checkDraw(step.wait, [...path, "wait"], "length", files, report);
  checkWindow(step, path, report);
}

function reportWait(start: string, path: ValuePath, report: Report): void {
  report.problem([...path, "wait"], `expected no "wait" beside "${start}", found one`, {
    key: true,
    hint: '"wait" goes with after; between actions it is one of them: do: [{ ... }, { wait: 10s }, { ... }]',
  });
}

/** How long a condition must have held. */
function checkHolding(
  { for: holds, fault, disconnect }: Draft<StepInput>,
  path: ValuePath,
  end: RunEnd | undefined,
  report: Report,
): void {
  const here = [...path, "for"];
  if (holds === undefined || report.isFaulty(here)) return;
  if (typeof holds !== "string") {
    report.problem(here, "expected how long the condition must have held, a fixed duration, found one to draw", {
      key: true,
      hint: whatItLasts,
    });
  } else if (end !== undefined && !end.cut && parseDuration(holds)! >= end.at) {
    report.expected(here, `a duration shorter than the run, ${formatDuration(end.at)}`, { hint: whatItLasts });
  } else if (fault !== undefined || disconnect !== undefined) {
    const what = fault === undefined ? `disconnect: ${disconnect}` : `fault: ${fault}`;
    report.warning(here, 'beside "when" this is how long the condition must have held, not how long it lasts', {
      key: true,
      hint: `write do: { ${what}, for: ${holds} }, or do: { ${what} } if it is meant so`,
    });
  }
}

const whatItLasts = "what an action lasts stands beside it: do: { ..., for: ... }";

/** `between` from the earlier to the later, and `until` after the first round. */
function checkWindow({ at, every, until, between }: Draft<StepInput>, path: ValuePath, report: Report): void {
  const [from, to] = between ?? [];
  if (from !== undefined && to !== undefined && parseDuration(from)! > parseDuration(to)!) {
    report.problem([...path, "between"], `expected the earlier time first, found [${from}, ${to}]`, {
      hint: `write [${to}, ${from}]`,
    });
  }
  const first = from ?? at ?? every;
  if (until === undefined || first === undefined || every === undefined) return;
  if (parseDuration(until)! > parseDuration(first)!) return;
  const found = report.found([...path, "until"]);
  report.problem([...path, "until"], `expected a time after the first round, ${first}, found ${found}`);
}
