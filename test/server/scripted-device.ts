/** A device made of hand-written frames, on a hub without a network: says what a test tells it to, and keeps what it hears. */
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { type Duration, instant, later, seconds } from "../../src/kernel/time.ts";
import { type CommandOutcome, type DesireOutcome, Hub, type HubOptions } from "../../src/server/hub.ts";
import type { Peer, PeerHandler } from "../../src/server/peer.ts";

export const start = instant(Date.UTC(2026, 0, 15, 17));

/** A hub on a virtual clock that stands at {@link start}, or `after` it. */
export function virtualHub(
  options: Omit<HubOptions, "scheduler"> = {},
  after: Duration = seconds(0),
): {
  readonly hub: Hub;
  readonly scheduler: Scheduler;
  readonly pass: (duration: Duration) => void;
} {
  const scheduler = new Scheduler(new VirtualClock(later(start, after)));
  const hub = new Hub({ ...options, scheduler });
  return { hub, scheduler, pass: (duration) => scheduler.runUntil(later(scheduler.now, duration)) };
}

export class ScriptedDevice implements Peer {
  readonly address = "script";
  /** All that the server sent, parsed, oldest first. */
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into messages of many shapes
  readonly heard: any[] = [];
  /** How the server ended the connection. */
  end: { readonly code: number; readonly reason: string } | "terminated" | undefined;
  /** False plays a device that does not read. */
  reads = true;
  readonly #handler: PeerHandler;

  constructor(hub: Hub) {
    this.#handler = hub.accept(this);
  }

  /** A device that has said hello as a request with the id 1, its answer taken off what it heard. */
  static connected(hub: Hub, id = "lock-1", hello: Record<string, unknown> = {}): ScriptedDevice {
    const device = new ScriptedDevice(hub);
    device.request(1, "device.hello", { device: id, type: "lock", boot: 1, ...hello });
    device.heard.shift();
    return device;
  }

  say(message: unknown): void {
    this.sayText(JSON.stringify(message));
  }

  sayText(text: string): void {
    this.#handler.onText(text);
  }

  sayBinary(): void {
    this.#handler.onBinary();
  }

  notify(method: string, params?: unknown): void {
    this.say({ jsonrpc: "2.0", method, params });
  }

  /** Returns the latest thing heard after asking. */
  // eslint-disable-next-line typescript/no-explicit-any -- as above
  request(id: unknown, method: string, params?: unknown): any {
    this.say({ jsonrpc: "2.0", id, method, params });
    return this.heard.at(-1);
  }

  answer(id: unknown, result: unknown): void {
    this.say({ jsonrpc: "2.0", id, result });
  }

  fail(id: unknown, error: unknown): void {
    this.say({ jsonrpc: "2.0", id, error });
  }

  /** The connection ends from the device's side. */
  leave(code = 1006, reason = ""): void {
    this.#handler.onClose(code, reason);
  }

  send(text: string): boolean {
    if (!this.reads) return false;
    this.heard.push(JSON.parse(text));
    return true;
  }

  close(code: number, reason: string): void {
    this.end = { code, reason };
  }

  terminate(): void {
    this.end = "terminated";
  }
}

/** Collects outcomes, so that a test sees how often it was called. */
export function outcomes<T extends CommandOutcome | DesireOutcome>(): {
  readonly all: T[];
  readonly done: (outcome: T) => void;
} {
  const all: T[] = [];
  return { all, done: (outcome) => all.push(outcome) };
}
