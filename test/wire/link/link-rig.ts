/** One link of one device, against a server that a test orders about, on virtual time. */
import { VirtualClock } from "../../../src/kernel/clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { instant, type Instant, later, millis, seconds } from "../../../src/kernel/time.ts";
import { Tally } from "../../../src/metrics/tally.ts";
import { Link } from "../../../src/wire/link/link.ts";
import type { LinkPlan } from "../../../src/wire/link/link-contract.ts";
import type { LinkState } from "../../../src/wire/link/link-state.ts";
import type { DeviceView } from "../../../src/wire/protocol/adapter.ts";
import type { Incoming, Sample } from "../../../src/wire/protocol/message.ts";
import type { ServerConnection } from "../../../src/wire/transport/memory-connection.ts";
import {
  MemoryNetwork,
  type MemoryListener,
  type UpgradeRequest,
} from "../../../src/wire/transport/memory-transport.ts";
import type { ConnectionEnd } from "../../../src/wire/transport/transport.ts";
import { plainProtocol } from "./plain-protocol.ts";

const start = instant(Date.UTC(2026, 0, 15));

/** What the server does with the next upgrades. */
export type ServerMood =
  /** Answers hello with this text; `undefined` leaves hello unanswered. */
  | { readonly type: "accept"; readonly welcome: string | undefined }
  | { readonly type: "refuse"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly type: "stall" };

export interface ServerSide {
  readonly connection: ServerConnection;
  readonly request: UpgradeRequest;
  readonly received: string[];
  end: ConnectionEnd | undefined;
}

export class LinkRig {
  readonly scheduler = new Scheduler(new VirtualClock(start));
  readonly network: MemoryNetwork;
  readonly tally = new Tally();
  readonly link: Link;
  /** States by the time they were entered, milliseconds from the start. */
  readonly states: [at: number, phase: LinkState["phase"]][] = [];
  readonly incoming: Incoming[] = [];
  readonly traced: string[] = [];
  /** Connections that the server accepted, oldest first. */
  readonly server: ServerSide[] = [];
  mood: ServerMood = { type: "accept", welcome: "ready" };
  /** What the device does when it hears of something. */
  react: (heard: LinkState | Incoming) => void = () => {};
  /** The next draws; 0.5 when there are none. */
  readonly draws: number[] = [];
  /** How many the device has said. */
  samples = 0;
  events = 0;
  #listener: MemoryListener | undefined;

  constructor(changes: Partial<LinkPlan> = {}, latency = 10) {
    this.network = new MemoryNetwork(this.scheduler, { latency: millis(latency) });
    const plan: LinkPlan = {
      transport: this.network.transport(),
      protocol: plainProtocol,
      protocolOptions: undefined,
      url: () => "ws://lock:secret@hub.test/lock-1?token=secret",
      headers: () => ({ authorization: "Bearer secret" }),
      requireSubprotocol: false,
      backoff: { policy: "exponential", base: seconds(1), cap: seconds(60) },
      handshakeTimeout: seconds(10),
      readyTimeout: seconds(5),
      heartbeat: seconds(30),
      maxPayload: 65_536,
      perMessageDeflate: false,
      maxBuffered: 1_000,
      acknowledge: false,
      offlineBuffer: 3,
      ...changes,
    };
    const owner = {
      onLink: (state: LinkState) => {
        this.states.push([this.at, state.phase]);
        this.react(state);
      },
      onIncoming: (message: Incoming) => {
        this.incoming.push(message);
        this.react(message);
      },
    };
    this.link = new Link(plan, device, owner, {
      scheduler: this.scheduler,
      tally: this.tally,
      draw: () => this.draws.shift() ?? 0.5,
      trace: (id, direction, data) => this.traced.push(`${id} ${direction} ${data}`),
    });
    this.serverStarts();
  }

  /** Milliseconds since the start. */
  get at(): number {
    return this.scheduler.now - start;
  }

  get now(): Instant {
    return this.scheduler.now;
  }

  get phases(): string[] {
    return this.states.map(([, phase]) => phase);
  }

  /** The server's side of the newest connection. */
  get peer(): ServerSide {
    return this.server.at(-1)!;
  }

  open(): void {
    this.link.open(this.now);
  }

  /** Lets `duration` milliseconds pass. */
  pass(duration: number): void {
    this.scheduler.runUntil(later(this.now, duration));
  }

  /** Opens the link and waits until it is ready. */
  getReady(): void {
    this.open();
    this.pass(100);
    if (this.link.phase !== "ready") throw new Error(`expected a ready link, found it ${this.link.phase}`);
    this.states.length = 0;
    this.incoming.length = 0;
  }

  /** What the device has said on the newest connection, all of it up to now. */
  said(): string[] {
    this.pass(10);
    return this.peer.received;
  }

  /** The server says something and the device hears it. */
  tell(text: string): void {
    this.peer.connection.send(text);
    this.pass(10);
  }

  sample(): Sample {
    const sample = { time: Math.round(this.now), seq: ++this.samples, values: {} };
    this.link.telemetry(sample);
    return sample;
  }

  event(id: string): void {
    this.events++;
    this.link.event({ id, time: Math.round(this.now), name: "rung", severity: "info", data: {} });
  }

  patch(version: number): void {
    this.link.state({ time: Math.round(this.now), version, values: {}, cause: "physics" });
  }

  /** A server process dies, with all its connections. */
  serverDies(): void {
    this.#listener?.kill();
    // The dead hear nothing, so nobody else writes this down.
    for (const side of this.server) side.end ??= { type: "closed", code: 1006, reason: "", initiator: "server" };
  }

  serverStarts(): void {
    this.#listener = this.network.listen("hub.test", (request) => {
      const { mood } = this;
      if (mood.type === "stall") return mood;
      if (mood.type === "refuse") return { type: "refuse", status: mood.status, headers: mood.headers ?? {} };
      return { type: "accept", subprotocol: "plain.v1", serve: (connection) => this.#serve(connection, request, mood) };
    });
  }

  #serve(
    connection: ServerConnection,
    request: UpgradeRequest,
    mood: Extract<ServerMood, { type: "accept" }>,
  ): ReturnType<typeof ownerOf> {
    const side: ServerSide = { connection, request, received: [], end: undefined };
    this.server.push(side);
    return ownerOf(side, mood.welcome);
  }
}

const device: DeviceView = {
  identity: {
    index: 0,
    id: "lock-1",
    kind: "lock",
    home: 0,
    room: "hall",
    name: "Front door",
    serial: "S-1",
    mac: "02:00:00:00:00:01",
    model: "L1",
    firmware: "1.0.0",
    hardware: "A",
    labels: {},
  },
  boots: 1,
  bootReason: "powerOnReboot",
  commands: [],
  reported: () => ({ version: 0, values: {} }),
  time: () => 0,
};

function ownerOf(side: ServerSide, welcome: string | undefined) {
  return {
    onText: (text: string): void => {
      side.received.push(text);
      if (text.startsWith("hello") && welcome !== undefined) side.connection.send(welcome);
    },
    onBinary: (): void => {},
    onPing: (): void => {
      side.received.push("(ping)");
    },
    onPong: (): void => {},
    onEnd: (end: ConnectionEnd): void => {
      side.end = end;
    },
  };
}
