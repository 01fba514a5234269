/**
 * Records what simulated devices say and hear, where their links meet the network: in memory as over sockets.
 *
 * 1. A connection behaves as it does without: everything is passed on, in the same order and the same turn.
 * 2. What the transport keeps to itself is not on the tape: headers of an accepted upgrade, payloads of pings, its pongs.
 */
import type { LinkPlan } from "../../wire/link/link-contract.ts";
import type {
  Connection,
  ConnectionEnd,
  ConnectionOwner,
  DialSpec,
  Transport,
} from "../../wire/transport/transport.ts";
import type { ConnectionRecorder, Opening, Recorder } from "../recorder.ts";

/** The link plan with a recorder in it. */
export function recordedLinks(link: LinkPlan, recorder: Recorder): LinkPlan {
  // A link asks for its url and dials in one go, so the device that asked last is the one that dials.
  let device: string | undefined;
  return {
    ...link,
    transport: {
      name: link.transport.name,
      dial: (spec, owner) =>
        new RecordedConnection(link.transport, spec, owner, recorder.open(openingOf(spec, device))),
    },
    url: (view) => {
      device = view.identity.id;
      return link.url(view);
    },
  };
}

class RecordedConnection implements Connection, ConnectionOwner {
  readonly #connection: Connection;
  readonly #owner: ConnectionOwner;
  readonly #recorder: ConnectionRecorder;
  #left = false;

  constructor(transport: Transport, spec: DialSpec, owner: ConnectionOwner, recorder: ConnectionRecorder) {
    this.#owner = owner;
    this.#recorder = recorder;
    this.#connection = transport.dial(spec, this);
  }

  // What the device does

  send(data: string | Uint8Array): boolean {
    const sent = this.#connection.send(data);
    if (sent && typeof data === "string") this.#recorder.text("up", data);
    else if (sent) this.#recorder.binary("up", Buffer.from(data as Uint8Array));
    return sent;
  }

  ping(): void {
    this.#connection.ping();
    if (this.#recorder.phase === "open") this.#recorder.ping("ping", "up");
  }

  close(code: number, reason: string): void {
    this.#connection.close(code, reason);
    if (this.#recorder.phase === "open" && !this.#left) this.#recorder.close("up", code, reason);
    this.#left = true;
  }

  terminate(): void {
    this.#left = true;
    this.#connection.terminate();
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes;
  }

  get bytesSent(): number {
    return this.#connection.bytesSent;
  }

  get bytesReceived(): number {
    return this.#connection.bytesReceived;
  }

  // What the device hears

  onOpen(subprotocol: string): void {
    this.#recorder.opened({ subprotocol, headers: [] });
    this.#owner.onOpen(subprotocol);
  }

  onText(text: string): void {
    this.#recorder.text("down", text);
    this.#owner.onText(text);
  }

  onBinary(data: Uint8Array): void {
    this.#recorder.binary("down", Buffer.from(data));
    this.#owner.onBinary(data);
  }

  onPing(): void {
    this.#recorder.ping("ping", "down");
    this.#owner.onPing();
  }

  onPong(): void {
    this.#recorder.ping("pong", "down");
    this.#owner.onPong();
  }

  onEnd(end: ConnectionEnd): void {
    this.#recordEnd(end);
    this.#owner.onEnd(end);
  }

  #recordEnd(end: ConnectionEnd): void {
    switch (end.type) {
      case "refused":
        this.#recorder.refused({ status: end.status, headers: Object.entries(end.headers), body: "" });
        return this.#recorder.end("server", false);
      case "failed":
        this.#recorder.failed(end.reason, end.message);
        return this.#recorder.end(this.#left ? "device" : "server", false);
      case "closed": {
        const clean = end.code !== lostCode;
        // A device's own close frame is on the tape already, and this is the server's; but not one that its transport sent.
        const direction = end.initiator === "device" && !this.#left ? "up" : "down";
        if (clean) this.#recorder.close(direction, end.code, end.reason);
        return this.#recorder.end(end.initiator, clean);
      }
    }
  }
}

/** No close frame came. */
const lostCode = 1006;

function openingOf(spec: DialSpec, device: string | undefined): Opening {
  const url = new URL(spec.url);
  const credentials = url.username === "" ? [] : [["Authorization", "Basic ***"] as const];
  return {
    path: url.pathname,
    query: url.search === "" ? undefined : url.search.slice(1),
    subprotocols: spec.subprotocols,
    headers: [...credentials, ...Object.entries(spec.headers)],
    device,
  };
}
