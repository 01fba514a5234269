import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { chooseShards, type ForecastLimits } from "../../../src/library/processes/choose-shards.ts";
import { coresFor, demandOfForecast, demandOfPlan } from "../../../src/library/processes/fleet-demand.ts";
import { forecastPlan } from "../../../src/library/forecast-plan.ts";
import type { Machine } from "../../../src/library/processes/shard-count.ts";
import type { Plan } from "../../../src/scenario/plan.ts";
import { forecast, rate, traffic } from "../../report/forecast/sample-forecast.ts";
import { planOf } from "../../fleet/fleet-rig.ts";

const machine: Machine = {
  openFilesLimit: 1_048_576,
  openFilesOfItsOwn: 64,
  cores: 8,
  speed: 1,
  memoryBytes: 64e9,
  heapBytes: 4e9,
};

function plan(homes: number, more: object = {}): Plan {
  return planOf({
    homes,
    fleet: [{ kind: "bulb", perHome: 1, telemetry: { every: "60s" } }],
    load: [{ ramp: "100%", over: "1m" }, { hold: "2m" }],
    target: { url: "ws://127.0.0.1:9" },
    ...more,
  });
}

/** A forecast of what it is given, that says how it was asked for. */
function oracle(all: Parameters<typeof traffic>[1]): {
  asked: ForecastLimits[];
  tell: () => ReturnType<typeof forecastPlan>;
} {
  const asked: ForecastLimits[] = [];
  return {
    asked,
    tell: ((limits: ForecastLimits) => {
      asked.push(limits);
      return Promise.resolve(forecast({ intervalSeconds: 5, all: traffic(300, all) }));
    }) as () => ReturnType<typeof forecastPlan>,
  };
}

describe("auto", () => {
  test("goes by the forecast of a large fleet: what is said to it once it is up, no plan tells", async () => {
    const { asked, tell } = oracle({ messagesOut: rate(0, 0, { series: [0, 60_000, 90_000, 0] }) });
    const { count, why } = await chooseShards({ plan: plan(20_000), asked: "auto", machine, forecast: tell });
    expect({ count, why }).toEqual({
      count: 3,
      why: "90,000 messages and 30 connections a second at their peak take 2 cores, and a process is to use 70 % of one at most",
    });
    expect(asked).toEqual([expect.objectContaining({ mostDevices: 1_000, mostEntries: 300_000 })]);
  });

  test("asks for no forecast where it cannot change the answer", async () => {
    const { asked, tell } = oracle({});
    const choose = (homes: number, changes: Partial<Machine> = {}, more: object = {}) =>
      chooseShards({ plan: plan(homes), asked: "auto", machine: { ...machine, ...changes }, forecast: tell, ...more });
    // One core; a small fleet; more by open files than there are cores; a number; one process only.
    await choose(20_000, { cores: 1 });
    await choose(3_000);
    await choose(20_000, { openFilesLimit: 1_064 });
    await choose(20_000, {}, { asked: 4 });
    await choose(20_000, {}, { onlyOne: "a tape is written by one process" });
    await chooseShards({ plan: { ...plan(1), fleet: [], load: [] }, asked: "auto", machine, forecast: tell });
    expect(asked).toEqual([]);
    await choose(20_000);
    expect(asked).toHaveLength(1);
  });

  test("goes by the plan where no forecast can be had, or fails", async () => {
    const fast = plan(20_000, { fleet: [{ kind: "bulb", perHome: 1, telemetry: { every: "400ms" } }] });
    const alone = await chooseShards({ plan: fast, asked: "auto", machine });
    expect(alone.count).toBe(2);
    const failed = () => Promise.reject(new Error("a kind that is not there"));
    expect(await chooseShards({ plan: fast, asked: "auto", machine, forecast: failed })).toEqual(alone);
  });

  test("lives through a sample of the plan, and is told when that has been enough", async () => {
    let looks = 0;
    const limited = plan(20_000, { fleet: [{ kind: "bulb", perHome: 1, telemetry: { every: "1s" } }] });
    const found = await forecastPlan(limited, {
      kinds: catalog,
      folder: ".",
      mostDevices: 60,
      enough: () => ++looks === 3,
    });
    expect(looks).toBe(3);
    expect(found.measured).toMatchObject({ devices: 60, complete: false });
    // As far as it got, the ramp had hardly begun: the plan says more.
    expect(demandOfForecast(found, limited)).toEqual(demandOfPlan(limited));
  });
});

describe("what a plan asks for", () => {
  test("are its reports, its heartbeats and its steepest rise", () => {
    const { messagesPerSecond, dialsPerSecond } = demandOfPlan(
      plan(6_000, { fleet: [{ kind: "bulb", perHome: 1, telemetry: { every: "60s" } }] }),
    );
    expect(messagesPerSecond).toBeCloseTo(6_000 / 60 + 6_000 / 30);
    expect(dialsPerSecond).toBeCloseTo(100);
    expect(demandOfPlan(plan(6_000, { target: { url: "ws://a", heartbeat: "0s" } })).messagesPerSecond).toBeCloseTo(
      100,
    );
  });

  test("is that of real time, however fast the run is", () => {
    const slow = demandOfPlan(plan(6_000));
    const fast = demandOfPlan(plan(6_000, { clock: { speed: 60 } }));
    expect(fast.messagesPerSecond).toBeCloseTo(60 * slow.messagesPerSecond);
    expect(fast.dialsPerSecond).toBeCloseTo(60 * slow.dialsPerSecond);
  });

  test("is looked for where messages and dials together cost the most, over five seconds", () => {
    const series = (...values: number[]) => ({ series: values });
    const found = demandOfForecast(
      forecast({
        intervalSeconds: 1,
        all: traffic(300, {
          // A herd of one second, and later both at a time.
          connects: rate(0, 0, series(5_000, 0, 0, 0, 0, 0, 900, 900, 900, 900, 900)),
          messagesOut: rate(0, 0, series(0, 0, 0, 0, 0, 0, 20_000, 20_000, 20_000, 20_000, 20_000)),
          messagesIn: rate(0, 0, series(0, 0, 0, 0, 0, 0, 1_000, 1_000, 1_000, 1_000, 1_000)),
          connected: { peak: 300, peakAtSeconds: 1, ...series(300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300) },
        }),
      }),
      plan(300),
    );
    expect(found.dialsPerSecond).toBeCloseTo(900);
    expect(found.messagesPerSecond).toBeCloseTo(21_010);
    expect(coresFor(found, 1)).toBeCloseTo((21_010 * 21.7 + 900 * 540) / 1e6);
    expect(coresFor(found, 2)).toBeCloseTo(coresFor(found, 1) / 2);
  });
});
