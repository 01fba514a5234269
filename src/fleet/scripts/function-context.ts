/** One call of a function of a scenario in TypeScript, with all that comes later of it. */
import { FlotillaError } from "../../kernel/errors.ts";
import type { Random } from "../../kernel/random.ts";
import { type Duration, type Instant, later, parseDuration } from "../../kernel/time.ts";
import type { ScriptContext } from "../../scenario/scripts/script-context.ts";
import { type Occasion, saidOf } from "../timeline/occasion.ts";
import type { CallRoom } from "./function-calls.ts";
import { thrownText } from "./script-failures.ts";

/** A function for which time does not pass would hold up everybody else for ever. No honest one needs a hundredth of this. */
const mostWaitsAtOnce = 10_000;

export class FunctionContext implements ScriptContext {
  readonly random: Random;
  readonly #room: CallRoom;
  readonly #occasion: Occasion;
  readonly #subject: string;
  readonly #isThere: () => boolean;
  /** How many waits for nearly nothing there were since then. */
  #shortWaits: { readonly since: Instant; count: number } | undefined;

  /** @param isThere whether whom it is about still takes part. */
  constructor(room: CallRoom, occasion: Occasion, subject: string, random: Random, isThere: () => boolean) {
    this.#room = room;
    this.#occasion = occasion;
    this.#subject = subject;
    this.random = random;
    this.#isThere = isThere;
  }

  get now(): Instant {
    return this.#room.stage.scheduler.now;
  }

  get elapsed(): number {
    return this.now - this.#room.stage.origin;
  }

  log(text: string): void {
    const { step } = this.#occasion;
    this.#room.stage.voice.telling(step, `${step}: ${text}`, saidOf(this.#occasion));
  }

  mark(name: string): void {
    this.#room.performer.perform([{ type: "mark", name }], [], this.#occasion);
  }

  wait(length: string | number, then: () => void): void {
    const { scheduler } = this.#room.stage;
    const duration = lengthOf(length);
    if (duration < 1) this.#checkTimePasses();
    scheduler.at(later(scheduler.now, duration), {
      onDue: () => {
        if (this.#isThere()) this.guard(then);
      },
    });
  }

  fail(why: string): void {
    const { step } = this.#occasion;
    this.#room.stage.voice.failure(`${step}: ${why}`, this.#subject, saidOf(this.#occasion));
  }

  stop(why: string = ""): void {
    this.#room.stage.voice.end({ fail: false, why }, saidOf(this.#occasion));
  }

  /** Calls user code; what it throws is a failure of the script. */
  guard(written: () => unknown): void {
    try {
      const result = written();
      if (!isPromise(result)) return;
      // Whatever becomes of it, nobody waits for it.
      result.then(undefined, () => {});
      this.fail("expected a function that returns at once, found a promise; use context.wait");
    } catch (thrown) {
      this.fail(thrownText(thrown));
    }
  }

  #checkTimePasses(): void {
    const { now } = this;
    if (this.#shortWaits === undefined || now - this.#shortWaits.since >= 1)
      this.#shortWaits = { since: now, count: 0 };
    if (++this.#shortWaits.count <= mostWaitsAtOnce) return;
    throw new FlotillaError(
      "usage",
      `expected time to pass, found ${mostWaitsAtOnce} waits for less than a millisecond`,
    );
  }
}

/** @throws FlotillaError `usage` for what is no length of time. */
export function lengthOf(written: string | number): Duration {
  const length = typeof written === "number" ? written : parseDuration(written);
  if (length !== undefined && length >= 0 && length < Number.POSITIVE_INFINITY) return length as Duration;
  throw new FlotillaError("usage", `expected a length of time such as "30s", found ${JSON.stringify(written)}`);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
