/**
 * The protocol port: frames to neutral messages and back.
 *
 * 1. An adapter is stateless and shared; a session belongs to one connection and dies with it. What must outlive a
 *    connection (unacknowledged samples) is handed over by `carry`.
 * 2. A session touches the world only through its {@link SessionIo}: no socket, no timer, no clock of its own.
 * 3. Every request of the server is answered exactly once, with a result or an error, also the unknown and malformed ones.
 * 4. Whatever arrives is a value to be judged, never an exception.
 * 5. The session says how to go on after the end ({@link Verdict}); when to try again is the link's business.
 */
import type { Duration } from "../../kernel/time.ts";
import type { BootReason } from "../../device/kind.ts";
import type { Identity } from "../../device/identity.ts";
import type { Values } from "../../device/field.ts";
import type { ConnectionEnd } from "../transport/transport.ts";
import type { DeviceEvent, Incoming, Outcome, RequestFailure, RequestRef, Sample, StatePatch } from "./message.ts";

/** What a protocol may know of the device it speaks for. */
export interface DeviceView {
  readonly identity: Identity;
  /** How often it has booted, the first time included. */
  readonly boots: number;
  readonly bootReason: BootReason;
  /** Names of the commands it understands. */
  readonly commands: readonly string[];
  /** All state attributes now. */
  reported(): { readonly version: number; readonly values: Values };
  /** The device's own clock, integer milliseconds since 1970-01-01T00:00:00Z. */
  time(): number;
}

/** All that a session may touch. */
export interface SessionIo {
  /** Sends one frame: text for a string, binary for bytes. False when it was dropped; the session counts what was lost. */
  send(data: string | Uint8Array): boolean;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Real, monotonic milliseconds: for time-outs and round trips that judge the server. */
  real(): number;
  /** Calls `onTimer(slot)` after `wait` of real time; replaces that slot's earlier wish; `undefined` cancels. Slots 0..7. */
  timer(slot: number, wait: Duration | undefined): void;
  /** Hands a message to the device. */
  up(message: Incoming): void;
  /** Reports the round trip of something acknowledged, in real milliseconds. */
  acknowledged(millis: number): void;
  /** Counts something given up because of a limit, because it could not be sent, or because the server refused it. */
  dropped(what: "sample" | "event" | "state" | "answer", count: number): void;
  /** Counts samples that were sent and whose acknowledgement is not waited for any more. */
  unacknowledged(count: number): void;
  /** Counts samples sent again because they were not acknowledged. */
  resent(count: number): void;
  /**
   * Counts a request of the server that never reached the device: the session answered it with this failure, it repeated
   * one in progress and was not carried out again, or it came after the goodbye.
   */
  refused(why: RequestFailure | "duplicate" | "late"): void;
}

/** How to go on after a connection ended. */
export type Verdict =
  /** Try again, by the back-off policy; `after` is the least wait the server asked for. */
  | { readonly act: "reconnect"; readonly after?: Duration }
  /** Never again: the server said that this device must not come back. */
  | { readonly act: "stop"; readonly why: string };

export type GoodbyeReason = "shutdown" | "reboot" | "sleep" | "disconnect";

export interface Session {
  /** The connection is open; the session introduces the device. */
  onOpen(subprotocol: string): void;
  onText(text: string): void;
  onBinary(data: Uint8Array): void;
  onTimer(slot: number): void;
  /** The connection is gone. Called once; the session must not use its io any more. */
  onEnd(end: ConnectionEnd): Verdict;
  /** Sends a sample; with `acknowledge` it is kept and re-sent until the server confirms it. Only after `ready`. */
  telemetry(sample: Sample, acknowledge: boolean): void;
  /** Sends what was measured while offline, oldest first. */
  backlog(samples: readonly Sample[], acknowledge: boolean): void;
  state(patch: StatePatch): void;
  event(event: DeviceEvent): void;
  answer(ref: RequestRef, outcome: Outcome): void;
  /** Answers what is in progress with an error, says goodbye and starts the closing handshake. */
  goodbye(reason: GoodbyeReason): void;
  /** What the next session of this device must know. Called after `onEnd`. */
  carry(): Carry | undefined;
}

/** What a session leaves to the next one of its device; only the protocol knows the rest of it. */
export interface Carry {
  /** How many samples it holds that were sent and not acknowledged. */
  readonly samples: number;
  /** What is left when the device's memory is lost. */
  withoutSamples(): Carry | undefined;
}

export interface ProtocolAdapter<Options = unknown> {
  readonly name: string;
  /** Subprotocols to offer in the upgrade request, best first. */
  readonly subprotocols: readonly string[];
  readonly framing: "text" | "binary";
  /** @param carried what the device's previous session left, or `undefined`. From here on it is this session's. */
  session(device: DeviceView, options: Options, io: SessionIo, carried: unknown): Session;
}
