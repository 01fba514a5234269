/** Makes a shard that lives in this very process, the run's own or one that it has started: from the same material the same shard. */
import type { Kind } from "../device/kind.ts";
import type { CommandGateway } from "../fleet/command-gateway.ts";
import { ShardCommons } from "../fleet/shard-commons.ts";
import { linkPlans } from "../fleet/link-plan.ts";
import { Shard, type ShardOptions } from "../fleet/shard.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { fleetLayout, type Range } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { KnownLimits } from "../scenario/selection/known-limits.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";
import type { LinkPlan } from "../wire/link/link-contract.ts";
import { protocolOf } from "../wire/protocol/protocols.ts";
import { codeOfPlan } from "./code-of-plan.ts";
import { linkSecurity } from "./link-security.ts";
import type { OtherSide } from "./other-side.ts";
import { isWorthWarmUp, warmUp } from "./warm-up.ts";
import { worldOf } from "./world-of.ts";

export interface ShardMaterial extends Pick<ShardOptions, "firstNames" | "record" | "trace" | "traced"> {
  readonly plan: Plan;
  /** Its homes. */
  readonly homes: Range;
  /** Which of the shards it is, from 0. */
  readonly number: number;
  /** Of selections, as far as somebody has worked them out. */
  readonly limits?: readonly KnownLimits[];
  readonly kinds: ReadonlyMap<string, Kind>;
  /** All of them are shipped, so that some devices may be tried before the run (warm-up.ts). */
  readonly kindsAreOurs?: boolean;
  /** Those that the plan names, of a scenario in TypeScript. */
  readonly functions?: ScenarioFunctions | undefined;
  /** Where relative paths of the plan count from. */
  readonly folder: string;
  readonly scheduler: Scheduler;
  readonly side: OtherSide;
  readonly gateway: CommandGateway;
  /** Changes the link plan of a group, by its position in the plan. */
  readonly finish?: (link: LinkPlan, group: number) => LinkPlan;
}

/** @throws FlotillaError `file` for TLS files that cannot be read, `scenario` for protocol options that do not fit, `usage`. */
export async function makeShard(material: ShardMaterial): Promise<Shard> {
  const {
    plan,
    homes,
    number,
    limits = [],
    kinds,
    functions,
    scheduler,
    gateway,
    firstNames,
    record,
    trace,
    traced,
  } = material;
  const layout = fleetLayout(plan);
  const commons = new ShardCommons(plan, layout, homes);
  commons.learn(limits);
  const world = worldOf(plan);
  if (material.kindsAreOurs === true && !scheduler.clock.virtual && isWorthWarmUp({ layout, homes }))
    warmUp({ plan, layout, homes, kinds, world, firstNames });
  const shard = new Shard({
    plan,
    layout,
    commons,
    homes,
    number,
    kinds,
    linkPlans: await linksOf(material),
    world,
    firstNames,
    scheduler,
    gateway,
    record,
    trace,
    ...(traced === undefined ? {} : { traced }),
    ...(await codeOfPlan(plan, kinds, functions)),
  });
  material.side.hearNoPortLeft?.((text) => shard.voice.complaint("local ports", "none left", text));
  return shard;
}

async function linksOf({
  plan,
  folder,
  scheduler,
  side,
  finish,
}: ShardMaterial): Promise<ReturnType<typeof linkPlans>> {
  const { adapter, protocolOptions } = protocolOf(plan.protocol.kind, plan.protocol.options);
  const security = await linkSecurity(plan, { folder, virtual: scheduler.clock.virtual });
  const material = {
    transport: side.transport,
    protocol: adapter,
    protocolOptions,
    serverUrl: side.url,
    ...security,
  };
  return linkPlans(plan, material, finish);
}
