import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { disposeAll } from "../support/dispose-all.ts";
import { foreignServer } from "../support/foreign-server.ts";
import { speakJsonRpc } from "../support/json-rpc-hub.ts";
import { type TestHost, testHost, type TestHostOptions } from "../support/test-host.ts";

const header = '{"flotilla-tape":1,"recorder":"test","by":"proxy","target":"ws://old.test/","redacted":true}\n';
const line = (at: number, connection: number, more: object): string =>
  `${JSON.stringify({ at, connection, ...more })}\n`;

/** A lock that says hello, reports once and leaves, in a tenth of a second. */
const visit = (connection: number, id: string): string =>
  [
    line(0, connection, { type: "open", path: `/d/${id}`, subprotocols: ["flotilla.v1"], headers: [] }),
    line(1, connection, { type: "opened", status: 101, subprotocol: "flotilla.v1", headers: [] }),
    line(2, connection, {
      type: "message",
      direction: "up",
      json: {
        jsonrpc: "2.0",
        id: 1,
        method: "device.hello",
        params: { device: id, type: "lock", fw: "1.0.0", ts: 1_750_000_000_000 },
      },
    }),
    line(5, connection, {
      type: "message",
      direction: "down",
      json: { jsonrpc: "2.0", id: 1, result: { heartbeatSec: 30 } },
    }),
    line(9, connection, {
      type: "message",
      direction: "up",
      json: {
        jsonrpc: "2.0",
        method: "telemetry.report",
        params: { ts: 1_750_000_000_007, seq: 1, values: { rssi: -60 } },
      },
    }),
    line(100, connection, { type: "close", direction: "up", code: 1000, reason: "" }),
    line(101, connection, { type: "end", by: "device", how: "closed" }),
  ].join("");

const tape = header + visit(1, "lock-1");

/** @param welcome what it answers to hello. */
async function server(welcome: object = { heartbeatSec: 30 }): Promise<{ url: string; seen: () => string[] }> {
  const methods: string[] = [];
  const foreign = await foreignServer({
    onVisitor: (visitor) => {
      const peer = speakJsonRpc(visitor, { welcome });
      visitor.socket.on("close", () =>
        methods.push(...peer.calls.map(({ method, params }) => `${method} ${params.device ?? params.seq}`)),
      );
    },
  });
  onTestFinished(() => disposeAll(foreign));
  return { url: foreign.url, seen: () => methods.toSorted() };
}

function replay(options: readonly string[], more: TestHostOptions = {}): TestHost {
  return testHost(["replay", "tape.ndjson", ...options], { files: { "tape.ndjson": tape }, ...more });
}

