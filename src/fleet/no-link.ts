/**
 * The link of a device in a simulation: nobody is at the other end, and everything said is taken.
 *
 * 1. It is ready as soon as the device is up, whatever becomes of the network: what a device says is written down when it
 *    says it, not when it would have reached a server.
 * 2. It counts nothing. Everything else about its device is the same as on a server.
 */
import type { LinkOwner } from "../wire/link/link-contract.ts";
import type { LinkPhase, LinkState } from "../wire/link/link-state.ts";
import type { UnitLink } from "./unit-link.ts";

const idle: LinkState = { phase: "idle" };
const ready: LinkState = { phase: "ready" };

export class NoLink implements UnitLink {
  readonly deaf = true;
  readonly #owner: LinkOwner;
  #state = idle;

  constructor(owner: LinkOwner) {
    this.#owner = owner;
  }

  get phase(): LinkPhase {
    return this.#state.phase;
  }

  open(): void {
    this.#become(ready);
  }

  close(): void {
    this.#become(idle);
  }

  cut(): void {
    this.#become(idle);
  }

  answer(): boolean {
    return true;
  }

  forget(): void {}
  setNetwork(): void {}
  setDegraded(): void {}
  telemetry(): void {}
  state(): void {}
  event(): void {}
  settle(): void {}

  #become(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#owner.onLink(state);
  }
}
