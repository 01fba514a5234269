/** Everything a replay counts. Latencies are real milliseconds. */
import { Histogram } from "../metrics/histogram.ts";

export class ReplayTally {
  readonly connections = {
    /** Dials begun. */
    attempts: 0,
    opened: 0,
    /** Upgrades answered with another status than 101. */
    refused: 0,
    /** Attempts that never got an HTTP answer. */
    failed: 0,
    /** Open connections whose device was not accepted: its hello was answered with an error. */
    turnedAway: 0,
    /** Ended by the server, or lost, before the tape ended them. */
    lost: 0,
    /** Open now, and the most at one time. */
    open: 0,
    peak: 0,
  };
  readonly closeCodes: Map<number, number> = new Map();
  readonly refusals: Map<number, number> = new Map();
  readonly failures: Map<string, number> = new Map();
  readonly messages = {
    sent: 0,
    received: 0,
    /** Messages of the tape that could not be sent: no connection, or the server does not read. */
    unsent: 0,
    /** Messages that the tape knows only the size of. */
    omitted: 0,
    /** Received frames that are neither an answer nor a call that JSON-RPC knows. */
    foreign: 0,
    bytesSent: 0,
    bytesReceived: 0,
  };
  readonly requests = {
    /** Sent with an id to answer under. */
    sent: 0,
    answered: 0,
    /** Answered with an error; counted in `answered` too. */
    errors: 0,
    /** Never answered, though the tape's server had answered. */
    unanswered: 0,
    /** Answers that nobody asked for. */
    unasked: 0,
  };
  readonly serverRequests: {
    received: number;
    answered: number;
    /** By method, how often the tape has no answer. */
    readonly unanswered: Map<string, number>;
  } = { received: 0, answered: 0, unanswered: new Map() };
  readonly latency: {
    /** Dial to accepted upgrade. */
    readonly connect: Histogram;
    /** Request sent to its answer. */
    readonly answer: Histogram;
  } = { connect: new Histogram(), answer: new Histogram() };
  /** By method, where there are few. */
  readonly answerByMethod: Map<string, Histogram> = new Map();
}

const mostMethods = 32;

export function recordAnswer(tally: ReplayTally, method: string, millis: number): void {
  tally.latency.answer.record(millis);
  let histogram = tally.answerByMethod.get(method);
  if (histogram === undefined) {
    if (tally.answerByMethod.size >= mostMethods) return;
    histogram = new Histogram();
    tally.answerByMethod.set(method, histogram);
  }
  histogram.record(millis);
}
