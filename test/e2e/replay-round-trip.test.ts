/** The promise of record and replay: what is played to a fresh server leaves it in the state that the first one was left in. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { RealClock } from "../../src/kernel/real-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant } from "../../src/kernel/time.ts";
import type { ReplaySummary } from "../../src/replay/replay-summary.ts";
import { type RunningServer, startServer } from "../../src/server/http-server.ts";
import { Hub } from "../../src/server/hub.ts";
import { disposeAll } from "../support/dispose-all.ts";
import { foreignServer } from "../support/foreign-server.ts";
import { temporaryFolder, testHost } from "../support/test-host.ts";

async function freshServer(): Promise<RunningServer> {
  const scheduler = new Scheduler(new RealClock(instant(Date.UTC(2026, 0, 15, 17))));
  const server = await startServer({ hub: new Hub({ scheduler }), scheduler, host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await server.close();
    scheduler.stop();
  });
  return server;
}

/** All that a server knows of its devices, without when it learned it and how it calls their sessions. */
async function devicesOf({ url }: RunningServer): Promise<Record<string, unknown>[]> {
  const get = async (path: string): Promise<never> =>
    (await fetch(`${url}${path}`, { headers: { connection: "close" } })).json() as Promise<never>;
  const { devices } = (await get("/api/devices?limit=100")) as { devices: { id: string }[] };
  const details: Record<string, unknown>[] = [];
  for (const { id } of devices.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const detail: unknown = await get(`/api/devices/${id}`);
    details.push(JSON.parse(JSON.stringify(detail, (name, value) => (timeMembers.has(name) ? undefined : value))));
  }
  return details;
}

const timeMembers = new Set(["time", "firstSeenAt", "lastSeenAt", "at", "receivedAt", "since", "session"]);

const scenario = (server: RunningServer): string => `
flotilla: 1
name: busy
seed: 7
clock: { start: now, speed: 4 }
homes: 3
fleet:
  - { kind: lock, perHome: 1, telemetry: { every: 2s, ack: true } }
  - { kind: bulb, perHome: 2, telemetry: { every: 2s } }
load: [{ ramp: 100%, over: 2s }, { hold: 18s }]
target: { url: "${server.wsUrl}/devices/{id}?v=1", auth: { bearer: secret } }
timeline:
  - { at: 4s, act: press, select: { kind: bulb, count: 3 } }
  - at: 5s
    command: unlockDoor
    select: { kind: lock, count: 2 }
    via: { http: { post: "${server.url}/api/devices/{id}/commands", body: '{"name":"{command}","args":{args}}', headers: { content-type: application/json } } }
  - { at: 7s, disconnect: abrupt, for: 2s, select: { kind: bulb, count: 2 } }
  - { at: 9s, reboot: true, select: { kind: bulb, count: 1 } }
`;

test("a run that is recorded and replayed to a fresh server leaves it in the same state", async () => {
  const [first, second] = [await freshServer(), await freshServer()];
  const cwd = temporaryFolder();
  const run = testHost(["run", "busy.yaml", "--record", "tape.ndjson", "--out", "run", "--quiet"], {
    cwd,
    files: { "busy.yaml": scenario(first) },
  });
  await run.run();
  expect(run.err).toBe("");
  const before = await devicesOf(first);
  expect(before).toHaveLength(9);
  expect(before.flatMap(({ events }) => events)).not.toHaveLength(0);

  const replay = testHost(["replay", "tape.ndjson", "--target", second.wsUrl, "--speed", "4", "--json"], { cwd });
  await replay.run();
  expect(replay.err).toContain("the tape holds no value of the header Authorization");
  const summary = JSON.parse(replay.out) as ReplaySummary;
  expect(summary.messages).toMatchObject({ unsent: 0, omitted: 0 });
  expect(summary.requests).toMatchObject({ errors: 0, unanswered: 0, unasked: 0 });
  expect(await devicesOf(second)).toEqual(before.map(withoutCommands));
}, 60_000);

/** Nobody sends the commands again; what they did is on the tape as what the devices said. */
function withoutCommands(device: Record<string, unknown>): Record<string, unknown> {
  const counters = device["counters"] as Record<string, number>;
  return { ...device, counters: { ...counters, commandsSent: 0, commandsDone: 0, commandsFailed: 0 } };
}

