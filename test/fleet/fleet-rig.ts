/**
 * A shard in virtual time with the reference server on an in-memory network: everything of a fleet but the process.
 *
 *     const rig = fleetRig({ fleet: [{ kind: "lock", count: 3 }] });
 *     rig.pass("30s");
 */
import { expect } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import type { Kind } from "../../src/device/kind.ts";
import type { CommandGateway } from "../../src/fleet/command-gateway.ts";
import { expressionsOf } from "../../src/fleet/compiled-expressions.ts";
import { firstNames } from "../../src/fleet/first-names.ts";
import { linkPlans } from "../../src/fleet/link-plan.ts";
import type { DeviceRecord } from "../../src/fleet/run-events.ts";
import { needsSeconds } from "../../src/fleet/run-wide/about-the-run.ts";
import { Conductor } from "../../src/fleet/run-wide/conductor.ts";
import { figuresOf } from "../../src/fleet/run-wide/run-figures.ts";
import { Shard } from "../../src/fleet/shard.ts";
import type { RunEnd } from "../../src/fleet/timeline/stage.ts";
import type { Unit } from "../../src/fleet/unit.ts";
import { type Clock, VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { type Instant, later, millis, parseDuration, seconds } from "../../src/kernel/time.ts";
import { compileScenarioValue } from "../../src/scenario/compile-scenario.ts";
import { fleetLayout, type Range } from "../../src/scenario/groups/fleet-layout.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import type { ScenarioFiles } from "../../src/scenario/source/scenario-files.ts";
import type { ScenarioInput } from "../../src/scenario/scenario-input.ts";
import { Hub } from "../../src/server/hub.ts";
import { listenInMemory } from "../../src/server/memory-listener.ts";
import { protocolOf } from "../../src/wire/protocol/protocols.ts";
import { MemoryNetwork } from "../../src/wire/transport/memory-transport.ts";
import { worldOf } from "../../src/library/world-of.ts";
import type { World } from "../../src/world/world.ts";

/** A scenario without what goes without saying: all devices come at once. */
export type Sketch = Omit<ScenarioInput, "flotilla">;

export function planOf(sketch: Sketch, kinds: readonly Kind[] = catalog, files?: ScenarioFiles): Plan {
  const scenario: ScenarioInput = { flotilla: 1, load: [{ ramp: "100%", over: "0s" }, { hold: "1h" }], ...sketch };
  const compiled = compileScenarioValue(scenario, {
    file: "test",
    env: {},
    kinds,
    ...(files === undefined ? {} : { files }),
  });
  if (!compiled.ok) expect.fail(compiled.problems.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return compiled.plan;
}

export interface RigOptions {
  readonly kinds?: readonly Kind[];
  /** Beside the scenario. */
  readonly files?: ScenarioFiles;
  /** A slice of the homes instead of all. */
  readonly homes?: Range;
  /** Instead of the way through the reference server. */
  readonly gateway?: CommandGateway;
  readonly endRun?: (end: RunEnd) => void;
  /** Instead of the plan's own; `start` is the simulated time at the start. */
  readonly world?: (start: Instant) => World;
  /** Instead of a virtual one. */
  readonly clock?: Clock;
  /** One that is there already, instead of one of its own on the clock. */
  readonly scheduler?: Scheduler;
  /** False leaves it to the test to start the shard. */
  readonly start?: boolean;
}

export interface FleetRig {
  readonly plan: Plan;
  readonly shard: Shard;
  readonly scheduler: Scheduler;
  /** The server's; after it died, that of the new one. */
  readonly hub: Hub;
  readonly records: readonly DeviceRecord[];
  /** In order, as `info: ...` and `warning: ...`. */
  readonly notices: readonly string[];
  /** Lets time pass, and checks after every entry that the counts of the fleet add up. */
  pass(length: string): void;
  unit(id: string): Unit;
  /** The server dies, and forgets all; devices find nobody until it is started again. */
  killServer(): void;
  startServer(): void;
  /** The server reads nothing more of the connections it has. */
  freezeServer(): void;
}

const host = "hub.memory";

/** Starts at once, unless told otherwise. */
export function fleetRig(sketch: Sketch, options: RigOptions = {}): FleetRig {
  const kinds = options.kinds ?? catalog;
  const plan = planOf(sketch, kinds, options.files);
  const scheduler = options.scheduler ?? new Scheduler(options.clock ?? new VirtualClock(plan.clock.start));
  const network = new MemoryNetwork(scheduler, { latency: millis(5) });
  let hub = new Hub({ scheduler });
  let listener = listenInMemory(network, host, hub);
  const { adapter, protocolOptions } = protocolOf(plan.protocol.kind, plan.protocol.options);
  const records: DeviceRecord[] = [];
  const notices: string[] = [];
  const known = new Map(kinds.map((kind) => [kind.name, kind]));
  const shard = new Shard({
    plan,
    layout: fleetLayout(plan),
    homes: options.homes ?? { from: 0, to: plan.homes },
    kinds: known,
    expressions: expressionsOf(known),
    linkPlans: linkPlans(plan, {
      transport: network.transport(),
      protocol: adapter,
      protocolOptions,
      serverUrl: `ws://${host}/devices/{id}`,
    }),
    world: options.world?.(plan.clock.start) ?? worldOf(plan),
    firstNames,
    scheduler,
    gateway: options.gateway ?? throughHub(() => hub),

    record: (record) => records.push(record),
  });
  const conductor = new Conductor({
    ensemble: {
      plan,
      layout: shard.layout,
      shards: 1,
      settle: () => shard.settle(),
      figures: () => figuresOf(shard),
      second: (second) => shard.second(second),
    },
    tell: (level, text) => notices.push(`${level}: ${text}`),
    endRun: options.endRun ?? (() => {}),
  });
  shard.hear((number, saying) => conductor.said(number, saying));
  shard.listen(({ name, at }) => conductor.began(name, at));
  conductor.start();
  let second = 1_000;
  const pass = (end: Instant): void => {
    while (scheduler.nextDue !== undefined && scheduler.nextDue <= end) {
      scheduler.runNext();
      expectSound(shard);
    }
    scheduler.runUntil(end);
  };
  if (options.start !== false) shard.start(scheduler.now);

  return {
    plan,
    shard,
    scheduler,
    get hub() {
      return hub;
    },
    records,
    get notices() {
      conductor.passed(shard.elapsed);
      return notices;
    },
    pass(length) {
      const end = later(scheduler.now, parseDuration(length)!);
      for (; needsSeconds(plan) && later(plan.clock.start, millis(second)) <= end; second += 1_000) {
        pass(later(plan.clock.start, millis(second)));
        conductor.second(second);
      }
      pass(end);
    },
    unit(id) {
      for (const unit of shard.units.values()) if (unit.identity.id === id) return unit;
      return expect.fail(`expected ${id} to be up, found ${[...shard.units.values()].map((one) => one.identity.id)}`);
    },
    killServer: () => listener.kill(),
    startServer: () => {
      hub = new Hub({ scheduler });
      listener = listenInMemory(network, host, hub);
    },
    freezeServer: () => {
      for (const connection of listener.connections()) connection.reading = false;
    },
  };
}

/** What must be true of a shard's counts at any time. */
export function expectSound(shard: Shard): void {
  const sum = Object.values(shard.phases).reduce((all, count) => all + count, 0);
  if (sum !== shard.units.size || Object.values(shard.phases).some((count) => count < 0))
    expect.fail(`expected the phases of ${shard.units.size} units, found ${JSON.stringify(shard.phases)}`);
  let ready = 0;
  for (const ofKind of shard.readyByKind.values()) ready += ofKind.ready;
  if (ready !== shard.phases.ready) expect.fail(`expected ${shard.phases.ready} ready devices by kind, found ${ready}`);
}

function throughHub(hub: () => Hub): CommandGateway {
  return {
    outside: false,
    request: (_, done) => done({ type: "failed", why: "there is nobody to ask" }),
    send(device, action, done) {
      hub().command(device.id, action.name, { ...action.args }, seconds(30), ({ type }) =>
        done(type === "result" || type === "error" ? undefined : type),
      );
    },
  };
}
