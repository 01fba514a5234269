import { describe, expect, test } from "vitest";
import { seconds } from "../../../src/kernel/time.ts";
import { buildLoad } from "../../../src/scenario/load/build-load.ts";
import { loadDuration, phasesDuration } from "../../../src/scenario/load/load-shape.ts";
import type { PhaseInput } from "../../../src/scenario/scenario-input.ts";

const up: readonly PhaseInput[] = [{ ramp: "100%", over: "20s" }, { hold: "60s" }, { ramp: "0%", over: "10s" }];

function shape(phases: readonly PhaseInput[], length?: number, total = 10): [to: number, over: number][] {
  const fleet = [{ name: "lock", devices: total }];
  const load = buildLoad(phases, fleet, undefined, length === undefined ? undefined : seconds(length));
  if (length !== undefined) expect(loadDuration(load)).toBe(seconds(length));
  return load[0]!.phases.map(({ to, over }) => [to, over / 1_000]);
}

describe("a load", () => {
  test("holds the level it has reached", () => {
    expect(shape([...up, { hold: "5s" }])).toEqual([
      [1, 20],
      [1, 60],
      [0, 10],
      [0, 5],
    ]);
  });

  test("that starts with a hold starts with the whole fleet", () => {
    expect(shape([{ hold: "60s" }])).toEqual([
      [1, 0],
      [1, 60],
    ]);
  });

  test("may count devices", () => {
    expect(shape([{ ramp: 4, over: "20s" }])).toEqual([[0.4, 20]]);
    expect(shape([{ ramp: 40, over: "20s" }])).toEqual([[1, 20]]);
  });
});

describe("a phase", () => {
  test("that is a ramp may say how many in a time instead of how long", () => {
    expect(
      shape([
        { ramp: "50%", rate: "1/s" },
        { ramp: 10, rate: "60/m" },
        { ramp: "0%", rate: "3600/h" },
      ]),
    ).toEqual([
      [0.5, 5],
      [1, 5],
      [0, 10],
    ]);
  });

  test("that is a spike comes back within its time", () => {
    expect(shape([{ step: "20%" }, { spike: "100%", for: "60s", over: "5s" }, { spike: 0, for: "4s" }])).toEqual([
      [0.2, 0],
      [1, 5],
      [1, 50],
      [0.2, 5],
      [0, 0],
      [0, 4],
      [0.2, 0],
    ]);
  });

  test("that is a wave turns after half a period, and begins where the load is unless told otherwise", () => {
    const once = shape([{ step: "30%" }, { wave: { to: "90%", period: "48s" }, for: "96s" }]);
    expect(once).toHaveLength(1 + 2 * 24);
    expect(once.map(([, over]) => over)).toEqual([0, ...Array.from({ length: 48 }, () => 2)]);
    const levels = once.map(([to]) => Number(to.toFixed(6)));
    expect([levels[6], levels[12], levels[18], levels[24], levels[36], levels[48]]).toEqual([
      0.6, 0.9, 0.6, 0.3, 0.9, 0.3,
    ]);
    expect(shape([{ wave: { from: "20%", to: "80%", period: "10s" }, for: "10s" }])[0]).toEqual([0.2, 0]);
  });

  test("that holds may have churn, as long as it holds", () => {
    const churn = { share: "10%", every: "10s", away: { uniform: ["1s", "5s"] } } as const;
    const written: readonly PhaseInput[] = [{ ramp: "100%", over: "20s" }, { hold: "60s", churn }, { hold: "60s" }];
    const built = (length?: number): unknown =>
      buildLoad(
        written,
        [{ name: "lock", devices: 10 }],
        undefined,
        length === undefined ? undefined : seconds(length),
      )[0]!.churn;
    const away = { draw: { uniform: [1_000, 5_000] } };
    expect(built()).toEqual([{ from: 20_000, to: 80_000, every: 10_000, share: 0.1, away }]);
    expect(built(50)).toEqual([{ from: 20_000, to: 50_000, every: 10_000, share: 0.1, away }]);
    expect(built(15)).toEqual([]);
    expect(built(500)).toEqual(built());
  });
});

describe("a load of groups by their names", () => {
  const fleet = ["lock", "bulb", "plug"].map((name, position) => ({ name, devices: 10 * (position + 1) }));

  test("is one for each, and one for the others together", () => {
    const load = buildLoad({ others: [{ ramp: 20, over: "10s" }], bulb: [{ ramp: 5, over: "30s" }] }, fleet);
    expect(load).toEqual([
      { groups: [1], phases: [{ to: 0.25, over: 30_000 }], churn: [] },
      { groups: [0, 2], phases: [{ to: 0.5, over: 10_000 }], churn: [] },
    ]);
    expect(loadDuration(load)).toBe(seconds(30));
  });

  test("is as long as is asked for, in all of them", () => {
    const load = buildLoad({ others: [{ hold: "10s" }], bulb: [{ hold: "30s" }] }, fleet, undefined, seconds(20));
    expect(load.map(({ phases }) => phasesDuration(phases))).toEqual([20_000, 20_000]);
  });
});

describe("a load of another length", () => {
  test("is cut where it is too long", () => {
    expect(shape(up, 85)).toEqual([
      [1, 20],
      [1, 60],
      [0.5, 5],
    ]);
    expect(shape(up, 20)).toEqual([[1, 20]]);
    expect(shape(up, 5)).toEqual([[0.25, 5]]);
  });

  test("holds for longer where it is too short", () => {
    expect(shape(up, 100)).toEqual([
      [1, 20],
      [1, 70],
      [0, 10],
    ]);
    expect(shape([{ hold: "5s" }, { ramp: "0%", over: "5s" }], 100)).toEqual([
      [1, 0],
      [1, 95],
      [0, 5],
    ]);
    expect(shape([{ ramp: "50%", over: "5s" }], 100)).toEqual([
      [0.5, 5],
      [0.5, 95],
    ]);
  });

  test("stays as it is where it fits", () => {
    expect(shape(up, 90)).toEqual(shape(up));
  });
});
