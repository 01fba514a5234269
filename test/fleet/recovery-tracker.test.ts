import { describe, expect, test } from "vitest";
import { type Disturbance, RecoveryTracker } from "../../src/fleet/recovery-tracker.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { instant } from "../../src/kernel/time.ts";
import { HandClock } from "../kernel/hand-clock.ts";

test("tells of a cohort what became of its devices alone, over or not", () => {
  const tracker = new RecoveryTracker(new VirtualClock(instant(0)), [(device) => device < 2, (device) => device >= 2]);
  const outage = (at: number): void => {
    const disturbance = tracker.begin(`outage at ${at}`, at, at);
    for (const device of [0, 1, 2, 3]) disturbance.hit(device, at);
    for (const device of [0, 1, 2]) disturbance.recovered(device, at + 100 * (device + 1));
    if (at === 0) disturbance.recovered(3, at + 5_000);
    else disturbance.leave(3, at + 10);
  };
  outage(0);
  outage(10_000);
  const figures = (cohort?: number): unknown[] =>
    tracker.summaries(cohort).map(({ disturbed, recovered, left, all }) => [disturbed, recovered, left, all]);
  expect(figures(0)).toEqual([
    [2, 2, 0, 200],
    [2, 2, 0, 200],
  ]);
  expect(figures(1)).toEqual([
    [2, 2, 0, 5_000],
    [1, 1, 1, 300],
  ]);
  expect(figures()).toEqual([
    [4, 4, 0, 5_000],
    [3, 3, 1, 300],
  ]);
});

const tracked = (): RecoveryTracker => new RecoveryTracker(new VirtualClock(instant(0)));

/** Hits devices 1 to `devices` at once; they can come back at `over`. */
function hit(tracker: RecoveryTracker, cause: string, devices: number, over = 1_000): Disturbance {
  const disturbance = tracker.begin(cause, 500, over);
  for (let device = 1; device <= devices; device++) disturbance.hit(device, 500);
  return disturbance;
}

describe("a disturbance", () => {
  test("tells when half, nearly all and all of those it hit were back, from the moment they could be", () => {
    const tracker = tracked();
    const cut = hit(tracker, "power-cut", 100);
    for (let device = 1; device <= 100; device++) cut.recovered(device, 1_000 + device * 10);
    expect(tracker.summaries()).toEqual([
      {
        cause: "power-cut",
        beganAtMillis: 500,
        atMillis: 1_000,
        disturbed: 100,
        recovered: 100,
        left: 0,
        half: 500,
        most: 950,
        all: 1_000,
      },
    ]);
  });

  test("that some have not come back from has no time for all, but for those that have", () => {
    const tracker = tracked();
    const cut = hit(tracker, "power-cut", 10);
    for (let device = 1; device <= 6; device++) cut.recovered(device, 1_000 + device * 100);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 10, recovered: 6, half: 500, most: null, all: null }]);
  });

  test("that hit nobody is not told", () => {
    const tracker = tracked();
    tracker.begin("power-cut", 0, 0);
    expect(tracker.summaries()).toEqual([]);
  });

  test("counts who is back before the time as back at once", () => {
    const tracker = tracked();
    hit(tracker, "outage", 1, 5_000).recovered(1, 4_000);
    expect(tracker.summaries()).toMatchObject([{ half: 0, all: 0 }]);
  });

  test("does not count a device that another one has hit meanwhile", () => {
    const tracker = tracked();
    const cut = hit(tracker, "power-cut", 2);
    cut.letGo(2);
    cut.recovered(1, 1_300);
    cut.recovered(2, 9_000);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 1, recovered: 1, all: 300 }]);
  });

  test("keeps its figures when others follow it", () => {
    const tracker = tracked();
    hit(tracker, "first", 1).recovered(1, 1_500);
    const before = tracker.summaries();
    hit(tracker, "second", 1);
    hit(tracker, "third", 1);
    expect(tracker.summaries().slice(0, 1)).toEqual(before);
    expect(tracker.summaries().map(({ cause }) => cause)).toEqual(["first", "second", "third"]);
  });

  test("may be over late, after others have begun", () => {
    const tracker = tracked();
    const first = hit(tracker, "first", 1);
    hit(tracker, "second", 1).recovered(1, 2_000);
    hit(tracker, "third", 1);
    first.recovered(1, 9_000);
    hit(tracker, "fourth", 1);
    expect(tracker.summaries().map(({ recovered }) => recovered)).toEqual([1, 1, 0, 0]);
    expect(tracker.summaries()[0]!.all).toBe(8_000);
  });
});

