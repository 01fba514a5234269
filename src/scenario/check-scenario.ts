/**
 * What the schema cannot see: whether the parts of a scenario mean something together.
 *
 * Works on a draft, so that every fault is found at once: what did not fit the schema is not there, and nothing is
 * concluded from its absence.
 */
import type { Kind } from "../device/kind.ts";
import { checkExpectations } from "./expectations/check-expectations.ts";
import { checkFleet } from "./groups/check-fleet.ts";
import { checkLoad } from "./load/check-load.ts";
import { checkScripts } from "./scripts/check-scripts.ts";
import { checkTarget } from "./target/check-target.ts";
import { checkTimeline } from "./timeline/check-timeline.ts";
import type { Draft } from "./draft.ts";
import type { Report } from "./problems/report.ts";
import type { ScenarioFiles } from "./source/scenario-files.ts";
import type { ScenarioInput } from "./scenario-input.ts";

/** @param files absent where nobody reads files: what needs one is a fault then. */
export function checkScenario(
  draft: Draft<ScenarioInput>,
  kinds: ReadonlyMap<string, Kind>,
  report: Report,
  files?: ScenarioFiles,
): void {
  const fleet = checkFleet(draft, kinds, report, files);
  checkTarget(draft, report, fleet.columns);
  const end = checkLoad(draft, fleet, report, files);
  checkScripts(draft, fleet, files, report);
  checkTimeline(draft, fleet, end, report, files);
  checkExpectations(draft, fleet, end, report);
}
