/**
 * Property 5 of ten: what is said to happen at a time happens then, within 1e-3 of its unit, and at no second before.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import {
  type Air,
  cleanAir,
  doseAfter,
  moveAir,
  secondsToDose,
  secondsToLeave,
} from "../../../devices/smoke-alarm/air.ts";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import {
  advanceHouse,
  alkalineCell,
  batteryPercent,
  type BatteryModel,
  drawCharge,
  instant,
  later,
  lithiumCell,
  millis,
  never,
  newBattery,
  packVolts,
  type Ramp,
  rampAt,
  relax,
  secondsToNextChargeLevel,
  secondsToNextPercent,
  secondsToRelax,
  secondsToSensor,
  secondsToVolts,
  sensorAt,
  updateChargeLevel,
  whenRampReaches,
} from "../../../src/device/index.ts";
import type { Attribute, Context, Kind, Signal } from "../../../src/device/kind.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { anyHome, anyHouse, anySixHours, anyState, between, inputsOf } from "./dwellings.ts";
import { anyLife, take } from "./lives.ts";

describe("property 5: threshold times", () => {
  test("of a house's sensor", () => {
    let crossings = 0;
    const width = between(0.01, 3);
    fc.assert(
      fc.property(anyHouse, anyState, anySixHours, width, width, (model, state, [segment], below, above) => {
        const inputs = inputsOf(model, segment!);
        const [low, high] = [state.sensor - below, state.sensor + above];
        const time = secondsToSensor(state, model, inputs, low, high, 7_200);
        if (time <= 7_200) {
          crossings++;
          const there = { ...state };
          advanceHouse(there, model, inputs, time);
          expect(Math.min(Math.abs(there.sensor - low), Math.abs(there.sensor - high))).toBeLessThan(1e-3);
        }
        // The time is at most a millisecond late.
        for (let second = 0; second < Math.min(7_200, time - 1e-3); second++) {
          const sensor = sensorAt(state, model, inputs, second);
          if (sensor <= low || sensor >= high) expect.fail(`left at ${second} s, before ${time} s`);
        }
      }),
      { numRuns: 200 },
    );
    expect(crossings).toBeGreaterThan(50);
  });

  test("of what has one capacity, and of transitions", () => {
    const start = instant(1_750_000_000_000);
    const quantity = fc.integer({ min: -4_000, max: 6_000 }).map((count) => count / 100);
    fc.assert(
      fc.property(quantity, quantity, quantity, between(10, 3_600), (from, to, level, lag) => {
        const time = secondsToRelax(from, to, lag, level);
        if (Number.isFinite(time)) expect(Math.abs(relax(from, to, lag, time) - level)).toBeLessThan(1e-3);
        const side = Math.sign(from - level);
        // On the other side of the level by more than rounding.
        const crossed = (value: number): boolean => side * (value - level) < -1e-9;
        for (let second = 0; second < Math.min(1_800, time - 1e-6); second++) {
          if (crossed(relax(from, to, lag, second))) expect.fail(`crossed at ${second} s, not ${time} s`);
        }

        const ramp: Ramp = { from, to, start, duration: millis(Math.round(lag * 1_000)) };
        const at = whenRampReaches(ramp, level);
        if (at !== never) expect(Math.abs(rampAt(ramp, at) - level)).toBeLessThan(1e-3);
        for (let second = 0; second < Math.min(lag, (at - start) / 1_000 - 1e-3); second++) {
          if (crossed(rampAt(ramp, later(start, second * 1_000)))) {
            expect.fail(`the ramp crossed at ${second} s, not at ${at - start} ms`);
          }
        }
      }),
    );
  });

  test("of batteries: percent, charge level and voltage", () => {
    const model: fc.Arbitrary<BatteryModel> = fc
      .record({
        chemistry: fc.constantFrom(alkalineCell, lithiumCell),
        percentStep: fc.constantFrom(0.5, 1, 5, 10),
        idleCurrent: between(0.05, 2),
      })
      .map((parts) => ({ ...pack, ...parts }));
    fc.assert(
      fc.property(model, between(0, 2_600), between(-20, 40), between(3.6, 6), (it, used, celsius, volts) => {
        const percent = (drawn: number): number => batteryPercent(newBattery(drawn), it, celsius);
        const level = updateChargeLevel(newBattery(used), it, celsius);
        const updated = { used, level };
        const levelAt = (drawn: number): string => updateChargeLevel({ used: drawn, level }, it, celsius);
        const isDown = (drawn: number): boolean => packVolts(newBattery(drawn), it, celsius, 350) <= volts;
        for (const [wait, has] of [
          [secondsToNextPercent(newBattery(used), it, celsius), (drawn: number) => percent(drawn) < percent(used)],
          [secondsToNextChargeLevel(updated, it, celsius), (drawn: number) => levelAt(drawn) !== level],
          [secondsToVolts(newBattery(used), it, celsius, volts, 350), isDown],
        ] as const) {
          const drawnBy = (seconds: number): number => {
            const battery = newBattery(used);
            drawCharge(battery, it, seconds, 0);
            return battery.used;
          };
          if (Number.isFinite(wait)) expect(has(drawnBy(wait))).toBe(true);
          // A second is nothing to a battery: as many moments as seconds in an hour, up to the one.
          const last = Math.min(wait, 1e9);
          const lateness = (1e-8 * it.capacity * 3_600) / it.idleCurrent;
          for (let part = 0; part < 200; part++) {
            const time = ((last - lateness) * part) / 199;
            if (time > 0 && has(drawnBy(time))) expect.fail(`came at ${time} s, not at ${wait} s`);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test("of smoke, carbon monoxide and its dose at an alarm", () => {
    const gas = fc.record({ value: between(0, 600), target: between(0, 600), timeConstant: between(30, 900) });
    fc.assert(
      fc.property(gas, between(0, 100), between(0.1, 60), between(0.1, 60), (co, dose, below, above) => {
        const at = instant(1_750_000_000_000);
        const air = (): Air => ({ ...cleanAir(at), co: { ...co }, smoke: { ...co }, dose });
        const moved = (seconds: number): Air => {
          const there = air();
          moveAir(there, later(at, seconds * 1_000));
          return there;
        };
        const bands = [
          [(there: Air) => there.dose, dose, secondsToDose(co, dose, dose - below, dose + above)],
          [(there: Air) => there.smoke.value, co.value, secondsToLeave(co, co.value - below, co.value + above)],
        ] as const;
        for (const [read, here, wait] of bands) {
          const out = (value: number): boolean => value <= here - below || value >= here + above;
          if (wait < 1e6) {
            const there = read(moved(wait + 1e-3));
            const off = Math.min(Math.abs(there - here + below), Math.abs(there - here - above));
            // At most a millisecond late at up to 20 ppm a second.
            expect(off).toBeLessThan(0.05);
          }
          for (let second = 0; second < Math.min(3_600, wait - 0.01); second += 2) {
            if (out(read(moved(second)))) expect.fail(`left at ${second} s, not at ${wait} s`);
          }
        }
        expect(Math.abs(doseAfter(co, dose, 600) - moved(600).dose)).toBeLessThan(1e-9);
      }),
      { numRuns: 60 },
    );
  });

  test("of a thermostat's switch: heat comes on and goes off at the edge of the deadband, and at no second before", () => {
    let switches = 0;
    fc.assert(
      fc.property(anyHome, between(17, 22), fc.nat(), (home, setpoint, seed) => {
        const bench = new Workbench({
          kind: thermostat,
          seed,
          home,
          settings: {
            heating: "gas-furnace",
            cooling: "none",
            heatingSetpoint: Math.round(setpoint * 10) / 10,
            setback: 0,
            usedByResidents: false,
          },
        });
        const wanted = bench.value("occupiedHeatingSetpoint") as number;
        const read = (): { heats: boolean; sensor: number } => ({
          heats: bench.value("thermostatRunningState") === "heat",
          sensor: bench.value("localTemperature") as number,
        });
        let before = read();
        let since = Number.POSITIVE_INFINITY;
        for (let second = 0; second < 7_200; second++) {
          bench.run(millis(1_000));
          const now = read();
          const edge = before.heats ? wanted + deadband / 2 : wanted - deadband / 2;
          // Shortest run and rest over, it may only be beyond the edge by what a second and a hundredth of a degree hide.
          if (now.heats === before.heats && since > 301) {
            if (now.heats) expect(now.sensor).toBeLessThanOrEqual(edge + slack);
            else expect(now.sensor).toBeGreaterThanOrEqual(edge - slack);
          }
          if (now.heats !== before.heats && Number.isFinite(since)) {
            switches++;
            if (before.heats) expect(now.sensor).toBeGreaterThanOrEqual(edge - slack);
            else expect(now.sensor).toBeLessThanOrEqual(edge + slack);
          }
          since = now.heats === before.heats ? since + 1 : 0;
          before = now;
        }
      }),
      { numRuns: 8 },
    );
    expect(switches).toBeGreaterThan(10);
  });

  test.each(signalling().map((kind) => [kind.name, kind] as const))(
    "of every value of a %s that says when it leaves a band, in any life",
    (_name, kind) => {
      fc.assert(
        fc.property(anyLife(kind, { steps: 12 }), between(0.2, 3), fc.nat(), (life, width, seed) => {
          const bench = new Workbench({ kind, seed });
          for (const step of life) take(bench, step);
          for (const [name, signal] of Object.entries<Signal<never, object> | undefined>(kind.signals)) {
            if (signal?.leaves !== undefined) leavesOnTime(name, signal, kind, bench, width);
          }
        }),
        { numRuns: 25 },
      );
    },
  );
});

function leavesOnTime(name: string, signal: Signal<never, object>, kind: Kind, bench: Workbench, width: number): void {
  const change = (kind.attributes[name] as Attribute).report.change ?? 1;
  const read = (at: number): number | null => signal.value(bench.device.state, lookingAt(bench, at) as never);
  const { now } = bench;
  const value = read(now);
  if (value === null) return;
  const [low, high] = [value - width * change, value + width * change];
  const leaves: number = signal.leaves!(bench.device.state, lookingAt(bench, now) as never, low, high);
  // What is shown is rounded, by up to some hundredths of a change worth a report.
  const rounding = 0.06 * change;
  for (let at: number = now; at < Math.min(leaves - 1, now + 1_800_000); at += 1_000) {
    const seen = read(at)!;
    if (seen <= low - rounding || seen >= high + rounding)
      expect.fail(`${name} left at ${at - now} ms, not ${leaves - now}`);
  }
  if (leaves > now + 1e12) return;
  const edge = read(leaves)!;
  expect(edge <= low + rounding || edge >= high - rounding, `${name} at ${leaves - now} ms`).toBe(true);
}

/** What a signal sees of the device at another time. */
function lookingAt({ device }: Workbench, at: number): Partial<Context> {
  return {
    now: instant(at),
    home: device.home,
    settings: device.settings,
    room: device.room,
    get: (attribute: string) => device.get(attribute),
    has: (fault: string) => device.has(fault),
  };
}

function signalling(): readonly Kind[] {
  return catalog.filter(({ signals }) => Object.values(signals).some((signal) => signal?.leaves !== undefined));
}

/** K between on and off of a furnace's thermostat, 1 °F. */
const deadband = 0.56;
/** K of a second at the edge, and half a hundredth of rounding. */
const slack = 0.015;

const pack: BatteryModel = {
  chemistry: alkalineCell,
  cells: 4,
  capacity: 2_600,
  idleCurrent: 0.5,
  percentByVolts: [
    [4.2, 0],
    [6, 100],
  ],
  percentStep: 1,
  warningVolts: 4.8,
  criticalVolts: 4.5,
  hysteresisVolts: 0.1,
};
