/** Front doors over the days of a winter: who operates the lock when, and what the home does after somebody has come in. */
import { hours, minutes } from "../../../src/kernel/time.ts";
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import type { Study } from "../study.ts";
import { type Collector, EventCollector, liveTown } from "./town.ts";

export interface DoorStudy {
  readonly operationsPerHomeDay: number;
  /** Share of operations by hour of the local day. */
  readonly byHour: readonly number[];
  /** Seconds from an unlocking by somebody arriving after sunset to the first light or motion; Infinity when there is none. */
  readonly lightOrMotionAfter: readonly number[];
  /** Front doors whose contact sensor and lock did not tell the same openings. */
  readonly disagreements: number;
  readonly openings: number;
}

export async function doorStudy(study: Study): Promise<DoorStudy> {
  const operations = new EventCollector("lock", "lockOperation");
  const signs = new SignsOfLife();
  const doors = new EventCollector("lock", "doorStateChange");
  const contacts = new EventCollector("contact-sensor", "stateChange");
  const town = await liveTown(
    study,
    {
      start: "2026-01-19T04:00:00+01:00",
      fleet: [
        { kind: "lock" },
        { kind: "bulb", perHome: 5 },
        { kind: "occupancy-sensor", perHome: 3 },
        { kind: "contact-sensor", settings: { on: "front-door" } },
      ],
    },
    [operations, signs, doors, contacts],
  );
  const byHour = Array.from({ length: 24 }, () => 0);
  const localHour = (at: number): number => Math.floor((at + study.timeZoneOffset) / hours(1)) % 24;
  for (const { at } of operations.events) byHour[localHour(at)]!++;
  const arrivals = operations.events.filter(
    ({ at, home, data }) =>
      data["lockOperationType"] === "unlock" &&
      data["operationSource"] !== "auto" &&
      localHour(at) >= 16 &&
      town.world.home(home).irradiance(at) === 0 &&
      cameIn(town, home, at),
  );
  return {
    operationsPerHomeDay: operations.events.length / (study.homes * study.days),
    byHour: byHour.map((count) => count / operations.events.length),
    lightOrMotionAfter: arrivals.map(({ at, home }) => signs.firstAfter(home, at)),
    disagreements: disagreements(doors, contacts),
    openings: contacts.events.filter(({ data }) => data["stateValue"] === false).length,
  };
}

/** Somebody arrived just before: the others unlock to leave. */
function cameIn(town: Awaited<ReturnType<typeof liveTown>>, home: number, at: number): boolean {
  for (let next = town.world.nextHappening(home, (at - minutes(1)) as typeof town.from); next !== undefined;) {
    if (next.at > at) return false;
    if (next.type === "arrival") return true;
    next = town.world.nextHappening(home, next.at);
  }
  return false;
}

/** Lights going on and motion, by home, in order. */
class SignsOfLife implements Collector {
  readonly #byHome: Map<number, number[]> = new Map();

  take(record: DeviceRecord): void {
    if (record.type !== "state" && record.type !== "telemetry") return;
    const lit = record.kind === "bulb" && record.values["onOff"] === true;
    const moved = record.kind === "occupancy-sensor" && record.values["occupancy"] === true;
    if (!lit && !moved) return;
    const signs = this.#byHome.get(record.home) ?? [];
    this.#byHome.set(record.home, signs);
    signs.push(record.at);
  }

  firstAfter(home: number, at: number): number {
    const first = this.#byHome.get(home)?.find((sign) => sign >= at) ?? Number.POSITIVE_INFINITY;
    return (first - at) / 1_000;
  }
}

/** Openings a lock's own door sensor tells and the contact sensor does not tell within a second, and the other way round. */
function disagreements(doors: EventCollector, contacts: EventCollector): number {
  const key = (home: number, at: number): string => `${home} ${Math.round(at / 1_000)}`;
  const near = (told: ReadonlySet<string>, home: number, at: number): boolean =>
    [-1_000, 0, 1_000].some((offset) => told.has(key(home, at + offset)));
  const byLock = doors.events.filter(({ data }) => data["doorState"] === "doorOpen");
  const byContact = contacts.events.filter(({ data }) => data["stateValue"] === false);
  const lockTold = new Set(byLock.map(({ home, at }) => key(home, at)));
  const contactTold = new Set(byContact.map(({ home, at }) => key(home, at)));
  return (
    byLock.filter(({ home, at }) => !near(contactTold, home, at)).length +
    byContact.filter(({ home, at }) => !near(lockTold, home, at)).length
  );
}
