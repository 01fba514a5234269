/** The end of a replay as a person reads it: the verdict, what was played, what the server made of it. What is nothing is not said. */
import { eventLoopDelayLimitMillis, latenessLimitMillis } from "../metrics/generator-limits.ts";
import type { HistogramSummary } from "../metrics/histogram.ts";
import { formatDuration, millis } from "../kernel/time.ts";
import { byteSize, counted, latency, percent, rate, whole } from "../report/figures.ts";
import { printable } from "../report/printable.ts";
import { type Line, padLine, paint, span, type Style } from "../report/styled-line.ts";
import { table } from "../report/table.ts";
import { paragraph } from "../report/wrap.ts";
import { comparisonLines } from "./compare/comparison-text.ts";
import type { ReplaySummary } from "./replay-summary.ts";

export interface ReplayTextOptions {
  readonly colour: boolean;
  readonly columns: number;
}

/** The text, with a line feed at its end. */
export function replayText(summary: ReplaySummary, { colour, columns }: ReplayTextOptions): string {
  const width = Math.max(60, Math.min(100, columns));
  const lines: Line[] = [...verdictLines(summary, width), []];
  for (const [label, make] of parts) {
    const inside = make(summary, width - labelWidth);
    lines.push(
      ...inside.map((line, index) => [...padLine([span(index === 0 ? label : "", "strong")], labelWidth), ...line]),
    );
  }
  return `${lines.map((line) => paint(line, colour)).join("\n")}\n`;
}

const labelWidth = 13;
const styles = { pass: "good", fail: "bad", invalid: "warning" } as const satisfies Record<string, Style>;
const indent = 9;

const parts: readonly (readonly [label: string, make: (summary: ReplaySummary, width: number) => Line[]])[] = [
  ["Connections", connectionLines],
  ["Messages", messageLines],
  ["Requests", requestLines],
  ["Commands", serverRequestLines],
  ["Latency", latencyLines],
  ["Compared", ({ comparison }, width) => (comparison === undefined ? [] : comparisonLines(comparison, width))],
  ["Generator", generatorLines],
];

function verdictLines(summary: ReplaySummary, width: number): Line[] {
  const { verdict, reasons, replay } = summary;
  const inside = width - indent;
  const said = reasons.length > 0 ? reasons : [goodNews(summary)];
  const lines = [
    [span(printable(replay.tape), "strong")],
    ...said.flatMap((text) => paragraph(printable(text), inside, verdict === "pass" ? "plain" : styles[verdict], 2)),
    ...paragraph(circumstances(replay), inside, replay.interrupted ? "warning" : "faint"),
  ];
  return lines.map((line, index) => [
    ...padLine([span(index === 0 ? verdict.toUpperCase() : "", styles[verdict])], indent),
    ...line,
  ]);
}

function goodNews({ comparison, connections }: ReplaySummary): string {
  if (connections.attempts === 0) return "there was nothing to replay: no device dials on this tape";
  if (comparison !== undefined) return "the server answered as the tape's did";
  return "played; whether the answers are those of the tape, --compare would tell";
}

function circumstances(replay: ReplaySummary["replay"]): string {
  const { devices, recordedDevices, rounds, spreadSeconds, speed, tapeSeconds, interrupted } = replay;
  const who =
    devices === recordedDevices
      ? counted(devices, "device")
      : `${counted(devices, "device")} made of ${whole(Math.min(devices, recordedDevices))}`;
  const length = formatDuration(millis(Math.round(replay.durationSeconds * 10) * 100));
  return [
    ...(interrupted ? [`interrupted after ${length}`] : []),
    `${formatDuration(millis(Math.round(tapeSeconds * 10) * 100))} of tape${interrupted ? "" : ` in ${length}`}`,
    ...(speed === 1 ? [] : [`at ${rate(speed)}× its speed`]),
    ...(rounds === 1 ? [] : [rounds === null ? "again and again" : `${whole(rounds)} times`]),
    `${who}${spreadSeconds > 0 ? ` spread over ${formatDuration(millis(Math.round(spreadSeconds * 10) * 100))}` : ""}`,
    `against ${printable(replay.target)}`,
    ...(devices > recordedDevices ? [`seed ${replay.seed}`] : []),
  ].join(", ");
}

function connectionLines({ connections }: ReplaySummary, width: number): Line[] {
  const { attempts, opened, peak, refused, failed, turnedAway, lost } = connections;
  const { "1000": _, ...codes } = connections.closeCodes;
  const troubles = [
    ...(refused > 0 ? [`refused ${whole(refused)} (${causes(connections.refusals, "HTTP ")})`] : []),
    ...(failed > 0 ? [`failed ${whole(failed)} (${causes(connections.failures)})`] : []),
    ...(turnedAway > 0 ? [`opened, but the hello was refused ${whole(turnedAway)}`] : []),
    ...(lost > 0 ? [`ended by the server before the tape did ${whole(lost)}`] : []),
  ];
  return [
    ...paragraph(`${whole(attempts)} dialed, ${whole(opened)} opened, at most ${whole(peak)} at a time`, width),
    ...troubles.flatMap((text) => paragraph(text, width, "bad")),
    ...(Object.keys(codes).length > 0 ? paragraph(`closed with ${causes(codes)}`, width, "faint") : []),
  ];
}

