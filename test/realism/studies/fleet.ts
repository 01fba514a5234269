/** Fleets as a server sees them, in virtual time: outages, reconnect storms, and when telemetry comes. */
import type { DeviceRecord } from "../../../src/fleet/run-events.ts";
import { days, instant, type Instant, minutes } from "../../../src/kernel/time.ts";
import { startFleet } from "../../../src/library/start-fleet.ts";
import type { ScenarioInput } from "../../../src/scenario/scenario-input.ts";
import { World } from "../../../src/world/world.ts";
import { deviation, mean } from "../statistics.ts";
import type { Study } from "../study.ts";
import { liveTown } from "./town.ts";

export interface OutageStudy {
  /** Of the devices down for more than a minute: how often another of the same home is down too, half way through. */
  readonly sharedAtHome: number;
  /** The same with a device of a home that has nothing to do with it, while no provider fails. */
  readonly sharedAcross: number;
  /** Outages looked at. */
  readonly outages: number;
  /** Share of the time a device is connected. */
  readonly availability: number;
}

/** Fleet on the reference server in memory; everything its devices did. */
async function recordsOf(scenario: ScenarioInput): Promise<DeviceRecord[]> {
  const records: DeviceRecord[] = [];
  await using fleet = await startFleet(scenario, {
    clock: "virtual",
    outputs: [
      {
        recorded(record) {
          if (record.type === "link") records.push(record);
        },
        async finished() {},
      },
    ],
  });
  await fleet.finished();
  return records;
}

export async function outageStudy(study: Study): Promise<OutageStudy> {
  const homes = Math.min(250, study.homes);
  const length = study.days;
  const start = "2026-01-19T00:00:00+01:00";
  const records = await recordsOf({
    flotilla: 1,
    seed: study.seed,
    clock: { start, speed: "max" },
    target: undefined,
    world: { outages: "typical" },
    homes,
    fleet: ["lock", "thermostat", "leak-sensor"].map((kind) => ({ kind, telemetry: { every: "1d" } })),
    load: [{ ramp: "100%", over: "1m" }, { hold: `${length}d` }],
  });
  const [from, to] = [Date.parse(start) + minutes(5), Date.parse(start) + days(length)];
  const down = downTimes(records, from, to);
  const devices = [...down.keys()];
  const isDown = (device: string, at: number): boolean =>
    down.get(device)!.spells.some((spell) => spell.from <= at && at < spell.to);
  const world = new World({
    seed: study.seed,
    climate: "continental",
    timeZoneOffset: study.timeZoneOffset,
    outages: "typical",
  });
  let outages = 0;
  let sharedAtHome = 0;
  let across = 0;
  let sharedAcross = 0;
  let lost = 0;
  for (const [device, { home, spells }] of down) {
    for (const spell of spells) {
      lost += spell.to - spell.from;
      if (spell.to - spell.from <= minutes(1)) continue;
      const middle = (spell.from + spell.to) / 2;
      outages++;
      const mates = devices.filter((other) => other !== device && down.get(other)!.home === home);
      if (mates.some((mate) => isDown(mate, middle))) sharedAtHome++;
      if (providerFails(world, home, instant(spell.from))) continue;
      for (const step of [7, 31, 101]) {
        const other = devices[(devices.indexOf(device) + 3 * step) % devices.length]!;
        if (down.get(other)!.home === home) continue;
        across++;
        if (isDown(other, middle)) sharedAcross++;
      }
    }
  }
  return {
    sharedAtHome: sharedAtHome / outages,
    sharedAcross: sharedAcross / across,
    outages,
    availability: 1 - lost / (devices.length * (to - from)),
  };
}

interface Down {
  readonly home: number;
  readonly spells: { readonly from: number; to: number }[];
}

