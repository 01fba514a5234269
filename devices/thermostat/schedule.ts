/**
 * The weekly schedule: which preset holds from when on, in local time.
 *
 *     mon-fri 06:30 wake, 08:30 unoccupied, 17:00 occupied, 22:00 goingToSleep, 22:45 sleep; sat-sun 08:00 wake, 23:30 sleep
 *
 * 1. A preset holds until the next time of the week that names one; the week goes round.
 * 2. A text that is no such schedule is none: the thermostat then says that none is active.
 * 3. Homes that have not been given one have their own, on full and half hours as people enter them (design figures).
 * 4. A thermostat keeps the minute by a clock of its own, which begins some seconds off the full one.
 */
import { chance, type Instant, integer, later, normal, RandomStream } from "flotilla/device";
import { presets, type PresetHandle, type ThermostatContext } from "./thermostat-schema.ts";
import type { ThermostatState } from "./thermostat.ts";

export interface Transition {
  /** Minutes since Monday 00:00. */
  readonly minute: number;
  readonly preset: PresetHandle;
}

/** The schedule of this thermostat, in order of time; empty when it has none. */
export function scheduleOf({ unit }: ThermostatState, { settings }: ThermostatContext): readonly Transition[] {
  return settings.schedule === null ? drawnSchedule(unit) : readSchedule(settings.schedule);
}

/** The preset that holds at `at`; there must be a transition. */
export function presetAt(schedule: readonly Transition[], unit: number, offset: number, at: Instant): PresetHandle {
  const minute = minuteOfWeek(unit, offset, at);
  return (schedule.findLast((transition) => transition.minute <= minute + rounding) ?? schedule.at(-1)!).preset;
}

/** When the next preset begins, after `at`; there must be a transition. */
export function nextTransition(schedule: readonly Transition[], unit: number, offset: number, at: Instant): Instant {
  const minute = minuteOfWeek(unit, offset, at);
  const next = schedule.find((transition) => transition.minute > minute + rounding) ?? schedule[0]!;
  const wait = next.minute > minute + rounding ? next.minute - minute : next.minute + minutesPerWeek - minute;
  return later(at, Math.ceil(wait * 60_000));
}

/** Reads a schedule; empty when `text` is none. */
export function readSchedule(text: string): readonly Transition[] {
  const transitions: Transition[] = [];
  for (const part of text.split(";")) {
    const [, first, last, times] = /^\s*([a-z]{3})(?:-([a-z]{3}))?\s+(.+)$/.exec(part) ?? [];
    const from = weekDays.indexOf(first ?? "");
    const to = last === undefined ? from : weekDays.indexOf(last);
    if (times === undefined || from < 0 || to < from) return [];
    for (const time of times.split(",")) {
      const [, hours, minutes, name] = /^\s*(\d\d):(\d\d)\s+([A-Za-z]+)\s*$/.exec(time) ?? [];
      const preset = presets.find((candidate) => candidate === name);
      if (preset === undefined || Number(hours) > 23 || Number(minutes) > 59) return [];
      const minute = Number(hours) * 60 + Number(minutes);
      for (let day = from; day <= to; day++) transitions.push({ minute: day * minutesPerDay + minute, preset });
    }
  }
  return transitions.toSorted((a, b) => a.minute - b.minute);
}

/** Minutes within which a transition has begun: it is woken for on a whole millisecond. */
const rounding = 1e-3;
const weekDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minutesPerDay = 1_440;
const minutesPerWeek = 7 * minutesPerDay;
/** Days from 1970-01-01, a Thursday, to the Monday before. */
const daysSinceMonday = 3;

function minuteOfWeek(unit: number, offset: number, at: Instant): number {
  // The unit's own clock: up to half a minute ahead or behind.
  const ahead = (unit % 60_000) - 30_000;
  const minutes = (at + offset + ahead) / 60_000 + daysSinceMonday * minutesPerDay;
  return minutes - Math.floor(minutes / minutesPerWeek) * minutesPerWeek;
}

function drawnSchedule(unit: number): readonly Transition[] {
  const random = new RandomStream(unit, 0, "schedule");
  const near = (hour: number, spread: number): number =>
    Math.round(Math.min(23.5, Math.max(0, normal(random, hour, spread))) * 2) * 30;
  const wake = near(6.25, 0.6);
  const bed = near(22.5, 0.6);
  const goesOut = chance(random, 0.6);
  const leave = wake + 30 * integer(random, 2, 5);
  const back = near(16.75, 0.8);
  const weekendWake = wake + 30 * integer(random, 1, 5);
  const weekendBed = Math.min(1_410, bed + 30 * integer(random, 0, 3));
  const transitions: Transition[] = [];
  for (let day = 0; day < 7; day++) {
    const add = (minute: number, preset: PresetHandle): void => {
      transitions.push({ minute: day * minutesPerDay + minute, preset });
    };
    const isWeekend = day > 4;
    add(isWeekend ? weekendWake : wake, "wake");
    if (goesOut && !isWeekend) {
      add(leave, "unoccupied");
      add(back, "occupied");
    }
    add((isWeekend ? weekendBed : bed) - 60, "goingToSleep");
    add(isWeekend ? weekendBed : bed, "sleep");
  }
  return transitions;
}
