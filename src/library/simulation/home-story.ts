/** The simulation of one home that tells its story. */
import type { Kind } from "../../device/kind.ts";
import { firstNames } from "../../fleet/first-names.ts";
import { residentNames } from "../../fleet/identities.ts";
import type { Duration } from "../../kernel/time.ts";
import { Story, type StoryPage } from "../../report/story/story.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { ScenarioFunctions } from "../../scenario/scripts/script-context.ts";
import { Simulation } from "./simulate.ts";
import { simulationNeeds } from "./simulation-needs.ts";

export interface HomeStoryOptions {
  readonly kinds: readonly Kind[];
  readonly functions: ScenarioFunctions;
  readonly home: number;
  readonly length: Duration;
  readonly page: StoryPage;
  /** Waited for between two bursts of the simulation. */
  readonly ready: () => Promise<void>;
}

export interface HomeStory {
  readonly simulation: Simulation;
  /** Tells what is left; once the simulation is over. */
  end(): void;
}

/** Writes the heading; the rest comes as the simulation runs. @throws FlotillaError `usage` for a home that is none. */
export function homeStory(plan: Plan, { kinds, functions, home, length, page, ready }: HomeStoryOptions): HomeStory {
  const simulation = new Simulation(plan, {
    ...simulationNeeds(kinds, functions),
    home,
    length,
    ready,
    record: (record) => story.record(record),
    notice: (level, text, at) => story.notice(level, text, at),
  });
  const { world, layout, start } = simulation;
  const view = world.home(home);
  const { from, to } = layout.homeDevices(home);
  const devices = Array.from({ length: to - from }, (_, place) => simulation.identity(from + place));
  const story = new Story(
    {
      scenario: plan.name,
      home,
      start,
      timeZoneOffset: plan.clock.timeZoneOffset,
      residents: residentNames({ seed: plan.seed, firstNames }, home, view.traits.residents),
      devices,
      kinds,
      nextServiceChange: (after) => world.nextServiceChange(home, after),
      nextHappening: (after) => world.nextHappening(home, after),
      outdoorTemperature: (at) => view.outdoorTemperature(at),
    },
    page,
  );
  return { simulation, end: () => story.end(simulation.now) };
}
