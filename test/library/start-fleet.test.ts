import { describe, expect, onTestFinished, test } from "vitest";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { millis } from "../../src/kernel/time.ts";
import type { DeviceRecord, Notice, Summary } from "../../src/fleet/run-events.ts";
import { type Fleet, type FleetOptions, startFleet } from "../../src/library/start-fleet.ts";
import type { ScenarioInput } from "../../src/scenario/scenario-input.ts";
import { planOf } from "../fleet/fleet-rig.ts";
import { witness } from "../fleet/witness.ts";

const home: ScenarioInput = {
  flotilla: 1,
  homes: 1,
  fleet: [{ kind: "lock", settings: { usedByResidents: false } }, { kind: "bulb", perHome: 2 }, { kind: "thermostat" }],
};

/** In virtual time, taken down when the test is over. */
async function virtualFleet(
  scenario: Parameters<typeof startFleet>[0] = home,
  options: FleetOptions = {},
): Promise<Fleet> {
  const fleet = await startFleet(scenario, { clock: "virtual", ...options });
  onTestFinished(async () => void (await fleet.stop()));
  return fleet;
}

const tls = "test/fixtures/tls";

/** The error that `action` ends with. */
async function errorOf(action: () => unknown): Promise<FlotillaError> {
  try {
    await action();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FlotillaError);
    return thrown as FlotillaError;
  }
  return expect.fail("expected an error, found none");
}

describe("until", () => {
  test("lets time pass until the condition holds, and no further", async () => {
    const fleet = await virtualFleet();
    const lock = fleet.device("lock-0001");
    expect(lock.connected).toBe(false);
    await fleet.until(() => lock.connected, { within: "15s" });
    expect(lock.connected).toBe(true);
    expect(fleet.summary().run.durationSeconds).toBeLessThan(10);
  });

  test("returns at once when the condition holds already", async () => {
    const fleet = await virtualFleet();
    await fleet.until(() => true, { within: "0s" });
    expect(fleet.summary().run.durationSeconds).toBe(0);
  });

  test("gives up after its time, and says what the devices are doing", async () => {
    const fleet = await virtualFleet();
    await fleet.advance("12s");
    const error = await errorOf(() => fleet.until(() => false, { within: "5s" }));
    expect(error).toMatchObject({
      code: "timeout",
      message: "expected the condition to hold within 5s, it did not",
      hint: "Devices now: 4 ready.",
      details: { phases: expect.objectContaining({ ready: 4 }) },
    });
    expect(fleet.summary().run.durationSeconds).toBe(17);
  });

  test("says so when the run ended first", async () => {
    const fleet = await virtualFleet();
    const error = await errorOf(() => fleet.until(() => false, { within: "1h" }));
    expect(error.message).toBe("expected the condition to hold within 1h, the run ended before it did");
    expect(error.hint).toBe("Devices now: none is up.");
  });

  test("hands on what the condition throws", async () => {
    const fleet = await virtualFleet();
    let looks = 0;
    const condition = (): boolean => {
      if (++looks === 3) throw new Error("my own mistake");
      return false;
    };
    await expect(fleet.until(condition, { within: "5s" })).rejects.toThrow("my own mistake");
  });

  test.each(["5", "soon", "", "-1s"])("refuses %j as a time", async (within) => {
    const fleet = await virtualFleet();
    const error = await errorOf(() => fleet.until(() => false, { within }));
    expect(error).toMatchObject({ code: "usage", message: `expected a duration such as "5s", found "${within}"` });
  });

  test("takes milliseconds as well, but no nonsense", async () => {
    const fleet = await virtualFleet();
    await fleet.advance(millis(1_500));
    expect(fleet.summary().run.durationSeconds).toBe(1.5);
    expect((await errorOf(() => fleet.advance(millis(Number.NaN)))).code).toBe("usage");
  });
});

