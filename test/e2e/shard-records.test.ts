/**
 * Promised of a run in several processes: what its shards wrote is whole when the run's own process is killed, and does not get in the
 * way of the next run; a process of the run that was stopped for a while loses nothing, and makes the run invalid.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { builtBin, type BuiltBin } from "../support/built-bin.ts";
import { referenceServer, type ReferenceServer } from "../support/reference-server.ts";
import { temporaryFolder } from "../support/test-host.ts";

const homes = 20;
const shards = 2;

interface Running {
  readonly run: BuiltBin;
  readonly server: ReferenceServer;
  readonly out: string;
  /** The same once more, into the same folder. */
  again(hold: string): BuiltBin;
}

/** A run with all of its devices on a server. */
async function running(hold: string): Promise<Running> {
  const folder = temporaryFolder();
  const server = await referenceServer(0);
  onTestFinished(() => server.kill());
  const start = (length: string): BuiltBin => {
    const fleet = "[{ kind: lock, perHome: 1, telemetry: { every: 1s } }]";
    const scenario = `flotilla: 1\nname: records\nhomes: ${homes}\nfleet: ${fleet}\nload: [{ hold: ${length} }]\n`;
    writeFileSync(join(folder, "my.yaml"), scenario);
    const target = ["--target", server.webSocketUrl, "--shards", `${shards}`];
    return builtBin(["run", "my.yaml", "--out", "out", "--events", ...target], folder);
  };
  const run = start(hold);
  await expect.poll(async () => (await server.get("/api/stats")).connected, { timeout: 30_000 }).toBe(homes);
  return { run, server, out: join(folder, "out"), again: start };
}

function recordsIn(file: string): { readonly device: string; readonly at: number }[] {
  const text = readFileSync(file, "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { device: string; at: number });
}

test("records are whole, of each shard, when the run's process is killed; the next run in that folder has its own only", async () => {
  const { run, server, out, again } = await running("1h");
  run.child.kill("SIGKILL");
  await run.exit;
  await expect.poll(async () => (await server.get("/api/stats")).connected, { timeout: 10_000 }).toBe(0);
  const parts = readdirSync(out).filter((name) => /^events\.ndjson\.shard-\d+\.part$/.test(name));
  expect(parts).toEqual(["events.ndjson.shard-0.part", "events.ndjson.shard-1.part"]);
  const devices = (): Set<string> =>
    new Set(parts.flatMap((part) => recordsIn(join(out, part)).map(({ device }) => device)));
  // Its shards close their files when they have cut their connections.
  await expect.poll(() => devices().size, { timeout: 10_000 }).toBe(homes);
  expect(readFileSync(join(out, "events.ndjson"), "utf8")).toBe("");

  expect([0, 11]).toContain(await again("3s").exit);
  expect(readdirSync(out).toSorted()).toEqual(["events.ndjson", "scenario.yaml", "summary.json"]);
  const records = recordsIn(join(out, "events.ndjson"));
  expect(new Set(records.map(({ device }) => device)).size).toBe(homes);
  expect(records.map(({ at }) => at)).toEqual(records.map(({ at }) => at).toSorted((a, b) => a - b));
});

test("the run's process stopped for six seconds loses no device and no record, and the run is invalid", async () => {
  const { run, server, out } = await running("15s");
  process.kill(run.child.pid!, "SIGSTOP");
  // As long as it is stopped is what this is about.
  await setTimeout(6_000);
  expect((await server.get("/api/stats")).connected).toBe(homes);
  process.kill(run.child.pid!, "SIGCONT");
  expect(await run.exit).toBe(11);
  expect(run.out).not.toMatch(/has said nothing|died/);
  const { verdict, reasons, connections, messages } = JSON.parse(
    readFileSync(join(out, "summary.json"), "utf8"),
  ) as Summary;
  expect(verdict).toBe("invalid");
  expect(reasons.join("\n")).toMatch(/the main process stood still/);
  expect(connections).toMatchObject({ opened: homes, lost: 0 });
  const records = recordsIn(join(out, "events.ndjson")) as unknown as { type: string }[];
  expect(records.filter(({ type }) => type === "telemetry").length).toBeGreaterThanOrEqual(messages.telemetry);
});
