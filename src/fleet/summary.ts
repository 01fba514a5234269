/**
 * The report of truth: from what was counted to `summary.json`, and to the verdict.
 *
 * `invalid` outranks `fail`: when the generator was the bottleneck, a missed threshold says nothing about the server.
 */
import type { Histogram, HistogramSummary } from "../metrics/histogram.ts";
import type { TallyFigures } from "../metrics/tally-sum.ts";
import type { Judge } from "./expectations/judge.ts";
import type { GeneratorBook } from "./generator/generator-book.ts";
import { judgedGenerator } from "./generator/generator-summary.ts";
import type { Latencies, RunInfo, Summary, Totals, Verdict } from "./run-events.ts";
import type { ShardPort } from "./shard-port.ts";
import type { RunEnd } from "./timeline/stage.ts";

export interface SummaryMaterial {
  readonly info: RunInfo;
  readonly shard: ShardPort;
  readonly version: string;
  readonly interrupted: boolean;
  /** What ended it before its time, in good order. */
  readonly end?: RunEnd | undefined;
  readonly connectedAtEnd: number;
  /** Simulated milliseconds. */
  readonly elapsed: number;
  readonly generator: GeneratorBook;
  readonly judge: Pick<Judge, "check">;
  /** What scripts of devices did wrong, and what functions say has failed, in words. */
  readonly failures: readonly string[];
}

export function makeSummary(material: SummaryMaterial): Summary {
  const { info, shard } = material;
  const totals = totalsOf(shard);
  const { generator, faults } = judgedGenerator(material.generator, {
    failures: totals.connections.failures,
    peakConnected: shard.peak,
    virtual: info.speed === "max",
    ...(info.speed === "max" ? {} : { speed: info.speed }),
  });
  const figures: Omit<Summary, "verdict" | "reasons" | "thresholds"> = {
    flotilla: material.version,
    schema: 1,
    run: {
      id: info.id,
      scenario: info.scenario,
      seed: info.seed,
      startedAt: info.startedAt,
      durationSeconds: Math.round(material.elapsed) / 1_000,
      speed: info.speed,
      shards: info.shards,
      target: info.target,
      interrupted: material.interrupted,
    },
    devices: {
      planned: info.devices,
      homes: info.homes,
      peakConnected: shard.peak,
      connectedAtEnd: material.connectedAtEnd,
      byKind: Object.fromEntries(
        Object.entries(info.byKind).map(([kind, planned]) => [
          kind,
          { planned, peakConnected: shard.readyByKind.get(kind)?.peak ?? 0 },
        ]),
      ),
    },
    ...totals,
    latency: latenciesOf(shard),
    recoveries: shard.recovered(),
    generator,
  };
  const thresholds = material.judge.check(figures);
  const { verdict, reasons } = judge(figures, thresholds, faults, material);
  const { flotilla, schema, run, ...rest } = figures;
  return { flotilla, schema, run, verdict, reasons, ...rest, thresholds };
}

function judge(
  figures: Omit<Summary, "verdict" | "reasons" | "thresholds">,
  thresholds: Summary["thresholds"],
  invalid: readonly string[],
  { shard: { crashes }, failures, end }: SummaryMaterial,
): { verdict: Verdict; reasons: string[] } {
  const failed = thresholds.filter(({ ok }) => !ok).map(({ expression, text }) => `${expression}: ${text}`);
  if (crashes > 0) failed.push(`${crashes} device${crashes === 1 ? "" : "s"} died of a fault in their kind`);
  failed.push(...failures);
  if (figures.devices.peakConnected === 0 && figures.connections.attempts > 0)
    failed.push(neverAccepted(figures.connections));
  // An expectation that ends the run has said so already.
  if (end?.fail === true && !failed.some((reason) => reason.includes(end.why))) failed.push(end.why);
  if (invalid.length > 0) return { verdict: "invalid", reasons: [...invalid, ...failed] };
  return { verdict: failed.length > 0 ? "fail" : "pass", reasons: failed };
}

function neverAccepted({ attempts, opened, refusals, failures }: Totals["connections"]): string {
  const causes = [
    ...Object.entries(refusals).map(([status, count]) => `HTTP ${status} ${count} times`),
    ...Object.entries(failures).map(([reason, count]) => `${reason} ${count} times`),
  ];
  const seen =
    causes.length > 0
      ? causes.join(", ")
      : opened > 0
        ? "connections opened, but the server never accepted a device"
        : "no answer";
  return `no device was ever accepted by the server in ${attempts} attempts: ${seen}`;
}

/** Everything counted so far. */
export function totalsOf(shard: Pick<ShardPort, "counted">): Totals {
  return figuresInOrder(shard.counted().figures);
}

/** Counts as plain data, what is counted by cause in order. */
export function figuresInOrder(figures: TallyFigures): Totals {
  const { connections, closeCodes, refusals, failures, messages, commands, ledger, http } = figures;
  const { sent, lost } = ledger;
  return {
    connections: {
      ...connections,
      closeCodes: inOrder(closeCodes),
      refusals: inOrder(refusals),
      failures: inOrder(failures),
    },
    messages: { ...messages },
    commands: { sent, ...commands, lost },
    http: { ...http },
  };
}

export function latenciesOf(shard: ShardPort): Latencies {
  const { latency } = shard.counted().figures;
  return {
    connect: figuresOf(latency.connect),
    ready: figuresOf(latency.ready),
    ack: figuresOf(latency.ack),
    commandHandling: figuresOf(latency.commandHandling),
    commandDelivery: figuresOf(latency.commandDelivery),
    commandEffect: figuresOf(latency.commandEffect),
    httpRequest: figuresOf(latency.httpRequest),
    reconnect: figuresOf(latency.reconnect),
  };
}

/** What was worked out last: a summary costs 2 ms, and those who look on ask again and again. */
const workedOut = new WeakMap<Histogram, HistogramSummary>();

function figuresOf(histogram: Histogram): HistogramSummary {
  let figures = workedOut.get(histogram);
  if (figures === undefined || figures.count !== histogram.count) {
    figures = histogram.summary();
    workedOut.set(histogram, figures);
  }
  return figures;
}

function inOrder(map: ReadonlyMap<string | number, number>): Record<string, number> {
  return Object.fromEntries([...map].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}
