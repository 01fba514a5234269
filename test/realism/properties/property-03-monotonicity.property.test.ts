/**
 * Property 3 of ten: more of a cause is never less of its effect. Warmer outdoors, more heat or a higher setpoint never make it
 * colder indoors; a higher level never draws less; more use never leaves more in a battery; COP falls with lift.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bulb } from "../../../devices/bulb/bulb.ts";
import { catalog } from "../../../devices/catalog.ts";
import { thermostat } from "../../../devices/thermostat/thermostat.ts";
import { actualCop, advanceHouse, carnotCop, compressors, wetBulb } from "../../../src/device/index.ts";
import { days, type Duration, hours, instant, minutes, seconds } from "../../../src/kernel/time.ts";
import type { Kind } from "../../../src/device/kind.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { stillHome } from "../../support/still-home.ts";
import { anyHome, anyHouse, anySixHours, anyState, between, inputsOf } from "./dwellings.ts";

describe("property 3: monotonicity", () => {
  test("a warmer start, warmer weather and more heat never make a house colder at any time of six hours", () => {
    const push = fc.record({ start: more, outdoor: more, airLift: more, massLift: more });
    fc.assert(
      fc.property(anyHouse, anyState, anySixHours, push, (model, state, segments, by) => {
        const warmer = { air: state.air + by.start, mass: state.mass + by.start, sensor: state.sensor + by.start };
        for (const segment of segments) {
          const { outdoor, airLift, massLift } = segment;
          const lifted = {
            ...segment,
            outdoor: outdoor + by.outdoor,
            airLift: airLift + by.airLift,
            massLift: massLift + by.massLift,
          };
          advanceHouse(state, model, inputsOf(model, segment), segment.seconds);
          advanceHouse(warmer, model, inputsOf(model, lifted), segment.seconds);
          for (const node of ["air", "mass", "sensor"] as const) {
            expect(warmer[node] - state[node]).toBeGreaterThan(-1e-9);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("warmer weather never makes it colder in a thermostat's house that nothing heats or cools", () => {
    const weather = fc.array(between(-20, 20), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(anyHome, weather, between(0, 12), fc.nat(), ({ traits }, hourly, by, seed) => {
        const in_ = (shift: number): Workbench =>
          new Workbench({
            kind: thermostat,
            seed,
            start,
            home: {
              ...stillHome(),
              traits,
              outdoorTemperature: (at) =>
                shift + hourly[Math.max(0, Math.floor((at - start) / hours(1))) % hourly.length]!,
            },
            settings: { heating: "none", cooling: "none", usedByResidents: false },
          });
        const [cool, warm] = [in_(0), in_(by)];
        for (let quarter = 0; quarter < hourly.length * 4; quarter++) {
          expect(warm.value("localTemperature")).toBeGreaterThanOrEqual(cool.value("localTemperature") as number);
          cool.run(minutes(15));
          warm.run(minutes(15));
        }
      }),
      { numRuns: 25 },
    );
  });

  // A thermostat lets the room swing by its deadband and what the last run still delivers. Setpoints further apart than two such
  // swings leave no time at which the higher one is colder.
  test.each(["gas-furnace", "electric", "heat-pump"])(
    "a higher setpoint never makes it colder in a house heated by %s",
    (heating) => {
      fc.assert(
        fc.property(
          anyHome,
          between(-12, 15),
          between(15, 22),
          between(2.5, 6),
          fc.nat(),
          (home, outdoor, low, by, seed) => {
            const [cool, warm] = [1, 2].map(
              () =>
                new Workbench({
                  kind: thermostat,
                  seed,
                  home: { ...stillHome(), traits: home.traits, outdoorTemperature: () => outdoor },
                  settings: { heating, cooling: "none", heatingSetpoint: 18, setback: 0, usedByResidents: false },
                }),
            ) as [Workbench, Workbench];
            for (const [bench, setpoint] of [
              [cool, low],
              [warm, low + by],
            ] as const) {
              const set = bench.device.desire({ occupiedHeatingSetpoint: Math.round(setpoint * 100) / 100 });
              expect(set.ok).toBe(true);
            }
            for (let minute = 0; minute < 1_440; minute++) {
              expect(warm.value("localTemperature")).toBeGreaterThanOrEqual(cool.value("localTemperature") as number);
              cool.run(minutes(1));
              warm.run(minutes(1));
            }
            expect(warm.value("heatingRunTime")).toBeGreaterThanOrEqual(cool.value("heatingRunTime") as number);
          },
        ),
        { numRuns: 10 },
      );
    },
  );

  test("a higher level never draws less, at rest and at any time of a transition, in any white or colour", () => {
    const level = fc.integer({ min: 1, max: 254 });
    const variant = fc.constantFrom("dimmable", "color-temperature", "color");
    fc.assert(
      fc.property(
        fc.nat(),
        variant,
        fc.integer({ min: 150, max: 500 }),
        fc.array(fc.record({ one: level, other: level, time: fc.integer({ min: 0, max: 60 }) }), { minLength: 1 }),
        (seed, kind, mireds, moves) => {
          const [low, high] = [1, 2].map(() => {
            const bench = new Workbench({
              kind: bulb,
              seed,
              home: stillHome(),
              settings: { variant: kind, usedByResidents: false },
            });
            bench.command("on");
            if (kind !== "dimmable") bench.command("moveToColorTemperature", { colorTemperatureMireds: mireds });
            if (kind === "color") bench.command("moveToHueAndSaturation", { hue: mireds / 2, saturation: 200 });
            // From level 1 to 254 it is on; at rest at one level, both.
            bench.command("moveToLevel", { level: 128, transitionTime: 0 });
            return bench;
          }) as [Workbench, Workbench];
          for (const { one, other, time } of moves) {
            low.command("moveToLevel", { level: Math.min(one, other), transitionTime: time });
            high.command("moveToLevel", { level: Math.max(one, other), transitionTime: time });
            for (let part = 0; part <= 4; part++) {
              expect(high.value("activePower")).toBeGreaterThanOrEqual(low.value("activePower") as number);
              expect(high.value("cumulativeEnergyImported")).toBeGreaterThanOrEqual(
                low.value("cumulativeEnergyImported") as number,
              );
              low.run(seconds(time / 4 + 1));
              high.run(seconds(time / 4 + 1));
            }
          }
          low.command("off");
          low.run(seconds(1));
          expect(low.value("activePower")).toBeLessThanOrEqual(high.value("activePower") as number);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each(usesOf())(
    "a %s that is used more never has more left in its battery",
    (_name, kind, { settings, pause, use, faint = false }) => {
      let fell = 0;
      fc.assert(
        fc.property(fc.nat({ max: 30 }), fc.nat({ max: 30 }), fc.nat(), (some, besides, seed) => {
          const [less, more] = [1, 2].map(
            () => new Workbench({ kind, seed, home: stillHome(), settings: { usedByResidents: false, ...settings } }),
          ) as [Workbench, Workbench];
          for (let count = 0; count < some + besides; count++) {
            use(more);
            if (count < some) use(less);
            less.run(pause);
            more.run(pause);
          }
          // Some look at their cells only when idling alone would have taken another percent.
          less.run(days(40));
          more.run(days(40));
          for (const name of ["batVoltage", "batPercentRemaining"]) {
            expect(more.value(name)).toBeLessThanOrEqual(less.value(name) as number);
          }
          if ((more.value("batVoltage") as number) < (less.value("batVoltage") as number)) fell++;
        }),
        { numRuns: 30 },
      );
      if (!faint) expect(fell).toBeGreaterThan(0);
    },
  );

  test("the coefficient of performance falls with lift and is infinite only without", () => {
    const anyDesign = fc.constantFrom(...Object.values(compressors));
    fc.assert(
      fc.property(
        anyDesign,
        between(1, 12),
        between(10, 32),
        between(10, 90),
        between(-35, 55),
        more,
        (design, plate, room, humidity, outdoor, by) => {
          const indoor = design.moves === "cooling" ? wetBulb(room, humidity) : room;
          const harder = design.moves === "cooling" ? outdoor + by : outdoor - by;
          const easy = actualCop(design, plate, indoor, room, outdoor, 1);
          const hard = actualCop(design, plate, indoor, room, harder, 1);
          expect(hard).toBeLessThanOrEqual(easy + 1e-12);
          expect(carnotCop(design.moves, room, harder)).toBeLessThanOrEqual(carnotCop(design.moves, room, outdoor));
        },
      ),
      { numRuns: 500 },
    );
  });
});

const start = instant(Date.UTC(2026, 0, 15, 12));
const more = between(0, 12);

interface Use {
  readonly settings?: Readonly<Record<string, number>>;
  /** Until it is over, whatever is drawn. */
  readonly pause: Duration;
  /** Sixty uses take less than its meter is sure to show. */
  readonly faint?: boolean;
  /** Takes no time. */
  use(bench: Workbench): void;
}

