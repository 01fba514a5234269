/**
 * The engine from code: a fleet inside your own process or test suite, the same that the command line runs.
 *
 *     await using fleet = await startFleet({ flotilla: 1, fleet: [{ kind: "lock" }] }, { target: url });
 *     const lock = fleet.device("lock-0001");
 *     await fleet.until(() => lock.connected, { within: "15s" });
 *     lock.act("turn-key");
 *
 * 1. Nothing outlives the fleet: disposing it says goodbye for every device and leaves no handle open.
 * 2. With `clock: "virtual"` time moves only while you wait (`until`, `advance`, `finished`), as fast as it goes, on the
 *    built-in server in memory; the same scenario and seed give the same records every time.
 */
import { peerTime } from "../kernel/clock.ts";
import { FlotillaError } from "../kernel/errors.ts";
import { days, type Duration, formatDuration, later, parseDuration } from "../kernel/time.ts";
import type { RunOutput, Summary } from "../fleet/run-events.ts";
import { deviceId } from "../scenario/groups/device-id.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ScenarioSource } from "../scenario/scripts/define-scenario.ts";
import type { FrameListener } from "../wire/link/link-contract.ts";
import { assemble, type Assembly, type AssemblyOptions } from "./assemble.ts";
import { type FleetDevice, PlannedDevice } from "./fleet-device.ts";
import { kindSource } from "./sources/kind-source.ts";
import { type Planned, planOf, type PlanOptions } from "./sources/plan-source.ts";
import { sourcesOfRun } from "./machine/source-addresses.ts";

export type { FleetDevice } from "./fleet-device.ts";
export { readScenario } from "./sources/plan-source.ts";

export interface FleetOptions extends PlanOptions {
  /** Virtual time needs the built-in server, in memory. */
  readonly clock?: "real" | "virtual";
  readonly outputs?: readonly RunOutput[];
  readonly trace?: FrameListener;
  /**
   * Processes that live the fleet; absent: this one. With more than one there are figures of the whole fleet, and no devices to hold in
   * the hand; kinds, functions and outputs for records that are only here need one.
   */
  readonly shards?: number | "auto";
  /** Addresses of this machine to connect from: `127.0.0.2-127.0.0.60`, `10.0.0.0/24`, `eth0`, or several with commas between. */
  readonly sourceAddresses?: string;
}

export interface Fleet extends AsyncDisposable {
  readonly plan: Plan;
  /** The server: the target without credentials, or the http url of the built-in one; `null` when that is in memory. */
  readonly url: string | null;
  /** @throws FlotillaError `usage` when there is no such device in the fleet. */
  device(id: string): FleetDevice;
  /** All devices of the fleet, those that are not up among them. */
  devices(): FleetDevice[];
  /** Waits until `condition` holds. @throws FlotillaError `timeout`, or whatever `condition` throws. */
  until(condition: () => boolean, options: { readonly within: string | Duration }): Promise<void>;
  /** Lets virtual time pass; on a real clock waits that long. Returns early when the run is over. */
  advance(by: string | Duration): Promise<void>;
  /** The figures so far. */
  summary(): Summary;
  /** Waits for the planned end. */
  finished(): Promise<Summary>;
  /** Ends the run now, with goodbyes. */
  stop(): Promise<Summary>;
}

/**
 * Brings up a fleet.
 *
 * @param scenario path of a scenario file, a scenario as data or the function that makes it, or a compiled plan.
 * @throws FlotillaError `scenario` with every fault found, `file` when a file cannot be read, `usage` for options that do not
 * fit together.
 */
export async function startFleet(scenario: string | ScenarioSource | Plan, options: FleetOptions = {}): Promise<Fleet> {
  const planned = await planOf(scenario, options);
  const { plan, functions, kinds, folder, warnings } = planned;
  const virtual = options.clock === "virtual" || plan.clock.speed === "max";
  const sources = virtual ? undefined : await sourcesOfRun(plan, options.sourceAddresses);
  const assembly = await assemble(plan, {
    kinds,
    functions,
    folder,
    virtual,
    ...(sources === undefined ? {} : { sources }),
    outputs: options.outputs ?? [],
    ...(options.trace === undefined ? {} : { trace: options.trace }),
    shards: options.shards ?? 1,
    ...elsewhereOf(planned, options),
  });
  assembly.run.begin();
  for (const warning of warnings) assembly.run.notice("warning", warning);
  return new RunningFleet(plan, assembly);
}

/** How other processes make the same fleet; not at all when it has kinds that are only here. */
function elsewhereOf(
  { plan, kinds, kindFiles, code }: Planned,
  { kinds: given = [] }: FleetOptions,
): Pick<AssemblyOptions, "elsewhere"> {
  if (plan.fleet.some(({ kind }) => given.some(({ name }) => name === kind))) return {};
  return {
    elsewhere: {
      kinds: kindSource(plan, kinds, kindFiles),
      ...(code === undefined ? {} : { scenario: code }),
      traced: ["*"],
    },
  };
}

