/** How many files and sockets this process has open, and how many it may. Known on Linux only. */
import { readdirSync, statSync } from "node:fs";
import { textOf } from "./proc-self.ts";
import { filesOf } from "./process-limits.ts";

const folder = "/proc/self/fd";
/** Listing costs some 0.5 µs each: so many a second are no matter. */
const listedPerSecond = 2_000;

export class OpenFiles {
  /** Null where the system does not tell. */
  readonly limit: number | null = readLimit();
  #last: number | null = null;
  #listAgainAt = 0;

  /** @param now real milliseconds. */
  count(now: number): number | null {
    try {
      const told = toldFiles();
      if (told > 0) return told;
      if (now < this.#listAgainAt) return this.#last;
      this.#last = listedFiles();
      this.#listAgainAt = now + (1_000 * this.#last) / listedPerSecond;
      return this.#last;
    } catch {
      return null;
    }
  }
}

/** Linux 6.2 and later tell without listing them; earlier ones say 0. */
function toldFiles(): number {
  return statSync(folder).size;
}

/** To list them takes one more, which is among them. */
function listedFiles(): number {
  return readdirSync(folder).length - 1;
}

function readLimit(): number | null {
  const soft = filesOf(textOf("/proc/self/limits") ?? "")?.soft ?? null;
  return soft === Number.POSITIVE_INFINITY ? null : soft;
}
