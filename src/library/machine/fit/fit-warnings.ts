/** What is said before a run that does not fit this machine: a line for each limit that is too small, with its remedy. */
import { whole } from "../../../report/figures.ts";
import { fleetLayout } from "../../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../../scenario/plan.ts";
import { targetUrls } from "../../../scenario/target/target-urls.ts";
import type { FleetWish } from "./fit.ts";
import { fleetFit, tooSmall } from "./fleet-fit.ts";
import { type MachineLimits, readMachineLimits } from "../machine-limits.ts";
import { pairsPerAddress, type Sources } from "../source-addresses.ts";
import { targetPlaces } from "../target-places.ts";

export interface FitWarningOptions {
  /** Processes of the fleet; absent: as many as it takes. */
  readonly shards: number | undefined;
  readonly sources: Sources | undefined;
  readonly limits?: MachineLimits;
}

/** None in virtual time, which has no connections. */
export function fitWarnings(plan: Plan, { shards, sources, limits }: FitWarningOptions): readonly string[] {
  if (plan.clock.speed === "max") return [];
  const devices = fleetLayout(plan).total;
  const builtIn = plan.target === undefined;
  const wish: FleetWish = {
    devices,
    ...(plan.target === undefined ? { targets: 1, local: true } : targetPlaces(targetUrls(plan.target))),
    builtIn,
    ...(shards !== undefined && { shards }),
    ...(sources !== undefined && {
      sources: { addresses: sources.addresses.length, ports: pairsPerAddress(sources) },
    }),
  };
  return tooSmall(fleetFit(limits ?? readMachineLimits(), wish), devices).map(
    ({ limit, devices: fit, remedies }) =>
      `only ${whole(fit!)} of ${whole(devices)} devices fit the ${limit} of this machine: ${remedies[0] ?? "use fewer"}`,
  );
}
