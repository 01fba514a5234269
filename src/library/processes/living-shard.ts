/**
 * Makes the shard that a process of its own is told of. Whatever only some plans need is loaded for those only: this and what it imports is
 * what every one of these processes costs.
 */
import { resolve } from "node:path";
import type { Kind } from "../../device/kind.ts";
import { GeneratorReporter } from "../../fleet/generator/generator-reporter.ts";
import { VirtualClock } from "../../kernel/clock.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { RealClock } from "../../kernel/real-clock.ts";
import { Scheduler } from "../../kernel/scheduler.ts";
import type { ScenarioFunctions } from "../../scenario/scripts/script-context.ts";
import { ReportMaker } from "../../shards/report-maker.ts";
import type { LivingShard, ToParent } from "../../shards/shard-server.ts";
import type { ShardSetup } from "../../shards/shard-setup.ts";
import { sliceOf } from "../../shards/slice.ts";
import { RoutedGateway } from "../command-gateways.ts";
import { inlineLess } from "./inline-less.ts";
import { makeShard } from "../make-shard.ts";
import { acrossNetwork, inMemory, type OtherSide } from "../other-side.ts";
import { packageVersion } from "../package-version.ts";
import { ProcessGauge } from "./process-gauge.ts";
import { shippedKinds } from "./shipped-kinds.ts";
import { wakeGrainMillis } from "./wake-ups.ts";

export async function livingShard(setup: ShardSetup, parent: ToParent): Promise<LivingShard> {
  const { version, plan, limits = [], number, count, folder, virtual, firstNames } = setup;
  if (version !== packageVersion)
    throw new FlotillaError("internal", `expected a shard of Flotilla ${version}, found ${packageVersion}`, {
      hint: "Flotilla was installed anew while it ran. Start the run again.",
    });
  if (!virtual) inlineLess();
  const clock = virtual ? new VirtualClock(plan.clock.start) : standing(plan.clock, count);
  const gauge = new ProcessGauge({
    watchLoop: !virtual,
    processes: count,
    unsentBytes: () => side.unsentBytes(),
    portsLeft: () => side.portsLeft(),
  });
  const scheduler = new Scheduler(clock, (late) => gauge.late(late));
  const kinds = await kindsOf(setup);
  const side = virtual ? await inMemory(scheduler) : await network(setup, scheduler, parent);
  const gateway = new RoutedGateway(side.command, scheduler);
  const records = await recordsOf(setup, parent);
  const shard = await makeShard({
    plan,
    homes: sliceOf(plan.homes, number, count),
    number,
    limits,
    kinds: new Map(kinds.map((kind) => [kind.name, kind])),
    kindsAreOurs: setup.kinds.files.length === 0,
    functions: await functionsOf(setup, kinds),
    folder,
    scheduler,
    side,
    gateway,
    firstNames,
    record: records?.record,
    ...(await tracing(setup, parent)),
  });
  const reporter = new GeneratorReporter(gauge);
  return {
    shard,
    scheduler,
    reports: new ReportMaker(shard, { generator: () => reporter.report() }),
    begin(startedAt) {
      if (clock instanceof RealClock) clock.begin(startedAt);
      gauge.start();
    },
    over: () => gauge.stop(),
    async close() {
      gateway.close();
      scheduler.stop();
      await records?.close();
    },
  };
}

function standing({ start, speed }: ShardSetup["plan"]["clock"], count: number): RealClock {
  return RealClock.standing(start, speed === "max" ? 1 : speed, wakeGrainMillis(count));
}

function network({ plan, serverUrl, sources }: ShardSetup, scheduler: Scheduler, parent: ToParent): Promise<OtherSide> {
  if (serverUrl === undefined) return acrossNetwork(scheduler, { url: plan.target!.url }, sources);
  return acrossNetwork(scheduler, { url: serverUrl, command: (...command) => parent.command(...command) }, sources);
}

/** The kinds of the plan, and those that it does not need only where they are in one file with others. */
export async function kindsOf({ kinds, folder }: Pick<ShardSetup, "kinds" | "folder">): Promise<readonly Kind[]> {
  const shipped = await shippedKinds(kinds.shipped);
  if (kinds.files.length === 0) return shipped;
  const { loadKinds } = await import("../sources/load-kinds.ts");
  return loadKinds(shipped, kinds.files, folder);
}

/** Functions are no data: the scenario that has them is made once more. */
export async function functionsOf(
  { scenario, folder }: Pick<ShardSetup, "scenario" | "folder">,
  kinds: readonly Kind[],
): Promise<ScenarioFunctions | undefined> {
  if (scenario === undefined) return undefined;
  const { functionsOfScenario } = await import("../sources/scenario-functions.ts");
  return functionsOfScenario(scenario, kinds, resolve(folder));
}

async function recordsOf({ records, virtual }: ShardSetup, { warn }: ToParent) {
  if (records === undefined) return undefined;
  const { openRecordPart } = await import("./record-part.ts");
  return openRecordPart(records, { waits: virtual, warn });
}

async function tracing({ traced }: ShardSetup, parent: ToParent) {
  if (traced === undefined) return {};
  const { matches } = await import("../../report/id-patterns.ts");
  return {
    trace: (...frame: Parameters<ToParent["frame"]>): void => parent.frame(...frame),
    traced: matches(traced),
  };
}
