/**
 * Puts a run together: clock, scheduler, world, server, transport, shards. The composition root that library and command line share.
 *
 * 1. Whoever assembles closes: {@link Assembly.close} releases everything that was opened here, in any state, more than once.
 * 2. A run talks to a shard by its port. It lives in this process, or there are several in processes of their own: nothing else is
 *    different.
 * 3. Simulated time stands until the run begins, and then is the same in all processes.
 */
import { randomUUID } from "node:crypto";
import type { Kind } from "../device/kind.ts";
import { firstNames } from "../fleet/first-names.ts";
import { FleetRun } from "../fleet/fleet-run.ts";
import type { RunInfo, RunOutput } from "../fleet/run-events.ts";
import type { Shard } from "../fleet/shard.ts";
import type { ShardPort } from "../fleet/shard-port.ts";
import { VirtualClock } from "../kernel/clock.ts";
import { RealClock } from "../kernel/real-clock.ts";
import { Scheduler } from "../kernel/scheduler.ts";
import type { Duration } from "../kernel/time.ts";
import { type FleetLayout, fleetLayout, type Range } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ScenarioFunctions } from "../scenario/scripts/script-context.ts";
import { targetUrls } from "../scenario/target/target-urls.ts";
import { plannedMoments } from "../scenario/timeline/planned-moments.ts";
import type { RunningServer } from "../server/http-server.ts";
import type { Hub } from "../server/hub.ts";
import type { KindSource, ScenarioCode } from "../shards/shard-setup.ts";
import type { FrameListener, LinkPlan } from "../wire/link/link-contract.ts";
import { displayUrls } from "../wire/transport/target-url.ts";
import type { SourceSlice } from "../wire/transport/source-slice.ts";
import type { Transport } from "../wire/transport/transport.ts";
import { checkPlan } from "./sources/check-plan.ts";
import { chooseShards } from "./processes/choose-shards.ts";
import { counted } from "../report/figures.ts";
import { fleetHere } from "./fleet-here.ts";
import { fleetInShards } from "./processes/fleet-in-shards.ts";
import { thisMachine } from "./machine/this-machine.ts";
import { packageVersion } from "./package-version.ts";
import { ProcessGauge } from "./processes/process-gauge.ts";
import { overloaded } from "./processes/shard-count.ts";
import { wakeGrainMillis } from "./processes/wake-ups.ts";

export interface AssemblyOptions {
  readonly kinds: readonly Kind[];
  /** Where relative paths of the plan count from. */
  readonly folder: string;
  readonly virtual: boolean;
  readonly outputs: readonly RunOutput[];
  /** Those that the plan names, of a scenario in TypeScript. */
  readonly functions?: ScenarioFunctions;
  readonly trace?: FrameListener;
  readonly traced?: (id: string) => boolean;
  readonly giveUpAfter?: Duration;
  /** A slice of the homes instead of all. */
  readonly homes?: Range;
  /** Changes what all links of a group have in common; for recordings. */
  readonly around?: (link: LinkPlan) => LinkPlan;
  /** Stands between the links of a group of the plan and the network. */
  readonly tap?: (transport: Transport, group: number, scheduler: Scheduler) => Transport;
  /** Is told what takes long before there is a run that could tell of it. */
  readonly waiting?: (text: string) => void;
  /** Where devices may dial from; absent: the system chooses. */
  readonly sources?: Pick<SourceSlice, "addresses" | "ports">;
  /** Processes that live the fleet; absent: one, this. */
  readonly shards?: number | "auto";
  /** What it takes to make the fleet once more in other processes; absent: it is in this one only. */
  readonly elsewhere?: Elsewhere;
}

/** What other processes are told instead of what only this one has. */
export interface Elsewhere {
  readonly kinds: KindSource;
  /** For `functions`. */
  readonly scenario?: ScenarioCode;
  /** For `traced`: patterns in which `*` is any characters. */
  readonly traced?: readonly string[];
  /** For outputs that take records: where those of a shard go. It is called for each of its lives once. */
  readonly records?: { readonly secrets: readonly string[]; part(shard: number): string };
}

export interface Assembly {
  readonly run: FleetRun;
  readonly shard: ShardPort;
  /** The one shard that lives in this process. */
  readonly here: Shard | undefined;
  readonly scheduler: Scheduler;
  readonly layout: FleetLayout;
  /** The built-in server, when the run has one on a real socket. */
  readonly server: RunningServer | undefined;
  readonly hub: Hub | undefined;
  /** Why there are so many shards, in one line; absent with one that is enough. */
  readonly remark: string | undefined;
  close(): Promise<void>;
}

/** How the fleet of a run lives, here or elsewhere. */
export interface LivingFleet {
  readonly shard: ShardPort;
  readonly here: Shard | undefined;
  readonly server: RunningServer | undefined;
  readonly hub: Hub | undefined;
  /** Of this process's own connections. */
  readonly unsentBytes: () => number;
  readonly portsLeft: () => number | null;
  close(): Promise<void>;
}

/** What both ways are made of. */
export interface FleetMaterial {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly firstNames: readonly string[];
  readonly scheduler: Scheduler;
  readonly options: AssemblyOptions;
  /** The run. It is there once its fleet is. */
  readonly run: () => FleetRun;
  /** Does it with the run: now, or as soon as there is one. */
  readonly withRun: (task: (run: FleetRun) => void) => void;
}

/** Real: so long before the run begins all shards know of it. */
const leadMillis = 100;

