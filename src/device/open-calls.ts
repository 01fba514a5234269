/**
 * The commands a device is busy with.
 *
 * 1. A call is open from its beginning until it is finished, by the kind or by a restart: each ends once.
 * 2. There are at most {@link mostCalls} at a time.
 * 3. A kind that answers a call after a restart has ended it does no wrong; any other second answer is refused.
 */
import type { Call } from "./kind.ts";

export const mostCalls = 64;

export class OpenCalls {
  /** Absent while there are none, as nearly always. */
  #open: Call[] | undefined;
  #latest: Call = 0;
  /** Calls up to this one were ended by a restart. */
  #abandonedUpTo: Call = 0;

  get full(): boolean {
    return this.#open !== undefined && this.#open.length >= mostCalls;
  }

  /** Takes note of a call, refused or not: it is greater than any before. */
  heard(call: Call): void {
    this.#latest = call;
  }

  begin(call: Call): void {
    if (this.#open === undefined) this.#open = [call];
    else this.#open.push(call);
  }

  /** Ends a call: `ended` now, `abandoned` by a restart before, or `unknown`: ended before, or never begun. */
  end(call: Call): "ended" | "abandoned" | "unknown" {
    const place = this.#open?.indexOf(call) ?? -1;
    if (place < 0) return call > 0 && call <= this.#abandonedUpTo ? "abandoned" : "unknown";
    if (this.#open!.length === 1) this.#open = undefined;
    else this.#open!.splice(place, 1);
    return "ended";
  }

  /** Ends all calls, and gives them back to be answered. */
  abandon(): readonly Call[] {
    const open = this.#open ?? [];
    this.#open = undefined;
    this.#abandonedUpTo = this.#latest;
    return open;
  }
}
