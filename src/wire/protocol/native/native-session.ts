/**
 * One connection of one device, as the native protocol has it.
 *
 *                onOpen                  hello answered            goodbye, binary frame
 *     created -----------> introducing ------------------> ready -----------------------> leaving ---> ended
 *        |                      |                            ^                               ^
 *        |                      +---- hello refused ---------|-------------------------------+
 *        +--------------------------- hello: notify ---------+
 *
 * 1. Before `ready` nothing is sent but hello and answers; once `leaving`, nothing at all.
 * 2. The device's ids are whole numbers from 1. The server's are another space and never compared with them.
 * 3. Hello's answer alone may set the version of desired state back: a server that goes back has lost its memory.
 * 4. Requests of the server are the {@link Inbox}'s, unacknowledged telemetry is the {@link Outbox}'s business.
 */
import type { ConnectionEnd } from "../../transport/transport.ts";
import type { Carry, DeviceView, GoodbyeReason, Session, SessionIo, Verdict } from "../adapter.ts";
import type { DeviceEvent, Outcome, RequestRef, Sample, StatePatch } from "../message.ts";
import { verdictOfRefusal } from "../refusal.ts";
import { BatchAnswer } from "./batch-answer.ts";
import { closing, verdictOfClose } from "./close-codes.ts";
import { decode, type RequestId, type RpcError, type RpcMessage } from "./decode.ts";
import { encodeEvent, encodeFrame, encodeNotification, encodeRequest, encodeState, encodeTelemetry } from "./encode.ts";
import { failureCodes, helloRefusals } from "./error-codes.ts";
import { helloParams, readWelcome, verdictOfHello, type Welcome } from "./hello.ts";
import { Inbox } from "./inbox.ts";
import { describe, quote } from "./json-value.ts";
import { deviceMethods } from "./methods.ts";
import { NativeCarry } from "./native-carry.ts";
import type { NativeOptions } from "./native-options.ts";
import { Outbox, type Unacknowledged } from "./outbox.ts";
import { splitBacklog } from "./split-backlog.ts";

type State =
  | { readonly phase: "created" | "ready" | "ended" }
  | { readonly phase: "introducing"; readonly helloId: number }
  /** `verdict` when the session itself knows how to go on, whatever code the connection ends with. */
  | { readonly phase: "leaving"; readonly verdict: Verdict | undefined };

const created: State = { phase: "created" };
const ready: State = { phase: "ready" };
const ended: State = { phase: "ended" };

const resendTimer = 0;
/** The same for all that have inherited nothing. */
const nothing: readonly Unacknowledged[] = [];

export class NativeSession implements Session {
  readonly #device: DeviceView;
  readonly #options: NativeOptions;
  readonly #io: SessionIo;
  /** Made when the server first asks for something: most devices are told little. */
  #inbox: Inbox | undefined;
  /** Version of the last desired state that earlier sessions took. */
  readonly #desiredVersion: number | undefined;
  /** Made when telemetry is first acknowledged. */
  #outbox: Outbox | undefined;
  /** Left unacknowledged by earlier sessions, until it can be sent. */
  #inherited: readonly Unacknowledged[];
  /** How often the device had booted when this connection began: what it holds in memory dies with the next boot. */
  readonly #boots: number;
  #state: State = created;
  #lastId = 0;
  /** The server's clock less our real time, if it told. */
  #serverAhead: number | undefined;

  constructor(device: DeviceView, options: NativeOptions, io: SessionIo, carried: unknown) {
    this.#device = device;
    this.#options = options;
    this.#io = io;
    this.#boots = device.boots;
    const carry = carried instanceof NativeCarry ? carried : undefined;
    this.#desiredVersion = carry?.desiredVersion;
    this.#inherited = carry?.survivors(device.boots, io) ?? nothing;
  }

