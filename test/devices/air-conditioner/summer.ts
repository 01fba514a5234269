/** A room in steady weather, for tests of air conditioners: warm outside, no sun, and nobody who reaches for the remote control. */
import { airConditioner } from "../../../devices/air-conditioner/air-conditioner.ts";
import type { AirConditionerState } from "../../../devices/air-conditioner/air-conditioner.ts";
import type { Kind } from "../../../src/device/kind.ts";
import { type Duration, hours, instant, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { World } from "../../../src/world/world.ts";
import { stillHome } from "../../support/still-home.ts";

export const july: ReturnType<typeof instant> = instant(Date.UTC(2026, 6, 15, 10));

export interface Steady {
  readonly compressor?: "fixed" | "inverter";
  readonly outdoor?: number;
  readonly index?: number;
  readonly settings?: WorkbenchOptions["settings"];
  readonly home?: Partial<HomeView>;
  readonly kind?: Kind;
  readonly every?: Duration;
}

export function steady({
  compressor = "fixed",
  outdoor = 32,
  index = 0,
  settings,
  home,
  kind,
  every,
}: Steady = {}): Workbench {
  const { traits } = new World({ seed: 1, climate: "continental", timeZoneOffset: hours(0) }).home(index);
  return new Workbench({
    kind: kind ?? airConditioner,
    index,
    start: july,
    home: { ...stillHome(), traits, outdoorTemperature: () => outdoor, ...home },
    settings: { compressor, coolingSetpoint: 23, usedByResidents: false, ...settings },
    ...(every === undefined ? {} : { every }),
  });
}

export function stateOf(bench: Workbench): AirConditionerState {
  return bench.device.state as AirConditionerState;
}

export function numberOf(bench: Workbench, attribute: string): number {
  return bench.value(attribute) as number;
}

/** Lengths of the compressor's runs and rests, ms; the first and the last, which began or ended outside, are left out. */
export function runsAndRests(bench: Workbench): { runs: number[]; rests: number[] } {
  const runs: number[] = [];
  const rests: number[] = [];
  let works: boolean | undefined;
  let since = 0;
  let first = true;
  for (const { at, value } of bench.reportsOf("thermostatRunningMode")) {
    if ((value !== "off") === works) continue;
    if (works !== undefined && !first) (works ? runs : rests).push(at - since);
    first = works === undefined;
    works = value !== "off";
    since = at;
  }
  return { runs, rests };
}

/** An attribute at every `step` for `length`. */
export function sampled(bench: Workbench, attribute: string, length: Duration, step: Duration = minutes(1)): number[] {
  const values: number[] = [];
  for (let gone = 0; gone < length; gone += step) {
    bench.run(step);
    values.push(numberOf(bench, attribute));
  }
  return values;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export const second: Duration = seconds(1);
