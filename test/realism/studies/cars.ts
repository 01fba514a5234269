/** Plugs in garages, behind which cars are charged: when they are plugged in, and how often. */
import { hours } from "../../../src/kernel/time.ts";
import type { Study } from "../study.ts";
import { HistoryCollector, liveTown, spells } from "./town.ts";

export interface CarStudy {
  readonly cars: number;
  /** Local hour of each start of charging. */
  readonly hours: readonly number[];
  readonly sessionsPerDay: number;
  /** h from plugging in to full, of sessions within the days lived. */
  readonly lengths: readonly number[];
}

/** W: no car charges with less, nothing else in a garage is left on with more. */
const charging = 500;

export async function carStudy(study: Study): Promise<CarStudy> {
  const collector = new HistoryCollector<number>("plug", "activePower");
  const town = await liveTown(
    study,
    { start: "2026-01-19T04:00:00+01:00", fleet: [{ kind: "plug", settings: { appliance: "car" } }] },
    [collector],
  );
  const starts: number[] = [];
  const lengths: number[] = [];
  let cars = 0;
  for (const history of collector.histories.values()) {
    const sessions = [...spells(history, (watts) => watts >= charging, town.to)];
    if (sessions.length > 0) cars++;
    for (const { from, to, complete } of sessions) {
      starts.push(Math.floor((from + study.timeZoneOffset) / hours(1)) % 24);
      if (complete) lengths.push((to - from) / hours(1));
    }
  }
  return { cars, hours: starts, sessionsPerDay: starts.length / cars / study.days, lengths };
}
