/**
 * What is about the whole run: takes what its shards say, and tells them what happens to all of them.
 *
 *     shards  --- sayings --->  conductor  --- news, in one order --->  outputs of the run
 *        ^                          |
 *        '------ RunSecond ---------'      at whole simulated seconds
 *
 * 1. One shard or many, in this process or in others: the way is the same, and so is what comes of it.
 * 2. What the run decides, it decides at whole simulated seconds, by all that happened up to and including that instant: an action that
 *    waits for the last of all devices, who of those for whom a `where` holds are the exact `count`, a condition of the run, an end
 *    that a script asks for. A step at a whole second needs no further wait.
 * 3. Conditions of the run are looked at once a simulated second, on the figures of that second. What takes time (`for`, `within`) is counted
 *    on a clock of its own, which goes from second to second.
 * 4. A shard that is gone holds up nobody: what it would have had to say is waited for a while.
 */
import { VirtualClock } from "../../kernel/clock.ts";
import { messageOf } from "../../kernel/errors.ts";
import { Scheduler } from "../../kernel/scheduler.ts";
import { type Instant, later, millis } from "../../kernel/time.ts";
import type { FleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Plan } from "../../scenario/plan.ts";
import { Look } from "../conditions/look.ts";
import type { WatchedCondition } from "../conditions/watched-condition.ts";
import { expectedConditions, type ExpectedCondition } from "../expectations/expected-condition.ts";
import { type ConditionView, mergedViews } from "../expectations/condition-state.ts";
import { runScope } from "../expression-scope.ts";
import { expressionsOf } from "../compiled-expressions.ts";
import type { Expressions } from "../expressions.ts";
import { Edge } from "../timeline/edge.ts";
import type { RunEnd } from "../timeline/stage.ts";
import { asksForBytes, asksForFigures, expectedMoments } from "./about-the-run.ts";
import { Ballot } from "./ballot.ts";
import { isNews, NoticeBoard } from "./notice-board.ts";
import { noFigures } from "./run-figures.ts";
import type { RunFigures, RunSecond, RunWideHappening } from "./run-second.ts";
import { inSaidOrder, type Said } from "./said-order.ts";
import type { Saying } from "./saying.ts";

/** All shards of the run, as the conductor sees them. */
export interface Ensemble {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** How many say their part of what is about the run. */
  readonly shards: number;
  /** Brings byte counts up to date. */
  settle(): void;
  figures(): RunFigures;
  second(second: RunSecond): void;
}

export interface ConductorOptions {
  readonly ensemble: Ensemble;
  /** @param at simulated milliseconds since the start of the run. */
  readonly tell: (level: "info" | "warning", text: string, at: number) => void;
  readonly endRun: (end: RunEnd) => void;
  /** A moment that happened in some home; those of the run come from the shards at once. */
  readonly began?: (name: string, at: number) => void;
  /** Called once a second, when the news up to then have been told. */
  readonly look?: () => void;
  /** False where nobody judges, as in a simulation. */
  readonly judged?: boolean;
}

/** Real: how much later the part of a shard may come than that of another. It reports once a real second, whatever the speed. */
const patienceMillis = 3_000;

export class Conductor {
  readonly plan: Plan;
  readonly layout: FleetLayout;
  /** What takes time about the run is counted on it; it stands at the last second. */
  readonly scheduler: Scheduler;
  readonly origin: Instant;
  readonly expressions: Expressions = expressionsOf(new Map());
  readonly conditionWatch: { add(condition: WatchedCondition): void };
  /** Of the whole run at the last second, where somebody asks. */
  figures: RunFigures = noFigures;
  readonly #options: ConductorOptions;
  /** Simulated. */
  readonly #patience: number;
  readonly #board: NoticeBoard;
  readonly #conditions: WatchedCondition[] = [];
  readonly #expected: readonly (ExpectedCondition | undefined)[];
  readonly #looks: readonly Look[];
  readonly #asked: { readonly figures: boolean; readonly bytes: boolean; readonly moments: ReadonlySet<string> };
  /** How often each step has happened to the run because a condition became true. */
  readonly #rounds: Map<number, number> = new Map();
  readonly #ballots: Map<string, Ballot> = new Map();
  readonly #spoken: Map<number, number> = new Map();
  #ends: Said<Extract<Saying, { readonly type: "end" }>>[] = [];
  #moments: Said<Extract<Saying, { readonly type: "moment" }>>[] = [];
  /** Moments of the whole run since the last second, and when each was. */
  #began: { readonly name: string; readonly at: number }[] = [];
  #happening: RunWideHappening[] = [];
  #happened: readonly RunWideHappening[] = [];
  #over = false;

