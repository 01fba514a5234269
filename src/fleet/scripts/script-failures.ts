/**
 * What functions did wrong, and what they say has failed: told as it happens, and reasons of a failed run at its end.
 *
 * A function at fault fails for each of its devices: of equal failures one is told, with how many there were at the end. So all
 * shards of a process have one of these in common.
 */
import { FlotillaError, messageOf } from "../../kernel/errors.ts";

/** Different ones that are told, and kept. */
const mostFailures = 10;

export class ScriptFailures {
  readonly #failures: Map<string, { readonly subject: string; count: number }> = new Map();
  #others = 0;

  /**
   * @param script name of the script or step.
   * @param subject the device or home.
   * @param tell is asked to tell it, if it is the first of its like.
   */
  add(script: string, problem: string, subject: string, tell: Tell): void {
    const what = `${script}: ${problem}`;
    const known = this.#failures.get(what);
    if (known !== undefined) {
      known.count++;
      return;
    }
    if (this.#failures.size >= mostFailures) {
      this.#others++;
      return;
    }
    this.#failures.set(what, { subject, count: 1 });
    tell(`${what} (${subject})`);
  }

  /** A function threw. */
  threw(script: string, thrown: unknown, subject: string, tell: Tell): void {
    this.add(script, `${messageOf(thrown)}${hintOf(thrown)}${placeOf(thrown)}`, subject, tell);
  }

  /** For the summary. */
  get reasons(): readonly string[] {
    const told = Array.from(this.#failures, ([what, { subject, count }]) =>
      count === 1 ? `${what} (${subject})` : `${what} (${subject}, and ${count - 1} more)`,
    );
    return this.#others === 0 ? told : [...told, `${this.#others} further failures of scripts`];
  }
}

type Tell = (text: string) => void;

function hintOf(thrown: unknown): string {
  return thrown instanceof FlotillaError && thrown.hint !== undefined ? `; ${thrown.hint}` : "";
}

/** ` at night-shift.ts:12`: where a user's function threw, as far as the stack says. What we throw ourselves says enough. */
function placeOf(thrown: unknown): string {
  if (!(thrown instanceof Error) || thrown instanceof FlotillaError) return "";
  const place = /([^/\\():\s]+\.[cm]?[jt]s):(\d+)/.exec(thrown.stack?.split("\n    at ")[1] ?? "");
  return place === null ? "" : ` at ${place[1]}:${place[2]}`;
}