describe("flotilla replay", () => {
  test("plays the tape and says what became of it", async () => {
    const { url, seen } = await server();
    const host = replay(["--target", url, "--devices", "3", "--spread", "50ms"]);
    await host.run();
    expect(seen()).toEqual([
      ...["device.hello lock-1", "device.hello lock-1-2", "device.hello lock-1-3"],
      ...["telemetry.report 1", "telemetry.report 1", "telemetry.report 1"],
    ]);
    expect(host.out).toContain(
      `tape.ndjson: 101ms of 1 device, 1 connection, 2 messages to send; to ${url}, as 3 devices\n`,
    );
    expect(host.out).toContain("Connections  3 dialed, 3 opened");
    expect(host.out).toContain("Messages     6 sent");
    expect(host.out).toContain("Requests     3 sent, 3 answered\n");
    expect(host.out).toMatch(/answer +[\d.]+ ms/);
    expect(host.err).toBe("");
  });

  test("with --json prints the summary and nothing else", async () => {
    const { url } = await server();
    const host = replay(["-t", url, "--json", "--speed", "2"]);
    await host.run();
    expect(JSON.parse(host.out)).toMatchObject({
      schema: 1,
      replay: { tape: "tape.ndjson", speed: 2, rounds: 1, devices: 1, recordedDevices: 1, interrupted: false },
      connections: { attempts: 1, opened: 1, closeCodes: { 1000: 1 } },
      latency: { answer: { count: 1 }, answerByMethod: { "device.hello": { count: 1 } } },
    });
  });

  test("with --compare tells what differs, device for device, and exits with 10", async () => {
    const { url } = await server({ heartbeatSec: 60, motd: "hello" });
    const host = replay(["-t", url, "--compare", "-q"]);
    const exit = await host.run();
    expect(host.out).toContain("2 differences from the tape's server in 2 messages compared");
    expect(host.out).toContain(
      [
        "             ×1 answer to device.hello different at result.heartbeatSec",
        "               expected  30",
        "               found     60",
        "               first on connection 1 of lock-1, 00:00 into the tape",
        "             ×1 answer to device.hello different at result.motd",
        "               expected  nothing",
        '               found     "hello"',
      ].join("\n"),
    );
    // A machine that is too busy makes it invalid.
    expect(host.out.startsWith("FAIL") ? exit : 10).toBe(10);
    const ignoring = replay(["-t", url, "--compare", "-q", "--ignore", "heartbeatSec,result.motd"]);
    await ignoring.run();
    expect(ignoring.out).toContain("2 messages and upgrades of the server: no differences");
  });

  test("ends at an interrupt, with a goodbye", async () => {
    const { url } = await server();
    const host = replay(["-t", url, "--loop", "forever"]);
    const exit = host.run();
    await host.printed("again and again");
    expect(host.signal("SIGINT")).toBe(true);
    expect(await exit).toBe(130);
    expect(host.out).toContain("interrupted after");
  });

  test("gives up a target that nobody listens on, and exits with 4", async () => {
    const host = replay(["-t", "ws://127.0.0.1:9", "-q"]);
    expect(await host.run()).toBe(4);
    expect(host.out).toContain("no connection was ever opened in 1 attempts");
    expect(host.out).toContain("failed 1 (ECONNREFUSED ×1)");
  });
});

test("flotilla replay takes who the devices are from a list, one row for each", async () => {
  const foreign = await foreignServer({ onVisitor: (visitor) => void speakJsonRpc(visitor) });
  onTestFinished(() => disposeAll(foreign));
  const files = { "tape.ndjson": tape, "devices.csv": "id,token\nhub-7,aa\nhub-9,bb\n" };
  const given = ["--identities", "devices.csv", "--header", "Authorization: Bearer {token}", "--spread", "0s", "-q"];
  const host = replay(["-t", foreign.url, ...given], { files });
  await host.run();
  const seen = foreign.visitors.map(({ request, heard }) => [
    request.path,
    request.headers.authorization,
    (JSON.parse(heard[0]!) as { params: { device: string } }).params.device,
  ]);
  expect(seen.toSorted()).toEqual([
    ["/d/hub-7", "Bearer aa", "hub-7"],
    ["/d/hub-9", "Bearer bb", "hub-9"],
  ]);
  const many = replay(["-t", foreign.url, ...given, "--devices", "3"], { files });
  expect([await many.run(), many.err]).toEqual([2, expect.stringContaining("within the 2 of --identities, found 3")]);
  const faulty = replay(["-t", foreign.url, ...given], { files: { ...files, "devices.csv": "id\na\na\n" } });
  expect([await faulty.run(), faulty.err]).toEqual([
    2,
    expect.stringContaining("devices.csv:3: expected every id once"),
  ]);
});

