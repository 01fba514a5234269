/** What a plan says, for people and programs: who is there, what is otherwise than by default, what happens when. */
import type { Duration, Instant } from "../../kernel/time.ts";
import type { FleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";
import { targetUrls } from "../../scenario/target/target-urls.ts";
import { displayUrls } from "../../wire/transport/target-url.ts";
import type { Forecast } from "./forecast.ts";
import { outlineGroups } from "./outline-groups.ts";
import { outlineLoad } from "./outline-load.ts";
import { outlineSteps } from "./outline-steps.ts";

export type PlanOutline = Pick<
  Forecast,
  | "scenario"
  | "description"
  | "seed"
  | "start"
  | "durationSeconds"
  | "speed"
  | "target"
  | "world"
  | "devices"
  | "homes"
  | "fleet"
  | "load"
  | "timeline"
>;

export function planOutline(plan: Plan, layout: FleetLayout): PlanOutline {
  const { climate, outages } = plan.world;
  return {
    scenario: plan.name,
    description: plan.description,
    seed: plan.seed,
    start: zonedTime(plan.clock.start, plan.clock.timeZoneOffset),
    durationSeconds: plan.duration / 1_000,
    speed: plan.clock.speed,
    target: plan.target === undefined ? null : displayUrls(targetUrls(plan.target)),
    world: {
      climate: typeof climate === "string" ? climate : `a weather file, at latitude ${climate.latitude}°`,
      outages,
    },
    devices: layout.total,
    homes: plan.homes,
    fleet: outlineGroups(plan, layout),
    load: outlineLoad(plan),
    timeline: outlineSteps(plan, layout),
  };
}

/** `2026-01-15T17:00:00+01:00` */
function zonedTime(at: Instant, offset: Duration): string {
  const local = new Date(at + offset).toISOString().replace(/(\.000)?Z$/, "");
  if (offset === 0) return `${local}Z`;
  const minutes = Math.abs(offset) / 60_000;
  const two = (part: number): string => String(Math.floor(part)).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
