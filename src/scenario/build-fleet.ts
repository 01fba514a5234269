/** From groups as written to groups of the plan. */
import type { BackoffPolicy } from "../wire/link/backoff.ts";
import { defaults } from "./defaults.ts";
import type { Draft } from "./draft.ts";
import type { GroupPlan, Plan } from "./plan.ts";
import type { GroupInput, ReconnectInput } from "./scenario-input.ts";
import { parseShare } from "./share.ts";
import { durationOf, offsetOf } from "./written-duration.ts";
import { fleetLayout } from "./fleet-layout.ts";

export function buildGroup(group: GroupInput): GroupPlan {
  const { every, ack, buffer, align } = group.telemetry ?? {};
  return {
    name: group.name ?? group.kind,
    kind: group.kind,
    count: groupCount(group),
    id: group.id ?? defaults.id,
    settings: group.settings ?? {},
    firmware: firmwareOf(group.firmware ?? defaults.firmware),
    reconnect: policyOf(group.reconnect ?? defaults.reconnect),
    telemetry: {
      ...(every === undefined ? {} : { every: durationOf(every) }),
      acknowledge: ack ?? defaults.acknowledge,
      offlineBuffer: buffer ?? defaults.offlineBuffer,
      align: align ?? defaults.align,
    },
    clock: clockOf(group.clock ?? {}),
    crashesPerDay: group.crashesPerDay ?? defaults.crashesPerDay,
    labels: group.labels ?? {},
  };
}

export function groupCount({ perHome, count }: Draft<GroupInput>): GroupPlan["count"] {
  // A sound group has at most one of the two, and a distribution that is whole.
  return count === undefined
    ? { perHome: (perHome ?? defaults.perHome) as GroupInput["perHome"] & {} }
    : { total: count };
}

/** With a number of devices in each home one home is enough to say so; with numbers in all, nobody shares unless told to. */
export function homesOf(homes: number | undefined, fleet: readonly Draft<GroupInput>[]): number {
  if (homes !== undefined) return homes;
  const counts = fleet.map(({ count }) => count);
  return counts.includes(undefined) ? 1 : Math.min(mostHomes, Math.max(1, ...(counts as number[])));
}

export const mostHomes = 1_000_000;

/**
 * Exactly `devices` devices: each group in proportion to what it has (largest remainders get what is left), and the homes
 * with them, so that a home stays as full as it was.
 */
export function scaleFleet(plan: FleetOfPlan, devices: number): FleetOfPlan {
  const layout = fleetLayout(plan);
  const products = plan.fleet.map((_, group) => layout.inGroup(group) * devices);
  const totals = products.map((product) => Math.floor(product / layout.total));
  const left = devices - totals.reduce((sum, total) => sum + total, 0);
  const byRemainder = products
    .map((product, group) => ({ group, remainder: product % layout.total }))
    .toSorted((a, b) => b.remainder - a.remainder || a.group - b.group);
  for (const { group } of byRemainder.slice(0, left)) totals[group]!++;
  return {
    seed: plan.seed,
    homes: Math.min(mostHomes, Math.max(1, Math.round((plan.homes * devices) / layout.total))),
    fleet: plan.fleet.map((group, position) => ({ ...group, count: { total: totals[position]! } })),
  };
}

type FleetOfPlan = Pick<Plan, "seed" | "homes" | "fleet">;

function firmwareOf(firmware: GroupInput["firmware"] & {}): GroupPlan["firmware"] {
  if (typeof firmware === "string") return [[firmware, 1]];
  return Object.entries(firmware).map(([version, share]) => [version, parseShare(share)!]);
}

function clockOf(clock: GroupInput["clock"] & {}): GroupPlan["clock"] {
  const { drift = defaults.drift, skew = defaults.skew, start = defaults.clockStart } = clock;
  return { drift: drift === "typical", skew: offsetOf(skew), start: start === "epoch" ? "epoch" : "true" };
}

function policyOf(reconnect: BackoffPolicy["policy"] | ReconnectInput): BackoffPolicy {
  const written: ReconnectInput = typeof reconnect === "string" ? { policy: reconnect } : reconnect;
  const { policy, delay = defaults.delay, base = defaults.base, cap = defaults.cap } = written;
  const attempts = written.attempts === undefined ? {} : { attempts: written.attempts };
  if (policy === "fixed") return { policy, delay: durationOf(delay), ...attempts };
  return { policy, base: durationOf(base), cap: durationOf(cap), ...attempts };
}
