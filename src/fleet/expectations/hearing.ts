/** What the expectations of a run are judged by: its clock, its counts, and how to end it. */
import type { Scheduler } from "../../kernel/scheduler.ts";
import { formatDuration, millis } from "../../kernel/time.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { CheckedExpectation } from "../run-events.ts";
import type { ShardPort } from "../shard-port.ts";

export interface Hearing {
  readonly shard: ShardPort;
  readonly scheduler: Scheduler;
  /** Simulated milliseconds since the start of the run; after its end, up to then. */
  elapsed(): number;
  /** A line among the news of the run. */
  tell(text: string): void;
  /** Ends the run, which has failed; does nothing when it is ending already. */
  abort(why: string): void;
}

interface Planned {
  readonly plan: Pick<Plan, "clock">;
}

/** Behind what was seen of an expectation that ended the run. */
export const endedText = "; the run ended";

type Failure = NonNullable<CheckedExpectation["failed"]>;

export function failureAt(elapsed: number, { plan }: Planned, on: Failure["on"] = null): Failure {
  const atMillis = Math.round(elapsed);
  return { atMillis, time: new Date(plan.clock.start + atMillis).toISOString(), on };
}

/** `3m20s (17:03:20)`: since the start of the run, and in the homes. */
export function momentText(elapsed: number, { plan }: Planned): string {
  const { start, timeZoneOffset } = plan.clock;
  const clock = new Date(start + timeZoneOffset + elapsed).toISOString().slice(11, 19);
  return `${formatDuration(millis(tenths(elapsed)))} (${clock})`;
}

/** `9.8s`: nobody wants milliseconds of minutes. */
export function lengthText(length: number): string {
  return formatDuration(millis(length < 1_000 ? Math.round(length) : tenths(length)));
}

function tenths(length: number): number {
  return Math.round(length / 100) * 100;
}
