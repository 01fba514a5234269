/**
 * Property 10 of ten: every reported change of state has a cause that has happened.
 *
 * `human` an act, a happening or a resident; `command` a command; `desired` a desire; `fault` a fault; `boot` a restart; `schedule`
 * and `physics` need nobody.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import type { Attribute, Cause, Kind } from "../../../src/device/kind.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { anyLife, type Step, take } from "./lives.ts";

const kinds = catalog.map((kind) => [kind.name, kind] as const);

describe("property 10: causality", () => {
  test.each(kinds)("whatever changes in a %s has a cause that has happened", (_name, kind) => {
    const caused = new Set<Cause>();
    fc.assert(
      fc.property(anyLife(kind, { steps: 40 }), fc.nat(), fc.boolean(), (life, seed, people) => {
        const settings = { usedByResidents: people };
        const bench = new Workbench({ kind, seed, people, settings });
        const happened = new Set<Cause>(["physics", "schedule"]);
        if (people) happened.add("human");
        for (const step of life) {
          // A step counts from its beginning, as what it causes may be said within it.
          const cause = causeOf(step);
          if (cause !== undefined) happened.add(cause);
          const read = bench.said.length;
          take(bench, step);
          for (const said of bench.said.slice(read)) {
            if (said.type === "down") happened.add("boot");
            if (said.type !== "changed") continue;
            expect(happened, JSON.stringify(said)).toContain(said.cause);
            caused.add(said.cause);
          }
        }
      }),
      { numRuns: 60 },
    );
    // The property is about something: it has seen changes.
    expect(caused.size).toBeGreaterThan(0);
  });

  // The same life but for one kind of cause: then nothing may be blamed on it.
  test.each(kinds)("nothing in a %s is blamed on what does not happen in its life", (_name, kind) => {
    const missing = fc.constantFrom<[Cause, readonly Step["type"][]]>(
      ["human", ["act", "happen"]],
      ["command", ["command"]],
      ["desired", ["desire"]],
      ["fault", ["fault"]],
      ["boot", ["power", "reboot"]],
    );
    fc.assert(
      fc.property(
        missing.chain(([cause, without]) => fc.tuple(fc.constant(cause), anyLife(kind, { without, steps: 40 }))),
        fc.nat(),
        ([cause, life], seed) => {
          const bench = new Workbench({ kind, seed, settings: { usedByResidents: false } });
          for (const step of life) take(bench, step);
          const blamed = bench.said.filter((said) => said.type === "changed" && said.cause === cause);
          expect(blamed).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each(kinds)("a %s left alone by all changes by physics and schedule alone", (_name, kind) => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.integer({ min: 1, max: 86_400_000 }), { maxLength: 6 }), (seed, waits) => {
        const bench = new Workbench({ kind, seed, settings: { usedByResidents: false } });
        for (const wait of waits) take(bench, { type: "pass", millis: wait });
        for (const said of bench.said) {
          if (said.type === "changed") expect(["physics", "schedule"]).toContain(said.cause);
        }
      }),
      { numRuns: 20 },
    );
  });

  // At the moment of a change, not of its report: an input may be blamed for itself, for time, or for a fault that is there.
  test.each(kinds)(
    "at the moment it changes, a %s blames what is happening to it, or what it had been waiting for",
    (_name, kind) => {
      fc.assert(
        fc.property(anyLife(kind, { steps: 30 }), fc.nat(), fc.boolean(), (life, seed, people) => {
          const happened = new Set<Cause>(people ? ["human"] : []);
          const settings = { usedByResidents: people };
          const bench = new Workbench({ kind: accountable(kind, happened), seed, people, settings });
          for (const step of life) {
            const cause = causeOf(step);
            if (cause !== undefined) happened.add(cause);
            take(bench, step);
          }
        }),
        { numRuns: 40 },
      );
    },
  );
});

function causeOf(step: Step): Cause | undefined {
  switch (step.type) {
    case "act":
    case "happen":
      return "human";
    case "command":
      return "command";
    case "desire":
      return "desired";
    case "fault":
      return "fault";
    case "pass":
    case "power":
    case "reboot":
      return undefined;
  }
}

/** What each input may be the cause of, besides time and faults. */
const causesOf: Readonly<Record<string, readonly Cause[]>> = {
  command: ["command"],
  configured: ["command"],
  desired: ["desired"],
  act: ["human"],
  happening: ["human"],
  fault: ["fault"],
  boot: ["boot"],
  power: ["boot"],
  wake: [],
};
/** What may bring to its end what something earlier has asked for. */
const endings: readonly string[] = ["wake", "boot", "power"];

/** The kind, failing when it names a cause for a change of state that is not there. */
function accountable(kind: Kind, happened: ReadonlySet<Cause>): Kind {
  const booted = new Set<Cause>();
  return {
    ...kind,
    step(state, input, context) {
      const allowed: Cause[] = ["physics", "schedule", ...causesOf[input.type]!];
      if (input.type === "boot") booted.add("boot");
      if (happened.has("fault")) allowed.push("fault");
      if (endings.includes(input.type)) allowed.push(...happened, ...booted);
      kind.step(state, input, {
        get now() {
          return context.now;
        },
        random: context.random,
        home: context.home,
        settings: context.settings,
        room: context.room,
        get: (attribute) => context.get(attribute),
        set(attribute, value, cause) {
          const { role } = kind.attributes[attribute] as Attribute;
          if (role === "state" && cause !== undefined && value !== context.get(attribute) && !allowed.includes(cause)) {
            throw new Error(`${attribute} became ${value} by ${cause} in a ${JSON.stringify(input)}`);
          }
          context.set(attribute, value, cause);
        },
        raise: (event, data) => context.raise(event, data),
        done: (call, result) => context.done(call, result),
        fail: (call, failure, message) => context.fail(call, failure, message),
        wake: (name, at) => context.wake(name, at),
        restart: (reason) => context.restart(reason),
        powerDown: () => context.powerDown(),
        has: (fault) => context.has(fault),
      });
    },
  };
}
