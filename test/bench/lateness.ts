/** How late scheduled work begins when the process is busy for 70 % of one core: devices that report every second, as many as that takes. */
import type { Figure } from "./figure.ts";
import { steady, type Steady } from "./message.ts";
import { Sink } from "./sink/sink.ts";

const wantedShare = 0.7;
const closeEnough = 0.05;
const mostRounds = 3;
const mostDevices = 17_500;
const seconds = 15;

export async function latenessFigures(): Promise<Figure[]> {
  let devices = 10_000;
  let found = await measured(devices);
  for (let round = 1; round < mostRounds && Math.abs(found.share - wantedShare) > closeEnough; round++) {
    const wanted = Math.round((devices * wantedShare) / found.share);
    if (devices === mostDevices && wanted > mostDevices) break;
    devices = Math.min(mostDevices, wanted);
    found = await measured(devices);
  }
  const { latenessMs, eventLoopDelayMs } = found.summary.generator;
  const name = `lateness: ${devices.toLocaleString("en")} messages per second from one process`;
  return [
    { name: `${name}, share of one core`, value: found.share, unit: "" },
    { name: "lateness: schedule, p99", value: latenessMs.p99, unit: "ms", limit: { most: 5 } },
    { name: "lateness: schedule, p50", value: latenessMs.p50, unit: "ms" },
    { name: "lateness: event loop, p99", value: eventLoopDelayMs.p99, unit: "ms" },
  ];
}

async function measured(devices: number): Promise<Steady> {
  await using sink = await Sink.start({ connections: devices, workers: 1 });
  return await steady(sink, devices, seconds);
}
