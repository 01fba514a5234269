import type { Line } from "../styled-line.ts";
import type { Trouble } from "../troubles.ts";
import { paragraph } from "../wrap.ts";

/** A line for each. */
export function troubleLines(troubles: readonly Trouble[], width: number): Line[] {
  return troubles.flatMap(({ text, level }) => paragraph(text, width, level, 2));
}
