/**
 * A shard as the run sees it, wherever it lives: in this process now, in others later.
 *
 * 1. The run holds the barrier (start, stop) and reads counts; it never sees a device.
 * 2. Counts are read as often as the run likes and cost the shard nothing; a shard in another process is mirrored by the
 *    deltas it sends, and several are merged into one before the run reads them. All of them are mergeable.
 */
import type { Instant } from "../kernel/time.ts";
import type { Tally } from "../metrics/tally.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Recovery } from "./run-events.ts";
import type { UnitPhase } from "./unit.ts";

export interface ShardPort {
  readonly plan: Plan;
  /** Lets the run begin: simulated time zero of the plan is `origin`. */
  start(origin: Instant): void;
  /** Says goodbye for every device; done when the last is gone. */
  stop(): Promise<void>;
  /** Cuts every connection at once. */
  abandon(): void;
  /** Brings counts that are kept by the connections (bytes) up to date. */
  settle(): void;
  /** Devices that exist now. */
  readonly size: number;
  readonly phases: Readonly<Record<UnitPhase, number>>;
  readonly readyByKind: ReadonlyMap<string, { readonly ready: number; readonly peak: number }>;
  /** Most devices ready at one time. */
  readonly peak: number;
  /** Devices whose kind failed. */
  readonly crashes: number;
  /** Commands the timeline sent, and those of them no device has received. */
  readonly commandLedger: { readonly sent: number; readonly lost: number };
  readonly tally: Tally;
  readonly recoveries: { summaries(): Recovery[] };
}
