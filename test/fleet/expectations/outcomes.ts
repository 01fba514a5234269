/** What becomes of the expectations of a scenario, run to its end in virtual time. */
import type { CheckedExpectation, Notice, Summary } from "../../../src/fleet/run-events.ts";
import { startFleet } from "../../../src/library/start-fleet.ts";
import type { ScenarioInput } from "../../../src/scenario/scenario-input.ts";

export type Sketch = Omit<ScenarioInput, "flotilla">;

export async function outcomes(sketch: Sketch): Promise<readonly CheckedExpectation[]> {
  return (await finished(sketch)).thresholds;
}

/** @param notices takes what is told on the way. */
export async function finished(sketch: Sketch, notices: Notice[] = []): Promise<Summary> {
  await using fleet = await startFleet(
    { flotilla: 1, ...sketch },
    { clock: "virtual", outputs: [{ noticed: (notice) => void notices.push(notice) }] },
  );
  return fleet.finished();
}
