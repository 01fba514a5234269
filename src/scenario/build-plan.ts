/** From a scenario that holds to its plan: every default filled in, every text read, every number worked out. */
import type { Kind } from "../device/kind.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { protocols } from "../wire/protocol/protocols.ts";
import { buildExpectation } from "./expectations/build-expectation.ts";
import { buildGroup, homesOf, scaleFleet } from "./groups/build-fleet.ts";
import { buildLoad } from "./load/build-load.ts";
import { buildStep } from "./timeline/build-step.ts";
import { buildScripts } from "./scripts/build-scripts.ts";
import { buildTarget } from "./target/build-target.ts";
import { buildWorldEvents } from "./surroundings/build-world-events.ts";
import { defaults } from "./defaults.ts";
import { fleetLayout } from "./groups/fleet-layout.ts";
import { parseInstant } from "./values/iso-time.ts";
import { loadDuration } from "./load/load-shape.ts";
import type { GroupPlan, Plan } from "./plan.ts";
import type { HourlyClimate } from "../world/climate.ts";
import type { ScenarioFiles } from "./source/scenario-files.ts";
import type { GroupInput, ProtocolInput, ScenarioInput } from "./scenario-input.ts";
import { stepNames } from "./timeline/step-names.ts";
import { durationOf } from "./values/written-duration.ts";

export interface PlanContext {
  /** Name of a scenario that gives none. */
  readonly name: string;
  /** ISO 8601: what `clock.start: now` means. */
  readonly now: string | undefined;
  /** What the weather file says that the scenario names. */
  readonly weather: HourlyClimate | undefined;
  /** The files beside the scenario; the checks have found those that are needed to be there. */
  readonly files: ScenarioFiles | undefined;
  /** Every kind that may be in the fleet. */
  readonly kinds: readonly Kind[];
}

/** @param scenario one that the checks have let pass. */
export function buildPlan(scenario: ScenarioInput, { name, now, weather, kinds, files }: PlanContext): Plan {
  const target = scenario.target === undefined ? undefined : buildTarget(scenario.target);
  const { homes, fleet } = buildFleet(scenario, files);
  const layout = fleetLayout({ seed: scenario.seed ?? defaults.seed, homes, fleet });
  const groups = fleet.map((group, position) => ({ name: group.name, devices: layout.inGroup(position) }));
  const length = scenario.duration === undefined ? undefined : durationOf(scenario.duration);
  const load = buildLoad(scenario.load, groups, files, length);
  const timeline = scenario.timeline ?? [];
  const names = stepNames(timeline);
  const columns = fleet.flatMap(({ identities }) => Object.keys(identities?.columns ?? {}));
  return withEvents({
    flotilla: 1,
    name: scenario.name ?? name,
    description: scenario.description ?? "",
    seed: scenario.seed ?? defaults.seed,
    clock: buildClock(scenario.clock, now),
    ...(target === undefined ? {} : { target }),
    protocol: buildProtocol(scenario),
    world: buildWorld(scenario.world, weather),
    homes,
    fleet: fleet.map((group, place) => withScripts(group, scenario.fleet[place]?.on, kinds, files)),
    load,
    duration: loadDuration(load),
    timeline: timeline.map((step, position) => buildStep(step, names[position]!, files, columns)),
    expect: (scenario.expect ?? []).map(buildExpectation),
    kinds: scenario.kinds ?? [],
  });
}

/** What the timeline does to weather and days is the world's to know. */
function withEvents(plan: Plan): Plan {
  return frozen({ ...plan, world: { ...plan.world, events: buildWorldEvents(plan) } });
}

function buildFleet(scenario: ScenarioInput, files: ScenarioFiles | undefined): Pick<Plan, "homes" | "fleet"> {
  const { seed = defaults.seed, devices } = scenario;
  const groups = scenario.fleet.map((group) => buildGroup(group, files));
  const homes = homesOf(
    scenario.homes,
    groups.map(({ count }) => count),
  );
  return devices === undefined ? { homes, fleet: groups } : scaleFleet({ seed, homes, fleet: groups }, devices);
}

function withScripts(
  group: GroupPlan,
  scripts: GroupInput["on"],
  kinds: readonly Kind[],
  files: ScenarioFiles | undefined,
): GroupPlan {
  const kind = kinds.find(({ name }) => name === group.kind);
  return kind === undefined ? group : { ...group, ...buildScripts(scripts, kind, files) };
}

function buildClock(clock: ScenarioInput["clock"], now: string | undefined): Plan["clock"] {
  const written = clock?.start ?? defaults.start;
  const start = parseInstant(written === "now" && now !== undefined ? now : written);
  if (start === undefined) throw new FlotillaError("internal", `expected a time, found ${JSON.stringify(written)}`);
  return { start: start.instant, speed: clock?.speed ?? defaults.speed, timeZoneOffset: start.offset };
}

function buildWorld(world: ScenarioInput["world"], weather: HourlyClimate | undefined): Plan["world"] {
  const { climate = defaults.climate, outages = defaults.outages } = world ?? {};
  if (typeof climate === "string") return { climate, outages, events: [] };
  if (weather === undefined) throw new FlotillaError("internal", `expected the weather of ${climate.file}, found none`);
  return { climate: weather, outages, events: [] };
}

function buildProtocol({ protocol, target }: ScenarioInput): Plan["protocol"] {
  const written: ProtocolInput =
    protocol ?? (typeof target === "object" ? target.protocol : undefined) ?? defaults.protocol;
  const { kind = defaults.protocol, ...given } = typeof written === "string" ? { kind: written } : written;
  const options = protocols[kind]!.readOptions(given);
  if (options instanceof FlotillaError) throw options;
  return { kind, options: options as Plan["protocol"]["options"] };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) frozen(item);
  }
  return value;
}