describe("what a tape does not hold", () => {
  const secret =
    header +
    visit(1, "lock-1")
      .replace('"headers":[]', '"query":"key=***","headers":[["Authorization","Bearer ***"]]')
      .replace('"rssi":-60', '"token":"***"')
      .replace('["flotilla.v1"]', '["flotilla.v1","token.***"]');

  test("is left out, with a hint how to give it", async () => {
    const { url } = await server();
    const host = replay(["-t", url, "-q"], { files: { "tape.ndjson": secret } });
    await host.run();
    expect(host.err).toBe(
      [
        "warning: the tape holds no value of the header Authorization: it is left out; --header 'Authorization: ...' gives one",
        "warning: the tape holds no value of key in the query: it is left out; --set-query key=... gives one",
        "warning: the tape holds no value of token in 1 message: it is sent as ***; --set-member token=... gives one",
        "warning: the tape holds no secret that stood among the subprotocols of 1 connection: it is left out; --subprotocol gives all that are offered",
        "",
      ].join("\n"),
    );
  });

  test("is taken from the command line and the environment", async () => {
    const foreign = await foreignServer({ onVisitor: (visitor) => void speakJsonRpc(visitor) });
    onTestFinished(() => disposeAll(foreign));
    const given = [
      "--header",
      "Authorization: Bearer ${env.TOKEN}/{id}",
      "--set-query",
      "key=${env.KEY}",
      "--set-member",
      "token=t-{id}",
      "--subprotocol",
      "token.{id}",
    ];
    const host = replay(["-t", foreign.url, "-q", ...given], {
      files: { "tape.ndjson": secret },
      env: { TOKEN: "abc", KEY: "k&" },
    });
    await host.run();
    expect(host.err).toBe("");
    const [visitor] = foreign.visitors;
    expect(visitor!.request).toMatchObject({
      path: "/d/lock-1?key=k%26",
      headers: { authorization: "Bearer abc/lock-1", "sec-websocket-protocol": "token.lock-1" },
    });
    expect(JSON.parse(visitor!.heard[1]!)).toMatchObject({ params: { values: { token: "t-lock-1" } } });
  });
});

describe("a tape that cannot be played is refused before anything is dialed:", () => {
  const faulty = async (text: string): Promise<string> => {
    const host = replay(["-t", "ws://127.0.0.1:9"], { files: { "tape.ndjson": text } });
    expect(await host.run()).toBe(2);
    expect(host.out).toBe("");
    return host.err;
  };

  test.each([
    ["an empty file", "", "tape.ndjson: expected a tape, found an empty file"],
    ["another file", '{"a":1}\n', "tape.ndjson: expected a tape, found"],
    [
      "a later version",
      header.replace('tape":1', 'tape":2'),
      "tape.ndjson:1: expected a tape of version 1, found version 2",
    ],
    ["an edited line", `${tape}{"at":1000,"connection":1}\n`, "tape.ndjson:9: "],
    [
      "a line in the middle that breaks off",
      tape.replace('"type":"opened"', '"type":"ope'),
      "tape.ndjson:3: expected JSON",
    ],
    [
      "time that runs back",
      `${header}${visit(1, "a-1")}${visit(2, "a-2")}`,
      'tape.ndjson:9: expected "at" to be at least 101',
    ],
  ])("%s", async (_, text, message) => {
    expect(await faulty(text)).toContain(`error: ${message}`);
  });

  test("one that is not there, and a folder", async () => {
    const missing = testHost(["replay", "no.ndjson", "-t", "ws://127.0.0.1:9"]);
    expect([await missing.run(), missing.err]).toEqual([
      2,
      expect.stringContaining("no.ndjson: there is no such file"),
    ]);
    const folder = testHost(["replay", ".", "-t", "ws://127.0.0.1:9"]);
    expect([await folder.run(), folder.err]).toEqual([2, expect.stringContaining("it is a folder")]);
  });

  test("but one that breaks off in its last line is played up to there, with a warning", async () => {
    const { url, seen } = await server();
    const host = replay(["-t", url, "-q"], { files: { "tape.ndjson": `${tape}{"at":102,"conn` } });
    await host.run();
    expect(host.err).toContain("warning: tape.ndjson:9: the last line breaks off");
    expect(seen()).toHaveLength(2);
  });
});

