/** The list of all parts. `npm run bench` measures them in this order. */
import { ciFigures } from "./ci.ts";
import { connectionFigures } from "./connection.ts";
import { deviceFigures } from "./device-cost.ts";
import { dialFigures } from "./dial.ts";
import { dialPortFigures } from "./dial-ports.ts";
import { fleetFigures } from "./fleet.ts";
import { growthFigures } from "./growth.ts";
import { kernelFigures } from "./kernel.ts";
import { latenessFigures } from "./lateness.ts";
import { memoryFigures } from "./memory.ts";
import { messageFigures } from "./message.ts";
import { millionFigures } from "./million.ts";
import type { Part } from "./part.ts";
import { peerFigures } from "./peers/peers.ts";
import { recordFigures } from "./record.ts";
import { simulateFigures } from "./simulate.ts";
import { soakFigures } from "./soak.ts";
import { virtualTimeFigures } from "./virtual-time.ts";

export const parts: readonly Part[] = [
  { name: "kernel", about: "the scheduler alone", measure: async () => kernelFigures() },
  { name: "virtual-time", about: "device events without a network", measure: virtualTimeFigures },
  {
    name: "device",
    about: "a device without its connection: memory, join, sample",
    measure: ({ devices = 18_000 }) => deviceFigures(devices),
  },
  {
    name: "memory",
    about: "memory per device in one process",
    needsCompiler: true,
    measure: () => memoryFigures([1_000, 5_000, 15_000]),
  },
  {
    name: "message",
    about: "CPU per message, against the floor in C",
    needsCompiler: true,
    measure: ({ devices = 10_000 }) => messageFigures({ devices, rounds: 3, seconds: 10 }),
  },
  {
    name: "dial",
    about: "CPU per dial to ready, and the rate",
    needsCompiler: true,
    measure: ({ devices = 10_000 }) => dialFigures({ devices, rounds: 3, pace: 1_000 }),
  },
  {
    name: "dial-ports",
    about: "the kernel's part of a dial, by how its port is found",
    needsCompiler: true,
    onlyByName: true,
    measure: ({ devices = 15_000 }) => dialPortFigures(devices),
  },
  {
    name: "connection",
    about: "a connection beside its device: memory, dial, message",
    needsCompiler: true,
    measure: ({ devices = 8_000 }) => connectionFigures({ connections: devices, messages: 100_000 }),
  },
  { name: "lateness", about: "the schedule at 70 % of one core", needsCompiler: true, measure: latenessFigures },
  {
    name: "soak",
    about: "memory over an hour, compressed",
    needsCompiler: true,
    measure: ({ devices = 2_000 }) => soakFigures({ devices, minutes: 5 }),
  },
  {
    name: "growth",
    about: "the cost of a device at 1,000, 10,000 and 100,000",
    needsCompiler: true,
    measure: ({ devices = 100_000 }) => growthFigures([1_000, 10_000, 100_000].filter((size) => size <= devices)),
  },
  { name: "simulate", about: "a day of a city as data", measure: simulateFigures },
  { name: "fleet", about: "2,000 bulbs with the built-in server", measure: fleetFigures },
  { name: "record", about: "what the recording proxy adds", measure: recordFigures },
  {
    name: "peers",
    about: "the same job by Artillery and Tsung",
    needsCompiler: true,
    onlyByName: true,
    measure: peerFigures,
  },
  {
    name: "million",
    about: "scenarios/million.yaml, whole, on this machine",
    needsCompiler: true,
    onlyByName: true,
    measure: millionFigures,
  },
  { name: "ci", about: "ratios in two minutes", needsCompiler: true, onlyByName: true, measure: ciFigures },
];
