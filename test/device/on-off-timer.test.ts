import { expect, test } from "vitest";
import { later, seconds } from "../../src/kernel/time.ts";
import {
  beginGuard,
  endGuard,
  onAtStartUp,
  type OnOffTimerContext,
  switchOnForAWhile,
  type Timed,
} from "../../src/device/on-off-timer.ts";
import type { Instant } from "../../src/kernel/time.ts";

interface Bench extends Timed {
  now: Instant;
  wakesAt: Instant | undefined;
  switchedOn: number;
  readonly context: OnOffTimerContext;
}

function bench(): Bench {
  const it: Bench = {
    timer: { is: "off" },
    now: 0 as Instant,
    wakesAt: undefined,
    switchedOn: 0,
    context: {
      get now() {
        return it.now;
      },
      wake: (_name, at) => void (it.wakesAt = at),
    },
  };
  return it;
}

function onFor(it: Bench, onTime: number, offWaitTime = 0): void {
  switchOnForAWhile(it, onTime, offWaitTime, () => it.switchedOn++, it.context);
}

const at = (s: number): Instant => later(0 as Instant, seconds(s));

test("while it runs, a shorter time changes nothing and a longer one makes it longer", () => {
  const it = bench();
  onFor(it, 60);
  onFor(it, 10);
  expect(it.wakesAt).toBe(at(60));
  onFor(it, 90);
  expect(it.wakesAt).toBe(at(90));
});

test("put out before its time it is guarded, and not switched on by the command until the guard is over", () => {
  const it = bench();
  onFor(it, 60, 30);
  it.now = at(20);
  beginGuard(it, it.context);
  expect(it.wakesAt).toBeUndefined();
  it.now = at(49);
  onFor(it, 60, 30);
  expect(it.switchedOn).toBe(1);
  it.now = at(50);
  onFor(it, 60, 30);
  expect(it.switchedOn).toBe(2);
});

test("the command can make a guard shorter, not longer", () => {
  const it = bench();
  onFor(it, 60, 30);
  beginGuard(it, it.context);
  onFor(it, 60, 5);
  expect(it.timer).toEqual({ is: "guarding", until: at(5) });
  onFor(it, 60, 300);
  expect(it.timer).toEqual({ is: "guarding", until: at(5) });
});

test("being switched on ends a guard and leaves a running timer alone", () => {
  const it = bench();
  onFor(it, 60, 30);
  endGuard(it, it.context);
  expect(it.timer.is).toBe("running");
  beginGuard(it, it.context);
  endGuard(it, it.context);
  expect(it.timer.is).toBe("off");
});

test("an on-time of nothing switches on for good", () => {
  const it = bench();
  onFor(it, 0, 30);
  expect([it.switchedOn, it.timer.is, it.wakesAt]).toEqual([1, "off", undefined]);
});

test("mains coming back leaves it as it was unless startUpOnOff says otherwise", () => {
  const both = (wanted: "off" | "on" | "toggle" | null) => [onAtStartUp(wanted, false), onAtStartUp(wanted, true)];
  expect(both(null)).toEqual([false, true]);
  expect(both("toggle")).toEqual([true, false]);
  expect(both("on")).toEqual([true, true]);
  expect(both("off")).toEqual([false, false]);
});
