import { describe, expect, test } from "vitest";
import { seconds } from "../../src/kernel/time.ts";
import { buildLoad } from "../../src/scenario/build-load.ts";
import { loadDuration } from "../../src/scenario/load-shape.ts";
import type { PhaseInput } from "../../src/scenario/scenario-input.ts";

const up: readonly PhaseInput[] = [{ ramp: "100%", over: "20s" }, { hold: "60s" }, { ramp: "0%", over: "10s" }];

function shape(phases: readonly PhaseInput[], length?: number, total = 10): [to: number, over: number][] {
  const load = buildLoad(phases, total, length === undefined ? undefined : seconds(length));
  if (length !== undefined) expect(loadDuration(load)).toBe(seconds(length));
  return load.map(({ to, over }) => [to, over / 1_000]);
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
