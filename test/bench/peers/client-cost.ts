/** What a load generator costs while its connections are all up and send, seen from outside: the same look at each of them. */
import { setTimeout as wait } from "node:timers/promises";
import type { Figure } from "../figure.ts";
import { pssOfTree, usageOfTree } from "../process-usage.ts";
import type { Sink } from "../sink/sink.ts";

/** What each of them has to do: the same message from every connection, once a second. */
export interface Job {
  readonly devices: number;
  readonly message: string;
  readonly rampSeconds: number;
  readonly measuredSeconds: number;
}

const settleSeconds = 10;

/** @param pid the process that was started; those it started count as well. */
export async function clientCost(name: string, pid: number, sink: Sink, job: Job): Promise<Figure[]> {
  const { devices, rampSeconds, measuredSeconds } = job;
  await sink.until(({ open }) => open >= devices * mostUp, rampSeconds + 90);
  await wait(1_000 * settleSeconds);
  const before = { counts: await sink.counts(), cpu: usageOfTree(pid).cpuSeconds };
  await wait(1_000 * measuredSeconds);
  const after = { counts: await sink.counts(), cpu: usageOfTree(pid).cpuSeconds };
  const messages = after.counts.text - before.counts.text;
  const cpu = after.cpu - before.cpu;
  const passed = after.counts.seconds - before.counts.seconds;
  return [
    { name: `${name}, connections`, value: after.counts.open, unit: "" },
    { name: `${name}, messages per second`, value: messages / passed, unit: "/s" },
    { name: `${name}, CPU per message`, value: (1e6 * cpu) / messages, unit: "µs" },
    { name: `${name}, CPU, share of one core`, value: cpu / passed, unit: "" },
    { name: `${name}, memory per device, all told`, value: pssOfTree(pid) / after.counts.open / 1_000, unit: "kB" },
  ];
}

/** Some of them lose a connection or two on the way up. */
const mostUp = 0.99;
