/**
 * The outcome of a replay, as `--json` prints it and as text is made of it. Later releases only add to it.
 *
 * `invalid` outranks `fail`: when the generator was the bottleneck, what differs says nothing about the server.
 */
import type { GeneratorBook } from "../fleet/generator/generator-book.ts";
import { judgedGenerator } from "../fleet/generator/generator-summary.ts";
import type { Summary, Verdict } from "../fleet/run-events.ts";
import type { HistogramSummary } from "../metrics/histogram.ts";
import type { Comparison, ComparisonSummary } from "./compare/comparison.ts";
import type { ReplayTally } from "./replay-tally.ts";

export interface ReplaySummary {
  /** Version of Flotilla. */
  readonly flotilla: string;
  readonly schema: 1;
  readonly replay: ReplayInfo & {
    readonly startedAt: string;
    /** Real time. */
    readonly durationSeconds: number;
    /** Ended before the tape was. */
    readonly interrupted: boolean;
  };
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly connections: Omit<ReplayTally["connections"], "open"> & {
    readonly closeCodes: Readonly<Record<string, number>>;
    readonly refusals: Readonly<Record<string, number>>;
    readonly failures: Readonly<Record<string, number>>;
  };
  readonly messages: ReplayTally["messages"];
  readonly requests: ReplayTally["requests"];
  readonly serverRequests: {
    readonly received: number;
    readonly answered: number;
    /** By method, how many had no answer on the tape. */
    readonly unanswered: Readonly<Record<string, number>>;
  };
  readonly latency: {
    readonly connect: HistogramSummary;
    readonly answer: HistogramSummary;
    readonly answerByMethod: Readonly<Record<string, HistogramSummary>>;
  };
  /** Absent without `--compare`. */
  readonly comparison?: ComparisonSummary;
  readonly generator: Summary["generator"];
  readonly warnings: readonly string[];
}

/** What was replayed, and how. */
export interface ReplayInfo {
  readonly tape: string;
  /** Without credentials. */
  readonly target: string;
  readonly speed: number;
  /** `null` for without end. */
  readonly rounds: number | null;
  readonly recordedDevices: number;
  readonly devices: number;
  readonly tapeSeconds: number;
  readonly tapeConnections: number;
  /** How far copies are spread, of the tape's time. */
  readonly spreadSeconds: number;
  readonly seed: number;
}

export interface ReplayMaterial {
  readonly info: ReplayInfo;
  readonly version: string;
  readonly startedAt: string;
  readonly realMillis: number;
  readonly interrupted: boolean;
  readonly tally: ReplayTally;
  readonly comparison: Comparison | undefined;
  readonly generator: GeneratorBook;
  readonly warnings: readonly string[];
}

export function replaySummary(material: ReplayMaterial): ReplaySummary {
  const { info, tally, comparison } = material;
  const { open: _, ...connections } = tally.connections;
  const failures = counts(tally.failures);
  const { generator, faults } = judgedGenerator(material.generator, {
    failures,
    peakConnected: connections.peak,
    virtual: false,
  });
  const figures = {
    connections: {
      ...connections,
      closeCodes: counts(tally.closeCodes),
      refusals: counts(tally.refusals),
      failures,
    },
    messages: { ...tally.messages },
    requests: { ...tally.requests },
    serverRequests: { ...tally.serverRequests, unanswered: counts(tally.serverRequests.unanswered) },
    latency: {
      connect: tally.latency.connect.summary(),
      answer: tally.latency.answer.summary(),
      answerByMethod: Object.fromEntries(
        [...tally.answerByMethod].map(([method, histogram]) => [method, histogram.summary()]),
      ),
    },
    ...(comparison !== undefined && { comparison: comparison.summary() }),
    generator,
    warnings: material.warnings,
  };
  return {
    flotilla: material.version,
    schema: 1,
    replay: {
      ...info,
      startedAt: material.startedAt,
      durationSeconds: Math.round(material.realMillis) / 1_000,
      interrupted: material.interrupted,
    },
    ...judge(figures, faults),
    ...figures,
  };
}

type Figures = Pick<ReplaySummary, "connections" | "requests" | "comparison">;

function judge(
  { connections, requests, comparison }: Figures,
  invalid: readonly string[],
): Pick<ReplaySummary, "verdict" | "reasons"> {
  const failed: string[] = [];
  if (connections.opened === 0 && connections.attempts > 0)
    failed.push(`no connection was ever opened in ${connections.attempts} attempts`);
  if (requests.unanswered > 0 && requests.answered === 0)
    failed.push(`the server answered none of the ${requests.sent} requests that the one of the tape answered`);
  if (comparison !== undefined && comparison.differences > 0)
    failed.push(
      `${comparison.differences} difference${comparison.differences === 1 ? "" : "s"} from the tape's server in ${comparison.compared} messages compared`,
    );
  if (invalid.length > 0) return { verdict: "invalid", reasons: [...invalid, ...failed] };
  return { verdict: failed.length > 0 ? "fail" : "pass", reasons: failed };
}

function counts(map: ReadonlyMap<string | number, number>): Record<string, number> {
  return Object.fromEntries([...map].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}