describe("a device", () => {
  test("can be asked for before it is up, and stays the same afterwards", async () => {
    const fleet = await virtualFleet();
    const bulb = fleet.device("bulb-0002");
    expect(bulb).toMatchObject({ id: "bulb-0002", kind: "bulb", connected: false, reported: {} });
    expect(bulb.identity.mac).toMatch(/^02:/);
    await fleet.advance("12s");
    expect(fleet.device("bulb-0002")).toBe(bulb);
    expect(bulb.connected).toBe(true);
    expect(bulb.reported).toMatchObject({ onOff: expect.any(Boolean), rebootCount: 0 });
  });

  test("that is not in the fleet is refused, with some that are", async () => {
    const fleet = await virtualFleet();
    expect(await errorOf(() => fleet.device("lock-0002"))).toMatchObject({
      code: "usage",
      message: 'expected the id of a device of the fleet, found "lock-0002"',
      hint: "Among others there are lock-0001, bulb-0001, bulb-0002, thermostat-0001.",
    });
  });

  test("does what is done to it", async () => {
    const fleet = await virtualFleet();
    const lock = fleet.device("lock-0001");
    await fleet.until(() => lock.connected, { within: "15s" });
    expect(lock.reported["lockState"]).toBe("locked");
    lock.act("turn-key");
    await fleet.until(() => lock.reported["lockState"] === "unlocked", { within: "10s" });
  });

  test("refuses acts and faults that its kind does not have, with those it has", async () => {
    const fleet = await virtualFleet();
    const lock = fleet.device("lock-0001");
    await fleet.until(() => lock.connected, { within: "15s" });
    expect(await errorOf(() => lock.act("fly"))).toMatchObject({
      code: "usage",
      hint: expect.stringContaining("turn-key"),
    });
    expect(await errorOf(() => lock.fault("fly"))).toMatchObject({
      code: "usage",
      hint: expect.stringContaining("Faults"),
    });
  });

  test("that is not up can be done nothing to", async () => {
    const fleet = await virtualFleet();
    const lock = fleet.device("lock-0001");
    const error = await errorOf(() => lock.act("turn-key"));
    expect(error).toMatchObject({ code: "usage", hint: expect.stringContaining("until") });
  });

  test("can be given a fault, and be rid of it", async () => {
    const said: unknown[] = [];
    const recorded = (record: DeviceRecord): void => {
      if (record.type === "event" && record.name === "fault") said.push(record.data["active"]);
    };
    const fleet = await virtualFleet(
      { flotilla: 1, fleet: [{ kind: "witness" }] },
      { kinds: [witness], outputs: [{ recorded }] },
    );
    const device = fleet.device("witness-0001");
    await fleet.until(() => device.connected, { within: "15s" });
    device.fault("sulking");
    device.fault("sulking");
    device.fault("sulking", false);
    expect(said).toEqual([true, false]);
  });

  test("that is cut comes back by its own back-off, and is no disturbance", async () => {
    const fleet = await virtualFleet();
    const lock = fleet.device("lock-0001");
    await fleet.until(() => lock.connected, { within: "15s" });
    lock.cut();
    expect(lock.connected).toBe(false);
    await fleet.until(() => lock.connected, { within: "5s" });
    expect(fleet.summary()).toMatchObject({ connections: { lost: 1, reconnects: 1 }, recoveries: [] });
  });

  test("that restarts is away and back again", async () => {
    const fleet = await virtualFleet();
    const bulb = fleet.device("bulb-0001");
    await fleet.until(() => bulb.connected, { within: "15s" });
    bulb.reboot();
    expect(bulb.connected).toBe(false);
    await fleet.until(() => bulb.connected, { within: "1m" });
    expect(bulb.reported).toMatchObject({ rebootCount: 1, bootReason: "softwareReset" });
  });

  test("is one of all the devices of the fleet, up or not", async () => {
    const fleet = await virtualFleet();
    expect(fleet.devices().map(({ id, connected }) => [id, connected])).toEqual([
      ["lock-0001", false],
      ["bulb-0001", false],
      ["bulb-0002", false],
      ["thermostat-0001", false],
    ]);
    await fleet.until(() => fleet.devices().every(({ connected }) => connected), { within: "15s" });
  });

  test("that has left is down, and up again when it is back", async () => {
    const load = [
      { ramp: "100%", over: "0s" },
      { hold: "10s" },
      { ramp: "0%", over: "0s" },
      { hold: "10s" },
      { ramp: "100%", over: "0s" },
      { hold: "10s" },
    ];
    const fleet = await virtualFleet({ ...home, load });
    const lock = fleet.device("lock-0001");
    const seen: boolean[] = [];
    for (let time = 0; time < 3; time++) {
      await fleet.advance("9s");
      seen.push(lock.connected);
    }
    expect(seen).toEqual([true, false, true]);
  });
});

describe("the end", () => {
  test("that was planned comes by itself", async () => {
    const fleet = await virtualFleet();
    const summary = await fleet.finished();
    expect(summary.run).toMatchObject({ durationSeconds: 60, interrupted: false });
    expect(await fleet.finished()).toBe(summary);
    expect(await fleet.stop()).toBe(summary);
    expect(fleet.summary()).toBe(summary);
  });

  test("can be had earlier, with goodbyes", async () => {
    const fleet = await virtualFleet();
    await fleet.advance("20s");
    const summary = await fleet.stop();
    expect(summary).toMatchObject({
      run: { durationSeconds: 20, interrupted: true },
      connections: { closeCodes: { "1000": 4 } },
    });
  });

  test("comes when the fleet is disposed of, and only once", async () => {
    const ends: Summary[] = [];
    {
      await using fleet = await startFleet(home, {
        clock: "virtual",
        outputs: [{ finished: (summary) => void ends.push(summary) }],
      });
      await fleet.advance("20s");
      await fleet[Symbol.asyncDispose]();
    }
    expect(ends).toHaveLength(1);
  });

  test("ends what waits", async () => {
    const fleet = await virtualFleet();
    await fleet.stop();
    await fleet.advance("1h");
    expect((await errorOf(() => fleet.until(() => false, { within: "1h" }))).code).toBe("timeout");
  });
});

