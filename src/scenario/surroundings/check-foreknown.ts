/** What the world has to know before the run: weather and who is at home, at a time and for homes that are known by then. */
import { parseDuration } from "../../kernel/time.ts";
import type { PlacedAction } from "../actions/placed-actions.ts";
import type { RunEnd } from "../load/check-load.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { StepInput } from "../scenario-input.ts";
import type { ValuePath } from "../source/value-path.ts";
import { isOutage, isWeather, type WorldAct } from "../actions/world-acts.ts";

/** @param actions of the step, in order. */
export function checkForeknown(
  step: Draft<StepInput>,
  path: ValuePath,
  actions: readonly PlacedAction[],
  end: RunEnd | undefined,
  report: Report,
): void {
  const waits: ValuePath[] = [];
  for (const { action, path: here } of actions) {
    if (typeof action.wait === "object") waits.push([...here, "wait"]);
    const act = action.world;
    if (act === undefined || isOutage(act)) continue;
    const what = `as ${isWeather(act) ? "the weather is" : "the days of the homes are"} made before the run`;
    for (const start of ["between", "after", "when"] as const) {
      if (step[start] === undefined) continue;
      report.problem([...path, start], `expected a fixed time for ${act}, ${what}, found "${start}"`, {
        key: true,
        hint: "for example at: 3m",
      });
    }
    checkRounds(step, path, act, end, report);
    for (const wait of waits)
      report.problem(wait, `expected a fixed duration before ${act}, ${what}, found one to draw`, { key: true });
    if (isWeather(act) && step.select !== undefined) {
      report.problem([...path, "select"], `expected no "select" beside ${act}, found one`, {
        key: true,
        hint: "the weather is the same for all homes",
      });
    } else if (step.select?.where !== undefined) {
      report.problem([...path, "select", "where"], `expected homes that are known beforehand, ${what}, found "where"`, {
        key: true,
        hint: "select by home, group, labels or share",
      });
    }
  }
}

/** The world keeps every change of it that is to come. */
const mostRounds = 1_000;

function checkRounds(
  { at, every, until }: Draft<StepInput>,
  path: ValuePath,
  act: WorldAct,
  end: RunEnd | undefined,
  report: Report,
): void {
  if (every === undefined || end === undefined) return;
  const last = Math.min(end.at, until === undefined ? end.at : parseDuration(until)!);
  const rounds = Math.ceil((last - parseDuration(at ?? every)!) / parseDuration(every)!);
  if (rounds > mostRounds)
    report.problem([...path, "every"], `expected at most ${mostRounds} rounds of ${act}, found ${rounds}`);
}
