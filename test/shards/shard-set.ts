/**
 * One plan lived in several shards of this process, each with its own clock, network and server, and put together from their reports:
 * all of it but processes and channels.
 *
 *     const set = shardSet(3, sketch);
 *     set.pass(60);
 *     set.port.counted()
 */
import { expect } from "vitest";
import { Judge } from "../../src/fleet/expectations/judge.ts";
import { ShardGenerator } from "../../src/fleet/generator/shard-generator.ts";
import type { ShardPort } from "../../src/fleet/shard-port.ts";
import type { Moment } from "../../src/fleet/timeline/stage.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { later, millis, seconds } from "../../src/kernel/time.ts";
import type { Range } from "../../src/scenario/groups/fleet-layout.ts";
import { noFigures } from "../../src/metrics/process-figures.ts";
import { Mirror } from "../../src/shards/mirror.ts";
import { ReportMaker } from "../../src/shards/report-maker.ts";
import { sliceOf } from "../../src/shards/slice.ts";
import { type RemoteShard, UnitedShards } from "../../src/shards/united-shards.ts";
import { fleetRig, type FleetRig, planOf, type Sketch } from "../fleet/fleet-rig.ts";

export interface ShardSet {
  readonly port: ShardPort;
  readonly judge: Judge;
  readonly rigs: readonly FleetRig[];
  readonly moments: readonly Moment[];
  /** Lets seconds pass. After each the shards report, if they are among those that `reports` says. */
  pass(length: number, reports?: (second: number, shard: number) => boolean): void;
  /** A shard dies; and is there again, with nothing of what it was. */
  lose(shard: number): void;
  revive(shard: number): void;
  /** The run is over: goodbyes, and the last reports. */
  stop(): Promise<void>;
}

/** @param count 0: one shard and nothing between it and who reads it. */
export function shardSet(count: number, sketch: Sketch): ShardSet {
  return count === 0 ? alone(sketch) : united(count, sketch);
}

function alone(sketch: Sketch): ShardSet {
  const rig = fleetRig(sketch, { start: false });
  return watched(rig.shard, [rig], rig.scheduler, {
    report: () => {},
    lose: () => expect.fail("expected one of several shards"),
    revive: () => expect.fail("expected one of several shards"),
  });
}

function united(count: number, sketch: Sketch): ShardSet {
  const plan = planOf(sketch);
  const scheduler = new Scheduler(new VirtualClock(plan.clock.start));
  const lives = Array.from({ length: count }, (_, number) => life(sketch, sliceOf(plan.homes, number, count)));
  const rigs = lives.map(({ rig }) => rig);
  const dead = new Set<number>();
  const mirrors = rigs.map(() => new Mirror());
  const shards = mirrors.map((mirror, number): RemoteShard => ({
    mirror,
    generator: new ShardGenerator({ number, homes: 0, devices: 0 }),
    start: (origin) => rigs[number]!.shard.start(origin),
    stop: async () => {
      await rigs[number]!.shard.stop();
      mirror.add(structuredClone(lives[number]!.maker.last()));
    },
    abandon: () => rigs[number]!.shard.abandon(),
    second: (second) => rigs[number]!.shard.second(second),
  }));
  const port = new UnitedShards({ plan, layout: rigs[0]!.shard.layout, scheduler, shards });
  return watched(port, rigs, scheduler, {
    report: (number) => {
      if (!dead.has(number)) mirrors[number]!.add(structuredClone(lives[number]!.maker.make()));
    },
    lose: (number) => {
      dead.add(number);
      mirrors[number]!.lost();
    },
    revive: (number) => {
      dead.delete(number);
      const next = life(sketch, sliceOf(plan.homes, number, count));
      lives[number] = next;
      rigs[number] = next.rig;
      next.rig.scheduler.clock.advanceTo(scheduler.now);
      next.rig.shard.start(plan.clock.start, millis(scheduler.now - plan.clock.start));
    },
  });
}

function life(sketch: Sketch, homes: Range): { readonly rig: FleetRig; readonly maker: ReportMaker } {
  const rig = fleetRig(sketch, { homes, start: false });
  return { rig, maker: new ReportMaker(rig.shard, { generator: () => ({ figures: noFigures }) }) };
}

interface Handles {
  report(shard: number): void;
  lose(shard: number): void;
  revive(shard: number): void;
}

function watched(
  port: ShardPort,
  rigs: readonly FleetRig[],
  scheduler: Scheduler,
  { report, lose, revive }: Handles,
): ShardSet {
  const moments: Moment[] = [];
  let second = 0;
  const origin = scheduler.now;
  const judge = new Judge(
    { shard: port, scheduler, elapsed: () => 1_000 * second, tell: () => {}, abort: () => {} },
    port.conditions,
  );
  port.listen((moment) => {
    moments.push(moment);
    judge.began(moment.name, moment.at);
  });
  port.start(origin);
  judge.start();
  return {
    port,
    judge,
    rigs,
    moments,
    lose,
    revive,
    pass(length, reports = () => true) {
      for (const end = second + length; second < end;) {
        second++;
        for (const rig of rigs) rig.pass("1s");
        scheduler.clock.advanceTo(later(origin, seconds(second)));
        for (const number of rigs.keys()) if (reports(second, number)) report(number);
        judge.look();
      }
    },
    async stop() {
      judge.end();
      const stopped = port.stop();
      for (const rig of rigs) rig.pass("30s");
      await stopped;
    },
  };
}
