/**
 * CPU per telemetry message, all in: living, scheduling, encoding, sending, counting. Against a program in C that sends messages of the
 * same length over as many connections at the same pace, in turns with it.
 *
 * At the same pace, because most of the price is the system call's, and that costs twice as much when it wakes a server
 * that sleeps than when the server has not caught up yet. The floor at full speed is told beside it.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Summary } from "../../src/fleet/run-events.ts";
import { inCheckout } from "./build.ts";
import { type Figure, median } from "./figure.ts";
import { FlotillaRun } from "./flotilla-run.ts";
import { floorOf } from "./sink/floor.ts";
import { Sink } from "./sink/sink.ts";

export const metered: string = inCheckout("test/bench/scenarios/metered.yaml");

export interface MessageSize {
  readonly devices: number;
  readonly rounds: number;
  readonly seconds: number;
}

export async function messageFigures({ devices, rounds, seconds }: MessageSize): Promise<Figure[]> {
  const found: { ours: number; paced: number; full: number; bytes: number; rate: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    await using sink = await Sink.start({ connections: devices, workers: 1 });
    const { micros, bytes, rate } = await steady(sink, devices, seconds);
    const like = { connections: devices, messageBytes: bytes, messages: rate * seconds };
    const paced = await floorOf(sink, { ...like, rate });
    const full = await floorOf(sink, like);
    found.push({ ours: micros, paced: paced.messageMicros, full: full.messageMicros, bytes, rate });
  }
  const of = (pick: (round: (typeof found)[number]) => number): number => median(found.map(pick));
  const name = `message: ${devices.toLocaleString("en")} devices, each once a second`;
  return [
    { name: `${name}: CPU per message`, value: of(({ ours }) => ours), unit: "µs" },
    { name: "message: floor in C at the same pace", value: of(({ paced }) => paced), unit: "µs" },
    { name: "message: floor in C at full speed", value: of(({ full }) => full), unit: "µs" },
    {
      name: "message: CPU against the floor at the same pace",
      value: of(({ ours, paced }) => ours / paced),
      unit: "x",
      limit: { most: 2 },
    },
    { name: "message: length on average", value: of(({ bytes }) => bytes), unit: "B" },
    { name: "message: rate seen by the sink", value: of(({ rate }) => rate), unit: "/s" },
  ];
}

export interface Steady {
  /** CPU time per message. */
  readonly micros: number;
  readonly bytes: number;
  readonly rate: number;
  /** Of one core. */
  readonly share: number;
  readonly summary: Summary;
}

/** What devices that report every second cost once all of them do. */
export async function steady(sink: Sink, devices: number, seconds: number): Promise<Steady> {
  await using run = new FlotillaRun([metered, "--target", sink.url, "--devices", String(devices), "--shards", "1"]);
  const gone = await sink.counts();
  await sink.until(({ accepted }) => accepted - gone.accepted >= devices, 60);
  await wait(1_000 * warmUpSeconds);
  const before = { counts: await sink.counts(), cpu: run.usage().cpuSeconds };
  await wait(1_000 * seconds);
  const after = { counts: await sink.counts(), cpu: run.usage().cpuSeconds };
  const summary = await run.finish();
  const messages = after.counts.text - before.counts.text;
  const passed = after.counts.seconds - before.counts.seconds;
  const cpu = after.cpu - before.cpu;
  return {
    micros: (1e6 * cpu) / messages,
    bytes: (after.counts.textBytes - before.counts.textBytes) / messages,
    rate: messages / passed,
    share: cpu / passed,
    summary,
  };
}

/** Until V8 has compiled what runs often. */
const warmUpSeconds = 5;