/** What uses up the battery of each kind that has one. */
function usesOf(): (readonly [string, Kind, Use])[] {
  const uses: Readonly<Record<string, Use>> = {
    lock: {
      settings: { autoRelockTime: 0 },
      pause: minutes(2),
      use: (bench) => void bench.command(bench.value("lockState") === "locked" ? "unlockDoor" : "lockDoor"),
    },
    "contact-sensor": {
      pause: minutes(2),
      use(bench) {
        for (let time = 0; time < 1_000; time++) bench.device.act(time % 2 === 0 ? "open" : "close");
      },
    },
    // Each time it is wet for a minute, and then dries for up to six hours.
    "leak-sensor": {
      settings: { leaksPerYear: 0 },
      pause: hours(7),
      use: (bench) => bench.device.act("leak", { for: 60 }),
    },
    "occupancy-sensor": {
      settings: { holdTime: 5 },
      pause: minutes(2),
      faint: true,
      use: (bench) => bench.device.act("walk-by"),
    },
    "smoke-alarm": { pause: minutes(2), faint: true, use: (bench) => void bench.command("selfTestRequest") },
  };
  return catalog
    .filter(({ power }) => power === "battery")
    .map((kind) => [kind.name, kind, uses[kind.name] ?? expect.fail(`expected a use of "${kind.name}"`)] as const);
}
