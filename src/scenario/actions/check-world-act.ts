/** What happens to the world: it lasts, and what the world has to know beforehand is fixed. */
import { parseDuration } from "../../kernel/time.ts";
import type { ActionContext } from "./action-context.ts";
import { checkDraw } from "../values/check-draw.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ActionInput } from "../scenario-input.ts";
import type { ValuePath } from "../source/value-path.ts";
import { isOutage, isWeather, lasting, outageActs, weatherActs, type WorldAct } from "./world-acts.ts";

export function checkWorldAct(
  act: WorldAct,
  { for: length, by }: Draft<ActionInput>,
  path: ValuePath,
  { owner, files }: ActionContext,
  report: Report,
): void {
  if (owner === "script" && !isOutage(act)) {
    report.problem([...path, "world"], `expected an act that may come at any time, found "${act}"`, {
      hint: `weather and days are made before the run: put it into the timeline; in a script: ${outageActs.join(", ")}`,
    });
  }
  if (by !== undefined && !isWeather(act)) {
    report.problem([...path, "by"], `expected no "by" beside ${act}, found one`, {
      key: true,
      hint: `"by" goes with ${weatherActs.join(", ")}`,
    });
  }
  const here = [...path, "for"];
  if (report.isFaulty(here)) return;
  if (length === undefined) {
    report.problem(here, `expected how long ${lasting[act]}, such as for: 30s, found nothing`);
  } else if (typeof length === "string") {
    if (parseDuration(length) === 0) report.expected(here, aboveNothing);
  } else if (isOutage(act)) {
    checkDraw(length, here, "length", files, report, { low: 1, expected: aboveNothing });
  } else {
    report.problem(here, `expected a fixed duration, as weather and days are made before the run, found one to draw`, {
      key: true,
    });
  }
}

const aboveNothing = "a duration above 0s, such as 30s";
