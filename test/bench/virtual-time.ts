/**
 * What the shipped kinds cost in virtual time, without output: device events per CPU second, and memory per device.
 *
 * A device event is an input a device handled or a report it made. Every home is told its happenings as the fleet tells them; working
 * them out is part of the price. Measured on the built code, as it is shipped.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type * as shipped from "../../devices/catalog.ts";
import type * as device from "../../src/device/device.ts";
import type { DeviceOutput } from "../../src/device/device-output.ts";
import type { Kind } from "../../src/device/kind.ts";
import type * as clock from "../../src/kernel/clock.ts";
import type * as scheduling from "../../src/kernel/scheduler.ts";
import { days, hours, instant, type Instant, later } from "../../src/kernel/time.ts";
import type { Happening } from "../../src/world/happening.ts";
import type * as world from "../../src/world/world.ts";
import { built } from "./build.ts";
import { cpuSeconds, type Figure } from "./figure.ts";

const start = instant(Date.UTC(2026, 0, 15, 12));
const warmUp = hours(6);
const measured = days(1);
const homes = 400;
const devicesForMemory = 20_000;

/** Device events per CPU second, of homes with one of each kind. */
export async function mixedSpeed(count: number): Promise<number> {
  const code = await load();
  return speed(code, code.catalog, count).eventsPerSecond;
}

export async function virtualTimeFigures(): Promise<Figure[]> {
  const code = await load();
  // First of all, before anything leaves garbage and caches behind.
  const bytes = new Map(code.catalog.map((kind) => [kind, memory(code, kind)]));
  const mixed = speed(code, code.catalog);
  return [
    {
      name: `virtual time: device events per CPU second, ${homes} homes with one of each kind`,
      value: mixed.eventsPerSecond,
      unit: "/s",
      limit: { least: 500_000 },
    },
    { name: "virtual time: the same, events per device and day", value: mixed.eventsPerDeviceDay, unit: "" },
    ...code.catalog.flatMap((kind) => [
      {
        name: `virtual time: ${kind.name}, device events per CPU second`,
        value: speed(code, [kind]).eventsPerSecond,
        unit: "/s",
      },
      { name: `memory: ${kind.name}, its device, home and queue entries`, value: bytes.get(kind)!, unit: "B" },
    ]),
  ];
}

type Code = Awaited<ReturnType<typeof load>>;

async function load() {
  const { Device } = (await import(built("src/device/device.js"))) as typeof device;
  const { VirtualClock } = (await import(built("src/kernel/clock.js"))) as typeof clock;
  const { Scheduler } = (await import(built("src/kernel/scheduler.js"))) as typeof scheduling;
  const { World } = (await import(built("src/world/world.js"))) as typeof world;
  const { catalog } = (await import(built("devices/catalog.js"))) as typeof shipped;
  return { Device, VirtualClock, Scheduler, World, catalog };
}

function speed(
  code: Code,
  kinds: readonly Kind[],
  count = homes,
): { eventsPerSecond: number; eventsPerDeviceDay: number } {
  // Inputs are counted in a life of their own: to count them costs something. The same seed leads the same life.
  let inputs = 0;
  const counted = kinds.map((kind): Kind => {
    const step: Kind["step"] = (state, input, context) => {
      inputs++;
      kind.step(state, input, context);
    };
    return { ...kind, step };
  });
  const slow = new Fleet(code, counted, count);
  slow.runFor(warmUp);
  inputs = 0;
  slow.runFor(measured);
  const fleet = new Fleet(code, kinds, count);
  fleet.runFor(warmUp);
  fleet.reports = 0;
  const seconds = cpuSeconds(() => fleet.runFor(measured));
  const events = inputs + fleet.reports;
  return { eventsPerSecond: events / seconds, eventsPerDeviceDay: events / (count * kinds.length) };
}

/** Bytes held by one device that has lived for an hour, with a home of its own. */
function memory(code: Code, kind: Kind): number {
  new Fleet(code, [kind], 20).runFor(hours(1));
  const before = held();
  const fleet = new Fleet(code, [kind], devicesForMemory, false);
  fleet.runFor(hours(1));
  const after = held();
  fleet.runFor(hours(0));
  return (after - before) / devicesForMemory;
}

function held(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // The first time round frees what the second can then let go of.
  for (let round = 0; round < 3; round++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Homes with one device of each kind, and nobody who listens. */
class Fleet {
  reports = 0;
  readonly #scheduler: InstanceType<Code["Scheduler"]>;

  constructor({ Device, Scheduler, VirtualClock, World }: Code, kinds: readonly Kind[], count: number, people = true) {
    const town = new World({ seed: 42, climate: "continental", timeZoneOffset: hours(1) });
    const scheduler = new Scheduler(new VirtualClock(start));
    this.#scheduler = scheduler;
    const output = this.#listener();
    for (let home = 0; home < count; home++) {
      const view = town.home(home);
      const devices = kinds.map((kind, number) => {
        const rooms = Object.keys(kind.rooms);
        const identity = identityOf(home * kinds.length + number, kind, home, rooms[home % rooms.length]!);
        return new Device({ seed: 42, kind, identity, home: view, settings: noSettings }, scheduler, output);
      });
      for (const each of devices) each.begin();
      if (!people) continue;
      let next: Happening | undefined;
      const household = {
        onDue(): void {
          if (next !== undefined) for (const each of devices) each.happen(next);
          next = town.nextHappening(home, scheduler.now);
          if (next !== undefined) scheduler.at(next.at, household);
        },
      };
      household.onDue();
    }
  }

  runFor(length: number): void {
    const end: Instant = later(this.#scheduler.now, length);
    this.#scheduler.runUntil(end);
  }

  #listener(): DeviceOutput {
    const count = (): void => void this.reports++;
    const nothing = (): void => undefined;
    return {
      sampled: count,
      changed: count,
      raised: nothing,
      outcome: nothing,
      up: nothing,
      down: nothing,
      radio: nothing,
      crashed: (error) => {
        throw error;
      },
    };
  }
}

const noSettings = {};

function identityOf(index: number, kind: Kind, home: number, room: string) {
  return {
    index,
    id: `${kind.name}-${index}`,
    kind: kind.name,
    home,
    room,
    name: kind.name,
    serial: "",
    mac: "",
    model: "",
    firmware: "1.0.0",
    hardware: "A",
    labels: {},
  };
}
