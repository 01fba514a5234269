/** One condition of one device, one home or the run. */
import type { Scope } from "../../expression/expression.ts";
import { messageOf } from "../../kernel/errors.ts";
import type { Scheduler, Task } from "../../kernel/scheduler.ts";
import type { Eye, Subject, TruthListener, WatchedCondition } from "./watched-condition.ts";

export class Look implements Eye, Task {
  readonly scope: Scope;
  readonly #condition: WatchedCondition;
  readonly #scheduler: Scheduler;
  readonly #listener: TruthListener;
  #phase: "idle" | "due" | "gone" = "idle";

  constructor(condition: WatchedCondition, subject: Subject, scope: Scope, scheduler: Scheduler) {
    this.scope = scope;
    this.#condition = condition;
    this.#scheduler = scheduler;
    this.#listener = condition.watch(subject, this);
  }

  lookSoon(): void {
    if (this.#phase !== "idle" || !this.#condition.wanted()) return;
    this.#phase = "due";
    this.#scheduler.at(this.#scheduler.now, this);
  }

  onDue(): void {
    if (this.#phase === "gone") return;
    this.#phase = "idle";
    this.look();
  }

  look(): void {
    if (this.#phase !== "gone" && this.#condition.wanted()) this.#listener.is(this.#truth());
  }

  go(): void {
    this.#phase = "gone";
    this.#listener.gone();
  }

  #truth(): boolean {
    try {
      return this.#condition.condition.evaluate(this.scope) === true;
    } catch (thrown) {
      this.#condition.failed(messageOf(thrown));
      return false;
    }
  }
}
