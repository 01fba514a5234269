import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { days, hours, instant, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { Happening } from "../../../src/world/happening.ts";
import { World } from "../../../src/world/world.ts";

const monday = instant(Date.UTC(2026, 0, 19));

function arrive(bench: Workbench): void {
  bench.device.happen({ type: "arrival", at: bench.now, person: 0, first: true });
}

describe("people and the lock", () => {
  test("somebody who arrives has it open before they can be inside", () => {
    const delays: number[] = [];
    for (let index = 0; index < 300; index++) {
      const bench = new Workbench({ kind: lock, index });
      arrive(bench);
      bench.run(seconds(30));
      delays.push((bench.eventsOf("lockOperation")[0]!.at - bench.now + seconds(30)) / 1_000);
      expect(bench.eventsOf("doorStateChange")[0]!.at).toBeGreaterThan(bench.eventsOf("lockOperation")[0]!.at);
    }
    const inTime = delays.filter((delay) => delay < 5);
    expect(inTime.length / delays.length).toBeGreaterThan(0.95);
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

  test("the door they open is closed after 5 to 30 seconds", () => {
    for (let index = 0; index < 100; index++) {
      const bench = new Workbench({ kind: lock, index });
      arrive(bench);
      bench.run(seconds(60));
      const [opened, closed, ...more] = bench.eventsOf("doorStateChange");
      expect(closed!.at - opened!.at).toBeGreaterThanOrEqual(5_000);
      expect(closed!.at - opened!.at).toBeLessThanOrEqual(30_000);
      expect(more).toEqual([]);
    }
  });

  test("the last to leave lock within two minutes, nine times out of ten", () => {
    const homes = 1_000;
    let locked = 0;
    for (let index = 0; index < homes; index++) {
      const bench = new Workbench({ kind: lock, index, settings: { autoRelockTime: 0 } });
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
    arrive(bench);
    bench.run(hours(1));
    expect(bench.device.state).toMatchObject({ errand: null });
    expect(bench.value("doorState")).toBe("doorClosed");
  });

  test("with its keypad off they take the key", () => {
    const bench = new Workbench({ kind: lock, settings: { pinCode: "" } });
    for (let visit = 0; visit < 20; visit++) {
      arrive(bench);
      bench.run(hours(1));
    }
    expect(bench.eventsOf("doorStateChange")).toHaveLength(40);
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
