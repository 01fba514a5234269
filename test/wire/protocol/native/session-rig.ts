/**
 * A native session without a socket: what it sends, hands up, counts and asks for is kept in lists; time moves by hand.
 * Every frame is checked against the AsyncAPI document as it is sent.
 */
import { expect } from "vitest";
import type { Duration } from "../../../../src/kernel/time.ts";
import type { DeviceView, Session, SessionIo, Verdict } from "../../../../src/wire/protocol/adapter.ts";
import type { Incoming, Outcome, RequestRef, Sample } from "../../../../src/wire/protocol/message.ts";
import { nativeDefaults, type NativeOptions } from "../../../../src/wire/protocol/native/native-options.ts";
import { NativeSession } from "../../../../src/wire/protocol/native/native-session.ts";
import type { ConnectionEnd } from "../../../../src/wire/transport/transport.ts";
import { FrameOracle } from "./frame-oracle.ts";

const oracle = new FrameOracle();
const done: Outcome = { ok: true, result: {} };
const lost: ConnectionEnd = { type: "closed", code: 1006, reason: "", initiator: "server" };
const measured: Sample["values"] = { rssi: -61 };

export interface RigOptions {
  readonly options?: Partial<NativeOptions>;
  readonly carried?: unknown;
  readonly boots?: number;
}

type UpOf<T extends Incoming["type"]> = Extract<Incoming, { readonly type: T }>;

export class SessionRig {
  /** Texts sent, in order. */
  readonly sent: string[] = [];
  readonly ups: Incoming[] = [];
  readonly closed: { readonly code: number; readonly reason: string }[] = [];
  readonly roundTrips: number[] = [];
  readonly dropped: Record<string, number> = {};
  readonly refused: string[] = [];
  unacknowledged = 0;
  resent = 0;
  /** Hears each frame as it is sent. */
  onSend: ((text: string) => void) | undefined;
  /** Hears each message as it is handed up. */
  onUp: ((message: Incoming) => void) | undefined;
  /** False makes the connection refuse frames. */
  open = true;
  real = 0;
  /** The device's clock. */
  time = 1795362608250;
  reported: ReturnType<DeviceView["reported"]> = { version: 12, values: { lockState: "locked" } };
  readonly session: Session;
  readonly #timers = new Map<number, number>();
  readonly #methods = new Map<unknown, Set<string>>();

  constructor({ options, carried, boots = 3 }: RigOptions = {}) {
    const device: DeviceView = {
      identity: lockIdentity,
      boots,
      bootReason: "powerOnReboot",
      commands: ["lockDoor", "unlockDoor"],
      reported: () => this.reported,
      time: () => this.time,
    };
    this.session = new NativeSession(device, { ...nativeDefaults, ...options }, this.#io(), carried);
  }

  /** A session whose hello was answered. */
  static ready(options: RigOptions = {}, welcome: unknown = {}): SessionRig {
    const rig = new SessionRig(options);
    rig.session.onOpen("flotilla.v1");
    rig.receive({ jsonrpc: "2.0", id: 1, result: welcome });
    rig.sent.length = 0;
    return rig;
  }

  /** The server sends this, a text as it is and anything else as JSON. */
  receive(message: unknown): void {
    const text = typeof message === "string" ? message : JSON.stringify(message);
    this.#remember(text);
    this.session.onText(text);
  }

  /** What was sent since the last call, parsed. */
  take(): readonly unknown[] {
    return this.sent.splice(0).map((text) => JSON.parse(text) as unknown);
  }

  of<T extends Incoming["type"]>(type: T): readonly UpOf<T>[] {
    return this.ups.filter((up): up is UpOf<T> => up.type === type);
  }

  /** The request handed up last. */
  get ref(): RequestRef {
    const up = this.ups.findLast((candidate) => "ref" in candidate);
    return up !== undefined && "ref" in up ? up.ref : undefined;
  }

  answer(outcome: Outcome = done, ref: RequestRef = this.ref): void {
    this.session.answer(ref, outcome);
  }

  /** Lets real time pass, firing timers at their time. */
  pass(duration: Duration | number): void {
    const end = this.real + duration;
    for (;;) {
      const next = [...this.#timers].toSorted((left, right) => left[1] - right[1])[0];
      if (next === undefined || next[1] > end) break;
      this.#timers.delete(next[0]);
      this.real = next[1];
      this.session.onTimer(next[0]);
    }
    this.real = end;
  }

  end(end: ConnectionEnd = lost): Verdict {
    return this.session.onEnd(end);
  }

  #io(): SessionIo {
    return {
      send: (data) => {
        if (!this.open) return false;
        expect(typeof data).toBe("string");
        expect(oracle.faultsOf(JSON.parse(data as string), this.#methods)).toEqual([]);
        this.sent.push(data as string);
        this.onSend?.(data as string);
        return true;
      },
      close: (code, reason) => void this.closed.push({ code, reason }),
      real: () => this.real,
      timer: (slot, wait) => {
        if (wait === undefined) this.#timers.delete(slot);
        else this.#timers.set(slot, this.real + wait);
      },
      up: (message) => {
        this.ups.push(message);
        this.onUp?.(message);
      },
      acknowledged: (roundTrip) => void this.roundTrips.push(roundTrip),
      dropped: (what, count) => {
        this.dropped[what] = (this.dropped[what] ?? 0) + count;
      },
      unacknowledged: (count) => {
        this.unacknowledged += count;
      },
      resent: (count) => {
        this.resent += count;
      },
      refused: (why) => void this.refused.push(why),
    };
  }

  /** Keeps the methods of requests, so that answers can be judged by what was asked. */
  #remember(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    for (const entry of Array.isArray(message) ? (message as unknown[]) : [message]) {
      if (typeof entry !== "object" || entry === null || !("id" in entry) || !("method" in entry)) continue;
      if (typeof entry.method !== "string") continue;
      const known = this.#methods.get(entry.id) ?? new Set();
      this.#methods.set(entry.id, known.add(entry.method));
    }
  }
}

export const lockIdentity: DeviceView["identity"] = {
  index: 0,
  id: "lock-0001",
  kind: "lock",
  home: 0,
  room: "hall",
  name: "Front door",
  serial: "L1-0001-77A2",
  mac: "02:5b:26:a8:dc:12",
  model: "SIM-L1",
  firmware: "1.4.2",
  hardware: "B",
  labels: {},
};

export function sample(seq: number, values: Sample["values"] = measured): Sample {
  return { time: 1795362608000 + seq, seq, values };
}
