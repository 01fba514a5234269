/** Houses for properties: everything a dwelling could be, windows open and flimsy ones included. */
import fc from "fast-check";
import {
  houseModel,
  houseParameters,
  type HouseInputs,
  type HouseModel,
  type HouseState,
} from "../../../src/device/physics/two-node-house.ts";
import { evenly } from "../../support/evenly.ts";

const between = evenly;

export const anyModel: fc.Arbitrary<HouseModel> = fc
  .record({
    floorArea: between(40, 400),
    lossPerArea: between(0.5, 10),
    capacityPerArea: between(80_000, 370_000),
    airShare: between(0.03, 0.15),
    sensorLag: between(30, 600),
  })
  .map(({ floorArea, lossPerArea, capacityPerArea, airShare, sensorLag }) =>
    houseModel(
      houseParameters(
        {
          heatLoss: floorArea * lossPerArea,
          heatCapacity: floorArea * capacityPerArea,
          airShare,
          massConductance: 9.1 * 2.5 * floorArea,
        },
        sensorLag,
      ),
    ),
  );

export const anyState: fc.Arbitrary<HouseState> = fc
  .record({ air: between(5, 35), massAbove: between(-4, 4), sensorAbove: between(-3, 3) })
  .map(({ air, massAbove, sensorAbove }) => ({ air, mass: air + massAbove, sensor: air + sensorAbove }));

/** Weather, and gains that lift the house by up to 60 K; the gains are per W/K of heat loss. */
export const anyClimate: fc.Arbitrary<HouseInputs> = fc.record({
  outdoor: between(-30, 40),
  airGain: between(0, 45),
  massGain: between(0, 15),
});

/** `climate` with its gains in W for `model`. */
export function inputsFor(model: HouseModel, climate: HouseInputs): HouseInputs {
  return {
    outdoor: climate.outdoor,
    airGain: climate.airGain * model.heatLoss,
    massGain: climate.massGain * model.heatLoss,
  };
}

/** An ordinary house of 186 m²; its slow time constant is a day and a half. */
export const ordinary: HouseModel = houseModel(
  houseParameters(
    { heatLoss: 250, heatCapacity: 165_000 * 186, airShare: 0.06, massConductance: 9.1 * 2.5 * 186 },
    240,
  ),
);