describe("a fleet is started from", () => {
  test("a scenario as data, with options over it", async () => {
    const fleet = await virtualFleet(home, { seed: 7, devices: 40 });
    expect(fleet.plan.seed).toBe(7);
    expect(fleet.devices()).toHaveLength(40);
    expect(fleet.url).toBeNull();
  });

  test("a compiled plan, with options over it", async () => {
    const plan = planOf({ fleet: [{ kind: "lock", count: 3 }] });
    const fleet = await virtualFleet(plan, { seed: 9 });
    expect(fleet.plan).toEqual({ ...plan, seed: 9 });
    await fleet.until(() => fleet.devices().every(({ connected }) => connected), { within: "15s" });
  });

  test("the built-in server when the target is none, whatever the scenario's is", async () => {
    const { fleet: groups } = home;
    const target = { url: "wss://hub.test/", auth: { bearer: "secret" } };
    for (const scenario of [{ ...home, target }, planOf({ fleet: groups, target })]) {
      const fleet = await virtualFleet(scenario, { target: "none" });
      expect(fleet.plan).not.toHaveProperty("target");
      expect(fleet.url).toBeNull();
    }
  });

  test("a scenario with something remarkable in it, which the outputs are told", async () => {
    const told: Notice[] = [];
    const target = { url: "wss://127.0.0.1:1/", tls: { insecure: true } };
    const fleet = await startFleet({ ...home, target }, { outputs: [{ noticed: (notice) => told.push(notice) }] });
    onTestFinished(async () => void (await fleet.stop()));
    expect(told).toMatchObject([
      {
        level: "warning",
        text: "scenario: target.tls.insecure: any certificate of the target is accepted",
      },
    ]);
  });

  test("kinds of one's own", async () => {
    const fleet = await virtualFleet({ flotilla: 1, fleet: [{ kind: "witness" }] }, { kinds: [witness] });
    await fleet.until(() => fleet.device("witness-0001").connected, { within: "15s" });
  });

  test("a scenario that starts now, in this machine's time zone", async () => {
    const fleet = await virtualFleet({ ...home, clock: { start: "now" } });
    expect(Math.abs(fleet.plan.clock.start - Date.now())).toBeLessThan(60_000);
    expect(fleet.plan.clock.timeZoneOffset).toBe((0 - new Date().getTimezoneOffset()) * 60_000);
  });
});

