import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { summaryText } from "../../src/report/summary-text.ts";
import { histogram, nothing, shardSample, summary, totalsWith } from "./samples.ts";

function text(changes: Partial<Summary> = {}, options: Partial<Parameters<typeof summaryText>[1]> = {}): string {
  return summaryText({ ...summary, ...changes }, { directory: undefined, colour: false, columns: 80, ...options });
}

const failure = { atMillis: 600_000, time: "2026-01-15T16:10:00.000Z", on: null };

/** The lines of one part, without its label. */
function part(label: string, changes: Partial<Summary>): string[] {
  const lines = text(changes).split("\n");
  const first = lines.findIndex((line) => line.startsWith(`${label} `));
  if (first < 0) return [];
  const after = lines.findIndex((line, index) => index > first && !line.startsWith(" "));
  return lines.slice(first, after).map((line) => line.slice(13));
}

describe("the summary for people", () => {
  test("of a good run fits on a screen", () => {
    expect(text({}, { directory: "/home/ana/runs/20260115-170000-evening" })).toBe(
      `PASS     evening
         all 2 expectations held
         10m, against ws://127.0.0.1:7070/, seed 42

Devices      420 in 60 homes, 420 connected at the peak, 420 at the end
             bulb 300, lock 60, thermostat 60
Connections  420 attempts, 420 opened, 420 ready
Messages     out 2.3 MB: 12,345 samples, 1,234 state changes, 60 events
             in 54.3 kB: 480 frames
Commands     60 sent by the timeline, 60 received, 60 answered with a result
Latency                         p50        p95        p99        max      count
             connect        1.23 ms    3.69 ms    7.38 ms    12.3 ms        420
             ready           2.4 ms     7.2 ms    14.4 ms      24 ms        420
             command        0.42 ms    1.26 ms    2.52 ms     4.2 ms         60
Recovery     power-cut at 05:00, over at 05:30: 84 devices, half back after
               2.1 s, 95 % after 6.2 s, all after 9.8 s
Expected     ok      latency.connect p(99) < 500ms   7.38 ms
             ok      commands.lost == 0              0
Generator    kept up: its work began 0.3 ms late (limit 100 ms), its event loop
             was held up for 12 ms (limit 200 ms), both at the 99th percentile
             CPU 1m14s, 12 % of a core; memory 96.3 MB at the peak, 41 kB a
             device
Files        /home/ana/runs/20260115-170000-evening
`,
    );
  });

  test("says what became of requests, when there were any", () => {
    expect(part("Requests", {})).toEqual([]);
    expect(part("Requests", totalsWith({ http: { sent: 12, answered: 9, unexpected: 2, failed: 1 } }))).toEqual([
      "12 HTTP requests sent, 9 answered as expected",
      "requests answered unexpectedly 2",
      "requests failed 1",
    ]);
    const latencies = { ...summary.latency, commandDelivery: histogram(12, 3), httpRequest: histogram(12, 5) };
    const rows = part("Latency", { latency: latencies }).map((row) => row.split(" ")[0]);
    expect(rows).toEqual(expect.arrayContaining(["delivery", "http"]));
    expect(rows).not.toContain("effect");
  });

  test("says what failed, and what to do about it", () => {
    const failed = text({
      verdict: "fail",
      reasons: ["latency.connect p(99) < 5ms: 7.38 ms"],
      thresholds: [
        { expression: "latency.connect p(99) < 5ms", observed: 7.38, ok: false, text: "7.38 ms", failed: failure },
      ],
      ...totalsWith({ connections: { refused: 8, refusals: { "401": 8 } } }),
    });
    expect(failed).toMatch(/^FAIL {5}evening\n {9}latency\.connect p\(99\) < 5ms: 7\.38 ms\n/);
    expect(failed).toContain("\nExpected     FAILED  latency.connect p(99) < 5ms   7.38 ms\n");
    expect(failed).toContain("refused 8 (HTTP 401 ×8)\n");
    expect(failed).toMatch(/\nWhat next {4}- HTTP 401 ×8: the server wants credentials/);
  });

  test("of an invalid run says that it proves nothing, and why", () => {
    const reason = "the generator fell behind its own schedule: lateness p99 312 ms, limit 100 ms";
    const generator = { ...summary.generator, believe: "no" as const, latenessMs: histogram(1_000, 52) };
    const invalid = text({ verdict: "invalid", reasons: [reason], generator });
    expect(invalid).toMatch(/^INVALID {2}evening\n {9}the generator fell behind/);
    expect(invalid).toContain("so the figures below say little about the server\n");
    expect(invalid).toMatch(/\nGenerator {4}fell behind: its work began 312 ms late \(limit 100 ms\)/);
  });

  test("does not praise a run of which nothing was expected", () => {
    expect(text({ thresholds: [] })).toContain("nothing was expected of it: the scenario has no expectations\n");
    expect(part("Expected", { thresholds: [] })).toEqual([]);
  });

  test("tells how an unusual run was run", () => {
    const run = { ...summary.run, interrupted: true, durationSeconds: 133.24, target: null, speed: "max" } as const;
    expect(text({ run })).toMatch(
      /\n {9}interrupted after 2m13\.2s, on the built-in server, in memory, in\n {9}virtual time, seed 42\n/,
    );
    expect(text({ run: { ...summary.run, speed: 60 } })).toContain(", at 60× real time, seed 42\n");
  });

  test("leaves out what there was nothing of", () => {
    const empty = text({
      ...totalsWith({
        messages: { telemetry: 0, state: 0, events: 0, bytesSent: 0, bytesReceived: 0, received: 0 },
        commands: { sent: 0, received: 0, answered: 0 },
      }),
      latency: { ...summary.latency, connect: nothing, ready: nothing, commandHandling: nothing },
      recoveries: [],
      thresholds: [],
      devices: { ...summary.devices, byKind: { lock: { planned: 420, peakConnected: 420 } } },
    });
    const labels = empty.split("\n").flatMap((line) => /^[A-Z][A-Za-z ]*?(?= {2})/.exec(line) ?? []);
    expect(labels).toEqual(["PASS", "Devices", "Connections", "Generator"]);
  });

  test("shows which kinds never came up in full", () => {
    const byKind = { ...summary.devices.byKind, bulb: { planned: 300, peakConnected: 280 } };
    expect(part("Devices", { devices: { ...summary.devices, peakConnected: 400, byKind } })).toEqual([
      "420 in 60 homes, 400 connected at the peak, 420 at the end",
      "bulb 280 of 300, lock 60, thermostat 60",
    ]);
  });

  test("tells of devices that never came back, and does not make statistics of a few", () => {
    const lost = {
      cause: "connection lost",
      beganAtMillis: 100_000,
      atMillis: 100_000,
      left: 0,
      half: 1_200,
      most: null,
      all: null,
    };
    expect(part("Recovery", { recoveries: [{ ...lost, disturbed: 5, recovered: 3 }] }).join(" ")).toBe(
      "connection lost at 01:40: 5 devices, half back after 1.2 s, 2 never   came back",
    );
    const one = { ...lost, disturbed: 1, recovered: 1, most: 1_200, all: 1_200 };
    expect(part("Recovery", { recoveries: [one] })).toEqual(["connection lost at 01:40: 1 device, all after 1.2 s"]);
  });

  test("tells when a disturbance was over, and of devices that left before they could be back", () => {
    const cut = {
      ...summary.recoveries[0]!,
      beganAtMillis: 1_800_000,
      atMillis: 1_980_000,
      disturbed: 10,
      recovered: 10,
    };
    expect(part("Recovery", { recoveries: [{ ...cut, left: 3 }] }).join(" ")).toBe(
      "power-cut at 30:00, over at 33:00: 10 devices, half back after   2.1 s, all after 9.8 s, 3 more left before being back",
    );
    const gone = { ...cut, disturbed: 0, recovered: 0, left: 13, half: null, most: null, all: null };
    expect(part("Recovery", { recoveries: [gone] }).join(" ")).toBe(
      "power-cut at 30:00, over at 33:00: 13 devices left before being   back",
    );
  });

  test("shows the first of many recoveries", () => {
    const recoveries = Array.from({ length: 1_440 }, () => ({ ...summary.recoveries[0]!, disturbed: 1 }));
    const lines = part("Recovery", { recoveries });
    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toBe("and 1,428 more, see summary.json");
  });

  test("says why a run is to be believed with care", () => {
    const notes = ["the generator had 1,000 of 1,024 files open"];
    const lines = part("Generator", { generator: { ...summary.generator, believe: "with care", notes } });
    expect(lines[0]).toMatch(/^kept up, but believe with care: its work began 0\.3 ms late/);
    expect(lines.at(-1)).toBe(notes[0]);
  });

  test("does not say that the generator fell behind when it was something else", () => {
    const generator = { ...summary.generator, believe: "no" as const };
    expect(part("Generator", { generator })[0]).toMatch(/^not to be believed: its work began /);
  });

  test("tells of several shards by the worst, and shows four of them", () => {
    const shards = Array.from({ length: 8 }, (_, number) => shardSample(number, { deaths: number === 6 ? 1 : 0 }));
    const lines = part("Generator", { generator: { ...summary.generator, shards } });
    expect(lines.slice(0, 2).join(" ")).toMatch(/^kept up: of its 8 shards, the worst began its work 4\.2 ms late/);
    const rows = lines.filter((line) => line.startsWith("shard "));
    expect(rows.map((row) => row.split(" ")[1])).toEqual(["7", "6,", "5", "4"]);
    expect(rows[1]).toMatch(/^shard 6, died once +105 +3\.6 ms +12 ms +12 % +96\.3 MB$/);
    expect(lines).toContain("and 4 shards that did better");
    expect(lines.join(" ")).toContain("memory 96.3 MB in all at the peak");
  });

  test("speaks of no lateness in virtual time, where there is none", () => {
    const run = { ...summary.run, speed: "max" } as const;
    const generator = { ...summary.generator, latenessMs: histogram(20_000, 0), cpuSeconds: 0.83 };
    expect(part("Generator", { run, generator })).toEqual(["CPU 830 ms; memory 96.3 MB at the peak, 41 kB a device"]);
  });

  test("puts a threshold's text below it when both do not fit on a line", () => {
    const expression = "latency.connect p(99) < 500ms";
    const long = "nothing was measured: no device ever connected after the step power-cut";
    expect(
      part("Expected", { thresholds: [{ expression, observed: null, ok: false, text: long, failed: failure }] }),
    ).toEqual([
      "FAILED  latency.connect p(99) < 500ms: nothing was measured: no",
      "          device ever connected after the step power-cut",
    ]);
  });

  test("is as wide as the terminal, from 60 columns to what is pleasant to read", () => {
    const troubled: Partial<Summary> = {
      verdict: "fail",
      reasons: [
        "no device was ever accepted by the server in 12,000 attempts: HTTP 401 8,000 times, HTTP 503 4,000 times",
      ],
      ...totalsWith({ connections: { failed: 9, failures: { ECONNREFUSED: 4, HANDSHAKE_TIMEOUT: 5 } } }),
    };
    for (const columns of [10, 60, 80, 100, 300]) {
      const widths = text(troubled, { columns })
        .split("\n")
        .map((line) => line.length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(Math.max(60, Math.min(100, columns)));
    }
  });

  test("shows fewer columns of latencies where there is no room for all", () => {
    const narrow = text({}, { columns: 60 });
    expect(narrow).toMatch(/^Latency +p50 +p99 +max$/m);
    expect(narrow).toMatch(/^ {13}connect +1\.23 ms +7\.38 ms +12\.3 ms$/m);
  });

  test("is the same with colours as without, but for the colours", () => {
    const coloured = text({}, { colour: true });
    expect(coloured).toMatch(/^\u001b\[32mPASS\u001b\[39m/);
    expect(stripVTControlCharacters(coloured)).toBe(text());
  });

  test("prints no control characters that came from elsewhere", () => {
    const hostile = text({
      verdict: "fail",
      reasons: ["\u001b[2J"],
      run: { ...summary.run, scenario: "a\u0007", target: "ws://x/\u001b]0;t" },
      ...totalsWith({ connections: { failed: 1, failures: { "\u001b[31m": 1 } } }),
    });
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
