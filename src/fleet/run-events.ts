/**
 * What a run tells the world while it goes and when it ends. Outputs see these types and nothing else of the fleet.
 */
import type { Instant } from "../kernel/time.ts";
import type { Values } from "../device/field.ts";
import type { HistogramSummary } from "../metrics/histogram.ts";
import type { LinkPhase } from "../wire/link/link-state.ts";

/** Known before the first device dials. */
export interface RunInfo {
  readonly id: string;
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  /** ISO 8601, real time. */
  readonly startedAt: string;
  readonly speed: number | "max";
  readonly shards: number;
  /** Planned length, simulated milliseconds. */
  readonly durationMillis: number;
  /** The homes' local time minus UTC, milliseconds. */
  readonly timeZoneOffsetMillis: number;
  /** Without credentials. `null`: the built-in server in memory. */
  readonly target: string | null;
  readonly devices: number;
  readonly homes: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** Steps to come, for the timeline display. */
  readonly steps: readonly { readonly name: string; readonly atMillis: number }[];
}

/** The state of the run, about once a second. */
export interface Progress {
  /** Simulated milliseconds since the start. */
  readonly elapsedMillis: number;
  readonly realMillis: number;
  readonly simulatedTime: Instant;
  /** Devices the load wants connected now. */
  readonly wanted: number;
  readonly phases: Readonly<Record<LinkPhase | "unpowered" | "booting", number>>;
  readonly byKind: Readonly<Record<string, { readonly planned: number; readonly ready: number }>>;
  /** Per real second, over the last interval. */
  readonly rates: {
    readonly connects: number;
    readonly messagesOut: number;
    readonly messagesIn: number;
    readonly bytesOut: number;
    readonly bytesIn: number;
  };
  readonly totals: Totals;
  readonly latency: Latencies;
  readonly generator: {
    /** Of the worst process, since the start of the run. */
    readonly latenessP99Millis: number;
    /** Of one core, all processes together. */
    readonly cpuShare: number;
    readonly rssBytes: number;
    /** What waits because the other side does not take it. */
    readonly unsentBytes: number;
    /** Of each shard; none when the run is one process. */
    readonly shards: readonly ShardProgress[];
  };
}

/** How the process of one shard gets on. */
export interface ShardProgress {
  /** From 0. */
  readonly number: number;
  readonly state: "waiting" | "running" | "dead" | "gone";
  /** How long it has said nothing. */
  readonly silentMillis: number;
  readonly latenessP99Millis: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly rssBytes: number;
  readonly deaths: number;
}

/** Something worth a line: a step of the timeline, a warning, the first refusal of its kind. */
export interface Notice {
  readonly elapsedMillis: number;
  readonly level: "info" | "warning";
  readonly text: string;
}

export interface Totals {
  readonly connections: {
    readonly attempts: number;
    readonly opened: number;
    readonly ready: number;
    readonly refused: number;
    readonly failed: number;
    readonly lost: number;
    readonly reconnects: number;
    readonly halfOpen: number;
    readonly closeCodes: Readonly<Record<string, number>>;
    readonly refusals: Readonly<Record<string, number>>;
    readonly failures: Readonly<Record<string, number>>;
  };
  readonly messages: {
    readonly telemetry: number;
    readonly events: number;
    readonly state: number;
    readonly acked: number;
    readonly unacknowledged: number;
    readonly resent: number;
    readonly received: number;
    readonly bytesSent: number;
    readonly bytesReceived: number;
    readonly dropped: number;
    readonly violations: number;
    readonly unhandled: number;
  };
  readonly commands: {
    /** Sent by the timeline; 0 when the timeline has none. */
    readonly sent: number;
    readonly received: number;
    readonly answered: number;
    readonly failed: number;
    readonly unknown: number;
    readonly duplicate: number;
    readonly late: number;
    /** Sent by the timeline and never received by their device. */
    readonly lost: number;
  };
  /** The timeline's requests to the server's own API. */
  readonly http: {
    readonly sent: number;
    /** With a status that was expected. */
    readonly answered: number;
    /** With another status. */
    readonly unexpected: number;
    /** No answer, or none in time. */
    readonly failed: number;
  };
}

