/**
 * Promised of a fleet in several processes: the same counts as in one; one that dies is noticed, comes back with its devices and makes the
 * run invalid, and so does one that stood still; none is left when the run is over, however that came; an interrupt says goodbye for the
 * devices of all.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, onTestFinished, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { builtBin, type BuiltBin } from "../support/built-bin.ts";
import { referenceServer, type ReferenceServer } from "../support/reference-server.ts";
import { temporaryFolder } from "../support/test-host.ts";

const homes = 30;
const scenario = (hold: string): string => `flotilla: 1
name: shards
homes: ${homes}
fleet: [{ kind: lock, perHome: 1, telemetry: { every: 1s } }]
load: [{ hold: ${hold} }]
`;

interface Sharded {
  readonly run: BuiltBin;
  readonly server: ReferenceServer;
  readonly folder: string;
  readonly summary: () => Summary;
}

/** A run with all of its devices on a server. */
async function sharded(shards: number, hold: string, ...options: string[]): Promise<Sharded> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "my.yaml"), scenario(hold));
  const server = await referenceServer(0);
  onTestFinished(() => server.kill());
  const argv = ["run", "my.yaml", "--target", server.webSocketUrl, "--out", "out", "--shards", `${shards}`, ...options];
  const run = builtBin(argv, folder);
  await expect.poll(async () => (await server.get("/api/stats")).connected, { timeout: 30_000 }).toBe(homes);
  const summary = (): Summary => JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8")) as Summary;
  return { run, server, folder, summary };
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function linesOf(folder: string): { readonly at: number; readonly device: string }[] {
  const text = readFileSync(join(folder, "out/events.ndjson"), "utf8").trim();
  return text.split("\n").map((line) => JSON.parse(line) as { at: number; device: string });
}

test("one of three that is killed comes back with its devices, the others go on, and the run is invalid", async () => {
  const { run, server, summary } = await sharded(3, "15s", "--events");
  const children = childrenOf(run.child.pid!);
  expect(children).toHaveLength(3);
  process.kill(children[1]!, "SIGKILL");
  await run.printed("died (killed by SIGKILL)");
  await expect
    .poll(async () => (await server.get("/api/stats")).counters.connections, { timeout: 15_000 })
    .toBe(homes + 10);
  await expect.poll(async () => (await server.get("/api/stats")).connected, { timeout: 15_000 }).toBe(homes);
  expect(await run.exit).toBe(11);
  const { verdict, reasons, connections, devices } = summary();
  expect(verdict).toBe("invalid");
  expect(reasons.join("\n")).toMatch(/shard 1.*killed by SIGKILL/);
  expect(devices).toMatchObject({ connectedAtEnd: homes });
  // Those of the others were never lost.
  expect(connections).toMatchObject({ lost: 0, closeCodes: { 1000: homes } });
});

test("one of three that stands still is told of, the others go on, and the run is invalid though nothing was lost", async () => {
  const { run, server, summary } = await sharded(3, "1h");
  const [, stopped] = childrenOf(run.child.pid!);
  const reported = async (id: string): Promise<number> =>
    ((await server.get(`/api/devices/${id}`)) as { counters: { samples: number } }).counters.samples;
  // Home by home, a third of them in each shard.
  const [ofTheFirst, ofTheStopped, ofTheLast] = ["lock-0001", "lock-0015", "lock-0030"] as const;
  process.kill(stopped!, "SIGSTOP");
  await run.printed("shard 1 has said nothing for");
  const then = {
    first: await reported(ofTheFirst),
    stopped: await reported(ofTheStopped),
    last: await reported(ofTheLast),
  };
  await expect.poll(() => reported(ofTheFirst), { timeout: 15_000 }).toBeGreaterThan(then.first + 2);
  await expect.poll(() => reported(ofTheLast), { timeout: 15_000 }).toBeGreaterThan(then.last + 2);
  expect(await reported(ofTheStopped)).toBe(then.stopped);
  process.kill(stopped!, "SIGCONT");
  await expect.poll(() => reported(ofTheStopped), { timeout: 15_000 }).toBeGreaterThan(then.stopped);
  run.child.kill("SIGINT");
  expect(await run.exit).toBe(130);
  const { verdict, reasons, connections, generator } = summary();
  expect(verdict).toBe("invalid");
  expect(reasons.join("\n")).toMatch(/^shard 1 stood still for .* not running: stopped, or without a core/m);
  expect(generator.shards.map(({ deaths }) => deaths)).toEqual([0, 0, 0]);
  expect(connections).toMatchObject({ opened: homes, lost: 0 });
  expect(connections.closeCodes).toEqual({ 1000: homes });
});

