/**
 * What every transport promises, as one suite: `transportConformance("ws", makeRig)`.
 *
 * A rig is the transport with a peer that a test can order about. Its `until` lets time pass, real or virtual, so the same
 * test runs on sockets and in memory.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import type {
  Connection,
  ConnectionEnd,
  ConnectionOwner,
  DialSpec,
  Transport,
} from "../../src/wire/transport/transport.ts";

/** How the peer answers upgrades. */
export type PeerAnswer =
  /** An empty `subprotocol` selects none. */
  | { readonly type: "accept"; readonly subprotocol: string }
  | { readonly type: "refuse"; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly type: "stall" };

/** One connection as the peer sees it. */
export interface Peer {
  /** Everything that arrived, oldest first. */
  readonly heard: readonly Heard[];
  /** How it ended; `undefined` while it lives. */
  readonly end: { readonly code: number; readonly reason: string } | undefined;
  send(data: string | Uint8Array): void;
  ping(): void;
  /** Without a code: a close frame that has none. */
  close(code?: number, reason?: string): void;
  terminate(): void;
}

export interface TransportRig extends AsyncDisposable {
  readonly transport: Transport;
  /** Of the peer; ends in its host. */
  readonly url: string;
  /** A url where nobody listens. */
  readonly deadUrl: string;
  /** For the next upgrades. */
  answer: PeerAnswer;
  /** Upgrade requests seen, oldest first. Header names in lower case. */
  readonly requests: readonly { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }[];
  /** Connections accepted, oldest first. */
  readonly peers: readonly Peer[];
  /** Lets time pass until `condition` holds. Fails when it never does. */
  until(condition: () => boolean): Promise<void>;
  /** Lets everything under way arrive. */
  settle(): Promise<void>;
}

export type Heard =
  | { readonly type: "open"; readonly subprotocol: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "binary"; readonly bytes: readonly number[] }
  | { readonly type: "ping" }
  | { readonly type: "pong" }
  | { readonly type: "end"; readonly end: ConnectionEnd };

/** Writes down everything it is told, and whether it was told from within a call of its own. */
export class RecordingOwner implements ConnectionOwner {
  readonly heard: Heard[] = [];
  /** What came while a call into the connection was on the stack. */
  readonly reentrant: Heard[] = [];
  /** Runs on every callback, after it was written down. */
  react: (heard: Heard) => void = () => {};
  #calling = false;

  onOpen(subprotocol: string): void {
    this.#hear({ type: "open", subprotocol });
  }
  onText(text: string): void {
    this.#hear({ type: "text", text });
  }
  onBinary(data: Uint8Array): void {
    this.#hear({ type: "binary", bytes: [...data] });
  }
  onPing(): void {
    this.#hear({ type: "ping" });
  }
  onPong(): void {
    this.#hear({ type: "pong" });
  }
  onEnd(end: ConnectionEnd): void {
    this.#hear({ type: "end", end });
  }

  /** Makes a call into the connection, watching for callbacks from within it. */
  call<T>(act: () => T): T {
    this.#calling = true;
    try {
      return act();
    } finally {
      this.#calling = false;
    }
  }

  get opened(): boolean {
    return this.heard.some(({ type }) => type === "open");
  }

  get end(): ConnectionEnd | undefined {
    const last = this.heard.find((heard) => heard.type === "end");
    return last?.type === "end" ? last.end : undefined;
  }

  count(type: Heard["type"]): number {
    return this.heard.filter((heard) => heard.type === type).length;
  }

  #hear(heard: Heard): void {
    this.heard.push(heard);
    if (this.#calling) this.reentrant.push(heard);
    this.react(heard);
  }
}

/** A dial specification with everything ordinary. */
export function plainDial(url: string, changes: Partial<DialSpec> = {}): DialSpec {
  return {
    url,
    subprotocols: [],
    requireSubprotocol: false,
    headers: {},
    handshakeTimeout: 5_000,
    maxPayload: 65_536,
    perMessageDeflate: false,
    ...changes,
  };
}

