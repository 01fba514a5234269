import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { testHost, type TestHost } from "../support/test-host.ts";

/** A minute of two locks; `expectation` is what must hold in the end. */
function locks(expectation = "devices.peakShare == 100%"): string {
  return `flotilla: 1
name: locks
fleet: [{ kind: lock, count: 2 }]
load: [{ ramp: 100%, over: 10s }, { hold: 50s }]
timeline: [{ at: 30s, command: lockDoor }]
expect: ["${expectation}"]
`;
}

function inVirtualTime(scenario: string, ...options: string[]): TestHost {
  return testHost(["run", "my.yaml", "--speed", "max", ...options], { files: { "my.yaml": scenario } });
}

/** A port where nobody listens: 9 is the discard service's, which no machine of ours runs. */
const deadUrl = "ws://127.0.0.1:9/";

describe("the exit code of a run is", () => {
  test("0 when all expectations held", async () => {
    const host = inVirtualTime(locks());
    expect(await host.run()).toBe(0);
    expect(host.out).toMatch(/^PASS {5}locks$/m);
    expect(host.err).toBe("");
  });

  test("10 when one did not", async () => {
    const host = inVirtualTime(locks("commands.sent == 3"));
    expect(await host.run()).toBe(10);
    expect(host.out).toMatch(/^FAIL {5}locks$/m);
    expect(host.out).toMatch(/FAILED +commands\.sent == 3/);
  });

  test("3 for a scenario with faults, all of which are told", async () => {
    const host = inVirtualTime("flotilla: 1\nfleet: [{ kind: lokc }]\nhoems: 3\n");
    expect(await host.run()).toBe(3);
    expect(host.out).toBe("");
    expect(host.err).toMatch(/^error: my\.yaml has \d faults:\n/);
    expect(host.err).toContain('my.yaml:3:1: hoems: expected a key of the scenario language, found "hoems"');
    expect(host.err).toContain('did you mean "lock"?');
  });

  test("4 when the target never answers, after so long as one is willing to wait", async () => {
    const files = { "my.yaml": "flotilla: 1\nfleet: [{ kind: lock, count: 2 }]\nload: [{ hold: 10m }]\n" };
    const host = testHost(["run", "my.yaml", "--target", deadUrl, "--give-up-after", "0s"], { files });
    expect(await host.run()).toBe(4);
    expect(host.out).toContain(`warning: no connection to ${deadUrl} in 0 s, giving up`);
    expect(host.out).toMatch(/ECONNREFUSED ×\d+: nobody listens there/);
  });

  test("4 when the run is over before anybody answered", async () => {
    const files = {
      "my.yaml": "flotilla: 1\nfleet: [{ kind: lock, count: 2 }]\nclock: { speed: 60 }\nload: [{ hold: 10s }]\n",
    };
    const host = testHost(["run", "my.yaml", "--target", deadUrl, "--json"], { files });
    expect(await host.run()).toBe(4);
    expect((JSON.parse(host.out) as Summary).connections.failures).toHaveProperty("ECONNREFUSED");
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE"] as const)("130 after %s, with a summary", async (signal) => {
    const host = inVirtualTime(locks().replace("hold: 50s", "hold: 3000d"), "--json", "--out", "out");
    const exit = host.run();
    await Promise.race([exit, signalled(host, signal)]);
    expect(await exit).toBe(130);
    const summary = JSON.parse(host.out) as Summary;
    expect(summary.run.interrupted).toBe(true);
    expect(readFileSync(`${host.cwd}/out/summary.json`, "utf8")).toBe(host.out);
    expect(host.signal(signal)).toBe(false);
  });
});

/** Raises the signal as soon as somebody listens. */
async function signalled(host: TestHost, signal: "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGPIPE"): Promise<void> {
  while (!host.signal(signal)) await new Promise((resolve) => void setImmediate(resolve));
}

