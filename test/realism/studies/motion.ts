/** Motion sensors in every room of homes in winter: how long they stay occupied, and how that compares with people being up. */
import { hours, instant, minutes } from "../../../src/kernel/time.ts";
import type { Study } from "../study.ts";
import { HistoryCollector, liveTown, spells } from "./town.ts";

export interface MotionStudy {
  /** Complete occupied pulses, and those of them shorter than the hold time. */
  readonly pulses: number;
  readonly tooShort: number;
  /** Pulses that began at the very moment another ended: a trigger that should have extended it. */
  readonly unmerged: number;
  /** By hour of weekdays: share of the time somebody is up in which any sensor of the home is occupied. */
  readonly seenByHour: readonly number[];
}

const holdTime = 60;
const rooms = ["hall", "living-room", "kitchen", "bedroom", "bathroom"] as const;

export async function motionStudy(study: Study): Promise<MotionStudy> {
  const collector = new HistoryCollector<boolean>("occupancy-sensor", "occupancy");
  const town = await liveTown(
    study,
    {
      start: "2026-01-19T04:00:00+01:00",
      homes: Math.min(300, study.homes),
      fleet: [{ kind: "occupancy-sensor", perHome: rooms.length }],
    },
    [collector],
  );
  let pulses = 0;
  let tooShort = 0;
  let unmerged = 0;
  const occupied = new Map<number, { readonly from: number; readonly to: number }[]>();
  for (const [device, history] of collector.histories) {
    const home = collector.homes.get(device)!;
    const ofHome = occupied.get(home) ?? [];
    occupied.set(home, ofHome);
    let before: number | undefined;
    for (const spell of spells(history, (value) => value, town.to)) {
      ofHome.push(spell);
      if (spell.from === before) unmerged++;
      before = spell.to;
      if (!spell.complete) continue;
      pulses++;
      if (spell.to - spell.from < holdTime * 1_000) tooShort++;
    }
  }
  const up = Array.from({ length: 24 }, () => 0);
  const seen = Array.from({ length: 24 }, () => 0);
  for (const [home, all] of occupied) {
    const view = town.world.home(home);
    for (let at: number = town.from; at < town.to; at += minutes(10)) {
      if (view.presence(instant(at)).awake === 0) continue;
      const hour = Math.floor((at + study.timeZoneOffset) / hours(1)) % 24;
      up[hour]!++;
      if (all.some(({ from, to }) => from <= at && at < to)) seen[hour]!++;
    }
  }
  return { pulses, tooShort, unmerged, seenByHour: seen.map((count, hour) => count / up[hour]!) };
}
