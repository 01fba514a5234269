/**
 * The last minute of a run, one sample per {@link Progress}, for the sparklines.
 *
 * When there are fewer columns than samples, neighbours share one. Which ones is fixed by their number since the start of the run, so that
 * the picture moves along and does not flicker.
 */
import type { Progress } from "../../fleet/run-events.ts";

export interface History {
  /** Samples since the start of the run; the last of them are kept. */
  readonly taken: number;
  readonly ready: readonly number[];
  readonly messages: readonly number[];
}

export const noHistory: History = { taken: 0, ready: [], messages: [] };
export const historyLength = 60;

export function remember({ taken, ready, messages }: History, progress: Progress): History {
  return {
    taken: taken + 1,
    ready: [...ready, progress.phases.ready].slice(-historyLength),
    messages: [...messages, progress.rates.messagesOut + progress.rates.messagesIn].slice(-historyLength),
  };
}

/** The samples as at most `width` columns, oldest first: one each, or the mean of neighbours. */
export function columnsOf(samples: readonly number[], taken: number, width: number): number[] {
  const each = Math.ceil(historyLength / Math.max(1, width));
  const columns: { sum: number; count: number }[] = [];
  let group = -1;
  samples.forEach((sample, index) => {
    const next = Math.floor((taken - samples.length + index) / each);
    if (next !== group) columns.push({ sum: 0, count: 0 });
    group = next;
    const column = columns.at(-1)!;
    column.sum += sample;
    column.count++;
  });
  return columns.map(({ sum, count }) => sum / count).slice(-width);
}
