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

test("half of the homes have a gas furnace, a fifth heat with electricity, the others with a heat pump", () => {
  const world = new World(options);
  const homes = Array.from({ length: 4_000 }, (_, home) => world.home(home).traits);
  const share = (heating: string): number => homes.filter((traits) => traits.heating === heating).length / homes.length;
  expect(share("gas-furnace")).toBeCloseTo(0.5, 1);
  expect(share("electric")).toBeCloseTo(0.2, 1);
  expect(share("heat-pump")).toBeCloseTo(0.3, 1);
});

test("most homes are cooled where summers are hot, and few where they are mild", () => {
  const cooled = (climate: "continental" | "maritime"): number => {
    const world = new World({ ...options, climate });
    const homes = Array.from({ length: 2_000 }, (_, home) => world.home(home).traits);
    for (const { heating, cooling } of homes) if (heating === "heat-pump") expect(cooling).not.toBe("room");
    return homes.filter(({ cooling }) => cooling !== "none").length / homes.length;
  };
  expect(cooled("continental")).toBeGreaterThan(0.8);
  expect(cooled("maritime")).toBeLessThan(0.25);
});

test("heating and cooling are designed for temperatures that 1 % of the hours go beyond", () => {
  for (const climate of ["continental", "maritime"] as const) {
    const world = new World({ ...options, climate });
    const { heatingDesignTemperature, coolingDesignTemperature } = world.home(0).traits;
    const first = Date.UTC(2025, 0, 1);
    const years = 5;
    const hourly = Array.from({ length: years * 8_766 }, (_, hour) =>
      world.home(0).outdoorTemperature(instant(first + hours(hour))),
    );
    const colder = hourly.filter((temperature) => temperature < heatingDesignTemperature).length / hourly.length;
    const hotter = hourly.filter((temperature) => temperature > coolingDesignTemperature).length / hourly.length;
    expect(colder).toBeGreaterThan(0.004);
    expect(colder).toBeLessThan(0.02);
    expect(hotter).toBeGreaterThan(0.004);
    expect(hotter).toBeLessThan(0.02);
  }
});

test("a home tells what its world knows of it", () => {
  const world = new World(options);
  const home = world.home(3);
  const noon = instant(Date.parse("2026-07-15T12:00:00-07:00"));
  const inside = ["hall", "kitchen", "living-room", "bedroom", "bathroom", "office"].map((room) =>
    home.peopleIn(room, start),
  );
  expect(inside.reduce((sum, count) => sum + count, 0)).toBe(home.presence(start).awake);
  expect(home.peopleIn("constructor", start)).toBe(0);
  expect(home.outdoorHumidity(noon)).toBeGreaterThan(0);
  expect(home.outdoorHumidity(noon)).toBeLessThanOrEqual(100);
  const turns = world.happeningsOf(3, Math.floor(noon / 86_400_000)).filter(({ type }) => type === "windows");
  for (const turn of turns) expect(home.windowsOpen(turn.at)).toBe(turn.type === "windows" && turn.open);
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
  const rounded = Object.entries(home.traits).map(([name, value]) => [
    name,
    typeof value === "number" ? Number(value.toPrecision(9)) : value,
  ]);
  expect(Object.fromEntries(rounded)).toMatchInlineSnapshot(`
    {
      "airShare": 0.06,
      "cooling": "central",
      "coolingDesignTemperature": 33.9813692,
      "darkThreshold": 56.082075,
      "floorArea": 135.244345,
      "heatCapacity": 14876878,
      "heatLoss": 202.603806,
      "heating": "gas-furnace",
      "heatingDesignTemperature": -11.3644957,
      "index": 0,
      "laundryRoom": "bathroom",
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
  expect(happeningsFrom(world, 12)).toMatchInlineSnapshot(`
    [
      "2026-01-16T00:01:22.937Z {"type":"moved","person":0,"from":"kitchen","to":"living-room"}",
      "2026-01-16T00:11:18.050Z {"type":"moved","person":0,"from":"living-room","to":"kitchen"}",
      "2026-01-16T00:23:11.577Z {"type":"moved","person":0,"from":"kitchen","to":"living-room"}",
      "2026-01-16T00:31:58.743Z {"type":"ended","person":1,"activity":"television","room":"living-room"}",
      "2026-01-16T00:32:10.814Z {"type":"moved","person":1,"from":"living-room","to":"hall"}",
      "2026-01-16T00:32:24.215Z {"type":"moved","person":1,"from":"hall","to":"bathroom"}",
      "2026-01-16T00:34:46.345Z {"type":"moved","person":1,"from":"bathroom","to":"living-room"}",
      "2026-01-16T01:19:35.248Z {"type":"moved","person":0,"from":"living-room","to":"bedroom"}",
      "2026-01-16T01:37:11.586Z {"type":"moved","person":0,"from":"bedroom","to":"kitchen"}",
      "2026-01-16T01:38:51.237Z {"type":"moved","person":0,"from":"kitchen","to":"living-room"}",
      "2026-01-16T01:44:21.316Z {"type":"moved","person":0,"from":"living-room","to":"bathroom"}",
      "2026-01-16T01:47:12.853Z {"type":"moved","person":0,"from":"bathroom","to":"hall"}",
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
