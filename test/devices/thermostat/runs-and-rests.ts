/** How long heat or cold was on and off, from what a thermostat has reported. */
import { hours } from "../../../src/kernel/time.ts";
import type { Workbench } from "../../../src/testing/index.ts";

export interface RunsAndRests {
  /** ms; the first and last, which began or ended outside, are left out. */
  readonly runs: readonly number[];
  readonly rests: readonly number[];
  /** Share of the time it was on. */
  readonly duty: number;
  readonly perHour: number;
}

export function runsAndRests(bench: Workbench, what: "heat" | "cool" = "heat"): RunsAndRests {
  const runs: number[] = [];
  const rests: number[] = [];
  let isOn: boolean | undefined;
  let since = 0;
  let first = true;
  for (const { at, value } of bench.reportsOf("thermostatRunningState")) {
    const on = value === what || (what === "heat" && value === "heatStage2");
    if (on === isOn) continue;
    if (isOn !== undefined && !first) (isOn ? runs : rests).push(at - since);
    first = isOn === undefined;
    isOn = on;
    since = at;
  }
  const on = runs.reduce((sum, run) => sum + run, 0);
  const all = rests.reduce((sum, rest) => sum + rest, on);
  return { runs, rests, duty: on / all, perHour: runs.length / (all / hours(1)) };
}
