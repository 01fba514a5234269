/**
 * Lets a few devices live for a moment before the run begins, and forgets them: what a runtime does more slowly the first times (it compiles,
 * learns, and makes what is made once) is over when the first devices of the run come. Else those are late, by a tenth of a second where
 * a thousand come in one.
 *
 * 1. Nobody sees anything of it: they have a clock, a queue and counts of their own, and dial a server that is not there.
 * 2. It changes nothing: whatever is drawn follows from the seed and from who draws, and not from who has drawn before.
 * 3. Only what Flotilla itself brings along takes part: neither kinds nor functions nor scripts of the user run before they should.
 */
import type { CommandGateway } from "../fleet/command-gateway.ts";
import { Shard, type ShardOptions } from "../fleet/shard.ts";
import { linkPlans } from "../fleet/link-plan.ts";
import { ShardCommons } from "../fleet/shard-commons.ts";
import { VirtualClock } from "../kernel/clock.ts";
import { Scheduler, type Task } from "../kernel/scheduler.ts";
import { later, millis } from "../kernel/time.ts";
import type { FleetLayout, Range } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import { protocolOf } from "../wire/protocol/protocols.ts";
import type { Connection, ConnectionOwner, DialSpec, Transport } from "../wire/transport/transport.ts";
import { memoryUrl } from "./memory-url.ts";
import { rehearsed } from "./rehearsal.ts";

export interface WarmUpMaterial extends Pick<ShardOptions, "layout" | "homes" | "kinds" | "world" | "firstNames"> {
  readonly plan: Plan;
}

/** So many devices, and the others of their homes. */
const tried = 48;
/** Of how many there are, one at most. */
const share = 4;
/** Simulated. Shorter than the wait for an answer to hello, of which there is none. */
const length = millis(2_000);

/** Whether there are so many devices that it matters. */
export function isWorthWarmUp({ homes, layout }: Pick<WarmUpMaterial, "homes" | "layout">): boolean {
  const { from, to } = layout.homeDevices(homes);
  return to - from >= tried * share;
}

/** @returns how many devices lived */
export function warmUp({ plan, layout, homes, kinds, world, firstNames }: WarmUpMaterial): number {
  const scheduler = new Scheduler(new VirtualClock(plan.clock.start));
  const some = { from: homes.from, to: firstAfter(homes, layout) };
  const small = alone(plan);
  const { adapter, protocolOptions } = protocolOf(plan.protocol.kind, plan.protocol.options);
  const transport = new Nowhere(scheduler);
  const shard = new Shard({
    plan: small,
    layout,
    homes: some,
    commons: new ShardCommons(small, layout, some),
    kinds,
    world,
    firstNames,
    scheduler,
    linkPlans: linkPlans(small, { transport, protocol: adapter, protocolOptions, serverUrl: memoryUrl }),
    gateway: nobodyOutside,
  });
  shard.start(plan.clock.start);
  scheduler.runUntil(later(plan.clock.start, length));
  const { size } = shard;
  shard.abandon();
  scheduler.stop();
  return size;
}

const nobodyOutside: CommandGateway = { outside: false, send: () => {}, request: () => {} };

/** The home before which there are enough devices. */
function firstAfter({ from, to }: Range, layout: FleetLayout): number {
  const { from: first } = layout.homeDevices({ from, to });
  let home = from;
  while (home < to && layout.homeDevices(home).from - first < tried) home++;
  return home;
}

/** The fleet by itself: all there at once, and nothing done to it. */
function alone(plan: Plan): Plan {
  const { fleet, load, ...rest } = rehearsed(plan);
  return {
    ...rest,
    fleet: fleet.map((group) => (group.on === undefined ? group : { ...group, on: [] })),
    load: load.map(({ groups }) => ({ groups, phases: [{ to: 1, over: millis(0) }], churn: [] })),
    timeline: [],
  };
}

/** A network that opens every connection, and on which nobody hears or says anything. */
class Nowhere implements Transport {
  readonly name = "nowhere";
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  dial(spec: DialSpec, owner: ConnectionOwner): Connection {
    return new Unheard(this.#scheduler, spec, owner);
  }
}

class Unheard implements Connection, Task {
  readonly bufferedBytes = 0;
  readonly bytesSent = 0;
  readonly bytesReceived = 0;
  readonly #subprotocol: string;
  readonly #owner: ConnectionOwner;
  #gone = false;

  constructor(scheduler: Scheduler, { subprotocols }: DialSpec, owner: ConnectionOwner) {
    this.#subprotocol = subprotocols[0] ?? "";
    this.#owner = owner;
    scheduler.at(scheduler.now, this);
  }

  onDue(): void {
    if (!this.#gone) this.#owner.onOpen(this.#subprotocol);
  }

  send(): boolean {
    return !this.#gone;
  }

  ping(): void {}

  close(): void {
    this.#gone = true;
  }

  terminate(): void {
    this.#gone = true;
  }
}
