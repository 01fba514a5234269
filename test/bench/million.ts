/**
 * scenarios/million.yaml on this one machine, whole: the sink in C, source addresses, shards as many as the tool takes by itself.
 *
 * 1. It watches over the machine: when less than {@link leastAvailable} bytes of memory are left, everything it started is ended.
 * 2. With fewer devices (`--devices`) the fleet is a part of the city at the same pace of dials, and the limits shrink with it.
 * 3. What is said of memory is the devices' processes alone, unless it says both ends.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Summary } from "../../src/fleet/run-events.ts";
import { inCheckout } from "./build.ts";
import { city, sourceAddresses } from "./city.ts";
import type { Figure } from "./figure.ts";
import { FlotillaRun } from "./flotilla-run.ts";
import type { PartOptions } from "./part.ts";
import { availableBytes, type Usage } from "./process-usage.ts";
import { Sink, type SinkCounts } from "./sink/sink.ts";

const whole = 1_000_000;
/** The scenario's own, for the whole; a part comes up evenly. */
const rampSeconds = 570;
const leastAvailable = 1.5e9;
const lookSeconds = 10;
/** After the last has come up, until what that left behind is gone. */
const settleSeconds = 60;

export async function millionFigures({ devices = whole, say }: PartOptions): Promise<Figure[]> {
  const free = availableBytes();
  await using sink = await Sink.start({ connections: devices });
  const from = ["--source-addresses", sourceAddresses];
  await using run = new FlotillaRun([...(devices < whole ? partOf(sink, devices) : wholeOf(sink)), ...from]);
  const watched = await watch(run, sink, { devices, free, say });
  const summary = await run.finish("as planned");
  const counts = await sink.counts();
  for (const reason of summary.reasons) say(`${summary.verdict}: ${reason}`);
  return figuresOf(watched, summary, counts, devices);
}

function wholeOf(sink: Sink): string[] {
  return [inCheckout("scenarios/million.yaml"), "--target", sink.url, "--shards", "auto"];
}

/** A part of the city needs less time to come up and to leave. */
function partOf(sink: Sink, devices: number): string[] {
  const up = Math.max(10, Math.round((rampSeconds * devices) / whole));
  const load = `[{ ramp: 100%, over: ${up}s }, { hold: ${settleSeconds + 90}s }, { ramp: 0%, over: ${up}s }]`;
  return city(sink, devices, load, "auto");
}

interface Look {
  readonly seconds: number;
  readonly counts: SinkCounts;
  readonly usage: Usage;
  readonly available: number;
}

interface Watched {
  /** From the first dial to the last, seconds; `undefined` when it never came to that. */
  readonly upSeconds: number | undefined;
  /** The first and the last look while all were there and settled. */
  readonly steady: readonly [Look, Look] | undefined;
  /** In the middle of the steady state, of the devices' processes. */
  readonly pssBytes: number;
  /** The machine's memory that both ends took, kernel included. */
  readonly tookBytes: number;
}

interface Circumstances {
  readonly devices: number;
  readonly free: number;
  say(text: string): void;
}

/** Looks on until the devices leave. */
async function watch(run: FlotillaRun, sink: Sink, { devices, free, say }: Circumstances): Promise<Watched> {
  let began: number | undefined;
  let up: number | undefined;
  let steady: [Look, Look] | undefined;
  let pssBytes = 0;
  let tookBytes = 0;
  let last: Look | undefined;
  for (;;) {
    await wait(1_000);
    const look = await lookAt(run, sink);
    const { counts, available } = look;
    if (available < leastAvailable) {
      say(`stopped: ${megabytes(available)} MB of memory left on the machine`);
      await run.kill();
      throw new Error(`expected memory for ${devices} devices, it ran out at ${counts.open}`);
    }
    if (!run.running) break;
    if (counts.accepted > 0) began ??= counts.seconds;
    if (counts.open >= devices) up ??= counts.seconds;
    if (last === undefined || counts.seconds - last.seconds >= lookSeconds) {
      say(lineOf(look, last));
      last = look;
    }
    if (up === undefined || counts.seconds < up + settleSeconds) continue;
    // The first goodbye ends the steady state.
    if (counts.closes > 0 || counts.open < devices) break;
    if (steady === undefined) {
      pssBytes = run.pssBytes();
      tookBytes = free - available;
      steady = [look, look];
    } else steady = [steady[0], look];
  }
  return { upSeconds: up === undefined ? undefined : up - (began ?? up), steady, pssBytes, tookBytes };
}

