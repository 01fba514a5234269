/**
 * The shards of a run as processes of their own: started, watched, made again when one dies, and put together as one.
 *
 * 1. None of them outlives the run's process: it ends by itself when its channel does, even if that is because the parent was killed.
 * 2. All of them are made before the run begins, so that what cannot be made is a fault and no failed run.
 * 3. A process has the flags that keep a small one small, and none of the parent's own.
 */
import type { ChildProcess } from "node:child_process";
import { ShardGenerator } from "../fleet/shard-generator.ts";
import { messageOf } from "../kernel/errors.ts";
import type { RealClock } from "../kernel/real-clock.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { FleetLayout } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Channel } from "../shards/channel.ts";
import type { FromShard, ToShard } from "../shards/message.ts";
import type { LimitsAhead } from "../shards/limits-ahead.ts";
import { ShardClient, type ShardEvents } from "../shards/shard-client.ts";
import type { ShardSetup } from "../shards/shard-setup.ts";
import { sliceOf } from "../shards/slice.ts";
import { UnitedShards } from "../shards/united-shards.ts";
import { channelToChild, channelToNobody } from "./process-channel.ts";
import { exitOf, startProcess } from "./start-process.ts";

export interface ShardProcessesOptions {
  readonly plan: Plan;
  readonly count: number;
  readonly layout: FleetLayout;
  /** Of the run. */
  readonly scheduler: Scheduler;
  /** What the shard of this number is given, made for each of its lives. */
  readonly setup: (number: number) => ShardSetup;
  readonly limits: LimitsAhead;
  readonly events: ShardEvents;
}

export interface ShardProcesses {
  readonly shard: UnitedShards;
  /** Done when every one of them is gone. */
  close(): Promise<void>;
}

/** @throws FlotillaError of the first shard that could not be made. */
export async function openShardProcesses(options: ShardProcessesOptions): Promise<ShardProcesses> {
  const { plan, count, layout, scheduler, setup, limits, events } = options;
  const children = new Set<Promise<unknown>>();
  const open = (): Channel<ToShard, FromShard> => {
    let child: ChildProcess;
    try {
      child = startProcess("shard-process", [youngGeneration]);
    } catch (thrown) {
      return channelToNobody(messageOf(thrown));
    }
    const gone = exitOf(child);
    children.add(gone);
    void gone.then(() => children.delete(gone));
    return channelToChild(child);
  };
  const clients = Array.from({ length: count }, (_, number) => {
    const homes = sliceOf(plan.homes, number, count);
    const { from, to } = layout.homeDevices(homes);
    return new ShardClient({
      setup: () => setup(number),
      open,
      generator: new ShardGenerator({ number, homes: homes.to - homes.from, devices: to - from }),
      devices: to - from,
      scheduler,
      unixAt: (at) => (scheduler.clock.virtual ? 0 : (scheduler.clock as RealClock).unixAt(at)),
      events,
    });
  });
  const close = async (): Promise<void> => {
    for (const client of clients) client.close();
    await Promise.all(children);
  };
  try {
    await Promise.all(clients.map(({ ready }) => ready));
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { shard: new UnitedShards({ plan, layout, scheduler, shards: clients, limits }), close };
}

/** Half of the young generation that V8 would use, as little as the run's own process uses. */
const youngGeneration = "--max-semi-space-size=4";
