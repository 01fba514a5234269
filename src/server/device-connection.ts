/**
 * One connection of a device: reads what it says, answers it, and asks what the hub wants to know.
 *
 *     opening --device.hello--> live --closed, replaced--> ended
 *        |                                                   ^
 *        +------- no hello in time, closed ------------------+
 *
 * 1. Every request of the device is answered once, at once, in the order they came; the answers to a batch in one array.
 * 2. Notifications and answers are never answered. What is no JSON-RPC is answered a few times, then the connection is closed.
 * 3. The device's trouble stays its own: nothing it sends throws, and all it can make us keep is bounded by {@link HubLimits}.
 * 4. Every request of ours ends exactly once, at the latest with the connection.
 */
import { peerTime } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { Task, Ticket } from "../kernel/scheduler.ts";
import { type Duration, later, seconds } from "../kernel/time.ts";
import { closeCode } from "./close-code.ts";
import type { Counters } from "./counters.ts";
import type { DeviceRecord } from "./device-record.ts";
import { DeviceReports, type ReportsHost } from "./device-reports.ts";
import { type Hello, readHello } from "./hello.ts";
import {
  type Answer,
  answerMessage,
  type Frame,
  type Id,
  type JsonObject,
  readFrames,
  readMessage,
  requestText,
  rpcCode,
  type RpcError,
} from "./json-rpc.ts";
import { MessageBudget } from "./message-budget.ts";
import type { Peer, PeerHandler } from "./peer.ts";
import { PendingRequests, type RequestOutcome } from "./pending-requests.ts";

/** What a connection needs of its hub. */
export interface ConnectionHost extends ReportsHost {
  readonly log: Log;
  /** A text that no session and no request of this server has been named before. */
  newName(prefix: string): string;
  /** Makes this the device's connection, in place of an earlier one, or refuses it. */
  enter(connection: DeviceConnection, hello: Hello, session: string): DeviceRecord | RpcError;
  /** The result of `device.hello`. */
  welcome(device: DeviceRecord, session: string): JsonObject;
  /** The device has heard its welcome, or was accepted without one. */
  welcomed(device: DeviceRecord, connection: DeviceConnection): void;
  /** The connection is gone. `device` is absent when it never said hello. */
  leave(connection: DeviceConnection, device: DeviceRecord | undefined, end: ConnectionClose): void;
}

/** How a connection ended. `goodbye` is the reason that the device gave before. */
export interface ConnectionClose {
  readonly code: number;
  readonly reason: string;
  readonly goodbye?: string;
}

type Phase =
  | { readonly type: "opening"; readonly helloTimeout: Ticket }
  | {
      readonly type: "live";
      readonly device: DeviceRecord;
      readonly reports: DeviceReports;
      readonly session: string;
      readonly goodbye?: string;
    }
  | { readonly type: "ended" };

/** How long a device that was late, or for which there was no room, should stay away. */
const retryMillis = 5_000;
/** Longest wait for the answer to a question of the server's own, real milliseconds. */
const ownTimeout: Duration = seconds(10);
const longestText = 128;
const accepted: Answer = { ok: true, result: {} };

export class DeviceConnection implements PeerHandler, Task {
  readonly #peer: Peer;
  readonly #host: ConnectionHost;
  readonly #budget: MessageBudget;
  #phase: Phase;
  #malformed = 0;
  #pending: PendingRequests | undefined;
  /** Answers to the batch that is being read. */
  #batch: JsonObject[] | undefined;
  /** A `state.get` is under way because a patch was missed. */
  #catchingUp = false;

  constructor(peer: Peer, host: ConnectionHost) {
    const { scheduler, limits } = host;
    this.#peer = peer;
    this.#host = host;
    this.#budget = new MessageBudget(scheduler.clock.real(), limits);
    const due = later(scheduler.now, peerTime(scheduler.clock, limits.helloTimeout));
    this.#phase = { type: "opening", helloTimeout: scheduler.at(due, this) };
  }

