/**
 * Houses in winter and summer: how their heating and cooling switch, how much they run, and how fast houses left alone follow the
 * weather.
 */
import { hours, instant, minutes } from "../../../src/kernel/time.ts";
import type { HeatingEquipment } from "../../../src/world/home.ts";
import { fitLine, type Line, mean } from "../statistics.ts";
import type { Study } from "../study.ts";
import { type History, HistoryCollector, liveTown, type LivedTown, spells } from "./town.ts";

export type HvacKind = HeatingEquipment | "central";

/** Six hours of one unit. */
export interface Window {
  /** Share of the time it ran, and how often it started per hour. */
  readonly duty: number;
  readonly cyclesPerHour: number;
}

export interface HvacStudy {
  readonly windows: Readonly<Record<HvacKind, readonly Window[]>>;
  /** Runs and rests shorter than the shortest allowed. */
  readonly violations: number;
  readonly cycles: number;
  /** Of homes with gas: daily duty over the day's mean temperature outdoors, and the home's design temperature. */
  readonly duty: readonly { readonly line: Line; readonly designTemperature: number }[];
  /** °C set while somebody is at home and up, by home. */
  readonly heatingSetpoints: readonly number[];
  /** K more while away, of homes with central cooling. */
  readonly coolingSetbacks: readonly number[];
  /** h. */
  readonly timeConstants: { readonly winter: readonly number[]; readonly summer: readonly number[] };
  /** One home's winter day in ten minutes: °C indoors, outdoors, share of the time heating. */
  readonly winterDay: readonly { readonly indoors: number; readonly outdoors: number; readonly duty: number }[];
}

const shortest = 300_000;
/** Homes among which the one of the plot is chosen. */
const mostForPlot = 50;
const windowLength = hours(6);
const winter = "2026-01-19T00:00:00+01:00";
const summer = "2026-07-13T00:00:00+01:00";

export async function hvacStudy(study: Study): Promise<HvacStudy> {
  const cold = await runWinter(study);
  const warm = await runSummer(study);
  return {
    windows: { ...cold.windows, central: warm.windows },
    violations: cold.violations + warm.violations,
    cycles: cold.cycles + warm.cycles,
    duty: cold.duty,
    heatingSetpoints: cold.setpoints,
    coolingSetbacks: warm.setbacks,
    timeConstants: { winter: cold.timeConstants, summer: warm.timeConstants },
    winterDay: cold.winterDay,
  };
}

const kinds = ["gas-furnace", "electric", "heat-pump"] as const;

async function runWinter(study: Study) {
  const running = new HistoryCollector<string>("thermostat", "thermostatRunningState");
  const setpoint = new HistoryCollector<number>("thermostat", "occupiedHeatingSetpoint");
  // A thousand temperatures a day and home: those that are looked at.
  const temperature = new HistoryCollector<number>(
    "thermostat",
    "localTemperature",
    (device, home) => device.startsWith("free-") || (device.startsWith("gas-furnace-") && home < mostForPlot),
  );
  const group = (name: string, heating: string) => ({
    kind: "thermostat",
    name,
    settings: { heating, cooling: "none" },
  });
  const town = await liveTown(
    study,
    { start: winter, fleet: [...kinds.map((kind) => group(kind, kind)), group("free", "none")] },
    [running, setpoint, temperature],
  );
  const windows: Record<HeatingEquipment, Window[]> = { "gas-furnace": [], electric: [], "heat-pump": [] };
  const duty: HvacStudy["duty"][number][] = [];
  let violations = 0;
  let cycles = 0;
  for (const [device, history] of running.histories) {
    const kind = kinds.find((one) => device.startsWith(`${one}-`));
    if (kind === undefined) continue;
    const heats = [...spells(history, isHeating, town.to)];
    windows[kind].push(...windowsOf(heats, town));
    violations += tooShort(heats, town);
    cycles += heats.length;
    if (kind === "gas-furnace") duty.push(dutyLine(heats, town, running.homes.get(device)!));
  }
  const freeTemperatures = [...temperature.histories].filter(([device]) => device.startsWith("free-"));
  return {
    windows,
    violations,
    cycles,
    duty,
    setpoints: eveningSetpoints(setpoint, town),
    timeConstants: freeTemperatures.map(([device, history]) =>
      timeConstant(history, town, temperature.homes.get(device)!, study),
    ),
    winterDay: dayOf(town, study, running, temperature),
  };
}

async function runSummer(study: Study) {
  const running = new HistoryCollector<string>("thermostat", "thermostatRunningState");
  const temperature = new HistoryCollector<number>("thermostat", "localTemperature", (device) =>
    device.startsWith("free-"),
  );
  const occupied = new HistoryCollector<number>("thermostat", "occupiedCoolingSetpoint");
  const unoccupied = new HistoryCollector<number>("thermostat", "unoccupiedCoolingSetpoint");
  const town = await liveTown(
    study,
    {
      start: summer,
      fleet: [
        { kind: "thermostat", name: "central", settings: { heating: "none", cooling: "central" } },
        { kind: "thermostat", name: "free", settings: { heating: "none", cooling: "none" } },
      ],
    },
    [running, temperature, occupied, unoccupied],
  );
  const windows: Window[] = [];
  let violations = 0;
  let cycles = 0;
  for (const [device, history] of running.histories) {
    if (!device.startsWith("central-")) continue;
    const cools = [...spells(history, (state) => state === "cool", town.to)];
    windows.push(...windowsOf(cools, town));
    violations += tooShort(cools, town);
    cycles += cools.length;
  }
  const setbacks = [...unoccupied.histories].flatMap(([device, { values }]) => {
    if (!device.startsWith("central-")) return [];
    return [Math.max(0, values[0]! - Math.min(...occupied.histories.get(device)!.values))];
  });
  const free = [...temperature.histories].filter(([device]) => device.startsWith("free-"));
  const timeConstants = free.map(([device, history]) =>
    timeConstant(history, town, temperature.homes.get(device)!, study),
  );
  return { windows, violations, cycles, setbacks, timeConstants };
}

