/**
 * A fleet that lives in several processes. In this one are the run, the built-in server if it has one, and nobody's device.
 *
 * What is only here (outputs, the server's commands, who watches frames) the shards reach by their channels; what they can make themselves
 * they are told how to ({@link AssemblyOptions.elsewhere}).
 */
import type { FleetMaterial, LivingFleet } from "../assemble.ts";
import { linkSecurity } from "../link-security.ts";
import { type BuiltIn, startBuiltIn } from "../other-side.ts";
import { packageVersion } from "../package-version.ts";
import { openShardProcesses, type ShardProcesses } from "./shard-processes.ts";
import { LimitsAhead } from "../../shards/limits-ahead.ts";
import type { ShardEvents } from "../../shards/shard-client.ts";
import type { RecordPart, ShardSetup } from "../../shards/shard-setup.ts";

export async function fleetInShards(material: FleetMaterial, count: number): Promise<LivingFleet> {
  const { plan, layout, scheduler, options } = material;
  // A file that is missing is told once, and before anything is started.
  await linkSecurity(plan, options);
  const limits = await LimitsAhead.ofFirstRounds({ plan, layout, scheduler });
  const builtIn = plan.target === undefined && !options.virtual ? await startBuiltIn(scheduler) : undefined;
  const setupOf = setups(material, count, limits, builtIn);
  let open: ShardProcesses;
  try {
    open = await openShardProcesses({
      plan,
      count,
      layout,
      scheduler,
      setup: setupOf,
      limits,
      events: eventsFor(material, builtIn),
      waiting: material.options.waiting,
    });
  } catch (thrown) {
    await builtIn?.server.close();
    throw thrown;
  }
  return {
    shard: open.shard,
    here: undefined,
    server: builtIn?.server,
    hub: builtIn?.hub,
    unsentBytes: () => 0,
    portsLeft: () => null,
    async close() {
      await open.close();
      await builtIn?.server.close();
    },
  };
}

function setups(
  { plan, firstNames, options }: FleetMaterial,
  count: number,
  limits: LimitsAhead,
  builtIn: BuiltIn | undefined,
): (number: number) => ShardSetup {
  const { folder, virtual, sources, trace, outputs, functions } = options;
  const { kinds, scenario, traced, records } = options.elsewhere!;
  const recorded = outputs.some((output) => output.recorded !== undefined) ? records : undefined;
  /** Those that have had a life. */
  const begun = new Set<number>();
  const part = (number: number, { secrets, part: fileOf }: NonNullable<typeof recorded>): RecordPart => {
    const optional = begun.has(number);
    begun.add(number);
    return { file: fileOf(number), name: `events.ndjson of shard ${number}`, optional, secrets };
  };
  return (number) => ({
    version: packageVersion,
    number,
    count,
    plan,
    limits: limits.known,
    kinds,
    firstNames,
    folder,
    virtual,
    ...(builtIn === undefined ? {} : { serverUrl: builtIn.server.wsUrl }),
    ...(functions === undefined || functions.size === 0 || scenario === undefined ? {} : { scenario }),
    ...(sources === undefined ? {} : { sources: { ...sources, number, count } }),
    ...(trace === undefined || traced === undefined ? {} : { traced }),
    ...(recorded === undefined ? {} : { records: part(number, recorded) }),
  });
}

function eventsFor({ options, withRun }: FleetMaterial, builtIn: BuiltIn | undefined): ShardEvents {
  let dropped = 0;
  return {
    command({ device, name, args }, done) {
      if (builtIn !== undefined) builtIn.command(device, name, args, done);
      else done("there is no built-in server in this run; say how with `via: { http: ... }`");
    },
    frames(frames, more) {
      for (const { device, direction, data } of frames) options.trace?.(device, direction, data);
      if (more > 0 && dropped === 0)
        withRun((run) => run.notice("warning", "--trace: too many frames to show, some are left out"));
      dropped += more;
    },
    told: (level, text) => withRun((run) => run.notice(level, text)),
    gaveUp: (why) => withRun((run) => run.endBy({ fail: true, why })),
  };
}