async function lookAt(run: FlotillaRun, sink: Sink): Promise<Look> {
  const counts = await sink.counts();
  return { seconds: counts.seconds, counts, usage: run.usage(), available: availableBytes() };
}

/** ` 120 s    200,000 open   1,840 dials/s    4,312 messages/s   1,912 MB resident in 13 processes   17,204 MB left` */
function lineOf({ seconds, counts, usage, available }: Look, before: Look | undefined): string {
  const passed = seconds - (before?.seconds ?? 0);
  const rate = (now: number, then = 0): string => plain((now - then) / passed);
  return [
    `${seconds.toFixed(0).padStart(4)} s`,
    `${plain(counts.open).padStart(9)} open`,
    `${rate(counts.accepted, before?.counts.accepted).padStart(6)} dials/s`,
    `${rate(counts.text, before?.counts.text).padStart(7)} messages/s`,
    `${(100 * ((usage.cpuSeconds - (before?.usage.cpuSeconds ?? 0)) / passed)).toFixed(0).padStart(4)} % of a core`,
    `${megabytes(usage.rssBytes).padStart(6)} MB resident in ${usage.processes} processes`,
    `${megabytes(available).padStart(6)} MB left`,
  ].join("  ");
}

function figuresOf(
  { upSeconds, steady, pssBytes, tookBytes }: Watched,
  { verdict, devices: fleet, generator, connections }: Summary,
  counts: SinkCounts,
  devices: number,
): Figure[] {
  const name = `million: ${plain(devices)} devices`;
  const figures: Figure[] = [
    { name: `${name}, connected at the peak`, value: fleet.peakConnected, unit: "", limit: { least: devices } },
  ];
  if (upSeconds !== undefined)
    figures.push({ name: "million: all up after", value: upSeconds, unit: "s", limit: { most: 600 } });
  if (steady !== undefined) {
    const [first, last] = steady;
    const passed = last.seconds - first.seconds;
    figures.push(
      {
        name: `million: messages per second, over ${passed.toFixed(0)} s`,
        value: (last.counts.text - first.counts.text) / passed,
        unit: "/s",
        limit: { least: (20_000 * devices) / whole },
      },
      {
        name: `million: memory per device, all told (PSS of ${last.usage.processes} processes)`,
        value: pssBytes / devices / 1_000,
        unit: "kB",
        limit: { most: 10 },
      },
      { name: "million: the same as the sum of RSS", value: last.usage.rssBytes / devices / 1_000, unit: "kB" },
      { name: "million: memory per device, both ends and the kernel", value: tookBytes / devices / 1_000, unit: "kB" },
      {
        name: "million: CPU of the devices' processes, cores",
        value: (last.usage.cpuSeconds - first.usage.cpuSeconds) / passed,
        unit: "",
      },
      {
        name: "million: CPU of the sink, cores",
        value: (last.counts.cpuSeconds - first.counts.cpuSeconds) / passed,
        unit: "",
      },
    );
  }
  figures.push(
    { name: "million: schedule lateness p99, ramps included", value: generator.latenessMs.p99, unit: "ms" },
    { name: "million: connections lost", value: connections.lost, unit: "", limit: { most: 0 } },
    { name: "million: goodbyes heard by the sink", value: counts.closes, unit: "", limit: { least: devices } },
    { name: `million: verdict ${verdict}`, value: verdict === "pass" ? 1 : 0, unit: "", limit: { least: 1 } },
  );
  return figures;
}

function plain(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function megabytes(bytes: number): string {
  return plain(bytes / 1e6);
}
