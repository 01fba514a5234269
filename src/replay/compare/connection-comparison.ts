/**
 * One connection's share of a comparison: the server's messages on the tape against those now, as both come in.
 *
 * 1. Answers belong together by the request they answer; calls of the server by their method, the first to the first; messages of other
 *    protocols in their order.
 * 2. Which of a pair comes first is open: either waits for the other. Of too many that wait the oldest is given up as alone.
 * 3. A connection that could not be opened, or ended early, is one difference; what could not be said on it then is none.
 */
import type { RefusedLine } from "../../recording/tape.ts";
import type { ConnectionEnd } from "../../wire/transport/transport.ts";
import type { AnswerRpc, Exchange } from "../exchanges.ts";
import type { Frame } from "../tape-frame.ts";
import type { TextSwap } from "../text-swap.ts";
import type { Comparison, Difference } from "./comparison.ts";
import { shown, type ValueDifference, valueDifferences } from "./value-differences.ts";

/** How an upgrade was answered. */
export type Opening =
  | { readonly type: "opened"; readonly subprotocol: string }
  | Pick<RefusedLine, "type" | "status">
  | { readonly type: "failed"; readonly reason: string };

/** How the tape's connection ended. */
export interface TapeEnd {
  readonly by: "device" | "server";
  /** 1006 without a close frame. */
  readonly code: number;
  readonly reason: string;
}

interface Waiting {
  readonly frame: Frame;
  readonly at: number;
  /** Its place among the server's messages of its side. */
  readonly place: number;
}

const mostWaiting = 256;

export class ConnectionComparison {
  readonly #all: Comparison;
  readonly #connection: number;
  readonly #device: string | null;
  readonly #swap: TextSwap;
  #openingOnTape: Opening | undefined;
  #openingNow: Opening | undefined;
  /** Calls that wait for the other side's, by method. */
  readonly #expected = new Map<string, Waiting[]>();
  readonly #found = new Map<string, Waiting[]>();
  #placesOnTape = 0;
  #placesNow = 0;
  readonly #exchangePlaces = new WeakMap<Exchange, { tape?: number; now?: number }>();
  #lastPair: { readonly tape: number; readonly now: number } | undefined;

  constructor(all: Comparison, connection: number, device: string | null, swap: TextSwap) {
    this.#all = all;
    this.#connection = connection;
    this.#device = device;
    this.#swap = swap;
  }

  openedOnTape(opening: Opening, at: number): void {
    this.#openingOnTape = opening;
    this.#compareOpenings(at);
  }

  openedNow(opening: Opening, at: number): void {
    this.#openingNow = opening;
    this.#compareOpenings(at);
  }

  /** One of an exchange's answers is there. */
  answered(exchange: Exchange, side: "tape" | "now", at: number): void {
    const places = this.#exchangePlaces.get(exchange) ?? {};
    places[side] = this.#place(side);
    this.#exchangePlaces.set(exchange, places);
    const { expected, actual, method } = exchange;
    if (expected === undefined || actual === undefined) return;
    this.#pair(places.tape!, places.now!, `answer to ${method}`, at);
    const answer = this.#swap.value(bodyOf(expected));
    this.#report(valueDifferences(answer, bodyOf(actual), this.#all.rules), `answer to ${method}`, at);
  }

  /** An answer came that nobody asked for. */
  unasked(answer: AnswerRpc, at: number): void {
    this.#differs({ kind: "unexpected", message: "answer to no request", found: shown(bodyOf(answer)) }, at);
  }

