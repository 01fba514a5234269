/**
 * How many processes a run takes, by its own forecast where that may change the answer.
 *
 * 1. Most runs start without one: who is asked for a number, has one core, or so few devices that one process carries them
 *    whatever they do, needs none.
 * 2. It never delays a start by more than {@link mostMillis}: as far as it got then, beside what the plan says itself, decides.
 * 3. A scenario's own functions may do anything, and more than once is not theirs to expect: with them the plan alone decides.
 */
import { performance } from "node:perf_hooks";
import type { Forecast } from "../../report/forecast/forecast.ts";
import { fleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";
import { usableShareOfCore } from "../machine/device-cost.ts";
import { coresFor, demandOfForecast, demandOfPlan, type FleetDemand } from "./fleet-demand.ts";
import { type Decision, decideShards, type Demand, leastShards, type Machine } from "./shard-count.ts";

export interface ForecastLimits {
  readonly mostDevices: number;
  readonly mostEntries: number;
  readonly enough: () => boolean;
}

export interface ShardsWish extends Omit<Demand, "demand"> {
  /** Lives through a sample of the plan; absent: it cannot be. */
  readonly forecast?: ((limits: ForecastLimits) => Promise<Forecast>) | undefined;
}

/** @throws FlotillaError `usage`. */
export async function chooseShards(wish: ShardsWish): Promise<Decision> {
  const { plan, asked, onlyOne, machine, forecast } = wish;
  const open = asked === "auto" && onlyOne === undefined && forecast !== undefined && matters(plan, machine);
  return decideShards({ ...wish, demand: open ? await foreseen(plan, forecast) : undefined });
}

/** Whether what devices do may change how many processes there are. */
function matters(plan: Plan, machine: Machine): boolean {
  const most = Math.min(plan.homes, Math.ceil(machine.cores));
  const { total } = fleetLayout(plan);
  if (leastShards(total, plan.target === undefined, machine).count >= most) return false;
  const { messagesPerSecond, dialsPerSecond } = demandOfPlan(plan);
  const devices = total * (plan.clock.speed === "max" ? 1 : plan.clock.speed);
  const busiest = {
    messagesPerSecond: Math.max(busyMessages * devices, messagesPerSecond),
    dialsPerSecond: Math.max(devices / quickReturnSeconds, dialsPerSecond),
  };
  return coresFor(busiest, machine.speed) > usableShareOfCore;
}

/** More than that a device seldom says and hears in a second, and sooner a fleet that was cut off is seldom back. */
const busyMessages = 3;
const quickReturnSeconds = 5;

const mostMillis = 1_500;
const mostDevices = 1_000;
const leastDevices = 60;
/** What takes some half a second: a quiet device has about 600 an hour. */
const mostEntries = 300_000;
const entriesAnHour = 600;

async function foreseen(plan: Plan, forecast: NonNullable<ShardsWish["forecast"]>): Promise<FleetDemand | undefined> {
  const end = performance.now() + mostMillis;
  const hours = plan.duration / 3_600_000;
  const inAll = Math.round(mostEntries / (entriesAnHour * hours));
  try {
    const found = await forecast({
      mostDevices: Math.max(leastDevices, Math.min(mostDevices, inAll)),
      mostEntries,
      enough: () => performance.now() > end,
    });
    return demandOfForecast(found, plan);
  } catch {
    // What is wrong with the plan, the run itself tells.
    return undefined;
  }
}
