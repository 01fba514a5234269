import { describe, expect, test } from "vitest";
import { catalog } from "../../../devices/catalog.ts";
import { startFleet } from "../../../src/library/start-fleet.ts";
import { compileScenarioValue } from "../../../src/scenario/compile-scenario.ts";
import type { Scenario } from "../../../src/scenario/scripts/define-scenario.ts";
import type {
  EventFunction,
  ScriptContext,
  ScriptDevice,
  StepFunction,
} from "../../../src/scenario/scripts/script-context.ts";
import { lived, quietLocks } from "./lived.ts";

const quietBulbs = { kind: "bulb", settings: { usedByResidents: false, startUpOnOff: "off" } } as const;

/** What one lock does for a step at one minute. */
function atOneMinute(written: (device: ScriptDevice, context: ScriptContext) => void): Omit<Scenario, "flotilla"> {
  return {
    fleet: [{ ...quietLocks, count: 1 }],
    timeline: [{ name: "try", at: "1m", do: ([device], context) => written(device!, context) }],
  };
}

describe("a function of a group", () => {
  test("is called for the device, with what happened, at that instant", async () => {
    const calls: unknown[] = [];
    const unlocked: EventFunction = (device, event, { now, elapsed }) =>
      calls.push([device.id, event, now - Date.UTC(2026, 0, 15, 16), elapsed]);
    await lived({
      fleet: [{ ...quietLocks, count: 2, on: { lockOperation: unlocked } }],
      timeline: [{ at: "1m", act: "turn-key", select: { id: "lock-0002" } }],
    });
    expect(calls).toEqual([
      [
        "lock-0002",
        { name: "lockOperation", lockOperationType: "unlock", operationSource: "manual", userIndex: null },
        60_000,
        60_000,
      ],
    ]);
  });

  test("may stand among actions, and under a condition", async () => {
    const calls: string[] = [];
    const call: EventFunction = (device, _, { elapsed }) => calls.push(`${device.id} ${elapsed}`);
    await lived({
      fleet: [
        {
          ...quietLocks,
          count: 2,
          on: { command: { where: "device.id == 'lock-0001'", do: [{ wait: "10s" }, call, { wait: "10s" }, call] } },
        },
      ],
      timeline: [{ at: "1m", command: "lockDoor" }],
    });
    expect(calls.map((one) => one.replace(/(\d)\d{3}$/, "$1"))).toEqual(["lock-0001 70", "lock-0001 80"]);
  });
});

describe("a function of a step", () => {
  test("is called once for each home, with those of its devices that are selected", async () => {
    const calls: string[][] = [];
    const call: StepFunction = (devices) => calls.push(devices.map(({ id }) => id));
    await lived({
      homes: 2,
      fleet: [{ ...quietLocks, perHome: 2 }, quietBulbs],
      timeline: [{ at: "1m", select: { kind: "lock" }, do: call }],
    });
    expect(calls).toEqual([
      ["lock-0001", "lock-0002"],
      ["lock-0003", "lock-0004"],
    ]);
  });
});

describe("a function sees", () => {
  test("who a device is and how it is", async () => {
    let seen: unknown;
    await lived({
      fleet: [{ ...quietLocks, name: "front", count: 1, labels: { region: "north" }, firmware: "1.4.2" }],
      timeline: [
        {
          at: "1m",
          do: ([device]) => {
            const { id, kind, group, variant, room, firmware, labels, ready, phase, boots } = device!;
            const state = [device!.get("lockState"), device!.get("rebootCount")];
            seen = { id, kind, group, variant, room, firmware, labels, ready, phase, boots, state };
          },
        },
      ],
    });
    expect(seen).toEqual({
      id: "front-0001",
      kind: "lock",
      group: "front",
      variant: "",
      room: "hall",
      firmware: "1.4.2",
      labels: { region: "north" },
      ready: true,
      phase: "ready",
      boots: 1,
      state: ["locked", 0],
    });
  });

  test("the home of a device, with all that are in it", async () => {
    let seen: unknown;
    await lived({
      homes: 2,
      fleet: [quietLocks, { ...quietBulbs, perHome: 2 }],
      timeline: [
        {
          at: "1m",
          select: { id: "lock-0002" },
          do: ([lock]) => {
            const { index, mains, network, devices, present, awake, outdoorTemperature } = lock!.home;
            seen = { index, mains, network, devices: devices.map(({ id }) => id) };
            expect(awake).toBeLessThanOrEqual(present);
            expect(outdoorTemperature).toBeTypeOf("number");
          },
        },
      ],
    });
    expect(seen).toEqual({
      index: 1,
      mains: true,
      network: "good",
      devices: ["lock-0002", "bulb-0003", "bulb-0004"],
    });
  });
});

