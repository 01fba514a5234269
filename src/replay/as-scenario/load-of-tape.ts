/** When devices connected first, as phases of a load: up to four ramps, each a quarter of the fleet, and a hold to the tape's end. */
import { formatDuration, millis } from "../../kernel/time.ts";

const quarters = [0.25, 0.5, 0.75, 1] as const;
/** Quarters whose lengths differ by less are one ramp. */
const alike = 0.35;
const shortest = 1_000;

/** @param dials milliseconds since the tape's beginning, in any order. @param duration of the tape. */
export function loadOf(dials: readonly number[], duration: number): string[] {
  const sorted = dials.toSorted((a, b) => a - b);
  const last = sorted.at(-1) ?? 0;
  const marks = quarters.map((share) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  const lengths = marks.map((mark, index) => mark - (marks[index - 1] ?? 0));
  const mean = last / quarters.length;
  const even = sorted.length < 8 || last < 4 * shortest || lengths.every((one) => Math.abs(one - mean) <= alike * mean);
  const ramps = even
    ? [`{ ramp: 100%, over: ${written(last)} }`]
    : quarters.map((share, index) => `{ ramp: ${share * 100}%, over: ${written(lengths[index]!)} }`);
  return [...ramps, `{ hold: ${written(Math.max(shortest, duration - last))} }`];
}

/** To the tenth of a second, which is what a person would write. */
function written(length: number): string {
  return formatDuration(millis(Math.round(length / 100) * 100));
}