class RunningFleet implements Fleet {
  readonly plan: Plan;
  readonly #assembly: Assembly;
  /** Made when a device is first asked for. */
  #indexes: Map<string, number> | undefined;
  readonly #devices: Map<number, FleetDevice> = new Map();

  constructor(plan: Plan, assembly: Assembly) {
    this.plan = plan;
    this.#assembly = assembly;
  }

  get url(): string | null {
    return this.#assembly.run.info.target;
  }

  device(id: string): FleetDevice {
    this.#indexes ??= this.#indexesById();
    const index = this.#indexes.get(id);
    if (index !== undefined) return this.#at(index);
    const some = [...this.#indexes.keys()].slice(0, 5).join(", ");
    throw new FlotillaError("usage", `expected the id of a device of the fleet, found ${JSON.stringify(id)}`, {
      hint: some === "" ? "The fleet has no devices." : `Among others there are ${some}.`,
    });
  }

  devices(): FleetDevice[] {
    return Array.from({ length: this.#assembly.layout.total }, (_, index) => this.#at(index));
  }

  async until(condition: () => boolean, { within }: { readonly within: string | Duration }): Promise<void> {
    const limit = durationOf(within);
    if (condition()) return;
    await this.#pass(limit, condition);
    if (condition()) return;
    const { shard, run } = this.#assembly;
    const end = run.over ? "the run ended before it did" : "it did not";
    throw new FlotillaError("timeout", `expected the condition to hold within ${formatDuration(limit)}, ${end}`, {
      details: { phases: { ...shard.phases } },
      hint: `Devices now: ${phasesText(shard.phases)}.`,
    });
  }

  async advance(by: string | Duration): Promise<void> {
    await this.#pass(durationOf(by), () => false);
  }

  summary(): Summary {
    return this.#assembly.run.summary();
  }

  async finished(): Promise<Summary> {
    const { run } = this.#assembly;
    await run.advance(aCentury, () => run.over);
    const summary = await run.ended;
    await this.#assembly.close();
    return summary;
  }

  async stop(): Promise<Summary> {
    const summary = await this.#assembly.run.stop(true);
    await this.#assembly.close();
    return summary;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #indexesById(): Map<string, number> {
    const { layout } = this.#assembly;
    const indexes = new Map<string, number>();
    for (let index = 0; index < layout.total; index++) {
      const place = layout.deviceAt(index);
      indexes.set(deviceId(this.plan.fleet[place.group]!, place), index);
    }
    return indexes;
  }

  #at(index: number): FleetDevice {
    let device = this.#devices.get(index);
    if (device === undefined) {
      const shard = this.#assembly.here;
      if (shard === undefined)
        throw new FlotillaError("usage", "expected devices to be in this process, found them in several shards", {
          hint: "Drop `shards`: it is for fleets of which only the figures are looked at.",
        });
      device = new PlannedDevice(shard.identity(index), () => shard.unit(index));
      this.#devices.set(index, device);
    }
    return device;
  }

  /** Lets time pass until `enough`, the limit or the end of the run. */
  #pass(limit: Duration, enough: () => boolean): Promise<void> {
    const { scheduler, run } = this.#assembly;
    if (scheduler.clock.virtual) return run.advance(limit, enough);
    return Promise.race([this.#watch(limit, enough), run.ended.then(() => {})]);
  }

  /** Looks every few milliseconds of real time. */
  #watch(limit: Duration, enough: () => boolean): Promise<void> {
    const { scheduler } = this.#assembly;
    const { clock } = scheduler;
    const until = clock.real() + limit;
    return new Promise((resolve, reject) => {
      const look = {
        onDue: (): void => {
          try {
            if (enough() || clock.real() >= until) resolve();
            else lookAgain();
          } catch (thrown) {
            reject(thrown);
          }
        },
      };
      const lookAgain = (): void => {
        const wait = Math.max(0, Math.min(lookInterval, until - clock.real()));
        scheduler.at(later(clock.now(), peerTime(clock, wait)), look);
      };
      lookAgain();
    });
  }
}

/** Longer than any run. */
const aCentury = days(36_525);
const lookInterval = 5;

/** `12 ready, 3 waiting` */
function phasesText(phases: Readonly<Record<string, number>>): string {
  const some = Object.entries(phases).filter(([, count]) => count > 0);
  return some.length === 0 ? "none is up" : some.map(([phase, count]) => `${count} ${phase}`).join(", ");
}

function durationOf(text: string | Duration): Duration {
  const duration = typeof text === "number" ? text : parseDuration(text);
  if (duration === undefined || !(duration >= 0))
    throw new FlotillaError("usage", `expected a duration such as "5s", found ${JSON.stringify(text)}`);
  return duration;
}
