/**
 * The run as plain lines, for a log, a pipe or a CI job: one at the start, one every few seconds, news as they come.
 *
 *     evening: 420 devices (300 bulb, 60 lock, 60 thermostat) in 60 homes, ws://127.0.0.1:7070/, 10m, seed 42
 *     00:05  ready 96/120  connects 12/s  out 35.2/s  in 4/s  p99 ready 12 ms  lost 0
 *     05:00  power-cut: 12 homes without power
 *
 * 1. Rates are means since the line before. Times are the run's own, simulated.
 * 2. In virtual time, where an hour takes a moment, the run is cut into ten parts instead.
 * 3. A flood of news is cut short, and what was left out is counted.
 */
import type { Notice, Progress, RunInfo, RunOutput } from "../fleet/run-events.ts";
import { formatDuration, millis } from "../kernel/time.ts";
import { elapsed } from "./elapsed.ts";
import { counted, latency, rate, whole } from "./figures.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

const everyMillis = 5_000;
const virtualParts = 10;
/** Between two lines of progress. */
const mostNotices = 20;

export class PlainLines implements RunOutput {
  readonly #terminal: Terminal;
  #every = everyMillis;
  #due = everyMillis;
  #before: Counted = { realMillis: 0, opened: 0, out: 0, received: 0 };
  #notices = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  started(info: RunInfo): void {
    if (info.speed === "max") this.#every = Math.max(everyMillis, info.durationMillis / virtualParts);
    this.#due = this.#every;
    this.#line(opening(info));
  }

  progressed(progress: Progress): void {
    if (progress.realMillis < this.#due) return;
    this.#due = (Math.floor(progress.realMillis / this.#every) + 1) * this.#every;
    const now = countedIn(progress);
    this.#leftOut(progress.elapsedMillis);
    this.#line(`${elapsed(progress.elapsedMillis)}  ${state(progress, this.#before, now)}`);
    this.#before = now;
  }

  noticed({ elapsedMillis, level, text }: Notice): void {
    if (++this.#notices > mostNotices) return;
    this.#line(`${elapsed(elapsedMillis)}  ${level === "warning" ? "warning: " : ""}${printable(text)}`);
  }

  finished(): void {
    this.#leftOut(undefined);
  }

  #leftOut(elapsedMillis: number | undefined): void {
    const more = this.#notices - mostNotices;
    this.#notices = 0;
    if (more <= 0) return;
    this.#line(`${elapsedMillis === undefined ? "" : `${elapsed(elapsedMillis)}  `}and ${whole(more)} more like these`);
  }

  #line(text: string): void {
    this.#terminal.write(`${text}\n`);
  }
}

/** What rates are made of. */
interface Counted {
  readonly realMillis: number;
  readonly opened: number;
  readonly out: number;
  readonly received: number;
}

function countedIn({ realMillis, totals: { connections, messages } }: Progress): Counted {
  return {
    realMillis,
    opened: connections.opened,
    out: messages.telemetry + messages.state + messages.events,
    received: messages.received,
  };
}

function opening(info: RunInfo): string {
  const kinds = Object.entries(info.byKind).toSorted(([, a], [, b]) => b - a);
  return [
    `${printable(info.scenario)}: ${counted(info.devices, "device")} (${kinds.map(([kind, count]) => `${whole(count)} ${printable(kind)}`).join(", ")}) in ${counted(info.homes, "home")}`,
    info.target === null ? "built-in server in memory" : printable(info.target),
    formatDuration(millis(info.durationMillis)),
    ...(info.speed === 1 ? [] : [info.speed === "max" ? "virtual time" : `${rate(info.speed)}× real time`]),
    `seed ${info.seed}`,
  ].join(", ");
}

function state(progress: Progress, before: Counted, now: Counted): string {
  const { phases, wanted, latency: latencies, totals } = progress;
  const { refused, failed, lost } = totals.connections;
  const seconds = Math.max(1, now.realMillis - before.realMillis) / 1_000;
  const perSecond = (figure: Exclude<keyof Counted, "realMillis">): string =>
    `${rate((now[figure] - before[figure]) / seconds)}/s`;
  return [
    `ready ${whole(phases.ready)}/${whole(wanted)}`,
    `connects ${perSecond("opened")}`,
    `out ${perSecond("out")}`,
    `in ${perSecond("received")}`,
    ...(latencies.ready.count > 0 ? [`p99 ready ${latency(latencies.ready.p99)}`] : []),
    ...(refused > 0 ? [`refused ${whole(refused)}`] : []),
    ...(failed > 0 ? [`failed ${whole(failed)}`] : []),
    `lost ${whole(lost)}`,
  ].join("  ");
}
