/**
 * What the people of the home give the sensor to notice.
 *
 * 1. Who walks in or out, comes in at the front door or leaves by it, gets up or goes to bed is noticed at that
 *    moment, nearly always.
 * 2. It may begin in the middle of what people do; it learns of it with the next one.
 */
import { chance, type Happening } from "flotilla/device";
import { trigger } from "./occupancy.ts";
import type { OccupancyContext } from "./occupancy-schema.ts";
import { isSeen, walkingShare } from "./occupancy-physics.ts";
import type { OccupancyState } from "./occupancy-sensor.ts";

/** Whether it may change who is in the sensor's room, or what they do there. */
export function concerns(happening: Happening, { room, settings }: OccupancyContext): boolean {
  if (!settings.usedByResidents) return false;
  switch (happening.type) {
    case "moved":
      // Told only to the two rooms.
      return true;
    case "entry":
    case "leaving":
    case "departure":
      return room === "hall";
    case "wake":
    case "bedtime":
      return room === "bedroom";
    case "began":
    case "ended":
      return happening.room === room && isSeen(happening.activity);
    case "arrival":
    case "settled":
    case "front-door":
    case "windows":
      return false;
  }
}

/** Takes part in what concerns it. Who is where is asked for afterwards. */
export function takePart(state: OccupancyState, happening: Happening, context: OccupancyContext): void {
  switch (happening.type) {
    case "moved":
    case "entry":
    case "leaving":
    case "wake":
    case "bedtime":
      return walk(state, context);
    case "began":
      if (!state.activities.includes(happening.activity)) state.activities.push(happening.activity);
      return;
    case "ended":
      state.activities = state.activities.filter((activity) => activity !== happening.activity);
      return;
    case "departure":
    case "arrival":
    case "settled":
    case "front-door":
    case "windows":
      return;
  }
}

function walk(state: OccupancyState, context: OccupancyContext): void {
  if (context.settings.technology === "radar" || chance(context.random, walkingShare)) {
    trigger(state, "human", context);
  }
}
