/** A lock and a contact sensor on the same door know nothing of each other, and tell one story. */
import { describe, expect, test } from "vitest";
import { contactSensor } from "../../../devices/contact-sensor/contact-sensor.ts";
import { lock } from "../../../devices/lock/lock.ts";
import { days, instant, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

const monday = instant(Date.UTC(2026, 0, 12));

describe("a lock and a contact sensor on the front door", () => {
  test("tell of the same openings and closings, at the same time", () => {
    let openings = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const live = { seed, room: "hall", start: monday, people: true };
      const bolt = new Workbench({ ...live, kind: lock });
      const contact = new Workbench({ ...live, kind: contactSensor, index: 1 });
      for (const bench of [bolt, contact]) bench.run(days(7));
      const byContact = contact
        .eventsOf("stateChange")
        .map(({ at, data }) => ({ at, open: data["stateValue"] === false }));
      const byLock = bolt
        .eventsOf("doorStateChange")
        .map(({ at, data }) => ({ at, open: data["doorState"] !== "doorClosed" }));
      openings += byContact.length;
      // Whoever has mistyped, or gropes for the key, opens the door a moment later than the story has it.
      const matched = byContact.filter(({ at, open }) =>
        byLock.some((door) => door.open === open && Math.abs(door.at - at) <= seconds(1)),
      );
      expect(matched.length / byContact.length).toBeGreaterThan(0.95);
      expect(Math.abs(byLock.length - byContact.length)).toBeLessThanOrEqual(0.05 * byContact.length);
    }
    expect(openings).toBeGreaterThan(200);
  });

  test("are unlocked before it opens", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const live = { seed, room: "hall", start: monday, people: true };
      const bolt = new Workbench({ ...live, kind: lock });
      const contact = new Workbench({ ...live, kind: contactSensor, index: 1 });
      for (const bench of [bolt, contact]) bench.run(days(7));
      const states = bolt.reportsOf("lockState");
      const opened = contact.eventsOf("stateChange").filter(({ data }) => data["stateValue"] === false);
      const unlocked = opened.filter(
        ({ at }) => states.findLast((report) => report.at <= at)?.value === "unlocked",
      ).length;
      expect(unlocked / opened.length).toBeGreaterThan(0.95);
    }
  });
});