function downTimes(records: readonly DeviceRecord[], from: number, to: number): Map<string, Down> {
  const down = new Map<string, Down>();
  const ready = new Set<string>();
  for (const record of records) {
    if (record.type !== "link") continue;
    const { device, home, at, phase } = record;
    const of = down.get(device) ?? { home, spells: [] };
    down.set(device, of);
    const last = of.spells.at(-1);
    if (phase === "ready") {
      ready.add(device);
      if (last !== undefined && last.to === to) last.to = at;
    } else if (ready.delete(device) && at >= from && at < to) of.spells.push({ from: at, to });
  }
  return down;
}

/** Whether the provider of the home, or its whole street's mains, is what failed. */
function providerFails(world: World, home: number, at: Instant): boolean {
  const change = world.nextServiceChange(home, instant(at - minutes(1)));
  return change !== undefined && change.at <= at + 60_000 && (change.type === "mains" || change.cause !== "line");
}

export interface StormStudy {
  /** Highest over mean number of devices ready again per second, in the minute after the network is back. */
  readonly fullJitter: number;
  readonly noJitter: number;
  readonly devices: number;
}

const stormDevices = 10_000;

export async function stormStudy(study: Study): Promise<StormStudy> {
  const devices = Math.min(stormDevices, 10 * study.homes);
  const ratio = async (reconnect: NonNullable<ScenarioInput["fleet"][number]["reconnect"]>): Promise<number> => {
    const start = "2026-01-19T00:00:00+01:00";
    const records = await recordsOf({
      flotilla: 1,
      seed: study.seed,
      clock: { start, speed: "max" },
      fleet: [{ kind: "bulb", count: devices, reconnect, telemetry: { every: "1h" } }],
      load: [{ ramp: "100%", over: "1m" }, { hold: "9m" }],
      timeline: [{ at: "2m", disconnect: "abrupt", for: "5m" }],
    });
    const back = Date.parse(start) + minutes(7);
    const perSecond = Array.from({ length: 60 }, () => 0);
    for (const record of records) {
      if (record.type !== "link" || record.phase !== "ready") continue;
      const second = Math.floor((record.at - back) / 1_000);
      if (second >= 0 && second < 60) perSecond[second]!++;
    }
    return Math.max(...perSecond) / (devices / 60);
  };
  return {
    fullJitter: await ratio({ policy: "full-jitter", base: "60s", cap: "60s" }),
    noJitter: await ratio({ policy: "fixed", delay: "5s" }),
    devices,
  };
}

export interface PhaseStudy {
  /** Variance over mean of telemetry per second. */
  readonly dispersion: number;
  /** Telemetry in the first second of minutes over that of the average second, without and with the herd. */
  readonly topOfMinute: number;
  readonly herdTopOfMinute: number;
}

export async function phaseStudy(study: Study): Promise<PhaseStudy> {
  const perSecond = async (align: "boot" | "clock"): Promise<number[]> => {
    const counts = Array.from({ length: 600 }, () => 0);
    const homes = Math.min(1_000, study.homes);
    let from: number | undefined;
    const town = await liveTown(
      study,
      {
        start: "2026-01-19T00:00:00+01:00",
        homes,
        days: 1 / 48,
        fleet: [{ kind: "bulb", perHome: 12, telemetry: { every: "10m", align } }],
      },
      [
        {
          take(record) {
            from ??= record.at;
            if (record.type !== "telemetry") return;
            const second = Math.floor((record.at - from) / 1_000);
            if (second >= 600 && second < 1_200) counts[second - 600]!++;
          },
        },
      ],
    );
    if (from !== town.from) throw new Error("expected devices from the first moment on");
    return counts;
  };
  const spread = await perSecond("boot");
  const herd = await perSecond("clock");
  const top = (counts: readonly number[]): number =>
    mean(counts.filter((_, second) => second % 60 === 0)) / mean(counts);
  return { dispersion: deviation(spread) ** 2 / mean(spread), topOfMinute: top(spread), herdTopOfMinute: top(herd) };
}