describe("nothing is started from", () => {
  test("a scenario with faults; all of them are told", async () => {
    const faulty = { flotilla: 1, fleet: [{ kind: "lok" }], homes: -1 } as ScenarioInput;
    const error = await errorOf(() => startFleet(faulty, { clock: "virtual" }));
    expect(error.code).toBe("scenario");
    expect(error.message).toMatch(/^scenario has 2 faults:\n/);
    expect(error.message).toContain("lok");
    expect(error.details["problems"]).toHaveLength(2);
  });

  test("a file that is not there", async () => {
    expect(await errorOf(() => startFleet("no/such.yaml"))).toMatchObject({
      code: "file",
      message: expect.stringContaining("ENOENT"),
    });
  });

  test("a plan of kinds that nobody knows", async () => {
    const plan = planOf({ fleet: [{ kind: "witness" }] }, [witness]);
    expect(await errorOf(() => startFleet(plan, { clock: "virtual" }))).toMatchObject({
      code: "usage",
      message: 'expected a plan of known kinds, found "witness"',
    });
  });

  test.each([
    [{ devices: 5 }, "number of devices"],
    [{ seed: -1 }, "seed"],
    [{ seed: 1.5 }, "seed"],
    [{ speed: 0 }, "speed"],
    [{ target: "http://hub.test" }, "ws://"],
  ] satisfies [FleetOptions, string][])("a plan with %j over it", async (options, word) => {
    const plan = planOf({ fleet: [{ kind: "lock" }] });
    const error = await errorOf(() => startFleet(plan, { ...options, clock: "virtual" }));
    expect(error.code).toBe("usage");
    expect(error.message).toContain(word);
  });

  test("a target in virtual time", async () => {
    const error = await errorOf(() => startFleet(home, { target: "ws://127.0.0.1:1/", clock: "virtual" }));
    expect(error).toMatchObject({ code: "usage", hint: expect.stringContaining("real time") });
  });

  test("HTTP requests in virtual time", async () => {
    const via = { http: { post: "http://127.0.0.1:1/{id}" } };
    const timeline = [{ at: "10s", command: "lockDoor", via }];
    const lock: ScenarioInput = { flotilla: 1, fleet: [{ kind: "lock" }], timeline };
    const error = await errorOf(() => startFleet(lock, { clock: "virtual" }));
    expect(error).toMatchObject({ code: "usage", hint: expect.stringContaining("`via`") });
    const asks: ScenarioInput = { ...lock, timeline: [{ at: "10s", http: { get: "http://127.0.0.1:1/" } }] };
    const hint = "Run in real time: in virtual time there is nobody to ask.";
    expect(await errorOf(() => startFleet(asks, { clock: "virtual" }))).toMatchObject({ code: "usage", hint });
  });

  test("TLS files that are not there", async () => {
    const target = { url: "wss://127.0.0.1:1/", tls: { ca: "no/such.pem" } };
    expect(await errorOf(() => startFleet({ ...home, target }))).toMatchObject({
      code: "file",
      message: "expected a PEM file for target.tls.ca at no/such.pem, found ENOENT",
      hint: `Paths count from the scenario's folder, ${process.cwd()}.`,
    });
  });

  test.each([
    [{ ca: "package.json" }, "file", "target.tls.ca at package.json, found a file without a PEM text"],
    [{ ca: `${tls}/ca.crt`, cert: `${tls}/client.crt`, key: "LICENSE" }, "file", "target.tls.key at LICENSE"],
    [{ ca: `${tls}/client.key` }, "usage", `target.tls.ca (${tls}/client.key): expected TLS certificates`],
    [
      { ca: `${tls}/ca.crt`, cert: `${tls}/client.crt`, key: `${tls}/server.key` },
      "usage",
      `target.tls.cert (${tls}/client.crt) and target.tls.key (${tls}/server.key): expected`,
    ],
    [{ serverName: "127.0.0.1" }, "usage", "target.tls: expected the TLS server name to be a host name"],
  ])("TLS settings that cannot work: %j", async (settings, code, message) => {
    const target = { url: "wss://127.0.0.1:1/", tls: settings };
    const error = await errorOf(() => startFleet({ ...home, target }));
    expect(error).toMatchObject({ code, hint: expect.any(String) });
    expect(error.message).toContain(message);
  });
});

describe("on sockets", () => {
  const quick: ScenarioInput = { ...home, load: [{ ramp: "100%", over: "0s" }, { hold: "1h" }] };
  /** Servers and sockets that keep the process alive. Timers are watched by the guards of every test file. */
  const open = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind.startsWith("TCP"));

  test("devices live on a real server, and leave nothing open", async () => {
    expect(open()).toEqual([]);
    {
      await using fleet = await startFleet(quick);
      expect(fleet.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      await fleet.until(() => fleet.devices().every(({ connected }) => connected), { within: "20s" });
      const answer = await fetch(`${fleet.url}/api/devices/lock-0001`);
      expect(await answer.json()).toMatchObject({ id: "lock-0001", kind: "lock" });
      expect(open()).toEqual(expect.arrayContaining(["TCPServerWrap", "TCPSocketWrap"]));
      const summary = await fleet.stop();
      expect(summary).toMatchObject({ devices: { connectedAtEnd: 4 }, connections: { lost: 0 } });
    }
    // A socket takes a few turns of the event loop to go.
    await expect.poll(open).toEqual([]);
  });

  test("until gives up in real time too", async () => {
    await using fleet = await startFleet(quick);
    expect((await errorOf(() => fleet.until(() => false, { within: "20ms" }))).code).toBe("timeout");
    await fleet.advance("20ms");
    await expect(
      fleet.until(
        () => {
          throw new Error("my own mistake");
        },
        { within: "1s" },
      ),
    ).rejects.toThrow("my own mistake");
  });

  test("waiting ends when the run does", async () => {
    await using fleet = await startFleet({ ...quick, load: [{ ramp: "100%", over: "0s" }, { hold: "300ms" }] });
    const error = await errorOf(() => fleet.until(() => false, { within: "1h" }));
    expect(error.message).toContain("the run ended before it did");
    await fleet.advance("1h");
    expect((await fleet.finished()).run.interrupted).toBe(false);
  });

  test("a target that nobody listens at is told in the summary", async () => {
    await using fleet = await startFleet(quick, { target: "ws://user:s3cret@127.0.0.1:1/{id}?token=s3cret" });
    await fleet.until(() => fleet.summary().connections.failed >= 4, { within: "20s" });
    const summary = await fleet.stop();
    expect(summary.verdict).toBe("fail");
    expect(summary.run.target).toBe("ws://127.0.0.1:1/{id}");
    expect(JSON.stringify(summary)).not.toContain("s3cret");
  });
});
