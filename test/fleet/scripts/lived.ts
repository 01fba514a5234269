/** A scenario, its scripts and functions too, lived through in virtual time on the reference server in memory. */
import type { DeviceRecord, Summary } from "../../../src/fleet/run-events.ts";
import { startFleet } from "../../../src/library/start-fleet.ts";
import type { Scenario } from "../../../src/scenario/scripts/define-scenario.ts";

export interface Lived {
  readonly summary: Summary;
  readonly records: readonly DeviceRecord[];
  /** What was told, as `0:30 info ready`, with minutes and seconds since the start. */
  readonly told: readonly string[];
}

/** @param sketch a scenario without what goes without saying: all devices come at once, for ten minutes. */
export async function lived(sketch: Omit<Scenario, "flotilla">, seed?: number): Promise<Lived> {
  const records: DeviceRecord[] = [];
  const told: string[] = [];
  const scenario: Scenario = { flotilla: 1, load: [{ ramp: "100%", over: "0s" }, { hold: "10m" }], ...sketch };
  await using fleet = await startFleet(scenario, {
    clock: "virtual",
    ...(seed === undefined ? {} : { seed }),
    outputs: [
      {
        recorded: (record) => records.push(record),
        noticed: ({ elapsedMillis, level, text }) => told.push(`${clockText(elapsedMillis)} ${level} ${text}`),
      },
    ],
  });
  return { summary: await fleet.finished(), records, told };
}

/** Locks that only scripts and the timeline touch. */
export const quietLocks = { kind: "lock", settings: { usedByResidents: false, autoRelockTime: 0 } } as const;

function clockText(millis: number): string {
  const seconds = Math.floor(millis / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
