/** A recording proxy before a server, with its tape in memory; all gone when the test is over. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { RealClock } from "../../../src/kernel/real-clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { instant } from "../../../src/kernel/time.ts";
import { ProxyTarget } from "../../../src/recording/proxy/proxy-target.ts";
import { type RecordingProxy, startProxy } from "../../../src/recording/proxy/recording-proxy.ts";
import { Recorder } from "../../../src/recording/recorder.ts";
import { secretNames } from "../../../src/recording/redaction/secret-names.ts";
import type { TapeLine } from "../../../src/recording/tape.ts";
import type { TlsOptions } from "../../../src/wire/transport/transport.ts";
import { type MemoryTape, memoryTape } from "../memory-tape.ts";

export interface ProxyRig {
  readonly tape: MemoryTape;
  readonly proxy: RecordingProxy;
  readonly recorder: Recorder;
  /** Dials a path through the proxy. */
  dial(path: string, subprotocols?: readonly string[], options?: ClientOptions): WebSocket;
  /** A bare TCP connection to the proxy. */
  raw(): Socket;
  /** Resolves when so many connections have ended on the tape. */
  ended(connections: number): Promise<void>;
  /** Lines of one type. */
  lines<Type extends TapeLine["type"]>(type: Type): Extract<TapeLine, { readonly type: Type }>[];
}

export async function proxyRig(target: string, tls?: TlsOptions): Promise<ProxyRig> {
  const clock = new RealClock(instant(0));
  const scheduler = new Scheduler(clock);
  const tape = memoryTape();
  const recorder = new Recorder(tape.writer, () => clock.real(), secretNames());
  const proxy = await startProxy({
    host: "127.0.0.1",
    port: 0,
    target: new ProxyTarget(target, tls),
    recorder,
    scheduler,
  });
  onTestFinished(async () => {
    await proxy.stop();
    scheduler.stop();
  });
  return {
    tape,
    proxy,
    recorder,
    dial(path, subprotocols = [], options = {}) {
      const socket = new WebSocket(`${proxy.url}${path}`, [...subprotocols], { perMessageDeflate: false, ...options });
      socket.on("error", () => {});
      onTestFinished(() => socket.terminate());
      return socket;
    },
    raw() {
      const socket = connect(proxy.port, "127.0.0.1");
      socket.on("error", () => {});
      onTestFinished(() => void socket.destroy());
      return socket;
    },
    ended: (connections) => until(() => tape.lines.filter(({ type }) => type === "end").length >= connections),
    lines: (type) => tape.lines.filter((line) => line.type === type) as never,
  };
}

/** Looks at every turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** What a WebSocket closed with. */
export async function closed(socket: WebSocket): Promise<{ readonly code: number; readonly reason: string }> {
  const [code, reason] = (await once(socket, "close")) as [number, Buffer];
  return { code, reason: reason.toString() };
}

export async function message(socket: WebSocket): Promise<string> {
  const [data] = (await once(socket, "message")) as [Buffer];
  return data.toString();
}