  onText(text: string): void {
    if (this.#phase.type === "ended") return;
    const { limits, scheduler } = this.#host;
    // A character takes at least one byte; transports that know bytes are stricter.
    if (text.length > limits.messageBytes) {
      this.close(closeCode.tooBig, `expected messages of at most ${limits.messageBytes} bytes`);
      return;
    }
    if (!this.#budget.take(scheduler.clock.real(), limits)) {
      this.close(closeCode.tooMany, `expected at most ${limits.messagesPerSecond} messages per second`);
      return;
    }
    if (this.#phase.type === "live") this.#phase.device.lastSeenAt = scheduler.now;
    const frames = readFrames(text);
    if ("type" in frames) this.#onFrame(frames);
    else this.#onBatch(frames);
  }

  onBinary(): void {
    this.close(closeCode.wrongType, "expected text frames, found a binary one");
  }

  onClose(code: number, reason: string): void {
    this.#end({ code, reason });
  }

  /** No hello in time. */
  onDue(): void {
    const wanted = `expected device.hello within ${this.#host.limits.helloTimeout / 1_000} s`;
    this.close(closeCode.policy, `${wanted}, retry=${retryMillis}`);
  }

  /** Asks the device something. `done` is called exactly once. Returns false, and asks nothing, when too much is asked already. */
  request(method: string, params: JsonObject, timeout: Duration, done: (outcome: RequestOutcome) => void): boolean {
    if (this.#phase.type === "ended") {
      done({ type: "no-answer", why: "disconnected" });
      return true;
    }
    const { scheduler, limits, newName } = this.#host;
    this.#pending ??= new PendingRequests(scheduler, limits.requestsInFlight);
    const id = newName("c");
    if (!this.#pending.add(id, timeout, done)) return false;
    this.#send(requestText(id, method, params));
    return true;
  }

  /** Ends the connection from our side. Nothing that still arrives is heard. */
  close(code: number, reason: string): void {
    if (this.#phase.type === "ended") return;
    this.#host.log.debug("closing a connection", { address: this.#peer.address, device: this.#id(), code, reason });
    this.#end({ code, reason });
    this.#peer.close(code, reason);
  }

  #end(end: ConnectionClose): void {
    const phase = this.#phase;
    if (phase.type === "ended") return;
    this.#phase = { type: "ended" };
    if (phase.type === "opening") {
      this.#host.scheduler.cancel(phase.helloTimeout);
      this.#host.leave(this, undefined, end);
    } else {
      const { device, goodbye } = phase;
      this.#host.leave(this, device, goodbye === undefined ? end : { ...end, goodbye });
    }
    this.#pending?.giveUp();
  }

  #onBatch(messages: readonly unknown[]): void {
    const { batch } = this.#host.limits;
    if (messages.length === 0 || messages.length > batch) {
      const error = { code: rpcCode.request, message: `expected a batch of 1 to ${batch} messages` };
      this.#onFrame({ type: "malformed", id: null, error });
      return;
    }
    const answers: JsonObject[] = [];
    this.#batch = answers;
    for (const message of messages) this.#onFrame(readMessage(message));
    this.#batch = undefined;
    if (answers.length > 0) this.#send(JSON.stringify(answers));
  }

  #onFrame(frame: Frame): void {
    switch (frame.type) {
      case "request":
        this.#onCall(frame.method, frame.params, frame.id);
        return;
      case "notification":
        this.#onCall(frame.method, frame.params, undefined);
        return;
      case "answer":
        this.#onAnswer(frame.id, frame.answer);
        return;
      case "misfit":
        this.#refuse(frame.id, frame.error);
        return;
      case "malformed":
        this.#onMalformed(frame.id, frame.error);
    }
  }

  #onMalformed(id: Id, error: RpcError): void {
    this.#count("malformed");
    if (++this.#malformed > this.#host.limits.malformed) {
      this.close(closeCode.protocolError, "expected JSON-RPC 2.0, found too much else");
      return;
    }
    this.#answer(id, { ok: false, error });
  }

