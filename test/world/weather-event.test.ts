import { expect, test } from "vitest";
import { days, type Duration, hours, instant, later } from "../../src/kernel/time.ts";
import { Weather } from "../../src/world/weather.ts";
import { weatherEvents } from "../../src/world/weather-event.ts";
import type { WorldEvent } from "../../src/world/world-event.ts";

const origin = instant(Date.UTC(2026, 6, 13));
const usual = new Weather(1, "continental", hours(1));

function weatherWith(...events: WorldEvent[]): Weather {
  return new Weather(1, "continental", hours(1), weatherEvents(events, origin));
}

function wave(from: Duration, to: Duration, by: number): WorldEvent {
  return { type: "temperature", from, to, by };
}

function warmer(weather: Weather, hour: number): number {
  const at = later(origin, hours(hour));
  return weather.outdoorTemperature(at) - usual.outdoorTemperature(at);
}

test("a heat wave is as much warmer as it says, and nothing is changed before and after it", () => {
  const weather = weatherWith(wave(days(1), days(4), 8));
  expect([0, 24, 96, 200].map((hour) => warmer(weather, hour))).toEqual([0, 0, 0, 0]);
  for (const hour of [36, 50, 60, 84]) expect(warmer(weather, hour)).toBeCloseTo(8, 9);
});

test("it comes and goes gradually: no jump, half of it after half of the way", () => {
  const weather = weatherWith(wave(days(1), days(4), 8));
  expect(warmer(weather, 30)).toBeCloseTo(4, 9);
  expect(warmer(weather, 90)).toBeCloseTo(4, 9);
  for (let hour = 20; hour < 100; hour += 0.1)
    expect(Math.abs(warmer(weather, hour + 0.1) - warmer(weather, hour))).toBeLessThan(0.12);
});

test("a short one is there for the middle third of its time", () => {
  const weather = weatherWith(wave(hours(0), hours(6), -6));
  expect([2.01, 3, 3.99].map((hour) => Math.round(warmer(weather, hour)))).toEqual([-6, -6, -6]);
  expect(warmer(weather, 1)).toBeCloseTo(-3, 9);
});

test("two at once add up", () => {
  const weather = weatherWith(wave(days(1), days(4), 8), wave(days(1), days(4), -3));
  expect(warmer(weather, 60)).toBeCloseTo(5, 9);
});

test("warmer air is drier, and the temperatures equipment is sized for stay as they are", () => {
  const weather = weatherWith(wave(days(1), days(4), 8));
  const at = later(origin, hours(60));
  expect(weather.outdoorHumidity(at)).toBeLessThan(usual.outdoorHumidity(at));
  expect(weather.designTemperatures).toEqual(usual.designTemperatures);
});
