/** The figures of a run that expressions see, as plain data. */
import { Tally } from "../../metrics/tally.ts";
import type { TallyFigures } from "../../metrics/tally-sum.ts";
import { figuresInOrder } from "../summary.ts";
import type { RunFigures } from "./run-second.ts";

/** Whatever has counts: a shard, or all of them. */
export interface Countable {
  readonly phases: { readonly ready: number };
  counted(): { readonly figures: TallyFigures };
}

export function figuresOf(shards: Countable): RunFigures {
  return { ready: shards.phases.ready, ...figuresInOrder(shards.counted().figures) };
}

/** Before the first second is over. */
export const noFigures: RunFigures = { ready: 0, ...figuresInOrder(new Tally()) };

/** Of several parts of a fleet as one. */
export function sumOfFigures(parts: readonly RunFigures[]): RunFigures {
  return sum(parts) as RunFigures;
}

type Counts = { readonly [name: string]: number | Counts };

function sum(parts: readonly object[]): object {
  const total: Record<string, number | object> = {};
  for (const part of parts as readonly Counts[])
    for (const [name, value] of Object.entries(part)) {
      const others = parts.map((one) => (one as Counts)[name] ?? (typeof value === "number" ? 0 : {}));
      total[name] ??=
        typeof value === "number" ? (others as number[]).reduce((a, b) => a + b, 0) : sum(others as object[]);
    }
  return total;
}
