import { describe, expect, expectTypeOf, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import type { HistogramSummary } from "../../src/metrics/histogram.ts";
import { checkThreshold, type CheckedThreshold, type Figures } from "../../src/metrics/threshold-check.ts";
import { metrics } from "../../src/metrics/threshold-metrics.ts";
import { parseThreshold } from "../../src/metrics/threshold-parser.ts";

const histogram = (count: number): HistogramSummary => ({
  count,
  min: 1,
  mean: 20,
  p50: 15,
  p90: 60,
  p95: 90,
  p99: 312.4,
  p999: 900,
  max: 1_250,
});

const summary: Summary = {
  flotilla: "0.1.0",
  schema: 1,
  run: {
    id: "run",
    scenario: "scenario",
    seed: 1,
    startedAt: "2026-01-15T16:00:00Z",
    durationSeconds: 60,
    speed: 1,
    shards: 1,
    target: null,
    interrupted: false,
  },
  verdict: "pass",
  reasons: [],
  devices: {
    planned: 200,
    homes: 20,
    peakConnected: 198,
    connectedAtEnd: 0,
    byKind: { lock: { planned: 20, peakConnected: 20 } },
  },
  connections: {
    attempts: 400,
    opened: 390,
    ready: 380,
    refused: 3,
    failed: 7,
    lost: 100,
    reconnects: 90,
    halfOpen: 1,
    closeCodes: { 1006: 12 },
    refusals: { 429: 3 },
    failures: { ECONNREFUSED: 7 },
  },
  messages: {
    telemetry: 1_000,
    events: 20,
    state: 30,
    acked: 0,
    unacknowledged: 0,
    resent: 0,
    received: 500,
    bytesSent: 123_456,
    bytesReceived: 23_456,
    dropped: 0,
    violations: 0,
    unhandled: 0,
  },
  commands: { sent: 20, received: 19, answered: 18, failed: 1, unknown: 0, duplicate: 0, late: 0, lost: 1 },
  http: { sent: 12, answered: 10, unexpected: 1, failed: 1 },
  latency: {
    connect: histogram(2_000),
    ready: histogram(1),
    ack: histogram(0),
    commandHandling: histogram(19),
    commandDelivery: histogram(0),
    commandEffect: histogram(0),
    httpRequest: histogram(0),
    reconnect: histogram(90),
  },
  recoveries: [
    {
      cause: "power-cut",
      beganAtMillis: 1,
      atMillis: 1,
      disturbed: 40,
      recovered: 40,
      left: 0,
      half: 900,
      most: 2_000,
      all: 4_200,
    },
    {
      cause: "power-cut",
      beganAtMillis: 2,
      atMillis: 2,
      disturbed: 20,
      recovered: 20,
      left: 0,
      half: 800,
      most: 3_000,
      all: 6_500,
    },
    {
      cause: "storm",
      beganAtMillis: 3,
      atMillis: 3,
      disturbed: 40,
      recovered: 30,
      left: 0,
      half: 1_000,
      most: null,
      all: null,
    },
    {
      cause: "nothing",
      beganAtMillis: 4,
      atMillis: 4,
      disturbed: 0,
      recovered: 0,
      left: 0,
      half: null,
      most: null,
      all: null,
    },
  ],
  generator: {
    believe: "yes",
    notes: [],
    latenessMs: histogram(5_000),
    eventLoopDelayMs: histogram(60),
    longestStallMs: 60,
    behindSeconds: 0,
    cpuSeconds: 12.5,
    cpuUserSeconds: 9,
    cpuSystemSeconds: 3.5,
    cpuWaitSeconds: null,
    cpuShare: 0.2,
    peakRssBytes: 100_000_000,
    pssBytes: null,
    bytesPerDevice: 9_000,
    openFilesPeak: null,
    openFilesLimit: null,
    portsLeft: null,
    peakUnsentBytes: 0,
    gcSeconds: 0.1,
    longestGcMs: 3,
    deaths: 0,
    shards: [],
  },
  thresholds: [],
};

function check(expression: string, figures: Figures = summary): CheckedThreshold {
  const parsed = parseThreshold(expression);
  if (!parsed.ok) throw new Error(`expected ${parsed.fault.expected}`);
  return checkThreshold(parsed.threshold, figures);
}

test("a summary has the figures that thresholds look at", () => {
  expectTypeOf<Summary>().toExtend<Figures>();
});

describe("a threshold holds or not", () => {
  test.each([
    ["commands.lost == 0", false, 1, "1"],
    ["commands.lost <= 1", true, 1, "1"],
    ["connections.closeCodes.1006 > 10", true, 12, "12"],
    ["connections.closeCodes.4009 == 0", true, 0, "0"],
    ["devices.byKind.lock.peakConnected >= 20", true, 20, "20"],
    ["devices.peakShare >= 99%", true, 0.99, "99%, 198 of 200"],
    ["latency.connect p(99) < 500ms", true, 312.4, "312ms over 2000 samples"],
    ["latency.connect p(50) < 15ms", false, 15, "15ms over 2000 samples"],
    ["latency.connect p(99.9) == 900ms", true, 900, "900ms over 2000 samples"],
    ["latency.ready max < 1s", false, 1_250, "1.25s over 1 sample"],
    ["latency.ready min < 2ms", true, 1, "1ms over 1 sample"],
    ["latency.ack count == 0", true, 0, "0 samples"],
    ["run.durationSeconds >= 1m", true, 60, "1m"],
    ["generator.cpuShare < 10%", false, 0.2, "20%"],
    ["generator.peakRssBytes < 150000000", true, 100_000_000, "100000000 bytes"],
  ])("%s: %s", (expression, ok, observed, text) => {
    expect(check(expression)).toEqual({ ok, observed, text });
  });

  test("the worst of several recoveries counts", () => {
    expect(check("reconnect.all < 6s after power-cut")).toEqual({
      ok: false,
      observed: 6_500,
      text: "6.5s, 60 of 60 came back",
    });
    expect(check("reconnect.half < 1s after power-cut").observed).toBe(900);
  });

  test("who never came back came back in no time", () => {
    expect(check("reconnect.all < 1h after storm")).toEqual({ ok: false, observed: null, text: "30 of 40 came back" });
    expect(check("reconnect.all > 0s")).toMatchObject({ ok: false, observed: null });
    expect(check("reconnect.share == 75% after storm")).toEqual({
      ok: true,
      observed: 0.75,
      text: "75%, 30 of 40 came back",
    });
    expect(check("reconnect.share >= 90%")).toMatchObject({ ok: true, observed: 0.9 });
  });

  test("what was not measured does not hold", () => {
    expect(check("latency.ack p(99) < 1h")).toEqual({ ok: false, observed: null, text: "no samples" });
    expect(check("reconnect.all < 1h after nothing")).toEqual({
      ok: false,
      observed: null,
      text: "no device was disturbed",
    });
    expect(check("generator.openFilesPeak < 10")).toEqual({ ok: false, observed: null, text: "not measured" });
    expect(check("devices.byKind.bulb.planned == 0")).toEqual({ ok: false, observed: null, text: "not measured" });
  });
});

test("every metric is a figure of the summary, and every figure a metric", () => {
  const derived = ["devices.peakShare", "reconnect.half", "reconnect.most", "reconnect.all", "reconnect.share"];
  const outside =
    /^(flotilla|schema|verdict|reasons|recoveries|thresholds)|^run\.(?!durationSeconds)|openFilesLimit|^generator\.(believe|notes|shards)/;
  const figures = Object.keys(metrics).filter((name) => !derived.includes(name));
  const leaves = leavesOf(summary, "").filter((path) => !outside.test(path));
  const general = new Set(
    leaves.map((path) =>
      path
        .replace(/^(devices\.byKind|connections\.(?:closeCodes|refusals|failures))\.[^.]+/, "$1.*")
        .replace(/^((?:latency|generator)\.\w+)\.(?:count|min|mean|p\d+|max)$/, "$1"),
    ),
  );
  expect([...general].toSorted()).toEqual(figures.toSorted());
});

function leavesOf(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === "" ? key : `${path}.${key}`));
}
