/**
 * A network that exists in memory only: servers listen on hosts, devices dial them, all on simulated time.
 *
 *     const network = new MemoryNetwork(scheduler, { latency: millis(20) });
 *     network.listen("hub.test", (request) => ({ type: "accept", subprotocol: "", serve: (connection) => owner }));
 *     const transport = network.transport();
 *
 * The opening handshake takes one round trip; with nobody listening it fails with ECONNREFUSED after the same time.
 * TLS options are ignored. Deterministic: the same calls give the same order of events.
 */
import { peerTime } from "../../kernel/clock.ts";
import { FlotillaError, messageOf } from "../../kernel/errors.ts";
import type { Scheduler, Task } from "../../kernel/scheduler.ts";
import { type Duration, type Instant, later, millis } from "../../kernel/time.ts";
import { connectEnds, type EndOwner, type MemoryEnd, type ServerConnection } from "./memory-connection.ts";
import { failed, failure, subprotocolFault, timedOut } from "./opening-handshake.ts";
import { parseTargetUrl } from "./target-url.ts";
import type { Connection, ConnectionEnd, ConnectionOwner, DialSpec, Transport } from "./transport.ts";

/** What a server sees of an upgrade request. */
export interface UpgradeRequest {
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly subprotocols: readonly string[];
}

