/**
 * One device, one server, and the proxy between them, which passes on every byte as it comes and reads along.
 *
 *                  answer 101                 both sides over
 *     answering ---------------> open ------------------------> over
 *         |                                                       ^
 *         +--- any other answer ---> refused ---------------------+
 *         +--- no answer at all ----------------------------------+
 *
 * 1. Bytes are passed on unchanged, whatever the tape makes of them: masks, fragments, compression, faults and all.
 *    They are recorded first, so that what has gone through is on the tape, whenever the recorder dies.
 * 2. A side that does not take what it is sent holds up the other side, as if they were connected to each other: nothing
 *    piles up here.
 * 3. An end is passed on as the end it is: no more to send, closed, or reset.
 */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { messageOf } from "../../kernel/errors.ts";
import { codeOf } from "../../report/file-fault.ts";
import type { ConnectionRecorder, Recorder } from "../recorder.ts";
import type { Direction, TapeHeaders } from "../tape.ts";
import { AnswerReader, valueOf } from "./answer-reader.ts";
import { inflatersFor } from "./inflater.ts";
import { largestRecorded, MessageReader } from "./message-reader.ts";
import type { ProxyTarget } from "./proxy-target.ts";

type State =
  | { readonly phase: "answering"; readonly early: Buffer[] }
  | { readonly phase: "open"; readonly up: MessageReader; readonly down: MessageReader }
  | { readonly phase: "refused" | "stopped" | "over" };

type Side = "device" | "server";

/** Sent before its answer, a device's bytes wait for the tape. No device sends any. */
const mostEarly = 64 * 1024;
/** How long one side may stay half open when the other one is gone, milliseconds. */
const halfOpenTimeout = 30_000;

export class ProxiedConnection {
  readonly #device: Socket;
  readonly #server: Socket;
  readonly #recorder: ConnectionRecorder;
  readonly #answer: AnswerReader;
  readonly #onOver: (connection: ProxiedConnection) => void;
  #state: State = { phase: "answering", early: [] };
  /** Who ended it: closed, or was lost. */
  #endedBy: Side | "recorder" | undefined;
  #closeFrame = false;
  #openSides = 2;