  onOpen(): void {
    const hello = helloParams(this.#device);
    if (this.#options.hello === "notify") {
      this.#io.send(encodeNotification(deviceMethods.hello, hello));
      this.#accepted({ faults: [] });
      return;
    }
    const helloId = ++this.#lastId;
    this.#state = { phase: "introducing", helloId };
    this.#io.send(encodeRequest(helloId, deviceMethods.hello, hello));
  }

  onText(text: string): void {
    if (this.#state.phase === "created" || this.#state.phase === "ended") return;
    const message = decode(text);
    if (message.type !== "batch") {
      this.#receive(message, undefined);
      return;
    }
    const batch = new BatchAnswer(this.#io);
    for (const entry of message.entries) this.#receive(entry, batch);
    batch.seal();
  }

  onBinary(data: Uint8Array): void {
    if (this.#state.phase !== "introducing" && this.#state.phase !== "ready") return;
    this.#violation(`expected text frames, found a binary one of ${data.length} bytes`);
    this.#inbox?.abandon(false);
    this.#leave(closing.wrongFrame, "text frames only");
  }

  onTimer(slot: number): void {
    if (slot === resendTimer && this.#state.phase === "ready") this.#outbox?.onTimer();
  }

  onEnd(end: ConnectionEnd): Verdict {
    const state = this.#state;
    this.#state = ended;
    this.#inbox?.forget();
    if (state.phase === "leaving" && state.verdict !== undefined) return state.verdict;
    switch (end.type) {
      case "refused":
        return verdictOfRefusal(end.status, end.headers);
      case "failed":
        return { act: "reconnect" };
      case "closed":
        // What our own end closed with, because of a frame or of silence, is no word of the server.
        if (end.initiator === "device" && state.phase !== "leaving") return { act: "reconnect" };
        return verdictOfClose(end.code, end.reason);
    }
  }

  telemetry(sample: Sample, acknowledge: boolean): void {
    if (this.#state.phase !== "ready") this.#io.dropped("sample", 1);
    else if (acknowledge) this.#sendKept({ samples: [sample], batch: false, sentAt: this.#io.real() }, false);
    else if (!this.#io.send(encodeTelemetry(sample, undefined, false))) this.#io.dropped("sample", 1);
  }

  backlog(samples: readonly Sample[], acknowledge: boolean): void {
    if (this.#state.phase !== "ready") {
      this.#io.dropped("sample", samples.length);
      return;
    }
    for (const part of splitBacklog(samples)) {
      const frame: Unacknowledged = { samples: part, batch: true, sentAt: this.#io.real() };
      if (acknowledge) this.#sendKept(frame, false);
      else this.#sendOnce(frame, false);
    }
  }

  state(patch: StatePatch): void {
    if (this.#state.phase !== "ready" || !this.#io.send(encodeState(patch))) this.#io.dropped("state", 1);
  }

  event(event: DeviceEvent): void {
    if (this.#state.phase !== "ready" || !this.#io.send(encodeEvent(event))) this.#io.dropped("event", 1);
  }

  answer(ref: RequestRef, outcome: Outcome): void {
    if (this.#inbox?.answer(ref, outcome) !== true) this.#io.dropped("answer", 1);
  }

  goodbye(reason: GoodbyeReason): void {
    if (this.#state.phase === "leaving" || this.#state.phase === "ended") return;
    if (this.#state.phase === "ready") {
      this.#inbox?.abandon(reason === "reboot");
      this.#io.send(encodeNotification(deviceMethods.bye, { reason, ts: this.#device.time() }));
    }
    this.#leave(closing.normal, reason);
  }

  carry(): Carry | undefined {
    const desiredVersion = this.#inbox === undefined ? this.#desiredVersion : this.#inbox.desiredVersion;
    const frames = [...this.#inherited, ...(this.#outbox?.rest() ?? [])];
    if (frames.length === 0 && desiredVersion === undefined) return undefined;
    return new NativeCarry(this.#boots, desiredVersion, frames);
  }

  #receive(message: RpcMessage, batch: BatchAnswer | undefined): void {
    switch (message.type) {
      case "request":
        this.#onRequest(message.method, message.params, message.id, batch);
        break;
      case "notification":
        this.#onRequest(message.method, message.params, undefined, undefined);
        break;
      case "result":
        this.#onResult(message.id, message.result);
        break;
      case "error":
        this.#onError(message.id, message.error);
        break;
      case "malformed":
        this.#violation(message.detail);
        if (this.#state.phase !== "leaving") this.#requests.complain(message, batch);
        break;
    }
  }

  #onRequest(method: string, params: unknown, id: RequestId | null | undefined, batch: BatchAnswer | undefined): void {
    if (this.#state.phase === "leaving") this.#requests.receiveLate(method, id !== undefined);
    else this.#requests.receive(method, params, { id, batch }, this.#state.phase === "ready", this.#serverTime());
  }

  #onResult(id: RequestId | null, result: unknown): void {
    if (this.#state.phase === "introducing" && id === this.#state.helloId) {
      this.#accepted(readWelcome(result));
      return;
    }
    const frame = this.#outbox?.take(id);
    if (frame === undefined) {
      this.#unhandled(`a result for ${describe(id)}, which is no request in progress`);
      return;
    }
    this.#io.acknowledged(this.#io.real() - frame.sentAt);
    for (const { seq } of frame.samples) this.#io.up({ type: "acknowledged", seq });
  }

  #onError(id: RequestId | null, error: RpcError): void {
    if (this.#state.phase === "introducing" && id === this.#state.helloId) {
      this.#leave(closing.normal, "hello refused", verdictOfHello(error));
    } else if (this.#outbox?.holds(id) !== true) {
      const what = `error ${error.code} ${quote(error.message)}`;
      this.#unhandled(`${what} for ${describe(id)}, which is no request in progress`);
    } else if (error.code !== helloRefusals.busy && error.code !== failureCodes.overloaded) {
      // The server will never want it. (If it is only busy, the frame waits on and is sent again.)
      this.#io.dropped("sample", this.#outbox.take(id)?.samples.length ?? 0);
    }
  }

  #accepted(welcome: Welcome): void {
    this.#state = ready;
    for (const fault of welcome.faults) this.#violation(fault);
    if (welcome.time !== undefined) this.#serverAhead = welcome.time - this.#io.real();
    this.#sendInherited(welcome.acknowledge ?? true);
    this.#io.up({
      type: "ready",
      ...(welcome.heartbeat !== undefined && { heartbeat: welcome.heartbeat }),
      ...(welcome.acknowledge !== undefined && { acknowledge: welcome.acknowledge }),
    });
    // Unless the device left when it heard that it is ready.
    if (welcome.desired !== undefined && this.#isReady) this.#requests.follow(welcome.desired);
  }

  get #requests(): Inbox {
    return (this.#inbox ??= new Inbox(this.#device, this.#io, this.#desiredVersion));
  }

  get #isReady(): boolean {
    return this.#state.phase === "ready";
  }

  #leave(code: number, reason: string, verdict?: Verdict): void {
    this.#state = { phase: "leaving", verdict };
    this.#io.close(code, reason);
  }

  #sendInherited(acknowledge: boolean): void {
    const frames = this.#inherited;
    this.#inherited = nothing;
    for (const frame of frames) {
      if (acknowledge) this.#sendKept(frame, true);
      else this.#sendOnce(frame, true);
    }
  }

  #sendKept(frame: Unacknowledged, again: boolean): void {
    this.#outbox ??= new Outbox(this.#io, resendTimer, this.#options.acknowledgeTimeout);
    this.#outbox.send(++this.#lastId, frame, again);
  }

  #sendOnce(frame: Unacknowledged, again: boolean): void {
    if (again) this.#io.resent(frame.samples.length);
    if (!this.#io.send(encodeFrame(frame, undefined, again))) this.#io.dropped("sample", frame.samples.length);
  }

  /** The server's clock, as hello told it; the device's own if it did not. */
  #serverTime(): number {
    return this.#serverAhead === undefined ? this.#device.time() : this.#io.real() + this.#serverAhead;
  }

  #violation(detail: string): void {
    this.#io.up({ type: "violation", detail });
  }

  #unhandled(detail: string): void {
    this.#io.up({ type: "unhandled", detail });
  }
}
