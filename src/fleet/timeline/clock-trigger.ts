/**
 * Steps that happen at times of their own: `at`, `every`, `between`.
 *
 * One entry in the queue for a step, due when its next round begins; from then on it is known when in the round it happens.
 */
import type { Scheduler, Task } from "../../kernel/scheduler.ts";
import { type Duration, type Instant, later, millis } from "../../kernel/time.ts";
import type { Plan, StepPlan } from "../../scenario/plan.ts";
import { stepMoment } from "../../scenario/timeline/step-moment.ts";

export class ClockTrigger implements Task {
  readonly #plan: Plan;
  readonly #step: StepPlan;
  readonly #scheduler: Scheduler;
  readonly #happen: (round: number) => void;
  #origin: Instant;
  #next = 0;

  constructor(plan: Plan, step: StepPlan, scheduler: Scheduler, happen: (round: number) => void) {
    this.#plan = plan;
    this.#step = step;
    this.#scheduler = scheduler;
    this.#happen = happen;
    this.#origin = scheduler.now;
  }

  /**
   * The run begins.
   *
   * @param from how much of it is over already: rounds whose moment was before are `past`, in their order, and do not happen.
   */
  start(origin: Instant, from: Duration = millis(0), past: (round: number, moment: Duration) => void = () => {}): void {
    this.#origin = origin;
    for (; from > 0; this.#next++) {
      const begins = roundBegins(this.#step, this.#next, this.#plan.duration);
      if (begins === undefined || begins >= from) break;
      const moment = stepMoment(this.#step, this.#next, this.#plan);
      if (moment === undefined) continue;
      if (moment < from) past(this.#next, moment);
      else this.#happenAt(this.#next, moment);
    }
    this.#await();
  }

  onDue(): void {
    const round = this.#next++;
    this.#await();
    const moment = stepMoment(this.#step, round, this.#plan);
    if (moment !== undefined) this.#happenAt(round, moment);
  }

  #happenAt(round: number, moment: Duration): void {
    const at = later(this.#origin, moment);
    if (at <= this.#scheduler.now) this.#happen(round);
    else this.#scheduler.at(at, { onDue: () => this.#happen(round) });
  }

  #await(): void {
    const begins = roundBegins(this.#step, this.#next, this.#plan.duration);
    if (begins !== undefined) this.#scheduler.at(later(this.#origin, begins), this);
  }
}

/** When a round begins; nothing when there is none, or the step has no times of its own. */
function roundBegins({ trigger }: StepPlan, round: number, end: Duration): Duration | undefined {
  if (trigger.type !== "at" && trigger.type !== "between") return undefined;
  if (round > 0 && trigger.every === undefined) return undefined;
  const begins = (trigger.type === "at" ? trigger.at : trigger.from) + round * (trigger.every ?? 0);
  return begins < Math.min(trigger.until ?? end, end) ? millis(begins) : undefined;
}
