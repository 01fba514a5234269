import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { instant } from "../../../src/kernel/time.ts";
import { SlowLane } from "../../../src/wire/link/slow-lane.ts";

interface Rig {
  readonly lane: SlowLane;
  readonly scheduler: Scheduler;
  /** What has passed, and when. */
  readonly passed: (readonly [name: string, at: number])[];
  add(name: string, bytes?: number): void;
  until(millis: number): void;
}

function rigOf(random: { next(): number } = new RandomStream(1, 1, "lane")): Rig {
  const scheduler = new Scheduler(new VirtualClock(instant(0)));
  const lane = new SlowLane(scheduler, random, 1_000);
  const passed: [string, number][] = [];
  return {
    lane,
    scheduler,
    passed,
    add: (name, bytes = 10) => lane.add(bytes, () => passed.push([name, scheduler.now])),
    until: (millis) => scheduler.runUntil(instant(millis)),
  };
}

const neverStalls = { next: () => 0.5 };
const alwaysStalls = { next: () => 0 };

describe("a slow lane", () => {
  test("adds 70 ms to what passes", () => {
    const rig = rigOf(neverStalls);
    rig.add("a");
    rig.until(69);
    expect(rig.passed).toEqual([]);
    rig.until(1_000);
    expect(rig.passed).toEqual([["a", 70]]);
  });

  test("holds up what meets a stall by a second or more, and all behind it", () => {
    let draws = 0;
    const rig = rigOf({ next: () => (draws++ < 2 ? 0 : 0.5) });
    rig.add("a");
    rig.add("b");
    rig.until(10_000);
    expect(rig.passed).toEqual([
      ["a", 1_070],
      ["b", 1_070],
    ]);
  });

  test("keeps the order of a thousand, and loses none", () => {
    const rig = rigOf();
    const names = Array.from({ length: 1_000 }, (_, number) => `${number}`);
    for (const [number, name] of names.entries()) {
      rig.until(number * 50);
      rig.add(name, 1);
    }
    rig.until(100_000);
    expect(rig.passed.map(([name]) => name)).toEqual(names);
    const delays = rig.passed.map(([name, at]) => at - 50 * Number(name));
    expect(Math.min(...delays)).toBe(70);
    expect(Math.max(...delays)).toBeGreaterThan(2_000);
  });

  test("lets nothing overtake what waits when the network is good again", () => {
    const rig = rigOf(neverStalls);
    rig.add("a");
    rig.lane.degraded = false;
    expect(rig.lane.idle).toBe(false);
    rig.add("b");
    rig.until(70);
    expect(rig.passed.map(([name]) => name)).toEqual(["a", "b"]);
    expect(rig.lane.idle).toBe(true);
  });

  test("lets the oldest pass when more waits than it may hold", () => {
    const rig = rigOf(alwaysStalls);
    rig.add("a", 600);
    rig.add("b", 600);
    expect(rig.passed).toEqual([["a", 0]]);
    expect(rig.lane.bytes).toBe(600);
  });

  test("lets all pass at once, or forgets it, when told to", () => {
    const rig = rigOf(alwaysStalls);
    rig.add("a");
    rig.add("b");
    rig.lane.flush();
    expect(rig.passed.map(([name]) => name)).toEqual(["a", "b"]);
    rig.add("c");
    rig.lane.drop();
    rig.until(10_000);
    expect(rig.passed).toHaveLength(2);
    expect(rig.lane.bytes).toBe(0);
    expect(rig.scheduler.size).toBe(0);
  });
});
