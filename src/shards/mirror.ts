/**
 * What is known in the parent of one shard, wherever that lives: its reports come in here, and who puts all shards together reads and
 * hears of them.
 *
 * 1. What is counted at a moment is that of the last report; of a dead shard, and of one that has not reported since it came to life
 *    again, it is nothing.
 * 2. What is known of conditions stays known: of a shard that died, what it saw in its earlier life or what it sees now, whichever is more.
 */
import { type ConditionState, type ConditionView, nothingSeen } from "../fleet/expectations/condition-state.ts";
import type { UnitPhase } from "../fleet/unit.ts";
import type { ShardReport } from "./shard-report.ts";

export interface MirrorListener {
  reported(report: ShardReport): void;
  lost(): void;
}

export class Mirror {
  #listener: MirrorListener | undefined;
  #last: ShardReport | undefined;
  #crashes = 0;
  /** Of lives that are over, by condition. */
  #before: readonly ConditionState[] = [];

  /** Who puts all shards together. */
  listen(listener: MirrorListener): void {
    this.#listener = listener;
  }

  add(report: ShardReport): void {
    this.#last = report;
    this.#crashes += report.crashes;
    this.#listener?.reported(report);
  }

  /** The shard has died. What comes after is of another life. */
  lost(): void {
    if (this.#last !== undefined) this.#before = this.#last.conditions.map((_, place) => this.#known(place));
    this.#last = undefined;
    this.#listener?.lost();
  }

  get size(): number {
    return this.#last?.size ?? 0;
  }

  get phases(): Readonly<Partial<Record<UnitPhase, number>>> {
    return this.#last?.phases ?? {};
  }

  get crashes(): number {
    return this.#crashes;
  }

  /**
   * Of one whose time is not over nothing is known here before it is: that is in the last report.
   *
   * @param place among the conditions of the plan.
   */
  condition(place: number): ConditionView {
    const known = (): ConditionState => this.#known(place);
    return {
      get broken() {
        return known().broken;
      },
      known,
      state: known,
    };
  }

  #known(place: number): ConditionState {
    const now = this.#last?.conditions[place] ?? nothingSeen;
    const before = this.#before[place];
    return before === undefined ? now : ofBothLives(before, now);
  }
}

/** Nobody knows whether they saw the same devices: it is told of as many as one of them saw. */
function ofBothLives(before: ConditionState, now: ConditionState): ConditionState {
  const more = now.failed > before.failed ? now : before;
  const earliest = before.earliest ?? now.earliest;
  const fault = before.fault ?? now.fault;
  return {
    came: before.came || now.came,
    seen: Math.max(before.seen, now.seen),
    failed: more.failed,
    broken: before.broken || now.broken,
    first: more.first,
    ...(earliest === undefined ? {} : { earliest }),
    ...(fault === undefined ? {} : { fault }),
  };
}