  /** The server says something of its own accord. */
  said(frame: Frame, side: "tape" | "now", at: number): void {
    const key = keyOf(frame);
    const [own, other] = side === "tape" ? [this.#expected, this.#found] : [this.#found, this.#expected];
    const message: Waiting = { frame, at, place: this.#place(side) };
    const partner = other.get(key)?.shift();
    if (partner === undefined) return this.#wait(own, key, message, side);
    const [tape, now] = side === "tape" ? [message, partner] : [partner, message];
    this.#pair(tape.place, now.place, key, tape.at);
    this.#report(this.#frameDifferences(tape.frame, now.frame), key, tape.at);
  }

  /**
   * Nothing more comes on this connection.
   *
   * @param rest exchanges that lack an answer. @param whole whether the tape's connection was played to its end.
   */
  over(rest: readonly Exchange[], whole: boolean, at: number): void {
    for (const { method, id, expected, expectedAt, actual } of rest) {
      const message = `answer to ${method}`;
      if (expected !== undefined && actual === undefined && id !== undefined)
        this.#differs({ kind: "missing", message, expected: shown(bodyOf(expected)) }, expectedAt);
      if (whole && actual !== undefined && expected === undefined)
        this.#differs({ kind: "unexpected", message, found: shown(bodyOf(actual)) }, at);
    }
    for (const [key, alone] of this.#expected) for (const one of alone) this.#alone(one, key, "tape");
    if (whole) for (const [key, alone] of this.#found) for (const one of alone) this.#alone(one, key, "now");
    this.#expected.clear();
    this.#found.clear();
  }

  /** The connection ended, on the tape like this and now like that; `undefined` when the server did not end it. */
  ended(tape: TapeEnd | undefined, now: Extract<ConnectionEnd, { type: "closed" }> | undefined, at: number): void {
    const before = tape?.by === "server" ? endText(tape) : "left open by the server";
    const after = now === undefined ? "left open by the server" : endText(now);
    const same = tape?.by === "server" ? now?.code === tape.code : now === undefined;
    if (!same) this.#differs({ kind: "ending", message: "the connection", expected: before, found: after }, at);
  }

  #compareOpenings(at: number): void {
    const [tape, now] = [this.#openingOnTape, this.#openingNow];
    if (tape === undefined || now === undefined) return;
    this.#all.compared();
    const [expected, found] = [openingText(tape), openingText(now)];
    if (expected !== found) this.#differs({ kind: "opening", message: "the connection", expected, found }, at);
  }

  #wait(own: Map<string, Waiting[]>, key: string, message: Waiting, side: "tape" | "now"): void {
    const waiting = own.get(key) ?? [];
    waiting.push(message);
    own.set(key, waiting);
    if (waiting.length > mostWaiting) this.#alone(waiting.shift()!, key, side);
  }

  #alone({ frame, at }: Waiting, key: string, side: "tape" | "now"): void {
    if (side === "tape" && isRequest(frame) && !this.#all.requests) return this.#all.requestNotMade(key);
    this.#all.compared();
    const text = frameText(frame);
    if (side === "tape") this.#differs({ kind: "missing", message: key, expected: text }, at);
    else this.#differs({ kind: "unexpected", message: key, found: text }, at);
  }

  /** Two that belong together: whether the one before them came before them on both sides. */
  #pair(tape: number, now: number, message: string, at: number): void {
    this.#all.compared();
    const last = this.#lastPair;
    if (last !== undefined && this.#all.ordered && tape < last.tape !== now < last.now)
      this.#differs(
        { kind: "order", message, expected: "in the tape's order", found: "before or after another one" },
        at,
      );
    if (last === undefined || tape > last.tape) this.#lastPair = { tape, now };
  }

  #place(side: "tape" | "now"): number {
    return side === "tape" ? ++this.#placesOnTape : ++this.#placesNow;
  }

  #frameDifferences(expected: Frame, found: Frame): ValueDifference[] {
    if (expected.kind === "omitted") return [];
    if (expected.kind === "json" && found.kind === "json") {
      const [swapped, value] = [this.#swap.value(contentOf(expected)), contentOf(found)];
      return valueDifferences(swapped, value, this.#all.rules, pathOf(expected));
    }
    const text = expected.kind === "text" ? this.#swap.text(expected.text) : undefined;
    const same =
      expected.kind === "binary"
        ? found.kind === "binary" && sameBytes(expected.bytes, found.bytes)
        : found.kind === "text" && found.text === text;
    if (same) return [];
    return [{ path: "", expected: text === undefined ? frameText(expected) : shown(text), found: frameText(found) }];
  }

  #report(differences: readonly ValueDifference[], message: string, at: number): void {
    for (const { path, expected, found } of differences) {
      this.#differs(
        {
          kind: "different",
          message,
          ...(path !== "" && { path }),
          ...(expected !== undefined && { expected }),
          ...(found !== undefined && { found }),
        },
        at,
      );
    }
  }

  #differs(difference: Difference, at: number): void {
    this.#all.differs(difference, { connection: this.#connection, device: this.#device, atMillis: Math.round(at) });
  }
}

function bodyOf(answer: AnswerRpc): unknown {
  return answer.type === "result" ? { result: answer.result } : { error: answer.error };
}

/** Messages with the same are held against each other. */
function keyOf(frame: Frame): string {
  if (frame.kind === "json" && frame.rpc !== undefined && "method" in frame.rpc) return frame.rpc.method;
  return frame.kind === "binary" ? "binary message" : "message";
}

function isRequest(frame: Frame): boolean {
  return frame.kind === "json" && frame.rpc?.type === "request";
}

/** Of a call what it says, apart from its id. */
function contentOf({ rpc, value }: Extract<Frame, { kind: "json" }>): unknown {
  return rpc !== undefined && "method" in rpc ? rpc.params : value;
}

function pathOf({ rpc }: Extract<Frame, { kind: "json" }>): string[] {
  return rpc !== undefined && "method" in rpc ? ["params"] : [];
}

function frameText(frame: Frame): string {
  switch (frame.kind) {
    case "json":
      return shown(contentOf(frame) ?? {});
    case "text":
      return shown(frame.text);
    case "binary":
      return `${frame.bytes.length} bytes ${Array.from(frame.bytes.subarray(0, 24), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    case "omitted":
      return "a message that is not on the tape";
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function openingText(opening: Opening): string {
  switch (opening.type) {
    case "opened":
      return opening.subprotocol === "" ? "accepted without a subprotocol" : `accepted with ${opening.subprotocol}`;
    case "refused":
      return `refused with HTTP ${opening.status}`;
    case "failed":
      return `failed with ${opening.reason}`;
  }
}

function endText({ code, reason }: { readonly code: number; readonly reason: string }): string {
  if (code === 1006) return "cut by the server, or lost";
  return `closed by the server with ${code}${reason === "" ? "" : ` ${shown(reason)}`}`;
}
