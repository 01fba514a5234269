/**
 * What is expected of devices, homes or the run in a condition: `always`, `never`, `eventually`.
 *
 * 1. They are looked at as the conditions of steps are (`conditions/condition-watch.ts`), and once more when a time is over:
 *    that of `holds`, and that of `within` or of the run. While it does not count, they are not.
 * 2. `always` is broken once it was false of one of them for `holds` on end, `never` once it was true; both from each `after`
 *    for `within`. `eventually` has to have been true of each for `holds` on end within each such time: of those that are
 *    there at its end.
 * 3. What is so when the moment comes counts after the step has done what it does.
 * 4. Nobody there to look at is not held; what cannot be worked out is not either, whatever else was seen.
 */
import type { Expression } from "../../expression/expression.ts";
import { type Instant, later } from "../../kernel/time.ts";
import type { ConditionPlan } from "../../scenario/plan.ts";
import type { Eye, TruthListener, WatchedCondition } from "../conditions/watched-condition.ts";
import { subjectOf } from "../timeline/occasion.ts";
import type { Stage } from "../timeline/stage.ts";
import { type ConditionState, type ConditionView, mostNamed } from "./condition-state.ts";
import { seenText } from "./condition-text.ts";
import { Spells } from "./spells.ts";

/** A time in which it counts. */
interface Round {
  until: Instant | undefined;
  /** For how long it has been so: what is not allowed, or what has to come. */
  readonly spells: Spells;
  /** Of whom it was so for long enough. */
  readonly lasted: Set<number>;
}

/** What a condition of devices or homes is looked at with: a shard; of the run, by the run. */
export type ConditionStage = Pick<Stage, "plan" | "layout" | "scheduler" | "origin" | "expressions"> & {
  /** Absent for the run, which selects nobody. */
  readonly commons?: Stage["commons"];
  readonly conditionWatch: { add(condition: WatchedCondition): void };
};

/**
 * The conditions of these scopes among the plan's expectations, each at its place among all conditions; the other places are empty.
 *
 * @param judged whether anybody judges: nobody does in a simulation.
 */
export function expectedConditions(
  stage: ConditionStage,
  scopes: readonly ConditionPlan["scope"][],
  judged = true,
): (ExpectedCondition | undefined)[] {
  if (!judged) return [];
  return stage.plan.expect.flatMap((expectation, place) => {
    if (expectation.type !== "condition") return [];
    return [scopes.includes(expectation.scope) ? new ExpectedCondition(expectation, place, stage) : undefined];
  });
}

export class ExpectedCondition implements ConditionView {
  readonly #plan: ConditionPlan;
  readonly #stage: ConditionStage;
  readonly #expression: Expression;
  /** Whom it is of, by the number of the device or home (the run is 0): what looks at each of them that is there. */
  readonly #eyes: Map<number, Eye> = new Map();
  /** Of `always` and `never` there is one at most. */
  #rounds: Round[] = [];
  /** Who was ever looked at while it counted. */
  readonly #seen: Set<number> = new Set();
  /** Who failed, and when for the first time. */
  readonly #failed: Map<number, number> = new Map();
  /** Some of the lowest of them, ascending. */
  #first: number[] = [];
  /** The first of them, and what it was like; of several at one time the lowest. */
  #earliest: ConditionState["earliest"];
  #came = false;
  #over = false;
  #fault: string | undefined;

