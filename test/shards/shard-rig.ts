/**
 * A shard and its parent's side of it with a channel between them, all in this process and on one clock that is moved by hand, though it
 * counts as a real one: what they say to each other, and when.
 */
import { ShardGenerator } from "../../src/fleet/generator/shard-generator.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { type Duration, type Instant, later, parseDuration } from "../../src/kernel/time.ts";
import { noFigures } from "../../src/metrics/process-figures.ts";
import { type Channel, channelPair } from "../../src/shards/channel.ts";
import type { CommandAsked, FromShard, ToShard, TracedFrame } from "../../src/shards/message.ts";
import { ReportMaker } from "../../src/shards/report-maker.ts";
import { ShardClient } from "../../src/shards/shard-client.ts";
import { type LivingShard, ShardServer, type ToParent } from "../../src/shards/shard-server.ts";
import type { ShardSetup } from "../../src/shards/shard-setup.ts";
import { fleetRig, planOf, type Sketch } from "../fleet/fleet-rig.ts";

export interface ShardRig {
  readonly client: ShardClient;
  readonly scheduler: Scheduler;
  /** What the shard has sent that arrived, in all its lives. */
  readonly arrived: readonly FromShard[];
  readonly told: readonly string[];
  readonly gaveUp: readonly string[];
  readonly commands: readonly CommandAsked[];
  readonly frames: { readonly shown: TracedFrame[]; dropped: number };
  /** Each life of the shard: what it can say, and whether it has ended. */
  readonly lives: readonly Life[];
  /** While held, nothing arrives from the shard, and the channel takes nothing more of it. */
  hold(held: boolean): void;
  /** The process of the shard is killed. */
  kill(): void;
  /** The process of the parent is. */
  orphan(): void;
  pass(length: string): Promise<void>;
  ready(): Promise<void>;
}

interface Life {
  readonly living: LivingShard;
  readonly parent: ToParent;
  /** Something in it throws that nobody catches. */
  fail(thrown: unknown): void;
  ended: boolean;
}

/** A clock for what only happens in real time. */
class HandClock extends VirtualClock implements Clock {
  override readonly virtual = false as unknown as true;
}

/** Real milliseconds that making a shard may take here. */
const patience = 30_000;

/** @param make does what comes before the shard is made. */
export function shardRig(sketch: Sketch, make?: (setup: ShardSetup) => void | Promise<void>): ShardRig {
  const plan = planOf(sketch);
  const scheduler = new Scheduler(new HandClock(plan.clock.start));
  const told: string[] = [];
  const gaveUp: string[] = [];
  const commands: CommandAsked[] = [];
  const arrived: FromShard[] = [];
  const frames: ShardRig["frames"] = { shown: [], dropped: 0 };
  const lives: Life[] = [];
  let ends: readonly [Channel<ToShard, FromShard>, Channel<FromShard, ToShard>];
  const servers: ShardServer[] = [];
  let held = false;
  let waiting: (() => void)[] = [];
  const deliver = (delivery: () => void): void => {
    if (held) waiting.push(delivery);
    else scheduler.at(scheduler.now, { onDue: delivery });
  };
  const open = (): Channel<ToShard, FromShard> => {
    ends = channelPair<ToShard, FromShard>(deliver);
    const [parentSide, shardSide] = ends;
    const server = new ShardServer({
      channel: shardSide,
      make: async (setup, parent) => {
        await make?.(setup);
        const rig = fleetRig(sketch, { start: false, scheduler });
        const generator = (): { figures: typeof noFigures } => ({ figures: noFigures });
        const living: LivingShard = {
          shard: rig.shard,
          scheduler,
          reports: new ReportMaker(rig.shard, { generator }),
          begin: () => {},
          over: () => {},
          close: async () => {},
        };
        lives.push({ living, parent, fail: (thrown) => server.fail(thrown), ended: false });
        return living;
      },
      ended: () => {
        const last = lives.at(-1);
        if (last !== undefined) last.ended = true;
      },
    });
    servers.push(server);
    return {
      ...parentSide,
      send: (message, taken) => parentSide.send(message, taken),
      close: () => parentSide.close(),
      listen: ({ onMessage, onGone }) =>
        parentSide.listen({
          onMessage: (message) => {
            arrived.push(message);
            onMessage(message);
          },
          onGone,
        }),
    };
  };
  const client = new ShardClient({
    setup: () => ({
      version: "test",
      number: 1,
      count: 3,
      plan,
      kinds: { shipped: [], files: [] },
      firstNames: [],
      folder: ".",
      virtual: false,
    }),
    open,
    generator: new ShardGenerator({ number: 1, homes: plan.homes, devices: plan.homes }),
    devices: plan.homes,
    scheduler,
    alarm: (millis, ring) => {
      const ticket = scheduler.at(later(scheduler.now, millis as Duration), { onDue: ring });
      return () => void scheduler.cancel(ticket);
    },
    patience,
    unixAt: (at: Instant) => at,
    events: {
      command: (command, done) => {
        commands.push(command);
        done(command.name === "refused" ? "not connected" : undefined);
      },
      frames: (some, dropped) => {
        frames.shown.push(...some);
        frames.dropped += dropped;
      },
      told: (level, text) => void told.push(`${level}: ${text}`),
      gaveUp: (why) => void gaveUp.push(why),
    },
  });
  const pass = async (length: string): Promise<void> => {
    const end = later(scheduler.now, parseDuration(length)!);
    while (scheduler.nextDue !== undefined && scheduler.nextDue <= end) {
      scheduler.runNext();
      await settled();
    }
    scheduler.runUntil(end);
    await settled();
  };
  return {
    client,
    scheduler,
    arrived,
    told,
    gaveUp,
    commands,
    frames,
    lives,
    hold(on) {
      held = on;
      if (on) return;
      const now = waiting;
      waiting = [];
      for (const delivery of now) deliver(delivery);
    },
    kill: () => ends[1].close(),
    orphan: () => ends[0].close(),
    pass,
    async ready() {
      await pass("0s");
      await client.ready;
    },
  };
}

/** Promises that wait for nothing but each other have had their turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
