/**
 * What the schema cannot see: whether the parts of a scenario mean something together.
 *
 * Works on a draft, so that every fault is found at once: what did not fit the schema is not there, and nothing is
 * concluded from its absence.
 */
import type { Kind } from "../device/kind.ts";
import { checkExpectations } from "./check-expectations.ts";
import { checkFleet } from "./check-fleet.ts";
import { checkLoad } from "./check-load.ts";
import { checkTarget } from "./check-target.ts";
import { checkTimeline } from "./check-timeline.ts";
import type { Draft } from "./draft.ts";
import type { Report } from "./report.ts";
import type { ScenarioInput } from "./scenario-input.ts";

export function checkScenario(draft: Draft<ScenarioInput>, kinds: ReadonlyMap<string, Kind>, report: Report): void {
  checkTarget(draft, report);
  const fleet = checkFleet(draft, kinds, report);
  const end = checkLoad(draft, fleet, report);
  checkTimeline(draft, fleet, end, report);
  checkExpectations(draft, fleet, report);
}