/**
 * @throws FlotillaError `usage` for a plan that cannot be run this way or is of unknown kinds, `file` for TLS files that
 * cannot be read, `scenario` for protocol options that do not fit.
 */
export async function assemble(plan: Plan, options: AssemblyOptions): Promise<Assembly> {
  const startedAt = new Date();
  const kinds = new Map(options.kinds.map((kind) => [kind.name, kind]));
  checkPlan(plan, kinds, options.virtual);
  const layout = fleetLayout(plan);
  const { count, remark } = await shardsOf(plan, options);
  const speed = plan.clock.speed === "max" ? 1 : plan.clock.speed;
  const clock = options.virtual
    ? new VirtualClock(plan.clock.start)
    : RealClock.standing(plan.clock.start, speed, wakeGrainMillis(count));
  const gauge = new ProcessGauge({
    watchLoop: !options.virtual,
    processes: count === 1 ? 1 : count + 1,
    unsentBytes: () => fleet.unsentBytes(),
    portsLeft: () => fleet.portsLeft(),
  });
  const scheduler = new Scheduler(clock, (late) => gauge.late(late));
  // A shard may have something to tell, or die, while others are still being made.
  let early: ((run: FleetRun) => void)[] | undefined = [];
  const withRun: FleetMaterial["withRun"] = (task) => void (early === undefined ? task(run) : early.push(task));
  const material: FleetMaterial = { plan, layout, kinds, firstNames, scheduler, options, run: () => run, withRun };
  const fleet: LivingFleet = count === 1 ? await fleetHere(material) : await fleetInShards(material, count);
  const { shard, here, server, hub } = fleet;
  const run: FleetRun = new FleetRun({
    info: runInfo(plan, {
      layout,
      startedAt,
      target: targetOf(plan, options, server),
      virtual: options.virtual,
      count,
    }),
    shard,
    scheduler,
    gauge,
    outputs: options.outputs,
    version: packageVersion,
    beginTime: () => {
      if (clock instanceof RealClock) clock.begin(Date.now() + (count === 1 ? 0 : leadMillis));
    },
    ...(options.giveUpAfter === undefined ? {} : { giveUpAfter: options.giveUpAfter }),
  });
  const waiting = early;
  early = undefined;
  for (const task of waiting) task(run);
  const close = async (): Promise<void> => {
    run.abort();
    try {
      await run.ended;
    } finally {
      await fleet.close();
    }
  };
  return { run, shard, here, scheduler, layout, server, hub, remark, close };
}

async function shardsOf(
  plan: Plan,
  options: AssemblyOptions,
): Promise<{ readonly count: number; readonly remark: string | undefined }> {
  const { virtual, shards = 1, kinds, folder, functions } = options;
  const asked = virtual && shards === "auto" ? 1 : shards;
  const onlyOne = onlyOneFor(options);
  if (asked === 1) return { count: 1, remark: undefined };
  const { count, why, tooMuch } = await chooseShards({
    plan,
    asked,
    onlyOne,
    machine: thisMachine(),
    // Loaded where it is needed only. It assembles what it lives through, too: one process, in virtual time.
    forecast:
      functions !== undefined && functions.size > 0
        ? undefined
        : async (limits) => (await import("./forecast-plan.ts")).forecastPlan(plan, { kinds, folder, ...limits }),
  });
  const told = why !== undefined && (count > 1 || tooMuch === true);
  const end = tooMuch === true ? `; ${overloaded}` : "";
  return { count, remark: told ? `${counted(count, "shard")}: ${why}${end}` : undefined };
}

/** Why there can be but one shard, this process. */
function onlyOneFor({ around, tap, homes, outputs, trace, elsewhere, functions }: AssemblyOptions): string | undefined {
  if (elsewhere === undefined) return "what the fleet is made of is in this process only";
  if (around !== undefined || tap !== undefined) return "a tape is written by one process";
  if (homes !== undefined) return "only some of the homes are run";
  if (outputs.some(({ recorded }) => recorded !== undefined) && elsewhere.records === undefined)
    return "an output takes the records of all devices";
  if (trace !== undefined && elsewhere.traced === undefined) return "who is traced is known in this process only";
  if (functions !== undefined && functions.size > 0 && elsewhere.scenario === undefined)
    return "the scenario's functions are in this process only";
  return undefined;
}

/** Without credentials; `null` in memory. */
function targetOf(plan: Plan, { virtual }: AssemblyOptions, server: RunningServer | undefined): string | null {
  if (virtual) return null;
  return plan.target === undefined ? (server?.url ?? null) : displayUrls(targetUrls(plan.target));
}

interface RunCircumstances {
  readonly layout: FleetLayout;
  readonly startedAt: Date;
  readonly target: string | null;
  readonly virtual: boolean;
  readonly count: number;
}

function runInfo(plan: Plan, { layout, startedAt, target, virtual, count }: RunCircumstances): RunInfo {
  return {
    id: randomUUID(),
    scenario: plan.name,
    description: plan.description,
    seed: plan.seed,
    startedAt: startedAt.toISOString(),
    speed: virtual ? "max" : plan.clock.speed,
    shards: count,
    durationMillis: plan.duration,
    timeZoneOffsetMillis: plan.clock.timeZoneOffset,
    target,
    devices: layout.total,
    homes: plan.homes,
    byKind: layout.byKind(),
    steps: plannedMoments(plan).map(({ name, at }) => ({ name, atMillis: at })),
  };
}
