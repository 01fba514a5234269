/** Smoke alarms at three distances from the stove: how many of the meals cooked near them set them off. */
import type { Study } from "../study.ts";
import { EventCollector, liveTown } from "./town.ts";

export type SmokeSensor = "ionization" | "photoelectric" | "dual";

export interface NuisanceRate {
  readonly sensor: SmokeSensor;
  readonly feet: number;
  readonly share: number;
}

export interface SmokeStudy {
  readonly meals: number;
  readonly rates: readonly NuisanceRate[];
}

const sensors: readonly SmokeSensor[] = ["ionization", "photoelectric", "dual"];
const distances = [5, 10, 20];

export async function smokeStudy(study: Study): Promise<SmokeStudy> {
  const alarms = new EventCollector("smoke-alarm", "smokeAlarm");
  const groups = sensors.flatMap((sensor) => distances.map((feet) => ({ sensor, feet, name: `${sensor}-${feet}` })));
  const town = await liveTown(
    study,
    {
      start: "2026-01-19T04:00:00+01:00",
      fleet: groups.map(({ sensor, feet, name }) => ({
        kind: "smoke-alarm",
        name,
        settings: { sensor, distance: Math.round(feet * 30.48) / 100, ageAtStart: 2 },
      })),
    },
    [alarms],
  );
  let meals = 0;
  for (let home = 0; home < study.homes; home++) {
    for (let next = town.world.nextHappening(home, town.from); next !== undefined && next.at < town.to;) {
      if (next.type === "began" && next.activity === "cooking") meals++;
      next = town.world.nextHappening(home, next.at);
    }
  }
  return {
    meals,
    rates: groups.map(({ sensor, feet, name }) => ({
      sensor,
      feet,
      share: alarms.events.filter(({ device }) => device.startsWith(`${name}-`)).length / meals,
    })),
  };
}