  /** @param id absent for a notification. */
  #onCall(method: string, params: JsonObject, id: Id | undefined): void {
    const phase = this.#phase;
    if (phase.type === "ended") return;
    if (method === "device.hello") {
      this.#onHello(params, id);
      return;
    }
    if (phase.type === "opening") {
      this.#refuse(id, { code: rpcCode.rejected, message: "expected device.hello first" });
      return;
    }
    if (method === "device.bye") {
      this.#onBye(phase, params, id);
      return;
    }
    const fault = phase.reports.take(method, params);
    if (fault !== undefined) this.#refuse(id, fault);
    else if (id !== undefined) this.#answer(id, accepted);
  }

  #onHello(params: JsonObject, id: Id | undefined): void {
    const hello = readHello(params, this.#host.limits);
    if ("code" in hello) {
      this.#refuseHello(id, hello);
      return;
    }
    const phase = this.#phase;
    if (phase.type === "live" && phase.device.introduction.id !== hello.id) {
      this.#refuse(id, { code: rpcCode.rejected, message: "expected one device per connection" });
      return;
    }
    const session = phase.type === "live" ? phase.session : this.#host.newName("s");
    const device = this.#host.enter(this, hello, session);
    if ("code" in device) {
      this.#refuseHello(id, device);
      return;
    }
    const reports = new DeviceReports(device, this.#host, () => this.#catchUp(device));
    this.#phase = { type: "live", device, reports, session };
    if (phase.type === "opening") {
      this.#host.scheduler.cancel(phase.helloTimeout);
      this.#count("connections");
    }
    if (id !== undefined) this.#answer(id, { ok: true, result: this.#host.welcome(device, session) });
    this.#host.welcomed(device, this);
  }

  /** The device closes when it hears of it; one that does not listen is closed. */
  #refuseHello(id: Id | undefined, error: RpcError): void {
    this.#refuse(id, error);
    if (id !== undefined) return;
    if (error.code === rpcCode.busy) this.close(closeCode.tryLater, `${error.message}, retry=${retryMillis}`);
    else this.close(closeCode.policy, error.message);
  }

  /** A patch was missed: asks for the whole state, once at a time. */
  #catchUp(device: DeviceRecord): void {
    if (this.#catchingUp) return;
    this.#catchingUp = this.request("state.get", {}, ownTimeout, (outcome) => {
      this.#catchingUp = false;
      if (outcome.type === "result") device.snapshot(outcome.result, this.#host.limits);
    });
  }

  #onBye(phase: Extract<Phase, { type: "live" }>, params: JsonObject, id: Id | undefined): void {
    const { reason } = params;
    const goodbye = typeof reason === "string" ? reason.slice(0, longestText) : "";
    this.#phase = { ...phase, goodbye };
    this.#count("byes");
    if (id !== undefined) this.#answer(id, accepted);
  }

  #onAnswer(id: Id, answer: Answer): void {
    if (typeof id !== "string" || this.#pending?.answer(id, answer) !== true) this.#count("unexpectedAnswers");
  }

  #refuse(id: Id | undefined, error: RpcError): void {
    this.#count("invalid");
    this.#host.log.debug("refused a message", { device: this.#id(), ...error });
    if (id !== undefined) this.#answer(id, { ok: false, error });
  }

  #answer(id: Id, answer: Answer): void {
    const message = answerMessage(id, answer);
    if (this.#batch === undefined) this.#send(JSON.stringify(message));
    else this.#batch.push(message);
  }

  /** A device that does not read what it asked for is cut off: what it does not read would have to be kept. */
  #send(text: string): void {
    if (this.#phase.type === "ended" || this.#peer.send(text)) return;
    this.#end({ code: 1006, reason: "the device does not read what it is sent" });
    this.#peer.terminate();
  }

  #count(name: keyof Counters, by = 1): void {
    this.#host.totals[name] += by;
    if (this.#phase.type === "live") this.#phase.device.counters[name] += by;
  }

  #id(): string | undefined {
    return this.#phase.type === "live" ? this.#phase.device.introduction.id : undefined;
  }
}