test("a foreign protocol is played byte for byte over real sockets, and copies under names of their own", async () => {
  const cwd = temporaryFolder();
  const at = (time: number, line: object): string => `${JSON.stringify({ at: time, connection: 1, ...line })}\n`;
  const tape = [
    '{"flotilla-tape":1,"recorder":"test","by":"proxy","redacted":true}\n',
    at(0, {
      type: "open",
      path: "/ocpp/CP001",
      subprotocols: ["ocpp1.6"],
      headers: [
        ["Authorization", "Basic ***"],
        ["X-A", "1"],
      ],
    }),
    at(2, { type: "opened", status: 101, subprotocol: "ocpp1.6", headers: [] }),
    at(5, { type: "message", direction: "up", text: '[2, "m-1", "BootNotification", {"serial": "CP001", "n": 1.0}]' }),
    at(9, { type: "message", direction: "down", text: '[3,"m-1",{"interval":300}]' }),
    at(20, { type: "message", direction: "up", binary: Buffer.from([0, 255, 1]).toString("base64") }),
    at(30, { type: "close", direction: "up", code: 4001, reason: "enough" }),
    at(31, { type: "end", by: "device", how: "closed" }),
  ];
  const bytes: Buffer[] = [];
  const server = await foreignServer({
    onVisitor: ({ socket }) => {
      socket.on("message", (data: Buffer, isBinary: boolean) => {
        if (isBinary) bytes.push(data);
        else socket.send('[3,"m-1",{"interval":60}]');
      });
    },
  });
  onTestFinished(() => disposeAll(server));
  const replay = testHost(
    [
      "replay",
      "tape.ndjson",
      "-t",
      `${server.url}/v2`,
      "--devices",
      "2",
      "--spread",
      "0s",
      "--compare",
      "--json",
    ].concat(["--header", "Authorization: Basic ${env.SECRET}-{id}"]),
    { cwd, files: { "tape.ndjson": tape.join("") }, env: { SECRET: "abc" } },
  );
  await replay.run();
  expect(replay.err).toBe("");
  const visits = server.visitors.toSorted((a, b) => (a.request.path < b.request.path ? -1 : 1));
  expect(visits.map(({ request }) => request.path)).toEqual(["/v2/ocpp/CP001", "/v2/ocpp/CP001-2"]);
  expect(visits.map(({ request }) => request.headers["authorization"])).toEqual([
    "Basic abc-CP001",
    "Basic abc-CP001-2",
  ]);
  expect(visits.map(({ request }) => request.headers["x-a"])).toEqual(["1", "1"]);
  expect(visits.map(({ heard }) => heard[0])).toEqual([
    '[2, "m-1", "BootNotification", {"serial": "CP001", "n": 1.0}]',
    '[2, "m-1", "BootNotification", {"serial": "CP001-2", "n": 1.0}]',
  ]);
  expect(bytes).toEqual([Buffer.from([0, 255, 1]), Buffer.from([0, 255, 1])]);
  expect(visits.map(({ end }) => end)).toEqual([
    { code: 4001, reason: "enough" },
    { code: 4001, reason: "enough" },
  ]);
  const { comparison } = JSON.parse(replay.out) as ReplaySummary;
  expect(comparison!.groups).toMatchObject([
    { count: 2, kind: "different", path: "2.interval", expected: "300", found: "60" },
  ]);
});

test("as a scenario, the tape of a run is one that the fleet can run", async () => {
  const server = await freshServer();
  const cwd = temporaryFolder();
  await testHost(["run", "busy.yaml", "--record", "tape.ndjson", "--out", "run", "--quiet"], {
    cwd,
    files: { "busy.yaml": scenario(server) },
  }).run();
  const made = testHost(["replay", "tape.ndjson", "--as-scenario", "again.yaml"], { cwd });
  expect(await made.run()).toBe(0);
  const text = readFileSync(join(cwd, "again.yaml"), "utf8");
  expect(text).toContain("command: unlockDoor");
  expect(text).toContain("disconnect: abrupt");
  expect(text).toContain("reboot: true");
  const validate = testHost(["validate", "again.yaml"], { cwd });
  expect([await validate.run(), validate.out]).toEqual([0, expect.stringContaining("9 devices (6 bulb, 3 lock)")]);
  const again = testHost(["run", "again.yaml", "--speed", "max", "--json", "--out", "again"], { cwd });
  expect([await again.run(), again.err]).toEqual([0, ""]);
  expect(JSON.parse(again.out)).toMatchObject({ verdict: "pass", devices: { planned: 9, peakConnected: 9 } });
}, 60_000);
