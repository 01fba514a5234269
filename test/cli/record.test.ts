import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import type { TapeLine } from "../../src/recording/tape.ts";
import { openTape } from "../../src/recording/tape-reader.ts";
import { type ForeignServer, foreignServer } from "../support/foreign-server.ts";
import { testHost, type TestHost, type TestHostOptions } from "../support/test-host.ts";

async function echoServer(): Promise<ForeignServer> {
  const server = await foreignServer({
    onVisitor: ({ socket }) => socket.on("message", (data: Buffer) => socket.send(data.toString())),
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

interface Address {
  readonly url: string;
}

/** Records what `use` does through the proxy, until a signal. */
async function recording(
  options: readonly string[],
  use: (url: string, host: TestHost) => Promise<void>,
  more: TestHostOptions = {},
): Promise<{ exit: number; host: TestHost }> {
  const server = await echoServer();
  const host = testHost(["record", "--target", server.url, "--listen", "0", "--json", ...options], more);
  const exit = host.run();
  try {
    await Promise.race([host.printed("\n"), exit]);
    await use((JSON.parse(host.out) as Address).url, host);
  } finally {
    host.signal("SIGINT");
  }
  return { exit: await exit, host };
}

async function say(url: string, words: string): Promise<void> {
  const device = new WebSocket(url);
  await once(device, "open");
  device.send(words);
  await once(device, "message");
  device.close(1000);
  await once(device, "close");
}

async function linesOf({ cwd }: TestHost, name = "tape.ndjson"): Promise<TapeLine[]> {
  const lines: TapeLine[] = [];
  for await (const line of (await openTape(join(cwd, name))).lines()) lines.push(line);
  return lines;
}

describe("flotilla record", () => {
  test("records until it is interrupted, and leaves a whole tape", async () => {
    const { exit, host } = await recording([], (url) => say(`${url}/lock?token=abc`, '{"password":"hush"}'));
    expect(exit).toBe(130);
    const lines = await linesOf(host);
    expect(lines.map(({ type }) => type)).toEqual(["open", "opened", "message", "message", "close", "close", "end"]);
    expect(readFileSync(join(host.cwd, "tape.ndjson"), "utf8")).not.toMatch(/abc|hush/);
    const [begin, result] = host.out.trimEnd().split("\n");
    expect(JSON.parse(begin!)).toMatchObject({ tape: "tape.ndjson" });
    expect(JSON.parse(result!)).toMatchObject({ connections: 1, messages: { up: 1, down: 1 }, lines: 7, whole: true });
  });

  test("--out names the tape, --redact adds to what is secret, --keep-secrets keeps it", async () => {
    const words = '{"serial":"L1","token":"abc"}';
    const one = await recording(["--out", "a.ndjson", "--redact", "serial, mac"], (url) => say(url, words));
    expect((await linesOf(one.host, "a.ndjson"))[2]).toMatchObject({ json: { serial: "***", token: "***" } });
    const two = await recording(["--keep-secrets"], (url) => say(url, words));
    expect((await linesOf(two.host))[2]).toMatchObject({ json: { serial: "L1", token: "abc" } });
    expect((await openTape(join(two.host.cwd, "tape.ndjson"))).header.redacted).toBe(false);
  });

  test("a device that is there at the end is told, and its connection ends on the tape", async () => {
    let ended: Promise<unknown[]> = Promise.resolve([]);
    const { host } = await recording([], async (url) => {
      const device = new WebSocket(url);
      await once(device, "open");
      ended = once(device, "close");
    });
    expect((await ended)[0]).toBe(1001);
    expect((await linesOf(host)).at(-1)).toMatchObject({ type: "end", by: "recorder", how: "closed" });
  });

  test("--duration ends it with 0", async () => {
    const server = await echoServer();
    const host = testHost(["record", "--target", server.url, "--listen", "127.0.0.1:0", "--duration", "20ms"]);
    expect(await host.run()).toBe(0);
    expect(host.out).toMatch(/tape\.ndjson: 0 connections, 0 messages, \d+ B\n$/);
  });

  test("says for people what it does and where devices go", async () => {
    const server = await echoServer();
    const host = testHost(["record", "--target", server.url.replace("ws://", "ws://ann:pw@"), "--listen", "0"]);
    const exit = host.run();
    await host.printed("stops.\n");
    host.signal("SIGTERM");
    expect(await exit).toBe(130);
    expect(host.out).toMatch(
      /^Recording ws:\/\/127\.0\.0\.1:\d+ on tape\.ndjson\nPoint devices at ws:\/\/127\.0\.0\.1:\d+ instead; /,
    );
    expect(host.out).not.toContain("ann");
  });

  test("on a terminal one line tells how it goes", async () => {
    const server = await echoServer();
    const host = testHost(["record", "--target", server.url, "--listen", "0"], { isTTY: true });
    const exit = host.run();
    await host.printed("stops.\n");
    await say(/Point devices at (\S+)/.exec(host.out)![1]!, "hello");
    await host.printed("1 connection, 0 open · ↑ 1 ↓ 1 messages");
    host.signal("SIGINT");
    await exit;
    expect(host.out).toMatch(/\r\u001B\[2Ktape\.ndjson: 1 connection, 2 messages, [\d.]+ k?B\n$/);
  });

  test("whoever listens beyond this machine is warned", async () => {
    const server = await echoServer();
    const host = testHost(["record", "--target", server.url, "--listen", "0.0.0.0:0", "--duration", "1ms"]);
    expect(await host.run()).toBe(0);
    expect(host.err).toContain("warning: whoever reaches 0.0.0.0 reaches");
    expect(host.out).toContain("ws://<this machine>:");
  });

  test.each<[string, readonly string[], string]>([
    ["no target", [], "expected --target with the url of the devices' server, found none"],
    ["a target that is none", ["--target", "http://hub"], "Write ws:// instead of http://."],
    ["a user that is none", ["--target", "ws://a%zz@hub"], "expected user and password of the target"],
    ["an address that is none", ["--target", "ws://hub", "--listen", "here"], "expected --listen as HOST:PORT or PORT"],
    [
      "a port that is none",
      ["--target", "ws://hub", "--listen", "127.0.0.1:70000"],
      "expected --listen as HOST:PORT or PORT",
    ],
    ["a duration that is none", ["--target", "ws://hub", "--duration", "10"], "expected a duration after --duration"],
    [
      "an authority that is not there",
      ["--target", "wss://hub", "--ca", "no.pem"],
      "expected a PEM file behind --ca, found ENOENT",
    ],
    [
      "itself as target",
      ["--target", "ws://127.0.0.1:7123", "--listen", "7123"],
      "expected a target other than the proxy itself",
    ],
    ["a tape that exists", ["--target", "ws://hub", "--out", "old.ndjson"], "a file is in the way (EEXIST)"],
  ])("%s is told, and leaves no tape behind", async (_, options, said) => {
    const host = testHost(["record", ...options], { files: { "old.ndjson": "precious" } });
    expect(await host.run()).toBe(2);
    expect(host.err).toContain(said);
    expect(existsSync(join(host.cwd, "tape.ndjson"))).toBe(false);
    expect(readFileSync(join(host.cwd, "old.ndjson"), "utf8")).toBe("precious");
  });

  test("a port in use is told with what to do", async () => {
    const server = await echoServer();
    const { port } = new URL(server.url);
    const host = testHost(["record", "--target", "ws://127.0.0.1:1", "--listen", port]);
    expect(await host.run()).toBe(2);
    expect(host.err).toContain("the port is in use (EADDRINUSE)");
    expect(host.err).toContain("--listen takes another port");
    expect(existsSync(join(host.cwd, "tape.ndjson"))).toBe(false);
  });
});

const scenario = `
flotilla: 1
name: two
seed: 7
homes: 1
duration: 2m
fleet:
  - { kind: lock, count: 1 }
  - { kind: bulb, count: 1 }
`;

describe("flotilla run --record", () => {
  test("records a run in memory: the same tape every time", async () => {
    const tapes = await Promise.all(
      [1, 2].map(async () => {
        const host = testHost(["run", "two.yaml", "--speed", "max", "--quiet", "--record", "tape.ndjson"], {
          files: { "two.yaml": scenario },
        });
        expect(await host.run()).toBe(0);
        return host;
      }),
    );
    const [first, second] = tapes.map((host) => readFileSync(join(host.cwd, "tape.ndjson"), "utf8"));
    expect(first).toBe(second);
    const lines = await linesOf(tapes[0]!);
    expect(lines.filter(({ type }) => type === "open")).toMatchObject([
      { device: "bulb-0001" },
      { device: "lock-0001" },
    ]);
    expect(lines.filter(({ type }) => type === "end").length).toBe(2);
    const words = lines.flatMap((line) => (line.type === "message" ? [line.message?.type] : []));
    expect(words).toContain("hello");
    expect(words).toContain("welcome");
    expect(words).toContain("telemetry");
    expect(words).not.toContain(undefined);
    expect((await openTape(join(tapes[0]!.cwd, "tape.ndjson"))).header).toMatchObject({
      by: "run",
      scenario: "two",
      seed: 7,
    });
  });

  test("a tape that exists stops the run before it begins", async () => {
    const host = testHost(["run", "two.yaml", "--speed", "max", "--out", "run", "--record", "old.ndjson"], {
      files: { "two.yaml": scenario, "old.ndjson": "precious" },
    });
    expect(await host.run()).toBe(2);
    expect(host.err).toContain("a file is in the way (EEXIST)");
    expect(existsSync(join(host.cwd, "run"))).toBe(false);
  });
});
