/**
 * Promised: whoever interrupts a run gets goodbyes sent, files complete and 130, within five seconds; whoever does it twice
 * gets out at once.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { summarySchema } from "../../src/report/summary-schema.ts";
import { builtBin, type BuiltBin } from "../support/built-bin.ts";
import { referenceServer, type ReferenceServer } from "../support/reference-server.ts";
import { temporaryFolder } from "../support/test-host.ts";

const fleet = 40;
const scenario = `flotilla: 1
name: interrupted
fleet: [{ kind: lock, count: ${fleet} }]
load: [{ hold: 1h }]
`;

/** How long the promise allows, milliseconds. */
const patience = 5_000;

interface Running {
  readonly folder: string;
  readonly run: BuiltBin;
  readonly server: ReferenceServer;
  readonly summary: () => Summary;
}

/** A run with all of its devices on a server. */
async function running(...options: string[]): Promise<Running> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "my.yaml"), scenario);
  const server = await referenceServer(0);
  onTestFinished(async () => {
    server.thaw();
    await server.kill();
  });
  const run = builtBin(["run", "my.yaml", "--target", server.webSocketUrl, "--out", "out", ...options], folder);
  await expect.poll(async () => (await server.get("/api/stats")).connected, { timeout: 30_000 }).toBe(fleet);
  const summary = (): Summary => JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8")) as Summary;
  return { folder, run, server, summary };
}

/** Exit code, and how long the exit took. */
async function ended({ exit }: BuiltBin): Promise<{ code: number | null; millis: number }> {
  const since = performance.now();
  return { code: await exit, millis: performance.now() - since };
}

/** Nobody presses a key twice within a tenth of a second; what comes faster is taken for an echo. */
function keyPressed(): Promise<void> {
  return setTimeout(200);
}

function faults(summary: Summary): unknown[] {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(summarySchema);
  validate(summary);
  return validate.errors ?? [];
}

describe.each(["SIGINT", "SIGTERM"] as const)("a run that gets a %s", (signal) => {
  test("says goodbye for every device, completes its files and exits with 130", async () => {
    const { run, server, summary } = await running("--events");
    run.child.kill(signal);
    const { code, millis } = await ended(run);
    expect(code).toBe(130);
    expect(millis).toBeLessThan(patience);
    expect(run.err).toBe("");

    const { devices } = await server.get(`/api/devices?limit=${fleet}`);
    expect(devices).toHaveLength(fleet);
    for (const { id } of devices) {
      const device = await server.get(`/api/devices/${id}`);
      expect(device).toMatchObject({ connected: false, disconnection: { code: 1000, goodbye: "shutdown" } });
    }

    expect(faults(summary())).toEqual([]);
    expect(summary()).toMatchObject({
      run: { interrupted: true },
      devices: { peakConnected: fleet, connectedAtEnd: fleet },
      connections: { closeCodes: { 1000: fleet } },
    });
    expect(run.out).toMatch(/interrupted: devices say goodbye/);
    expect(run.out).toMatch(/^Files /m);
  });

  test("on a server that does not even take goodbyes exits with 130 all the same", async () => {
    const { run, server, summary } = await running();
    server.freeze();
    run.child.kill(signal);
    const { code, millis } = await ended(run);
    expect(code).toBe(130);
    expect(millis).toBeLessThan(patience);
    expect(summary()).toMatchObject({ run: { interrupted: true }, devices: { connectedAtEnd: fleet } });
  });

  test("twice stops at once, with its files complete", async () => {
    const { run, server, summary } = await running();
    server.freeze();
    run.child.kill(signal);
    await run.printed("interrupted: devices say goodbye");
    await keyPressed();
    run.child.kill(signal);
    const { code, millis } = await ended(run);
    expect(code).toBe(130);
    // Politely it takes three seconds on a server like this.
    expect(millis).toBeLessThan(2_000);
    expect(faults(summary())).toEqual([]);
  });
});

test("an interrupt that npm tells once more is one interrupt", async () => {
  const { run, summary } = await running();
  run.child.kill("SIGINT");
  await run.printed("interrupted: devices say goodbye");
  run.child.kill("SIGINT");
  expect(await run.exit).toBe(130);
  expect(summary().connections.closeCodes).toEqual({ 1000: fleet });
});

describe("a run whose reader goes away", () => {
  test("stops as if interrupted, and does not fall over", async () => {
    const { run, server, summary } = await running("--trace", "*");
    await run.printed("device.hello");
    run.child.stdout!.destroy();
    // Makes every device say something.
    await fetch(`${server.url}/api/devices/lock-0001/commands`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify({ name: "lockDoor" }),
    });
    expect(await run.exit).toBe(130);
    expect(run.err).toBe("");
    expect(summary()).toMatchObject({ run: { interrupted: true } });
    const device = await server.get("/api/devices/lock-0001");
    expect(device).toMatchObject({ connected: false, disconnection: { code: 1000 } });
  });

  test("of any other command as well", async () => {
    const schema = builtBin(["schema", "protocol"], temporaryFolder());
    schema.child.stdout!.destroy();
    expect(await schema.exit).toBe(0);
    expect(schema.err).toBe("");
  });
});