/** In milliseconds of real time, from the intended moment: what the server takes does not depend on the run's speed. */
export interface Latencies {
  readonly connect: HistogramSummary;
  readonly ready: HistogramSummary;
  readonly ack: HistogramSummary;
  readonly commandHandling: HistogramSummary;
  /** From the request for a command to its receipt by the device. */
  readonly commandDelivery: HistogramSummary;
  /** From the request for a command to the first state report that it caused. */
  readonly commandEffect: HistogramSummary;
  readonly httpRequest: HistogramSummary;
  readonly reconnect: HistogramSummary;
}

/** How the fleet came back after a disturbance. In simulated milliseconds, as devices boot and wait in simulated time. */
export interface Recovery {
  /** Name of the step, or `connection lost` for losses nobody planned. */
  readonly cause: string;
  /** From the start of the run to the moment the first device was hit. */
  readonly beganAtMillis: number;
  /** From the start of the run to the moment recovery could begin. */
  readonly atMillis: number;
  /** Devices, each counted once; those that left are not among them. */
  readonly disturbed: number;
  readonly recovered: number;
  /** Devices that left the run, or were there when it ended, before they had a minute to come back. */
  readonly left: number;
  /**
   * In how much time 50 %, 95 % and all of the disturbed were ready again, each counted from its own loss or from the moment
   * recovery could begin, whichever was later; null when that did not happen.
   */
  readonly half: number | null;
  readonly most: number | null;
  readonly all: number | null;
}

export type Verdict = "pass" | "fail" | "invalid";

/** `summary.json`, and what `--json` prints. Version 1. */
export interface Summary {
  readonly flotilla: string;
  readonly schema: 1;
  readonly run: {
    readonly id: string;
    readonly scenario: string;
    readonly seed: number;
    readonly startedAt: string;
    readonly durationSeconds: number;
    readonly speed: number | "max";
    readonly shards: number;
    readonly target: string | null;
    /** True when the run ended before its planned end. */
    readonly interrupted: boolean;
  };
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly devices: {
    readonly planned: number;
    readonly homes: number;
    readonly peakConnected: number;
    readonly connectedAtEnd: number;
    readonly byKind: Readonly<Record<string, { readonly planned: number; readonly peakConnected: number }>>;
  };
  readonly connections: Totals["connections"];
  readonly messages: Totals["messages"];
  readonly commands: Totals["commands"];
  readonly http: Totals["http"];
  readonly latency: Latencies;
  readonly recoveries: readonly Recovery[];
  readonly generator: GeneratorSummary;
  readonly thresholds: readonly CheckedExpectation[];
}

/** Whether the generator itself kept up: the figures of its processes, together and one by one. Times are real. */
export interface GeneratorSummary {
  /** Whether to believe the rest of the summary; `no` is the verdict `invalid`. */
  readonly believe: "yes" | "with care" | "no";
  /** Why with care, and what else is worth to know of it. */
  readonly notes: readonly string[];
  /** How late scheduled actions began. */
  readonly latenessMs: HistogramSummary;
  /** How much later than possible anything could have begun, over time. */
  readonly eventLoopDelayMs: HistogramSummary;
  /** The longest time a process stood still in one go. */
  readonly longestStallMs: number;
  /** Of the worst process: time in seconds of which more than 1 in 100 actions were late beyond the limit. */
  readonly behindSeconds: number;
  readonly cpuSeconds: number;
  readonly cpuUserSeconds: number;
  readonly cpuSystemSeconds: number;
  /** How long processes waited for a core; null where the system does not tell. */
  readonly cpuWaitSeconds: number | null;
  /** Of one core: all processes together may have more than 1. */
  readonly cpuShare: number;
  readonly peakRssBytes: number;
  /** At the end, pages that processes share counted once; null where the system does not tell. */
  readonly pssBytes: number | null;
  readonly bytesPerDevice: number;
  /** Of the process that came nearest to its limit. */
  readonly openFilesPeak: number | null;
  readonly openFilesLimit: number | null;
  /** Of the process with the fewest; null when the system chooses ports. */
  readonly portsLeft: number | null;
  /** Most bytes that waited because the other side did not take them. */
  readonly peakUnsentBytes: number;
  readonly gcSeconds: number;
  readonly longestGcMs: number;
  /** How often a shard's process ended by itself. */
  readonly deaths: number;
  /** One for each; one alone when the run was one process. */
  readonly shards: readonly ShardSummary[];
}