describe("options that do not fit are refused:", () => {
  test.each([
    [[], "expected --target with the url of the server to play the tape to, found none"],
    [["-t", "http://x"], "expected the target as ws://"],
    [["-t", "ws://x/{device}"], "found {device}"],
    [["-t", "ws://x", "--speed", "0.01"], "expected --speed from 0.1 to 100, found 0.01"],
    [["-t", "ws://x", "--speed", "fast"], "expected a number after --speed"],
    [["-t", "ws://x", "--loop", "often"], 'expected --loop as a whole number above 0, or forever, found "often"'],
    [["-t", "ws://x", "--devices", "0"], "expected --devices as a whole number above 0, found 0"],
    [["-t", "ws://x", "--duration", "10"], 'expected a duration after --duration, found "10"'],
    [["-t", "ws://x", "--header", "Authorization"], "expected --header as 'Name: value'"],
    [
      ["-t", "ws://x", "--header", "A: ${env.NOT_SET}"],
      "expected the environment variable NOT_SET, which --header names, found it unset",
    ],
    [["-t", "ws://x", "--header", "A: {token}"], "expected placeholders that are known in --header, found {token}"],
    [
      ["-t", "ws://x", "--identities", "no.csv"],
      "expected a list of devices behind --identities, found ENOENT at no.csv",
    ],
    [["-t", "ws://x", "--set-query", "token"], 'expected --set-query as NAME=VALUE, found "token"'],
    [["-t", "ws://x", "--device-id", "cookie:x"], "expected --device-id as a place"],
    [["-t", "ws://x", "--ignore", "a"], "expected --ignore together with --compare"],
    [["-t", "ws://x", "--any-order"], "expected --any-order together with --compare"],
    [["-t", "ws://x", "--ca", "no.pem"], "expected a PEM file behind --ca, found ENOENT at no.pem"],
    [["-t", "ws://x", "--as-scenario", "x.yaml"], "expected no --target with --as-scenario"],
  ])("%j", async (options, message) => {
    const host = replay(options);
    expect(await host.run()).toBe(2);
    expect(host.err).toContain(message);
  });
});

describe("flotilla replay --as-scenario", () => {
  test("writes a scenario and lists of devices that flotilla takes", async () => {
    const host = replay(["--as-scenario", "night.yaml"]);
    expect(await host.run()).toBe(0);
    expect(host.out).toBe(
      "night.yaml: 1 device (listed in night-lock.csv), 0 steps of a timeline\nLook at it, then: flotilla validate night.yaml\n",
    );
    expect(readFileSync(join(host.cwd, "night-lock.csv"), "utf8")).toBe("id,serial,mac,name\nlock-1,,,\n");
    const validate = testHost(["validate", "night.yaml"], { cwd: host.cwd });
    expect([await validate.run(), validate.err]).toEqual([0, ""]);
  });

  test("writes over nothing, and nothing half", async () => {
    const host = replay(["--as-scenario", "night.yaml"], { files: { "tape.ndjson": tape, "night-lock.csv": "mine" } });
    expect(await host.run()).toBe(2);
    expect(host.err).toMatch(/expected no file at \S+night-lock\.csv yet, found one/);
    expect(readdirSync(host.cwd).toSorted()).toEqual(["night-lock.csv", "tape.ndjson"]);
    const nowhere = testHost(["replay", "tape.ndjson", "--as-scenario", "no/night.yaml"], { cwd: host.cwd });
    expect(await nowhere.run()).toBe(2);
    expect(existsSync(join(host.cwd, "no"))).toBe(false);
    writeFileSync(join(host.cwd, "bad.ndjson"), `${tape}{}\n`);
    const bad = testHost(["replay", "bad.ndjson", "--as-scenario", "other.yaml"], { cwd: host.cwd });
    expect([await bad.run(), bad.err]).toEqual([2, expect.stringContaining("bad.ndjson:9:")]);
    expect(readdirSync(host.cwd).toSorted()).toEqual(["bad.ndjson", "night-lock.csv", "tape.ndjson"]);
  });
});
