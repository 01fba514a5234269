/**
 * What it takes to bring a device up: CPU from dial to ready, its birth and its first words included, with the server's answer to
 * hello waited for. And how many a second come up when all may at once.
 */
import { setTimeout as wait } from "node:timers/promises";
import { city, sourceAddresses } from "./city.ts";
import { type Figure, median } from "./figure.ts";
import { FlotillaRun } from "./flotilla-run.ts";
import { floorOf } from "./sink/floor.ts";
import { Sink } from "./sink/sink.ts";

export interface DialSize {
  readonly devices: number;
  readonly rounds: number;
  /** Dials in a second, where the price is measured. */
  readonly pace: number;
}

/** Before the first dial, so that the start of the process is not in the price. */
const quietSeconds = 3;

export async function dialFigures({ devices, rounds, pace }: DialSize): Promise<Figure[]> {
  const prices: number[] = [];
  const floors: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await using sink = await Sink.start({ connections: devices, acknowledges: true });
    prices.push((await broughtUp(sink, devices, devices / pace)).micros);
    const from = { address: "127.0.0.17", port: 20_000 };
    floors.push((await floorOf(sink, { connections: devices, messages: 0, messageBytes: 200, from })).dialMicros);
    rates.push((await broughtUp(sink, devices, 0.1)).rate);
  }
  const name = `dial: ${devices.toLocaleString("en")} devices`;
  return [
    {
      name: `${name} at ${pace.toLocaleString("en")}/s, CPU from dial to ready`,
      value: median(prices),
      unit: "µs",
      limit: { most: 400 },
    },
    { name: "dial: floor in C, connect and upgrade", value: median(floors), unit: "µs" },
    { name: `${name} at once, ready per second`, value: median(rates), unit: "/s" },
  ];
}

async function broughtUp(sink: Sink, devices: number, seconds: number): Promise<{ micros: number; rate: number }> {
  const ramp = `{ ramp: 100%, over: ${Math.round(seconds * 1_000)}ms }`;
  const load = `[{ step: 0% }, { hold: ${quietSeconds}s }, ${ramp}, { hold: 10m }]`;
  const gone = await sink.counts();
  await using run = new FlotillaRun([
    ...city(sink, devices, load, 1),
    ...["--set", "target.protocol.hello=request", "--source-addresses", sourceAddresses],
  ]);
  const first = await sink.until(({ accepted }) => accepted > gone.accepted, 30);
  // Nothing but a handful of dials lies between the process at rest and this.
  const before = run.usage().cpuSeconds;
  const last = await sink.until(({ answered }) => answered - gone.answered >= devices, seconds + 60);
  const after = run.usage().cpuSeconds;
  await wait(500);
  await run.finish();
  const dialled = devices - (first.accepted - gone.accepted);
  return { micros: (1e6 * (after - before)) / dialled, rate: dialled / (last.seconds - first.seconds) };
}
