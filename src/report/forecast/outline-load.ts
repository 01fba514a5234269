/** The load of a plan: who comes and goes when. */
import type { Plan } from "../../scenario/plan.ts";
import { lengthText } from "./draw-text.ts";
import type { PlannedLoad } from "./forecast.ts";

export function outlineLoad({ load, fleet }: Plan): readonly PlannedLoad[] {
  return load.map(({ groups, phases, churn }) => ({
    groups: groups.map((position) => fleet[position]!.name),
    phases: phases.map(({ to, over }) => ({ toShare: to, overSeconds: over / 1_000 })),
    churn: churn.map(({ from, to, every, share, away }) => ({
      fromSeconds: from / 1_000,
      toSeconds: to / 1_000,
      everySeconds: every / 1_000,
      share,
      away: lengthText(away),
    })),
  }));
}
