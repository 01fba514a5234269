/** Scenarios in TypeScript mean what the same in YAML means, and are checked while they are written. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import {
  compileScenario,
  compileScenarioValue,
  type CompileResult,
  defineScenario,
  kind,
  type Scenario,
  type ShippedKinds,
} from "../../../src/scenario/index.ts";
import type { Plan } from "../../../src/scenario/plan.ts";
import { formatProblem } from "../../../src/scenario/problems/problem.ts";

const options = { file: "pair", env: { HUB_TOKEN: "secret" }, kinds: catalog };
const lock = kind("lock");
const bulb = kind("bulb");

const pairs: readonly (readonly [name: string, scenario: Scenario, yaml: string])[] = [
  [
    "the smallest",
    defineScenario({ flotilla: 1, fleet: [{ kind: "lock", count: 3 }] }),
    "fleet: [{ kind: lock, count: 3 }]",
  ],
  [
    "one with everything",
    defineScenario({
      flotilla: 1,
      name: "winter",
      seed: 42,
      clock: { start: "2026-01-15T17:00:00+01:00", speed: 60 },
      world: { climate: "maritime", outages: "typical" },
      homes: 20,
      target: { url: "wss://hub.example.com/{id}", auth: { bearer: "${env.HUB_TOKEN}" } },
      fleet: [
        { kind: "lock", firmware: { "1.4.2": "80%", "1.5.0": "20%" }, reconnect: { policy: "full-jitter", cap: "2m" } },
        { kind: "bulb", perHome: { uniform: [4, 12] }, telemetry: { every: "30s" }, labels: { batch: "autumn" } },
      ],
      load: [{ ramp: "100%", over: "2m" }, { hold: "10m" }],
      timeline: [
        { at: "3m", world: "power-cut", for: "30s", select: { share: "20% of homes" } },
        {
          name: "press",
          at: "4m",
          every: "1m",
          select: { kind: "bulb" },
          do: [{ act: "press" }, { wait: "5s" }, { act: "press" }],
        },
        { at: "5m", mark: "quiet" },
      ],
      expect: ["commands.lost == 0"],
    }),
    `name: winter
seed: 42
clock: { start: 2026-01-15T17:00:00+01:00, speed: 60 }
world: { climate: maritime, outages: typical }
homes: 20
target: { url: "wss://hub.example.com/{id}", auth: { bearer: "\${env.HUB_TOKEN}" } }
fleet:
  - { kind: lock, firmware: { "1.4.2": 80%, "1.5.0": 20% }, reconnect: { policy: full-jitter, cap: 2m } }
  - { kind: bulb, perHome: { uniform: [4, 12] }, telemetry: { every: 30s }, labels: { batch: autumn } }
load: [{ ramp: 100%, over: 2m }, { hold: 10m }]
timeline:
  - { at: 3m, world: power-cut, for: 30s, select: { share: 20% of homes } }
  - { name: press, at: 4m, every: 1m, select: { kind: bulb }, do: [{ act: press }, { wait: 5s }, { act: press }] }
  - { at: 5m, mark: quiet }
expect: [commands.lost == 0]`,
  ],
  [
    "one in the words of its kinds",
    defineScenario({
      flotilla: 1,
      fleet: [
        lock.group({
          settings: { autoRelockTime: 30 },
          on: {
            lockOperation: { where: "event.operationSource == 'keypad'", do: [{ wait: "30s" }, lock.act("turn-key")] },
            lost: [lock.fault("jam", "2m")],
          },
        }),
        bulb.group(),
      ],
      timeline: [
        { at: "10s", select: { kind: "lock" }, ...lock.command("unlockWithTimeout", { timeout: 20 }) },
        { at: "20s", select: { kind: "bulb" }, do: [bulb.command("on"), { wait: "1s" }, bulb.command("off")] },
      ],
    }),
    `fleet:
  - kind: lock
    settings: { autoRelockTime: 30 }
    on:
      lockOperation: { where: event.operationSource == 'keypad', do: [{ wait: 30s }, { act: turn-key }] }
      lost: [{ fault: jam, for: 2m }]
  - kind: bulb
timeline:
  - { at: 10s, select: { kind: lock }, command: unlockWithTimeout, args: { timeout: 20 } }
  - { at: 20s, select: { kind: bulb }, do: [{ command: "on" }, { wait: 1s }, { command: "off" }] }`,
  ],
];

function planOf(result: CompileResult): Plan {
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.plan;
}

describe("a scenario in TypeScript has the plan of the same in YAML:", () => {
  test.each(pairs)("%s", (_, scenario, yaml) => {
    expect(planOf(compileScenarioValue(scenario, options))).toEqual(
      planOf(compileScenario(`flotilla: 1\n${yaml}\n`, options)),
    );
  });
});

test("a function that makes a scenario is given back as it is", () => {
  const factory = (): Scenario => ({ flotilla: 1, fleet: [{ kind: "lock" }] });
  expect(defineScenario(factory)).toBe(factory);
});

test("a kind knows its devices", () => {
  const device = { kind: "lock" } as Parameters<typeof lock.is>[0];
  expect([lock.is(device), bulb.is(device)]).toEqual([true, false]);
});

test("the kinds whose types are known are those that are shipped", () => {
  const known: Readonly<Record<keyof ShippedKinds, true>> = {
    "air-conditioner": true,
    bulb: true,
    "contact-sensor": true,
    "leak-sensor": true,
    lock: true,
    "occupancy-sensor": true,
    plug: true,
    "smoke-alarm": true,
    thermostat: true,
  };
  expect(Object.keys(known)).toEqual(catalog.map(({ name }) => name).toSorted());
});

test("slips are found by the compiler, before anything runs", () => {
  const slips: Scenario = {
    flotilla: 1,
    fleet: [
      // @ts-expect-error -- a setting that a lock has not
      lock.group({ settings: { autoRelokTime: 30 } }),
      lock.group({
        on: {
          doorLockAlarm(door, { alarmCode }, context) {
            // @ts-expect-error -- a code that there is not
            if (alarmCode === "burglar") context.fail("never");
            // @ts-expect-error -- a value that the attribute cannot have
            if (door.get("lockState") === "open") door.reboot();
            // @ts-expect-error -- an act without what it needs
            door.act("enter-pin");
            // @ts-expect-error -- a command of another kind
            door.command("moveToLevel", { level: 3 });
            for (const other of door.home.devices) if (bulb.is(other) && other.get("onOff")) other.command("off");
          },
          lockState: (door, { value, before }) => {
            if (value === "locked" && before === "unlocked") door.fault("jam", "1m");
          },
        },
      }),
      // @ts-expect-error -- an event that a bulb has not
      bulb.group({ on: { lockOperation: [{ reboot: true }] } }),
      // Of a kind that nobody knows yet anything may be.
      { kind: "garage-door", settings: { travelTime: 10 }, on: { obstacle: (door) => door.act("press") } },
    ],
    timeline: [
      // @ts-expect-error -- a command that a lock has not
      { at: "1m", ...lock.command("lockDor") },
    ],
  };
  expect(slips.fleet).toHaveLength(4);
});
