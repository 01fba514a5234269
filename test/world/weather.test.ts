import { describe, expect, test } from "vitest";
import { days, hours, instant, later, type Duration } from "../../src/kernel/time.ts";
import type { ClimateName } from "../../src/world/climate.ts";
import { relativeHumidity } from "../../src/world/humidity.ts";
import { Weather } from "../../src/world/weather.ts";

const hourMillis = hours(1);
const years = 3;
const yearHours = 8_766;
const firstHour = Date.UTC(2025, 0, 1) / hourMillis;

/** Realism check 11: Denver TMY3 and Essen TRY. */
const published = [
  {
    climate: "continental",
    offset: hours(-7),
    sd: 5.2,
    sdWithin: 0.8,
    hour: [0.955, 0.985],
    day: [0.4, 0.6],
    range: 14,
    rangeWithin: 2,
    mean: 10.9,
  },
  {
    climate: "maritime",
    offset: hours(1),
    sd: 3.6,
    sdWithin: 0.6,
    hour: [0.97, 0.99],
    day: [0.5, 0.65],
    range: 6.4,
    rangeWithin: 1.5,
    mean: 10.4,
  },
] as const;

describe.each(published)("the $climate climate, over years and seeds,", ({ climate, offset, ...target }) => {
  test.each([1, 2, 3])("has the published residual, memory and daily range (seed %i)", (seed) => {
    const temperatures = hourly(seed, climate, offset);
    const residual = withoutCurves(temperatures);
    const variance = autocovariance(residual, 0);
    const within = (value: number, [low, high]: readonly [number, number]): void => {
      expect(value).toBeGreaterThan(low);
      expect(value).toBeLessThan(high);
    };
    within(Math.sqrt(variance), [target.sd - target.sdWithin, target.sd + target.sdWithin]);
    within(autocovariance(residual, 1) / variance, target.hour);
    within(autocovariance(residual, 24) / variance, target.day);
    within(dailyRange(temperatures, offset), [target.range - target.rangeWithin, target.range + target.rangeWithin]);
    within(mean(temperatures), [target.mean - 0.5, target.mean + 0.5]);
  });

  test("is warmest in the afternoon and coldest before sunrise, in July and January", () => {
    const temperatures = hourly(1, climate, offset);
    const byHour = groupMeans(temperatures, 24, (hour) => (hour + offset / hourMillis + 24) % 24);
    const byMonth = groupMeans(temperatures, 12, (hour) => new Date(hour * hourMillis).getUTCMonth());
    expect([13, 14, 15, 16]).toContain(byHour.indexOf(Math.max(...byHour)));
    expect([3, 4, 5]).toContain(byHour.indexOf(Math.min(...byHour)));
    expect([6, 7]).toContain(byMonth.indexOf(Math.max(...byMonth)));
    expect([0, 1]).toContain(byMonth.indexOf(Math.min(...byMonth)));
  });
});

test("temperature runs straight from one full hour to the next", () => {
  const weather = new Weather(1, "continental", hours(0));
  const from = instant(Date.UTC(2026, 0, 15, 17));
  const [start, end] = [weather.outdoorTemperature(from), weather.outdoorTemperature(later(from, hours(1)))];
  expect(weather.outdoorTemperature(later(from, hours(0.25)))).toBeCloseTo(start + (end - start) / 4, 10);
  expect(weather.outdoorTemperature(later(from, hours(1) - 1))).toBeCloseTo(end, 4);
});

test("an hour's temperature is the same whatever was asked before", () => {
  const at = (day: number): ReturnType<typeof instant> => instant(Date.UTC(2026, 0, 1) + day * days(1));
  const wandering = new Weather(9, "maritime", hours(1));
  const asked = [0, 4_000, 17, -9_000, 340, 341, 342, 0, 682, 17];
  const answers = asked.map((day) => wandering.outdoorTemperature(at(day)));
  const alone = asked.map((day) => new Weather(9, "maritime", hours(1)).outdoorTemperature(at(day)));
  expect(answers).toEqual(alone);
});

test("the process goes on across the blocks it is computed in", () => {
  // Blocks of 8,192 hours: a joint that forgot its past would step by 7 K, any other hour steps by less than 2 K (rms).
  const joint = 8_192 * 60;
  const steps = Array.from({ length: 60 }, (_, seed) => {
    const weather = new Weather(seed, "continental", hours(0));
    const at = (hour: number): number => weather.outdoorTemperature(instant(hour * hourMillis));
    return at(joint) - at(joint - 1);
  });
  expect(Math.sqrt(mean(steps.map((step) => step * step)))).toBeLessThan(2.2);
});

test("different seeds have different weather, and the same seed the same", () => {
  const at = instant(Date.UTC(2026, 5, 1, 12));
  const of = (seed: number): number => new Weather(seed, "continental", hours(0)).outdoorTemperature(at);
  expect(of(1)).toBe(of(1));
  expect(new Set([1, 2, 3, 4].map(of)).size).toBe(4);
});

