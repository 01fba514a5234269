/**
 * One connection of the tape, dialed anew by a copy of its device.
 *
 *     waiting ----> dialing ----> open ----> closing ----> ended
 *     for the device's           what the tape's device sent goes out in
 *     previous connection        its order, as soon as it is due and may
 *
 * 1. The tape says when; the server may make it later. Nothing is sent before the upgrade is accepted; after a hello that wants an answer
 *    nothing before that; and a connection is not closed while answers are missing that the tape's device had before it closed, for
 *    {@link patience} at most. Without that a faster replay would hang up before the server has read what was said.
 * 2. What had to wait goes out in order, at once. Of too much that waits, the newest is given up.
 * 3. A device dials again when its previous connection is gone, if the tape had ended that first.
 * 4. Requests of the server are answered from the answer book, not from the course of the tape.
 */
import { peerTime } from "../kernel/clock.ts";
import { noTicket, type Task, type Ticket } from "../kernel/scheduler.ts";
import { later } from "../kernel/time.ts";
import { count } from "../metrics/tally.ts";
import { deviceMethods } from "../wire/protocol/native/methods.ts";
import { checkCloseCode, closeCode } from "../wire/transport/close-frame.ts";
import type { Connection, ConnectionEnd, ConnectionOwner, DialSpec, Transport } from "../wire/transport/transport.ts";
import type { ConnectionComparison, Opening, TapeEnd } from "./compare/connection-comparison.ts";
import { type AnswerRpc, type Exchange, Exchanges } from "./exchanges.ts";
import { recordAnswer } from "./replay-tally.ts";
import { mayRenumber, retold, type Telling } from "./rewrite.ts";
import { type AnsweringCommons, ServerRequests } from "./server-requests.ts";
import { type Frame, readFrame, readRpc } from "./tape-frame.ts";

/** What all connections share. */
export interface ReplayCommons extends AnsweringCommons {
  readonly transport: Transport;
  /** Now, in milliseconds since the tape's beginning. */
  tapeTime(): number;
}

/** What is to be done on a connection, in the order of the tape. */
type Job =
  | {
      readonly type: "message";
      readonly frame: Exclude<Frame, { kind: "omitted" }>;
      readonly exchange: Exchange | undefined;
    }
  | { readonly type: "ping" | "cut" }
  | { readonly type: "close"; readonly code: number; readonly reason: string };

/** How long the server may keep a connection from being closed, and be waited for to close it itself; real milliseconds. */
const patience = 2_000;
const mostJobs = 256;
/** Sent and not taken by the server, bytes. */
const mostBuffered = 1024 * 1024;

export interface ReplayConnectionOptions {
  readonly commons: ReplayCommons;
  readonly spec: DialSpec;
  readonly telling: Telling;
  readonly comparison: ConnectionComparison | undefined;
}

export class ReplayConnection implements ConnectionOwner {
  readonly #commons: ReplayCommons;
  readonly #spec: DialSpec;
  readonly #telling: Telling;
  readonly #comparison: ConnectionComparison | undefined;
  readonly #exchanges = new Exchanges();
  #phase: "waiting" | "dialing" | "open" | "closing" | "ended" = "waiting";
  #connection: Connection | undefined;
  #dialedAt = 0;
  #jobs: Job[] = [];
  /** The hello whose answer everything waits for. */
  #gate: Exchange | undefined;
  #turnedAway = false;
  /** The server has had its time: what is to be closed is closed. */
  #outOfPatience: Ticket | "over" = noTicket;
  #tapeEnd: TapeEnd | undefined;
  /** How it ended now, until that is compared. */
  #endNow: Extract<ConnectionEnd, { type: "closed" }> | undefined;
  /** The tape ended it, or the replay is over: nothing more will be asked of it. */
  #done = false;
  #ending: (() => void) | undefined;
  #lastId = 0;
  /** Messages that are no JSON-RPC, which the tape's server had said and this one has not: nobody knows what they answer. */
  #unheard = 0;
  readonly #answers: ServerRequests;
  /** Whether the tape was played to this connection's end, not stopped before. */
  #whole = true;

