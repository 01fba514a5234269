/**
 * `flotilla plan`: lives through a scenario in virtual time, without a socket, and measures what it puts on the network.
 *
 * 1. The same engine as a run, with the reference server in memory; what the plan says of a target of its own is not tried.
 * 2. Of a large fleet a sample of neighbouring homes is run, whole, with all their devices and at their own times, and scaled
 *    group by group. The longer the scenario the smaller the sample: about the same work for every plan.
 *    A sample has no outages of mains and providers: one area's hour in the dark, scaled, would be the whole fleet's.
 * 3. At most {@link mostEntries} entries of the schedule are run; what that does not reach is not forecast, and that is said.
 * 4. Nothing depends on how fast the machine is: the same plan gives the same forecast.
 */
import type { Kind } from "../device/kind.ts";
import type { Notice, RunOutput } from "../fleet/run-events.ts";
import { days, type Duration, type Instant, later } from "../kernel/time.ts";
import type { Forecast } from "../report/forecast/forecast.ts";
import { forecastWarnings } from "../report/forecast/forecast-warnings.ts";
import { planOutline } from "../report/forecast/plan-outline.ts";
import { scaleFleet } from "../scenario/groups/build-fleet.ts";
import { type FleetLayout, fleetLayout, type Range } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";
import { assemble } from "./assemble.ts";
import { packageVersion } from "./package-version.ts";
import { makesRequests, rehearsed, usesHttp } from "./rehearsal.ts";
import { TrafficMeter } from "./traffic-meter.ts";

export interface ForecastOptions {
  readonly kinds: readonly Kind[];
  /** Those that the plan names, of a scenario in TypeScript. */
  readonly functions?: ScenarioFunctions;
  /** Where relative paths of the plan count from. */
  readonly folder: string;
  /** Hears now and then how far it is: simulated milliseconds since the start. */
  readonly progressed?: (elapsedMillis: number) => void;
  /** Largest sample, and most entries of the schedule; unless given, what takes some seconds. */
  readonly mostDevices?: number;
  readonly mostEntries?: number;
  /** Asked now and then: it has been work enough. */
  readonly enough?: () => boolean;
}

const mostDevices = 2_000;
const leastDevices = 60;
/** Up to so long a scenario the largest sample is run; above it a smaller one. */
const fullSampleHours = 6;
/** Some 15 seconds of work. A quiet device with a heartbeat of 30 s takes about 600 an hour. */
const mostEntries = 16_000_000;

/** @throws FlotillaError `usage` for a plan of unknown kinds. */
export async function forecastPlan(plan: Plan, options: ForecastOptions): Promise<Forecast> {
  const layout = fleetLayout(plan);
  const sample = sampleOf(plan, layout, options.mostDevices ?? sampleSize(plan.duration));
  const origin = plan.clock.start;
  const intervalMillis = intervalOf(plan.duration);
  const meter = new TrafficMeter({
    groups: plan.fleet.map(({ kind }, group) => ({
      kind,
      devices: layout.inGroup(group),
      measuredDevices: inHomes(sample.layout, group, sample.homes),
    })),
    origin,
    end: later(origin, plan.duration),
    intervalMillis,
  });
  const warnings = new Warnings();
  const until = await live(sample, meter, { ...options, warnings });
  const outline = planOutline(plan, layout);
  const measured = {
    devices: devicesIn(sample.layout, sample.homes),
    homes: sample.homes.to - sample.homes.from,
    seconds: (until - origin) / 1_000,
    complete: until >= later(origin, plan.duration),
  };
  const { all, byKind } = meter.result(until);
  const found: Omit<Forecast, "warnings"> = {
    flotilla: packageVersion,
    schema: 1,
    ...outline,
    measured,
    intervalSeconds: intervalMillis / 1_000,
    all,
    byKind,
    remarks: remarksOn(plan, layout, measured),
  };
  return { ...found, warnings: [...forecastWarnings(found), ...warnings.texts] };
}

/** What is really run. */
interface Sample {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  readonly homes: Range;
}

function sampleSize(duration: Duration): number {
  const hours = duration / 3_600_000;
  const devices = Math.round((mostDevices * fullSampleHours) / Math.max(hours, fullSampleHours));
  return Math.max(leastDevices, devices);
}

