/**
 * From what happens on connections to the lines of a tape. Shared by the proxy and by runs, which know what happens.
 *
 * 1. Connections are numbered as they are opened; every line of one comes from its {@link ConnectionRecorder}.
 * 2. Secrets are taken out first of all: nothing downstream has seen them.
 * 3. A message is as neutral as it can be without loss (see `tape.ts`): that is tried for each one, not assumed.
 */
import { nestsDeeper } from "../wire/protocol/native/nesting.ts";
import { NativeConversation } from "./native/conversation.ts";
import { writeNative } from "./native/write-native.ts";
import { MqttPassword } from "./redaction/mqtt-password.ts";
import type { SecretNames } from "./redaction/secret-names.ts";
import { redactBytes, redactLoose, redactText } from "./redaction/secrets-in-text.ts";
import { tapeHeaders, tapeQuery, tapeSubprotocol, tapeSubprotocols } from "./redaction/secrets-in-request.ts";
import type { Direction, EndLine, MessageLine, Omitted, TapeHeaders, TapeLine } from "./tape.ts";
import type { TapeWriter } from "./tape-writer.ts";

/** An upgrade request, as it was made. */
export interface Opening {
  readonly path: string;
  readonly query: string | undefined;
  readonly subprotocols: readonly string[];
  readonly headers: TapeHeaders;
  readonly device?: string | undefined;
}

/** How an upgrade was accepted. */
export interface Acceptance {
  readonly subprotocol: string;
  readonly extensions?: string | undefined;
  readonly headers: TapeHeaders;
}

export interface Refusal {
  readonly status: number;
  readonly headers: TapeHeaders;
  /** How its body begins. */
  readonly body: string;
}

export interface RecordedCounts {
  /** Connections so far. */
  readonly connections: number;
  /** Connections that were accepted and are not over. */
  readonly open: number;
  readonly up: number;
  readonly down: number;
}

export class Recorder {
  readonly #writer: TapeWriter;
  readonly #now: () => number;
  readonly #names: SecretNames | undefined;
  readonly #counts = { connections: 0, open: 0, up: 0, down: 0 };
  readonly #live: Set<ConnectionRecorder> = new Set();
  /** The tape begins with its first connection. */
  #start: number | undefined;

  /** @param now real milliseconds, never less than before. @param names `undefined` keeps secrets. */
  constructor(writer: TapeWriter, now: () => number, names: SecretNames | undefined) {
    this.#writer = writer;
    this.#now = now;
    this.#names = names;
  }

  get counts(): RecordedCounts {
    return this.#counts;
  }

  open(opening: Opening): ConnectionRecorder {
    const names = this.#names;
    const { path, query, subprotocols, headers, device } = opening;
    const recorder = new ConnectionRecorder(this.#put, names, ++this.#counts.connections, this.#counts, subprotocols);
    this.#live.add(recorder);
    recorder.write({
      type: "open",
      path: names === undefined ? path : redactLoose(path, names),
      ...(query !== undefined && { query: tapeQuery(query, names) }),
      subprotocols: tapeSubprotocols(subprotocols, names),
      headers: tapeHeaders(headers, names),
      ...(device !== undefined && { device }),
    });
    return recorder;
  }

  /** Ends what is not over yet: nothing more will be heard. */
  finish(): void {
    for (const connection of this.#live) connection.end("recorder", false);
  }

  readonly #put: Put = (connection, line) => {
    const now = this.#now();
    this.#start ??= now;
    this.#writer.write({ at: microsecond(now - this.#start), connection: connection.number, ...line } as TapeLine);
    if (line.type === "end") this.#live.delete(connection);
  };
}

type Unplaced<Line> = Line extends TapeLine ? Omit<Line, "at" | "connection"> : never;
type Put = (connection: ConnectionRecorder, line: Unplaced<TapeLine>) => void;
type Phase = "opening" | "open" | "unopened" | "ended";
type Content = Pick<MessageLine, "message" | "json" | "text" | "binary" | "omitted">;

/** Levels of lists and objects that a JSON value on a tape may have; deeper ones stay text. */
const deepest = 512;
/** Characters of a refusal's body that are kept. */
const longestBody = 2_000;

export class ConnectionRecorder {
  readonly number: number;
  readonly #put: Put;
  readonly #names: SecretNames | undefined;
  readonly #counts: { open: number; up: number; down: number };
  /** Subprotocols, as they were offered. */
  readonly #offered: readonly string[];
  readonly #conversation: NativeConversation = new NativeConversation();
  /** Where MQTT is spoken and secrets are not kept. */
  #password: MqttPassword | undefined;
  #phase: Phase = "opening";

