/** What the steps of a timeline are called: as said, or by what they do. */
import type { Draft } from "./draft.ts";
import type { StepInput } from "./scenario-input.ts";

/** One name per step; steps without a name of their own are told apart by a number: `power-cut`, `power-cut-2`. */
export function stepNames(timeline: readonly (Draft<StepInput> | undefined)[]): readonly string[] {
  const taken = new Set(timeline.map((step) => step?.name ?? step?.mark));
  return timeline.map((step) => {
    const own = step?.name ?? step?.mark;
    if (own !== undefined) return own;
    const base =
      step?.command ??
      step?.act ??
      step?.fault ??
      (step?.disconnect && "disconnect") ??
      (step?.reboot && "reboot") ??
      "step";
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
    taken.add(name);
    return name;
  });
}
