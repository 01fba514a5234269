import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type TestHost, type TestHostOptions, testHost } from "../support/test-host.ts";

const scenario = `# An evening.
flotilla: 1
name: evening
seed: 5
clock: { start: 2026-01-15T16:00:00+01:00 }
homes: 3
fleet: [{ kind: lock, perHome: 1 }, { kind: bulb, perHome: 2 }]
load: [{ ramp: 100%, over: 10m }, { hold: 1h50m }]
target: { url: "wss://hub.example.com/", auth: { bearer: "\${env.NO_SUCH_TOKEN}" } }
timeline: [{ at: 30m, command: lockDoor, select: { kind: lock } }]
`;

function simulate(options: readonly string[], more: TestHostOptions = {}): TestHost {
  return testHost(["simulate", "my.yaml", ...options], { files: { "my.yaml": scenario }, ...more });
}

interface Line {
  readonly at: string;
  readonly home: number;
  readonly device: string;
  readonly kind: string;
  readonly type: string;
  readonly name?: string;
  readonly values?: Record<string, unknown>;
}

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

async function dataOf(...options: string[]): Promise<Line[]> {
  const host = simulate(options);
  expect(await host.run()).toBe(0);
  return linesOf(host.out);
}

describe("flotilla simulate", () => {
  test("prints a line for every report, event and result, in order of time, for the scenario's length", async () => {
    const host = simulate([]);
    expect(await host.run()).toBe(0);
    const lines = linesOf(host.out);
    expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(["telemetry", "state", "event", "result"]));
    expect(new Set(lines.map(({ device }) => device)).size).toBe(9);
    const times = lines.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(times[0]).toBe("2026-01-15T16:00:00.000+01:00");
    expect(times.at(-1)! < "2026-01-15T18:00:00").toBe(true);
    expect(lines.filter(({ type }) => type === "result")).toMatchObject(
      [0, 1, 2].map((home) => ({ home, kind: "lock", name: "lockDoor" })),
    );
    expect(host.err).toMatch(
      /^evening: 2h of 9 devices in 3 homes, [\d,]+ lines in .*, [\d,.]+\/s, [\d,.]+× real time\n$/,
    );
    expect(host.err).toContain(`, ${lines.length.toLocaleString("en-US")} lines in `);
  });

  test("begins with all of the state of every device", async () => {
    const lines = await dataOf("--for", "1s");
    expect(lines.filter(({ type }) => type === "state")).toHaveLength(9);
    expect(lines.find(({ kind }) => kind === "lock")).toMatchObject({
      type: "state",
      cause: "boot",
      values: { lockState: "locked", doorState: "doorClosed" },
    });
  });

  test("says the same bytes for a seed, and others for another", async () => {
    expect(await dataOf("--for", "6h")).toEqual(await dataOf("--for", "6h"));
    expect(await dataOf("--for", "6h", "--seed", "6")).not.toEqual(await dataOf("--for", "6h"));
  });

  test("of one home prints what that home says among all", async () => {
    const all = await dataOf("--for", "1d");
    expect(await dataOf("--for", "1d", "--home", "1")).toEqual(all.filter(({ home }) => home === 1));
  });

  test("writes the same to a file, and nothing to stdout", async () => {
    const toStdout = simulate(["--for", "12h"]);
    await toStdout.run();
    const toFile = simulate(["--for", "12h", "--out", "data.ndjson"]);
    expect(await toFile.run()).toBe(0);
    expect(toFile.out).toBe("");
    expect(readFileSync(join(toFile.cwd, "data.ndjson"), "utf8")).toBe(toStdout.out);
  });

  test("writes CSV with the same values", async () => {
    const host = simulate(["--format", "csv", "--only", "bulb,onOff", "--for", "1d"]);
    expect(await host.run()).toBe(0);
    const [heading, ...rows] = host.out.trimEnd().split("\n");
    expect(heading).toBe("at,home,device,kind,type,name,value");
    const lines = await dataOf("--only", "bulb,onOff", "--for", "1d");
    expect(rows).toEqual(
      lines.map(
        ({ at, home, device, values }) => `${at},${home},${device},bulb,state,onOff,${String(values!["onOff"])}`,
      ),
    );
    expect(rows.length).toBeGreaterThan(6);
  });

  test("takes devices and values over the scenario's", async () => {
    expect(new Set((await dataOf("--for", "1s", "--devices", "6")).map(({ device }) => device)).size).toBe(6);
    const lines = await dataOf("--for", "1s", "--set", "homes=5");
    expect(new Set(lines.map(({ home }) => home)).size).toBe(5);
  });

  test.each([
    [["--for", "14"], 'expected a duration after --for, found "14"'],
    [["--for", "0s"], 'expected a duration after --for, found "0s"'],
    [["--format", "xml"], 'expected --format ndjson or csv, found "xml"'],
    [["--home", "3"], "expected a home of the fleet, 0..2, found 3"],
    [["--only", "lock,lockSate"], 'found "lockSate"\nhint: Did you mean lockState?'],
    [["--only", "thermostat"], "expected kinds (lock, bulb) or names"],
    [["--story", "--only", "lock"], "expected no --only with --story"],
    [["--out", "no/such/folder.ndjson"], "found no such folder (ENOENT)"],
  ])("refuses %j", async (options, message) => {
    const host = simulate(options);
    expect(await host.run()).toBe(2);
    expect(host.err).toContain(message);
    expect(host.out).toBe("");
  });

  test.skipIf(!existsSync("/dev/full"))("ends when the disk is full, and says so", async () => {
    const host = simulate(["--for", "30d", "--out", "/dev/full"]);
    expect(await host.run()).toBe(2);
    expect(host.err).toContain(
      "error: expected to write the data to /dev/full, found no space left on the disk (ENOSPC)",
    );
  });

  test.each(["SIGINT", "SIGTERM", "SIGPIPE"] as const)("ends at %s with all that was written whole", async (signal) => {
    const host = simulate(["--for", "3000d"]);
    const ended = host.run();
    await host.printed("2026-01-16T");
    expect(host.signal(signal)).toBe(true);
    expect(await ended).toBe(130);
    expect(host.out.endsWith("\n")).toBe(true);
    const { length } = linesOf(host.out);
    expect(length).toBeGreaterThan(100);
    expect(host.err).toMatch(/^evening: interrupted after \d+[dh]/);
    expect(host.err).toContain(`, ${length.toLocaleString("en-US")} lines in `);
    expect(host.signal(signal)).toBe(false);
  });

  test("goes no faster than its reader, and stops for a signal while it waits", async () => {
    const host = simulate(["--for", "3000d"]);
    let readers = 0;
    const stuck = { ...host.stdout, drained: () => (readers++, new Promise<void>(() => {})) };
    const { flotilla } = await import("../../src/cli/flotilla.ts");
    const ended = flotilla({ ...host, stdout: stuck });
    await host.printed("2026-01-15T");
    await new Promise((resolve) => void setImmediate(resolve));
    const written = host.out.length;
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => void setImmediate(resolve));
    expect(host.out.length).toBe(written);
    expect(readers).toBe(1);
    host.signal("SIGINT");
    expect(await ended).toBe(130);
    expect(host.out.endsWith("\n")).toBe(true);
  });
});

