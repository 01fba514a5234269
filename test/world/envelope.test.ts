import { expect, test } from "vitest";
import { envelopeOf, slowTimeConstantHours, type Envelope } from "../../src/world/envelope.ts";

const homes = Array.from({ length: 5_000 }, (_, home) => envelopeOf(1, home));

test("realism check 4: at least 80 % of homes have a slow time constant of 15-55 h, and none leaves 10-70 h", () => {
  const constants = homes.map(slowTimeConstantHours);
  expect(constants.filter((value) => value >= 15 && value <= 55).length / homes.length).toBeGreaterThan(0.8);
  expect(Math.min(...constants)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...constants)).toBeLessThanOrEqual(70);
});

test("a house of 186 m2 that loses 250 W/K and stores 165 kJ/(m2 K) has a slow time constant of about 36 h", () => {
  const house: Envelope = {
    floorArea: 186,
    heatLoss: 250,
    heatCapacity: 186 * 165_000,
    airShare: 0.06,
    massConductance: 186 * 22.75,
  };
  expect(slowTimeConstantHours(house)).toBeCloseTo(35.9, 0);
});

test("the slow time constant is how a house left to itself cools, found by small steps", () => {
  const house = homes[0]!;
  const air = house.heatCapacity * house.airShare;
  const mass = house.heatCapacity - air;
  let [airTemperature, massTemperature] = [20, 20];
  const cooled: number[] = [];
  for (let second = 0; second <= 12 * 3_600; second += 2) {
    if (second === 6 * 3_600 || second === 12 * 3_600) cooled.push(airTemperature);
    const exchange = house.massConductance * (massTemperature - airTemperature);
    airTemperature += (2 * (exchange - house.heatLoss * airTemperature)) / air;
    massTemperature -= (2 * exchange) / mass;
  }
  expect(6 / Math.log(cooled[0]! / cooled[1]!)).toBeCloseTo(slowTimeConstantHours(house), 1);
});

test("floor areas spread around 150 m2 and losses stay within 0.9-2.5 W/K per m2", () => {
  const areas = homes.map((home) => home.floorArea).toSorted((a, b) => a - b);
  expect(areas[areas.length / 2]).toBeGreaterThan(145);
  expect(areas[areas.length / 2]).toBeLessThan(155);
  for (const { heatLoss, floorArea } of homes) {
    expect(heatLoss / floorArea).toBeGreaterThanOrEqual(0.9);
    expect(heatLoss / floorArea).toBeLessThanOrEqual(2.5);
  }
});
