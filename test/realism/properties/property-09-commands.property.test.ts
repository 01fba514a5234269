/**
 * Property 9 of ten: what is asked for twice is done once, of transitions the latest wins, and no event comes without a change or
 * something that happened.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bulb } from "../../../devices/bulb/bulb.ts";
import { catalog } from "../../../devices/catalog.ts";
import { lock } from "../../../devices/lock/lock.ts";
import type { CallOutcome } from "../../../src/device/call-outcome.ts";
import type { Value } from "../../../src/device/field.ts";
import type { Context, Kind } from "../../../src/device/kind.ts";
import { millis, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { stillHome } from "../../support/still-home.ts";
import { anyLife, anyValue, type Args, take, writableOf } from "./lives.ts";

describe("property 9: conservation across commands", () => {
  test("a lock asked to lock any number of times, however soon, tells of one operation and says done to all", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), gaps, (seed, locks, waits) => {
        const bench = new Workbench({
          kind: lock,
          seed,
          home: stillHome(),
          settings: { autoRelockTime: 0, usedByResidents: false },
        });
        if (locks) {
          bench.command("unlockDoor");
          bench.run(seconds(10));
        }
        bench.said.length = 0;
        const command = locks ? "lockDoor" : "unlockDoor";
        const calls = [0, ...waits].map((wait) => {
          bench.run(millis(wait));
          bench.command(command);
          return bench.given.length;
        });
        bench.run(minutes(1));
        const operations = bench.eventsOf("lockOperation").map(({ data }) => data.lockOperationType);
        expect(operations).toEqual([locks ? "lock" : "unlock"]);
        expect(bench.reportsOf("lockState").map(({ value }) => value)).toEqual([locks ? "locked" : "unlocked"]);
        for (const call of calls) expect(bench.outcomeOf(call)).toMatchObject({ ok: true });
      }),
    );
  });

  test.each(repeatable())("a %s told %s again changes nothing and tells nothing", (_name, name, kind, give) => {
    const life = anyLife(kind, { steps: 8, without: ["power", "reboot", "command", "desire", "fault"] });
    let repeated = 0;
    fc.assert(
      fc.property(fc.nat(), life, argsOf(kind, name), (seed, steps, args) => {
        const settings = { usedByResidents: false, ...lasting[kind.name] };
        const bench = new Workbench({ kind, seed, home: stillHome(), settings });
        for (const step of steps) take(bench, step);
        const done = give(bench, args);
        // Whatever it takes is over.
        bench.run(minutes(10));
        if (!(done?.ok ?? bench.outcomeOf()?.ok)) return;
        // What could not be had, as privacy of an open lock, may be had by now.
        if (kind.attributes[name] !== undefined && bench.value(name) !== args[name]) return;
        repeated++;
        const before = bench.device.values("state");
        bench.said.length = 0;
        give(bench, args);
        expect(bench.device.values("state")).toEqual(before);
        expect(bench.said.filter(({ type }) => type !== "outcome")).toEqual([]);
        bench.run(minutes(10));
        // A report by age alone says nothing new.
        const blamed = bench.said.filter(
          (said) =>
            said.type === "changed" &&
            (said.cause === "command" || said.cause === "desired") &&
            Object.entries(said.values).some(([attribute, value]) => value !== before[attribute]),
        );
        expect(blamed).toEqual([]);
      }),
      { numRuns: 25 },
    );
    expect(repeated).toBeGreaterThan(0);
  });

  test("of a bulb's transitions the latest wins, and ends in exactly one report of its target", () => {
    const move = fc.record({
      level: fc.integer({ min: 1, max: 254 }),
      time: fc.integer({ min: 0, max: 60 }),
      gap: fc.integer({ min: 0, max: 20_000 }),
    });
    fc.assert(
      fc.property(fc.nat(), fc.array(move, { minLength: 2, maxLength: 6 }), (seed, moves) => {
        const bench = new Workbench({ kind: bulb, seed, home: stillHome(), settings: { usedByResidents: false } });
        bench.command("on");
        for (const { level, time, gap } of moves) {
          bench.run(millis(gap));
          bench.said.length = 0;
          bench.command("moveToLevel", { level, transitionTime: time });
        }
        const { level, time } = moves.at(-1)!;
        const from = bench.value("currentLevel");
        bench.run(seconds(time));
        expect(bench.value("currentLevel")).toBe(level);
        expect(bench.value("remainingTime")).toBe(0);
        // None of the earlier ones has anything to say any more.
        bench.run(minutes(10));
        expect(bench.value("currentLevel")).toBe(level);
        const told = bench.reportsOf("currentLevel").map(({ value }) => value as number);
        expect(told.length).toBeLessThanOrEqual(time + 2);
        if (from !== level) expect(told.at(-1)).toBe(level);
        expect(told.filter((value) => value === level).length).toBeLessThanOrEqual(1);
        const way = told.map((value) => Math.abs(level - value));
        expect(way).toEqual(way.toSorted((one, other) => other - one));
      }),
    );
  });

  test.each(writableKinds())("of what is wanted of a %s the latest wins", (_name, kind) => {
    const [name, attribute] = writableOf(kind)[0]!;
    fc.assert(
      fc.property(fc.nat(), fc.array(anyValue(attribute), { minLength: 1, maxLength: 4 }), (seed, values) => {
        const [one, many] = [1, 2].map(
          () => new Workbench({ kind, seed, home: stillHome(), settings: { usedByResidents: false } }),
        ) as [Workbench, Workbench];
        for (const value of values) many.device.desire({ [name]: value });
        one.device.desire({ [name]: values.at(-1)! });
        one.run(minutes(10));
        many.run(minutes(10));
        expect(many.value(name)).toEqual(one.value(name));
      }),
      { numRuns: 30 },
    );
  });

  test.each(catalog.filter(({ events }) => Object.keys(events).length > 0).map((kind) => [kind.name, kind] as const))(
    "no event of a %s comes without something that has changed or happened",
    (_name, kind) => {
      fc.assert(
        fc.property(anyLife(kind, { steps: 30 }), fc.nat(), fc.boolean(), (life, seed, people) => {
          const bench = new Workbench({ kind: accountable(kind), seed, people });
          for (const step of life) take(bench, step);
        }),
        { numRuns: 40 },
      );
    },
  );
});

/** Events that tell of a measurement, and which: it must have moved since they told of it last. */
const measured: Readonly<Record<string, string>> = {
  cumulativeEnergyMeasured: "cumulativeEnergyImported",
  localTemperatureChange: "localTemperature",
};
/** The event that tells of an attempt that changed nothing, and excuses what it tells of besides. */
const attempt = "lockOperationError";

