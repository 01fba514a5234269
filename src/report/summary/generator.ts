/**
 * Whether the simulator itself kept up: whether to believe the other figures, and why. First the judgement in a sentence, then its shards
 * if there are several, what it cost, and what else is worth to know.
 */
import type { GeneratorSummary, ShardSummary, Summary } from "../../fleet/run-events.ts";
import { byteSize, counted, latency, percent, whole } from "../figures.ts";
import { eventLoopDelayLimitMillis, latenessLimitMillis } from "../../metrics/generator-limits.ts";
import { printable } from "../printable.ts";
import type { Line, Style } from "../styled-line.ts";
import { type Row, table } from "../table.ts";
import { paragraph } from "../wrap.ts";

export function generatorLines({ generator, run }: Summary, width: number): Line[] {
  const { believe, notes, shards } = generator;
  // Virtual time waits for the work: nothing can be late, and a share of it would mean nothing.
  const virtual = run.speed === "max";
  return [
    ...(virtual && believe === "yes" ? [] : paragraph(judgement(generator), width, styles[believe])),
    ...(shards.length > 1 ? shardTable(shards, width) : []),
    ...paragraph(cost(generator, virtual), width),
    ...notes.flatMap((note) => paragraph(printable(note), width, "warning", 2)),
  ];
}

const styles: Readonly<Record<GeneratorSummary["believe"], Style>> = {
  yes: "plain",
  "with care": "warning",
  no: "warning",
};

function judgement({ believe, latenessMs, eventLoopDelayMs, shards }: GeneratorSummary): string {
  const lateness = worst(shards, ({ latenessMs: { p99 } }) => p99) ?? latenessMs.p99;
  const delay = worst(shards, ({ eventLoopDelayMs: { p99 } }) => p99) ?? eventLoopDelayMs.p99;
  const behind = lateness > latenessLimitMillis || delay > eventLoopDelayLimitMillis;
  const limit = (most: number): string => `(limit ${latency(most)})`;
  const whose = shards.length > 1 ? `of its ${whole(shards.length)} shards, the worst` : "its";
  const figures =
    shards.length > 1
      ? `${whose} began its work ${latency(lateness)} late ${limit(latenessLimitMillis)} and was held up for ${latency(delay)} ${limit(eventLoopDelayLimitMillis)}`
      : `${whose} work began ${latency(lateness)} late ${limit(latenessLimitMillis)}, its event loop was held up for ${latency(delay)} ${limit(eventLoopDelayLimitMillis)}`;
  return `${heading(believe, behind)}: ${figures}, both at the 99th percentile`;
}

function heading(believe: GeneratorSummary["believe"], behind: boolean): string {
  switch (believe) {
    case "yes":
      return "kept up";
    case "with care":
      return "kept up, but believe with care";
    case "no":
      return behind ? "fell behind" : "not to be believed";
  }
}

function worst(shards: readonly ShardSummary[], of: (shard: ShardSummary) => number): number | undefined {
  return shards.length > 1 ? Math.max(...shards.map(of)) : undefined;
}

/** More of them say nothing more: they are all in the summary's file. */
const mostShards = 4;

function shardTable(shards: readonly ShardSummary[], width: number): Line[] {
  const worstFirst = shards.toSorted((a, b) => b.latenessMs.p99 - a.latenessMs.p99 || a.number - b.number);
  const shown = worstFirst.slice(0, mostShards);
  const rows = shown.map(({ number, devices, latenessMs, eventLoopDelayMs, cpuShare, peakRssBytes, deaths }): Row => {
    const style = (bad: boolean): Style => (bad ? "warning" : "plain");
    return {
      name: `shard ${number}${deaths > 0 ? `, died ${deaths === 1 ? "once" : `${deaths} times`}` : ""}`,
      figures: [
        whole(devices),
        { text: latency(latenessMs.p99), style: style(latenessMs.p99 > latenessLimitMillis) },
        { text: latency(eventLoopDelayMs.p99), style: style(eventLoopDelayMs.p99 > eventLoopDelayLimitMillis) },
        percent(cpuShare),
        byteSize(peakRssBytes),
      ],
    };
  });
  const more = shards.length - shown.length;
  return [
    ...table({ name: "", figures: ["devices", "late", "held up", "core", "memory"] }, rows, Math.min(width, mostWidth)),
    ...(more > 0 ? paragraph(`and ${counted(more, "shard")} that did better`, width, "faint") : []),
  ];
}

/** So that a name and its figures stay together. */
const mostWidth = 72;

function cost(
  { cpuSeconds, cpuShare, peakRssBytes, bytesPerDevice, shards }: GeneratorSummary,
  virtual: boolean,
): string {
  const share = virtual ? "" : `, ${percent(cpuShare)} of a core`;
  const each = bytesPerDevice > 0 ? `, ${byteSize(bytesPerDevice)} a device` : "";
  const all = shards.length > 1 ? " in all" : "";
  return `CPU ${latency(cpuSeconds * 1_000)}${share}; memory ${byteSize(peakRssBytes)}${all} at the peak${each}`;
}
