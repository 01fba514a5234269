import { describe, expect, test } from "vitest";
import { bulb } from "../../../devices/bulb/bulb.ts";
import { days, hours, instant, type Instant, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { World } from "../../../src/world/world.ts";
import { stillHome } from "../../support/still-home.ts";

/** Somebody sleeps in it, and nobody is up to switch on a light. */
const asleep: HomeView = { ...stillHome(), presence: () => ({ home: 1, awake: 0 }) };

const winterEvening = instant(Date.UTC(2026, 0, 15, 18));
const winterNoon = instant(Date.UTC(2026, 0, 15, 11));

function cameHome(room: string, index: number, start: Instant): Workbench {
  const bench = new Workbench({ kind: bulb, index, room, start });
  bench.device.happen({ type: "entry", at: bench.now, person: 0, first: true });
  return bench;
}

describe("people and a bulb", () => {
  test("who comes in when it is dark switches on the light in the hall, and in daylight does not", () => {
    let dark = 0;
    let bright = 0;
    for (let index = 0; index < 200; index++) {
      if (cameHome("hall", index, winterEvening).value("onOff") === true) dark++;
      if (cameHome("hall", index, winterNoon).value("onOff") === true) bright++;
    }
    expect(dark).toBeGreaterThan(160);
    expect(bright).toBe(0);
  });

  test("are the cause of all that is told of a light they switch, a slow one's transition included", () => {
    const home: HomeView = { ...stillHome(), presence: () => ({ home: 2, awake: 2 }), peopleIn: () => 2 };
    const settings = { onOffTransitionTime: 3 };
    const bench = new Workbench({ kind: bulb, index: 3, home, room: "kitchen", start: winterEvening, settings });
    bench.run(days(2));
    const begun = bench.said.filter((said) => said.type === "changed" && Number(said.values.remainingTime) > 0);
    expect(begun.length).toBeGreaterThan(3);
    expect(new Set(begun.map((said) => (said.type === "changed" ? said.cause : undefined)))).toEqual(
      new Set(["human"]),
    );
  });

  test("some lamps are on when a winter evening is entered half way, none in an empty home, hardly any at noon", () => {
    const lit = (start: Instant, awake: number): number =>
      Array.from({ length: 300 }, (_, index) => {
        const real = new World({ seed: 1, climate: "continental", timeZoneOffset: hours(1) }).home(0);
        const home: HomeView = {
          ...stillHome(),
          irradiance: (at) => real.irradiance(at),
          presence: () => ({ home: awake, awake }),
          peopleIn: () => awake,
        };
        return new Workbench({ kind: bulb, index, home, room: "kitchen", start }).value("onOff");
      }).filter((on) => on === true).length;
    expect(lit(winterEvening, 2)).toBeGreaterThan(40);
    expect(lit(winterEvening, 2)).toBeLessThan(150);
    expect(lit(winterEvening, 0)).toBe(0);
    expect(lit(winterNoon, 2)).toBeLessThan(15);
  });

  test("a lamp is switched on only where somebody is", () => {
    const lit = (here: number): number =>
      Array.from({ length: 100 }, (_, index) => {
        const home: HomeView = { ...stillHome(), presence: () => ({ home: 2, awake: 2 }), peopleIn: () => here };
        const bench = new Workbench({ kind: bulb, index, home, room: "living-room", start: winterEvening });
        bench.run(hours(3));
        return bench.reportsOf("onOff").some(({ value }) => value === true) || bench.value("onOff") === true;
      }).filter(Boolean).length;
    expect(lit(0)).toBe(0);
    expect(lit(1)).toBeGreaterThan(30);
  });

  test("who walks into a dark room often switches the light on, and off again as the last to leave", () => {
    let on = 0;
    let off = 0;
    for (let index = 0; index < 300; index++) {
      const bench = new Workbench({ kind: bulb, index, room: "bathroom", start: winterEvening, home: stillHome() });
      bench.device.happen({ type: "moved", at: bench.now, person: 0, from: "hall", to: "bathroom" });
      if (bench.value("onOff") !== true) continue;
      on++;
      bench.run(seconds(40));
      bench.device.happen({ type: "moved", at: bench.now, person: 0, from: "bathroom", to: "hall" });
      bench.run(seconds(21));
      if (bench.value("onOff") === false) off++;
    }
    expect(on).toBeGreaterThan(120);
    expect(off / on).toBeGreaterThan(0.4);
    expect(off / on).toBeLessThan(0.7);
  });

  test("the last to leave switch it off four times out of five", () => {
    let off = 0;
    for (let index = 0; index < 500; index++) {
      const bench = new Workbench({ kind: bulb, index });
      bench.command("on");
      bench.device.happen({ type: "departure", at: bench.now, person: 0, last: true });
      if (bench.value("onOff") === false) off++;
    }
    expect(off / 500).toBeGreaterThan(0.75);
    expect(off / 500).toBeLessThan(0.85);
  });

  test("the last to go to bed switch it off, the one by the bed a few minutes later", () => {
    for (const room of ["kitchen", "bedroom"]) {
      const bench = new Workbench({ kind: bulb, room, home: asleep });
      bench.command("on");
      bench.device.happen({ type: "bedtime", at: bench.now, person: 0, last: true });
      expect(bench.value("onOff")).toBe(room === "bedroom");
      bench.run(minutes(21));
      expect(bench.value("onOff")).toBe(false);
    }
  });

  test("light nobody switched off by hand goes off when its time is over", () => {
    for (let index = 0; index < 50; index++) {
      const bench = cameHome("hall", index, winterEvening);
      bench.run(minutes(261));
      const [on, off] = bench.reportsOf("onOff");
      if (on === undefined) continue;
      expect(off).toBeDefined();
      expect(off!.at - on.at).toBeLessThanOrEqual(minutes(260));
    }
  });

  test("light a server switches on is not theirs to switch off", () => {
    const bench = new Workbench({ kind: bulb, room: "hall", home: asleep });
    bench.command("on");
    bench.run(hours(3));
    expect(bench.value("onOff")).toBe(true);
  });

  test("without residents only commands and acts switch it", () => {
    const bench = new Workbench({
      kind: bulb,
      start: winterEvening,
      people: true,
      settings: { usedByResidents: false },
    });
    bench.run(days(7));
    expect(bench.reportsOf("onOff").every(({ value }) => value === false)).toBe(true);
  });

  test("lamps are on for 1.4 to 2 hours a day on average, mostly switched on in the dark", () => {
    const homes = 40;
    const length = 3;
    let on = 0;
    let switched = 0;
    let switchedInTheDark = 0;
    const rooms = Object.entries(bulb.rooms);
    const weights = rooms.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [place, [room, weight]] of rooms.entries()) {
      for (const start of [
        Date.UTC(2026, 0, 12),
        Date.UTC(2026, 3, 13),
        Date.UTC(2026, 6, 13),
        Date.UTC(2026, 9, 12),
      ]) {
        for (let seed = 1; seed <= homes; seed++) {
          const bench = new Workbench({
            kind: bulb,
            seed,
            index: place,
            room,
            start: instant(start),
            people: true,
            every: days(1),
          });
          let since: number | undefined;
          bench.run(days(length));
          for (const { at, value } of bench.reportsOf("onOff")) {
            if ((since !== undefined) === value) continue;
            if (value === true) {
              switched++;
              if (bench.device.home.irradiance(at) < 90) switchedInTheDark++;
            } else {
              on += (weight / weights) * (at - since!);
            }
            since = value === true ? at : undefined;
          }
          if (since !== undefined) on += (weight / weights) * (bench.now - since);
        }
      }
    }
    const onHours = on / hours(1) / (homes * length * 4);
    expect(onHours).toBeGreaterThan(1.4);
    expect(onHours).toBeLessThan(2);
    expect(switchedInTheDark / switched).toBeGreaterThan(0.8);
  });

  test("who comes back before the last to leave reach the switch keeps the light", () => {
    const out = (back: boolean): number =>
      Array.from({ length: 60 }, (_, index) => {
        let people = 1;
        const home = { ...stillHome(), peopleIn: () => people };
        const bench = new Workbench({ kind: bulb, index, room: "bathroom", home });
        bench.command("on");
        people = 0;
        bench.device.happen({ type: "moved", at: bench.now, person: 0, from: "bathroom", to: "hall" });
        if (back) people = 1;
        bench.run(seconds(25));
        return bench.value("onOff") === false;
      }).filter(Boolean).length;
    expect(out(false)).toBeGreaterThan(25);
    expect(out(true)).toBe(0);
  });

  test("somebody who comes home in the evening has light within seconds of the door", () => {
    const bench = cameHome("hall", 1, winterEvening);
    bench.run(seconds(5));
    expect(bench.reportsOf("onOff").map(({ value }) => value)).toEqual([true]);
  });
});
