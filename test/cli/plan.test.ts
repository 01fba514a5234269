import { describe, expect, test } from "vitest";
import type { Forecast } from "../../src/report/forecast/forecast.ts";
import { textWidth } from "../../src/report/text-width.ts";
import { testHost, type TestHost, type TestHostOptions } from "../support/test-host.ts";

const scenario = `flotilla: 1
name: small
description: Three locks.
fleet: [{ kind: lock, count: 3, telemetry: { every: 5s } }]
load: [{ ramp: 100%, over: 10s }, { hold: 20s }]
timeline: [{ at: 15s, command: lockDoor }]
`;

function host(argv: readonly string[], options: TestHostOptions = {}): TestHost {
  return testHost(["plan", ...argv], { files: { "small.yaml": scenario }, ...options });
}

async function json(...argv: string[]): Promise<Forecast> {
  const planned = host([...argv, "--json"]);
  expect({ exit: await planned.run(), err: planned.err }).toEqual({ exit: 0, err: "" });
  return JSON.parse(planned.out) as Forecast;
}

describe("flotilla plan", () => {
  test("shows the fleet, the timeline, figures and charts", async () => {
    const planned = host(["small.yaml"], { columns: 80 });
    expect({ exit: await planned.run(), err: planned.err }).toEqual({ exit: 0, err: "" });
    expect(planned.out).toMatch(/^PLAN {6}small\n {10}Three locks\.\n/);
    expect(planned.out).toMatch(/^Fleet {5}3 devices in 3 homes\n {10}lock {2}3 {2}1\/home {2}telemetry every 5s$/m);
    expect(planned.out).toMatch(/^Timeline {2}00:15 {2}lockDoor: command lockDoor, all devices \(3\)$/m);
    expect(planned.out).toMatch(/^Forecast {2}measured with all 3 devices, in virtual time$/m);
    expect(planned.out).toMatch(/^ {2}lock +3 +\d/m);
    for (const chart of ["Connected devices", "Connects per second", "Messages per second", "Bytes per second"])
      expect(planned.out).toContain(`\n${chart}`);
    expect(Math.max(...planned.out.split("\n").map(textWidth))).toBeLessThanOrEqual(80);
  });

  test("prints nothing but the forecast as JSON when asked to", async () => {
    const found = await json("small.yaml");
    expect(found).toMatchObject({
      schema: 1,
      scenario: "small",
      devices: 3,
      homes: 3,
      durationSeconds: 30,
      target: null,
    });
    expect(found.all.connects.total).toBe(3);
    expect(Object.keys(found.byKind)).toEqual(["lock"]);
  });

  test("takes the options of a run", async () => {
    const found = await json(
      ...["small.yaml", "--devices", "7", "--seed", "9", "--duration", "1m", "--target", "wss://hub.example.com/{id}"],
      ...["--set", "timeline[0].via.http.post=https://hub.example.com/{id}", "--set", "fleet.lock.name=doors"],
    );
    expect(found).toMatchObject({
      devices: 7,
      seed: 9,
      durationSeconds: 60,
      target: "wss://hub.example.com/{id}",
      fleet: [{ name: "doors", devices: 7 }],
      measured: { devices: 7, seconds: 60, complete: true },
    });
  });

  test("has the shipped scenarios by their names", async () => {
    expect(await json("three-devices", "--duration", "30s")).toMatchObject({ scenario: "three-devices", devices: 3 });
  });

  test("refuses a scenario with faults as a run does", async () => {
    const planned = host(["bad.yaml"], { files: { "bad.yaml": "flotilla: 1\nfleet: [{ kind: lokc }]\n" } });
    expect(await planned.run()).toBe(3);
    expect(planned.out).toBe("");
    expect(planned.err).toContain("bad.yaml:2:17: fleet[0].kind: expected a kind that is known, found");
  });

  test("refuses a file that is not there", async () => {
    expect(await host(["nothing.yaml"]).run()).toBe(2);
  });

  test("is in colour on a terminal only, and leaves no line of its progress there", async () => {
    const terminal = host(["small.yaml"], { isTTY: true });
    await terminal.run();
    expect(terminal.out).toContain("\u001b[1mForecast\u001b[22m");
    expect(terminal.err.split("\r").at(-1)).toBe("");
    const pipe = host(["small.yaml"]);
    await pipe.run();
    expect(pipe.out).not.toContain("\u001b");
    expect(pipe.err).toBe("");
  });
});