describe("a run prints", () => {
  test("a line at the start, a line now and then, steps of the timeline, and the summary", async () => {
    const host = inVirtualTime(locks());
    await host.run();
    const lines = host.out.split("\n");
    expect(lines[0]).toBe("locks: 2 devices (2 lock) in 2 homes, built-in server in memory, 1m, virtual time, seed 1");
    expect(host.out).toMatch(/^00:30 {2}lockDoor: 2 devices$/m);
    expect(host.out).toMatch(/^Commands {5}2 sent by the timeline, 2 received, 2 answered/m);
    expect(host.out).toMatch(/^Files +.*runs/m);
  });

  test("with --quiet the summary and nothing else", async () => {
    const host = inVirtualTime(locks(), "--quiet");
    await host.run();
    expect(host.out).toMatch(/^PASS /);
    expect(host.err).toBe("");
  });

  test("with --json the summary as JSON and nothing else, the same as in summary.json", async () => {
    const host = inVirtualTime(locks(), "--json", "--out", "out");
    await host.run();
    expect(JSON.parse(host.out)).toMatchObject({
      schema: 1,
      verdict: "pass",
      run: { scenario: "locks", speed: "max", target: null },
      devices: { planned: 2, peakConnected: 2 },
      commands: { sent: 2, received: 2, lost: 0 },
    });
    expect(host.out).toBe(readFileSync(`${host.cwd}/out/summary.json`, "utf8"));
    expect(host.err).toBe("");
  });

  test("with --trace the frames of the devices it names", async () => {
    const host = inVirtualTime(locks(), "--trace", "*-0002");
    await host.run();
    expect(host.out).toMatch(/^00:\d\d\.\d{3} lock-0002 → \{"jsonrpc":"2\.0","id":1,"method":"device\.hello"/m);
    expect(host.out).toMatch(/^00:\d\d\.\d{3} lock-0002 ← .*command\.lockDoor/m);
    expect(host.out).not.toMatch(/lock-0001 [→←]/);
  });

  test("with --trace and --json the frames on stderr", async () => {
    const host = inVirtualTime(locks(), "--trace", "lock-0001", "--json");
    await host.run();
    expect(JSON.parse(host.out)).toHaveProperty("verdict", "pass");
    expect(host.err).toMatch(/lock-0001 → .*device\.hello/);
  });

  test("a warning when --trace names nobody", async () => {
    const host = inVirtualTime(locks(), "--trace", "lokc-*", "--trace", "bulb-0001");
    expect(await host.run()).toBe(0);
    expect(host.err).toBe(
      "warning: --trace lokc-*, bulb-0001: no device has such an id, they go from lock-0001 to lock-0002\n",
    );
  });

  test("first where its own server is, when it has one on the network", async () => {
    const host = testHost(["run", "my.yaml", "--speed", "1000"], { files: { "my.yaml": locks() } });
    expect(await host.run()).toBe(0);
    expect(host.out).toMatch(
      /^Reference server at (http:\/\/127\.0\.0\.1:\d+), for devices ws:\/\/127\.0\.0\.1:\d+\nlocks: /,
    );
  });
});

describe("on a terminal a run", () => {
  test("shows a live view, and of it leaves the summary", async () => {
    const host = testHost(["run", "my.yaml", "--speed", "1000"], { files: { "my.yaml": locks() }, isTTY: true });
    expect(await host.run()).toBe(0);
    expect(host.out).toMatch(/^Reference server at http:\/\/127\.0\.0\.1:\d+/);
    expect(host.out).toContain("\u001B[");
    expect(host.out).toMatch(/\u001B\[[\d;]*mPASS/);
  });

  test.each([
    ["in CI", { CI: "true" }],
    ["on one that cannot move its cursor", { TERM: "dumb" }],
  ])("%s prints plain lines", async (_, env) => {
    const files = { "my.yaml": locks() };
    const host = testHost(["run", "my.yaml", "--speed", "1000"], {
      files,
      env: { ...env, NO_COLOR: "1" },
      isTTY: true,
    });
    expect(await host.run()).toBe(0);
    expect(host.out).not.toContain("\u001B");
    expect(host.out).toMatch(/^locks: 2 devices/m);
  });
});

describe("an option of `run` that does not fit is refused with exit code 2:", () => {
  test.each([
    [["--devices", "0"], "--devices: expected a number of devices, a whole number 1..10000000, found 0"],
    [["--devices", "-3"], "--devices: expected a number of devices, a whole number 1..10000000, found -3"],
    [["--devices", "1.5"], "--devices: expected a number of devices, a whole number 1..10000000, found 1.5"],
    [["--seed", "-1"], "--seed: expected "],
    [["--speed", "abc"], 'expected --speed as a number above 0, or max, found "abc"'],
    [["--speed", "0"], 'expected --speed as a number above 0, or max, found "0"'],
    [["--speed", "-1"], 'expected --speed as a number above 0, or max, found "-1"'],
    [["--duration", "3"], '--duration: expected a duration above 0s, such as 30s, found "3"'],
    [["--give-up-after", "soon"], 'expected a duration after --give-up-after, found "soon"'],
    [["--set", "homes"], '--set homes: expected path=value, such as homes=10 or fleet.bulb.perHome=3, found "homes"'],
    [["--set", "hoems=3"], '--set hoems: expected a key of the scenario language, found "hoems"'],
  ])("%s", async (options, message) => {
    const host = testHost(["run", "my.yaml", ...options], { files: { "my.yaml": locks() } });
    expect(await host.run()).toBe(2);
    expect(host.out).toBe("");
    expect(host.err).toContain(`error: ${message}`);
  });

  test.each(["http", "https"])("a target with %s:// and a word on what it should be", async (scheme) => {
    const files = { "my.yaml": locks().replace(/timeline.*\n/, "") };
    const host = testHost(["run", "my.yaml", "--target", `${scheme}://127.0.0.1/`], { files });
    expect(await host.run()).toBe(2);
    expect(host.err).toContain(
      `error: --target: expected a url such as wss://hub.example.com/devices/{id}, found "${scheme}://127.0.0.1/"`,
    );
    expect(host.err).toMatch(/hint: .*ws/);
  });
});

describe("options change the scenario:", () => {
  test("--devices, --seed, --duration and --set", async () => {
    const scenario = locks().replace(/timeline.*\n/, "");
    const options = ["--devices", "5", "--seed", "7", "--duration", "20s", "--set", "name=other", "--json"];
    const host = inVirtualTime(scenario, ...options);
    expect(await host.run()).toBe(0);
    expect(JSON.parse(host.out)).toMatchObject({
      run: { scenario: "other", seed: 7, durationSeconds: 20 },
      devices: { planned: 5 },
    });
  });

  test("a fault of the scenario is still its own", async () => {
    const host = testHost(["run", "my.yaml", "--devices", "0"], { files: { "my.yaml": `${locks()}hoems: 3\n` } });
    expect(await host.run()).toBe(3);
    expect(host.err).toContain("error: my.yaml has 2 faults:\n");
  });
});

test("a run that accepts any certificate warns of it every time", async () => {
  const files = {
    "my.yaml": "flotilla: 1\nfleet: [{ kind: lock, count: 1 }]\nclock: { speed: 60 }\nload: [{ hold: 10s }]\n",
  };
  for (const more of [[], ["--quiet"], ["--json"]]) {
    const host = testHost(["run", "my.yaml", "--target", "wss://127.0.0.1:9/", "--insecure", ...more], { files });
    await host.run();
    expect(host.err).toContain("warning: --insecure: any certificate of the target is accepted");
  }
});
