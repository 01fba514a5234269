/**
 * How fast this machine is against the one that `device-cost.ts` was measured on: a few milliseconds of the kind of work that a message is.
 *
 * 1. Half of it is text and bytes, by functions that V8 has compiled beforehand; half is calls of the system. That is what a message is made of, too.
 * 2. The best of many short rounds counts: whatever else the machine does, one of them is let alone.
 * 3. On a machine that is busy it takes longer, up to {@link mostMillis}, and finds the same.
 * 4. It is no benchmark. It keeps a figure of one machine from being taken for that of one three times as slow.
 */
import { statSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** Best rounds on that machine, in microseconds: medians of 15 starts, 2026-11-24 (a load of 18 moved them by a few per cent). */
const reference = { text: 33.9, system: 25.2 };
const rounds = 60;
const mostMillis = 60;
/** Two starts on one machine differ by so much. */
const alike = 0.3;
/** Beyond it, something else was measured. */
const widest = 4;

let known: number | undefined;

/** 2: twice as fast. Measured when it is first asked for. */
export function machineSpeed(): number {
  known ??= sure(2 / (bestOf(text) / reference.text + bestOf(system) / reference.system));
  return known;
}

function sure(speed: number): number {
  if (speed > 1 / (1 + alike) && speed < 1 + alike) return 1;
  return Math.min(widest, Math.max(1 / widest, speed));
}

/** Microseconds. */
function bestOf(round: () => void): number {
  const end = performance.now() + mostMillis / 2;
  let best = Number.POSITIVE_INFINITY;
  for (let now = performance.now(), left = rounds; left > 0 && now < end; left--) {
    round();
    const after = performance.now();
    best = Math.min(best, after - now);
    now = after;
  }
  return 1_000 * best;
}

const sample = { type: "telemetry", seq: 48_213, ts: 1_768_500_000_123, state: { on: true, level: 0.72, watts: 8.61 } };
const bytes = Buffer.alloc(256);

function text(): void {
  for (let time = 0; time < 20; time++) {
    const written = bytes.write(JSON.stringify(sample));
    JSON.parse(bytes.toString("utf8", 0, written));
  }
}

function system(): void {
  for (let time = 0; time < 20; time++) statSync("/", { throwIfNoEntry: false });
}
