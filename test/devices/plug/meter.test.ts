import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plug } from "../../../devices/plug/plug.ts";
import { applianceNames } from "../../../devices/plug/plug-schema.ts";
import { days, hours, instant, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

const monday = instant(Date.UTC(2026, 0, 12));

function plugWith(appliance: string, seed = 1, people = false): Workbench {
  return new Workbench({
    kind: plug,
    seed,
    start: monday,
    people,
    room: "kitchen",
    settings: { appliance, usedByResidents: people },
  });
}

function read(bench: Workbench, attribute: string): number {
  return bench.value(attribute) as number;
}

/** Power measured, and power that voltage, current and power factor make; equal to the milliampere. */
function expectConsistent(bench: Workbench): void {
  const power = read(bench, "activePower");
  const factor = bench.value("powerFactor") as number | null;
  if (factor === null) {
    expect(power).toBe(0);
    expect(read(bench, "rmsCurrent")).toBe(0);
    return;
  }
  const volts = read(bench, "rmsVoltage");
  const made = (volts * read(bench, "rmsCurrent") * factor) / 100;
  expect(Math.abs(power - made)).toBeLessThanOrEqual(volts * 0.0005 + power * 1e-4 + 0.001);
}

describe("a plug's meter", () => {
  test("measures voltage times current times power factor, whatever is plugged in and broken", () => {
    for (const appliance of applianceNames) {
      const bench = plugWith(appliance, 3, true);
      for (let hour = 0; hour < 30; hour++) {
        bench.run(minutes(47));
        if (hour === 18) bench.device.fault("meter-drift", true);
        if (hour === 24) bench.device.fault("meter-stuck", true);
        if (hour === 27) bench.device.power(false);
        expectConsistent(bench);
      }
    }
  });

  test("adds up the power, however often it is read", () => {
    for (const appliance of ["refrigerator", "car"]) {
      const bench = plugWith(appliance);
      const coarse = plugWith(appliance);
      for (const each of [bench, coarse]) {
        each.device.configure({ usedByResidents: true });
        each.device.happen({
          type: "began",
          at: each.now,
          person: 0,
          activity: "car-charging",
          room: "garage",
        });
        each.device.configure({ usedByResidents: false });
      }
      let joules = 0;
      for (let i = 0; i < 14_400; i++) {
        const before = read(bench, "activePower");
        bench.run(seconds(5));
        joules += ((before + read(bench, "activePower")) / 2) * 5;
        // An input that changes nothing makes the meter settle.
        if (i % 10 === 0) bench.device.configure({ usedByResidents: false });
      }
      coarse.run(seconds(72_000));
      const energy = read(bench, "cumulativeEnergyImported");
      expect(energy).toBeGreaterThan(0.1);
      expect(Math.abs(energy - joules / 3.6e6) / energy).toBeLessThan(0.005);
      expect(read(coarse, "cumulativeEnergyImported")).toBeCloseTo(energy, 5);
    }
  });

  test("never counts backwards, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...applianceNames),
        fc.array(
          fc.constantFrom(
            ...["on", "off", "press", "unplug", "plug-in", "power off", "power on", "reboot"],
            ...["relay-stuck", "meter-drift", "meter-stuck", "overload"],
          ),
          { maxLength: 40 },
        ),
        fc.nat(1_000),
        (appliance, steps, seed) => {
          const bench = plugWith(appliance, seed + 1, true);
          let before = 0;
          for (const step of steps) {
            if (step === "on" || step === "off") bench.command(step);
            else if (step === "power off" || step === "power on") bench.device.power(step === "power on");
            else if (step === "reboot") bench.device.reboot("softwareReset");
            else if (["press", "unplug", "plug-in"].includes(step)) bench.device.act(step);
            else bench.device.fault(step, !bench.device.has(step));
            for (const wait of [seconds(1), minutes(20)]) {
              const energy = read(bench, "cumulativeEnergyImported");
              expect(energy).toBeGreaterThanOrEqual(before);
              before = energy;
              bench.run(wait);
            }
          }
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  test("reports a watt's change within five seconds and no sooner after the last", () => {
    const bench = plugWith("router");
    bench.run(minutes(1));
    for (let i = 0; i < 20; i++) {
      bench.command("toggle");
      bench.run(seconds(1));
    }
    bench.run(seconds(10));
    const reports = bench.reportsOf("activePower");
    for (let i = 1; i < reports.length; i++) expect(reports[i]!.at - reports[i - 1]!.at).toBeGreaterThanOrEqual(5_000);
    expect(reports.at(-1)?.value).toBe(read(bench, "activePower"));
  });

  test("raises an event for energy when there is enough of it, once a minute at most, and none at rest", () => {
    const bench = plugWith("router");
    bench.run(days(1));
    const told = bench.eventsOf("cumulativeEnergyMeasured");
    expect(told.length).toBeGreaterThan(5);
    for (let i = 1; i < told.length; i++) {
      const step = (told[i]!.data["energyImported"] as number) - (told[i - 1]!.data["energyImported"] as number);
      expect(step).toBeGreaterThan(0.0099);
      expect(step).toBeLessThan(0.0102);
    }
    bench.device.fault("overload", true);
    bench.device.fault("relay-stuck", true);
    bench.run(hours(1));
    const heavy = bench.eventsOf("cumulativeEnergyMeasured").slice(told.length);
    expect(heavy.length).toBeGreaterThan(50);
    for (let i = 1; i < heavy.length; i++) expect(heavy[i]!.at - heavy[i - 1]!.at).toBeGreaterThanOrEqual(60_000);
    const idle = plugWith("nothing");
    idle.run(days(2));
    expect(idle.eventsOf("cumulativeEnergyMeasured")).toEqual([]);
  });

  test("drifts away from what is drawn, up to a quarter, and is right again after the fault", () => {
    const bench = plugWith("lamp");
    bench.command("on");
    const drawn = read(bench, "activePower");
    bench.device.fault("meter-drift", true);
    expect(read(bench, "activePower")).toBeCloseTo(drawn, 3);
    bench.run(hours(50.5));
    expect(read(bench, "activePower") / drawn).toBeCloseTo(1.1, 3);
    bench.run(days(30));
    expect(read(bench, "activePower") / drawn).toBeCloseTo(1.25, 3);
    bench.device.fault("meter-drift", false);
    expect(read(bench, "activePower")).toBeCloseTo(drawn, 3);
  });

  test("that is stuck shows what it showed and counts nothing, though power flows", () => {
    const bench = plugWith("router");
    bench.run(hours(1));
    bench.device.fault("meter-stuck", true);
    const before = ["activePower", "rmsVoltage", "rmsCurrent", "frequency", "cumulativeEnergyImported"].map((name) =>
      read(bench, name),
    );
    bench.command("off");
    bench.run(hours(5));
    const after = ["activePower", "rmsVoltage", "rmsCurrent", "frequency", "cumulativeEnergyImported"].map((name) =>
      read(bench, name),
    );
    expect(after).toEqual(before);
    bench.device.fault("meter-stuck", false);
    expect(read(bench, "activePower")).toBe(0);
  });
});
