/**
 * A line among the run's events: for each device when it names the device, for each home when it names the home, else one.
 *
 * Of many at once the first few are told, then how many more there are.
 */
import type { Household } from "../../household.ts";
import type { Unit } from "../../unit.ts";
import { homeOf } from "../occasion.ts";
import type { Performance } from "../performance.ts";

const mostLines = 10;

export function log(performance: Performance, text: string): void {
  performance.attempt(() => {
    const template = performance.stage.expressions.template(text);
    const subjects = subjectsOf(performance, template.roots);
    const about = `${performance.occasion.step}: logged`;
    for (const subject of subjects.slice(0, mostLines))
      performance.tell(template.render(performance.scope(subject)), about);
    const rest = subjects.length - mostLines;
    if (rest > 0) performance.tell(`${performance.occasion.step}: and ${rest} more`);
  });
}

function subjectsOf(performance: Performance, roots: ReadonlySet<string>): readonly (Unit | Household | undefined)[] {
  if (roots.has("device")) return performance.units;
  if (!roots.has("home")) return [undefined];
  const home = homeOf(performance.occasion);
  return home === undefined ? [...performance.households] : [home];
}
