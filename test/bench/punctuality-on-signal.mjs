/**
 * Loaded into a measured process beside the program (`node --import`): on SIGUSR2 it writes down how late scheduled actions began since the
 * signal before, into the file that the environment names. The summary of a run has its ramps in it, and the warming up of V8.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";
import process from "node:process";
import { pathToFileURL } from "node:url";

const file = process.env["FLOTILLA_BENCH_FILE"];
const program = pathToFileURL(process.argv[1]);
const { ProcessGauge } = await import(new URL("../library/processes/process-gauge.js", program));
const { Histogram } = await import(new URL("../metrics/histogram.js", program));

let since = afresh();

const { late } = ProcessGauge.prototype;
ProcessGauge.prototype.late = function (millis) {
  since.lateness.record(millis);
  late.call(this, millis);
};

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) {
    since.gc += duration;
    since.longestGc = Math.max(since.longestGc, duration);
  }
}).observe({ entryTypes: ["gc"] });

process.on("SIGUSR2", () => {
  const { lateness, gc, longestGc, waitedBefore } = since;
  since = afresh();
  const waited = since.waitedBefore - waitedBefore;
  writeFileSync(file, JSON.stringify({ lateness: lateness.summary(), gc, longestGc, waited }));
});

function afresh() {
  // Sched-stats, nanoseconds: running, waiting for a core, how often.
  const waitedBefore = Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
  return { lateness: new Histogram(), gc: 0, longestGc: 0, waitedBefore };
}