describe("flotilla simulate --story", () => {
  test("prints a day of a home", async () => {
    const host = simulate(["--home", "1", "--story"]);
    expect(await host.run()).toBe(0);
    expect(host.err).toBe("");
    const [title, devices, , date] = host.out.split("\n");
    expect(title).toMatch(/^Home 1 of evening: [A-Z]/);
    expect(devices).toMatch(/^lock, 2 lights \(/);
    expect(date).toMatch(/^Thursday 15 January 2026, -?\d+ to -?\d+ °C outdoors$/);
    expect(host.out).toContain("\n16:30  scenario: lockDoor");
    const times = Array.from(
      host.out.matchAll(/^(\d\d):(\d\d) {2}/gm),
      ([, hour, minute]) => 60 * Number(hour) + Number(minute),
    );
    // Once over midnight, and back to where it began.
    const backwards = times.filter((time, place) => place > 0 && time < times[place - 1]!);
    expect(backwards.length).toBeLessThanOrEqual(1);
    expect(host.out).toContain("Friday 16 January 2026");
  });

  test("is in colour on a terminal, and the same without it", async () => {
    const terminal = simulate(["--story"], { isTTY: true });
    await terminal.run();
    const plain = simulate(["--story"]);
    await plain.run();
    expect(terminal.out).toContain("\u001b[1m");
    expect(terminal.out.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain.out);
  });
});
