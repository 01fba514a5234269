import { describe, expect, test } from "vitest";
import { contactSensor } from "../../../devices/contact-sensor/contact-sensor.ts";
import { days, hours, instant, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { World } from "../../../src/world/world.ts";
import { stillHome } from "../../support/still-home.ts";

const monday = instant(Date.UTC(2026, 0, 12));

function openings(bench: Workbench): number[] {
  return bench.eventsOf("stateChange").flatMap(({ at, data }) => (data["stateValue"] === false ? [at] : []));
}

/** How long each opening lasted. */
function lengths(bench: Workbench): number[] {
  const events = bench.eventsOf("stateChange");
  return events.flatMap(({ at, data }, index) => {
    const next = events[index + 1];
    return data["stateValue"] === false && next !== undefined ? [next.at - at] : [];
  });
}

describe("people and a contact sensor", () => {
  test("on the front door tells of every opening of the home's story, to the moment", () => {
    let moves = 0;
    for (let seed = 1; seed <= 5; seed++) {
      const world = new World({ seed, climate: "continental", timeZoneOffset: hours(1) });
      const bench = new Workbench({ kind: contactSensor, seed, room: "hall", start: monday, people: true });
      bench.run(days(7));
      const told = bench.eventsOf("stateChange").map(({ at, data }) => ({ at, open: data["stateValue"] === false }));
      const day = Math.floor(monday / days(1));
      const story = Array.from({ length: 9 }, (_, index) => world.happeningsOf(0, day - 1 + index))
        .flat()
        .flatMap((happening) => (happening.type === "front-door" ? [happening] : []))
        .filter(({ at }) => at > monday && at <= bench.now)
        .map(({ at, open }) => ({ at, open }));
      moves += story.length;
      expect(told).toEqual(story);
    }
    expect(moves).toBeGreaterThan(50);
  });

  test("on a window tells that it is opened some time after people begin to air, and closed when they close all", () => {
    let opened = 0;
    for (let index = 0; index < 200; index++) {
      const bench = new Workbench({ kind: contactSensor, index, room: "bedroom", home: stillHome() });
      bench.device.happen({ type: "windows", at: bench.now, open: true });
      expect(bench.value("stateValue")).toBe(true);
      bench.run(minutes(2));
      if (bench.value("stateValue") === false) opened++;
      bench.device.happen({ type: "windows", at: bench.now, open: false });
      bench.run(minutes(2));
      expect(bench.value("stateValue")).toBe(true);
    }
    expect(opened).toBeGreaterThan(80);
    expect(opened).toBeLessThan(150);
  });

  test("finds some windows open where they stand open", () => {
    const airy = { ...stillHome(), windowsOpen: () => true };
    const open = Array.from({ length: 100 }, (_, index) =>
      new Workbench({ kind: contactSensor, index, room: "bedroom", home: airy }).value("stateValue"),
    ).filter((value) => value === false).length;
    expect(open).toBeGreaterThan(35);
    expect(open).toBeLessThan(80);
  });

  test("on a refrigerator is opened for seconds while somebody cooks, and now and then by who passes", () => {
    let count = 0;
    for (let index = 0; index < 60; index++) {
      const bench = new Workbench({
        kind: contactSensor,
        index,
        room: "kitchen",
        home: stillHome(),
        settings: { on: "refrigerator-door" },
      });
      bench.device.happen({ type: "began", at: bench.now, person: 0, activity: "cooking", room: "kitchen" });
      bench.device.happen({ type: "began", at: bench.now, person: 0, activity: "shower", room: "bathroom" });
      bench.run(hours(3));
      const seen = lengths(bench);
      expect(seen.length).toBeGreaterThanOrEqual(2);
      expect(seen.length).toBeLessThanOrEqual(7);
      for (const length of seen) expect(length).toBeLessThanOrEqual(seconds(120));
      expect(bench.value("stateValue")).toBe(true);
      for (let i = 0; i < 20; i++) {
        bench.device.happen({ type: "moved", at: bench.now, person: 0, from: "hall", to: "kitchen" });
        bench.run(minutes(5));
      }
      count += lengths(bench).length - seen.length;
    }
    expect(count / 60 / 20).toBeGreaterThan(0.04);
    expect(count / 60 / 20).toBeLessThan(0.12);
  });

  test("on a mailbox is opened once a working day by who brings mail, and by who comes home and finds some", () => {
    const bench = new Workbench({
      kind: contactSensor,
      room: "outdoors",
      home: stillHome(),
      start: monday,
      settings: { on: "mailbox" },
    });
    bench.run(days(14));
    const brought = openings(bench);
    expect(brought).toHaveLength(12);
    for (const at of brought) {
      const hour = (at / hours(1)) % 24;
      expect(hour).toBeGreaterThan(9.4);
      expect(hour).toBeLessThan(15.1);
    }
    for (let i = 0; i < 10; i++) {
      bench.device.happen({ type: "arrival", at: bench.now, person: 0, first: true });
      bench.run(minutes(2));
    }
    expect(openings(bench)).toHaveLength(13);
  });

  test("without residents is left alone", () => {
    for (const on of ["front-door", "window", "cupboard", "refrigerator-door", "mailbox"]) {
      const bench = new Workbench({
        kind: contactSensor,
        room: "kitchen",
        start: monday,
        people: true,
        settings: { on, usedByResidents: false },
      });
      bench.run(days(7));
      expect(bench.eventsOf("stateChange")).toEqual([]);
    }
  });
});
