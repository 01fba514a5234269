/**
 * What functions did wrong, and what they say has failed: told as it happens, and reasons of a failed run at its end.
 *
 * A function at fault fails for each of its devices: of equal failures one is told, with how many there were at the end. The run has
 * one of these for all shards.
 */
import { FlotillaError, messageOf } from "../../kernel/errors.ts";

/** Different ones that are told, and kept. */
const mostFailures = 10;

export class ScriptFailures {
  readonly #failures: Map<string, { readonly subject: string; count: number }> = new Map();
  #others = 0;

  /**
   * @param what the script or step, and its problem.
   * @param subject the device or home.
   * @param count how often.
   * @param tell is asked to tell it, if it is the first of its like.
   */
  add(what: string, subject: string, count: number, tell: (text: string) => void): void {
    const known = this.#failures.get(what);
    if (known !== undefined) {
      known.count += count;
      return;
    }
    if (this.#failures.size >= mostFailures) {
      this.#others += count;
      return;
    }
    this.#failures.set(what, { subject, count });
    tell(`${what} (${subject})`);
  }

  /** For the summary. */
  get reasons(): readonly string[] {
    const told = Array.from(this.#failures, ([what, { subject, count }]) =>
      count === 1 ? `${what} (${subject})` : `${what} (${subject}, and ${count - 1} more)`,
    );
    return this.#others === 0 ? told : [...told, `${this.#others} further failures of scripts`];
  }
}

/** What a function threw, in words. */
export function thrownText(thrown: unknown): string {
  return `${messageOf(thrown)}${hintOf(thrown)}${placeOf(thrown)}`;
}

function hintOf(thrown: unknown): string {
  return thrown instanceof FlotillaError && thrown.hint !== undefined ? `; ${thrown.hint}` : "";
}

/** ` at night-shift.ts:12`: where a user's function threw, as far as the stack says. What we throw ourselves says enough. */
function placeOf(thrown: unknown): string {
  if (!(thrown instanceof Error) || thrown instanceof FlotillaError) return "";
  const place = /([^/\\():\s]+\.[cm]?[jt]s):(\d+)/.exec(thrown.stack?.split("\n    at ")[1] ?? "");
  return place === null ? "" : ` at ${place[1]}:${place[2]}`;
}
