/**
 * Makes the reports of one shard: about once a second, what came since the last one.
 *
 * 1. Make it before the shard starts: it listens. Make a report only when the last one has been taken; then the next is as much larger
 *    as more has happened, and never more than that.
 * 2. It looks at what is counted, never at a device; but for the bytes that connections keep to themselves. Those of a large fleet are
 *    asked some at a time ({@link SettlingRound}): they are late by some seconds until {@link last}.
 * 3. What an expectation asks of bytes is answered at once, whatever it costs; so are all in virtual time, where there is no hurry.
 */
import { peerTime } from "../kernel/clock.ts";
import type { Shard } from "../fleet/shard.ts";
import { RecoveryJournal } from "../fleet/recovery-journal.ts";
import { expectedMoments } from "../fleet/run-wide/about-the-run.ts";
import type { Saying } from "../fleet/run-wide/saying.ts";
import type { Moment } from "../fleet/timeline/stage.ts";
import type { GeneratorReport } from "../metrics/generator-report.ts";
import type { Account } from "../metrics/tally-book.ts";
import type { ExpectationPlan } from "../scenario/plan.ts";
import { ReadyJournal } from "./ready-journal.ts";
import { SettlingRound } from "./settling-round.ts";
import type { CountedPart, ShardReport } from "./shard-report.ts";
import { type TallyDelta, ToldTally } from "./tally-delta.ts";

export interface ReportMakerOptions {
  /** What the process of the shard says of itself. Called once for each report. */
  readonly generator: () => GeneratorReport;
}

/** Real: what is one instant of coming and going. */
const instantMillis = 10;

export class ReportMaker {
  readonly #shard: Shard;
  readonly #options: ReportMakerOptions;
  readonly #told: Map<Account, ToldTally> = new Map();
  readonly #recoveries: RecoveryJournal = new RecoveryJournal();
  readonly #ready: ReadyJournal;
  readonly #settling: SettlingRound | undefined;
  #parts: CountedPart[] = [];
  #said: Saying[] = [];
  #crashes = 0;

  constructor(shard: Shard, options: ReportMakerOptions) {
    const { clock } = shard.scheduler;
    const { expect } = shard.plan;
    this.#shard = shard;
    this.#options = options;
    this.#ready = new ReadyJournal(clock.virtual ? 0 : peerTime(clock, instantMillis));
    this.#settling = clock.virtual || expect.some(isAboutBytes) ? undefined : new SettlingRound(shard.units);
    shard.recoveries.journal = this.#recoveries;
    shard.readiness = this.#ready;
    shard.hear((_, saying) => this.#said.push(saying));
    const edges = expectedMoments(shard.plan);
    shard.listen((moment) => {
      if (edges.has(moment.name)) this.#cut(moment);
    });
  }

  /** What came since the last one. */
  make(): ShardReport {
    if (this.#settling === undefined) this.#shard.settle();
    else this.#settling.settleSome();
    const { scheduler, origin } = this.#shard;
    // Not the clock's time: what was due before and has yet to run is not in it.
    return this.#report(scheduler.now - origin);
  }

  /** The last one of all, when every device is gone. */
  last(): ShardReport {
    this.#shard.settle();
    return this.#report(Number.POSITIVE_INFINITY);
  }

  #report(until: number): ShardReport {
    const { size, phases, crashes, conditions } = this.#shard;
    const report: ShardReport = {
      until,
      parts: [...this.#parts, { tallies: this.#tallies() }],
      size,
      phases: { ...phases },
      crashes: crashes - this.#crashes,
      ready: this.#ready.take(),
      recoveries: this.#recoveries.take(),
      conditions: conditions.map((condition) => condition.known()),
      said: this.#said,
      generator: this.#options.generator(),
    };
    this.#parts = [];
    this.#said = [];
    this.#crashes = crashes;
    return report;
  }

  /** All that was counted so far was before `moment`. */
  #cut(moment: Moment): void {
    if (this.#settling === undefined) this.#shard.settle();
    this.#parts.push({ tallies: this.#tallies(), moment });
  }

  #tallies(): TallyDelta[] {
    const tallies: TallyDelta[] = [];
    for (const account of this.#shard.commons.tallies.accounts) {
      let told = this.#told.get(account);
      if (told === undefined) this.#told.set(account, (told = new ToldTally(account)));
      const delta = told.take();
      if (delta !== undefined) tallies.push(delta);
    }
    return tallies;
  }
}

function isAboutBytes(expectation: ExpectationPlan): boolean {
  return expectation.type !== "condition" && expectation.metric.startsWith("messages.bytes");
}