  constructor(
    request: IncomingMessage,
    device: Duplex,
    head: Buffer,
    target: ProxyTarget,
    recorder: Recorder,
    onOver: (connection: ProxiedConnection) => void,
  ) {
    this.#onOver = onOver;
    this.#device = (device as Socket).setNoDelay(true);
    const headers = pairs(request.rawHeaders);
    const [path = "/", ...query] = (request.url ?? "/").split("?");
    this.#recorder = recorder.open({
      path,
      query: query.length === 0 ? undefined : query.join("?"),
      subprotocols: (valueOf(headers, "sec-websocket-protocol") ?? "").split(",").flatMap((one) => one.trim() || []),
      headers,
    });
    this.#answer = new AnswerReader({
      accepted: (acceptance) => {
        const { up, down } = inflatersFor(acceptance.extensions, largestRecorded);
        const { early } = this.#state as Extract<State, { phase: "answering" }>;
        this.#recorder.opened(acceptance);
        this.#state = { phase: "open", up: this.#reader("up", up), down: this.#reader("down", down) };
        for (const chunk of early) this.#state.up.read(chunk);
      },
      refused: (refusal) => {
        this.#state = { phase: "refused" };
        this.#recorder.refused(refusal);
      },
      garbage: (data) =>
        this.#failed("NO_HTTP", `expected an HTTP answer, found ${JSON.stringify(data.toString("latin1"))}`),
    });
    this.#server = target.connect();
    this.#server.write(target.request(request.method ?? "GET", request.url ?? "/", headers), "latin1");
    this.#pass("device", this.#device, this.#server, (chunk) => this.#fromDevice(chunk));
    this.#pass("server", this.#server, this.#device, (chunk) => this.#fromServer(chunk));
    if (head.length > 0) {
      this.#fromDevice(head);
      this.#server.write(head);
    }
  }

  /** Says to both sides that it is over, where a word fits between their frames, and closes. */
  stop(): void {
    const { up, down } = this.#state as Partial<Extract<State, { phase: "open" }>>;
    const polite = up?.betweenFrames === true && down?.betweenFrames === true;
    this.#endedBy ??= "recorder";
    this.#unanswered();
    this.#state = { phase: "stopped" };
    if (polite && !this.#closeFrame) {
      this.#closeFrame = true;
      this.#device.write(goingAway(false));
      this.#server.write(goingAway(true));
    }
    this.#recorder.end(this.#endedBy, this.#closeFrame);
    this.#device.end();
    this.#server.end();
  }

  /** Cuts both sides. */
  cut(): void {
    this.#endedBy ??= "recorder";
    this.#device.destroy();
    this.#server.destroy();
  }

  #pass(side: Side, from: Socket, to: Socket, look: (chunk: Buffer) => void): void {
    from.on("data", (chunk: Buffer) => {
      if (to.writable) {
        look(chunk);
        if (to.writable && !to.write(chunk)) from.pause();
      } else if (to.destroyed) reset(from);
    });
    to.on("drain", () => from.resume());
    from.on("end", () => {
      if (side === "server") this.#answer.end();
      if (this.#endedBy === undefined && side === "server")
        this.#failed("CLOSED", "the server closed without an answer");
      this.#endedBy ??= side;
      to.end();
    });
    from.on("error", (error) => {
      this.#answer.breakOff();
      const unanswered = this.#state.phase === "answering";
      if (unanswered && side === "server") this.#unreachable(error);
      this.#endedBy ??= side;
      if (!unanswered && isReset(error)) reset(to);
      else to.end();
    });
    from.on("close", () => {
      this.#endedBy ??= side;
      // Whoever is left has nobody to talk to; bytes under way still arrive.
      if (this.#state.phase === "answering") to.destroy();
      else to.end();
      to.setTimeout(halfOpenTimeout, () => to.destroy());
      if (--this.#openSides === 0) this.#over();
    });
  }

  #fromDevice(chunk: Buffer): void {
    switch (this.#state.phase) {
      case "answering":
        this.#state.early.push(chunk);
        if (this.#state.early.reduce((sum, { length }) => sum + length, 0) > mostEarly) this.cut();
        break;
      case "open":
        this.#state.up.read(chunk);
        break;
      case "refused":
        // Another request on the same connection: with the proxy's name in it, and nobody to record it. On a new one, all is well.
        this.cut();
        break;
      case "stopped":
      case "over":
        break;
    }
  }

  #fromServer(chunk: Buffer): void {
    const frames = this.#state.phase === "answering" ? this.#answer.read(chunk) : chunk;
    if (frames !== undefined && this.#state.phase === "open") this.#state.down.read(frames);
  }

  #reader(direction: Direction, inflater: ConstructorParameters<typeof MessageReader>[1]): MessageReader {
    const recorder = this.#recorder;
    return new MessageReader(
      {
        text: (text, fragments) => recorder.text(direction, text, fragments),
        binary: (bytes, fragments) => recorder.binary(direction, bytes, fragments),
        omitted: (omitted, fragments) => recorder.omitted(direction, omitted, fragments),
        ping: (type, data) => recorder.ping(type, direction, data),
        closeFrame: (code, reason) => {
          this.#closeFrame = true;
          this.#endedBy ??= direction === "up" ? "device" : "server";
          recorder.close(direction, code, reason);
        },
        garbage: (fault, data) => recorder.garbage(direction, fault, data),
      },
      inflater,
    );
  }

  /** The server could not be reached: the device is told what a gateway says then. */
  #unreachable(error: Error): void {
    const silent = this.#answer.silent;
    const reason = codeOf(error) ?? "ERROR";
    this.#failed(reason, messageOf(error));
    if (!silent || !this.#device.writable) return;
    const body = `flotilla record could not reach the server: ${reason}\n`;
    this.#device.end(
      `HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  }

  #failed(reason: string, message: string): void {
    if (this.#state.phase !== "answering") return;
    this.#state = { phase: "over" };
    this.#recorder.failed(reason, message);
  }

  /** The connection ends, and there was no whole answer. */
  #unanswered(): void {
    this.#answer.breakOff();
    if (this.#endedBy === "device") this.#failed("DEVICE_LEFT", "the device left before the server answered");
    else this.#failed("STOPPED", "the recording was stopped");
  }

  #over(): void {
    this.#unanswered();
    this.#state = { phase: "over" };
    this.#recorder.end(this.#endedBy ?? "recorder", this.#closeFrame);
    this.#onOver(this);
  }
}

function isReset(error: Error): boolean {
  return ["ECONNRESET", "EPIPE"].includes(codeOf(error) ?? "");
}

function reset(socket: Socket): void {
  // What lies under TLS cannot be reached from here; it is closed without a goodbye of TLS.
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function pairs(rawHeaders: readonly string[]): TapeHeaders {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.push([rawHeaders[index]!, rawHeaders[index + 1]!]);
  return headers;
}

/** A close frame with 1001. */
function goingAway(masked: boolean): Buffer {
  const reason = Buffer.from("recording stopped");
  const head = [0x88, (masked ? 0x80 : 0) | (2 + reason.length), ...(masked ? [0, 0, 0, 0] : []), 0x03, 0xe9];
  return Buffer.concat([Buffer.from(head), reason]);
}
