import { expect, test } from "vitest";
import { catalog } from "../../../../devices/catalog.ts";
import { fitWarnings } from "../../../../src/library/machine/fit/fit-warnings.ts";
import type { MachineLimits } from "../../../../src/library/machine/machine-limits.ts";
import { compileScenario } from "../../../../src/scenario/compile-scenario.ts";
import type { Plan } from "../../../../src/scenario/plan.ts";

const limits: MachineLimits = {
  cores: 2,
  speed: 1,
  memory: { total: 16e9, available: 16e9 },
  openFiles: { soft: 20_064, hard: 20_064 },
  systemFiles: { used: 0, max: 10_000_000 },
  threads: 30_000,
  ephemeralPorts: { first: 32_768, last: 60_999 },
  timeWaitReuse: 2,
  tcpMemory: null,
  tracked: null,
  acceptQueue: 4_096,
};

function planOf(devices: number, more = ""): Plan {
  const text = `flotilla: 1\nhomes: 10\nfleet: [{ kind: bulb, count: ${devices} }]\n${more}`;
  const compiled = compileScenario(text, { file: "x.yaml", env: {}, kinds: catalog });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.plan;
}

const toAway = "target: ws://hub.example.com\n";
const toHere = "target: ws://127.0.0.1:9\n";

test("nothing is said of a fleet that fits", () => {
  expect(fitWarnings(planOf(20_000, toAway), { shards: 1, sources: undefined, limits })).toEqual([]);
});

test("each limit that is too small is said in a line, the smallest first, with what to do", () => {
  expect(fitWarnings(planOf(30_000, toHere), { shards: 1, sources: undefined, limits })).toEqual([
    "only 20,000 of 30,000 devices fit the open files of this machine: more shards: `--shards auto`",
    "only 28,232 of 30,000 devices fit the ports of this machine: `--source-addresses 127.0.0.2-127.0.0.3`",
  ]);
});

test("source addresses, targets and shards count", () => {
  const ports = [{ first: 1_024, last: 65_535 }];
  const sources = { addresses: ["127.0.0.2"], ports };
  expect(fitWarnings(planOf(60_000, toHere), { shards: undefined, sources, limits })).toEqual([]);
  const two = "target: { url: [ws://a.example.com, ws://b.example.com] }\n";
  expect(fitWarnings(planOf(56_000, two), { shards: 3, sources: undefined, limits })).toEqual([]);
});

test("the built-in server has its own end of every connection in the run's process", () => {
  expect(fitWarnings(planOf(12_000), { shards: 1, sources: undefined, limits })).toEqual([
    "only 10,000 of 12,000 devices fit the open files of this machine: a server in a process of its own: `flotilla server`, and `--target`",
  ]);
});

test("nothing is said in virtual time, which has no connections", () => {
  const plan = planOf(1_000_000, "clock: { speed: max }\n");
  expect(fitWarnings(plan, { shards: 1, sources: undefined, limits })).toEqual([]);
});
