/**
 * A town lived in: homes with all their devices, for some days of a season, through the same simulation as `flotilla simulate`.
 * What the devices say is handed to collectors as it is said; nothing else is kept.
 */
import { catalog } from "../../../devices/catalog.ts";
import { planOf } from "../../../src/library/sources/plan-source.ts";
import { Simulation } from "../../../src/library/simulation/simulate.ts";
import { simulationNeeds } from "../../../src/library/simulation/simulation-needs.ts";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { days, type Instant } from "../../../src/kernel/time.ts";
import type { GroupInput } from "../../../src/scenario/scenario-input.ts";
import type { Study } from "../study.ts";

export interface Collector {
  take(record: DeviceRecord): void;
}

export interface TownSetting {
  /** ISO 8601 with the homes' offset from UTC. */
  readonly start: string;
  readonly fleet: readonly GroupInput[];
  readonly climate?: "continental" | "maritime";
  readonly outages?: "none" | "typical";
  /** Default: those of the study. */
  readonly homes?: number;
  readonly days?: number;
}

export interface LivedTown {
  readonly from: Instant;
  readonly to: Instant;
  readonly world: Simulation["world"];
  /** Where each device stands. */
  readonly rooms: ReadonlyMap<string, string>;
}

/** Lives the days through; `collectors` have taken everything when it is done. */
export async function liveTown(
  study: Study,
  setting: TownSetting,
  collectors: readonly Collector[],
): Promise<LivedTown> {
  const { homes = study.homes, days: length = study.days, climate = "continental", outages = "none" } = setting;
  const { plan } = await planOf(
    {
      flotilla: 1,
      seed: study.seed,
      clock: { start: setting.start },
      world: { climate, outages },
      homes,
      fleet: setting.fleet,
    },
    {},
  );
  const simulation = new Simulation(plan, {
    ...simulationNeeds(catalog),
    length: days(length),
    record(record) {
      for (const collector of collectors) collector.take(record);
    },
    notice(level, text) {
      if (level === "warning") throw new Error(`expected a town without trouble, found: ${text}`);
    },
  });
  await simulation.run();
  if (simulation.crashes > 0) throw new Error(`expected no device to fail, found ${simulation.crashes}`);
  const rooms = new Map(
    Array.from({ length: simulation.layout.total }, (_, index) => {
      const { id, room } = simulation.identity(index);
      return [id, room] as const;
    }),
  );
  return { from: simulation.start, to: simulation.end, world: simulation.world, rooms };
}

/** A device's attribute as it went: its value from each instant on. */
export interface History<Value> {
  readonly at: number[];
  readonly values: Value[];
}

/** Keeps the histories of some attributes of one kind, by device. */
export class HistoryCollector<Value> implements Collector {
  readonly histories: Map<string, History<Value>> = new Map();
  readonly homes: Map<string, number> = new Map();
  readonly #kind: string;
  readonly #attribute: string;
  readonly #wanted: (device: string, home: number) => boolean;

  /** @param wanted whose histories are kept; by default those of all. */
  constructor(kind: string, attribute: string, wanted: (device: string, home: number) => boolean = () => true) {
    this.#kind = kind;
    this.#attribute = attribute;
    this.#wanted = wanted;
  }

  take(record: DeviceRecord): void {
    if (
      record.kind !== this.#kind ||
      (record.type !== "state" && record.type !== "telemetry" && record.type !== "boot")
    )
      return;
    const value = record.values[this.#attribute];
    if (value === undefined || !this.#wanted(record.device, record.home)) return;
    let history = this.histories.get(record.device);
    if (history === undefined) {
      history = { at: [], values: [] };
      this.histories.set(record.device, history);
      this.homes.set(record.device, record.home);
    }
    if (history.values.at(-1) === value) return;
    history.at.push(record.at);
    history.values.push(value as Value);
  }
}

/** Keeps the events of one name, in order of time. */
export class EventCollector implements Collector {
  readonly events: Extract<DeviceRecord, { type: "event" }>[] = [];
  readonly #kind: string;
  readonly #name: string;

  constructor(kind: string, name: string) {
    this.#kind = kind;
    this.#name = name;
  }

  take(record: DeviceRecord): void {
    if (record.type === "event" && record.kind === this.#kind && record.name === this.#name) this.events.push(record);
  }
}

/** Stretches of time during which an attribute had a value, clipped to the days lived. */
export function* spells<Value>(
  { at, values }: History<Value>,
  wanted: (value: Value) => boolean,
  end: number,
): Generator<{ readonly from: number; readonly to: number; readonly complete: boolean }> {
  for (let i = 0; i < at.length; i++) {
    if (!wanted(values[i]!)) continue;
    let last = i;
    while (last + 1 < at.length && wanted(values[last + 1]!)) last++;
    yield { from: at[i]!, to: at[last + 1] ?? end, complete: i > 0 && last + 1 < at.length };
    i = last;
  }
}
