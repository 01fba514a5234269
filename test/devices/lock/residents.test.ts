import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { days, hours, instant, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { Happening } from "../../../src/world/happening.ts";
import { World } from "../../../src/world/world.ts";

const monday = instant(Date.UTC(2026, 0, 19));

function arrive(bench: Workbench, person = 0): void {
  bench.device.happen({ type: "arrival", at: bench.now, person, first: true });
}

/** Somebody arrives and goes through the front door ten seconds later, which is closed after another ten. */
function comeIn(bench: Workbench, person = 0): void {
  arrive(bench, person);
  bench.run(seconds(10));
  bench.device.happen({ type: "front-door", at: bench.now, open: true });
  bench.run(seconds(10));
  bench.device.happen({ type: "front-door", at: bench.now, open: false });
}

describe("people and the lock", () => {
  test("somebody who arrives has it open before they can be inside", () => {
    const delays: number[] = [];
    for (let index = 0; index < 300; index++) {
      const bench = new Workbench({ kind: lock, index });
      const arrival = bench.now;
      comeIn(bench);
      delays.push((bench.eventsOf("lockOperation")[0]!.at - arrival) / 1_000);
      expect(bench.eventsOf("doorStateChange")[0]!.at).toBeGreaterThan(bench.eventsOf("lockOperation")[0]!.at);
    }
    const inTime = delays.filter((delay) => delay < 5);
    expect(inTime.length / delays.length).toBeGreaterThan(0.95);
  });

  test("the door moves when the home says so, and not before", () => {
    for (let index = 0; index < 100; index++) {
      const bench = new Workbench({ kind: lock, index });
      const arrival = bench.now;
      comeIn(bench);
      bench.run(seconds(60));
      const [opened, closed, ...more] = bench.eventsOf("doorStateChange");
      expect([opened!.at - arrival, closed!.at - arrival, more.length]).toEqual([10_000, 20_000, 0]);
    }
  });

  test("each resident has a code of their own, and the lock says whose it was", () => {
    const home = new World({ seed: 3, climate: "continental", timeZoneOffset: hours(1) });
    const family = Array.from({ length: 20 }, (_, index) => home.home(index)).find(
      ({ traits }) => traits.residents >= 3,
    )!;
    const users = new Set<unknown>();
    for (let visit = 0; visit < 60; visit++) {
      const bench = new Workbench({ kind: lock, index: visit, home: family });
      comeIn(bench, visit % 3);
      const { operationSource, userIndex } = bench.eventsOf("lockOperation")[0]!.data;
      if (operationSource === "keypad") users.add(userIndex);
    }
    expect([...users].toSorted()).toEqual([1, 2, 3]);
  });

  test("they come by code, phone and key", () => {
    const sources = new Set<unknown>();
    for (let index = 0; index < 50; index++) {
      const bench = new Workbench({ kind: lock, index });
      arrive(bench);
      bench.run(seconds(30));
      sources.add(bench.eventsOf("lockOperation")[0]!.data.operationSource);
    }
    expect([...sources].toSorted()).toEqual(["keypad", "manual", "proprietaryRemote"]);
  });

  test("the last to leave lock within two minutes, nine times out of ten", () => {
    const homes = 1_000;
    let locked = 0;
    for (let index = 0; index < homes; index++) {
      const bench = new Workbench({ kind: lock, index, settings: { autoRelockTime: 0 } });
      bench.device.happen({ type: "leaving", at: bench.now, person: 0, last: true });
      bench.run(seconds(8));
      bench.device.happen({ type: "front-door", at: bench.now, open: true });
      bench.run(seconds(8));
      bench.device.happen({ type: "front-door", at: bench.now, open: false });
      expect(bench.eventsOf("doorStateChange")).toHaveLength(2);
      bench.device.happen({ type: "departure", at: bench.now, person: 0, last: true });
      bench.run(seconds(120));
      if (bench.value("lockState") === "locked") locked++;
    }
    expect(locked / homes).toBeGreaterThan(0.87);
    expect(locked / homes).toBeLessThan(0.93);
  });

  test("the last to go to bed look after the lock", () => {
    const bench = new Workbench({ kind: lock, settings: { autoRelockTime: 0 } });
    bench.device.act("turn-key");
    bench.device.happen({ type: "bedtime", at: bench.now, person: 0, last: true });
    bench.run(seconds(121));
    expect(bench.value("lockState")).toBe("locked");
  });

  test("whoever finds it jammed gives up, and it wakes nobody afterwards", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.fault("jam", true);
    comeIn(bench);
    bench.run(hours(1));
    expect(bench.device.state).toMatchObject({ errand: null });
    expect(bench.value("doorState")).toBe("doorClosed");
  });

  test("without a code they take the key or the phone", () => {
    const bench = new Workbench({ kind: lock, settings: { pinCode: "" } });
    for (let visit = 0; visit < 20; visit++) {
      comeIn(bench);
      bench.run(hours(1));
    }
    expect(bench.eventsOf("doorStateChange")).toHaveLength(40);
    expect(bench.eventsOf("lockOperation").some(({ data }) => data.operationSource === "keypad")).toBe(false);
  });

  test("a lock that locks again before the door is opened is opened by key", () => {
    const bench = new Workbench({ kind: lock, settings: { autoRelockTime: 3 } });
    comeIn(bench);
    bench.run(seconds(60));
    expect(bench.eventsOf("doorStateChange")).toHaveLength(2);
    expect(bench.value("lockState")).toBe("locked");
  });

  test("without them it is left alone", () => {
    const bench = new Workbench({ kind: lock, start: monday, people: true, settings: { usedByResidents: false } });
    bench.run(days(7));
    expect(bench.eventsOf("lockOperation")).toEqual([]);
  });

  test("a home operates it 4 to 24 times a day on average, seldom at night", () => {
    let operations = 0;
    let atNight = 0;
    const homes = 40;
    const length = 14;
    for (let seed = 1; seed <= homes; seed++) {
      const bench = new Workbench({ kind: lock, seed, start: monday, people: true });
      bench.run(days(length));
      for (const { at } of bench.eventsOf("lockOperation")) {
        operations++;
        const hour = ((at / 3_600_000) % 24) + 1;
        if (hour >= 1 && hour < 5) atNight++;
      }
    }
    const perDay = operations / homes / length;
    expect(perDay).toBeGreaterThan(4);
    expect(perDay).toBeLessThan(24);
    expect(atNight / operations).toBeLessThan(0.03);
  });

  test("every arrival of a fortnight finds the way in, and every night begins behind a locked door", () => {
    const world = new World({ seed: 5, climate: "continental", timeZoneOffset: hours(1) });
    const bench = new Workbench({ kind: lock, seed: 5, start: monday, people: true });
    let happening: Happening | undefined = world.nextHappening(0, monday);
    while (happening !== undefined && happening.at < monday + days(14)) {
      bench.scheduler.runUntil(instant(happening.at + 180_000));
      if (happening.type === "bedtime" && happening.last) expect(bench.value("lockState")).toBe("locked");
      if (happening.type === "arrival") {
        const { at } = happening;
        expect(bench.eventsOf("doorStateChange").some((event) => event.at > at && event.at < at + 60_000)).toBe(true);
      }
      happening = world.nextHappening(0, happening.at);
    }
  });
});
