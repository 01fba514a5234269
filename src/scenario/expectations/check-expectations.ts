/** Expectations: each can be read, and speaks of devices, steps and marks that there are. */
import { formatDuration, millis } from "../../kernel/time.ts";
import { vocabularyOf } from "../../expression/vocabulary.ts";
import { metricAt } from "../../metrics/threshold-metrics.ts";
import { type NamingWord, parseThreshold } from "../../metrics/threshold-parser.ts";
import { actionKeys } from "../actions/action-schema.ts";
import { checkCondition, reportFault } from "../texts/check-expression.ts";
import type { RunEnd } from "../load/check-load.ts";
import { checkSelection, type Selected } from "../selection/check-selection.ts";
import { scopeOfRoots } from "../texts/condition-scope.ts";
import type { Draft } from "../draft.ts";
import { expectationKeys } from "./expectation-schema.ts";
import type { FleetFacts, GroupFacts } from "../groups/fleet-facts.ts";
import { type Moment, momentsOf } from "../timeline/moments.ts";
import { placedActions } from "../actions/placed-actions.ts";
import type { Report } from "../problems/report.ts";
import type { ActionInput, ExpectationInput, ScenarioInput, StepInput, VariantInput } from "../scenario-input.ts";
import { stepNames } from "../timeline/step-names.ts";
import { nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";
import { durationOf } from "../values/written-duration.ts";

/** What a run calls losses of connections that no step caused. */
const unplanned = ["connection lost", "power outage", "network outage"];

export function checkExpectations(
  draft: Draft<ScenarioInput>,
  fleet: FleetFacts,
  end: RunEnd | undefined,
  report: Report,
): void {
  const { expect, timeline = [], fleet: groups = [] } = draft;
  const known: Known = {
    fleet,
    end,
    timeline,
    variants: groups.map((group) => (group?.variants ?? []).filter((variant) => variant !== undefined)),
    // What a step is called that cannot be made out is not known either.
    moments: timeline.some(isUnclear) || report.isFaulty(["timeline"]) ? undefined : momentsOf(draft),
  };
  for (const [position, written] of (expect ?? []).entries()) {
    const path = ["expect", position];
    if (typeof written === "string") checkThreshold(written, path, known, report);
    else if (written !== undefined) checkMapping(written, path, known, report);
  }
}

interface Known {
  readonly fleet: FleetFacts;
  readonly end: RunEnd | undefined;
  readonly timeline: readonly (Draft<StepInput> | undefined)[];
  /** Of each group. */
  readonly variants: readonly (readonly Draft<VariantInput>[])[];
  /** Absent when they are not all known. */
  readonly moments: readonly Moment[] | undefined;
}

/** Whether too little of the step is left to say what it is called and does. */
function isUnclear(step: Draft<StepInput> | undefined): boolean {
  return step === undefined || [...actionKeys, "do" as const].every((key) => step[key] === undefined);
}

// Thresholds

/** @returns the metric, of one that can be read. */
function checkThreshold(expression: string, path: ValuePath, known: Known, report: Report): string | undefined {
  const parsed = parseThreshold(expression);
  if (!parsed.ok) {
    reportFault(parsed.fault, expression, path, report);
    return undefined;
  }
  for (const word of parsed.words) checkWord(word, path, known, report);
  const moments = parsed.words.filter(({ names }) => names === "moment");
  if (moments.length === 2 && !report.isFaulty(path)) checkOrder(moments[0]!, moments[1]!, path, known, report);
  if (!report.isFaulty(path)) checkKind(parsed.threshold.metric, path, known.fleet, report);
  if (parsed.threshold.of !== undefined && !report.isFaulty(path)) checkSomebody(parsed.words, path, known, report);
  return parsed.threshold.metric;
}

function checkWord(word: NamingWord, path: ValuePath, known: Known, report: Report): void {
  switch (word.names) {
    case "step":
      checkDisturbing(word, path, known.timeline, report);
      return;
    case "moment":
      checkMoment(word.text, path, known, report, [word.from, word.to]);
      return;
    default:
      checkTrait({ ...word, names: word.names === "labels" ? "label" : word.names }, path, known, report);
  }
}

/** The step of `reconnect.*`, which has to take devices off line. */
function checkDisturbing(
  { text, from, to }: NamingWord,
  path: ValuePath,
  timeline: Known["timeline"],
  report: Report,
): void {
  if (unplanned.includes(text)) return;
  if (timeline.some(isUnclear) || (timeline.length === 0 && report.isFaulty(["timeline"]))) return;
  const names = stepNames(timeline);
  const within = [from, to] as const;
  const step = timeline[names.indexOf(text)];
  const disturbing = names.filter((_, position) => disturbs(timeline[position]!));
  if (step === undefined) {
    const hint =
      nameHint(text, disturbing) ??
      (disturbing.length === 0 ? "the timeline has no step that takes devices off line" : undefined);
    report.problem(path, `expected the name of a step, found "${text}"`, { hint, within });
  } else if (!disturbs(step)) {
    const hint = disturbing.length === 0 ? undefined : `such steps: ${disturbing.join(", ")}`;
    report.problem(path, `expected a step that takes devices off line, found "${text}"`, { hint, within });
  }
}

function disturbs(step: Draft<StepInput>): boolean {
  return [step, ...placedActions(step.do, []).map(({ action }) => action)].some(takesOffLine);
}

/** World acts that take power or network. */
const outages: readonly unknown[] = ["power-cut", "router-down", "isp-down"];

function takesOffLine({ fault, disconnect, reboot, world }: Draft<ActionInput>): boolean {
  return fault !== undefined || disconnect !== undefined || reboot !== undefined || outages.includes(world);
}

function checkMoment(
  name: string,
  path: ValuePath,
  { moments }: Known,
  report: Report,
  within?: readonly [number, number],
): void {
  if (moments === undefined || moments.some((moment) => moment.name === name)) return;
  const names = new Set(moments.map((moment) => moment.name));
  const hint = nameHint(name, names) ?? (names.size === 0 ? "the timeline has no steps and marks" : undefined);
  report.problem(path, `expected the name of a mark or a step, found "${name}"`, { hint, within });
}

/** A window that is over before it begins, when both ends have a fixed time. */
function checkOrder(from: NamingWord, to: NamingWord, path: ValuePath, { moments }: Known, report: Report): void {
  const first = moments?.find(({ name }) => name === from.text)?.first;
  const last = moments?.find(({ name }) => name === to.text);
  if (first === undefined || last?.first === undefined || last.again || last.first > first) return;
  const times = `${from.text} at ${formatDuration(millis(first))}, ${to.text} at ${formatDuration(millis(last.first))}`;
  report.problem(path, `expected a window that ends after it begins, found ${times}`, {
    hint: first === last.first ? undefined : `write between ${to.text} and ${from.text}`,
    within: [from.from, to.to],
  });
}

function checkTrait(
  { names, text, label, from, to }: NamingWord,
  path: ValuePath,
  { fleet, variants }: Known,
  report: Report,
): void {
  const known = knownGroups(fleet.groups);
  if (known === undefined) return;
  const values = new Set(known.flatMap((group) => traitsOf(group, variants, names, label)));
  if (values.has(text)) return;
  const within = [from, to] as const;
  if (names === "label" && values.size === 0) {
    const labels = new Set(known.flatMap((group) => labelsOf(group, variants).map(([name]) => name)));
    const hint = nameHint(label!, labels) ?? "give a group labels: { ... }";
    report.problem(path, `expected a label of the fleet, found "${label}"`, { hint, within });
    return;
  }
  const what = names === "label" ? `a value of the label "${label}"` : `a ${names} of the fleet`;
  report.problem(path, `expected ${what}, found "${text}"`, { hint: nameHint(text, values), within });
}

function traitsOf(
  group: GroupFacts,
  variants: Known["variants"],
  names: NamingWord["names"],
  label: string | undefined,
): string[] {
  switch (names) {
    case "kind":
      return [group.kindName!];
    case "group":
      return [group.name!];
    case "variant":
      return (variants[group.position] ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
    default:
      return labelsOf(group, variants).flatMap(([name, value]) => (name === label ? [value] : []));
  }
}

/** All labels that devices of a group can have. */
function labelsOf(group: GroupFacts, variants: Known["variants"]): (readonly [name: string, value: string])[] {
  const own = variants[group.position] ?? [];
  return [group.labels, ...own.map(({ labels }) => labels ?? {})].flatMap((some) =>
    Object.entries(some).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** Whether some devices have all traits that are asked for. */
function checkSomebody(
  words: readonly NamingWord[],
  path: ValuePath,
  { fleet, variants }: Known,
  report: Report,
): void {
  const known = knownGroups(fleet.groups);
  const traits = words.filter(({ names }) => names !== "moment" && names !== "step");
  if (known === undefined || traits.length < 2) return;
  const some = known.some((group) =>
    traits.every(({ names, text, label }) => traitsOf(group, variants, names, label).includes(text)),
  );
  if (some) return;
  const within = [traits[0]!.from, traits.at(-1)!.to] as const;
  report.problem(path, "expected traits that some device has together, found none that has", { within });
}

/** The groups, when all that matters of them is known. */
function knownGroups(groups: FleetFacts["groups"]): readonly GroupFacts[] | undefined {
  const known = groups.filter((group) => group?.kindName !== undefined && group.name !== undefined);
  return known.length === groups.length && known.length > 0 ? (known as readonly GroupFacts[]) : undefined;
}

function checkKind(metric: string, path: ValuePath, { groups }: FleetFacts, report: Report): void {
  const kind = /^devices\.byKind\.([^.]+)\./.exec(metric)?.[1];
  const known = knownGroups(groups);
  if (kind === undefined || known === undefined || known.some((group) => group.kindName === kind)) return;
  const from = "devices.byKind.".length;
  report.problem(path, `expected a kind of the fleet, found "${kind}"`, {
    hint: nameHint(kind, new Set(known.map((group) => group.kindName!))),
    within: [from, from + kind.length],
  });
}

// Mappings

type MappingInput = Draft<Exclude<ExpectationInput, string>>;

/** With what the other keys go. */
const companions: Readonly<Record<string, readonly (typeof expectationKeys)[number][]>> = {
  over: ["that"],
  select: ["always", "never", "eventually"],
  after: ["always", "never", "eventually"],
  within: ["always", "never", "eventually"],
};

function checkMapping(written: MappingInput, path: ValuePath, known: Known, report: Report): void {
  const given = expectationKeys.filter((key) => written[key] !== undefined || report.isFaulty([...path, key]));
  const [key] = given;
  if (key === undefined) {
    const hint = `one of ${expectationKeys.join(", ")}`;
    if (!report.isFaulty(path)) report.problem(path, "expected what must hold, found nothing", { hint });
    return;
  }
  if (given.length > 1) {
    report.problem(
      [...path, given[1]!],
      `expected one of ${expectationKeys.join(", ")}, found ${given.join(" and ")}`,
      {
        key: true,
        hint: "make them two expectations",
      },
    );
    return;
  }
  for (const [other, goesWith] of Object.entries(companions)) {
    if (written[other as keyof MappingInput] === undefined || goesWith.includes(key)) continue;
    report.problem([...path, other], `expected no "${other}" beside "${key}", found one`, {
      key: true,
      hint:
        other === "after" ? "write it into the text: ... after <mark>" : `"${other}" goes with ${goesWith.join(", ")}`,
    });
  }
  if (key === "that") checkSustained(written, [...path, "that"], known, report);
  else checkConditionOf(key, written, path, known, report);
  checkLengths(key, written, path, known, report);
}

function checkSustained({ that }: MappingInput, path: ValuePath, all: Known, report: Report): void {
  if (that === undefined) return;
  const metric = checkThreshold(that, path, all, report);
  const known = metric === undefined ? undefined : metricAt(metric);
  if (metric === undefined || (known?.perDevice === true && known.recovery !== true)) return;
  report.problem(path, `expected a figure that is known while the run goes, found "${metric}"`, {
    hint: "connections.*, messages.*, commands.*, http.*, latency.* and devices.* are; expect others as a text of their own",
    within: [0, metric.length],
  });
}

function checkConditionOf(
  key: "always" | "never" | "eventually",
  written: MappingInput,
  path: ValuePath,
  known: Known,
  report: Report,
): void {
  const { select, after } = written;
  const selected = checkSelection(select, [...path, "select"], known.fleet, report);
  if (select?.where !== undefined) {
    report.problem([...path, "select", "where"], `expected no "where" in the selection of an expectation, found one`, {
      key: true,
      hint: "who is selected does not change in a run: say it in the condition",
    });
  }
  const expression = checkCondition(written[key], [...path, key], vocabularyFor(selected, known), report);
  if (expression?.roots.size === 0) report.expected([...path, key], "a condition that names device, home or run");
  else if (expression !== undefined && select !== undefined && scopeOfRoots(expression.roots) === "run") {
    report.problem([...path, "select"], `expected no "select" beside a condition of the run, found one`, { key: true });
  }
  if (after !== undefined) checkMoment(after, [...path, "after"], known, report);
}

/** Of devices whose kinds are not known any attribute may be named. */
function vocabularyFor(selected: Selected, { fleet }: Known): ReturnType<typeof vocabularyOf> {
  const groups = selected ?? fleet.groups.filter((group) => group !== undefined);
  const kinds = [...new Set(groups.flatMap(({ kind }) => (kind === undefined ? [] : [kind])))];
  return vocabularyOf({ kinds, home: true, run: true });
}

/** Time that the run does not have: what must last for longer than anybody looks says nothing. */
function checkLengths(
  key: (typeof expectationKeys)[number],
  { after, within, for: lasts }: MappingInput,
  path: ValuePath,
  { end, moments }: Known,
  report: Report,
): void {
  const from = after === undefined ? 0 : moments?.find(({ name }) => name === after)?.first;
  if (end === undefined || from === undefined) return;
  const left = Math.max(0, end.at - from);
  const time = within === undefined ? left : Math.min(left, durationOf(within));
  if (within !== undefined && durationOf(within) > left)
    report.warning([...path, "within"], `the run ends at ${formatDuration(end.at)}, before this is over`);
  if (lasts === undefined || durationOf(lasts) <= time) return;
  const verdict = key === "eventually" ? "cannot hold" : "cannot be broken";
  report.warning([...path, "for"], `only ${formatDuration(millis(time))} are looked at, so that this ${verdict}`);
}
