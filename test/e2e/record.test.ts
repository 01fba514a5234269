/**
 * A tape is worth what it holds when something goes wrong: the recorder killed, the tape huge, devices that nobody here wrote.
 * The built program, real sockets, processes of their own.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { frameOf } from "../../src/recording/frame-of.ts";
import type { MessageLine, TapeLine } from "../../src/recording/tape.ts";
import { openTape } from "../../src/recording/tape-reader.ts";
import { type BuiltBin, builtBin } from "../support/built-bin.ts";
import { foreignServer } from "../support/foreign-server.ts";
import { referenceServer } from "../support/reference-server.ts";
import { temporaryFolder } from "../support/test-host.ts";

const built = fileURLToPath(new URL("../../dist/src/", import.meta.url));

interface RunningRecorder extends Pick<BuiltBin, "child" | "exit"> {
  readonly url: string;
  readonly tape: string;
}

async function recorder(target: string): Promise<RunningRecorder> {
  const folder = temporaryFolder();
  const bin = builtBin(["record", "--target", target, "--listen", "0", "--json"], folder);
  await bin.printed("\n");
  const { url } = JSON.parse(bin.out) as { url: string };
  return { child: bin.child, exit: bin.exit, url, tape: join(folder, "tape.ndjson") };
}

async function linesOf(path: string): Promise<{ lines: TapeLine[]; warnings: readonly string[] }> {
  const tape = await openTape(path);
  const lines: TapeLine[] = [];
  for await (const line of tape.lines()) lines.push(line);
  return { lines, warnings: tape.warnings };
}

const isMessage = (line: TapeLine): line is MessageLine => line.type === "message";

test("a recorder that is killed has on its tape all that went through it, but for the last line", async () => {
  const server = await foreignServer({
    onVisitor: ({ socket }) => socket.on("message", (data: Buffer) => socket.send(data.toString())),
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { url, tape, child, exit } = await recorder(server.url);
  const device = new WebSocket(url);
  device.on("error", () => {});
  let heard = 0;
  device.on("message", () => {
    heard++;
    if (heard === 2_000) child.kill("SIGKILL");
    else if (device.readyState === WebSocket.OPEN) device.send(`message ${heard}`);
  });
  await once(device, "open");
  // Two hundred are under way at any time, so that it dies in the middle of its work.
  for (let index = 0; index < 200; index++) device.send("first");
  await once(device, "close");
  expect(await exit).toBeNull();
  const { lines, warnings } = await linesOf(tape);
  expect(warnings.length).toBeLessThanOrEqual(1);
  const down = lines.filter((line) => isMessage(line) && line.direction === "down");
  expect(down.length).toBeGreaterThanOrEqual(heard - 1);
});

test("a tape far larger than memory allows is read in little of it", async () => {
  const path = join(temporaryFolder(), "large.ndjson");
  const megabytes = 300;
  const file = createWriteStream(path);
  file.write('{"flotilla-tape":1,"recorder":"test","by":"proxy","redacted":true}\n');
  file.write('{"at":0,"connection":1,"type":"open","path":"/","subprotocols":[],"headers":[]}\n');
  file.write('{"at":0,"connection":1,"type":"opened","status":101,"subprotocol":"","headers":[]}\n');
  const line = `{"at":1,"connection":1,"type":"message","direction":"up","text":"${"x".repeat(900)}"}\n`;
  const piece = Buffer.from(line.repeat(Math.ceil(1e6 / line.length)));
  for (let written = 0; written < megabytes * 1e6; written += piece.length)
    if (!file.write(piece)) await once(file, "drain");
  file.end();
  await once(file, "finish");
  const program = `
    const { openTape } = await import(${JSON.stringify(join(built, "recording/tape-reader.js"))});
    const { lines } = await openTape(process.argv[1]);
    let count = 0;
    for await (const line of lines()) count++;
    console.log(count, process.resourceUsage().maxRSS);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const [count, kilobytes] = said.split(" ").map(Number);
  expect(count).toBe(2 + Math.ceil((megabytes * 1e6) / piece.length) * Math.ceil(1e6 / line.length));
  expect(kilobytes! / 1_000).toBeLessThan(megabytes / 2);
});

test("a device written without any WebSocket library speaks with the reference server through the proxy", async () => {
  await using server = await referenceServer(0);
  const { url, tape, child, exit } = await recorder(server.webSocketUrl);
  const device = connect(Number(new URL(url).port), "127.0.0.1");
  device.write(
    "GET /devices/hand-made?token=hush HTTP/1.1\r\nhost: proxy\r\nconnection: keep-alive, Upgrade\r\nUPGRADE: WebSocket\r\n" +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nCookie: sid=hush\r\n\r\n",
  );
  const heard: Buffer[] = [];
  device.on("data", (chunk: Buffer) => heard.push(chunk));
  await once(device, "data");
  expect(Buffer.concat(heard).toString()).toMatch(
    /^HTTP\/1\.1 101 [^]*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/i,
  );
  const hello = Buffer.from(
    '{"jsonrpc":"2.0","id":1,"method":"device.hello","params":{"device":"hand-made","type":"lock"}}',
  );
  // One byte at a time, as slow firmware does.
  for (const byte of Buffer.concat([Buffer.from([0x81, 0x80 | hello.length, 0, 0, 0, 0]), hello]))
    device.write(Buffer.from([byte]));
  while (!Buffer.concat(heard).includes('"result"')) await once(device, "data");
  expect(await server.get("/api/devices/hand-made")).toMatchObject({ id: "hand-made" });
  device.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]));
  await once(device, "end");
  device.end();
  child.kill("SIGINT");
  expect(await exit).toBe(130);
  const { lines, warnings } = await linesOf(tape);
  expect(warnings).toEqual([]);
  expect(lines.filter(isMessage)).toMatchObject([
    { direction: "up", message: { type: "hello", identity: { id: "hand-made", kind: "lock" } } },
    { direction: "down", message: { type: "welcome" } },
  ]);
  expect(frameOf(lines.find(isMessage)!)).toBe(hello.toString());
  expect(lines.at(-1)).toMatchObject({ type: "end", by: "device", how: "closed" });
  expect(readFileSync(tape, "utf8")).not.toContain("hush");
});

test("a disk that fails ends the tape with a whole line and a warning, and no connection", async () => {
  const server = await foreignServer({
    onVisitor: ({ socket }) => socket.on("message", (data: Buffer) => socket.send(data.toString())),
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const folder = temporaryFolder();
  // A file may grow to 4 kB, as if there were no more room.
  const limited = spawn(
    "sh",
    ["-c", 'ulimit -f 8; exec "$@"', "sh", process.execPath, join(built, "cli/main.js"), "record"].concat([
      ...["--target", server.url, "--listen", "0", "--json"],
    ]),
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  const exit = once(limited, "close");
  onTestFinished(async () => {
    limited.kill("SIGKILL");
    await exit;
  });
  const warnings = text(limited.stderr);
  const output = createInterface({ input: limited.stdout });
  const [line] = (await once(output, "line")) as [string];
  const device = new WebSocket((JSON.parse(line) as { url: string }).url);
  await once(device, "open");
  for (let index = 0; index < 200; index++) {
    device.send(`message ${index}`);
    expect(String((await once(device, "message"))[0])).toBe(`message ${index}`);
  }
  device.close();
  await once(device, "close");
  limited.kill("SIGINT");
  expect((await exit)[0]).toBe(1);
  expect(await warnings).toMatch(
    /^warning: tape\.ndjson: the tape ends here: .*EFBIG.* Connections go on, unrecorded\.\n$/,
  );
  const read = await linesOf(join(folder, "tape.ndjson"));
  expect(read.warnings).toEqual([]);
  expect(read.lines.length).toBeGreaterThan(10);
  expect(read.lines.length).toBeLessThan(200);
});

const scenario = `
flotilla: 1
name: two-minutes
seed: 11
homes: 1
duration: 2m
clock: { speed: 60 }
fleet:
  - { kind: lock, count: 1 }
  - { kind: bulb, count: 2 }
  - { kind: thermostat, count: 1 }
`;

/** What each device and the server said to each other, by the device's path. */
async function conversations(path: string): Promise<Map<string, unknown[]>> {
  const said = new Map<string, unknown[]>();
  const paths = new Map<number, string>();
  for (const line of (await linesOf(path)).lines) {
    if (line.type === "open") paths.set(line.connection, line.path);
    if (line.type !== "message") continue;
    const device = `${paths.get(line.connection)} ${line.direction}`;
    said.set(device, [...(said.get(device) ?? []), frameOf(line)]);
  }
  return said;
}

test("a run and a proxy in its way record the same conversations", async () => {
  await using server = await referenceServer(0);
  const { url, tape, child, exit } = await recorder(server.webSocketUrl);
  const folder = temporaryFolder();
  writeFileSync(join(folder, "scenario.yaml"), scenario);
  const argv = ["run", "scenario.yaml", "--target", `${url}/devices/{id}`, "--record", "run.ndjson", "--quiet"];
  const run = builtBin(argv, folder);
  // Whether this machine is too busy for a verdict does not matter here.
  expect([0, 11], run.err).toContain(await run.exit);
  child.kill("SIGINT");
  await exit;
  const own = await conversations(join(folder, "run.ndjson"));
  expect([...own.keys()].toSorted()).toEqual(
    ["bulb-0001", "bulb-0002", "lock-0001", "thermostat-0001"].flatMap((id) => [
      `/devices/${id} down`,
      `/devices/${id} up`,
    ]),
  );
  expect(await conversations(tape)).toEqual(own);
});
