/**
 * Works out the limits of selections that draw before they are needed, once for all shards: each of them then looks at its own homes
 * only.
 *
 * 1. The first round of every step, and what expectations select, is known with the setup: worked out before shards are made, and in pieces
 *    too, as a server in the same process may have others to answer.
 * 2. Later rounds of a step with times of its own, and of the steps that come after it, are worked out half a minute before, a piece at a
 *    time; of a step that waits for a condition of the run, when the round before happens.
 * 3. It is no promise: a shard that was not told yet works it out itself, to the same end. In virtual time nothing waits for a
 *    moment that comes, and all do.
 */
import { peerTime } from "../kernel/clock.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Instant, later, millis } from "../kernel/time.ts";
import type { RunSecond } from "../fleet/run-wide/run-second.ts";
import { countOf } from "../fleet/selection.ts";
import type { FleetLayout } from "../scenario/groups/fleet-layout.ts";
import type { Plan, Selection } from "../scenario/plan.ts";
import { type KnownLimits, limitsKey } from "../scenario/selection/known-limits.ts";
import { expectationPurpose, isDrawn, selectionPurpose } from "../scenario/selection/select-devices.ts";
import { SelectionSearch } from "../scenario/selection/selection-limits.ts";
import { stepMoment } from "../scenario/timeline/step-moment.ts";

/** Real time by which a round is known before it comes, about. */
const aheadMillis = 30_000;
/** Devices looked at in one go, and the pause after: some 2 ms of work, so that the run's process can do its own. */
const devicesAtOnce = 16_384;
const pauseMillis = 10;

export interface LimitsAheadOptions {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** Of the run. */
  readonly scheduler: Scheduler;
}

export class LimitsAhead {
  readonly #options: LimitsAheadOptions;
  readonly #known: KnownLimits[];
  readonly #asked: Set<string>;
  readonly #waiting: { readonly of: string; readonly search: SelectionSearch }[] = [];
  #tell: (known: readonly KnownLimits[]) => void = () => {};

  private constructor(options: LimitsAheadOptions, known: readonly KnownLimits[]) {
    this.#options = options;
    this.#known = [...known];
    this.#asked = new Set(known.map(({ of }) => of));
  }

  /** With those that shards need from the beginning. */
  static async ofFirstRounds(options: LimitsAheadOptions): Promise<LimitsAhead> {
    return new LimitsAhead(options, await firstLimits(options));
  }

  /** All that was found so far: what a shard is given with its setup. */
  get known(): readonly KnownLimits[] {
    return [...this.#known];
  }

  /** The plan begins at `origin`. @param tell called with what is found from then on */
  start(origin: Instant, tell: (known: readonly KnownLimits[]) => void): void {
    const { plan, scheduler } = this.#options;
    this.#tell = tell;
    if (scheduler.clock.virtual || !plan.timeline.some(({ select }) => isDrawn(select))) return;
    for (const step of plan.timeline.keys()) this.#await(origin, step, 1);
  }

  /** What the run decides: whose turn it was will have another. */
  happened({ happened }: RunSecond): void {
    if (this.#options.scheduler.clock.virtual) return;
    for (const one of happened) if (one.type === "step") this.#ask(one.step, one.round + 1);
  }

  #await(origin: Instant, step: number, round: number): void {
    const { plan, scheduler } = this.#options;
    const moment = stepMoment(plan.timeline[step]!, round, plan);
    if (moment === undefined) return;
    const at = later(origin, millis(moment - peerTime(scheduler.clock, aheadMillis)));
    scheduler.at(at < scheduler.now ? scheduler.now : at, {
      onDue: () => {
        this.#ask(step, round);
        this.#await(origin, step, round + 1);
      },
    });
  }

  /** Has a round of a step worked out, and of those that come after it. */
  #ask(step: number, round: number, before: ReadonlySet<number> = new Set()): void {
    const { plan, layout } = this.#options;
    const { name, select } = plan.timeline[step]!;
    const purpose = selectionPurpose(name, round);
    const of = limitsKey(select, purpose);
    if (isDrawn(select) && !this.#asked.has(of)) {
      this.#asked.add(of);
      this.#waiting.push({ of, search: new SelectionSearch(plan, layout, select, purpose) });
      if (this.#waiting.length === 1) this.#workLater();
    }
    const path = new Set([...before, step]);
    for (const [follower, { trigger }] of plan.timeline.entries())
      if (trigger.type === "after" && trigger.step === name && !path.has(follower)) this.#ask(follower, round, path);
  }

  #workLater(): void {
    const { scheduler } = this.#options;
    scheduler.at(later(scheduler.now, peerTime(scheduler.clock, pauseMillis)), { onDue: () => this.#work() });
  }

  #work(): void {
    const { of, search } = this.#waiting[0]!;
    const limits = search.work(devicesAtOnce);
    if (limits !== undefined) {
      this.#waiting.shift();
      this.#known.push({ of, limits });
      this.#tell([{ of, limits }]);
    }
    if (this.#waiting.length > 0) this.#workLater();
  }
}

/** Of the first rounds of steps, and of expectations. */
export async function firstLimits({
  plan,
  layout,
}: Pick<LimitsAheadOptions, "plan" | "layout">): Promise<readonly KnownLimits[]> {
  const wanted = new Map<string, SelectionSearch>();
  const want = (select: Selection, purpose: string): void => {
    if (isDrawn(select)) wanted.set(limitsKey(select, purpose), new SelectionSearch(plan, layout, select, purpose));
  };
  for (const { name, select, trigger } of plan.timeline) {
    want(select, selectionPurpose(name, 0));
    // Where it happens in one home after the other, each of them has its part of the count.
    const inHomes = trigger.type === "after" || (trigger.type === "when" && trigger.scope !== "run");
    if (inHomes && select.where !== undefined) want(countOf(select), selectionPurpose(name, 0));
  }
  for (const [place, expectation] of plan.expect.entries())
    if (expectation.type === "condition") want(expectation.select, expectationPurpose(place));
  const known: KnownLimits[] = [];
  for (const [of, search] of wanted) {
    let limits = search.work(devicesAtOnce);
    for (; limits === undefined; limits = search.work(devicesAtOnce)) await nextTurn();
    known.push({ of, limits });
  }
  return known;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
