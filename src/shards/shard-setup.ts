/**
 * All that a shard is given. Plain data: it goes to another process, and makes the same shard there.
 */
import type { Overrides } from "../scenario/source/overrides.ts";
import type { Plan } from "../scenario/plan.ts";
import type { KnownLimits } from "../scenario/selection/known-limits.ts";
import type { SourceSlice } from "../wire/transport/source-slice.ts";

export interface ShardSetup {
  /** Flotilla's; both ends have to be of one version. */
  readonly version: string;
  /** From 0. */
  readonly number: number;
  /** How many shards there are. */
  readonly count: number;
  /** All of it: a shard takes its slice itself. */
  readonly plan: Plan;
  /** Of selections that draw, as far as they are known: it need not look at all of the fleet for those. */
  readonly limits?: readonly KnownLimits[];
  readonly kinds: KindSource;
  /** What people may be called. */
  readonly firstNames: readonly string[];
  /** Where relative paths of the plan count from. */
  readonly folder: string;
  /** Whether time moves only when the parent says so. */
  readonly virtual: boolean;
  /** The built-in server of the parent, when the plan names no target and time is real. */
  readonly serverUrl?: string;
  /** The scenario in TypeScript whose functions the plan names. */
  readonly scenario?: ScenarioCode;
  /** Where it may dial from; absent: the system chooses. */
  readonly sources?: SourceSlice;
  /** Ids of devices whose frames are traced, as patterns in which `*` is any characters. */
  readonly traced?: readonly string[];
  readonly records?: RecordPart;
}

/** Where the kinds of a plan come from. */
export interface KindSource {
  /** Names of shipped ones. */
  readonly shipped: readonly string[];
  /** Files with others, absolute; a later one goes before an earlier one, and all of them before the shipped ones. */
  readonly files: readonly string[];
}

/** How a scenario that is code is made once more. */
export interface ScenarioCode {
  /** Absolute. */
  readonly file: string;
  /** As messages call it. */
  readonly name: string;
  /** The environment that it is given. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the command line or a caller put over it. */
  readonly overrides: Overrides;
}

/** Where the records of a shard's devices go. */
export interface RecordPart {
  /** A file of its own, absolute. */
  readonly file: string;
  /** As messages call it. */
  readonly name: string;
  /** Whether the run goes on without records when it cannot be opened: it has begun. */
  readonly optional: boolean;
  /** Texts that are not to be seen in it. */
  readonly secrets: readonly string[];
}
