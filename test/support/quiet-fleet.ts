/** Fleets of locks that nobody touches, so that what happens is what the test does. They dial at once and come back soon. */
import type { ScenarioInput } from "../../src/scenario/scenario-input.ts";
import type { DeviceRecord, RunOutput } from "../../src/fleet/run-events.ts";

type Group = ScenarioInput["fleet"][number];

export interface QuietFleet {
  readonly count?: number;
  readonly target?: ScenarioInput["target"];
  readonly protocol?: ScenarioInput["protocol"];
  readonly reconnect?: Group["reconnect"];
  readonly telemetry?: Group["telemetry"];
  /** Simulated per real time: bolts and boots take seconds. */
  readonly speed?: number;
}

export function quietLocks(quiet: QuietFleet): ScenarioInput {
  const { count = 1, target, protocol, reconnect, telemetry, speed } = quiet;
  return {
    flotilla: 1,
    name: "quiet-locks",
    clock: { speed },
    target,
    protocol,
    fleet: [
      {
        kind: "lock",
        count,
        settings: { usedByResidents: false, autoRelockTime: 0 },
        reconnect: reconnect ?? { policy: "fixed", delay: "50ms" },
        telemetry,
      },
    ],
    load: [{ ramp: "100%", over: "0s" }, { hold: "10m" }],
  };
}

/** Keeps what the devices did. */
export class Records implements RunOutput {
  readonly all: DeviceRecord[] = [];

  recorded(record: DeviceRecord): void {
    this.all.push(record);
  }

  of<Type extends DeviceRecord["type"]>(type: Type): Extract<DeviceRecord, { type: Type }>[] {
    return this.all.filter((record): record is Extract<DeviceRecord, { type: Type }> => record.type === type);
  }

  /** Why links were closed for good. */
  get stopped(): string[] {
    return this.of("link").flatMap(({ phase, why }) => (phase === "closed" ? [why ?? ""] : []));
  }
}
