/**
 * A condition that is expected, as the run judges it: by what its shards have seen, of whom and when.
 *
 * That it does not hold is told at the next whole simulated second, and ends the run then if that is wished.
 */
import type { ConditionPlan } from "../../scenario/plan.ts";
import { deviceId } from "../../scenario/groups/device-id.ts";
import type { ConditionState, ConditionView } from "./condition-state.ts";
import { conditionText } from "./condition-text.ts";
import { endedText, failureAt, type Hearing } from "./hearing.ts";
import type { Judged } from "./judged.ts";

export class JudgedCondition implements Judged {
  readonly #plan: ConditionPlan;
  readonly #hearing: Hearing;
  readonly #seen: ConditionView;
  #told = false;

  /** @param seen what all shards have seen of it. */
  constructor(plan: ConditionPlan, hearing: Hearing, seen: ConditionView) {
    this.#plan = plan;
    this.#hearing = hearing;
    this.#seen = seen;
  }

  look(): void {
    if (this.#told || !this.#seen.broken) return;
    const { expression, text } = this.#checked(this.#seen.known());
    this.#told = true;
    const why = `${expression}: ${text}`;
    this.#hearing.tell(`not as expected, ${why}`);
    if (this.#plan.abort) this.#hearing.abort(why);
  }

  check(): ReturnType<Judged["check"]> {
    return this.#checked(this.#seen.state());
  }

  #checked({ came, seen, failed, first, earliest, fault }: ConditionState): ReturnType<Judged["check"]> {
    const { expression, after, scope, abort } = this.#plan;
    const { shard } = this.#hearing;
    const named = first.map((key) => this.#nameOf(key));
    const { key, at, seen: like } = earliest ?? { key: 0, at: this.#hearing.elapsed(), seen: "" };
    const text = conditionText({
      plan: this.#plan,
      stage: shard,
      seen,
      failed,
      named,
      first: { name: this.#nameOf(key), at, seen: like },
      fault,
      neverCame: came ? undefined : after,
    });
    const ok = failed === 0 && seen > 0 && fault === undefined;
    const what = scope === "home" ? "homes" : "devices";
    const on = scope === "run" || failed === 0 ? null : ({ what, count: failed, first: named } as const);
    return {
      expression,
      observed: seen === 0 ? null : failed,
      ok,
      text: `${text}${this.#told && abort ? endedText : ""}`,
      failed: ok ? null : failureAt(at, shard, on),
    };
  }

  #nameOf(key: number): string {
    const { plan, layout } = this.#hearing.shard;
    if (this.#plan.scope !== "device") return String(key);
    const place = layout.deviceAt(key);
    return deviceId(plan.fleet[place.group]!, place);
  }
}
