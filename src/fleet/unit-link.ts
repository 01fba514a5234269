/** What a unit needs of a link, whatever is at its other end: a server, or in a simulation nobody. */
import type { Instant } from "../kernel/time.ts";
import type { GoodbyeReason } from "../wire/protocol/adapter.ts";
import type { DeviceEvent, Outcome, RequestRef, Sample, StatePatch } from "../wire/protocol/message.ts";
import type { LinkPhase } from "../wire/link/link-state.ts";

export interface UnitLink {
  readonly phase: LinkPhase;
  /** Nobody hears what the device says: it need not be put together. */
  readonly deaf?: true;
  /** Starts to live. Connect latency counts from `intended`. */
  open(intended: Instant): void;
  /** Says goodbye, and is `idle` in the end. */
  close(reason: GoodbyeReason): void;
  /** Drops everything at once without a word. */
  cut(): void;
  /** The device has lost its memory: what waits for a connection is dropped. */
  forget(): void;
  /** Whether there is a network at all, and whether it is a bad one. */
  setNetwork(up: boolean): void;
  setDegraded(degraded: boolean): void;
  telemetry(sample: Sample): void;
  state(patch: StatePatch): void;
  event(event: DeviceEvent): void;
  /** Answers a request. False when it is too late. */
  answer(ref: RequestRef, outcome: Outcome): boolean;
  /** Brings the tally's byte counts up to date. */
  settle(): void;
}
