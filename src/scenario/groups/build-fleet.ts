/** From groups as written to groups of the plan. */
import { FlotillaError } from "../../kernel/errors.ts";
import type { BackoffPolicy } from "../../wire/link/backoff.ts";
import { buildLength, buildNumber, distributionOf } from "../values/build-draw.ts";
import { defaults } from "../defaults.ts";
import { fleetLayout, type FleetShape } from "./fleet-layout.ts";
import { identitiesIn, type IdentityList } from "./identity-list.ts";
import type { GroupPlan, VariantPlan } from "../plan.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { GroupInput, ReconnectInput, VariantInput } from "../scenario-input.ts";
import { parseShare } from "../values/share.ts";
import { durationOf } from "../values/written-duration.ts";

/** @param files for lists of identities and `from`; the checks have found them good. */
export function buildGroup(group: GroupInput, files?: ScenarioFiles): GroupPlan {
  const identities = listOf(group, files);
  return {
    name: group.name ?? group.kind,
    kind: group.kind,
    count: groupCount(group, files),
    id: group.id ?? defaults.id,
    ...(identities === undefined ? {} : { identities: { columns: identities.columns } }),
    variants: (group.variants ?? []).map((variant) => buildVariant(variant, group, files)),
    ...buildMember(group, files),
  };
}

/** What is not said of a variant is as its group says; of mappings, key by key. */
function buildVariant(variant: VariantInput, group: GroupInput, files: ScenarioFiles | undefined): VariantPlan {
  const { name, weight = defaults.weight, settings, labels, telemetry, clock, ...others } = variant;
  const said = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const member: MemberInput = {
    ...group,
    ...said,
    settings: { ...group.settings, ...settings },
    labels: { ...group.labels, ...labels },
    telemetry: { ...group.telemetry, ...telemetry },
    clock: { ...group.clock, ...clock },
  };
  return { name, weight, ...buildMember(member, files) };
}

/** What both a group and a variant say of devices. */
type MemberInput = Omit<VariantInput, "name" | "weight">;

function buildMember(member: MemberInput, files: ScenarioFiles | undefined): Omit<VariantPlan, "name" | "weight"> {
  const { every, ack, buffer, align } = member.telemetry ?? {};
  return {
    settings: settingsOf(member.settings ?? {}, files),
    firmware: firmwareOf(member.firmware ?? defaults.firmware),
    reconnect: policyOf(member.reconnect ?? defaults.reconnect),
    telemetry: {
      ...(every === undefined ? {} : { every: buildLength(every, files) }),
      acknowledge: ack ?? defaults.acknowledge,
      offlineBuffer: buffer ?? defaults.offlineBuffer,
      align: align ?? defaults.align,
    },
    clock: clockOf(member.clock ?? {}, files),
    crashesPerDay: buildNumber(member.crashesPerDay ?? defaults.crashesPerDay, files),
    labels: member.labels ?? {},
  };
}

/** A sound group has at most one of count and perHome; with neither, a list of identities says how many there are. */
export function groupCount(
  group: Pick<GroupInput, "perHome" | "count" | "identities">,
  files: ScenarioFiles | undefined,
): GroupPlan["count"] {
  const { perHome, count } = group;
  const total = count ?? (perHome === undefined ? listOf(group, files)?.count : undefined);
  return total === undefined ? { perHome: distributionOf(perHome ?? defaults.perHome, files) } : { total };
}

function listOf(
  { identities }: Pick<GroupInput, "identities">,
  files: ScenarioFiles | undefined,
): IdentityList | undefined {
  if (identities === undefined || files === undefined) return undefined;
  const reading = identitiesIn(files, identities);
  if (!reading.ok) throw new FlotillaError("internal", `expected identities in ${identities}, found faults`);
  return reading.list;
}

/** With a number of devices in each home one home is enough to say so; with numbers in all, nobody shares unless told to. */
export function homesOf(homes: number | undefined, counts: readonly GroupPlan["count"][]): number {
  if (homes !== undefined) return homes;
  const totals = counts.flatMap((count) => ("total" in count ? [count.total] : []));
  return totals.length < counts.length ? 1 : Math.min(mostHomes, Math.max(1, ...totals));
}

export const mostHomes = 1_000_000;

/**
 * Exactly `devices` devices: each group in proportion to what it has (largest remainders get what is left), and the homes
 * with them, so that a home stays as full as it was.
 */
export function scaleFleet<Group extends FleetShape["fleet"][number]>(
  plan: FleetOf<Group>,
  devices: number,
): FleetOf<Group> {
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

interface FleetOf<Group extends FleetShape["fleet"][number]> extends FleetShape {
  readonly fleet: readonly Group[];
}

function settingsOf(settings: GroupInput["settings"] & {}, files: ScenarioFiles | undefined): GroupPlan["settings"] {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null ? buildNumber(value, files) : value,
    ]),
  );
}

function firmwareOf(firmware: GroupInput["firmware"] & {}): GroupPlan["firmware"] {
  if (typeof firmware === "string") return [[firmware, 1]];
  return Object.entries(firmware).map(([version, share]) => [version, parseShare(share)!]);
}

function clockOf(clock: GroupInput["clock"] & {}, files: ScenarioFiles | undefined): GroupPlan["clock"] {
  const { drift = defaults.drift, skew = defaults.skew, start = defaults.clockStart } = clock;
  const ahead = buildLength(skew, files, "offset");
  return { drift: drift === "typical", skew: ahead, start: start === "epoch" ? "epoch" : "true" };
}

function policyOf(reconnect: BackoffPolicy["policy"] | ReconnectInput): BackoffPolicy {
  const written: ReconnectInput = typeof reconnect === "string" ? { policy: reconnect } : reconnect;
  const { policy, delay = defaults.delay, base = defaults.base, cap = defaults.cap } = written;
  const attempts = written.attempts === undefined ? {} : { attempts: written.attempts };
  if (policy === "fixed") return { policy, delay: durationOf(delay), ...attempts };
  return { policy, base: durationOf(base), cap: durationOf(cap), ...attempts };
}
