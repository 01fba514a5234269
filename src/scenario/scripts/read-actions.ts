/** Actions that code makes while a run goes on: held against the language as those of a scenario are. */
import type { z } from "zod";
import type { Kind } from "../../device/kind.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { looseVocabulary } from "../../expression/vocabulary.ts";
import { action } from "../actions/action-schema.ts";
import { buildActions } from "../actions/build-actions.ts";
import { checkActions } from "../actions/check-actions.ts";
import { readPlainValue } from "../source/plain-value.ts";
import type { Action } from "../plan.ts";
import type { Problem } from "../problems/problem.ts";
import { Report } from "../problems/report.ts";
import type { ActionInput } from "../scenario-input.ts";
import { list } from "../values/schema-values.ts";
import { pathText } from "../source/value-path.ts";

/**
 * @param kind of the device that does them.
 * @param foreignTarget whether the devices connect to a server of the user's own.
 * @param columns placeholders that the device's list of identities fills in.
 * @throws FlotillaError `usage` with all that is wrong.
 */
export function readActions(
  written: readonly ActionInput[],
  kind: Kind,
  foreignTarget: boolean,
  columns: readonly string[] = [],
): readonly Action[] {
  const report = new Report(readPlainValue(written, "do"));
  const misfit = actions.safeParse(written).error?.issues[0];
  if (misfit !== undefined && report.problems.length === 0) throw unfit(misfit);
  const context = {
    owner: "script",
    kinds: [kind],
    vocabulary: looseVocabulary,
    columns,
    foreignTarget,
    files: undefined,
  } as const;
  if (misfit === undefined) checkActions(written, [], context, report);
  if (report.problems.length > 0) throw new FlotillaError("usage", report.problems.map(problemText).join("; "));
  return buildActions(written, { files: undefined, perDevice: true });
}

const actions = list("a list of actions", action);

function unfit(issue: z.core.$ZodIssue): FlotillaError {
  const place = `do${pathText(issue.path as (string | number)[])}`;
  if (issue.code !== "unrecognized_keys") return new FlotillaError("usage", `${place}: expected ${issue.message}`);
  return new FlotillaError("usage", `${place}: expected an action, found the key "${issue.keys.join('", "')}"`);
}

function problemText({ path, message, hint }: Problem): string {
  return `do${path}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}