export interface ShardSummary {
  /** From 0. */
  readonly number: number;
  readonly homes: number;
  readonly devices: number;
  readonly latenessMs: HistogramSummary;
  readonly eventLoopDelayMs: HistogramSummary;
  readonly longestStallMs: number;
  readonly behindSeconds: number;
  readonly cpuSeconds: number;
  readonly cpuWaitSeconds: number | null;
  readonly cpuShare: number;
  readonly peakRssBytes: number;
  readonly openFilesPeak: number | null;
  readonly openFilesLimit: number | null;
  readonly portsLeft: number | null;
  readonly peakUnsentBytes: number;
  readonly longestGcMs: number;
  readonly deaths: number;
}

/** What became of one of the scenario's expectations. */
export interface CheckedExpectation {
  readonly expression: string;
  /** In the metric's own unit; of a condition, on how many it was not as expected. `null` when nothing was there to see. */
  readonly observed: number | null;
  readonly ok: boolean;
  /** What was seen, in words. */
  readonly text: string;
  /** When it was known not to hold, and on whom; `null` when it holds. */
  readonly failed: {
    /** Simulated, since the start of the run. */
    readonly atMillis: number;
    /** Simulated time, ISO 8601. */
    readonly time: string;
    /** `null` when it is of the run. */
    readonly on: {
      readonly what: "devices" | "homes";
      readonly count: number;
      /** Ids of devices or numbers of homes: ten at most, in the order of the fleet. */
      readonly first: readonly string[];
    } | null;
  } | null;
}

/** One thing a device did or had done to it: a line of `events.ndjson`. Times are simulated. */
export type DeviceRecord = {
  readonly at: Instant;
  readonly device: string;
  readonly home: number;
  readonly kind: string;
} & (
  | { readonly type: "telemetry"; readonly seq: number; readonly values: Values }
  | { readonly type: "state"; readonly version: number; readonly values: Values; readonly cause: string }
  | {
      readonly type: "event";
      readonly id: string;
      readonly name: string;
      readonly severity: string;
      readonly data: Values;
    }
  | { readonly type: "command"; readonly name: string; readonly args: Readonly<Record<string, unknown>> }
  | {
      readonly type: "result";
      readonly name: string;
      readonly ok: boolean;
      readonly failure?: string;
      readonly message?: string;
    }
  | { readonly type: "link"; readonly phase: LinkPhase; readonly why?: string }
  /** It runs, from now on or again; `values` is all of its state. */
  | { readonly type: "boot"; readonly boots: number; readonly reason: string; readonly values: Values }
  /** It does not run any more: it lost power, restarts in good order, or restarts because it hung. */
  | { readonly type: "down"; readonly why: "power" | "reboot" | "crash" }
);

/** Where a run's news go. Never blocks the run; flushes when told that the run is over. */
export interface RunOutput {
  started?(info: RunInfo): void;
  progressed?(progress: Progress): void;
  noticed?(notice: Notice): void;
  /** Only called when the output asked for records by having this method. */
  recorded?(record: DeviceRecord): void;
  finished?(summary: Summary): void | Promise<void>;
}