test("one that stands still and does not go on is not waited for for ever, and not left behind", async () => {
  const { run, summary } = await sharded(3, "1h");
  const children = childrenOf(run.child.pid!);
  process.kill(children[1]!, "SIGSTOP");
  run.child.kill("SIGINT");
  expect(await run.exit).toBe(130);
  await expect.poll(() => children.filter(isThere), { timeout: 10_000 }).toEqual([]);
  const { verdict, reasons, connections } = summary();
  expect(verdict).toBe("invalid");
  expect(reasons.join("\n")).toMatch(/^shard 1 did not end when the run did: what it counted last is missing/m);
  // Those of the others have said goodbye.
  expect(connections).toMatchObject({ closeCodes: { 1000: homes - 10 } });
});

test("no process is left when the run's own is killed", async () => {
  const { run, server } = await sharded(2, "1h");
  const children = childrenOf(run.child.pid!);
  expect(children).toHaveLength(2);
  run.child.kill("SIGKILL");
  await run.exit;
  await expect.poll(() => children.filter(isThere), { timeout: 10_000 }).toEqual([]);
  await expect.poll(async () => (await server.get("/api/stats")).connected, { timeout: 10_000 }).toBe(0);
});

test("an interrupt that the terminal tells all processes says goodbye for every device, and completes the files", async () => {
  const { run, server, folder, summary } = await sharded(2, "1h", "--events");
  const children = childrenOf(run.child.pid!);
  for (const pid of [...children, run.child.pid!]) process.kill(pid, "SIGINT");
  expect(await run.exit).toBe(130);
  expect(run.err).toBe("");
  expect(children.filter(isThere)).toEqual([]);
  expect(summary()).toMatchObject({
    run: { interrupted: true, shards: 2 },
    devices: { connectedAtEnd: homes },
    connections: { opened: homes, closeCodes: { 1000: homes } },
  });
  const lines = linesOf(folder);
  expect(new Set(lines.map(({ device }) => device)).size).toBe(homes);
  expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted((a, b) => a - b));
  const { devices } = await server.get(`/api/devices?limit=${homes}`);
  for (const { id } of devices) {
    const device = await server.get(`/api/devices/${id}`);
    expect(device).toMatchObject({ connected: false, disconnection: { code: 1000, goodbye: "shutdown" } });
  }
});

test("commands of the timeline and of people reach the devices of every shard through the built-in server", async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "my.yaml"),
    `${scenario("8s")}timeline: [{ name: lock-all, at: 3s, do: [{ command: lockDoor }] }]\n`,
  );
  const run = builtBin(["run", "my.yaml", "--shards", "2", "--out", "out"], folder);
  await run.printed("lock-all: 30 devices");
  const url = /Reference server at (\S+),/.exec(run.out)![1]!;
  for (const id of ["lock-0001", "lock-0030"]) {
    const answer = await fetch(`${url}/api/devices/${id}/commands`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify({ name: "lockDoor" }),
    });
    expect(answer.status).toBe(200);
  }
  expect([0, 11]).toContain(await run.exit);
  const summary = JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8")) as Summary;
  expect(summary.commands).toMatchObject({ sent: homes, received: homes + 2, answered: homes + 2, lost: 0 });
});
