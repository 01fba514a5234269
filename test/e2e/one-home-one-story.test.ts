/**
 * The devices of a home share nothing but the home, and tell one story: somebody comes home in the evening, unlocks the door,
 * has light, and is noticed by the heating, in that order. What the server was told is what counts.
 */
import { describe, expect, test } from "vitest";
import type { DeviceRecord } from "../../src/fleet/run-events.ts";
import { between, hours, type Instant, later, minutes } from "../../src/kernel/time.ts";
import { startFleet } from "../../src/library/start-fleet.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import type { ScenarioInput } from "../../src/scenario/scenario-input.ts";
import { World } from "../../src/world/world.ts";

const home: ScenarioInput = {
  flotilla: 1,
  clock: { start: "2026-01-15T16:00:00+01:00" },
  homes: 1,
  fleet: [{ kind: "lock" }, { kind: "bulb", perHome: 8 }, { kind: "thermostat" }],
  load: [{ ramp: "100%", over: "1s" }, { hold: "8h" }],
};

type State = Extract<DeviceRecord, { type: "state" }>;

/** When somebody comes to the empty house in the dark, if ever on this evening. */
function homecoming({ seed, world, clock }: Plan): Instant | undefined {
  const place = new World({ seed, climate: world.climate, timeZoneOffset: clock.timeZoneOffset });
  const view = place.home(0);
  let next = place.nextHappening(0, later(clock.start, minutes(10)));
  while (next !== undefined && !(next.type === "arrival" && next.first)) next = place.nextHappening(0, next.at);
  const inTime = next !== undefined && next.at < later(clock.start, hours(7.5));
  return inTime && view.irradiance(next!.at) < view.traits.darkThreshold ? next!.at : undefined;
}

interface Evening {
  /** What changed in the home in the ten minutes after somebody came. */
  readonly story: State[];
  /** Whether there was light inside until then, and whether the heating had noticed that all were gone. */
  readonly lit: boolean;
  readonly missed: boolean;
}

async function evening(seed: number): Promise<Evening | undefined> {
  const records: State[] = [];
  const recorded = (record: DeviceRecord): void => {
    if (record.type === "state") records.push(record);
  };
  await using fleet = await startFleet(home, { seed, clock: "virtual", outputs: [{ recorded }] });
  const at = homecoming(fleet.plan);
  if (at === undefined) return undefined;
  await fleet.advance(between(fleet.plan.clock.start, at));
  const lit = fleet.devices().some(({ reported }) => reported["onOff"] === true);
  const missed = fleet.devices().some(({ reported }) => reported["occupancy"] === false);
  const before = records.length;
  await fleet.advance("10m");
  return { story: records.slice(before), lit, missed };
}

const unlocks = ({ values }: State): boolean => values["lockState"] === "unlocked";
const lights = ({ values }: State): boolean => values["onOff"] === true;
/** From then on the heating keeps the setpoint for people who are at home. */
const warms = ({ values }: State): boolean => values["occupancy"] === true;

describe("somebody who comes home in the evening", async () => {
  const evenings: State[][] = [];
  for (let seed = 1; seed <= 60; seed++) {
    const told = await evening(seed);
    // Who is back within minutes has not been missed.
    if (told !== undefined && !told.lit && told.missed) evenings.push(told.story);
  }

  test("unlocks before doing anything else in the home", () => {
    expect(evenings.length).toBeGreaterThan(20);
    for (const story of evenings) expect(unlocks(story.find(({ cause }) => cause === "human")!)).toBe(true);
  });

  test("has light and is noticed by the heating, mostly in that order", () => {
    const orders = evenings.map((story) => [lights, warms].map((chapter) => story.findIndex(chapter)));
    for (const [, warmth] of orders) expect(warmth).toBeGreaterThan(0);
    // Eight smart bulbs are not all the lamps of a home: not every room that is walked into has one.
    const inOrder = orders.filter(([light, warmth]) => light! > 0 && light! < warmth!);
    expect(inOrder.length / orders.length).toBeGreaterThanOrEqual(0.8);
  });

  test("does it all by hand: no server asked for it", () => {
    for (const story of evenings) {
      const causes = story.filter((told) => unlocks(told) || lights(told)).map(({ cause }) => cause);
      expect(new Set(causes)).toEqual(new Set(["human"]));
    }
  });
});
