import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { days, hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

/** Lives on fresh cells, ten operations a day, until `done`; returns the days it took. */
function daysOfUse(bench: Workbench, done: () => boolean, most = 1_000): number {
  const start = bench.now;
  while (!done() && bench.now - start < days(most)) {
    for (let pair = 0; pair < 5; pair++) {
      bench.device.act("enter-pin", { code: "1234" });
      bench.run(minutes(10));
      bench.device.act("press");
      bench.run(hours(4.6));
    }
  }
  return (bench.now - start) / days(1);
}

function withFreshCells(settings: Record<string, string>, index: number): Workbench {
  const bench = new Workbench({ kind: lock, index, settings: { autoRelockTime: 0, ...settings } });
  bench.device.act("replace-battery");
  return bench;
}

describe("a lock's battery", () => {
  test.each([
    ["wifi", 80, 190],
    ["thread", 180, 500],
  ])("on %s takes %i to %i days from full to a fifth, at ten operations a day", (radio, least, most) => {
    for (let index = 0; index < 5; index++) {
      const bench = withFreshCells({ radio }, index);
      expect(bench.value("batPercentRemaining")).toBe(100);
      const life = daysOfUse(bench, () => (bench.value("batPercentRemaining") as number) <= 20);
      expect(life).toBeGreaterThan(least);
      expect(life).toBeLessThan(most);
    }
  });

  test("warns, weeks later is critical, and then fails to turn the motor, in this order", () => {
    const bench = withFreshCells({ radio: "wifi" }, 0);
    const warning = daysOfUse(bench, () => bench.value("batChargeLevel") === "warning");
    const critical = daysOfUse(bench, () => bench.value("batChargeLevel") === "critical");
    expect(bench.value("batReplacementNeeded")).toBe(true);
    const dead = daysOfUse(bench, () =>
      bench.eventsOf("lockOperationError").some(({ data }) => data.operationError === "insufficientBattery"),
    );
    expect(warning).toBeGreaterThan(30);
    expect(critical).toBeGreaterThanOrEqual(14);
    expect(dead).toBeGreaterThan(1);
    expect(dead).toBeLessThan(200);
    bench.device.act("turn-key");
    expect(["locked", "unlocked"]).toContain(bench.value("lockState"));
  });

  test("that is dead fails a command as hardware", () => {
    const bench = withFreshCells({}, 0);
    bench.run(days(900));
    bench.command("unlockDoor");
    expect(bench.outcomeOf()).toMatchObject({ ok: false, failure: "hardware" });
    bench.device.act("replace-battery");
    bench.command("unlockDoor");
    bench.run(seconds(3));
    expect(bench.outcomeOf()).toMatchObject({ ok: true });
    expect(bench.device.values()).toMatchObject({ batPercentRemaining: 100, batChargeLevel: "ok" });
  });

  test("falls percent by percent, and tells of each", () => {
    for (let index = 0; index < 10; index++) {
      const bench = withFreshCells({ radio: index % 2 === 0 ? "wifi" : "thread" }, index);
      bench.run(days(60));
      const percents = bench.reportsOf("batPercentRemaining").map(({ value }) => value as number);
      const steps = percents.slice(1).map((percent, place) => percents[place]! - percent);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...steps)).toBe(1);
    }
  });

  test("is reported at most once an hour", () => {
    const bench = new Workbench({ kind: lock });
    for (let i = 0; i < 200; i++) {
      bench.device.act("enter-pin", { code: "1234" });
      bench.run(minutes(15));
    }
    const times = bench.reportsOf("batPercentRemaining").map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - times[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(hours(1));
  });

  test("is at the warning voltage while the low-battery fault lasts", () => {
    const bench = withFreshCells({}, 0);
    bench.device.fault("low-battery", true);
    expect(bench.value("batChargeLevel")).toBe("warning");
    expect(bench.value("batVoltage")).toBeCloseTo(4.8, 1);
    bench.device.fault("low-battery", false);
    expect(bench.value("batChargeLevel")).toBe("ok");
  });
});