function messageLines({ messages }: ReplaySummary, width: number): Line[] {
  const { sent, received, unsent, omitted, foreign, bytesSent, bytesReceived } = messages;
  const troubles = [
    ...(unsent > 0
      ? [`${whole(unsent)} of the tape could not be sent: their connections were not open, or not read`]
      : []),
    ...(omitted > 0 ? [`${whole(omitted)} left out, for the tape does not hold them`] : []),
  ];
  const strange = foreign > 0 && foreign < received ? `, ${whole(foreign)} of them no JSON-RPC` : "";
  return [
    ...paragraph(
      `${whole(sent)} sent (${byteSize(bytesSent)}), ${whole(received)} received (${byteSize(bytesReceived)})${strange}`,
      width,
    ),
    ...troubles.flatMap((text) => paragraph(text, width, "warning")),
  ];
}

function requestLines({ requests, messages }: ReplaySummary, width: number): Line[] {
  const { sent, answered, errors, unanswered, unasked } = requests;
  if (sent === 0) {
    if (messages.sent === 0) return [];
    return paragraph("none that JSON-RPC would answer, so nothing is known of latencies", width);
  }
  return [
    ...paragraph(
      `${whole(sent)} sent, ${whole(answered)} answered${errors > 0 ? `, ${whole(errors)} with an error` : ""}`,
      width,
    ),
    ...(unanswered > 0
      ? paragraph(`${whole(unanswered)} not answered, though on the tape they were`, width, "bad")
      : []),
    ...(unasked > 0 ? paragraph(`${whole(unasked)} answers to no request`, width, "warning") : []),
  ];
}

function serverRequestLines({ serverRequests }: ReplaySummary, width: number): Line[] {
  const { received, answered, unanswered } = serverRequests;
  if (received === 0) return [];
  const none = Object.keys(unanswered).length > 0;
  return [
    ...paragraph(`${whole(received)} of the server, ${whole(answered)} answered as on the tape`, width),
    ...(none ? paragraph(`the tape has no answer to ${causes(unanswered)}`, width, "warning") : []),
  ];
}

const mostMethods = 6;

function latencyLines({ latency: latencies }: ReplaySummary, width: number): Line[] {
  const methods = Object.entries(latencies.answerByMethod).toSorted(([, a], [, b]) => b.count - a.count);
  const rows: (readonly [name: string, figures: HistogramSummary])[] = [
    ["connect", latencies.connect],
    ["answer", latencies.answer],
    ...(methods.length > 1
      ? methods.slice(0, mostMethods).map(([name, one]) => [`  ${printable(name)}`, one] as const)
      : []),
  ];
  const counts = rows.filter(([, { count }]) => count > 0);
  if (counts.length === 0) return [];
  return table(
    { name: "", figures: ["p50", "p95", "p99", "max", "count"] },
    counts.map(([name, { p50, p95, p99, max, count }]) => ({
      name,
      figures: [...[p50, p95, p99, max].map(latency), whole(count)],
    })),
    Math.min(width, 74),
  );
}

function generatorLines({ generator }: ReplaySummary, width: number): Line[] {
  const { believe, notes, latenessMs, eventLoopDelayMs, cpuShare, peakRssBytes } = generator;
  const keptUp = believe !== "no";
  const text =
    `${keptUp ? "kept up" : "fell behind"}: played ${latency(latenessMs.p99)} late (limit ${latency(latenessLimitMillis)}), ` +
    `its event loop was held up for ${latency(eventLoopDelayMs.p99)} (limit ${latency(eventLoopDelayLimitMillis)}), both at the 99th percentile; ` +
    `CPU ${percent(cpuShare)} of a core, memory ${byteSize(peakRssBytes)} at the peak`;
  return [
    ...paragraph(text, width, keptUp ? "plain" : "warning"),
    ...notes.flatMap((note) => paragraph(note, width, "warning", 2)),
  ];
}

const mostCauses = 4;

/** `HTTP 401 ×12, HTTP 503 ×3`, most frequent first. */
function causes(counts: Readonly<Record<string, number>>, prefix = ""): string {
  const ordered = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const named = ordered.slice(0, mostCauses).map(([name, count]) => `${prefix}${printable(name)} ×${whole(count)}`);
  return [...named, ...(ordered.length > mostCauses ? [`${ordered.length - mostCauses} more`] : [])].join(", ");
}
