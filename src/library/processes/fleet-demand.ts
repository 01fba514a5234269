/**
 * What the devices of a plan ask of the processes they live in: messages and connections a second where both together cost the most.
 *
 * 1. Per real second: a run at 60 times real time has a minute of them in each.
 * 2. By the forecast, over five seconds or more: what comes at one moment takes as long as it takes, in however many processes.
 * 3. By the plan alone, where nothing is forecast: reports at their intervals, heartbeats, the steepest rise of the load.
 */
import type { Forecast } from "../../report/forecast/forecast.ts";
import { parseDuration } from "../../kernel/time.ts";
import { defaults } from "../../scenario/defaults.ts";
import { fleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";
import { deviceCost } from "../machine/device-cost.ts";

export interface FleetDemand {
  /** Sent and received. */
  readonly messagesPerSecond: number;
  readonly dialsPerSecond: number;
}

/** CPU it takes, in cores. */
export function coresFor({ messagesPerSecond, dialsPerSecond }: FleetDemand, speed: number): number {
  return (messagesPerSecond * deviceCost.messageMicros + dialsPerSecond * deviceCost.dialMicros) / 1e6 / speed;
}

export function demandOfPlan(plan: Plan): FleetDemand {
  const layout = fleetLayout(plan);
  const sizes = plan.fleet.map((_, group) => layout.inGroup(group));
  const reports = plan.fleet.reduce((sum, { telemetry: { every } }, group) => {
    const interval = typeof every === "number" ? Math.max(1, every) : usualInterval;
    return sum + (sizes[group]! * 1_000) / interval;
  }, 0);
  return sped(plan, {
    messagesPerSecond: reports + heartbeats(plan, layout.total),
    dialsPerSecond: steepest(plan, sizes),
  });
}

/** Never less than the plan says itself: a forecast may have been cut short, and its intervals be long beside a ramp. */
export function demandOfForecast({ all, intervalSeconds }: Forecast, plan: Plan): FleetDemand {
  const inAll = Math.ceil(leastSeconds / intervalSeconds);
  const dials = all.connects.series;
  const sent = all.messagesOut.series;
  const received = all.messagesIn.series;
  const pings = all.connected.series.map((connected) => heartbeats(plan, connected));
  const mean = (series: readonly number[], from: number): number =>
    series.slice(from, from + inAll).reduce((sum, value) => sum + value, 0) / inAll;
  const found = dials.map((_, from) =>
    sped(plan, {
      messagesPerSecond: mean(sent, from) + mean(received, from) + mean(pings, from),
      dialsPerSecond: mean(dials, from),
    }),
  );
  return found.reduce((most, one) => (coresFor(one, 1) > coresFor(most, 1) ? one : most), demandOfPlan(plan));
}

const leastSeconds = 5;
/** Milliseconds between messages of a device that reports by its physics: 200,000 of scenarios/million.yaml sent 4,277 a second. */
const usualInterval = 46_800;

/** A ping with its answer, both without content, counts as one message. A plan without a target has its defaults. */
function heartbeats({ target }: Plan, connected: number): number {
  const interval = target?.heartbeat ?? usualHeartbeat;
  return interval > 0 ? (connected * 1_000) / interval : 0;
}

const usualHeartbeat = parseDuration(defaults.heartbeat)!;

/** Connections a second in the steepest part of the load, if it has any length. */
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

function sped({ clock: { speed } }: Plan, { messagesPerSecond, dialsPerSecond }: FleetDemand): FleetDemand {
  const times = speed === "max" ? 1 : speed;
  return { messagesPerSecond: times * messagesPerSecond, dialsPerSecond: times * dialsPerSecond };
}
