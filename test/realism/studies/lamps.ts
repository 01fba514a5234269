/** Lamps of all rooms over a week of each season: when they are on, and how dark it was when somebody switched them on. */
import { days, hours, instant } from "../../../src/kernel/time.ts";
import type { Study } from "../study.ts";
import { HistoryCollector, liveTown, spells } from "./town.ts";

export interface LampStudy {
  /** Hours on per day, one figure per lamp. */
  readonly hoursPerDay: readonly { readonly room: string; readonly hours: number }[];
  /** W/m2 outdoors when a lamp was switched on. */
  readonly irradianceAtSwitchOn: readonly number[];
}

const seasons = ["01-19", "04-13", "07-13", "10-12"] as const;

export async function lampStudy(study: Study): Promise<LampStudy> {
  const length = Math.min(7, study.days);
  const on = new Map<string, { room: string; hours: number }>();
  const irradianceAtSwitchOn: number[] = [];
  for (const season of seasons) {
    const collector = new HistoryCollector<boolean>("bulb", "onOff");
    const start = `2026-${season}T04:00:00+01:00`;
    const fleet = [{ kind: "bulb", perHome: 6, telemetry: { every: "1d" } }];
    const town = await liveTown(study, { start, fleet, days: length }, [collector]);
    for (const [device, room] of town.rooms) {
      const lamp = on.get(device) ?? { room, hours: 0 };
      on.set(device, lamp);
      const history = collector.histories.get(device);
      if (history === undefined) continue;
      const home = town.world.home(collector.homes.get(device)!);
      for (const { from, to } of spells(history, (value) => value, town.to)) {
        lamp.hours += (to - from) / hours(1);
        if (from > town.from + 1_000) irradianceAtSwitchOn.push(home.irradiance(instant(from)));
      }
    }
  }
  const daysInAll = (seasons.length * days(length)) / days(1);
  return {
    hoursPerDay: [...on.values()].map((lamp) => ({ room: lamp.room, hours: lamp.hours / daysInAll })),
    irradianceAtSwitchOn,
  };
}