describe("a function can", () => {
  test("do something to a device, and send it a command through the server", async () => {
    const { records, summary } = await lived(
      atOneMinute((lock) => {
        lock.act("turn-key");
        lock.command("lockDoor");
      }),
    );
    const operations = records.flatMap((record) =>
      record.type === "event" && record.name === "lockOperation" ? [record.data["operationSource"]] : [],
    );
    expect(operations).toEqual(["manual", "remote"]);
    expect(summary.commands).toMatchObject({ sent: 1, received: 1, answered: 1, lost: 0 });
  });

  test("break it for a while, end its connection and restart it", async () => {
    const { records, summary } = await lived(
      atOneMinute((lock, context) => {
        lock.fault("jam", "1m");
        lock.command("unlockDoor");
        context.wait("2m", () => lock.disconnect("abrupt", "10s"));
        context.wait("4m", () => lock.reboot());
        context.wait("6m", () => lock.command("unlockDoor"));
      }),
    );
    expect(summary.commands).toMatchObject({ sent: 2, answered: 1, failed: 1 });
    expect(summary.connections).toMatchObject({ lost: 1, ready: 3 });
    expect(records.filter(({ type }) => type === "boot")).toHaveLength(2);
  });

  test("do whatever else the language has", async () => {
    const { told, summary } = await lived(
      atOneMinute((lock) =>
        lock.do({ log: "${device.id} of ${home.index}" }, { wait: "30s" }, { world: "router-down", for: "1m" }),
      ),
    );
    expect(told).toContain("1:00 info lock-0001 of 0");
    expect(summary.connections.lost).toBe(1);
    expect(summary.verdict).toBe("pass");
  });

  test("send commands its server's way, which in virtual time is the built-in server", async () => {
    const url = "https://hub.example.com/commands/{id}";
    const { summary } = await lived(
      atOneMinute((lock) => lock.do({ command: "unlockDoor", via: { http: { post: url } } }, { http: { get: url } })),
    );
    expect(summary.commands).toMatchObject({ sent: 1, received: 1, answered: 1 });
    expect(summary.http.sent).toBe(0);
  });

  test("wait, and remember what it did before", async () => {
    const counts: number[] = [];
    await lived({
      fleet: [
        {
          ...quietLocks,
          count: 1,
          on: {
            lockOperation: (lock, _, context) => {
              const memory = lock.memory(() => ({ turns: 0 }));
              counts.push(++memory.turns);
              if (memory.turns < 4) context.wait(1_500, () => lock.act("turn-key"));
            },
          },
        },
      ],
      timeline: [{ at: "1m", act: "turn-key" }],
    });
    expect(counts).toEqual([1, 2, 3, 4]);
  });

  test("log a line, mark a moment that other steps wait for, fail the run, and end it", async () => {
    const { told, summary } = await lived({
      fleet: [{ ...quietLocks, count: 1 }],
      timeline: [
        {
          name: "try",
          at: "1m",
          do: (_, context) => {
            context.log("all is ${well}");
            context.wait("30s", () => context.fail("the door is open"));
            context.wait("1m", () => context.stop("enough"));
          },
        },
      ],
    });
    expect(told.filter((line) => line.includes("try:"))).toEqual([
      "1:00 info try: 1 device",
      "1:00 info try: all is ${well}",
      "1:30 warning try: the door is open (home 0)",
    ]);
    expect(summary).toMatchObject({ verdict: "fail", reasons: ["try: the door is open (home 0)"] });
    expect(summary.run.durationSeconds).toBe(120);
  });
});

