/**
 * The shards of a run as processes of their own: started, watched, made again when one dies, and put together as one.
 *
 * 1. None of them outlives the run's process: it ends by itself when its channel does, even if that is because the parent was killed.
 * 2. All of them are made before the run begins, so that what cannot be made is a fault and no failed run.
 * 3. A process has the flags that keep a small one small, and none of the parent's own.
 */
import type { ChildProcess } from "node:child_process";
import { ShardGenerator } from "../../fleet/generator/shard-generator.ts";
import { messageOf } from "../../kernel/errors.ts";
import type { RealClock } from "../../kernel/real-clock.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { FleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { Channel } from "../../shards/channel.ts";
import type { FromShard, ToShard } from "../../shards/message.ts";
import type { LimitsAhead } from "../../shards/limits-ahead.ts";
import { ShardClient, type ShardEvents } from "../../shards/shard-client.ts";
import type { ShardSetup } from "../../shards/shard-setup.ts";
import { sliceOf } from "../../shards/slice.ts";
import { UnitedShards } from "../../shards/united-shards.ts";
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
  /** Is told when they are long in coming. */
  readonly waiting?: ((text: string) => void) | undefined;
}

export interface ShardProcesses {
  readonly shard: UnitedShards;
  /** Done when every one of them is gone. */
  close(): Promise<void>;
}

/** @throws FlotillaError of the first shard that could not be made. */
export async function openShardProcesses(options: ShardProcessesOptions): Promise<ShardProcesses> {
  const { plan, count, layout, scheduler, setup, limits, events, waiting } = options;
  const children = new Set<Promise<unknown>>();
  const open = (): Channel<ToShard, FromShard> => {
    let child: ChildProcess;
    try {
      child = startProcess("processes/shard-process", [youngGeneration]);
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
      devices: layout.total,
      scheduler,
      alarm,
      patience: patienceFor(count, to - from),
      unixAt: (at) => (scheduler.clock.virtual ? 0 : (scheduler.clock as RealClock).unixAt(at)),
      events,
    });
  });
  const close = async (): Promise<void> => {
    for (const client of clients) client.close();
    await Promise.all(children);
  };
  let ready = 0;
  const calmDown = alarm(longMillis, () =>
    waiting?.(
      `shards not ready after ${longMillis / 1_000} s: ${count - ready} of ${count}; ` +
        `each is waited for ${Math.round(Math.max(...clients.map(({ patience }) => patience)) / 1_000)} s`,
    ),
  );
  try {
    await Promise.all(clients.map((client) => client.ready.then(() => ready++)));
  } catch (thrown) {
    await close();
    throw thrown;
  } finally {
    calmDown();
  }
  return { shard: new UnitedShards({ plan, layout, scheduler, shards: clients, limits }), close };
}

/**
 * Real milliseconds in which a shard has to be ready. Starting it takes a fifth of a second of a core and making it hardly more, but there
 * may be many at once on few cores, and what a scenario or a kind in code does at first is not known.
 */
function patienceFor(count: number, devices: number): number {
  return 60_000 + 2_000 * count + devices;
}

/** Real: when it is told that somebody is not ready yet. */
const longMillis = 10_000;

function alarm(after: number, ring: () => void): () => void {
  const off = new AbortController();
  // Nobody waits for this: what it is about keeps the process going, or is over.
  AbortSignal.timeout(Math.ceil(after)).addEventListener("abort", ring, { signal: off.signal });
  return () => off.abort();
}

/** Half of the young generation that V8 would use, as little as the run's own process uses. */
const youngGeneration = "--max-semi-space-size=4";
