/**
 * The report of truth: from what was counted to `summary.json`, and to the verdict.
 *
 * `invalid` outranks `fail`: when the generator was the bottleneck, a missed threshold says nothing about the server.
 */
import type { Histogram, HistogramSummary } from "../metrics/histogram.ts";
import type { Judge } from "./expectations/judge.ts";
import { generatorFaults, type GeneratorGauge } from "./generator-gauge.ts";
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
  readonly realMillis: number;
  readonly lateness: HistogramSummary;
  readonly gauge: GeneratorGauge;
  readonly judge: Pick<Judge, "check">;
  readonly baseRss: number;
  readonly peakRss: number;
  readonly peakFiles: number | null;
}

export function makeSummary(material: SummaryMaterial): Summary {
  const { info, shard } = material;
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
    ...totalsOf(shard),
    latency: latenciesOf(shard),
    recoveries: shard.recovered(),
    generator: generatorFigures(material),
  };
  const thresholds = material.judge.check(figures);
  const { verdict, reasons } = judge(figures, thresholds, shard, material.end);
  const { flotilla, schema, run, ...rest } = figures;
  return { flotilla, schema, run, verdict, reasons, ...rest, thresholds };
}

function judge(
  figures: Omit<Summary, "verdict" | "reasons" | "thresholds">,
  thresholds: Summary["thresholds"],
  { crashes, failures }: Pick<ShardPort, "crashes" | "failures">,
  end: RunEnd | undefined,
): { verdict: Verdict; reasons: string[] } {
  const invalid = generatorFaults(figures.generator);
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
export function totalsOf(shard: ShardPort): Totals {
  return {
    connections: connectionsOf(shard),
    messages: messagesOf(shard),
    commands: commandsOf(shard),
    http: httpOf(shard),
  };
}

export function connectionsOf(shard: ShardPort): Totals["connections"] {
  const { connections, closeCodes, refusals, failures } = shard.counted().figures;
  return {
    ...connections,
    closeCodes: inOrder(closeCodes),
    refusals: inOrder(refusals),
    failures: inOrder(failures),
  };
}

function messagesOf(shard: ShardPort): Totals["messages"] {
  return { ...shard.counted().figures.messages };
}

export function commandsOf(shard: ShardPort): Totals["commands"] {
  const { commands, ledger } = shard.counted().figures;
  const { sent, lost } = ledger;
  return { sent, ...commands, lost };
}

function httpOf(shard: ShardPort): Totals["http"] {
  return { ...shard.counted().figures.http };
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

function generatorFigures(material: SummaryMaterial): Summary["generator"] {
  const { gauge, shard, lateness, baseRss, peakRss, peakFiles, realMillis } = material;
  const cpu = gauge.cpuMillis();
  return {
    latenessMs: lateness,
    eventLoopDelayMs: gauge.eventLoopDelay(),
    cpuSeconds: Math.round(cpu) / 1_000,
    cpuShare: realMillis > 0 ? Math.round((1_000 * cpu) / realMillis) / 1_000 : 0,
    peakRssBytes: peakRss,
    bytesPerDevice: shard.peak === 0 ? 0 : Math.round(Math.max(0, peakRss - baseRss) / shard.peak),
    openFilesPeak: peakFiles,
    openFilesLimit: gauge.openFilesLimit(),
  };
}

function inOrder(map: ReadonlyMap<string | number, number>): Record<string, number> {
  return Object.fromEntries([...map].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}
