/**
 * Values as a row of columns; `most` is the full height, which leaves a gap to the line above. What is not 0 is never shown as
 * nothing at all.
 */
export function sparkline(values: readonly number[], most: number): string {
  return values.map((value) => heights[heightOf(value, most)]!).join("");
}

const heights = ["▁", "▂", "▃", "▄", "▅", "▆", "▇"] as const;

function heightOf(value: number, most: number): number {
  if (!(most > 0) || value <= 0) return 0;
  return Math.min(heights.length - 1, Math.ceil((value / most) * (heights.length - 1)));
}
