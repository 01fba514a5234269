/** Houses of the world's homes with a sensor on the wall, and scenarios of changing weather and gains for them. */
import fc from "fast-check";
import {
  type HouseInputs,
  houseModel,
  type HouseModel,
  houseParameters,
  type HouseState,
} from "../../../src/device/index.ts";
import { hours } from "../../../src/kernel/time.ts";
import { World } from "../../../src/world/world.ts";
import { anyModel } from "../../device/physics/houses.ts";
import { evenly } from "../../support/evenly.ts";

/** Evenly spread: fast-check's doubles are so by their bits, and nearly all of those around 0 are next to nothing. */
export const between: typeof evenly = evenly;

const worlds = [1, 2, 3].map((seed) => new World({ seed, climate: "continental", timeZoneOffset: hours(1) }));

/** A home people live in in some world. */
export const anyHome = fc
  .record({ world: fc.constantFrom(...worlds), home: fc.nat({ max: 999 }) })
  .map(({ world, home }) => world.home(home));

/** The house of a home of the world, or anything a dwelling could be. */
export const anyHouse: fc.Arbitrary<HouseModel> = fc.oneof(
  anyModel,
  fc
    .record({ home: anyHome, lag: between(30, 600) })
    .map(({ home, lag }) => houseModel(houseParameters(home.traits, lag))),
);

export const anyState: fc.Arbitrary<HouseState> = fc.record({
  air: between(5, 35),
  mass: between(5, 35),
  sensor: between(5, 35),
});

/** A time of constant weather and gains. The gains are what lifts the house by so many kelvin in the end. */
export interface Segment {
  readonly seconds: number;
  readonly outdoor: number;
  readonly airLift: number;
  readonly massLift: number;
}

const anySegment = (seconds: fc.Arbitrary<number>): fc.Arbitrary<Segment> =>
  fc.record({ seconds, outdoor: between(-30, 40), airLift: between(-20, 45), massLift: between(0, 15) });

/** Six hours, cut anywhere to the second. */
export const anySixHours: fc.Arbitrary<readonly Segment[]> = fc
  .array(anySegment(fc.integer({ min: 600, max: 5_400 })), { minLength: 1, maxLength: 20, size: "max" })
  .map((segments) => {
    let left = 21_600;
    const cut: Segment[] = [];
    for (const segment of segments) {
      if (left === 0) break;
      const seconds = Math.min(left, segment.seconds);
      cut.push({ ...segment, seconds });
      left -= seconds;
    }
    cut.push({ ...cut.at(-1)!, seconds: left });
    return cut.filter(({ seconds }) => seconds > 0);
  });

export function inputsOf(model: HouseModel, { outdoor, airLift, massLift }: Segment): HouseInputs {
  return { outdoor, airGain: airLift * model.heatLoss, massGain: massLift * model.heatLoss };
}
