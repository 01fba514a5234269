/**
 * Who is at home and who is up, in ordinary weeks of winter, spring, summer and autumn, every ten minutes of the day.
 */
import { days, instant, type Instant, later, minutes } from "../../../src/kernel/time.ts";
import { World } from "../../../src/world/world.ts";
import type { Study } from "../study.ts";

export type DayType = "weekday" | "saturday" | "sunday";

/** Presence by ten minutes of the local day: shares of home-days. */
export interface DayCurve {
  readonly occupied: readonly number[];
  readonly active: readonly number[];
  /** How often a home went from nobody up to somebody up or back, per day. */
  readonly toggles: number;
  readonly homeDays: number;
}

export interface OccupancyStudy {
  /** All homes. */
  readonly all: Readonly<Record<DayType, DayCurve>>;
  /** Homes of so many residents. */
  readonly bySize: Readonly<Record<1 | 2 | 3 | 4, Readonly<Record<DayType, DayCurve>>>>;
  /** Weekdays of single homes as they went. */
  readonly weekdays: readonly ActiveDay[];
}

/** One weekday of one home: 1 where somebody is up, by ten minutes. */
export interface ActiveDay {
  readonly residents: 1 | 2 | 3 | 4;
  readonly active: readonly number[];
}

export const stepMinutes = 10;
export const stepsPerDay: number = 1_440 / stepMinutes;

/** Mondays, local time, away from public holidays and school holidays. */
const seasonStarts = [
  [2026, 0, 19],
  [2026, 3, 13],
  [2026, 5, 8],
  [2026, 9, 12],
] as const;

export function occupancyStudy(study: Study): OccupancyStudy {
  const world = new World({ seed: study.seed, climate: "continental", timeZoneOffset: study.timeZoneOffset });
  const tables = new Map<string, Table>();
  const weekdays: ActiveDay[] = [];
  for (let home = 0; home < study.homes; home++) {
    const view = world.home(home);
    const residents = Math.min(4, view.traits.residents) as 1 | 2 | 3 | 4;
    for (const [year, month, date] of seasonStarts) {
      const monday = instant(Date.UTC(year, month, date) - study.timeZoneOffset);
      for (let day = 0; day < study.days; day++) {
        const type = dayType(day);
        const lived = live(view, later(monday, days(day)));
        for (const key of [`all ${type}`, `${residents} ${type}`]) add(tableOf(tables, key), lived);
        if (type === "weekday") weekdays.push({ residents, active: lived.active });
      }
    }
  }
  const curves = (who: string): Record<DayType, DayCurve> => ({
    weekday: curveOf(tableOf(tables, `${who} weekday`)),
    saturday: curveOf(tableOf(tables, `${who} saturday`)),
    sunday: curveOf(tableOf(tables, `${who} sunday`)),
  });
  return {
    all: curves("all"),
    bySize: { 1: curves("1"), 2: curves("2"), 3: curves("3"), 4: curves("4") },
    weekdays,
  };
}

function dayType(sinceMonday: number): DayType {
  const weekday = sinceMonday % 7;
  return weekday === 5 ? "saturday" : weekday === 6 ? "sunday" : "weekday";
}

interface Lived {
  readonly occupied: number[];
  readonly active: number[];
}

function live(view: ReturnType<World["home"]>, midnight: Instant): Lived {
  const occupied: number[] = [];
  const active: number[] = [];
  for (let step = 0; step < stepsPerDay; step++) {
    const { home, awake } = view.presence(later(midnight, minutes(step * stepMinutes)));
    occupied.push(home > 0 ? 1 : 0);
    active.push(awake > 0 ? 1 : 0);
  }
  return { occupied, active };
}

interface Table {
  readonly occupied: Float64Array;
  readonly active: Float64Array;
  toggles: number;
  count: number;
}

function tableOf(tables: Map<string, Table>, key: string): Table {
  let table = tables.get(key);
  if (table === undefined) {
    table = { occupied: new Float64Array(stepsPerDay), active: new Float64Array(stepsPerDay), toggles: 0, count: 0 };
    tables.set(key, table);
  }
  return table;
}

function add(table: Table, { occupied, active }: Lived): void {
  table.count++;
  for (let step = 0; step < stepsPerDay; step++) {
    table.occupied[step]! += occupied[step]!;
    table.active[step]! += active[step]!;
    if (step > 0 && active[step] !== active[step - 1]) table.toggles++;
  }
}

function curveOf({ occupied, active, toggles, count }: Table): DayCurve {
  const shared = (sums: Float64Array): number[] => Array.from(sums, (sum) => sum / count);
  return { occupied: shared(occupied), active: shared(active), toggles: toggles / count, homeDays: count };
}