  /** @param place of the expectation in the plan: names the draws of its selection. */
  constructor(plan: ConditionPlan, place: number, stage: ConditionStage) {
    this.#plan = plan;
    this.#stage = stage;
    this.#expression = stage.expressions.condition(plan.condition);
    stage.conditionWatch.add(this.#watched(place));
  }

  start(): void {
    if (this.#plan.after === undefined) this.#begin();
  }

  began(name: string): void {
    if (name === this.#plan.after && !this.#over) this.#begin();
  }

  end(): void {
    if (this.#over) return;
    this.#lookOnceMore(this.#rounds);
    this.#over = true;
    for (const round of this.#rounds) this.#close(round);
    this.#rounds = [];
  }

  get broken(): boolean {
    return this.#failed.size > 0;
  }

  known(): ConditionState {
    return this.#stateOf(this.#failed, this.#first, this.#earliest);
  }

  state(): ConditionState {
    if (this.#rounds.length === 0) return this.known();
    const failed = new Map(this.#failed);
    let earliest = this.#earliest;
    for (const round of this.#rounds)
      for (const key of this.#lacking(round)) {
        if (failed.has(key)) continue;
        failed.set(key, this.#elapsed);
        earliest = this.#earlierOf(earliest, key);
      }
    return this.#stateOf(failed, lowest(failed.keys()), earliest);
  }

  #stateOf(
    failed: ReadonlyMap<number, number>,
    first: readonly number[],
    earliest: ConditionState["earliest"],
  ): ConditionState {
    return {
      came: this.#came,
      seen: this.#seen.size,
      failed: failed.size,
      broken: this.broken,
      first,
      ...(earliest === undefined ? {} : { earliest }),
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
    };
  }

  #watched(place: number): WatchedCondition {
    const everybody = Object.keys(this.#plan.select).length === 0;
    const selected = everybody ? undefined : this.#stage.commons?.expected(place);
    return {
      condition: this.#expression,
      scope: this.#plan.scope,
      selects: selected ?? (() => true),
      wanted: () => this.#rounds.length > 0,
      watch: (subject, eye) => this.#watch(subjectOf(subject), eye),
      failed: (problem) => {
        this.#fault ??= problem;
      },
    };
  }

  #watch(key: number, eye: Eye): TruthListener {
    if (!this.#over) this.#eyes.set(key, eye);
    return { is: (truth) => this.#seenToBe(key, truth), gone: () => this.#leaves(key) };
  }

  #seenToBe(key: number, truth: boolean): void {
    if (this.#fault !== undefined) return;
    this.#seen.add(key);
    const so = truth === (this.#plan.mode !== "always");
    for (const { spells } of this.#rounds) {
      if (so) spells.begin(key);
      else spells.cease(key);
    }
  }

  #leaves(key: number): void {
    this.#eyes.delete(key);
    for (const { spells } of this.#rounds) spells.cease(key);
  }

  /** The time is over for these. */
  #lookOnceMore(rounds: readonly Round[]): void {
    if (rounds.length === 0) return;
    const keys = this.#plan.mode === "eventually" ? rounds.flatMap((round) => this.#lacking(round)) : this.#eyes.keys();
    for (const key of keys) this.#eyes.get(key)?.look();
  }

  /** It has been so for as long as it may not be, or has to be. */
  #lasted(key: number, round: Round): void {
    if (this.#over || !this.#rounds.includes(round)) return;
    round.lasted.add(key);
    if (this.#plan.mode === "eventually") return;
    this.#fail(key);
  }

  /** From now on it counts. */
  #begin(): void {
    const { within, mode } = this.#plan;
    const { scheduler } = this.#stage;
    this.#came = true;
    const until = within === undefined ? undefined : later(scheduler.now, within);
    if (until !== undefined) scheduler.at(until, this.#closing);
    const [open] = this.#rounds;
    if (mode !== "eventually" && open !== undefined) {
      open.until = until;
      return;
    }
    // Who comes true in the later of two that both last to the end of the run does so in the earlier.
    if (until === undefined) this.#rounds = [];
    const spells = new Spells({
      scheduler,
      holds: this.#plan.holds,
      look: (key) => this.#eyes.get(key)?.look(),
      lasted: (key) => this.#lasted(key, round),
    });
    const round: Round = { until, spells, lasted: new Set() };
    this.#rounds.push(round);
    // Not before the step has done what it does: all are ready when the power fails, and that is not what is waited for.
    for (const eye of this.#eyes.values()) eye.lookSoon();
  }

  /** Whatever else is due at this very moment is in time. */
  readonly #closing = {
    onDue: (): void => void this.#stage.scheduler.at(this.#stage.scheduler.now, this.#closed),
  };

  readonly #closed = {
    onDue: (_: number, due: Instant): void => {
      if (this.#over) return;
      const closing = this.#rounds.filter(({ until }) => until === due);
      this.#lookOnceMore(closing);
      this.#rounds = this.#rounds.filter(({ until }) => until !== due);
      for (const round of closing) this.#close(round);
    },
  };

  #close(round: Round): void {
    for (const key of this.#lacking(round)) this.#fail(key);
  }

  /** Who is there and of whom `eventually` has not come true in it. */
  #lacking({ lasted }: Round): number[] {
    if (this.#plan.mode !== "eventually") return [];
    return [...this.#eyes.keys()].filter((key) => !lasted.has(key));
  }

  #fail(key: number): void {
    if (this.#failed.has(key)) return;
    this.#earliest = this.#earlierOf(this.#earliest, key);
    this.#failed.set(key, this.#elapsed);
    if (this.#first.length === mostNamed && key > this.#first.at(-1)!) return;
    this.#first = lowest([...this.#first, key]);
  }

  /** @param key one that fails now. */
  #earlierOf(known: ConditionState["earliest"], key: number): ConditionState["earliest"] {
    const at = this.#elapsed;
    if (known !== undefined && (known.at < at || (known.at === at && known.key < key))) return known;
    const eye = this.#eyes.get(key);
    return { key, at, seen: eye === undefined ? "" : seenText(this.#expression.reads, eye.scope) };
  }

  get #elapsed(): number {
    return this.#stage.scheduler.now - this.#stage.origin;
  }
}

function lowest(keys: Iterable<number>): number[] {
  return [...keys].toSorted((a, b) => a - b).slice(0, mostNamed);
}