/** The kind, failing when it raises an event on its own account while nothing has changed. */
function accountable(kind: Kind): Kind {
  const stored = Object.keys(kind.attributes).filter((name) => kind.signals[name] === undefined);
  const last = new Map<string, Value>();
  return {
    ...kind,
    step(state, input, context) {
      const raised: string[] = [];
      const before = stored.map((name) => context.get(name) as Value);
      kind.step(
        state,
        input,
        overheard(context, (name) => raised.push(name)),
      );
      if (input.type !== "wake") return;
      const changed = stored.some((name, number) => context.get(name) !== before[number]);
      for (const name of raised) {
        const measure = measured[name];
        if (measure !== undefined) {
          const value = kind.signals[measure]!.value(state, context);
          if (value === last.get(name)) throw new Error(`${name} told of ${measure} ${value} twice`);
          last.set(name, value);
        } else if (!changed && !raised.includes(attempt)) {
          throw new Error(`${name} came on a wake "${input.name}" that changed nothing`);
        }
      }
    },
  };
}

function overheard(context: Context, raised: (name: string) => void): Context {
  return {
    get now() {
      return context.now;
    },
    random: context.random,
    home: context.home,
    settings: context.settings,
    room: context.room,
    get: (attribute) => context.get(attribute),
    set: (attribute, value, cause) => context.set(attribute, value, cause),
    raise(event, data) {
      raised(event);
      context.raise(event, data);
    },
    done: (call, result) => context.done(call, result),
    fail: (call, failure, message) => context.fail(call, failure, message),
    wake: (name, at) => context.wake(name, at),
    restart: (reason) => context.restart(reason),
    powerDown: () => context.powerDown(),
    has: (fault) => context.has(fault),
  };
}

/** Says that this is to be; the outcome if it is known at once. */
type Give = (bench: Workbench, args: Args) => CallOutcome | undefined;

/** Settings with which what was asked for stays so. */
const lasting: Readonly<Record<string, Args>> = {
  lock: { autoRelockTime: 0 },
  bulb: { variant: "color" },
  "air-conditioner": { function: "heat-pump" },
};

/** Commands that say what is to be, not what is to be done: giving them again asks for nothing new. */
const statements: Readonly<Record<string, readonly string[]>> = {
  lock: ["lockDoor", "unlockDoor"],
  bulb: ["on", "off", "moveToLevel", "moveToLevelWithOnOff", "moveToColorTemperature", "moveToHue", "moveToSaturation"],
  thermostat: ["setActivePresetRequest"],
  "air-conditioner": ["on", "off"],
  plug: ["on", "off"],
  "leak-sensor": ["suppressAlarm", "enableDisableAlarm"],
};

function repeatable(): (readonly [string, string, Kind, Give])[] {
  return catalog.flatMap((kind) => [
    ...(statements[kind.name] ?? []).map((name) => {
      const give: Give = (bench, args) => bench.command(name, args);
      return [kind.name, name, kind, give] as const;
    }),
    ...statesOf(kind).map((name) => {
      const give: Give = (bench, args) => bench.device.desire(args);
      return [kind.name, name, kind, give] as const;
    }),
  ]);
}

/** What is wanted of a kind and stays so. How long a hold lasts counts from when that was wanted. */
function statesOf(kind: Kind): readonly string[] {
  return writableOf(kind).flatMap(([name]) => (name === "temperatureSetpointHoldDuration" ? [] : [name]));
}

function argsOf(kind: Kind, name: string): fc.Arbitrary<Args> {
  const command = kind.commands[name];
  if (command === undefined) return fc.record({ [name]: anyValue(kind.attributes[name]!) }) as fc.Arbitrary<Args>;
  const fields = Object.entries<Kind["commands"][string]["args"][string]>(command.args);
  const given = fields.filter(([field]) => field !== "pinCode" && field !== "transitionTime");
  return fc.record(Object.fromEntries(given.map(([field, of]) => [field, anyValue(of)]))) as fc.Arbitrary<Args>;
}

function writableKinds(): (readonly [string, Kind])[] {
  return catalog.filter((kind) => writableOf(kind).length > 0).map((kind) => [kind.name, kind] as const);
}
