import { expect, test } from "vitest";
import { clearSkyIrradiance, cosineOfZenith, sunPath } from "../../src/world/sun.ts";

const degrees = (zenithCosine: number): number => (Math.asin(zenithCosine) * 180) / Math.PI;
const midsummer = 172;
const midwinter = 355;

test("the noon sun stands at 90° - latitude ± 23.45° at the solstices", () => {
  expect(degrees(cosineOfZenith(sunPath(40, midsummer), 12))).toBeCloseTo(90 - 40 + 23.45, 1);
  expect(degrees(cosineOfZenith(sunPath(40, midwinter), 12))).toBeCloseTo(90 - 40 - 23.45, 1);
});

test("day and night are equally long everywhere at the equinox", () => {
  for (const latitude of [0, 40, 60]) {
    expect(degrees(cosineOfZenith(sunPath(latitude, 81), 6))).toBeCloseTo(0, 0);
    expect(degrees(cosineOfZenith(sunPath(latitude, 81), 18))).toBeCloseTo(0, 0);
  }
});

test("a day at 51° north lasts sixteen and a half hours in June and under eight in December", () => {
  expect(daylightHours(51, midsummer)).toBeCloseTo(16.3, 0);
  expect(daylightHours(51, midwinter)).toBeCloseTo(7.7, 0);
});

test("a clear sky sends about 1,035 W/m2 from the zenith, less from a low sun, and nothing at night", () => {
  expect(clearSkyIrradiance(1)).toBeCloseTo(1_035, 0);
  expect(clearSkyIrradiance(0.5)).toBeLessThan(0.5 * clearSkyIrradiance(1));
  expect(clearSkyIrradiance(1e-4)).toBeLessThan(1e-9);
  expect(clearSkyIrradiance(0)).toBe(0);
  expect(clearSkyIrradiance(-0.5)).toBe(0);
});

function daylightHours(latitude: number, dayOfYear: number): number {
  const minutes = Array.from({ length: 1_440 }, (_, minute) =>
    cosineOfZenith(sunPath(latitude, dayOfYear), minute / 60),
  );
  return minutes.filter((cosine) => cosine > 0).length / 60;
}
