/**
 * A line among the run's events: for each device when it names the device, for each home when it names the home, else one.
 *
 * Of many at once the first few are told, then how many more there are.
 */
import type { Household } from "../../household.ts";
import type { SaidOf } from "../../run-wide/saying.ts";
import type { Unit } from "../../unit.ts";
import { homeOf, saidOf } from "../occasion.ts";
import type { Performance } from "../performance.ts";

export function log(performance: Performance, place: number, text: string): void {
  const { stage, occasion, isOneOfMany } = performance;
  performance.attempt(() => {
    const template = stage.expressions.template(text);
    const subjects = subjectsOf(performance, template.roots);
    const lineOf = (subject: Unit | Household | undefined): string => template.render(performance.scope(subject));
    if (subjects === "run") {
      if (isOneOfMany || stage.speaker) performance.tell(lineOf(undefined), `${occasion.step}: logged`);
      return;
    }
    if (isOneOfMany) {
      for (const subject of subjects) performance.tell(lineOf(subject), `${occasion.step}: logged`, whoIs(subject));
      return;
    }
    stage.voice.lines(performance.key(place), occasion.step, subjects.map(numberOf), (at) => lineOf(subjects[at]));
  });
}

function subjectsOf(performance: Performance, roots: ReadonlySet<string>): readonly (Unit | Household)[] | "run" {
  if (roots.has("device")) return performance.units;
  if (!roots.has("home")) return "run";
  const home = homeOf(performance.occasion);
  return home === undefined ? [...performance.households] : [home];
}

function numberOf(subject: Unit | Household): number {
  return "units" in subject ? subject.index : subject.identity.index;
}

function whoIs(subject: Unit | Household): SaidOf {
  return "units" in subject ? { home: subject.index } : saidOf({ step: "", round: 0, device: subject });
}
