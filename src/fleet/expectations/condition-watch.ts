/**
 * What is expected of devices, homes or the run in a condition: `always`, `never`, `eventually`.
 *
 * 1. A device is looked at when it joins, when it has said something, and when its connection, power or boot came further; a home when
 *    something happens in it. What moves all the time (the weather, the figures of the run) is looked at every second.
 * 2. It is looked at from the scheduler, at the same instant, never in the midst of what a device does. What is so for less than an
 *    instant is not seen.
 * 3. `always` is broken once it was false of one of them for `holds` on end, `never` once it was true; both from each `after` for
 *    `within`. `eventually` has to have been true of each for `holds` on end within each such time: of those that are there at its end.
 * 4. What is so when the moment comes counts after the step has done what it does.
 * 5. Nobody there to look at is not held.
 */
import type { Expression, Scope } from "../../expression/expression.ts";
import { messageOf } from "../../kernel/errors.ts";
import { type Instant, later } from "../../kernel/time.ts";
import type { ConditionPlan } from "../../scenario/plan.ts";
import { deviceId } from "../../scenario/device-id.ts";
import { selectDevices } from "../../scenario/select-devices.ts";
import { homeScope, runScope, scopeOf } from "../expression-scope.ts";
import type { Household } from "../household.ts";
import type { CheckedExpectation } from "../run-events.ts";
import type { Stage } from "../timeline/stage.ts";
import type { Unit } from "../unit.ts";
import type { UnitWatcher } from "../watchers.ts";
import { conditionText, mostNamed, seenText } from "./condition-text.ts";
import { endedText, failureAt } from "./hearing.ts";
import type { Judged } from "./judged.ts";
import { Spells } from "./spells.ts";

/** Whom it is of: one of them, by the number of the device or home; the run is 0. */
type Subject = Unit | Household | "run";

/** A time in which it counts. */
interface Round {
  until: Instant | undefined;
  /** For how long it has been so: what is not allowed, or what has to come. */
  readonly spells: Spells;
  /** Of whom it was so for long enough. */
  readonly lasted: Set<number>;
}

/** The conditions among the plan's expectations. @param judged whether anybody judges: nobody does in a simulation. */
export function conditionsOf(stage: Stage, judged: boolean): ConditionWatch[] {
  if (!judged) return [];
  return stage.plan.expect.flatMap((expectation, place) =>
    expectation.type === "condition" ? [new ConditionWatch(expectation, place, stage)] : [],
  );
}

export class ConditionWatch implements Judged, UnitWatcher {
  readonly look?: () => void;
  readonly #plan: ConditionPlan;
  readonly #stage: Stage;
  readonly #expression: Expression;
  /** 1 for each device that is selected; absent: all are. */
  readonly #selected: Uint8Array | undefined;
  readonly #subjects: Map<number, Subject> = new Map();
  /** Devices of each home that is a subject. */
  readonly #inHome: Map<number, number> = new Map();
  readonly #dirty: Set<number> = new Set();
  /** Of `always` and `never` there is one at most. */
  #rounds: Round[] = [];
  /** Who was ever looked at while it counted. */
  readonly #seen: Set<number> = new Set();
  /** Who failed, and when for the first time. */
  readonly #failed: Map<number, number> = new Map();
  /** What the first of them was like. */
  #firstSeen = "";
  #came = false;
  #over = false;
  #told = false;
  #fault: string | undefined;

