import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RealClock } from "../../src/kernel/real-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant, never } from "../../src/kernel/time.ts";

const start = instant(Date.UTC(2026, 0, 15, 17));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a real clock", () => {
  test("begins at its start and moves with the host's, times its speed", () => {
    const clock = new RealClock(start, 60);
    expect(clock.now()).toBe(start);
    vi.advanceTimersByTime(1_500);
    expect(clock.real()).toBe(1_500);
    expect(clock.now()).toBe(start + 90_000);
    expect(clock.realAt(instant(start + 120_000))).toBe(2_000);
  });

  test("is not moved by hand", () => {
    const clock = new RealClock(start);
    clock.advanceTo();
    expect(clock.now()).toBe(start);
  });

  test("wakes at the due time in real milliseconds, once", () => {
    const clock = new RealClock(start, 10);
    const wake = vi.fn();
    clock.wakeAt(instant(start + 5_000), wake);
    vi.advanceTimersByTime(499);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("keeps only what it was asked last", () => {
    const clock = new RealClock(start);
    const asked = [vi.fn(), vi.fn(), vi.fn()] as const;
    clock.wakeAt(instant(start + 10), asked[0]);
    clock.wakeNextTurn(asked[1]);
    clock.wakeAt(instant(start + 20), asked[2]);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(100);
    expect(asked.map((wake) => wake.mock.calls.length)).toEqual([0, 0, 1]);
  });

  test("takes the last wish back for undefined, and waits for nothing when asked for never", () => {
    const clock = new RealClock(start);
    const wake = vi.fn();
    clock.wakeAt(instant(start + 10), wake);
    clock.wakeAt(undefined, wake);
    clock.wakeNextTurn(wake);
    clock.wakeAt(never, wake);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(100);
    expect(wake).not.toHaveBeenCalled();
  });

  test("wakes too early rather than at once for what lies beyond the longest native timer", () => {
    const clock = new RealClock(start);
    const wake = vi.fn();
    clock.wakeAt(instant(start + 60 * 86_400_000), wake);
    vi.advanceTimersByTime(2 ** 31 - 2);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
  });
});

describe("a scheduler on a real clock", () => {
  test("wakes for each entry when few are due, and at most once in a grain when many are", () => {
    const delays = (everyMillis: number): { readonly wakeUps: number; readonly late: number } => {
      const due: number[] = [];
      const ran: number[] = [];
      const scheduler = new Scheduler(new RealClock(start, 1, 4));
      const origin = performance.now();
      const task = { onDue: () => void ran.push(performance.now() - origin) };
      for (let at = 0; at < 3_000; at += everyMillis) {
        due.push(at);
        scheduler.at(instant(start + at), task);
      }
      vi.advanceTimersByTime(3_100);
      return { wakeUps: new Set(ran).size, late: Math.max(...ran.map((at, index) => at - due[index]!)) };
    };
    expect(delays(50)).toEqual({ wakeUps: 60, late: 0 });
    const { wakeUps, late } = delays(1);
    // A millisecond apart until it is busy, then four.
    expect(wakeUps).toBeLessThan(850);
    expect(late).toBe(3);
  });

  test("takes the grain in real time, however fast simulated time runs", () => {
    const late: number[] = [];
    const scheduler = new Scheduler(new RealClock(start, 60, 4), (millis) => void late.push(millis));
    const task = { onDue: () => {} };
    for (let at = 0; at < 60_000; at += 30) scheduler.at(instant(start + at), task);
    vi.advanceTimersByTime(1_100);
    expect(late.length).toBe(2_000);
    expect(Math.max(...late)).toBeGreaterThan(2);
    expect(Math.max(...late)).toBeLessThanOrEqual(4);
  });

  test("holds one native timer for a thousand entries and none when they are done", () => {
    const scheduler = new Scheduler(new RealClock(start));
    const ran: number[] = [];
    const task = { onDue: (slot: number) => void ran.push(slot) };
    for (let slot = 0; slot < 1_000; slot++) scheduler.at(instant(start + 1_000 - slot), task, slot);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(2_000);
    expect(ran).toEqual(Array.from({ length: 1_000 }, (_, index) => 999 - index));
    expect(vi.getTimerCount()).toBe(0);
  });

  test("reaches an entry beyond the longest native timer at its due time", () => {
    const scheduler = new Scheduler(new RealClock(start));
    const ran: number[] = [];
    const due = instant(start + 60 * 86_400_000);
    scheduler.at(due, { onDue: () => void ran.push(performance.now()) });
    const origin = performance.now();
    vi.advanceTimersByTime(61 * 86_400_000);
    expect(ran).toEqual([origin + 60 * 86_400_000]);
  });

  test("runs at sixty times the speed in a sixtieth of the time", () => {
    const scheduler = new Scheduler(new RealClock(start, 60));
    const seen: number[] = [];
    scheduler.at(instant(start + 60_000), { onDue: (_, due) => void seen.push(due, performance.now()) });
    const origin = performance.now();
    vi.advanceTimersByTime(2_000);
    expect(seen).toEqual([start + 60_000, origin + 1_000]);
  });
});