  constructor(
    put: Put,
    names: SecretNames | undefined,
    number: number,
    counts: { open: number; up: number; down: number },
    offered: readonly string[],
  ) {
    this.#put = put;
    this.#names = names;
    this.number = number;
    this.#counts = counts;
    this.#offered = offered;
  }

  get phase(): Phase {
    return this.#phase;
  }

  opened({ subprotocol, extensions, headers }: Acceptance): void {
    this.#phase = "open";
    this.#counts.open++;
    if (this.#names !== undefined && subprotocol.startsWith("mqtt")) this.#password = new MqttPassword();
    this.write({
      type: "opened",
      status: 101,
      subprotocol: tapeSubprotocol(subprotocol, this.#offered, this.#names),
      ...(extensions !== undefined && { extensions }),
      headers: tapeHeaders(headers, this.#names),
    });
  }

  refused({ status, headers, body }: Refusal): void {
    this.#phase = "unopened";
    const start = body.slice(0, longestBody);
    this.write({
      type: "refused",
      status,
      headers: tapeHeaders(headers, this.#names),
      ...(body !== "" && { body: this.#names === undefined ? start : redactText(start, this.#names) }),
    });
  }

  failed(reason: string, message: string): void {
    this.#phase = "unopened";
    const clean = this.#names === undefined ? message : redactLoose(message, this.#names);
    this.write({ type: "failed", reason, message: clean });
  }

  text(direction: Direction, text: string, fragments?: readonly number[]): void {
    this.#message(direction, this.#contentOf(direction, text), fragments);
  }

  binary(direction: Direction, bytes: Buffer, fragments?: readonly number[]): void {
    const masked = direction === "up" ? (this.#password?.mask(bytes) ?? bytes) : bytes;
    this.#message(direction, { binary: this.#base64(masked) }, fragments);
  }

  omitted(direction: Direction, omitted: Omitted, fragments?: readonly number[]): void {
    this.#message(direction, { omitted }, fragments);
  }

  ping(type: "ping" | "pong", direction: Direction, data?: Buffer): void {
    this.write({
      type,
      direction,
      ...(data !== undefined && data.length > 0 && { data: this.#base64(data) }),
    });
  }

  close(direction: Direction, code: number, reason: string): void {
    this.write({
      type: "close",
      direction,
      code,
      reason: this.#names === undefined ? reason : redactLoose(reason, this.#names),
    });
  }

  garbage(direction: Direction, fault: string, data: Buffer): void {
    this.write({ type: "garbage", direction, fault, data: this.#base64(data) });
  }

  /** @param clean whether a close frame came before. */
  end(by: EndLine["by"], clean: boolean): void {
    if (this.#phase === "ended") return;
    const opened = this.#phase === "open";
    if (opened) this.#counts.open--;
    this.#phase = "ended";
    this.write({ type: "end", by, how: opened ? (clean ? "closed" : "lost") : "unopened" });
  }

  write(line: Unplaced<TapeLine>): void {
    this.#put(this, line);
  }

  #message(direction: Direction, content: Content, fragments: readonly number[] | undefined): void {
    this.#counts[direction]++;
    this.write({ type: "message", direction, ...content, ...(fragments !== undefined && { fragments }) });
  }

  #base64(bytes: Buffer): string {
    return (this.#names === undefined ? bytes : redactBytes(bytes, this.#names)).toString("base64");
  }

  #contentOf(direction: Direction, text: string): Content {
    const clean = this.#names === undefined ? text : redactText(text, this.#names);
    const json = parsed(clean);
    if (json === undefined) return { text: clean };
    const message = this.#conversation.hear(direction, json);
    if (message !== undefined && writeNative(message) === clean) return { message };
    return {
      ...(message !== undefined && { message }),
      ...(JSON.stringify(json) === clean ? { json } : { text: clean }),
    };
  }
}

/** The object or list that is written so. */
function parsed(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text) || nestsDeeper(text, deepest)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function microsecond(millis: number): number {
  return Math.round(millis * 1_000) / 1_000;
}
