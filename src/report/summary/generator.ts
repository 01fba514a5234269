/** Whether the simulator itself kept up, with its figures against their limits: whether to believe the others. */
import type { Summary } from "../../fleet/run-events.ts";
import { byteSize, latency, percent, whole } from "../figures.ts";
import { eventLoopDelayLimitMillis, latenessLimitMillis } from "../../metrics/generator-limits.ts";
import type { Line } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";

export function generatorLines({ generator, run }: Summary, width: number): Line[] {
  const { latenessMs, eventLoopDelayMs, cpuShare, cpuSeconds, peakRssBytes, bytesPerDevice } = generator;
  const lateness = latenessMs.p99;
  const delay = eventLoopDelayMs.p99;
  const keptUp = lateness <= latenessLimitMillis && delay <= eventLoopDelayLimitMillis;
  const limit = (most: number): string => `(limit ${latency(most)})`;
  const schedule =
    `${keptUp ? "kept up" : "fell behind"}: its work began ${latency(lateness)} late ${limit(latenessLimitMillis)}, ` +
    `its event loop was held up for ${latency(delay)} ${limit(eventLoopDelayLimitMillis)}, both at the 99th percentile`;
  // Virtual time waits for the work; nothing can be late, and a share of it would mean nothing.
  const virtual = run.speed === "max";
  const share = virtual ? "" : `, ${percent(cpuShare)} of a core`;
  const each = bytesPerDevice > 0 ? `, ${byteSize(bytesPerDevice)} a device` : "";
  const cost = `CPU ${latency(cpuSeconds * 1_000)}${share}; memory ${byteSize(peakRssBytes)} at the peak${each}`;
  return [
    ...(virtual && keptUp ? [] : paragraph(schedule, width, keptUp ? "plain" : "warning")),
    ...paragraph(cost, width),
    ...openFiles(generator, width),
  ];
}

/** Said only when it gets tight. */
const tight = 0.8;

function openFiles({ openFilesPeak, openFilesLimit }: Summary["generator"], width: number): Line[] {
  if (openFilesPeak === null || openFilesLimit === null || openFilesPeak < tight * openFilesLimit) return [];
  return paragraph(`${whole(openFilesPeak)} of ${whole(openFilesLimit)} open files in use`, width, "warning");
}