  constructor(options: ConductorOptions) {
    const { ensemble, tell, judged } = options;
    const { plan, layout } = ensemble;
    this.#options = options;
    this.plan = plan;
    this.layout = layout;
    this.origin = plan.clock.start;
    this.scheduler = new Scheduler(new VirtualClock(this.origin));
    this.#patience = patienceMillis * (plan.clock.speed === "max" ? 1 : plan.clock.speed);
    this.#board = new NoticeBoard({ shards: () => ensemble.shards, patience: this.#patience, tell });
    this.#asked = { figures: asksForFigures(plan), bytes: asksForBytes(plan), moments: expectedMoments(plan) };
    this.conditionWatch = { add: (condition) => void this.#conditions.push(condition) };
    this.#expected = expectedConditions(this, ["run"], judged);
    plan.timeline.forEach((_, number) => this.#watchStep(number));
    const scope = { run: runScope(this) };
    this.#looks = this.#conditions.map((condition) => new Look(condition, {}, scope, this.scheduler));
  }

  /** What scripts of devices did wrong, and what functions say has failed, in words. */
  get failures(): readonly string[] {
    return this.#board.failures.reasons;
  }

  /** Simulated milliseconds since the start, at the last second. */
  get elapsed(): number {
    return this.scheduler.now - this.origin;
  }

  /** What was seen of the plan's conditions: of those of the run here, of the others by its shards. */
  conditions(shards: readonly ConditionView[]): readonly ConditionView[] {
    return this.#expected.map((own, place) => own ?? mergedViews([shards[place]]));
  }

  /** The run begins. */
  start(): void {
    for (const one of this.#expected) one?.start();
  }

  /** A shard says something. */
  said(shard: number, saying: Saying): void {
    const number = this.#spoken.get(shard) ?? 0;
    this.#spoken.set(shard, number + 1);
    switch (saying.type) {
      case "end":
        this.#ends.push({ saying, shard, number });
        return;
      case "moment":
        this.#moments.push({ saying, shard, number });
        return;
      case "arrived":
      case "candidates":
        return this.#ballot(saying).add(shard, saying);
      default:
        if (isNews(saying)) this.#board.add({ saying, shard, number });
    }
  }

  /** A step of the run has begun, or a mark of the run was passed, `at` milliseconds after the start. */
  began(name: string, at: number): void {
    if (this.#asked.moments.has(name)) this.#began.push({ name, at });
  }

  /** Whether anything was said that is yet to be told. */
  get hasNews(): boolean {
    return this.#board.hasNews;
  }

  /** All that was said up to `until` has come: the news among it are told. */
  passed(until: number): void {
    this.#board.passed(until);
  }

  /** A simulated second is over: all that happened up to `at`, in milliseconds since the start, has come. */
  second(at: number): void {
    if (this.#over) return;
    const { ensemble, look, endRun } = this.#options;
    this.passed(at);
    if (this.#asked.bytes) ensemble.settle();
    if (this.#asked.figures) this.figures = ensemble.figures();
    this.#tellMoments(at);
    this.scheduler.runUntil(later(this.origin, millis(at)));
    for (const one of this.#looks) one.look();
    this.scheduler.runUntil(later(this.origin, millis(at)));
    look?.();
    this.#count(at);
    const [first] = this.#ends.toSorted(inSaidOrder);
    this.#ends = [];
    if (first !== undefined) endRun(first.saying.end);
    this.#happened = this.#happening;
    this.#happening = [];
    if (this.#over || (!this.#asked.figures && this.#happened.length === 0)) return;
    ensemble.second({ ...(this.#asked.figures ? { figures: this.figures } : {}), happened: this.#happened });
  }

  /** The run is over: what happens from now on does not count. @param at milliseconds since the start. */
  end(at: number): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#asked.figures) this.figures = this.#options.ensemble.figures();
    this.#tellMoments(at);
    this.scheduler.runUntil(later(this.origin, millis(at)));
    for (const one of this.#expected) one?.end();
  }

  /** Nothing more is said. */
  close(at: number): void {
    this.#board.end(at);
  }

  #watchStep(number: number): void {
    const { name, trigger } = this.plan.timeline[number]!;
    if (trigger.type !== "when" || trigger.scope !== "run") return;
    const { condition, holds, once } = trigger;
    let over = false;
    let told = false;
    this.#conditions.push({
      scope: "run",
      condition: this.expressions.condition(condition),
      selects: () => true,
      wanted: () => true,
      watch: (_, eye) =>
        new Edge({
          scheduler: this.scheduler,
          holds,
          look: () => eye.look(),
          happened: () => {
            if (once && over) return;
            over = true;
            const round = this.#rounds.get(number) ?? 0;
            this.#rounds.set(number, round + 1);
            this.#happening.push({ type: "step", step: number, round });
          },
        }),
      failed: (problem) => {
        if (!told) this.#options.tell("warning", `${name}: ${messageOf(problem)}`, this.elapsed);
        told = true;
      },
    });
  }

  /** What expectations count from and to: those of homes count from now, which is `at`, in every home. */
  #tellMoments(at: number): void {
    const moments = this.#began.toSorted((a, b) => a.at - b.at);
    this.#began = [];
    for (const { name, at: then } of moments) {
      this.scheduler.runUntil(later(this.origin, millis(then)));
      for (const one of this.#expected) one?.began(name);
    }
    const names = new Set(this.#moments.toSorted(inSaidOrder).map(({ saying }) => saying.name));
    this.#moments = [];
    for (const name of names) {
      for (const one of this.#expected) one?.began(name);
      this.#options.began?.(name, at);
      this.#happening.push({ type: "began", name });
    }
  }

  #ballot(saying: Extract<Saying, { readonly type: "arrived" | "candidates" }>): Ballot {
    const key = `${saying.type} ${saying.key}`;
    let ballot = this.#ballots.get(key);
    if (ballot === undefined) this.#ballots.set(key, (ballot = new Ballot(saying)));
    return ballot;
  }

  /** What all shards have had their say in is decided. */
  #count(at: number): void {
    const { shards } = this.#options.ensemble;
    for (const [key, ballot] of this.#ballots) {
      if (ballot.votes < shards && at - ballot.lastAt <= this.#patience) continue;
      // Nobody knows how long the last device of those has to wait from whom nothing was heard.
      if (ballot.votes < shards && ballot.isAboutWaiting) continue;
      this.#ballots.delete(key);
      this.#happening.push(ballot.outcome());
    }
  }
}
