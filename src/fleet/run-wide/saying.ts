/**
 * What a shard says to the run: news, and what only all shards together can decide.
 *
 * 1. Plain data. Said in the order in which it happens in the shard; `at` is simulated milliseconds since the start of the run.
 * 2. What is about the whole run is said by every shard, with its part, under the same key: the run adds the parts and tells it
 *    once. What needs no part is said by the speaker alone, the shard of number 0.
 * 3. What is about a device or a home says which, so that the run can put it in the same order, however many shards there are.
 */
import type { RunEnd } from "../timeline/stage.ts";

export type Saying = SaidOf & { readonly at: number } & (
    | { readonly type: "notice"; readonly level: "info" | "warning"; readonly text: string }
    /** `before`, the sum of the counts, then `one` or `many`. */
    | {
        readonly type: "count";
        readonly key: string;
        readonly before: string;
        readonly count: number;
        readonly one: string;
        readonly many: string;
      }
    /** Told when the last of those who have it to tell has come to `at`, which may be some time ahead; `count` is 0 of who has not. */
    | { readonly type: "last"; readonly key: string; readonly text: string; readonly count: number }
    /** A line for each of `count` devices or homes, of which the first few are here. */
    | {
        readonly type: "lines";
        readonly key: string;
        readonly step: string;
        readonly count: number;
        readonly lines: readonly { readonly of: number; readonly text: string }[];
      }
    /** Of what happens to one device or home at a time: one of the first few of its like in this shard. */
    | { readonly type: "telling"; readonly about: string; readonly text: string }
    /** How many more of its like there were, in the simulated second that ends at `at`. */
    | { readonly type: "times"; readonly about: string; readonly count: number }
    /** Something went wrong: told once for each key and problem. */
    | { readonly type: "complaint"; readonly key: string; readonly problem: string; readonly text: string }
    /** The kind of a device failed. */
    | { readonly type: "crash"; readonly text: string }
    /** A function did something wrong, or says that something has failed; `count` times, on this subject for the first time. */
    | { readonly type: "failure"; readonly what: string; readonly subject: string; readonly count: number }
    /** The run shall end. */
    | { readonly type: "end"; readonly end: RunEnd }
    /** All devices of the shard have waited as long as was drawn for them. */
    | { readonly type: "arrived"; readonly key: string }
    /** Devices of which the run is to choose `count`, with what each of them drew. */
    | {
        readonly type: "candidates";
        readonly key: string;
        readonly count: number;
        readonly devices: readonly number[];
        readonly draws: readonly number[];
      }
    /** A step has begun, or a mark was passed, in one home or of one device. */
    | { readonly type: "moment"; readonly name: string }
  );

/** Whom it is about; neither: the run. */
export interface SaidOf {
  readonly home?: number;
  readonly device?: number;
}