describe("a device that leaves while it is missing", () => {
  test("is not counted if it had less than a minute to come back", () => {
    const tracker = tracked();
    const cut = hit(tracker, "power-cut", 3, 180_000);
    cut.leave(1, 10_000);
    cut.leave(2, 239_999);
    cut.recovered(3, 190_000);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 1, recovered: 1, left: 2, all: 10_000 }]);
  });

  test("never came back if it had that long", () => {
    const tracker = tracked();
    const cut = hit(tracker, "power-cut", 2);
    cut.recovered(1, 1_100);
    cut.leave(2, 61_000);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 2, recovered: 1, left: 0, half: 100, all: null }]);
  });

  test("is one device when it comes again and is lost again", () => {
    const tracker = tracked();
    const cut = hit(tracker, "power-cut", 1);
    cut.leave(1, 70_000);
    cut.hit(1, 80_000);
    cut.recovered(1, 81_000);
    expect(cut.over).toBe(true);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 1, recovered: 1, all: 1_000 }]);
  });

  test("is told even if it was the only one", () => {
    const tracker = tracked();
    hit(tracker, "power-cut", 1).leave(1, 2_000);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 0, recovered: 0, left: 1, all: null }]);
  });
});

describe("losses nobody planned", () => {
  const lose = (tracker: RecoveryTracker, device: number, at: number): Disturbance => {
    const disturbance = tracker.unplanned(at);
    disturbance.hit(device, at);
    return disturbance;
  };

  test("are one disturbance as long as some are missing, each timed from its own loss", () => {
    const tracker = tracked();
    for (let device = 1; device <= 4; device++) lose(tracker, device, device * 10_000);
    const last = lose(tracker, 5, 50_000);
    for (let device = 1; device <= 5; device++) last.recovered(device, 51_000);
    expect(tracker.summaries()).toMatchObject([
      { cause: "connection lost", beganAtMillis: 10_000, atMillis: 10_000, disturbed: 5, half: 21_000, all: 41_000 },
    ]);
  });

  test("of one device again and again count once, with the longest time it took", () => {
    const tracker = tracked();
    for (const [round, took] of [100, 300, 200].entries())
      lose(tracker, 1, round * 2_000).recovered(1, round * 2_000 + took);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 1, recovered: 1, half: 300, all: 300 }]);
    lose(tracker, 1, 7_000);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 1, recovered: 0, all: null }]);
  });

  test("belong to another disturbance once all have been back for a while", () => {
    const tracker = tracked();
    lose(tracker, 1, 1_000).recovered(1, 2_000);
    lose(tracker, 1, 11_999).recovered(1, 12_000);
    lose(tracker, 1, 22_000).recovered(1, 22_100);
    expect(tracker.summaries()).toMatchObject([
      { disturbed: 1, all: 1_000 },
      { beganAtMillis: 22_000, disturbed: 1, all: 100 },
    ]);
  });

  test("belong to another disturbance after a minute, however many are missing", () => {
    const tracker = tracked();
    for (const at of [0, 59_999, 60_000]) lose(tracker, at, at);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 2 }, { beganAtMillis: 60_000, disturbed: 1 }]);
  });

  test("are gathered by real time, as it is the server that causes them", () => {
    const tracker = new RecoveryTracker(new HandClock(instant(0), 60));
    for (const at of [0, 3_599_999, 3_600_000]) lose(tracker, at, at);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 2 }, { beganAtMillis: 3_600_000, disturbed: 1 }]);
  });

  test("go on in the same disturbance while planned ones come and go", () => {
    const tracker = tracked();
    lose(tracker, 1, 0);
    hit(tracker, "power-cut", 1, 20_000).recovered(1, 21_000);
    hit(tracker, "power-cut", 1, 30_000);
    lose(tracker, 2, 40_000);
    expect(tracker.summaries().map(({ cause, disturbed }) => [cause, disturbed])).toEqual([
      ["connection lost", 2],
      ["power-cut", 1],
      ["power-cut", 1],
    ]);
  });
});

describe("failures that last all through the run", () => {
  test("are one disturbance for each cause, whatever else comes and goes", () => {
    const tracker = tracked();
    const outage = tracker.lasting("network outage", 400);
    outage.hit(1, 400);
    outage.recovered(1, 2_400);
    hit(tracker, "power-cut", 1).recovered(1, 1_500);
    expect(tracker.lasting("network outage", 90_000)).toBe(outage);
    outage.hit(2, 90_000);
    outage.recovered(2, 95_000);
    expect(tracker.summaries()).toMatchObject([
      { cause: "network outage", beganAtMillis: 400, disturbed: 2, recovered: 2, all: 5_000 },
      { cause: "power-cut", disturbed: 1 },
    ]);
  });

  test("count the time of a device from the moment what it lost was given back", () => {
    const tracker = tracked();
    const outage = tracker.lasting("network outage", 0);
    outage.hit(1, 0);
    outage.free(1, 600_000);
    outage.free(2, 600_000);
    outage.recovered(1, 604_000);
    expect(tracker.summaries()).toMatchObject([{ disturbed: 1, recovered: 1, all: 4_000 }]);
  });
});
