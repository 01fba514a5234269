/** The load: a list of phases for every group, which lasts and brings somebody. */
import { type Duration, millis, parseDuration } from "../../kernel/time.ts";
import { buildLoad, type LoadedGroup, others } from "./build-load.ts";
import { checkPhases, type DraftPhase } from "./check-phase.ts";
import { defaults } from "../defaults.ts";
import type { Draft } from "../draft.ts";
import type { FleetFacts } from "../groups/fleet-facts.ts";
import { loadDuration } from "./load-shape.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { LoadInput, ScenarioInput } from "../scenario-input.ts";
import { parseShare } from "../values/share.ts";
import { nameHint } from "../problems/suggestion.ts";
import type { ValuePath } from "../source/value-path.ts";

/** When the run ends, and whether that was asked for. */
export interface RunEnd {
  readonly at: Duration;
  /** `duration` decides; steps after it are left out, not wrong. */
  readonly cut: boolean;
}

/** @returns the end of the run, if it is known. */
export function checkLoad(
  draft: Draft<ScenarioInput>,
  fleet: FleetFacts,
  report: Report,
  files?: ScenarioFiles,
): RunEnd | undefined {
  const { load } = draft;
  if (load === undefined && report.isFaulty(["load"])) return undefined;
  const lists = listsOf(load ?? defaults.load);
  if (load !== undefined && !Array.isArray(load)) checkNames(load as Named, fleet, report);
  for (const { path, phases, name } of lists) {
    checkPhases(phases, path, { total: devicesIn(fleet, lists, name), scaled: fleet.scaled, files, report });
  }
  const groups = fleet.groups.map((group, position): LoadedGroup => {
    return { name: group?.name ?? "", devices: fleet.devicesOf(position) ?? 0 };
  });
  const sound = !report.isFaulty(["load"]) && lists.every(({ phases }) => !phases.includes(undefined));
  const tracks = sound ? buildLoad(load as LoadInput | undefined, groups, files) : undefined;
  const length = tracks === undefined ? undefined : loadDuration(tracks);
  if (length === 0 && draft.duration === undefined) {
    report.problem(["load"], "expected a load that lasts, found 0s in all", { key: true });
  }
  if (lists.every(({ phases }) => !phases.some(brings)) && !report.isFaulty(["load"])) {
    report.warning(["load"], "no device ever connects", { key: true, hint: "start with { ramp: 100%, over: 1m }" });
  }
  if (draft.duration !== undefined) return { at: parseDuration(draft.duration)!, cut: true };
  // Without knowing how many devices there are nobody knows how long it takes to connect them at a rate.
  const byRate =
    fleet.total === undefined && lists.some(({ phases }) => phases.some((phase) => phase?.rate !== undefined));
  return length === undefined || length === 0 || byRate || report.isFaulty(["duration"])
    ? undefined
    : { at: millis(length), cut: false };
}

type Named = Readonly<Record<string, readonly DraftPhase[] | undefined>>;

interface PhaseList {
  readonly path: ValuePath;
  /** Absent: for all groups. */
  readonly name: string | undefined;
  readonly phases: readonly DraftPhase[];
}

function listsOf(load: Draft<LoadInput>): PhaseList[] {
  if (Array.isArray(load)) return [{ path: ["load"], name: undefined, phases: load as readonly DraftPhase[] }];
  return Object.entries(load as Named).flatMap(([name, phases]) =>
    phases === undefined ? [] : [{ path: ["load", name], name, phases }],
  );
}

function checkNames(load: Named, { groups }: FleetFacts, report: Report): void {
  const known = groups.flatMap((group) => (group?.name === undefined ? [] : [group.name]));
  if (known.length < groups.length) return;
  for (const name of Object.keys(load)) {
    if (name === others || known.includes(name)) continue;
    report.problem(["load", name], `expected the name of a group, or others, found "${name}"`, {
      key: true,
      hint: nameHint(name, [...known, others]),
    });
  }
  const rest = known.filter((name) => !Object.hasOwn(load, name));
  if (Object.hasOwn(load, others) && rest.length === 0) {
    report.problem(["load", others], "expected groups that are not named, found none left", { key: true });
  }
  if (!Object.hasOwn(load, others) && rest.length > 0 && !report.isFaulty(["load"])) {
    report.problem(["load"], `expected a load for every group, found none for ${rest.join(", ")}`, {
      key: true,
      hint: "others: [...] is for all groups that are not named",
    });
  }
}

/** How many devices a list is for, if that is known. */
function devicesIn(fleet: FleetFacts, lists: readonly PhaseList[], name: string | undefined): number | undefined {
  if (name === undefined) return fleet.total;
  let total: number | undefined = 0;
  for (const [position, group] of fleet.groups.entries()) {
    const named = lists.some((list) => list.name !== others && list.name === group?.name);
    if (name === others ? named : group?.name !== name) continue;
    const devices = fleet.devicesOf(position);
    total = devices === undefined || total === undefined ? undefined : total + devices;
  }
  return total;
}

/** Whether anybody connects in the phase, who was not there before. */
function brings(phase: DraftPhase): boolean {
  const { hold, ramp, step, spike, wave } = phase ?? {};
  return hold !== undefined || [ramp, step, spike, wave?.from, wave?.to].some((level) => !isNothing(level));
}

function isNothing(level: string | number | undefined): boolean {
  return level === undefined || level === 0 || (typeof level === "string" && parseShare(level) === 0);
}
