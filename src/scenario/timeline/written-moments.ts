/**
 * The steps of a timeline as written, by the moments they are known by: who waits for whom, and when each happens at the earliest.
 *
 * What is drawn, or depends on how the run goes, counts as nothing: no step happens earlier than said here.
 */
import { type Duration, millis, parseDuration } from "../../kernel/time.ts";
import type { Draft } from "../draft.ts";
import { placedActions } from "../actions/placed-actions.ts";
import type { StepInput } from "../scenario-input.ts";
import { stepNames } from "./step-names.ts";

type Timeline = readonly (Draft<StepInput> | undefined)[];

/** A step, or a mark within it that comes so much later. */
export interface WrittenMoment {
  readonly position: number;
  readonly offset: number;
}

/** When the steps of a timeline happen at the earliest. */
export class WrittenMoments {
  readonly names: readonly string[];
  readonly #timeline: Timeline;
  readonly #moments: Map<string, WrittenMoment> = new Map();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.names = stepNames(timeline);
    for (const [position, step] of timeline.entries()) {
      let offset = 0;
      for (const { action } of placedActions(step?.do, [])) {
        if (action.mark !== undefined) this.#moments.set(action.mark, { position, offset });
        offset += least(action.wait);
      }
    }
    for (const [position, step] of timeline.entries())
      if (step !== undefined) this.#moments.set(this.names[position]!, { position, offset: 0 });
  }

  /** Whether every step is understood as far as its name goes. */
  get isComplete(): boolean {
    return !this.#timeline.includes(undefined);
  }

  find(name: string): WrittenMoment | undefined {
    return this.#moments.get(name);
  }

  /** When the step begins for the first time, at the earliest; `undefined` if that cannot be said, or is in a ring. */
  startOf(position: number): Duration | undefined {
    let offset = 0;
    const seen = new Set<number>();
    for (let here = position; !seen.has(here);) {
      seen.add(here);
      const step = this.#timeline[here];
      if (step === undefined) return undefined;
      if (step.after === undefined) {
        const written = step.when === undefined ? (step.between?.[0] ?? step.at ?? step.every) : holdingOf(step);
        const start = written === undefined ? undefined : parseDuration(written);
        return start === undefined ? undefined : millis(start + offset);
      }
      const leader = this.#moments.get(step.after);
      if (leader === undefined) return undefined;
      offset += leader.offset + least(step.wait);
      here = leader.position;
    }
    return undefined;
  }

  /** The ring that the step is part of, from it to itself. */
  ringFrom(position: number): readonly number[] | undefined {
    const way: number[] = [];
    for (let here: number | undefined = position; here !== undefined;) {
      way.push(here);
      const after: string | undefined = this.#timeline[here]?.after;
      here = after === undefined ? undefined : this.#moments.get(after)?.position;
      if (here === position) return [...way, position];
      if (here !== undefined && way.includes(here)) return undefined;
    }
    return undefined;
  }
}

/** The least that a length of time can be, as far as that is plain. */
export function least(written: Draft<StepInput>["wait"]): number {
  return typeof written === "string" ? parseDuration(written)! : 0;
}

function holdingOf({ for: holds }: Draft<StepInput>): string {
  return typeof holds === "string" ? holds : "0s";
}
