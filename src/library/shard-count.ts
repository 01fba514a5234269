/**
 * How many processes live a fleet: as asked for, or as many as it takes.
 *
 * 1. Each device takes an open file. A process may have only so many, and has some for itself.
 * 2. One process has one core. What the plan will cost is estimated from its reports and the steepest rise of its load; a process gets no more
 *    than {@link usableShareOfCore} of a core, so that it can keep its schedule. More processes than cores are of no use for that.
 * 3. A home lives in one process: there are never more processes than homes.
 * 4. What has to be in one process (see {@link Demand.onlyOne}) takes one, or is refused.
 */
import { FlotillaError } from "../kernel/errors.ts";
import { fleetLayout } from "../scenario/groups/fleet-layout.ts";
import type { Plan } from "../scenario/plan.ts";
import { usableShareOfCore } from "./device-cost.ts";

export interface Demand {
  readonly plan: Plan;
  readonly asked: number | "auto";
  /** Why the run needs to be in this process, in words; absent when it need not. */
  readonly onlyOne?: string | undefined;
  readonly machine: Machine;
}

export interface Machine {
  /** Open files that a process may have; `null` where nobody knows. */
  readonly openFilesLimit: number | null;
  /** Open files that a process has besides its devices. */
  readonly openFilesOfItsOwn: number;
  readonly cores: number;
}

export interface Decision {
  readonly count: number;
  /** One line for people; absent where there is nothing to decide. */
  readonly why?: string;
}

/**
 * CPU of this process per message and per connection that is made, in milliseconds: estimates. What was measured is in docs/performance.md; it
 * differs by kind, protocol and machine, and a message of a fleet that says little costs several times as much as one of a fleet that says
 * much. `--shards N` is for who knows better.
 */
const messageMillis = 0.05;
const dialMillis = 0.5;
/** Real devices that report by their physics, with heartbeats: milliseconds between messages of one, about. */
const usualInterval = 20_000;

/** @throws FlotillaError `usage`. */
export function decideShards({ plan, asked, onlyOne, machine }: Demand): Decision {
  if (asked !== "auto") return askedFor(asked, plan, onlyOne);
  if (onlyOne !== undefined) return { count: 1 };
  const layout = fleetLayout(plan);
  const devices = layout.total;
  const room =
    machine.openFilesLimit === null
      ? Number.POSITIVE_INFINITY
      : Math.max(1, machine.openFilesLimit - machine.openFilesOfItsOwn);
  const byFiles = Math.ceil(devices / room);
  const share = costOf(
    plan,
    plan.fleet.map((_, group) => layout.inGroup(group)),
  );
  const byCores = Math.min(machine.cores, Math.ceil(share / usableShareOfCore));
  const count = Math.max(1, Math.min(plan.homes, Math.max(byFiles, byCores)));
  if (count === 1) return { count };
  const reason =
    byFiles >= byCores
      ? `open files allow ${grouped(room)} devices each`
      : `some ${Math.round(share * 100)} % of a core are needed, of ${machine.cores} cores`;
  return { count, why: `${count} shards: ${reason}` };
}

function askedFor(count: number, { homes }: Plan, onlyOne: string | undefined): Decision {
  if (count <= 1 || homes <= 1) return { count: 1 };
  if (onlyOne !== undefined)
    throw new FlotillaError("usage", `expected one shard, found ${count}: ${onlyOne}`, {
      hint: "Drop --shards, or set it to 1.",
    });
  return { count: Math.min(count, homes) };
}

/** CPU of the usableShareOfCore time, as a share of one core. */
function costOf(plan: Plan, sizes: readonly number[]): number {
  const speed = plan.clock.speed === "max" ? 1 : plan.clock.speed;
  const messages = plan.fleet.reduce((sum, { telemetry: { every } }, group) => {
    const interval = typeof every === "number" ? Math.max(1, every) : usualInterval;
    return sum + (sizes[group]! * 1_000) / interval;
  }, 0);
  return (speed * (messages * messageMillis + steepest(plan, sizes) * dialMillis)) / 1_000;
}

/** Connections a second in the steepest part of the load, if it has any length: what comes at once takes as long as it takes. */
function steepest({ load }: Plan, sizes: readonly number[]): number {
  const rises = load.flatMap(({ groups, phases }) => {
    const devices = groups.reduce((sum, group) => sum + sizes[group]!, 0);
    return phases.map(({ to, over }, place) => {
      const before = phases[place - 1]?.to ?? 0;
      return over < 1_000 ? 0 : (Math.max(0, to - before) * devices * 1_000) / over;
    });
  });
  return Math.max(0, ...rises);
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
