/**
 * One performance of a list of actions: whose it is, to whom they happen, what is drawn for it and what is told of it.
 *
 * 1. Draws are keyed by (step, place of the action, device or home, round) alone.
 * 2. What goes wrong is told once per round of a step and problem, however many devices it concerns; of a step that happens to one
 *    device or home at a time, once and for all.
 * 3. A device that has left is passed by; one that has come again meanwhile is the same device.
 */
import { messageOf } from "../../kernel/errors.ts";
import { type Draw, drawnDuration } from "../../kernel/draw.ts";
import { type Duration, later, millis } from "../../kernel/time.ts";
import { homeScope, runScope, type Scope, scopeOf } from "../expression-scope.ts";
import type { Household } from "../household.ts";
import type { Disturbance } from "../recovery-tracker.ts";
import type { SaidOf } from "../run-wide/saying.ts";
import type { Unit } from "../unit.ts";
import { homeOf, isLocal, type Occasion, saidOf, subjectOf } from "./occasion.ts";
import type { Stage } from "./stage.ts";

export class Performance {
  readonly stage: Stage;
  readonly occasion: Occasion;
  /** Whether it is one of many of its kind: about one device or home, or some of the devices each in their own time. */
  readonly isOneOfMany: boolean;
  #units: readonly Unit[];

  constructor(stage: Stage, occasion: Occasion, units: readonly Unit[], isOneOfMany: boolean = isLocal(occasion)) {
    this.stage = stage;
    this.occasion = occasion;
    this.isOneOfMany = isOneOfMany;
    this.#units = units;
  }

  /** The same for some of its devices, which go on by themselves. */
  apart(units: readonly Unit[]): Performance {
    return new Performance(this.stage, this.occasion, units, true);
  }

  /** Those of its devices that are there. */
  get units(): readonly Unit[] {
    if (this.#units.some(({ leaving }) => leaving))
      this.#units = this.#units
        .map((unit) => (unit.leaving ? this.stage.unit(unit.identity.index) : unit))
        .filter((unit): unit is Unit => unit !== undefined && !unit.leaving);
    return this.#units;
  }

  /** The homes of its devices. */
  get households(): ReadonlySet<Household> {
    return new Set(this.units.map(({ household }) => household));
  }

  /** How draws are named that an action at this place makes for `what`. */
  readonly purpose = (place: number, what: string): string => `${this.occasion.step}#${place}.${what}`;

  /** What all shards call an action of this round. */
  key(place: number): string {
    return `${this.purpose(place, "done")}.${this.occasion.round}`;
  }

  /** A length of time, as it is for the device or home of this number; without one, for all. */
  length(length: Duration | Draw, place: number, what: string, of: number = subjectOf(this.occasion)): Duration {
    return drawnDuration(length, this.stage.plan.seed, this.purpose(place, what), of, this.occasion.round);
  }

  /** Devices or homes by how long it is for each of them: one length for all, unless it is drawn. */
  byLength<Member>(
    members: Iterable<Member>,
    numberOf: (member: Member) => number,
    length: Duration | Draw,
    place: number,
    what = "for",
  ): ReadonlyMap<Duration, readonly Member[]> {
    const byLength = new Map<Duration, Member[]>();
    for (const member of members) {
      const own = this.length(length, place, what, numberOf(member));
      const others = byLength.get(own);
      if (others === undefined) byLength.set(own, [member]);
      else others.push(member);
    }
    return byLength;
  }

  /** What expressions see: of a device of the performance, of a home, or of whom it is about. */
  scope(of: Unit | Household | undefined = this.occasion.device ?? homeOf(this.occasion)): Scope {
    const { step, round: number, event } = this.occasion;
    const more = { step: { name: step, round: number }, ...(event === undefined ? {} : { event }) };
    if (of === undefined) return { run: runScope(this.stage), ...more };
    if ("units" in of) return { home: homeScope(of), run: runScope(this.stage), ...more };
    return { ...scopeOf(of, this.stage), ...more };
  }

  /** @param about what it is called when it is only counted. */
  tell(text: string, about: string = text, of: SaidOf = saidOf(this.occasion)): void {
    if (this.isOneOfMany) this.stage.voice.telling(about, text, of);
    else this.stage.voice.notice("info", text);
  }

  complain(problem: string, unit?: Unit): void {
    const { step, round } = this.occasion;
    const key = isLocal(this.occasion) ? step : `${step}.${round}`;
    const where = unit === undefined ? "" : ` (${unit.identity.id}, perhaps others)`;
    const of = unit === undefined ? saidOf(this.occasion) : saidOf({ ...this.occasion, device: unit });
    this.stage.voice.complaint(key, problem, `${step}: ${problem}${where}`, of);
  }

  /** Whether `action` could be done. */
  attempt(action: () => void, unit?: Unit): boolean {
    try {
      action();
      return true;
    } catch (thrown) {
      this.complain(messageOf(thrown), unit);
      return false;
    }
  }

  after(wait: Duration, then: () => void): void {
    const { scheduler } = this.stage;
    scheduler.at(later(scheduler.now, wait), { onDue: then });
  }

  /**
   * What devices are lost by that this step hits; recovery can begin after the shortest of `lengths`. What happens to a device or a
   * home at a time is one disturbance for as long as the run lasts.
   */
  disturbance(lengths: Iterable<Duration>): Disturbance {
    const { scheduler, recoveries, origin } = this.stage;
    const began = scheduler.now - origin;
    if (this.isOneOfMany) return recoveries.lasting(this.occasion.step, began);
    return recoveries.begin(this.occasion.step, began, began + shortestOf(lengths));
  }
}

/** Of none it is nothing. */
function shortestOf(lengths: Iterable<Duration>): Duration {
  let shortest: Duration | undefined;
  for (const length of lengths) if (shortest === undefined || length < shortest) shortest = length;
  return shortest ?? millis(0);
}
