/**
 * Promised: a run that the generator itself could not keep up with is invalid, exits with 11 and says which process it was and what to do;
 * a server that is slow, deaf or rude never makes a run invalid.
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import type { Summary } from "../../src/fleet/run-events.ts";
import { exitCodes } from "../../src/cli/exit-code.ts";
import { builtBin } from "../support/built-bin.ts";
import { temporaryFolder } from "../support/test-host.ts";

/** A kind whose physics takes 20 ms of CPU every 10 ms. */
const burner = `import { defineKind, later, millis } from "flotilla/device";

export default defineKind({
  name: "burner",
  summary: "Works more than there is time for.",
  matterType: "none",
  power: "mains",
  rooms: { hall: 1 },
  attributes: {},
  commands: {},
  events: {},
  settings: {},
  faults: {},
  acts: {},
  wakes: ["burn"],
  signals: {},
  start(context) {
    context.wake("burn", later(context.now, millis(10)));
    return {};
  },
  step(state, input, context) {
    if (input.type !== "wake") return;
    const until = performance.now() + 20;
    while (performance.now() < until);
    context.wake("burn", later(context.now, millis(10)));
  },
});
`;

/** One burner in the first of two homes, and nothing but locks in the other. */
const overload = `flotilla: 1
name: overload
homes: 2
fleet: [{ kind: burner, count: 1 }, { kind: lock, perHome: 5 }]
load: [{ hold: 3s }]
expect: [connections.lost == 0]
`;

async function run(argv: readonly string[], files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const bin = builtBin(["run", "my.yaml", "--out", "out", ...argv], folder);
  const exit = await bin.exit;
  const summary = JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8")) as Summary;
  return { exit, summary, out: bin.out };
}

describe("a generator with more to do than it has time for", () => {
  test.each([
    ["1", "the generator"],
    ["2", "shard 0"],
  ])("of --shards %s is no measure of the server, and says that it was %s", async (shards, who) => {
    const files = { "my.yaml": overload, "burner.ts": burner };
    const { exit, summary, out } = await run(["--kinds", "burner.ts", "--shards", shards], files);
    expect({ exit, verdict: summary.verdict }).toEqual({ exit: exitCodes.invalid, verdict: "invalid" });
    expect(summary.reasons[0]).toMatch(
      // What to do is fewer devices, or, where others have the cores, another machine.
      new RegExp(
        `^${who} fell behind its own schedule: lateness p99 [\\d,]+ ms, limit 100 ms.*; .*(--devices|machine)`,
      ),
    );
    expect(summary.generator.believe).toBe("no");
    expect(summary.generator.shards).toHaveLength(Number(shards));
    const [burning] = summary.generator.shards;
    expect(burning!.latenessMs.p99).toBe(Math.max(...summary.generator.shards.map(({ latenessMs }) => latenessMs.p99)));
    expect(out).toMatch(/^INVALID {2}overload$/m);
  });
});

/** What the server does to a device, by the device's number. */
const manners: readonly ((socket: WebSocket) => void)[] = [
  (socket) => answer(socket, 0),
  // Slow to accept a device, and to answer whatever it is asked.
  (socket) => answer(socket, 800),
  // Reads nothing at all.
  (socket) => socket.pause(),
  // Goes when it likes.
  (socket) => {
    answer(socket, 0);
    setTimeout(() => socket.terminate(), 300);
  },
  (socket) => {
    answer(socket, 0);
    setTimeout(() => socket.close(1011, "oops"), 500);
  },
];

function answer(socket: WebSocket, delay: number): void {
  socket.on("message", (data) => {
    const { id, method } = JSON.parse(String(data)) as { id?: unknown; method?: string };
    if (id === undefined || method === undefined) return;
    const text = JSON.stringify({ jsonrpc: "2.0", id, result: {} });
    setTimeout(() => socket.send(text), delay);
  });
}

/** One that also takes its time with every upgrade, and refuses each fifth. */
async function slowServer(): Promise<string> {
  let asked = 0;
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    verifyClient: (_: unknown, decide: (ok: boolean, code?: number) => void) => {
      const refused = ++asked % 5 === 0;
      setTimeout(() => (refused ? decide(false, 503) : decide(true)), 400);
    },
  });
  server.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    socket.on("error", () => {});
    const number = Number(/(\d+)$/.exec(request.url ?? "")?.[1] ?? 0);
    manners[number % manners.length]!(socket);
  });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    return new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  });
  await new Promise((resolve) => {
    server.on("listening", resolve);
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/{id}`;
}

const patient = (url: string): string => `flotilla: 1
name: patient
target: { url: "${url}" }
fleet:
  - kind: lock
    count: 40
    telemetry: { every: 100ms }
    reconnect: { policy: fixed, delay: 100ms }
load: [{ ramp: 100%, over: 2s }, { hold: 5s }]
`;

/** Share of the time that the machine gave to others while the run wanted it. */
const busyMachine = 0.05;

describe("a server that is slow, deaf, rude and refusing", () => {
  test("does not make a run invalid", async ({ skip }) => {
    const { exit, summary } = await run([], { "my.yaml": patient(await slowServer()) });
    expect(summary.connections).toMatchObject({ refusals: { 503: expect.any(Number) as number } });
    expect(summary.connections.lost).toBeGreaterThan(20);
    expect(summary.latency.connect.p50).toBeGreaterThan(390);
    const { cpuWaitSeconds, latenessMs } = summary.generator;
    // Where others had the cores it says that, and nothing is known of the rest.
    const { verdict, reasons } = summary;
    skip(
      verdict === "invalid" && (cpuWaitSeconds ?? 0) > busyMachine * summary.run.durationSeconds,
      `the machine gave its cores to others for ${cpuWaitSeconds?.toFixed(1)} s: ${reasons.join("; ")}`,
    );
    expect({ exit, verdict, reasons }).toEqual({
      exit: exitCodes.pass,
      verdict: "pass",
      reasons: [],
    });
    // Each waits for the server for hundreds of milliseconds, and none of that is lateness.
    expect(latenessMs.p50).toBeLessThan(50);
  });
});
