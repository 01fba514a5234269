/**
 * When people change the cells of what they use.
 *
 *      warning ---> some days to weeks later          critical ---> within days          exhausted ---> a day or two later
 *
 * 1. Each worse charge level is heard anew and its haste counts from then on. Neglected cells, a small share drawn when they
 *    first warn, are changed only when the device is dead and somebody misses it.
 * 2. It is done by somebody who is at home and awake; otherwise hours later.
 * 3. One wake, `cells`; a device whose cells are well waits for nothing.
 *
 * How soon is a design value, as is the share of the neglected.
 */
import { chance, lognormal, uniform } from "../../kernel/distribution.ts";
import { days, hours, later } from "../../kernel/time.ts";
import type { Cells, PowerSourceContext } from "./power-source.ts";

/** How soon people act, in days; medians of lognormal times. */
export interface CellChange {
  readonly afterWarning: number;
  readonly afterCritical: number;
  /** Share of the cells that are changed only when they are exhausted. */
  readonly neglected: number;
}

/** As people do with what only an app complains about. */
export const usualCellChange: CellChange = { afterWarning: 10, afterCritical: 2, neglected: 0.05 };

/** The cells have become worse: has somebody mean to change them. */
export function planCellChange(
  cells: Cells,
  { afterWarning, afterCritical, neglected }: CellChange,
  context: PowerSourceContext,
): void {
  const { random, settings, now } = context;
  if (!settings.usedByResidents) return;
  if (cells.exhausted) return context.wake("cells", later(now, days(uniform(random, 1, 2.5))));
  const warns = cells.battery.level === "warning";
  if (warns) cells.neglected = chance(random, neglected);
  if (cells.neglected) return;
  const wait = lognormal(random, warns ? afterWarning : afterCritical, spread);
  context.wake("cells", later(now, days(Math.min(mostDays, wait))));
}

/** Whoever means to change the cells comes to it: true when it is done now, and otherwise it is put off or dropped. */
export function comesToChangeCells(context: PowerSourceContext): boolean {
  const { home, random, settings, now } = context;
  if (!settings.usedByResidents) return false;
  if (home.presence(now).awake > 0) return true;
  context.wake("cells", later(now, hours(uniform(random, 1, 6))));
  return false;
}

/** Standard deviation of the logarithm of how long it takes. */
const spread = 0.7;
const mostDays = 60;