type Spell = { readonly from: number; readonly to: number; readonly complete: boolean };

function isHeating(state: string): boolean {
  return state === "heat" || state === "heatStage2";
}

function windowsOf(runs: readonly Spell[], { from, to }: LivedTown): Window[] {
  const windows: Window[] = [];
  for (let begin: number = from; begin + windowLength <= to; begin += windowLength) {
    const end = begin + windowLength;
    const starts = runs.filter((one) => one.from >= begin && one.from < end).length;
    windows.push({
      duty: timeWithin(runs, begin, end) / windowLength,
      cyclesPerHour: starts / (windowLength / hours(1)),
    });
  }
  return windows;
}

/** How much of the time from `from` to `to` the runs take, ms. */
function timeWithin(runs: readonly Spell[], from: number, to: number): number {
  let sum = 0;
  for (const run of runs) sum += Math.max(0, Math.min(run.to, to) - Math.max(run.from, from));
  return sum;
}

function tooShort(runs: readonly Spell[], { from, to }: LivedTown): number {
  return runs.filter((run, i) => {
    const rest = i === 0 ? Number.POSITIVE_INFINITY : run.from - runs[i - 1]!.to;
    const whole = run.from > from && run.to < to;
    // Reports carry whole milliseconds.
    return (whole && run.to - run.from < shortest - 1) || rest < shortest - 1;
  }).length;
}

function dutyLine(heats: readonly Spell[], town: LivedTown, home: number): HvacStudy["duty"][number] {
  const view = town.world.home(home);
  const outdoors: number[] = [];
  const duties: number[] = [];
  const day = hours(24);
  for (let begin: number = town.from + day; begin + day <= town.to; begin += day) {
    outdoors.push(
      mean(Array.from({ length: 24 }, (_, hour) => view.outdoorTemperature(instant(begin + hours(hour + 0.5))))),
    );
    duties.push(timeWithin(heats, begin, begin + day) / day);
  }
  return { line: fitLine(outdoors, duties), designTemperature: view.traits.heatingDesignTemperature };
}

/** What each home has set at eight in the evening while somebody is up, averaged over the days. */
function eveningSetpoints(setpoint: HistoryCollector<number>, town: LivedTown): number[] {
  return [...setpoint.histories].flatMap(([device, history]) => {
    if (!device.startsWith("gas-furnace-")) return [];
    const view = town.world.home(setpoint.homes.get(device)!);
    const set: number[] = [];
    for (let at: number = town.from + hours(20); at < town.to; at += hours(24)) {
      if (view.presence(instant(at)).awake > 0) set.push(valueAt(history, at));
    }
    return set.length === 0 ? [] : [mean(set)];
  });
}

/**
 * h. A first-order house, T' = (To - T) / tau + gains: tau by least squares over the dark hours, from what the thermostat
 * reported.
 */
function timeConstant(history: History<number>, town: LivedTown, home: number, study: Study): number {
  const view = town.world.home(home);
  const step = minutes(60);
  const differences: number[] = [];
  const slopes: number[] = [];
  for (let at: number = town.from + hours(24); at + step < town.to; at += step) {
    const hour = ((at + study.timeZoneOffset) / hours(1)) % 24;
    if (hour >= 6 && hour < 20) continue;
    const here = between(history, at);
    slopes.push((between(history, at + step) - here) / (step / hours(1)));
    differences.push(here - view.outdoorTemperature(instant(at + step / 2)));
  }
  return -1 / fitLine(differences, slopes).slope;
}

function valueAt({ at, values }: History<number>, when: number): number {
  return values[lastBy(at, when)]!;
}

/** The place of the last time by `when`, or the first. */
function lastBy(at: readonly number[], when: number): number {
  let low = 0;
  let high = at.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at[middle]! <= when) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The value between two reports, as if it had gone straight. */
function between({ at, values }: History<number>, when: number): number {
  const last = lastBy(at, when);
  const [from, to] = [at[last]!, at[last + 1]];
  if (to === undefined || when <= from) return values[last]!;
  return values[last]! + ((values[last + 1]! - values[last]!) * (when - from)) / (to - from);
}

/** The coldest day of those lived, in the first home with gas that runs about half of it. */
function dayOf(
  town: LivedTown,
  study: Study,
  running: HistoryCollector<string>,
  temperature: HistoryCollector<number>,
): HvacStudy["winterDay"] {
  const view = town.world.home(0);
  const daily = Array.from({ length: study.days }, (_, day) =>
    mean(
      Array.from({ length: 24 }, (__, hour) => view.outdoorTemperature(instant(town.from + hours(24 * day + hour)))),
    ),
  );
  const begin = town.from + hours(24 * daily.indexOf(Math.min(...daily)));
  const step = minutes(10);
  const share = (device: string, from: number, to: number): number => {
    const heats = [...spells(running.histories.get(device)!, isHeating, town.to)];
    return timeWithin(heats, from, to) / (to - from);
  };
  const gas = [...temperature.histories.keys()].filter((device) => device.startsWith("gas-furnace-"));
  const device = gas.find((one) => Math.abs(share(one, begin, begin + hours(24)) - 0.45) < 0.1) ?? gas[0]!;
  return Array.from({ length: 144 }, (_, i) => {
    const at = begin + i * step;
    return {
      indoors: between(temperature.histories.get(device)!, at),
      outdoors: view.outdoorTemperature(instant(at)),
      duty: share(device, at - minutes(20), at + minutes(30)),
    };
  });
}
