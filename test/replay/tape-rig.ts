/**
 * Tapes made by hand, and the reference server in memory to play them to.
 *
 *     const tape = tapeOf(...visit({ connection: 1, at: 0, id: "lock-0001" }));
 *     const { summary, hub } = await replayed(tape, { devices: 3 });
 */
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { days, type Duration, instant, millis } from "../../src/kernel/time.ts";
import type { TapeHeader, TapeLine } from "../../src/recording/tape.ts";
import { namePlace } from "../../src/replay/device-name.ts";
import { Replay, type ReplayOptions } from "../../src/replay/replay.ts";
import type { ReplaySummary } from "../../src/replay/replay-summary.ts";
import { type Survey, surveyTape, type TapeSource } from "../../src/replay/survey.ts";
import { Hub } from "../../src/server/hub.ts";
import { listenInMemory } from "../../src/server/memory-listener.ts";
import { MemoryNetwork, type UpgradeAnswer, type UpgradeRequest } from "../../src/wire/transport/memory-transport.ts";
import type { ServerConnection } from "../../src/wire/transport/memory-connection.ts";
import type { ConnectionEnd } from "../../src/wire/transport/transport.ts";
import { stillGauge } from "../fleet/still-gauge.ts";

/** When the tapes here were recorded, and when they are played. */
export const recordedAt = Date.UTC(2025, 5, 1, 12);
export const playedAt = Date.UTC(2026, 0, 15, 17);
export const target = "ws://hub.test/";

export function tapeOf(...lines: readonly TapeLine[]): TapeSource {
  const header: TapeHeader = { "flotilla-tape": 1, recorder: "test", by: "proxy", target, redacted: true };
  return {
    header,
    warnings: [],
    // eslint-disable-next-line typescript/require-await -- a tape is read from a disk, this one from memory
    lines: async function* lines_() {
      yield* lines;
    },
  };
}

/** Several stories told at once. */
export function merged(...stories: readonly (readonly TapeLine[])[]): TapeLine[] {
  return stories.flat().toSorted((a, b) => a.at - b.at);
}

export type Direction = "up" | "down";

/** Lines of one connection. */
export class Story {
  readonly lines: TapeLine[] = [];
  readonly connection: number;
  #at: number;

  constructor(connection: number, at = 0) {
    this.connection = connection;
    this.#at = at;
  }

  /** Goes on so much later. */
  after(length: number): this {
    this.#at += length;
    return this;
  }

  open(path = "/", more: Partial<Extract<TapeLine, { type: "open" }>> = {}): this {
    this.#add({ type: "open", path, subprotocols: ["flotilla.v1"], headers: [], ...more });
    return this.#add({ type: "opened", status: 101, subprotocol: "flotilla.v1", headers: [] });
  }

  json(direction: Direction, json: unknown): this {
    return this.#add({ type: "message", direction, json });
  }

  text(direction: Direction, text: string): this {
    return this.#add({ type: "message", direction, text });
  }

  line(line: object): this {
    return this.#add(line);
  }

  close(by: "device" | "server", code = 1000, reason = ""): this {
    const [first, second] = by === "device" ? ["up", "down"] : ["down", "up"];
    this.#add({ type: "close", direction: first, code, reason });
    this.#add({ type: "close", direction: second, code, reason: "" });
    return this.#add({ type: "end", by, how: "closed" });
  }

  cut(by: "device" | "server"): this {
    return this.#add({ type: "end", by, how: "lost" });
  }