export type UpgradeAnswer =
  /** Opens the connection. `subprotocol` is empty to select none. `serve` may send at once. */
  | {
      readonly type: "accept";
      readonly subprotocol: string;
      readonly serve: (connection: ServerConnection) => EndOwner;
    }
  /** Header names in lower case. */
  | { readonly type: "refuse"; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  /** Never answers. */
  | { readonly type: "stall" };

export type Acceptor = (request: UpgradeRequest) => UpgradeAnswer;

export interface MemoryListener {
  /** Connections that live, oldest first. */
  connections(): ServerConnection[];
  /** Takes no more connections; those it has live on. */
  close(): void;
  /** Dies as a killed process does: takes no more connections, and those it has are lost. Their owners hear nothing. */
  kill(): void;
}

export class MemoryNetwork {
  readonly scheduler: Scheduler;
  readonly latency: Duration;
  readonly #listeners = new Map<string, Listener>();

  /** @param options.latency one way; none if absent. */
  constructor(scheduler: Scheduler, options: { readonly latency?: Duration } = {}) {
    this.scheduler = scheduler;
    this.latency = options.latency ?? millis(0);
  }

  /**
   * Starts a server on a host: `hub.test`, `hub.test:8080`, or a url of it, of which the path is ignored.
   *
   * @throws FlotillaError `usage` when somebody listens there already.
   */
  listen(where: string, acceptor: Acceptor): MemoryListener {
    const host = where.includes("://") ? parseTargetUrl(where).host : where;
    if (this.#listeners.has(host)) {
      throw new FlotillaError("usage", `expected nobody to listen on "${host}" yet, found a listener there`);
    }
    const listener = new Listener(acceptor, () => this.#listeners.delete(host));
    this.#listeners.set(host, listener);
    return listener;
  }

  transport(): Transport {
    return { name: "memory", dial: (spec, owner) => new MemoryDial(this, spec, owner) };
  }

  listenerAt(host: string): Listener | undefined {
    return this.#listeners.get(host);
  }
}

class Listener implements MemoryListener {
  readonly acceptor: Acceptor;
  readonly live: Set<MemoryEnd> = new Set();
  readonly #unlist: () => void;

  constructor(acceptor: Acceptor, unlist: () => void) {
    this.acceptor = acceptor;
    this.#unlist = unlist;
  }

  connections(): ServerConnection[] {
    return [...this.live];
  }

  close(): void {
    this.#unlist();
  }

  kill(): void {
    this.#unlist();
    for (const end of this.live) end.vanish();
  }
}

/** What comes back for an upgrade request. */
type Answer = ConnectionEnd | { readonly type: "open"; readonly subprotocol: string };

/** What a dial waits for. */
const slot = { arrival: 0, answer: 1, deadline: 2, abort: 3 } as const;

/** A connection from the device's side: the opening handshake, then what its end says. */
class MemoryDial implements Connection, Task {
  readonly #network: MemoryNetwork;
  readonly #spec: DialSpec;
  readonly #owner: ConnectionOwner;
  readonly #deadline: Instant;
  /** The answer under way. */
  #answer: Answer | undefined;
  #end: MemoryEnd | undefined;
  #phase: "dialing" | "open" | "over" = "dialing";

  constructor(network: MemoryNetwork, spec: DialSpec, owner: ConnectionOwner) {
    this.#network = network;
    this.#spec = spec;
    this.#owner = owner;
    const { clock, now } = network.scheduler;
    this.#deadline = later(now, peerTime(clock, spec.handshakeTimeout));
    network.scheduler.at(later(now, network.latency), this, slot.arrival);
  }

  send(data: string | Uint8Array): boolean {
    return this.#open?.send(data) ?? false;
  }

  ping(): void {
    this.#open?.ping();
  }

  close(code: number, reason: string): void {
    if (this.#phase === "dialing") this.terminate();
    else this.#end?.close(code, reason);
  }

  terminate(): void {
    if (this.#phase === "open") this.#end?.terminate();
    else if (this.#phase === "dialing") {
      this.#answer = failed(failure.aborted, "the device gave up before the upgrade was answered");
      this.#network.scheduler.at(this.#network.scheduler.now, this, slot.abort);
    }
  }

  get bufferedBytes(): number {
    return this.#open?.bufferedBytes ?? 0;
  }

  get bytesSent(): number {
    return this.#open?.bytesSent ?? 0;
  }

  get bytesReceived(): number {
    return this.#open?.bytesReceived ?? 0;
  }

  onDue(what: number): void {
    if (this.#phase !== "dialing") return;
    switch (what) {
      case slot.arrival:
        return this.#arrived();
      case slot.deadline:
        return this.#fail(timedOut(this.#spec));
      case slot.answer:
      case slot.abort:
        return this.#answered();
    }
  }

  get #open(): MemoryEnd | undefined {
    return this.#phase === "open" ? this.#end : undefined;
  }

  /** The upgrade request has reached the server. */
  #arrived(): void {
    if (this.#answer !== undefined) return;
    let url: URL;
    try {
      url = parseTargetUrl(this.#spec.url);
    } catch (thrown) {
      return this.#reply(failed(failure.badUrl, messageOf(thrown)));
    }
    const listener = this.#network.listenerAt(url.host);
    if (listener === undefined) {
      return this.#reply(failed("ECONNREFUSED", `expected a server on ${url.host}, found nobody listening`));
    }
    const answer = listener.acceptor({
      url,
      headers: lowerCase(this.#spec.headers),
      subprotocols: this.#spec.subprotocols,
    });
    switch (answer.type) {
      case "accept":
        return this.#accepted(listener, answer);
      case "refuse":
        return this.#reply({ type: "refused", status: answer.status, headers: answer.headers });
      case "stall":
        this.#network.scheduler.at(this.#deadline, this, slot.deadline);
    }
  }

  #accepted(listener: Listener, answer: Extract<UpgradeAnswer, { type: "accept" }>): void {
    const ends = connectEnds(this.#network.scheduler, this.#network.latency, this.#spec.maxPayload);
    this.#end = ends.device;
    // Before the server's first message, which must not overtake it.
    this.#reply({ type: "open", subprotocol: answer.subprotocol });
    listener.live.add(ends.server);
    ends.server.registry = listener.live;
    ends.server.owner = answer.serve(ends.server);
  }

  #reply(answer: Answer): void {
    const { scheduler, latency } = this.#network;
    const arrival = later(scheduler.now, latency);
    this.#answer = answer;
    if (arrival > this.#deadline) scheduler.at(this.#deadline, this, slot.deadline);
    else scheduler.at(arrival, this, slot.answer);
  }

  /** The answer has reached the device. */
  #answered(): void {
    const answer = this.#answer!;
    if (answer.type !== "open") return this.#fail(answer);
    const fault = subprotocolFault(this.#spec, answer.subprotocol === "" ? undefined : answer.subprotocol);
    if (fault !== undefined) return this.#fail(fault);
    this.#phase = "open";
    this.#end!.owner = this.#owner;
    this.#owner.onOpen(answer.subprotocol);
  }

  #fail(end: ConnectionEnd): void {
    this.#phase = "over";
    this.#end?.vanish();
    this.#owner.onEnd(end);
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
