/** What the timeline and scripts may see and touch of the fleet they play with: one shard. */
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Tally } from "../../metrics/tally.ts";
import type { Range } from "../../scenario/groups/fleet-layout.ts";
import type { CommandGateway } from "../command-gateway.ts";
import type { ConditionWatch } from "../conditions/condition-watch.ts";
import type { RunSource } from "../expression-scope.ts";
import type { Expressions } from "../expressions.ts";
import type { Household } from "../household.ts";
import type { RecoveryTracker } from "../recovery-tracker.ts";
import type { Voice } from "../run-wide/voice.ts";
import type { ShardCommons } from "../shard-commons.ts";
import type { Unit } from "../unit.ts";
import type { Watchers } from "../watchers.ts";
import type { Occasion } from "./occasion.ts";

export interface Stage extends RunSource {
  /** What is done once for the whole run, this shard does. */
  readonly speaker: boolean;
  /** What there is to say to the run. */
  readonly voice: Voice;
  /** Those that may be touched. */
  readonly devices: Range;
  readonly commons: ShardCommons;
  readonly scheduler: Scheduler;
  /** When the run began. */
  readonly origin: Instant;
  readonly recoveries: RecoveryTracker;
  readonly gateway: CommandGateway;
  readonly watchers: Watchers;
  /** Looks at the conditions of steps and expectations. */
  readonly conditionWatch: ConditionWatch;
  readonly expressions: Expressions;
  /** Counts what no device does. */
  readonly tally: Tally;
  /** Of a scenario in TypeScript. */
  readonly functions: FunctionCalls | undefined;
  unit(index: number): Unit | undefined;
  /** The home of this number, which may be empty. */
  homeAt(home: number): Household;
  /** A command to this device is on its way. */
  commandSent(unit: Unit): void;
  /** A round of a step begins, or a mark is passed: of the whole run, at this very moment in every shard. */
  began(moment: Moment): void;
}

/** A round of a step that begins for the whole run, or a mark that the run passes. */
export interface Moment {
  readonly name: string;
  readonly round: number;
  /** Simulated milliseconds since the start of the run. */
  readonly at: number;
}

/** That a step, a script or an expectation ends the run before its time, in good order. */
export interface RunEnd {
  /** Makes the run a failed one. */
  readonly fail: boolean;
  /** May be empty when nothing failed. */
  readonly why: string;
}

/** Calls the functions of a scenario in TypeScript by the names that its plan has for them. */
export interface FunctionCalls {
  call(name: string, units: readonly Unit[], occasion: Occasion): void;
}
