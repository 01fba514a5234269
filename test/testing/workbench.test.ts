import { describe, expect, test } from "vitest";
import { lock } from "../../devices/lock/lock.ts";
import { days, minutes, seconds } from "../../src/kernel/time.ts";
import { randomValue, Workbench } from "../../src/testing/index.ts";
import { RandomStream } from "../../src/kernel/random.ts";
import { faultOf, type Field } from "../../src/device/field.ts";

describe("a workbench", () => {
  test("writes down what the device says, with its time", () => {
    const bench = new Workbench({ kind: lock });
    const start = bench.now;
    expect(bench.command("unlockDoor")).toBeUndefined();
    bench.run(seconds(10));
    expect(bench.now).toBe(start + 10_000);
    expect(bench.outcomeOf()).toEqual({ ok: true, result: {} });
    expect(bench.eventsOf("lockOperation")).toHaveLength(1);
    expect(bench.reportsOf("lockState").map(({ value }) => value)).toEqual(["unlocked"]);
    expect(bench.said[0]).toEqual({ at: start, type: "up" });
  });

  test("is empty of people unless they are invited", () => {
    const alone = new Workbench({ kind: lock });
    const livedIn = new Workbench({ kind: lock, people: true });
    alone.run(days(14));
    livedIn.run(days(14));
    expect(alone.eventsOf("lockOperation")).toEqual([]);
    expect(livedIn.eventsOf("lockOperation").length).toBeGreaterThan(5);
  });

  test("gives its device a clock of its own, crashes and a grid on request", () => {
    const clock = { drift: false, skew: seconds(5), start: "true" } as const;
    const bench = new Workbench({ kind: lock, clock, crashesPerDay: 5, every: minutes(1), align: "clock" });
    expect(bench.device.clockTime()).toBe(bench.now + 5_000);
    bench.run(days(4));
    expect(bench.said.filter((said) => said.type === "down" && said.why === "crash").length).toBeGreaterThan(5);
    expect(bench.reportsOf("rssi").every(({ at }) => at % 60_000 === 0)).toBe(true);
  });

  test("throws what the kind throws", () => {
    const step = (): never => {
      throw new Error("no");
    };
    const bench = new Workbench({ kind: { ...lock, step } });
    expect(() => bench.device.act("press")).toThrow(/its kind "lock" failed: no/);
  });
});

describe("a random value", () => {
  test.each<Field>([
    { type: "number", min: 1, max: 254, integer: true, doc: "" },
    { type: "number", min: -0.5, max: 0.5, doc: "" },
    { type: "number", nullable: true, doc: "" },
    { type: "boolean", doc: "" },
    { type: "choice", options: ["a", "b"], doc: "" },
    { type: "text", maxLength: 3, doc: "" },
  ])("fits its field: %o", (field) => {
    const random = new RandomStream(1, 0, "test");
    for (let i = 0; i < 1_000; i++)
      expect(faultOf(field, randomValue(field, random, ["abcdef", "ab"]))).toBeUndefined();
  });
});