  #add(line: object): this {
    this.lines.push({ at: this.#at, connection: this.connection, ...line } as TapeLine);
    return this;
  }

  // The native protocol, with times of the tape.

  hello(id: string, more: Record<string, unknown> = {}): this {
    const params = { device: id, type: "lock", serial: `S-${id}`, mac: "02:5b:26:a8:dc:12", boot: 1, ts: this.#time };
    const state = { version: 1, reported: { lockState: "locked" } };
    this.json("up", { jsonrpc: "2.0", id: 1, method: "device.hello", params: { ...params, state, ...more } });
    return this.after(5).json("down", { jsonrpc: "2.0", id: 1, result: { session: "s-1", heartbeatSec: 30, time: 1 } });
  }

  telemetry(seq: number, id?: number): this {
    const params = { ts: this.#time, seq, values: { rssi: -60 - seq } };
    this.json("up", { jsonrpc: "2.0", ...(id !== undefined && { id }), method: "telemetry.report", params });
    return id === undefined ? this : this.after(3).json("down", { jsonrpc: "2.0", id, result: {} });
  }

  state(version: number, patch: object): this {
    const params = { version, patch, cause: "human", ts: this.#time };
    return this.json("up", { jsonrpc: "2.0", method: "state.report", params });
  }

  event(id: string, name: string): this {
    const params = { id, ts: this.#time, name, severity: "info", data: {} };
    return this.json("up", { jsonrpc: "2.0", method: "event.report", params });
  }

  command(id: string, name: string, answer?: object): this {
    this.json("down", { jsonrpc: "2.0", id, method: `command.${name}`, params: { args: {} } });
    return answer === undefined ? this : this.after(40).json("up", { jsonrpc: "2.0", id, ...answer });
  }

  bye(): this {
    const params = { reason: "shutdown", ts: this.#time };
    return this.json("up", { jsonrpc: "2.0", method: "device.bye", params }).close("device", 1000, "shutdown");
  }

  get #time(): number {
    return recordedAt + this.#at;
  }
}

/** A lock that is there for ten seconds. */
export function lockStory(id: string, connection: number, at = 0): Story {
  return new Story(connection, at)
    .open(`/devices/${id}`)
    .after(5)
    .hello(id)
    .after(1_000)
    .telemetry(1)
    .after(1_000)
    .state(2, { lockState: "unlocked" })
    .after(8_000)
    .bye();
}

export type PlayOptions = Partial<Omit<ReplayOptions, "tape" | "survey" | "scheduler" | "transport">> & {
  readonly deviceId?: string;
  /** Ends the advancing. */
  readonly within?: Duration;
};

export interface Stage {
  readonly scheduler: Scheduler;
  readonly network: MemoryNetwork;
  play(tape: TapeSource, options?: PlayOptions): Promise<{ replay: Replay; survey: Survey }>;
  /** Plays it to its end. */
  toEnd(tape: TapeSource, options?: PlayOptions): Promise<ReplaySummary>;
}

/** A network in memory at {@link playedAt}, nobody on it yet. */
export function stage(latency: Duration = millis(2)): Stage {
  const scheduler = new Scheduler(new VirtualClock(instant(playedAt)));
  const network = new MemoryNetwork(scheduler, { latency });
  const play = async (
    tape: TapeSource,
    { deviceId, ...options }: PlayOptions = {},
  ): Promise<{ replay: Replay; survey: Survey }> => {
    const survey = await surveyTape(tape, namePlace(deviceId));
    const replay = new Replay({
      tape,
      survey,
      name: "test.ndjson",
      scheduler,
      transport: network.transport(),
      gauge: stillGauge(),
      given: { target, headers: [], query: [] },
      members: new Map(),
      rounds: 1,
      seed: 1,
      version: "test",
      startedAt: "2026-01-15T17:00:00.000Z",
      ...options,
    });
    replay.begin();
    return { replay, survey };
  };
  return {
    scheduler,
    network,
    play,
    toEnd: async (tape, options = {}) => {
      const { replay } = await play(tape, options);
      await replay.advance(options.within ?? days(30));
      return replay.ended;
    },
  };
}

/** Plays a tape to the reference server, to the end. */
export async function replayed(
  tape: TapeSource,
  options: PlayOptions = {},
): Promise<{ readonly summary: ReplaySummary; readonly hub: Hub }> {
  const { scheduler, network, toEnd } = stage();
  const hub = new Hub({ scheduler });
  listenInMemory(network, target, hub);
  return { summary: await toEnd(tape, options), hub };
}

/** What a server of a test heard on one connection. */
export interface Heard {
  readonly request: UpgradeRequest;
  readonly connection: ServerConnection;
  /** Texts and binary messages, and when, in milliseconds since {@link playedAt}. */
  readonly messages: { readonly at: number; readonly data: string | Uint8Array }[];
  pings: number;
  end: ConnectionEnd | undefined;
  endedAt: number;
}

/** A server that accepts everybody and does `onMessage`. */
export function listener(
  { network, scheduler }: Stage,
  onMessage: (text: string, heard: Heard) => void = () => {},
  accept: (request: UpgradeRequest) => Exclude<UpgradeAnswer, { type: "accept" }> | undefined = () => undefined,
): Heard[] {
  const visits: Heard[] = [];
  network.listen(target, (request) => {
    const refusal = accept(request);
    if (refusal !== undefined) return refusal;
    return {
      type: "accept",
      subprotocol: request.subprotocols[0] ?? "",
      serve: (connection) => {
        const heard: Heard = { request, connection, messages: [], pings: 0, end: undefined, endedAt: 0 };
        visits.push(heard);
        const keep = (data: string | Uint8Array): number => heard.messages.push({ at: scheduler.now - playedAt, data });
        return {
          onText: (text) => {
            keep(text);
            onMessage(text, heard);
          },
          onBinary: (data) => void keep(new Uint8Array(data)),
          onPing: () => void heard.pings++,
          onPong: () => {},
          onEnd: (end) => {
            heard.end = end;
            heard.endedAt = scheduler.now - playedAt;
          },
        };
      },
    };
  });
  return visits;
}

/** Answers requests with `{}`, the native way. */
export function politely(text: string, { connection }: Heard): void {
  const { id, method } = JSON.parse(text) as { id?: unknown; method?: string };
  if (id !== undefined && method !== undefined) connection.send(JSON.stringify({ jsonrpc: "2.0", id, result: {} }));
}

// eslint-disable-next-line typescript/no-explicit-any -- tests look into messages of many shapes
export function jsonOf(heard: Heard): any[] {
  return heard.messages.flatMap(({ data }) => (typeof data === "string" ? [JSON.parse(data)] : []));
}