describe("daylight", () => {
  const weather = new Weather(4, "maritime", hours(1));
  const winter = Date.UTC(2026, 0, 15);

  test("is exactly zero at night and positive at noon", () => {
    expect(weather.irradiance(instant(winter + hours(2)))).toBe(0);
    expect(weather.irradiance(instant(winter + hours(20)))).toBe(0);
    expect(weather.irradiance(instant(winter + hours(11.5)))).toBeGreaterThan(20);
  });

  test("never jumps by more than 8 W/m2 in a minute", () => {
    const minutes = Array.from({ length: 60 * 24 * 60 }, (_, minute) =>
      weather.irradiance(instant(Date.UTC(2026, 5, 1) + minute * 60_000)),
    );
    const jumps = minutes.map((value, index) => Math.abs(value - (minutes[index - 1] ?? value)));
    expect(Math.max(...jumps)).toBeLessThan(8);
  });

  test.each([
    { climate: "continental", offset: hours(-7), low: 1_500, high: 1_750 },
    { climate: "maritime", offset: hours(1), low: 900, high: 1_060 },
  ] as const)("adds up to $low-$high kWh/m2 in a $climate year", ({ climate, offset, low, high }) => {
    const sky = new Weather(1, climate, offset);
    const halfHours = Array.from({ length: years * yearHours * 2 }, (_, index) =>
      sky.irradiance(instant(firstHour * hourMillis + index * hours(0.5))),
    );
    const perYear = (mean(halfHours) * yearHours) / 1_000;
    expect(perYear).toBeGreaterThan(low);
    expect(perYear).toBeLessThan(high);
  });
});

describe("humidity", () => {
  test.each([
    { climate: "continental", offset: hours(-7), mean: 50, meanWithin: 4, sd: 25, sdWithin: 4 },
    { climate: "maritime", offset: hours(1), mean: 79, meanWithin: 4, sd: 15, sdWithin: 3 },
  ] as const)("of a $climate climate has mean $mean % and sd $sd %", ({ climate, offset, ...target }) => {
    const weather = new Weather(2, climate, offset);
    const values = Array.from({ length: years * yearHours }, (_, hour) =>
      weather.outdoorHumidity(instant((firstHour + hour) * hourMillis)),
    );
    const average = mean(values);
    expect(Math.abs(average - target.mean)).toBeLessThan(target.meanWithin);
    const sd = Math.sqrt(mean(values.map((value) => (value - average) ** 2)));
    expect(Math.abs(sd - target.sd)).toBeLessThan(target.sdWithin);
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(100);
  });

  test("falls as it gets warmer in the day", () => {
    const weather = new Weather(2, "continental", hours(-7));
    const at = (hour: number): number =>
      mean(Array.from({ length: 365 }, (_, day) => weather.outdoorHumidity(instant(Date.UTC(2026, 0, day + 1, hour)))));
    // 15 and 4 o'clock local time.
    expect(at(22)).toBeLessThan(at(11) - 20);
  });

  test("is 100 % at the dew point, and half of it about eleven kelvin above", () => {
    expect(relativeHumidity(12, 12)).toBe(100);
    expect(relativeHumidity(20, 9.3)).toBeCloseTo(50, 0);
    expect(relativeHumidity(5, 6)).toBe(100);
  });
});

test("golden: weather of seed 42", () => {
  const at = instant(Date.UTC(2026, 0, 15, 17, 40));
  const continental = new Weather(42, "continental", hours(-7));
  const maritime = new Weather(42, "maritime", hours(1));
  const rounded = (value: number): number => Number(value.toFixed(9));
  expect(rounded(continental.outdoorTemperature(at))).toMatchInlineSnapshot(`3.385299292`);
  expect(rounded(maritime.outdoorTemperature(at))).toMatchInlineSnapshot(`5.003622018`);
  expect(rounded(continental.irradiance(at))).toMatchInlineSnapshot(`423.342084986`);
  expect(rounded(continental.outdoorHumidity(at))).toMatchInlineSnapshot(`51.864340763`);
});

function hourly(seed: number, climate: ClimateName, offset: Duration): number[] {
  const weather = new Weather(seed, climate, offset);
  return Array.from({ length: years * yearHours }, (_, index) =>
    weather.outdoorTemperature(instant((firstHour + index) * hourMillis)),
  );
}

/** Takes out the mean and the yearly, daily, half-daily and season-modulated daily waves, by projection. */
function withoutCurves(values: readonly number[]): number[] {
  const waves = [Math.cos, Math.sin];
  const curves: ((hour: number) => number)[] = [() => 1];
  for (const period of [yearHours, 24, 12]) {
    for (const wave of waves) curves.push((hour) => wave((2 * Math.PI * hour) / period));
  }
  for (const daily of waves) {
    for (const yearly of waves) {
      curves.push((hour) => daily((2 * Math.PI * hour) / 24) * yearly((2 * Math.PI * hour) / yearHours));
    }
  }
  return curves.reduce(
    (rest, curve) => {
      const shape = rest.map((_, hour) => curve(hour));
      const weight = dot(rest, shape) / dot(shape, shape);
      return rest.map((value, hour) => value - weight * shape[hour]!);
    },
    [...values],
  );
}

function autocovariance(values: readonly number[], lag: number): number {
  return dot(values.slice(lag), values.slice(0, values.length - lag)) / (values.length - lag);
}

function dailyRange(values: readonly number[], offset: Duration): number {
  const localMidnight = (24 - offset / hourMillis) % 24;
  const ranges: number[] = [];
  for (let start = localMidnight; start + 24 <= values.length; start += 24) {
    const day = values.slice(start, start + 24);
    ranges.push(Math.max(...day) - Math.min(...day));
  }
  return mean(ranges);
}

function groupMeans(values: readonly number[], groups: number, groupOf: (hour: number) => number): number[] {
  const sums = Array.from({ length: groups }, () => 0);
  const counts = Array.from({ length: groups }, () => 0);
  values.forEach((value, index) => {
    const group = groupOf(firstHour + index) % groups;
    sums[group]! += value;
    counts[group]!++;
  });
  return sums.map((sum, group) => sum / counts[group]!);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}