  constructor({ commons, spec, telling, comparison }: ReplayConnectionOptions) {
    this.#commons = commons;
    this.#spec = spec;
    this.#telling = telling;
    this.#comparison = comparison;
    this.#answers = new ServerRequests(commons, telling.copy, (text) => this.#connection?.send(text) === true);
  }

  get ended(): boolean {
    return this.#phase === "ended";
  }

  /** Whether the tape has ended it. */
  get done(): boolean {
    return this.#done;
  }

  /** Calls `then` once, when it has ended; at once if it has. */
  whenEnded(then: () => void): void {
    if (this.ended) return then();
    const before = this.#ending;
    this.#ending = (): void => {
      before?.();
      then();
    };
  }

  dial(): void {
    const { scheduler, transport, tally } = this.#commons;
    if (this.#phase !== "waiting") return;
    this.#phase = "dialing";
    this.#dialedAt = scheduler.clock.real();
    tally.connections.attempts++;
    this.#connection = transport.dial(this.#spec, this);
  }

  // What the tape says, in its order.

  openedOnTape(opening: Opening, at: number): void {
    this.#comparison?.openedOnTape(opening, at);
  }

  /** The tape's device sends. */
  message(frame: Frame): void {
    if (frame.kind === "omitted") {
      this.#commons.tally.messages.omitted++;
      return;
    }
    const rpc = frame.kind === "json" ? frame.rpc : undefined;
    // Answers are given when asked for.
    if (rpc?.type === "result" || rpc?.type === "error") return;
    const exchange = rpc?.type === "request" ? this.#exchanges.asked(rpc.id, rpc.method) : undefined;
    this.#do({ type: "message", frame, exchange });
  }

  /** The tape's server sends. */
  serverMessage(frame: Frame, at: number): void {
    for (const part of partsOf(frame)) {
      const rpc = part.kind === "json" ? part.rpc : undefined;
      if (rpc?.type !== "result" && rpc?.type !== "error") {
        if (rpc === undefined && part.kind !== "omitted") this.#unheard++;
        if (!this.ended) this.#comparison?.said(part, "tape", at);
        continue;
      }
      const exchange = this.#exchanges.answeredOnTape(rpc, at);
      if (exchange !== undefined) this.#comparison?.answered(exchange, "tape", at);
    }
  }

  ping(): void {
    this.#do({ type: "ping" });
  }

  /** A close frame. The second of a connection only echoes the first. */
  close(by: "device" | "server", code: number, reason: string): void {
    if (this.#tapeEnd !== undefined) return;
    this.#tapeEnd = { by, code, reason };
    if (by === "device") this.#do({ type: "close", code: sendable(code), reason });
    else this.#awaitServer();
    this.#compareEnds();
  }

  /** The end of the tape's connection. */
  end(by: "device" | "server", how: "closed" | "lost" | "unopened"): void {
    this.#done = true;
    if (how === "unopened") return this.#do({ type: "close", code: 1000, reason: "" });
    if (this.#tapeEnd === undefined) {
      this.#tapeEnd = { by, code: closeCode.abnormal, reason: "" };
      if (by === "device") this.#do({ type: "cut" });
      else this.#awaitServer();
    }
    this.#compareEnds();
  }

  /** The tape is over, or the replay is. @param whole whether the tape got there. */
  leave(whole: boolean): void {
    this.#done = true;
    this.#whole = whole;
    if (whole) this.#compareEnds();
    if (this.#phase === "waiting") return this.#over();
    // There is nobody yet to say goodbye to.
    if (this.#phase === "dialing" && !whole) return this.abandon();
    this.#do({ type: "close", code: 1000, reason: "" });
  }

  /** Cuts it at once. */
  abandon(): void {
    this.#done = true;
    this.#whole = false;
    if (this.#phase === "waiting") this.#over();
    else this.#connection?.terminate();
  }

  // What the transport says.

  onOpen(subprotocol: string): void {
    const { scheduler, tally, tapeTime } = this.#commons;
    this.#phase = "open";
    tally.connections.opened++;
    tally.connections.open++;
    tally.connections.peak = Math.max(tally.connections.peak, tally.connections.open);
    tally.latency.connect.record(scheduler.clock.real() - this.#dialedAt);
    this.#comparison?.openedNow({ type: "opened", subprotocol }, tapeTime());
    this.#flush();
  }

  onText(text: string): void {
    this.#commons.tally.messages.received++;
    for (const part of partsOf(readFrame(text))) this.#hear(part);
  }

  onBinary(bytes: Uint8Array): void {
    const { tally, tapeTime } = this.#commons;
    tally.messages.received++;
    tally.messages.foreign++;
    this.#unheard--;
    // The transport may use its buffer again.
    this.#comparison?.said({ kind: "binary", bytes: bytes.slice() }, "now", tapeTime());
    this.#flush();
  }

  onPing(): void {
    // Answered by the transport.
  }

  onPong(): void {
    // Of no interest: what is alive answers.
  }

  onEnd(end: ConnectionEnd): void {
    const { tally, tapeTime } = this.#commons;
    const { messages, connections } = tally;
    messages.bytesSent += this.#connection?.bytesSent ?? 0;
    messages.bytesReceived += this.#connection?.bytesReceived ?? 0;
    switch (end.type) {
      case "refused":
        connections.refused++;
        count(tally.refusals, end.status);
        this.#comparison?.openedNow({ type: "refused", status: end.status }, tapeTime());
        break;
      case "failed":
        connections.failed++;
        count(tally.failures, end.reason);
        if (this.#whole) this.#comparison?.openedNow({ type: "failed", reason: end.reason }, tapeTime());
        break;
      case "closed":
        connections.open--;
        count(tally.closeCodes, end.code);
        if (end.initiator === "server" && !this.#done && this.#tapeEnd === undefined) connections.lost++;
        this.#endNow = end;
        if (this.#tapeEnd !== undefined) this.#compareEnds();
        break;
    }
    this.#over();
  }

  #over(): void {
    const { scheduler, tally, tapeTime } = this.#commons;
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    if (this.#outOfPatience !== "over") scheduler.cancel(this.#outOfPatience);
    const rest = this.#exchanges.rest();
    for (const { id, expected, actual } of rest) {
      if (id !== undefined && expected !== undefined && actual === undefined) tally.requests.unanswered++;
    }
    this.#comparison?.over(rest, this.#whole && this.#done, tapeTime());
    const jobs = this.#jobs;
    this.#jobs = [];
    tally.messages.unsent += jobs.filter(({ type }) => type === "message").length;
    this.#connection = undefined;
    this.#ending?.();
    this.#ending = undefined;
  }

  /** Both ends are known, or the tape's connection was still there when this one ended. */
  #compareEnds(): void {
    const now = this.#endNow;
    this.#endNow = undefined;
    if (now === undefined || !this.#whole) return;
    if (this.#tapeEnd === undefined && now.initiator === "device") return;
    this.#comparison?.ended(this.#tapeEnd, now.initiator === "server" ? now : undefined, this.#commons.tapeTime());
  }

  #do(job: Job): void {
    if (this.#phase === "ended" || this.#phase === "closing") {
      if (job.type === "message") this.#commons.tally.messages.unsent++;
      return;
    }
    if (this.#jobs.length >= mostJobs && !ends(job)) {
      if (job.type === "message") this.#commons.tally.messages.unsent++;
      return;
    }
    this.#jobs.push(job);
    if (this.#phase === "open") this.#flush();
    // Before it is open the transport's own time-out ends the waiting.
    if (this.#jobs.length > 0 && this.#phase === "open" && ends(job)) this.#losePatience();
  }

  #flush(): void {
    while (this.#jobs.length > 0 && this.#phase === "open") {
      const job = this.#jobs[0]!;
      // Its end may have come while it was dialed, behind what waits now.
      if (this.#mustWait(job)) return this.#jobs.some(ends) ? this.#losePatience() : undefined;
      this.#jobs.shift();
      this.#perform(job);
    }
  }

  #mustWait(job: Job): boolean {
    if (this.#outOfPatience === "over") return false;
    if (this.#gate !== undefined) return true;
    return ends(job) && (this.#exchanges.owed > 0 || this.#unheard > 0);
  }

  #perform(job: Job): void {
    const connection = this.#connection!;
    switch (job.type) {
      case "message":
        if (this.#gate === undefined && !this.#turnedAway) this.#send(job, connection);
        else this.#commons.tally.messages.unsent++;
        break;
      case "ping":
        connection.ping();
        break;
      case "close":
        this.#phase = "closing";
        connection.close(job.code, job.reason);
        break;
      case "cut":
        this.#phase = "closing";
        connection.terminate();
        break;
    }
  }

  #send({ frame, exchange }: Extract<Job, { type: "message" }>, connection: Connection): void {
    const { scheduler, tally } = this.#commons;
    const id = exchange === undefined ? undefined : this.#idOf(exchange);
    if (connection.bufferedBytes > mostBuffered || !connection.send(retold(frame, this.#telling, id))) {
      tally.messages.unsent++;
      return;
    }
    tally.messages.sent++;
    if (exchange === undefined || exchange.id !== undefined) return;
    this.#exchanges.sent(exchange, id!, scheduler.clock.real());
    tally.requests.sent++;
    if (exchange.method === deviceMethods.hello) this.#gate = exchange;
  }

  #idOf({ id, ref, method }: Exchange): Exchange["ref"] {
    if (id !== undefined) return id;
    return mayRenumber(method) ? ++this.#lastId : ref;
  }

  #hear(frame: Frame): void {
    const { tally, tapeTime } = this.#commons;
    const rpc = frame.kind === "json" ? frame.rpc : undefined;
    switch (rpc?.type) {
      case "result":
      case "error":
        return this.#hearAnswer(rpc);
      case "request":
        this.#answers.asked(rpc);
        break;
      case "notification":
        break;
      case undefined:
        tally.messages.foreign++;
        this.#unheard--;
    }
    this.#comparison?.said(frame, "now", tapeTime());
    this.#flush();
  }

  #hearAnswer(answer: AnswerRpc): void {
    const { scheduler, tally, tapeTime } = this.#commons;
    // What was sent twice may be answered twice.
    if (this.#exchanges.repeats(answer)) return;
    const exchange = this.#exchanges.answered(answer);
    if (exchange === undefined) {
      tally.requests.unasked++;
      this.#comparison?.unasked(answer, tapeTime());
      return;
    }
    tally.requests.answered++;
    if (answer.type === "error") tally.requests.errors++;
    recordAnswer(tally, exchange.method, scheduler.clock.real() - exchange.sentAt);
    this.#comparison?.answered(exchange, "now", tapeTime());
    if (exchange === this.#gate) {
      this.#gate = undefined;
      if (answer.type === "error") {
        this.#turnedAway = true;
        tally.connections.turnedAway++;
      }
    }
    this.#flush();
  }

  /** On the tape the server ends it here: it has a moment to do so. */
  #awaitServer(): void {
    this.#done = true;
    const { scheduler } = this.#commons;
    const task: Task = { onDue: () => this.#do({ type: "close", code: 1000, reason: "" }) };
    if (this.#phase !== "ended") scheduler.at(later(scheduler.now, peerTime(scheduler.clock, patience)), task);
  }

  #losePatience(): void {
    if (this.#outOfPatience !== noTicket) return;
    const { scheduler } = this.#commons;
    const task: Task = {
      onDue: () => {
        this.#outOfPatience = "over";
        this.#flush();
      },
    };
    this.#outOfPatience = scheduler.at(later(scheduler.now, peerTime(scheduler.clock, patience)), task);
  }
}

function ends({ type }: Job): boolean {
  return type === "close" || type === "cut";
}

/** A batch is as many messages as it has entries. */
function partsOf(frame: Frame): Frame[] {
  if (frame.kind !== "json" || !Array.isArray(frame.value)) return [frame];
  const parts = frame.value.map((value): Frame => ({ kind: "json", text: "", value, rpc: readRpc(value) }));
  return parts.length > 0 && parts.every((part) => part.kind === "json" && part.rpc !== undefined) ? parts : [frame];
}

/** What may stand in a close frame; the tape's may have had none, or a forbidden one. */
function sendable(code: number): number {
  try {
    checkCloseCode(code);
    return code;
  } catch {
    return 1000;
  }
}
