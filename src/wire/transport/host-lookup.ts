/**
 * Finds the addresses of host names, asking the system once for many dials.
 *
 * The system's resolver answers a few names at a time (libuv has four threads for it), so thousands of devices dialing one
 * host would queue for it, and ask the name server the same question thousands of times.
 *
 * 1. Dials that ask while a question is under way share its answer. Answers are kept for half a minute, errors not at all.
 * 2. Of several addresses each dial gets another one first, as name servers hand them out.
 * 3. The answer never comes from within the call.
 */
import { lookup as systemLookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Clock } from "../../kernel/clock.ts";

/** Asks for all addresses of a host. */
export type Resolve = (
  host: string,
  options: { all: true; family: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const keptMillis = 30_000;
const mostHosts = 1_000;

type LookupCallback = Parameters<LookupFunction>[2];
interface Question {
  readonly all: boolean;
  readonly callback: LookupCallback;
}
type Entry =
  | { readonly type: "asked"; readonly waiting: Question[] }
  | { readonly type: "known"; readonly addresses: readonly LookupAddress[]; readonly until: number; turn: number };

export class HostLookup {
  readonly #clock: Clock;
  readonly #resolve: Resolve;
  readonly #entries = new Map<string, Entry>();

  /** @param clock says, in real time, how old an answer is. */
  constructor(clock: Clock, resolve: Resolve = systemLookup) {
    this.#clock = clock;
    this.#resolve = resolve;
  }

  /** For the `lookup` option of `net.connect` and `tls.connect`. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    const family = options.family === "IPv4" ? 4 : options.family === "IPv6" ? 6 : (options.family ?? 0);
    const key = `${family} ${host}`;
    const question: Question = { all: options.all === true, callback };
    const entry = this.#entries.get(key);
    if (entry?.type === "asked") entry.waiting.push(question);
    else if (entry !== undefined && this.#clock.real() < entry.until) {
      const addresses = rotated(entry.addresses, entry.turn++);
      queueMicrotask(() => answer(question, addresses));
    } else this.#ask(host, family, key, question);
  };

  #ask(host: string, family: number, key: string, first: Question): void {
    if (this.#entries.size >= mostHosts) this.#forget();
    const waiting = [first];
    this.#entries.set(key, { type: "asked", waiting });
    this.#resolve(host, { all: true, family }, (error, addresses) => {
      this.#entries.delete(key);
      if (error === null) {
        const until = this.#clock.real() + keptMillis;
        this.#entries.set(key, { type: "known", addresses, until, turn: waiting.length });
      }
      waiting.forEach((question, turn) => {
        if (error === null) answer(question, rotated(addresses, turn));
        else question.callback(error, "", 0);
      });
    });
  }

  /** Hosts named by device could be as many as devices. */
  #forget(): void {
    for (const [key, entry] of this.#entries) if (entry.type === "known") this.#entries.delete(key);
  }
}

function answer({ all, callback }: Question, addresses: LookupAddress[]): void {
  const first = addresses[0];
  if (all) callback(null, addresses);
  else callback(null, first?.address ?? "", first?.family ?? 0);
}

function rotated(addresses: readonly LookupAddress[], turn: number): LookupAddress[] {
  const start = addresses.length === 0 ? 0 : turn % addresses.length;
  return [...addresses.slice(start), ...addresses.slice(0, start)];
}