/** All homes, or so many neighbouring ones that they hold `most` devices. */
function sampleOf(given: Plan, layout: FleetLayout, most: number): Sample {
  const plan = rehearsed(given);
  const all = { from: 0, to: layout.homes };
  if (layout.total <= most) return { plan, layout, homes: all };
  const calm: Plan = { ...plan, world: { ...plan.world, outages: "none" } };
  let [low, high] = [1, layout.homes];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (layout.homeDevices({ from: 0, to: middle }).to >= most) high = middle;
    else low = middle + 1;
  }
  const homes = { from: 0, to: low };
  if (devicesIn(layout, homes) <= 2 * most) return { plan: calm, layout, homes };
  // Homes of thousands of devices: a smaller fleet of the same proportions instead.
  const smaller = { ...calm, ...scaleFleet(calm, most) };
  return { plan: smaller, layout: fleetLayout(smaller), homes: { from: 0, to: smaller.homes } };
}

function devicesIn(layout: FleetLayout, homes: Range): number {
  const { from, to } = layout.homeDevices(homes);
  return to - from;
}

function inHomes(layout: FleetLayout, group: number, { from, to }: Range): number {
  let devices = 0;
  for (let home = from; home < to; home++) devices += layout.inGroup(group, home);
  return devices;
}

interface Circumstances extends ForecastOptions {
  readonly warnings: Warnings;
}

/** Runs the sample and returns when it stopped: at the planned end, or when it was too much work. */
async function live({ plan, homes }: Sample, meter: TrafficMeter, options: Circumstances): Promise<Instant> {
  const { kinds, folder, functions = new Map(), progressed, enough = () => false, warnings } = options;
  const watch: RunOutput = {
    noticed: (notice) => warnings.noticed(notice),
    ...(progressed === undefined ? {} : { progressed: ({ elapsedMillis }) => progressed(elapsedMillis) }),
  };
  const assembly = await assemble(plan, {
    kinds,
    folder,
    functions,
    homes,
    virtual: true,
    outputs: [watch],
    tap: (transport, group, scheduler) => meter.transport(transport, group, () => scheduler.now),
  });
  const { run, scheduler } = assembly;
  const end = later(plan.clock.start, plan.duration);
  let left = options.mostEntries ?? mostEntries;
  try {
    run.begin();
    await run.advance(
      longerThanAnyRun,
      () => scheduler.now >= end || --left < 0 || (left % entriesBetweenLooks === 0 && enough()),
    );
    const reached = scheduler.now;
    return reached < end ? reached : end;
  } finally {
    await assembly.close();
  }
}

const longerThanAnyRun: Duration = days(36_525);
const entriesBetweenLooks = 256;

/** The lengths of an interval, in seconds; a forecast has at most {@link mostIntervals}. */
const intervals = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];
const mostIntervals = 360;

function intervalOf(duration: Duration): number {
  const least = duration / 1_000 / mostIntervals;
  return (intervals.find((seconds) => seconds >= least) ?? Math.ceil(least / 86_400) * 86_400) * 1_000;
}

function remarksOn(plan: Plan, layout: FleetLayout, measured: Forecast["measured"]): string[] {
  const sampled = measured.devices < layout.total;
  const exact = plan.timeline.find(({ select: { count, home, id } }) => (count ?? home ?? id) !== undefined);
  return [
    ...(sampled ? ["a sample is scaled group by group; peaks that chance explains are not taken for peaks"] : []),
    ...(sampled && plan.world.outages !== "none"
      ? ["a sample has no outages: areas fail by themselves, and the fleet has many of them"]
      : []),
    ...(sampled && exact !== undefined
      ? [
          `steps for single devices or homes, such as ${exact.name}, may miss the sample, or be scaled to more than they are`,
        ]
      : []),
    "bytes are those of WebSocket frames: neither the upgrade requests, nor TLS, TCP and IP, are in them",
    ...(plan.target?.perMessageDeflate === true
      ? ["bytes are those without the compression that the target asks for"]
      : []),
    ...(plan.target === undefined
      ? []
      : ["the target was not contacted: every device talked to the built-in server, in memory, which answers at once"]),
    ...(usesHttp(plan) ? ["commands that a run sends through an HTTP API came from the built-in server"] : []),
    ...(makesRequests(plan) ? ["the HTTP requests of the timeline and of scripts were not made"] : []),
  ];
}

/** Of a kind at fault there may be one for every device. */
const mostWarnings = 10;

class Warnings {
  readonly #texts = new Set<string>();

  get texts(): readonly string[] {
    return [...this.#texts];
  }

  noticed({ level, text }: Notice): void {
    if (level === "warning" && this.#texts.size < mostWarnings) this.#texts.add(text);
  }
}