export function transportConformance(name: string, make: () => Promise<TransportRig>): void {
  describe(`the ${name} transport`, () => {
    const rigUp = async (): Promise<TransportRig> => {
      const rig = await make();
      onTestFinished(() => rig[Symbol.asyncDispose]());
      return rig;
    };
    const dial = (
      rig: TransportRig,
      changes: Partial<DialSpec> = {},
    ): { connection: Connection; owner: RecordingOwner } => {
      const owner = new RecordingOwner();
      const spec = plainDial(rig.url, changes);
      const connection = owner.call(() => rig.transport.dial(spec, owner));
      return { connection, owner };
    };
    const open = async (
      rig: TransportRig,
      changes: Partial<DialSpec> = {},
    ): Promise<{ connection: Connection; owner: RecordingOwner; peer: Peer }> => {
      const { connection, owner } = dial(rig, changes);
      await rig.until(() => owner.opened && rig.peers.length > 0);
      return { connection, owner, peer: rig.peers.at(-1)! };
    };
    const ended = async (rig: TransportRig, owner: RecordingOwner): Promise<ConnectionEnd> => {
      await rig.until(() => owner.end !== undefined);
      await rig.settle();
      expect(owner.heard.at(-1)).toEqual({ type: "end", end: owner.end });
      expect(owner.count("end")).toBe(1);
      expect(owner.reentrant).toEqual([]);
      return owner.end!;
    };

    describe("the opening handshake", () => {
      test("reports the subprotocol that the server selected", async () => {
        const rig = await rigUp();
        rig.answer = { type: "accept", subprotocol: "flotilla.v1" };
        const { owner } = await open(rig, { subprotocols: ["flotilla.v2", "flotilla.v1"], requireSubprotocol: true });
        expect(owner.heard).toEqual([{ type: "open", subprotocol: "flotilla.v1" }]);
      });

      test("opens without a subprotocol when the server selects none and none is required", async () => {
        const rig = await rigUp();
        const { owner } = await open(rig, { subprotocols: ["flotilla.v1"] });
        expect(owner.heard).toEqual([{ type: "open", subprotocol: "" }]);
      });

      test("fails when the server selects none and one is required, and leaves no connection behind", async () => {
        const rig = await rigUp();
        const { owner } = dial(rig, { subprotocols: ["flotilla.v1"], requireSubprotocol: true });
        expect(await ended(rig, owner)).toMatchObject({ type: "failed", reason: "BAD_SUBPROTOCOL" });
        await rig.until(() => rig.peers.length === 1 && rig.peers[0]!.end !== undefined);
        expect(rig.peers[0]!.end!.code).toBe(1006);
      });

      test("fails when the server selects a subprotocol that was not offered", async () => {
        const rig = await rigUp();
        rig.answer = { type: "accept", subprotocol: "mqtt" };
        const { owner } = dial(rig, { subprotocols: ["flotilla.v1"] });
        expect(await ended(rig, owner)).toMatchObject({ type: "failed", reason: "BAD_SUBPROTOCOL" });
      });

      test("hands path, query and headers to the server", async () => {
        const rig = await rigUp();
        await open(rig, {
          url: `${rig.url}/devices/lock-1?token=t`,
          subprotocols: ["a", "b"],
          headers: { Authorization: "Bearer secret", Origin: "https://app.test", "X-Serial": "S-1" },
        });
        expect(rig.requests).toHaveLength(1);
        expect(rig.requests[0]!.path).toBe("/devices/lock-1?token=t");
        expect(rig.requests[0]!.headers).toMatchObject({
          authorization: "Bearer secret",
          origin: "https://app.test",
          "x-serial": "S-1",
        });
      });

      test("reports a refusal with its status and its headers in lower case", async () => {
        const rig = await rigUp();
        rig.answer = { type: "refuse", status: 401, headers: {} };
        const first = dial(rig);
        expect(await ended(rig, first.owner)).toMatchObject({ type: "refused", status: 401 });
        rig.answer = { type: "refuse", status: 429, headers: { "retry-after": "7" } };
        const second = dial(rig);
        const end = await ended(rig, second.owner);
        expect(end).toMatchObject({ type: "refused", status: 429, headers: { "retry-after": "7" } });
        expect(second.owner.opened).toBe(false);
      });

      test("fails with ECONNREFUSED where nobody listens", async () => {
        const rig = await rigUp();
        const { owner } = dial(rig, { url: rig.deadUrl });
        expect(await ended(rig, owner)).toMatchObject({ type: "failed", reason: "ECONNREFUSED" });
      });

      test("fails with HANDSHAKE_TIMEOUT when the server never answers", async () => {
        const rig = await rigUp();
        rig.answer = { type: "stall" };
        const { owner } = dial(rig, { handshakeTimeout: 100 });
        expect(await ended(rig, owner)).toMatchObject({ type: "failed", reason: "HANDSHAKE_TIMEOUT" });
      });

      test.each(["", "hub", "http://127.0.0.1:1/", "ws://", "ws://127.0.0.1:99999/", "ws://hub.test/#part"])(
        "fails with BAD_URL, and does not throw, for %j",
        async (url) => {
          const rig = await rigUp();
          const { owner } = dial(rig, { url });
          expect(await ended(rig, owner)).toMatchObject({ type: "failed", reason: "BAD_URL" });
        },
      );

      test.each(["terminate", "close"] as const)("fails with ABORTED when %s comes before the answer", async (how) => {
        const rig = await rigUp();
        rig.answer = { type: "stall" };
        const { connection, owner } = dial(rig);
        owner.call(() => (how === "close" ? connection.close(1000, "") : connection.terminate()));
        expect(await ended(rig, owner)).toMatchObject({ type: "failed", reason: "ABORTED" });
      });
    });

    describe("messages", () => {
      test("go both ways as text and as bytes, empty ones too", async () => {
        const rig = await rigUp();
        const { connection, owner, peer } = await open(rig);
        const messages = ["grün ✓ 🔒", "", new Uint8Array([0, 255, 7]), new Uint8Array(0)];
        for (const message of messages) {
          expect(owner.call(() => connection.send(message))).toBe(true);
          peer.send(message);
        }
        await rig.until(() => owner.heard.length === 5 && peer.heard.length === 4);
        const expected = [
          { type: "text", text: "grün ✓ 🔒" },
          { type: "text", text: "" },
          { type: "binary", bytes: [0, 255, 7] },
          { type: "binary", bytes: [] },
        ];
        expect(peer.heard).toEqual(expected);
        expect(owner.heard.slice(1)).toEqual(expected);
        expect(owner.reentrant).toEqual([]);
      });

      test("that were sent are not changed when the sender uses its bytes again", async () => {
        const rig = await rigUp();
        const { connection, peer } = await open(rig);
        const bytes = new Uint8Array([1, 2, 3]);
        connection.send(bytes);
        expect([...bytes]).toEqual([1, 2, 3]);
        await rig.until(() => peer.heard.length === 1);
        expect(peer.heard).toEqual([{ type: "binary", bytes: [1, 2, 3] }]);
      });

      test("keep their order", async () => {
        const rig = await rigUp();
        const { connection, owner, peer } = await open(rig);
        const texts = Array.from({ length: 500 }, (_, index) => ({ type: "text", text: `${index}` }));
        for (const { text } of texts) {
          connection.send(text);
          peer.send(text);
        }
        await rig.until(() => owner.heard.length === 501 && peer.heard.length === 500);
        expect(owner.heard.slice(1)).toEqual(texts);
        expect(peer.heard).toEqual(texts);
      });

      test("are not taken before the connection is open", async () => {
        const rig = await rigUp();
        const { connection, owner } = dial(rig);
        expect(connection.send("too early")).toBe(false);
        connection.ping();
        await rig.until(() => owner.opened);
        connection.send("in time");
        await rig.until(() => rig.peers[0]!.heard.length > 0);
        expect(rig.peers[0]!.heard).toEqual([{ type: "text", text: "in time" }]);
      });

      test("of exactly the largest size are taken", async () => {
        const rig = await rigUp();
        const { owner, peer } = await open(rig, { maxPayload: 1_000 });
        peer.send("x".repeat(1_000));
        await rig.until(() => owner.heard.length === 2);
        expect(owner.heard[1]).toEqual({ type: "text", text: "x".repeat(1_000) });
      });

      test("that are too big end the connection with 1009", async () => {
        const rig = await rigUp();
        const { owner, peer } = await open(rig, { maxPayload: 1_000 });
        peer.send("x".repeat(1_001));
        const end = await ended(rig, owner);
        expect(end).toMatchObject({ type: "closed", code: 1009, initiator: "device" });
        await rig.until(() => peer.end !== undefined);
        expect(peer.end!.code).toBe(1009);
        expect(owner.count("text")).toBe(0);
      });
    });

    describe("pings", () => {
      test("of the server are answered and told", async () => {
        const rig = await rigUp();
        const { owner, peer } = await open(rig);
        peer.ping();
        await rig.until(() => peer.heard.length === 1 && owner.heard.length === 2);
        expect(peer.heard).toEqual([{ type: "pong" }]);
        expect(owner.heard[1]).toEqual({ type: "ping" });
      });

      test("of the device bring a pong", async () => {
        const rig = await rigUp();
        const { connection, owner } = await open(rig);
        owner.call(() => connection.ping());
        await rig.until(() => owner.count("pong") === 1);
        expect(owner.reentrant).toEqual([]);
      });
    });

    describe("the end", () => {
      test("by the device reaches the server with code and reason", async () => {
        const rig = await rigUp();
        const { connection, owner, peer } = await open(rig);
        owner.call(() => connection.close(4001, "going to sleep"));
        expect(await ended(rig, owner)).toEqual({
          type: "closed",
          code: 4001,
          reason: "going to sleep",
          initiator: "device",
        });
        await rig.until(() => peer.end !== undefined);
        expect(peer.end).toEqual({ code: 4001, reason: "going to sleep" });
      });

      test("by the server reaches the device with code and reason", async () => {
        const rig = await rigUp();
        const { owner, peer } = await open(rig);
        peer.close(1012, "restart");
        expect(await ended(rig, owner)).toEqual({ type: "closed", code: 1012, reason: "restart", initiator: "server" });
        await rig.until(() => peer.end !== undefined);
        expect(peer.end!.code).toBe(1012);
      });

      test("without a code is 1005", async () => {
        const rig = await rigUp();
        const { owner, peer } = await open(rig);
        peer.close();
        expect(await ended(rig, owner)).toEqual({ type: "closed", code: 1005, reason: "", initiator: "server" });
      });

      test("by terminate is 1006 on both sides", async () => {
        const rig = await rigUp();
        const { connection, owner, peer } = await open(rig);
        owner.call(() => connection.terminate());
        expect(await ended(rig, owner)).toEqual({ type: "closed", code: 1006, reason: "", initiator: "device" });
        await rig.until(() => peer.end !== undefined);
        expect(peer.end!.code).toBe(1006);
      });

      test("by a server that drops the connection is 1006", async () => {
        const rig = await rigUp();
        const { owner, peer } = await open(rig);
        peer.terminate();
        expect(await ended(rig, owner)).toEqual({ type: "closed", code: 1006, reason: "", initiator: "server" });
      });

      test("delivers what was sent before it, on both sides", async () => {
        const rig = await rigUp();
        const { connection, owner, peer } = await open(rig);
        connection.send("last words");
        connection.close(1000, "");
        await ended(rig, owner);
        await rig.until(() => peer.end !== undefined);
        expect(peer.heard).toEqual([{ type: "text", text: "last words" }]);
      });

      test("has as much of a long reason as a close frame holds", async () => {
        const rig = await rigUp();
        const { connection, owner, peer } = await open(rig);
        connection.close(1000, "ü".repeat(100));
        await ended(rig, owner);
        await rig.until(() => peer.end !== undefined);
        expect(peer.end).toEqual({ code: 1000, reason: "ü".repeat(61) });
      });

      test("refuses codes that must not be sent", async () => {
        const rig = await rigUp();
        const { connection } = await open(rig);
        for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 1000.5, Number.NaN]) {
          expect(() => connection.close(code, "")).toThrow(/close code/);
        }
      });

      test("comes once, whatever is called how often and by whom, and nothing comes after it", async () => {
        const rig = await rigUp();
        const { connection, owner, peer } = await open(rig);
        owner.react = (heard) => {
          if (heard.type !== "text") return;
          owner.call(() => connection.close(1000, "enough"));
          owner.call(() => connection.close(1000, "again"));
        };
        for (let index = 0; index < 20; index++) peer.send(`${index}`);
        peer.close(1001, "");
        await rig.until(() => owner.end !== undefined);
        owner.call(() => connection.terminate());
        owner.call(() => connection.close(1000, ""));
        owner.call(() => connection.ping());
        expect(owner.call(() => connection.send("too late"))).toBe(false);
        await ended(rig, owner);
      });

      test("by terminate from within a callback lets no further message through", async () => {
        const rig = await rigUp();
        const { connection, owner, peer } = await open(rig);
        owner.react = (heard) => {
          if (heard.type === "text") owner.call(() => connection.terminate());
        };
        for (let index = 0; index < 20; index++) peer.send(`${index}`);
        await ended(rig, owner);
        expect(owner.count("text")).toBe(1);
      });

      test("is told when the device closes in the moment it opens", async () => {
        const rig = await rigUp();
        const { connection, owner } = dial(rig);
        owner.react = (heard) => {
          if (heard.type === "open") connection.close(1000, "");
        };
        expect(await ended(rig, owner)).toMatchObject({ type: "closed", code: 1000, initiator: "device" });
      });

      test("allows the next dial from within it", async () => {
        const rig = await rigUp();
        const { owner, peer } = await open(rig);
        const next = new RecordingOwner();
        owner.react = (heard) => {
          if (heard.type === "end") rig.transport.dial(plainDial(rig.url), next);
        };
        peer.terminate();
        await rig.until(() => next.opened);
        expect(owner.count("end")).toBe(1);
      });
    });

    test("counts bytes while the connection lives and after it", async () => {
      const rig = await rigUp();
      const { connection, owner, peer } = await open(rig);
      const before = { sent: connection.bytesSent, received: connection.bytesReceived };
      connection.send("x".repeat(300));
      peer.send("y".repeat(200));
      await rig.until(() => peer.heard.length === 1 && owner.heard.length === 2);
      // RFC 6455 §5.2: two bytes of header, two of extended length, four of mask from a client.
      expect(connection.bytesSent - before.sent).toBe(308);
      expect(connection.bytesReceived - before.received).toBe(204);
      expect(connection.bufferedBytes).toBe(0);
      connection.close(1000, "");
      await ended(rig, owner);
      expect(connection.bytesSent - before.sent).toBe(308 + 8);
      expect(connection.bytesReceived - before.received).toBe(204 + 4);
      expect(connection.bufferedBytes).toBe(0);
    });
  });
}
