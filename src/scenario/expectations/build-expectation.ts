/** From an expectation as written to that of the plan. */
import { FlotillaError } from "../../kernel/errors.ts";
import { type Duration, formatDuration, millis } from "../../kernel/time.ts";
import { parseThreshold } from "../../metrics/threshold-parser.ts";
import type { Threshold } from "../../metrics/threshold.ts";
import { buildSelection } from "../selection/build-selection.ts";
import { scopeOfCondition } from "../texts/condition-scope.ts";
import { defaults } from "../defaults.ts";
import type { ConditionPlan, ExpectationPlan } from "../plan.ts";
import type { ExpectationInput } from "../scenario-input.ts";
import { durationOf } from "../values/written-duration.ts";

export function buildExpectation(written: ExpectationInput): ExpectationPlan {
  if (typeof written === "string") return { type: "threshold", ...thresholdOf(written) };
  const { that, for: holds, over = defaults.sustainedOver, abort = false } = written;
  if (that === undefined) return buildCondition(written);
  const length = holds === undefined ? millis(0) : durationOf(holds);
  const threshold = thresholdOf(that);
  return {
    type: "sustained",
    ...threshold,
    expression: `${threshold.expression}${forText(length)}`,
    holds: length,
    over: durationOf(over),
    abort,
  };
}

function buildCondition(written: Exclude<ExpectationInput, string>): ConditionPlan {
  const { always, never, eventually, for: holds, within, after, select, abort = false } = written;
  const mode = always !== undefined ? "always" : never !== undefined ? "never" : "eventually";
  const condition = (always ?? never ?? eventually ?? "").trim();
  const length = holds === undefined ? millis(0) : durationOf(holds);
  const time = within === undefined ? undefined : durationOf(within);
  return {
    type: "condition",
    expression: [
      `${mode} ${condition.replaceAll(/\s+/g, " ")}`,
      ...(length === 0 ? [] : [`for ${formatDuration(length)}`]),
      ...(time === undefined ? [] : [`within ${formatDuration(time)}`]),
      ...(after === undefined ? [] : [`after ${after}`]),
    ].join(" "),
    mode,
    condition,
    scope: scopeOfCondition(condition),
    select: buildSelection(select),
    holds: length,
    ...(after === undefined ? {} : { after }),
    ...(time === undefined ? {} : { within: time }),
    abort,
  };
}

function thresholdOf(expression: string): Threshold {
  const parsed = parseThreshold(expression);
  if (!parsed.ok) throw new FlotillaError("internal", `expected ${parsed.fault.expected}, found ${parsed.fault.found}`);
  return parsed.threshold;
}

function forText(length: Duration): string {
  return length === 0 ? "" : ` for ${formatDuration(length)}`;
}