describe("what a function does wrong fails the run, which goes on:", () => {
  test.each([
    [
      "it throws",
      () => (undefined as unknown as string[]).length,
      /^try: Cannot read prop.* at function-calls\.test\.ts:\d+ \(home 0\)$/,
    ],
    [
      "it asks for an attribute that there is not",
      (lock: ScriptDevice) => lock.get("lockStat"),
      /^try: expected an attribute of lock, found "lockStat"; did you mean "lockState"\? \(home 0\)$/,
    ],
    [
      "it does what cannot be done to a lock",
      (lock: ScriptDevice) => lock.act("turn-kee"),
      /^try: .*turn-kee.*turn-key/,
    ],
    [
      "it sends a command that no lock knows",
      (lock: ScriptDevice) => lock.command("lock"),
      /^try: expected a command of lock, found "lock"/,
    ],
    [
      "it sends arguments that do not fit",
      (lock: ScriptDevice) => lock.command("lockDoor", { pinCode: 7 }),
      /^try: command lockDoor of lock, pinCode: expected a text/,
    ],
    ["it breaks what cannot break", (lock: ScriptDevice) => lock.fault("flood"), /^try: .*flood/],
    [
      "it waits for no length of time",
      (_: ScriptDevice, context: ScriptContext) => context.wait("soon", () => {}),
      /^try: expected a length of time such as "30s", found "soon"/,
    ],
    [
      "it throws later",
      (_: ScriptDevice, context: ScriptContext) =>
        context.wait("1m", () => {
          throw new Error("too late");
        }),
      /^try: too late at/,
    ],
    [
      "it is asynchronous",
      async () => {
        throw new Error("nobody hears of this");
      },
      /^try: expected a function that returns at once, found a promise; use context\.wait \(home 0\)$/,
    ],
  ])("%s", async (_, written, reason) => {
    const { summary, told } = await lived(atOneMinute(written));
    expect(summary.verdict).toBe("fail");
    expect(summary.reasons).toEqual([expect.stringMatching(reason)]);
    expect(told.filter((line) => line.includes("warning"))).toHaveLength(1);
    expect(summary.run).toMatchObject({ interrupted: false, durationSeconds: 600 });
  });

  test("it waits for nothing over and over, and is stopped", async () => {
    const { summary } = await lived(
      atOneMinute((_, context) => {
        const again = (): void => context.wait(0, again);
        again();
      }),
    );
    expect(summary.reasons).toEqual([
      "try: expected time to pass, found 10000 waits for less than a millisecond (home 0)",
    ]);
  });

  test("of a fault in all devices one is told, with how many there were", async () => {
    const { summary, told } = await lived({
      fleet: [
        {
          ...quietLocks,
          count: 5,
          on: {
            ready: () => {
              throw new Error("no");
            },
          },
        },
      ],
    });
    expect(summary.reasons).toEqual([expect.stringMatching(/^lock\.on\.ready: no at .* \(lock-000\d, and 4 more\)$/)]);
    expect(told.filter((line) => line.includes("warning"))).toHaveLength(1);
  });
});

test("a device that has left meanwhile is not asked for the rest of its script, nor for what waits", async () => {
  const calls: string[] = [];
  const call: EventFunction = (_, { name }, context) => {
    calls.push(name);
    context.wait("4m", () => calls.push("late"));
  };
  await lived({
    fleet: [{ ...quietLocks, count: 1, on: { ready: [call, { wait: "4m" }, call] } }],
    load: [{ hold: "3m" }, { ramp: 0, over: "0s" }, { hold: "7m" }],
  });
  expect(calls).toEqual(["ready"]);
});

test("two functions of one list draw differently", async () => {
  const draws: number[] = [];
  const draw: StepFunction = (_, { random }) => draws.push(random.next());
  await lived({ fleet: [{ ...quietLocks, count: 1 }], timeline: [{ at: "1m", do: [draw, draw] }] });
  expect(new Set(draws).size).toBe(2);
});

test("draws of a function are its own and the device's: the same in every run of a seed, whoever else there is", async () => {
  const drawn = async (homes: number, seed: number): Promise<Record<string, number[]>> => {
    const draws: Record<string, number[]> = {};
    const draw: EventFunction = ({ id }, _, { random }) => (draws[id] ??= []).push(random.next(), random.next());
    const ofHome: StepFunction = (devices, { random }) => (draws[`home ${devices[0]!.home.index}`] = [random.next()]);
    await lived(
      {
        homes,
        fleet: [{ ...quietLocks, on: { ready: draw, command: draw } }],
        timeline: [
          { at: "1m", command: "lockDoor" },
          { at: "2m", do: ofHome },
        ],
      },
      seed,
    );
    return draws;
  };
  const two = await drawn(2, 7);
  expect(new Set(Object.values(two).flat()).size).toBe(4 + 4 + 2);
  expect(await drawn(2, 7)).toEqual(two);
  expect(await drawn(12, 7)).toMatchObject(two);
  expect(await drawn(2, 8)).not.toEqual(two);
});

describe("a compiled plan", () => {
  const scenario = { flotilla: 1, fleet: [{ ...quietLocks, count: 1, on: { ready: () => {} } }] };
  const compiled = compileScenarioValue(scenario, { file: "plan", env: {}, kinds: catalog });
  if (!compiled.ok) throw new Error("expected a scenario without faults");
  const { plan, functions } = compiled;

  test("runs with its functions beside it", async () => {
    await using fleet = await startFleet(plan, { clock: "virtual", functions });
    expect((await fleet.finished()).verdict).toBe("pass");
  });

  test("that has lost them on its way says which", async () => {
    await expect(startFleet(JSON.parse(JSON.stringify(plan)), { clock: "virtual" })).rejects.toMatchObject({
      code: "usage",
      message: "expected the functions that the plan names, found none for fleet[0].on.ready",
    });
  });
});
