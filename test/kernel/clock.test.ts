import { expect, test } from "vitest";
import { peerTime, VirtualClock } from "../../src/kernel/clock.ts";
import { instant, seconds } from "../../src/kernel/time.ts";
import { HandClock } from "./hand-clock.ts";

const start = instant(Date.UTC(2026, 0, 15, 17));

test("a virtual clock stands still until it is moved, and is never moved back", () => {
  const clock = new VirtualClock(start);
  expect(clock.now()).toBe(start);
  clock.advanceTo(instant(start + 500));
  clock.advanceTo(instant(start + 200));
  expect(clock.now()).toBe(start + 500);
});

test("a virtual clock's real time is the time it was moved by", () => {
  const clock = new VirtualClock(start);
  clock.advanceTo(instant(start + 500));
  expect(clock.real()).toBe(500);
  expect(clock.realAt(instant(start + 2_000))).toBe(2_000);
});

test("a peer's real second is as many simulated ones as the clock is fast", () => {
  expect(peerTime(new VirtualClock(start), seconds(1))).toBe(seconds(1));
  expect(peerTime(new HandClock(start, 60), seconds(1))).toBe(seconds(60));
});
