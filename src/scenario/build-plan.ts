/** From a scenario that holds to its plan: every default filled in, every text read, every number worked out. */
import { FlotillaError } from "../kernel/errors.ts";

import { parseThreshold } from "../metrics/threshold-parser.ts";
import type { Threshold } from "../metrics/threshold.ts";
import { protocols } from "../wire/protocol/protocols.ts";
import { buildGroup, homesOf, scaleFleet } from "./build-fleet.ts";
import { buildLoad } from "./build-load.ts";
import { buildStep } from "./build-step.ts";
import { buildTarget } from "./build-target.ts";
import { defaults } from "./defaults.ts";
import { fleetLayout } from "./fleet-layout.ts";
import { parseInstant } from "./iso-time.ts";
import { loadDuration } from "./load-shape.ts";
import type { Plan } from "./plan.ts";
import type { HourlyClimate } from "../world/climate.ts";
import type { ProtocolInput, ScenarioInput } from "./scenario-input.ts";
import { stepNames } from "./step-names.ts";
import { durationOf } from "./written-duration.ts";

export interface PlanContext {
  /** Name of a scenario that gives none. */
  readonly name: string;
  /** ISO 8601: what `clock.start: now` means. */
  readonly now: string | undefined;
  /** What the weather file says that the scenario names. */
  readonly weather: HourlyClimate | undefined;
}

/** @param scenario one that the checks have let pass. */
export function buildPlan(scenario: ScenarioInput, { name, now, weather }: PlanContext): Plan {
  const target = scenario.target === undefined ? undefined : buildTarget(scenario.target);
  const { homes, fleet } = buildFleet(scenario);
  const total = fleetLayout({ seed: scenario.seed ?? defaults.seed, homes, fleet }).total;
  const length = scenario.duration === undefined ? undefined : durationOf(scenario.duration);
  const load = buildLoad(scenario.load, total, length);
  const timeline = scenario.timeline ?? [];
  const names = stepNames(timeline);
  return frozen({
    flotilla: 1,
    name: scenario.name ?? name,
    description: scenario.description ?? "",
    seed: scenario.seed ?? defaults.seed,
    clock: buildClock(scenario.clock, now),
    ...(target === undefined ? {} : { target }),
    protocol: buildProtocol(scenario),
    world: buildWorld(scenario.world, weather),
    homes,
    fleet,
    load,
    duration: loadDuration(load),
    timeline: timeline.map((step, position) => buildStep(step, names[position]!)),
    expect: (scenario.expect ?? []).map(buildThreshold),
    kinds: scenario.kinds ?? [],
  });
}

function buildFleet(scenario: ScenarioInput): Pick<Plan, "homes" | "fleet"> {
  const { seed = defaults.seed, devices } = scenario;
  const fleet = { seed, homes: homesOf(scenario.homes, scenario.fleet), fleet: scenario.fleet.map(buildGroup) };
  return devices === undefined ? fleet : scaleFleet(fleet, devices);
}

function buildClock(clock: ScenarioInput["clock"], now: string | undefined): Plan["clock"] {
  const written = clock?.start ?? defaults.start;
  const start = parseInstant(written === "now" && now !== undefined ? now : written);
  if (start === undefined) throw new FlotillaError("internal", `expected a time, found ${JSON.stringify(written)}`);
  return { start: start.instant, speed: clock?.speed ?? defaults.speed, timeZoneOffset: start.offset };
}

function buildWorld(world: ScenarioInput["world"], weather: HourlyClimate | undefined): Plan["world"] {
  const { climate = defaults.climate, outages = defaults.outages } = world ?? {};
  if (typeof climate === "string") return { climate, outages };
  if (weather === undefined) throw new FlotillaError("internal", `expected the weather of ${climate.file}, found none`);
  return { climate: weather, outages };
}

function buildProtocol({ protocol, target }: ScenarioInput): Plan["protocol"] {
  const written: ProtocolInput =
    protocol ?? (typeof target === "object" ? target.protocol : undefined) ?? defaults.protocol;
  const { kind = defaults.protocol, ...given } = typeof written === "string" ? { kind: written } : written;
  const options = protocols[kind]!.readOptions(given);
  if (options instanceof FlotillaError) throw options;
  return { kind, options: options as Plan["protocol"]["options"] };
}

function buildThreshold(expression: string): Threshold {
  const parsed = parseThreshold(expression);
  if (!parsed.ok) throw new FlotillaError("internal", `expected ${parsed.fault.expected}, found ${parsed.fault.found}`);
  return parsed.threshold;
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) frozen(item);
  }
  return value;
}