  /** @param place of the expectation in the plan: names the draws of its selection. */
  constructor(plan: ConditionPlan, place: number, stage: Stage) {
    this.#plan = plan;
    this.#stage = stage;
    this.#expression = stage.expressions.condition(plan.condition);
    this.#selected = selectedBy(plan, place, stage);
    if (plan.scope === "run") this.#subjects.set(0, "run");
    else stage.watchers.add((unit) => this.#joins(unit));
    if (movesByItself(this.#expression)) this.look = (): void => this.#lookAtAll();
  }

  start(): void {
    if (this.#plan.after === undefined) this.#begin();
  }

  began(name: string): void {
    if (name === this.#plan.after && !this.#over) this.#begin();
  }

  end(): void {
    if (this.#over) return;
    this.#lookAtDirty();
    this.#over = true;
    for (const round of this.#rounds) this.#close(round);
    this.#rounds = [];
  }

  check(): CheckedExpectation {
    const { expression, after, scope } = this.#plan;
    const failed = new Map(this.#failed);
    for (const round of this.#rounds)
      for (const key of this.#lacking(round)) failed.set(key, failed.get(key) ?? this.#elapsed);
    const first = this.#firstTen(failed).map((key) => this.#nameOf(key));
    const [firstKey, firstAt] = failed.entries().next().value ?? [0, this.#elapsed];
    const outcome = {
      plan: this.#plan,
      stage: this.#stage,
      seen: this.#seen.size,
      failed: failed.size,
      named: first,
      first: { name: this.#nameOf(firstKey), at: firstAt, seen: this.#firstSeen },
      fault: this.#fault,
      neverCame: this.#came ? undefined : after,
    };
    const ok = failed.size === 0 && this.#seen.size > 0 && this.#fault === undefined;
    const what = scope === "home" ? "homes" : "devices";
    const on = scope === "run" || failed.size === 0 ? null : ({ what, count: failed.size, first } as const);
    return {
      expression,
      observed: this.#seen.size === 0 ? null : failed.size,
      ok,
      text: `${conditionText(outcome)}${this.#told && this.#plan.abort ? endedText : ""}`,
      failed: ok ? null : failureAt(firstAt, this.#stage, on),
    };
  }

  // UnitWatcher

  changed(unit: Unit): void {
    this.#stirred(unit.identity.index);
  }

  linkChanged(unit: Unit): void {
    this.#stirred(unit.identity.index);
  }

  booted(unit: Unit): void {
    this.#stirred(unit.identity.index);
  }

  gone(unit: Unit): void {
    const { household } = unit;
    const left = (this.#inHome.get(household.index) ?? 1) - 1;
    this.#inHome.set(household.index, left);
    if (left === 0) {
      this.#inHome.delete(household.index);
      household.unwatch(this.#homeWatcher);
    }
    if (this.#plan.scope === "device") this.#leaves(unit.identity.index);
    else if (left === 0) this.#leaves(household.index);
  }

  #joins(unit: Unit): UnitWatcher | undefined {
    const { index } = unit.identity;
    if (this.#over || this.#selected?.[index] === 0) return undefined;
    const { household } = unit;
    const before = this.#inHome.get(household.index) ?? 0;
    this.#inHome.set(household.index, before + 1);
    if (before === 0 && this.#expression.roots.has("home")) household.watch(this.#homeWatcher);
    const key = this.#plan.scope === "device" ? index : household.index;
    this.#subjects.set(key, this.#plan.scope === "device" ? unit : household);
    this.#stirred(key);
    return this.#plan.scope === "device" ? this : this.#onlyGone;
  }

  /** Of a condition on homes nothing of their devices matters, but when the last of them leaves. */
  readonly #onlyGone: UnitWatcher = { gone: (unit) => this.gone(unit) };

  readonly #homeWatcher = {
    stirred: (household: Household): void => {
      if (this.#plan.scope === "home") this.#stirred(household.index);
      else
        for (const { identity } of household.units)
          if (this.#subjects.has(identity.index)) this.#stirred(identity.index);
    },
  };

  #leaves(key: number): void {
    this.#subjects.delete(key);
    this.#dirty.delete(key);
    for (const { spells } of this.#rounds) spells.cease(key);
  }

  /** It may be otherwise now: looked at as soon as whoever does something is done. */
  #stirred(key: number): void {
    if (this.#over) return;
    if (this.#dirty.size === 0) this.#stage.scheduler.at(this.#stage.scheduler.now, this.#looking);
    this.#dirty.add(key);
  }

  readonly #looking = { onDue: (): void => this.#lookAtDirty() };

  #lookAtDirty(): void {
    const keys = [...this.#dirty];
    this.#dirty.clear();
    for (const key of keys) this.#lookAt(key);
  }

  #lookAtAll(): void {
    if (this.#over) return;
    for (const key of [...this.#subjects.keys()]) this.#lookAt(key);
  }

  #lookAt(key: number): void {
    const subject = this.#subjects.get(key);
    if (subject === undefined || this.#over || this.#rounds.length === 0) return;
    const truth = this.#truth(subject);
    if (truth === undefined) return;
    this.#seen.add(key);
    const so = truth === (this.#plan.mode !== "always");
    for (const { spells } of this.#rounds) {
      if (so) spells.begin(key);
      else spells.cease(key);
    }
  }

  #truth(subject: Subject): boolean | undefined {
    try {
      return this.#expression.evaluate(this.#scopeOf(subject)) === true;
    } catch (thrown) {
      this.#fault ??= messageOf(thrown);
      return undefined;
    }
  }

  #scopeOf(subject: Subject): Scope {
    if (subject === "run") return { run: runScope(this.#stage) };
    if ("device" in subject) return scopeOf(subject, this.#stage);
    return { home: homeScope(subject), run: runScope(this.#stage) };
  }

  /** It has been so for as long as it may not be, or has to be. */
  #lasted(key: number, round: Round): void {
    if (this.#over || !this.#rounds.includes(round)) return;
    round.lasted.add(key);
    if (this.#plan.mode === "eventually") return;
    this.#fail(key);
    this.#mayTell();
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
    const spells = new Spells(scheduler, this.#plan.holds, (key) => this.#lasted(key, round));
    const round: Round = { until, spells, lasted: new Set() };
    this.#rounds.push(round);
    // Not before the step has done what it does: all are ready when the power fails, and that is not what is waited for.
    for (const key of this.#subjects.keys()) this.#stirred(key);
  }

  /** Whatever else is due at this very moment is in time. */
  readonly #closing = {
    onDue: (): void => void this.#stage.scheduler.at(this.#stage.scheduler.now, this.#closed),
  };

  readonly #closed = {
    onDue: (_: number, due: Instant): void => {
      if (this.#over) return;
      const closing = this.#rounds.filter(({ until }) => until === due);
      this.#rounds = this.#rounds.filter(({ until }) => until !== due);
      for (const round of closing) this.#close(round);
      this.#mayTell();
    },
  };

  #close(round: Round): void {
    for (const key of this.#lacking(round)) this.#fail(key);
  }

  /** Who is there and of whom `eventually` has not come true in it. */
  #lacking({ lasted }: Round): number[] {
    if (this.#plan.mode !== "eventually") return [];
    return [...this.#subjects.keys()].filter((key) => !lasted.has(key));
  }

  #fail(key: number): void {
    if (this.#failed.has(key)) return;
    const subject = this.#subjects.get(key);
    if (this.#failed.size === 0 && subject !== undefined)
      this.#firstSeen = seenText(this.#expression.reads, this.#scopeOf(subject));
    this.#failed.set(key, this.#elapsed);
  }

  /** Says so, and ends the run if that is wished, when all that happens at this instant has happened. */
  #mayTell(): void {
    if (this.#told || this.#failed.size === 0) return;
    this.#told = true;
    this.#stage.scheduler.at(this.#stage.scheduler.now, this.#telling);
  }

  readonly #telling = {
    onDue: (): void => {
      const { expression, text } = this.check();
      const why = `${expression}: ${text.replace(endedText, "")}`;
      this.#stage.notice("warning", `not as expected, ${why}`);
      if (this.#plan.abort) this.#stage.endRun({ fail: true, why });
    },
  };

  /** Of those that failed, in the order of the fleet. */
  #firstTen(failed: ReadonlyMap<number, number>): number[] {
    return [...failed.keys()].toSorted((a, b) => a - b).slice(0, mostNamed);
  }

  #nameOf(key: number): string {
    const { plan, layout } = this.#stage;
    if (this.#plan.scope !== "device") return String(key);
    const place = layout.deviceAt(key);
    return deviceId(plan.fleet[place.group]!, place);
  }

  get #elapsed(): number {
    return this.#stage.scheduler.now - this.#stage.origin;
  }
}

/** Names whose values change without anybody being told. */
const moving = ["home.outdoorTemperature", "home.outdoorHumidity", "home.irradiance"];

function movesByItself({ roots, reads }: Expression): boolean {
  return roots.has("run") || [...reads].some((name) => name === "home" || moving.includes(name));
}

function selectedBy({ select }: ConditionPlan, place: number, { plan, layout }: Stage): Uint8Array | undefined {
  if (Object.keys(select).length === 0) return undefined;
  const selected = new Uint8Array(layout.total);
  for (const index of selectDevices(plan, layout, select, `expect.${place}`)) selected[index] = 1;
  return selected;
}
