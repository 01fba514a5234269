/** Motion sensors in every room of homes in winter: how long they stay occupied, and how that compares with people being up. */
import { occupancySensor } from "../../../devices/occupancy-sensor/occupancy-sensor.ts";
import { days, hours, instant, minutes } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
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
  const occupied = new Map<number, { readonly from: number; readonly to: number }[]>();
  for (const [device, history] of collector.histories) {
    const home = collector.homes.get(device)!;
    const ofHome = occupied.get(home) ?? [];
    occupied.set(home, ofHome);
    for (const spell of spells(history, (value) => value, town.to)) {
      ofHome.push(spell);
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
  return {
    pulses,
    tooShort,
    unmerged: unmergedPulses(study),
    seenByHour: seen.map((count, hour) => count / up[hour]!),
  };
}

/** On benches, whose times are exact: records carry whole milliseconds, in which an end and a new beginning may meet by chance. */
function unmergedPulses(study: Study): number {
  let unmerged = 0;
  for (let index = 0; index < Math.min(100, study.homes); index++) {
    const room = rooms[index % rooms.length]!;
    const bench = new Workbench({ kind: occupancySensor, seed: study.seed + index, room, people: true });
    bench.run(days(3));
    const reports = bench.reportsOf("occupancy");
    for (const [i, { at, value }] of reports.entries()) {
      if (value === true && reports[i - 1]?.value === false && reports[i - 1]!.at === at) unmerged++;
    }
  }
  return unmerged;
}
