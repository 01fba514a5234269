import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bulb } from "../../../devices/bulb/bulb.ts";
import { hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

function unused(index = 0): Workbench {
  return new Workbench({ kind: bulb, index, settings: { usedByResidents: false } });
}

function power(bench: Workbench): number {
  return bench.value("activePower") as number;
}

function energy(bench: Workbench): number {
  return bench.value("cumulativeEnergyImported") as number;
}

describe("a bulb's meter", () => {
  test("shows standby while off, more the brighter it is, and nothing without mains", () => {
    const bench = unused();
    const standby = power(bench);
    expect(standby).toBeGreaterThan(0);
    let before = standby;
    for (const level of [1, 50, 127, 200, 254]) {
      bench.command("moveToLevelWithOnOff", { level: Math.max(2, level) });
      expect(power(bench)).toBeGreaterThanOrEqual(before);
      before = power(bench);
    }
    expect(before).toBeGreaterThan(standby * 3);
    bench.device.power(false);
    expect(power(bench)).toBe(0);
  });

  test("reports a watt's change within 5 seconds and no sooner after the last", () => {
    const bench = unused();
    bench.run(minutes(1));
    bench.command("on");
    bench.run(seconds(0.1));
    expect(bench.reportsOf("activePower").at(-1)?.value).toBe(power(bench));
    for (let i = 0; i < 20; i++) {
      bench.command("toggle");
      bench.run(seconds(1));
    }
    const times = bench.reportsOf("activePower").map(({ at }) => at);
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(5_000);
  });

  test("adds up what the power was, also over transitions, however often it is read", () => {
    const bench = unused();
    const coarse = unused();
    for (const each of [bench, coarse]) {
      each.command("on");
      each.command("moveToLevel", { level: 10, transitionTime: 600 });
    }
    let joules = 0;
    for (let i = 0; i < 9_000; i++) {
      const before = power(bench);
      bench.run(seconds(0.1));
      joules += ((before + power(bench)) / 2) * 0.1;
      // An input that changes nothing makes the meter settle.
      if (i % 10 === 0) bench.device.configure({ usedByResidents: false });
    }
    coarse.run(seconds(900));
    expect(energy(bench)).toBeCloseTo(joules / 3.6e6, 5);
    expect(energy(coarse)).toBe(energy(bench));
  });

  test("never counts backwards, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom("on", "off", "toggle", "press", "power off", "power on", "reboot", "dead-led", "stuck-on"),
            fc.integer({ min: 1, max: 254 }),
          ),
          { maxLength: 60 },
        ),
        fc.nat(1_000),
        (steps, index) => {
          const bench = unused(index);
          let before = energy(bench);
          for (const step of steps) {
            if (typeof step === "number")
              bench.command("moveToLevelWithOnOff", { level: step, transitionTime: step / 20 });
            else if (step === "press") bench.device.act("press");
            else if (step === "power off") bench.device.power(false);
            else if (step === "power on") bench.device.power(true);
            else if (step === "reboot") bench.device.reboot("softwareReset");
            else if (step === "dead-led" || step === "stuck-on") bench.device.fault(step, !bench.device.has(step));
            else bench.command(step);
            expect(energy(bench)).toBeGreaterThanOrEqual(before);
            bench.run(seconds(7));
            expect(energy(bench)).toBeGreaterThanOrEqual(before);
            before = energy(bench);
          }
        },
      ),
      { numRuns: 50, seed: 7 },
    );
  });

  test("of a dead bulb shows standby, though the bulb believes it is on", () => {
    const bench = unused();
    const standby = power(bench);
    bench.command("on");
    bench.device.fault("dead-led", true);
    expect(bench.value("onOff")).toBe(true);
    expect(power(bench)).toBe(standby);
    bench.device.fault("dead-led", false);
    expect(power(bench)).toBeGreaterThan(standby);
  });

  test("of a bulb stuck on shows that it is, though the bulb believes it is off", () => {
    const bench = unused();
    bench.command("on");
    const lit = power(bench);
    bench.device.fault("stuck-on", true);
    bench.command("off");
    expect(bench.value("onOff")).toBe(false);
    expect(power(bench)).toBe(lit);
  });

  test("half brightness draws a third of full power in the median bulb, and standby is 0.35 W", () => {
    const shares: number[] = [];
    const standbys: number[] = [];
    for (let index = 0; index < 2_000; index++) {
      const bench = unused(index);
      standbys.push(power(bench));
      bench.command("on");
      const full = power(bench);
      bench.command("moveToLevel", { level: 127 });
      shares.push(power(bench) / full);
    }
    const at = (values: number[], share: number): number =>
      values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;
    expect(Math.abs(at(shares, 0.1) - 0.24)).toBeLessThan(0.06);
    expect(Math.abs(at(shares, 0.5) - 0.33)).toBeLessThan(0.06);
    expect(Math.abs(at(shares, 0.9) - 0.58)).toBeLessThan(0.06);
    expect(Math.abs(at(standbys, 0.5) - 0.35)).toBeLessThan(0.05);
  });

  test("reports energy once an hour at rest", () => {
    const bench = unused();
    bench.run(hours(10));
    const count = bench.reportsOf("cumulativeEnergyImported").length;
    expect(count).toBeGreaterThanOrEqual(10);
    expect(count).toBeLessThanOrEqual(12);
  });
});
