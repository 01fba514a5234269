import { expect, test } from "vitest";
import { hours, instant } from "../../src/kernel/time.ts";
import { World, type WorldOptions } from "../../src/world/world.ts";

const options: WorldOptions = { seed: 42, climate: "continental", timeZoneOffset: hours(-7) };
const start = instant(Date.parse("2026-01-15T17:00:00-07:00"));

test("a home alone is the home it is among many", () => {
  const many = new World(options);
  for (let home = 0; home < 2_000; home++) many.home(home).presence(start);
  for (const index of [0, 17, 1_999]) {
    const alone = new World(options);
    expect(alone.home(index).traits).toEqual(many.home(index).traits);
    expect(alone.home(index).presence(start)).toEqual(many.home(index).presence(start));
    expect(alone.nextHappening(index, start)).toEqual(many.nextHappening(index, start));
  }
});

test("a home's traits say where and who it is", () => {
  const { traits } = new World(options).home(7);
  expect(traits.index).toBe(7);
  expect(traits.timeZoneOffset).toBe(hours(-7));
  expect([1, 2, 3, 4]).toContain(traits.residents);
});

test("light is missed below 60 ± 10 W/m2", () => {
  const world = new World(options);
  const thresholds = Array.from({ length: 4_000 }, (_, home) => world.home(home).traits.darkThreshold);
  const mean = thresholds.reduce((sum, value) => sum + value, 0) / thresholds.length;
  const variance = thresholds.reduce((sum, value) => sum + (value - mean) ** 2, 0) / thresholds.length;
  expect(mean).toBeCloseTo(60, 0);
  expect(Math.sqrt(variance)).toBeCloseTo(10, 0);
});

test("all homes of a world have the same weather, each its own people", () => {
  const world = new World(options);
  const homes = [0, 1, 2, 3, 4].map((index) => world.home(index));
  expect(new Set(homes.map((home) => home.outdoorTemperature(start))).size).toBe(1);
  expect(new Set(homes.map((home) => home.irradiance(start))).size).toBe(1);
  expect(new Set([0, 1, 2, 3, 4].map((index) => world.nextHappening(index, start)?.at)).size).toBe(5);
});

test("golden: home 0 of seed 42", () => {
  const world = new World(options);
  const home = world.home(0);
  const rounded = Object.entries(home.traits).map(([name, value]) => [name, Number(value.toPrecision(9))]);
  expect(Object.fromEntries(rounded)).toMatchInlineSnapshot(`
    {
      "airShare": 0.06,
      "darkThreshold": 56.082075,
      "floorArea": 135.244345,
      "heatCapacity": 14876878,
      "heatLoss": 202.603806,
      "index": 0,
      "massConductance": 3076.80886,
      "residents": 2,
      "timeZoneOffset": -25200000,
    }
  `);
  expect(home.presence(start)).toMatchInlineSnapshot(`
    {
      "awake": 2,
      "home": 2,
    }
  `);
  expect(happeningsFrom(world, 6)).toMatchInlineSnapshot(`
    [
      "2026-01-16T00:24:16.984Z {"type":"departure","person":0,"last":false}",
      "2026-01-16T00:51:45.368Z {"type":"arrival","person":0,"first":false}",
      "2026-01-16T00:51:55.536Z {"type":"entry","person":0,"first":false}",
      "2026-01-16T00:55:54.192Z {"type":"settled","person":0,"first":false}",
      "2026-01-16T04:34:30.760Z {"type":"bedtime","person":0,"last":false}",
      "2026-01-16T05:09:27.977Z {"type":"bedtime","person":1,"last":true}",
    ]
  `);
});

function happeningsFrom(world: World, count: number): string[] {
  let at = start;
  return Array.from({ length: count }, () => {
    const next = world.nextHappening(0, at)!;
    at = next.at;
    const { at: when, ...rest } = next;
    return `${new Date(when).toISOString()} ${JSON.stringify(rest)}`;
  });
}
