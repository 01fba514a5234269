/**
 * How late scheduled work begins when the process is busy for 70 % of one core: 10,000 devices that report as often as that takes.
 *
 * Looked at once all are up and V8 has compiled what runs often. What is late because others had the cores is not ours to answer for, but
 * nothing can take it out again: it is told beside it, and a figure with more than some per cent of it says nothing.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import { FlotillaRun, type Punctuality } from "./flotilla-run.ts";
import { metered } from "./message.ts";
import { Sink } from "./sink/sink.ts";

const wantedShare = 0.7;
const closeEnough = 0.05;
const mostRounds = 3;
const devices = 10_000;
const seconds = 15;
const warmUpSeconds = 10;

interface Busy {
  readonly rate: number;
  /** Of one core. */
  readonly share: number;
  readonly punctuality: Punctuality;
}

export async function latenessFigures(): Promise<Figure[]> {
  let everyMillis = 350;
  let found = await measured(everyMillis);
  for (let round = 1; round < mostRounds && Math.abs(found.share - wantedShare) > closeEnough; round++) {
    everyMillis = Math.round((everyMillis * found.share) / wantedShare);
    found = await measured(everyMillis);
  }
  const { rate, share, punctuality } = found;
  const { lateness, longestGc, gc, waited } = punctuality;
  const name = `lateness: ${Math.round(rate).toLocaleString("en")} messages per second from one process`;
  return [
    { name: `${name}, share of one core`, value: share, unit: "" },
    { name: "lateness: schedule, p99", value: lateness.p99, unit: "ms", limit: { most: 5 } },
    { name: "lateness: schedule, p50", value: lateness.p50, unit: "ms" },
    { name: "lateness: schedule, p99.9", value: lateness.p999, unit: "ms" },
    { name: "lateness: collecting garbage, the longest in one go", value: longestGc, unit: "ms" },
    { name: "lateness: collecting garbage, of all the time", value: gc / (10 * seconds), unit: "%" },
    {
      name: "lateness: waiting for a core that others had, of all the time",
      value: waited / (10 * seconds),
      unit: "%",
    },
  ];
}

async function measured(everyMillis: number): Promise<Busy> {
  await using sink = await Sink.start({ connections: devices, workers: 1 });
  const pace = ["bulb", "plug", "thermostat"].flatMap((kind) => [
    "--set",
    `fleet.${kind}.telemetry.every=${everyMillis}ms`,
  ]);
  await using run = new FlotillaRun(
    [metered, "--target", sink.url, "--devices", String(devices), "--shards", "1", ...pace],
    "punctuality",
  );
  await sink.until(({ accepted }) => accepted >= devices, 60);
  await wait(1_000 * warmUpSeconds);
  await run.punctuality();
  const before = { counts: await sink.counts(), cpu: run.usage().cpuSeconds };
  await wait(1_000 * seconds);
  const after = { counts: await sink.counts(), cpu: run.usage().cpuSeconds };
  const punctuality = await run.punctuality();
  await run.finish();
  const passed = after.counts.seconds - before.counts.seconds;
  return {
    rate: (after.counts.text - before.counts.text) / passed,
    share: (after.cpu - before.cpu) / passed,
    punctuality,
  };
}
