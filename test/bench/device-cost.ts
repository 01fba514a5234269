/**
 * What a device costs without its connection: bytes with its unit, its part of a home and its queue entries; CPU to join, and to say
 * one sample. Lived by `Simulation`, so that all of a fleet is there but links.
 *
 * 1. Memory is what a garbage collection leaves, an hour of simulated time after the start, beyond what was held before.
 * 2. One of each kind to a home shows what a device of a lived-in fleet costs; a hundred of one kind to a home, the kind itself.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type * as shipped from "../../devices/catalog.ts";
import type * as simulating from "../../src/library/simulation/simulate.ts";
import type * as needs from "../../src/library/simulation/simulation-needs.ts";
import { hours, type Instant, later, minutes } from "../../src/kernel/time.ts";
import type * as compiling from "../../src/scenario/compile-scenario.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import type { ScenarioInput } from "../../src/scenario/scenario-input.ts";
import { built } from "./build.ts";
import type { Figure } from "./figure.ts";

type Fleet = ScenarioInput["fleet"];

export async function deviceFigures(devices = 18_000): Promise<Figure[]> {
  const code = await load();
  const each: Fleet = code.catalog.map(({ name: kind }) => ({ kind, perHome: 1 }));
  // Compiled code is no device.
  await held(code, each, 20);
  const mixed = await held(code, each, Math.round(devices / each.length));
  const figures: Figure[] = [
    { name: "device: bytes each, one of every kind to a home", value: mixed.bytes, unit: "B" },
    { name: "device: CPU per join, one of every kind to a home", value: mixed.joinMicros, unit: "µs" },
  ];
  for (const { name: kind } of code.catalog) {
    const { bytes } = await held(code, [{ kind, perHome: 100 }], Math.round(devices / 200));
    figures.push({ name: `device: ${kind}, bytes each, a hundred to a home`, value: bytes, unit: "B" });
  }
  for (const { name: kind } of code.catalog) {
    figures.push({ name: `device: ${kind}, CPU per sample`, value: await sampleMicros(code, kind), unit: "µs" });
  }
  return figures;
}

type Code = Awaited<ReturnType<typeof load>>;

async function load() {
  const { Simulation } = (await import(built("src/library/simulation/simulate.js"))) as typeof simulating;
  const { compileScenarioValue } = (await import(built("src/scenario/compile-scenario.js"))) as typeof compiling;
  const { catalog } = (await import(built("devices/catalog.js"))) as typeof shipped;
  const { simulationNeeds } = (await import(built("src/library/simulation/simulation-needs.js"))) as typeof needs;
  return { Simulation, simulationNeeds, compileScenarioValue, catalog };
}

async function held(code: Code, fleet: Fleet, homes: number): Promise<{ bytes: number; joinMicros: number }> {
  const before = heldBytes();
  let joined = 0;
  let bytes = 0;
  const simulation = new code.Simulation(planOf(code, fleet, homes), {
    ...code.simulationNeeds(code.catalog),
    length: hours(2),
    record: ({ type }) => {
      // All come at the start, each with the boot that it begins with.
      if (type === "boot" && ++joined === simulation.devices) joinedAt = process.cpuUsage(began);
    },
    notice: () => undefined,
    passed(until: Instant) {
      if (bytes > 0 || until < later(simulation.start, hours(1))) return;
      bytes = heldBytes() - before;
      simulation.stop();
    },
  });
  const began = process.cpuUsage();
  let joinedAt = began;
  await simulation.run();
  const { devices } = simulation;
  return { bytes: bytes / devices, joinMicros: (joinedAt.user + joinedAt.system) / devices };
}

/** CPU per sample of devices that say one every ten seconds, in steady state: model, schedule, report and record. */
async function sampleMicros(code: Code, kind: string): Promise<number> {
  const fleet: Fleet = [{ kind, perHome: 8, telemetry: { every: "10s" } }];
  let samples = 0;
  let steady: NodeJS.CpuUsage | undefined;
  const simulation = new code.Simulation(planOf(code, fleet, 250), {
    ...code.simulationNeeds(code.catalog),
    length: hours(1),
    record: ({ type }) => {
      if (type === "telemetry" && steady !== undefined) samples++;
    },
    notice: () => undefined,
    passed(until: Instant) {
      if (until >= later(simulation.start, minutes(10))) steady ??= process.cpuUsage();
    },
  });
  await simulation.run();
  const { user, system } = process.cpuUsage(steady);
  return (user + system) / samples;
}

function planOf({ compileScenarioValue, catalog }: Code, fleet: Fleet, homes: number): Plan {
  const compiled = compileScenarioValue(
    {
      flotilla: 1,
      seed: 42,
      homes,
      clock: { start: "2026-01-12T12:00:00+01:00" },
      world: { climate: "continental", outages: "typical" },
      fleet,
      load: [{ ramp: "100%", over: "0s" }, { hold: "2h" }],
    },
    { file: "device-cost", env: {}, kinds: catalog },
  );
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join("\n"));
  return compiled.plan;
}

function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // The first time round frees what the second can then let go of.
  for (let round = 0; round < 3; round++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
