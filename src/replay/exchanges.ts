/**
 * What a device of a connection has asked its server, until the answers are there: on the tape, and now.
 *
 *     tape   ask ref 7 ------------------> answer to 7
 *     now    ask id 12 ---> answer to 12                     which of the two answers comes first is open
 *
 * 1. A request is known by the tape's id before it is sent, and by an id of this connection's own from then on.
 * 2. The same request sent again (`dup`) is the same exchange: its latency counts from the first time.
 * 3. Of more than {@link mostExchanges} the oldest is forgotten.
 */
import type { Rpc, RpcId } from "./tape-frame.ts";

export type AnswerRpc = Extract<Rpc, { type: "result" | "error" }>;

export interface Exchange {
  readonly ref: RpcId;
  readonly method: string;
  /** On this connection; absent until it is sent. */
  id: RpcId | undefined;
  /** Real milliseconds. */
  sentAt: number;
  /** The tape's. */
  expected: AnswerRpc | undefined;
  /** When the tape has it, in its own milliseconds. */
  expectedAt: number;
  actual: AnswerRpc | undefined;
}

const mostExchanges = 1_024;

export class Exchanges {
  readonly #byRef = new Map<RpcId, Exchange>();
  readonly #byId = new Map<RpcId, Exchange>();
  #owed = 0;

  /** Requests that the tape's server has answered by now and this one has not. */
  get owed(): number {
    return this.#owed;
  }

  /** The tape's device asks. */
  asked(ref: RpcId, method: string): Exchange {
    const known = this.#byRef.get(ref);
    if (known !== undefined && known.method === method && known.expected === undefined) return known;
    if (known !== undefined) this.#forget(known);
    if (this.#byRef.size >= mostExchanges)
      for (const oldest of this.#byRef.values()) return this.#instead(oldest, ref, method);
    return this.#add(ref, method);
  }

  sent(exchange: Exchange, id: RpcId, now: number): void {
    if (exchange.id !== undefined) return;
    exchange.id = id;
    exchange.sentAt = now;
    this.#byId.set(id, exchange);
  }

  /** The tape has an answer. Returns what it answers, unless that is forgotten. */
  answeredOnTape(answer: AnswerRpc, at: number): Exchange | undefined {
    const exchange = this.#byRef.get(answer.id);
    if (exchange === undefined || exchange.expected !== undefined) return undefined;
    exchange.expected = answer;
    exchange.expectedAt = at;
    if (exchange.actual === undefined) this.#owed++;
    else this.#forget(exchange);
    return exchange;
  }

  /** An answer is there now. Returns what it answers, or `undefined` when nobody asked. */
  answered(answer: AnswerRpc): Exchange | undefined {
    const exchange = this.#byId.get(answer.id);
    if (exchange === undefined || exchange.actual !== undefined) return undefined;
    if (exchange.expected !== undefined) this.#forget(exchange);
    exchange.actual = answer;
    return exchange;
  }

  /** Whether this request has had an answer before. */
  repeats(answer: AnswerRpc): boolean {
    return this.#byId.get(answer.id)?.actual !== undefined;
  }

  /** Those that lack one of their answers, oldest first. */
  rest(): Exchange[] {
    return [...this.#byRef.values()];
  }

  #instead(oldest: Exchange, ref: RpcId, method: string): Exchange {
    this.#forget(oldest);
    return this.#add(ref, method);
  }

  #add(ref: RpcId, method: string): Exchange {
    const exchange: Exchange = {
      ref,
      method,
      id: undefined,
      sentAt: 0,
      expected: undefined,
      expectedAt: 0,
      actual: undefined,
    };
    this.#byRef.set(ref, exchange);
    return exchange;
  }

  #forget(exchange: Exchange): void {
    if (exchange.expected !== undefined && exchange.actual === undefined) this.#owed--;
    this.#byRef.delete(exchange.ref);
    if (exchange.id !== undefined) this.#byId.delete(exchange.id);
  }
}
