/** The timeline: steps that happen within the run, do what can be done, and find devices that can do it. */
import { dyn } from "../../expression/expression-type.ts";
import { type Vocabulary, vocabularyOf } from "../../expression/vocabulary.ts";
import type { ActionContext } from "../actions/action-context.ts";
import { actionCompanions, type ActionKey, actionKeys } from "../actions/action-schema.ts";
import { checkAction } from "../actions/check-action.ts";
import { checkActions, checkKeys, hasMisspelt, reportCompanion } from "../actions/check-actions.ts";
import { checkCondition } from "../texts/check-expression.ts";
import { checkForeknown } from "../surroundings/check-foreknown.ts";
import type { RunEnd } from "../load/check-load.ts";
import { checkMoments } from "./check-moments.ts";
import { checkSelection, kindsOf } from "../selection/check-selection.ts";
import { checkTrigger } from "./check-trigger.ts";
import type { Draft } from "../draft.ts";
import type { FleetFacts } from "../groups/fleet-facts.ts";
import { namesDevice } from "../actions/names-device.ts";
import { type PlacedAction, placedActions } from "../actions/placed-actions.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { ScenarioInput, StepInput } from "../scenario-input.ts";
import { ownAction } from "./step-names.ts";
import type { ValuePath } from "../source/value-path.ts";
import { lasting, type WorldAct } from "../actions/world-acts.ts";

/** What of the rest of a scenario decides whether its steps are right. */
interface Surroundings {
  readonly fleet: FleetFacts;
  /** When the run ends, if that is known. */
  readonly end: RunEnd | undefined;
  readonly foreignTarget: boolean;
  readonly files: ScenarioFiles | undefined;
}

export function checkTimeline(
  draft: Draft<ScenarioInput>,
  fleet: FleetFacts,
  end: RunEnd | undefined,
  report: Report,
  files?: ScenarioFiles,
): void {
  const { timeline, target } = draft;
  const around = { fleet, end, foreignTarget: target !== undefined, files };
  for (const [position, step] of (timeline ?? []).entries()) {
    if (step !== undefined) checkStep(step, ["timeline", position], around, report);
  }
  checkNames(timeline ?? [], report);
  checkMoments(draft, end, report);
}

function checkStep(step: Draft<StepInput>, path: ValuePath, around: Surroundings, report: Report): void {
  const { fleet, end, foreignTarget, files } = around;
  checkTrigger(step, path, end, files, report);
  const selected = checkSelection(step.select, [...path, "select"], fleet, report);
  // What was probably meant to select is reported already.
  const kinds = hasMisspelt(["select"], path, report) ? undefined : kindsOf(selected);
  // Of devices that cannot be told, anything may be said.
  const state: Vocabulary = { device: dyn, ...vocabularyOf({ kinds, home: true, run: true }) };
  checkCondition(step.select?.where, [...path, "select", "where"], state, report);
  checkCondition(step.when, [...path, "when"], state, report);
  const vocabulary = { ...state, ...vocabularyOf({ step: true }) };
  checkDeeds(
    step,
    path,
    end,
    { owner: "step", kinds, vocabulary, columns: fleet.columns, foreignTarget, files },
    report,
  );
}

/** Its own action, or those under `do`. */
function checkDeeds(
  step: Draft<StepInput>,
  path: ValuePath,
  end: RunEnd | undefined,
  context: ActionContext,
  report: Report,
): void {
  const own = ownAction(step);
  const hasList = step.do !== undefined || report.isFaulty([...path, "do"]);
  const given = actionKeys.filter((key) => step[key] !== undefined || report.isFaulty([...path, key]));
  if (hasList && given.length > 0) {
    report.problem([...path, given[0]!], `expected one action, or several under do, found ${given[0]} beside do`, {
      key: true,
      hint: "put it into the list",
    });
    return;
  }
  let actions: readonly PlacedAction[] = [{ action: own, path }];
  let key: ActionKey | "do" | undefined = "do";
  if (hasList) {
    actions = placedActions(step.do, [...path, "do"]);
    checkBesideList(step, path, report);
    if (step.do !== undefined) checkActions(step.do, [...path, "do"], context, report);
  } else {
    key = checkKeys(own, path, actionKeys, stepWords, report);
    if (key === undefined) return;
    if (step.when !== undefined && step.world !== undefined) reportLasting(step.world, path, report);
    else if (key !== "function") checkAction(own, path, context, report);
  }
  checkForeknown(step, path, actions, end, report);
  if (key === "mark" && step.name !== undefined)
    reportCompanion("name", "mark", [...actionKeys.filter((other) => other !== "mark"), "do"], path, report);
  if (step.select !== undefined && step.when === undefined && !actions.some(concernsDevices))
    reportSelect(key, path, report);
}

const stepWords = {
  nothing: "what the step does",
  several: "make them two steps at the same time, or put them into a list: do: [{ ... }, { ... }]",
};

/** What happens to the world lasts, and beside `when` there is no room to say how long. */
function reportLasting(act: WorldAct, path: ValuePath, report: Report): void {
  report.problem([...path, "world"], `expected how long ${lasting[act]}, and "for" beside "when" is the condition's`, {
    hint: `write do: { world: ${act}, for: 30s }`,
  });
}

/** What an action lasts, takes and goes by stands beside it, not beside the list. */
function checkBesideList(step: Draft<StepInput>, path: ValuePath, report: Report): void {
  for (const [key, goesWith] of Object.entries(actionCompanions)) {
    if (step[key as keyof typeof actionCompanions] === undefined || (key === "for" && step.when !== undefined))
      continue;
    report.problem([...path, key], `expected no "${key}" beside "do", found one`, {
      key: true,
      hint: `put it beside the action it is about, one of ${goesWith.join(", ")}`,
    });
  }
}

function reportSelect(key: string, path: ValuePath, report: Report): void {
  const hint =
    key === "log"
      ? "a log line for each device names it: ${device.id}"
      : '"select" goes with command, http, act, fault, world, disconnect, reboot';
  report.problem([...path, "select"], `expected no "select" beside "${key}", found one`, { key: true, hint });
}

function concernsDevices({ action }: PlacedAction): boolean {
  const { mark, log, stop, wait } = action;
  if (log !== undefined) return namesDevice(log);
  return mark === undefined && stop === undefined && wait === undefined;
}

function checkNames(timeline: readonly (Draft<StepInput> | undefined)[], report: Report): void {
  const seen = new Set<string>();
  const claim = (name: string | undefined, path: ValuePath): void => {
    if (name === undefined) return;
    if (seen.has(name)) report.problem(path, `expected steps with different names, found another "${name}"`);
    seen.add(name);
  };
  for (const [position, step] of timeline.entries()) {
    const path = ["timeline", position];
    if (step?.name !== undefined) claim(step.name, [...path, "name"]);
    else claim(step?.mark, [...path, "mark"]);
    for (const { action, path: here } of placedActions(step?.do, [...path, "do"]))
      claim(action.mark, [...here, "mark"]);
  }
}
