/** Runs as the outputs see them: one that went well, and what a test wants different about it. */
import type {
  Notice,
  Progress,
  Recovery,
  RunInfo,
  ShardProgress,
  ShardSummary,
  Summary,
  Totals,
} from "../../src/fleet/run-events.ts";
import { instant } from "../../src/kernel/time.ts";
import type { HistogramSummary } from "../../src/metrics/histogram.ts";

export const nothing: HistogramSummary = {
  count: 0,
  min: 0,
  mean: 0,
  p50: 0,
  p90: 0,
  p95: 0,
  p99: 0,
  p999: 0,
  max: 0,
};

/** A histogram around `typical` milliseconds. */
export function histogram(count: number, typical: number): HistogramSummary {
  return {
    count,
    min: typical / 2,
    mean: typical,
    p50: typical,
    p90: typical * 2,
    p95: typical * 3,
    p99: typical * 6,
    p999: typical * 9,
    max: typical * 10,
  };
}

export const totals: Totals = {
  connections: {
    attempts: 420,
    opened: 420,
    ready: 420,
    refused: 0,
    failed: 0,
    lost: 0,
    reconnects: 0,
    halfOpen: 0,
    closeCodes: { "1000": 420 },
    refusals: {},
    failures: {},
  },
  messages: {
    telemetry: 12_345,
    events: 60,
    state: 1_234,
    acked: 0,
    unacknowledged: 0,
    resent: 0,
    received: 480,
    bytesSent: 2_345_678,
    bytesReceived: 54_321,
    dropped: 0,
    violations: 0,
    unhandled: 0,
  },
  commands: { sent: 60, received: 60, answered: 60, failed: 0, unknown: 0, duplicate: 0, late: 0, lost: 0 },
  http: { sent: 0, answered: 0, unexpected: 0, failed: 0 },
};

/** {@link totals} with some figures changed. */
export function totalsWith(changes: { [Part in keyof Totals]?: Partial<Totals[Part]> }): Totals {
  return {
    connections: { ...totals.connections, ...changes.connections },
    messages: { ...totals.messages, ...changes.messages },
    commands: { ...totals.commands, ...changes.commands },
    http: { ...totals.http, ...changes.http },
  };
}

const byKind = { lock: 60, bulb: 300, thermostat: 60 };

export const info: RunInfo = {
  id: "7f3c1f0e-8c3f-4f9e-9a51-0c6a1f6f2b10",
  scenario: "evening",
  description: "Sixty homes come home from work.",
  seed: 42,
  startedAt: "2026-01-15T16:00:00.000Z",
  speed: 1,
  shards: 1,
  durationMillis: 600_000,
  timeZoneOffsetMillis: 3_600_000,
  target: "ws://127.0.0.1:7070/",
  devices: 420,
  homes: 60,
  byKind,
  steps: [
    { name: "lock-all", atMillis: 60_000 },
    { name: "power-cut", atMillis: 300_000 },
  ],
};

export function progressAt(seconds: number, changes: Partial<Progress> = {}): Progress {
  return {
    elapsedMillis: seconds * 1_000,
    realMillis: seconds * 1_000,
    simulatedTime: instant(Date.UTC(2026, 0, 15, 16) + seconds * 1_000),
    wanted: 420,
    phases: {
      idle: 0,
      dialing: 3,
      opening: 0,
      ready: 412,
      closing: 0,
      waiting: 5,
      closed: 0,
      unpowered: 0,
      booting: 0,
    },
    byKind: {
      lock: { planned: 60, ready: 58 },
      bulb: { planned: 300, ready: 294 },
      thermostat: { planned: 60, ready: 60 },
    },
    rates: { connects: 12, messagesOut: 35.24, messagesIn: 4, bytesOut: 12_345, bytesIn: 1_234 },
    totals,
    latency: {
      connect: histogram(420, 1.23),
      ready: histogram(420, 2.4),
      ack: nothing,
      commandHandling: histogram(60, 0.42),
      commandDelivery: nothing,
      commandEffect: nothing,
      httpRequest: nothing,
      reconnect: nothing,
    },
    generator: { latenessP99Millis: 0.38, cpuShare: 0.123, rssBytes: 96_300_000, unsentBytes: 0, shards: [] },
    ...changes,
  };
}

export function notice(seconds: number, text: string, level: Notice["level"] = "info"): Notice {
  return { elapsedMillis: seconds * 1_000, level, text };
}

export const recovery: Recovery = {
  cause: "power-cut",
  beganAtMillis: 300_000,
  atMillis: 330_000,
  disturbed: 84,
  recovered: 84,
  left: 0,
  half: 2_100,
  most: 6_200,
  all: 9_800,
};

const processFigures = {
  latenessMs: histogram(20_000, 0.05),
  eventLoopDelayMs: histogram(60_000, 2),
  longestStallMs: 31,
  behindSeconds: 0,
  cpuSeconds: 73.8,
  cpuWaitSeconds: 1.2,
  cpuShare: 0.123,
  peakRssBytes: 96_300_000,
  openFilesPeak: 460,
  openFilesLimit: 65_536,
  portsLeft: null,
  peakUnsentBytes: 0,
  longestGcMs: 4.2,
  deaths: 0,
};

/** One of several; the larger its number, the later it is. */
export function shardSample(number: number, changes: Partial<ShardSummary> = {}): ShardSummary {
  return { number, homes: 15, devices: 105, ...processFigures, latenessMs: histogram(5_000, number / 10), ...changes };
}

export function shardProgress(number: number, changes: Partial<ShardProgress> = {}): ShardProgress {
  return {
    number,
    state: "running",
    silentMillis: 400,
    latenessP99Millis: 1 + number / 10,
    cpuShare: 0.1,
    rssBytes: 50_000_000,
    deaths: 0,
    ...changes,
  };
}

/** Every part has something in it. */
export const summary: Summary = {
  flotilla: "0.1.0",
  schema: 1,
  run: {
    id: info.id,
    scenario: "evening",
    seed: 42,
    startedAt: info.startedAt,
    durationSeconds: 600,
    speed: 1,
    shards: 1,
    target: "ws://127.0.0.1:7070/",
    interrupted: false,
  },
  verdict: "pass",
  reasons: [],
  devices: {
    planned: 420,
    homes: 60,
    peakConnected: 420,
    connectedAtEnd: 420,
    byKind: {
      lock: { planned: 60, peakConnected: 60 },
      bulb: { planned: 300, peakConnected: 300 },
      thermostat: { planned: 60, peakConnected: 60 },
    },
  },
  ...totals,
  latency: progressAt(600).latency,
  recoveries: [recovery],
  generator: {
    believe: "yes",
    notes: [],
    ...processFigures,
    cpuUserSeconds: 49.2,
    cpuSystemSeconds: 24.6,
    pssBytes: 91_000_000,
    bytesPerDevice: 41_000,
    gcSeconds: 0.8,
    shards: [{ number: 0, homes: 60, devices: 420, ...processFigures }],
  },
  thresholds: [
    { expression: "latency.connect p(99) < 500ms", observed: 7.38, ok: true, text: "7.38 ms", failed: null },
    { expression: "commands.lost == 0", observed: 0, ok: true, text: "0", failed: null },
  ],
};
