/**
 * What the parent and a shard say to each other. Plain data, a few messages a second at the most: what devices send and receive
 * stays in the shard.
 *
 *     parent                          shard
 *       setup ------------------------->
 *       <------------------------- ready      it is made, nothing of it runs
 *       start ------------------------->      all shards at one common moment
 *       second ------------------------>      what the run decides at a whole simulated second
 *       <------------------------ report      once a second: what came since the last one
 *       stop -------------------------->
 *       <----------------------- stopped      the last device is gone; its last report
 */
import type { RunSecond } from "../fleet/run-wide/run-second.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import type { KnownLimits } from "../scenario/selection/known-limits.ts";
import type { ShardReport } from "./shard-report.ts";
import type { ShardSetup } from "./shard-setup.ts";

export type ToShard =
  | { readonly type: "setup"; readonly setup: ShardSetup }
  /**
   * The plan's start, of simulated time, is at the Unix time `startedAt`, in real milliseconds. `from` is where the plan stands, simulated:
   * 0, or later for a shard that rejoins.
   */
  | { readonly type: "start"; readonly startedAt: number; readonly from: Duration }
  | { readonly type: "second"; readonly second: RunSecond }
  /** Of rounds that come, some time before. */
  | { readonly type: "limits"; readonly limits: readonly KnownLimits[] }
  /** Virtual time only: do all that is due up to this moment, it included, and say so with `advanced`. */
  | { readonly type: "advance"; readonly to: Instant }
  | { readonly type: "commands-done"; readonly done: readonly CommandDone[] }
  /**
   * `at` is the simulated time, which counts in virtual time only. Once more without goodbyes: who has not said its own by now is cut off.
   */
  | { readonly type: "stop"; readonly goodbyes: boolean; readonly at: Instant };

export type FromShard =
  | { readonly type: "ready" }
  | { readonly type: "report"; readonly report: ShardReport }
  | { readonly type: "advanced"; readonly report: ShardReport }
  /** Frames of traced devices, and how many there were more than fit. */
  | { readonly type: "frames"; readonly frames: readonly TracedFrame[]; readonly dropped: number }
  /** The built-in server shall send devices commands. */
  | { readonly type: "commands"; readonly commands: readonly CommandAsked[] }
  /** Something about its process that people should know. */
  | { readonly type: "warning"; readonly text: string }
  | { readonly type: "stopped"; readonly report: ShardReport }
  /** It cannot be made, or has a fault; it ends. */
  | { readonly type: "failed"; readonly fault: ShardFault };

export interface CommandAsked {
  /** By which its end is told. */
  readonly number: number;
  /** Id of the device. */
  readonly device: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface CommandDone {
  readonly number: number;
  /** What went wrong; absent when the server took it. */
  readonly problem?: string;
}

export interface TracedFrame {
  readonly device: string;
  readonly direction: "out" | "in" | "note";
  readonly data: string | Uint8Array;
}

/** An error as data. */
export interface ShardFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}
