import { describe, expect, test } from "vitest";
import { Histogram } from "../../src/metrics/histogram.ts";
import { LoopWatch } from "../../src/metrics/loop-watch.ts";
import { instant } from "../../src/kernel/time.ts";
import { HandClock } from "../kernel/hand-clock.ts";

interface Watched {
  readonly clock: HandClock;
  readonly delays: Histogram;
  readonly watch: LoopWatch;
  /** CPU time of the process, milliseconds. */
  cpu: number;
  /** Lets the loop turn freely, a millisecond at a time. */
  free(millis: number): void;
  /** Holds it up in one go, working or not. */
  hold(millis: number, working?: boolean): void;
}

function watched(beatMillis = 10): Watched {
  const clock = new HandClock(instant(0));
  const delays = new Histogram();
  const rig: Watched = {
    clock,
    delays,
    watch: new LoopWatch({ clock, beatMillis, delays, cpuMillis: () => rig.cpu }),
    cpu: 0,
    free(millis) {
      for (let passed = 0; passed < millis; passed++) {
        clock.spend(1);
        clock.turn();
      }
    },
    hold(millis, working = true) {
      clock.spend(millis);
      if (working) rig.cpu += millis;
      clock.turn();
    },
  };
  rig.watch.start();
  return rig;
}

describe("the watch over the event loop", () => {
  test("finds nothing where nothing is held up, and has a beat every 10 ms", () => {
    const { free, delays } = watched();
    free(1_000);
    expect(delays.summary()).toMatchObject({ count: 100, max: 0 });
  });

  test("counts a loop that stood still for 500 ms as the 50 beats it missed", () => {
    const { free, hold, delays } = watched();
    free(500);
    hold(500);
    free(500);
    const { count, p50, p90, max } = delays.summary();
    expect(count).toBe(150);
    // The first of them was 10 ms away when the loop stopped, and 2 ms are the timer's.
    expect(max).toBeCloseTo(488, 0);
    expect(p50).toBe(0);
    expect(p90).toBeGreaterThan(300);
  });

  test("sees one moment in three held up where the loop was held up a third of the time", () => {
    const { free, hold, delays } = watched();
    for (let round = 0; round < 20; round++) {
      free(200);
      hold(100);
    }
    const { count, p50 } = delays.summary();
    expect(count).toBe(600);
    expect(p50).toBe(0);
    expect(delays.percentile(66)).toBeLessThan(20);
    expect(delays.percentile(76)).toBeGreaterThan(10);
    expect(delays.percentile(95)).toBeGreaterThan(60);
  });

  test("sees the same when it looks less often", () => {
    const { free, hold, delays } = watched(100);
    free(10_000);
    hold(5_000);
    const { count, max } = delays.summary();
    expect(count).toBe(150);
    expect(max).toBeGreaterThan(4_800);
    expect(delays.percentile(80)).toBeGreaterThan(1_500);
  });

  test("adds up how long it was held up beyond the limit", () => {
    const { free, hold, watch } = watched();
    free(100);
    hold(150);
    expect(watch.heldUpMillis).toBe(0);
    free(100);
    hold(700);
    expect(watch.heldUpMillis).toBeGreaterThanOrEqual(480);
    expect(watch.heldUpMillis).toBeLessThanOrEqual(500);
  });

  test("tells a process that worked from one that did not run", () => {
    const busy = watched();
    busy.free(100);
    busy.hold(3_000);
    busy.free(100);
    expect(busy.watch.longest.millis).toBeCloseTo(2_990, -1);
    expect(busy.watch.longest.cpuMillis).toBe(3_000);
    const stopped = watched();
    stopped.free(100);
    stopped.hold(3_000, false);
    stopped.free(100);
    expect(stopped.watch.longest).toMatchObject({ cpuMillis: 0 });
  });

  test("looks no more once it is stopped", () => {
    const { free, hold, watch, delays, clock } = watched();
    free(100);
    watch.stop();
    hold(1_000);
    free(100);
    expect(delays.count).toBe(10);
    expect(clock.timer).toBeUndefined();
  });
});
