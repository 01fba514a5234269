/**
 * Mains and network of every home, and when they fail.
 *
 * 1. Every answer is a function of (seed, home, time): a home's time is cut into windows, each told by itself from the
 *    outages that touch it (outages.ts). Where one window ends, the next begins with the same state.
 * 2. No two changes of a home share an instant; what would is moved apart by a millisecond, the mains first.
 * 3. The network is down while anything holds it down, else degraded while anything degrades it. A change names what
 *    brought it about: what began, or what ended last.
 * 4. Memory is bounded: one window each of at most 16,381 homes is kept, about 1 kB.
 */
import { later, days, type Instant } from "../kernel/time.ts";
import { homeOutages, homeWindow, homeWindowOf, type Outage } from "./outages.ts";

export type NetworkState = "good" | "degraded" | "down";

/** What is to blame: the router at home, the provider, the power, or the line and the radio between them. */
export type NetworkCause = "router" | "isp" | "mains" | "line";

export type ServiceChange =
  | { readonly type: "mains"; readonly at: Instant; readonly on: boolean }
  | { readonly type: "network"; readonly at: Instant; readonly state: NetworkState; readonly cause: NetworkCause };

export interface ServiceStates {
  readonly mains: boolean;
  readonly network: NetworkState;
}

/** A prime, so that a shard which takes every n-th home uses all places. */
const places = 16_381;
const longestWait = days(366);

export class Services {
  readonly #seed: number;
  readonly #kept: (ToldWindow | undefined)[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  at(home: number, at: Instant): ServiceStates {
    return this.#on(home, homeWindowOf(this.#seed, home, at)).at(at);
  }

  /** What changes next, strictly after `after`; `undefined` when nothing does within a year. */
  next(home: number, after: Instant): ServiceChange | undefined {
    const last = homeWindowOf(this.#seed, home, later(after, longestWait));
    for (let window = homeWindowOf(this.#seed, home, after); window <= last; window++) {
      const next = this.#on(home, window).nextAfter(after);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  #on(home: number, window: number): ToldWindow {
    const place = home % places;
    const kept = this.#kept[place];
    if (kept?.home === home && kept.window === window) return kept;
    const { from, to } = homeWindow(this.#seed, home, window);
    const { before, changes } = tellWindow(homeOutages(this.#seed, home, from, to), from, to);
    const told = new ToldWindow(home, window, before, changes);
    this.#kept[place] = told;
    return told;
  }
}

const networkStates = ["good", "degraded", "down"] as const satisfies readonly NetworkState[];
const causes = ["mains", "isp", "line", "router"] as const satisfies readonly NetworkCause[];

/** A change as one number: milliseconds, then what changes, and how things are afterwards. */
const timeUnit = 256;
const ofNetwork = 1;
const mainsOn = 2;
const networkUnit = 4;
const causeUnit = 16;

function codeOf(change: number): number {
  return change - Math.floor(change / timeUnit) * timeUnit;
}

class ToldWindow {
  readonly home: number;
  readonly window: number;
  /** As after a change that came before the window. */
  readonly #before: number;
  readonly #changes: readonly number[];

  constructor(home: number, window: number, before: number, changes: readonly number[]) {
    this.home = home;
    this.window = window;
    this.#before = before;
    // One that has grown keeps room for more.
    this.#changes = changes.slice();
  }

  at(at: Instant): ServiceStates {
    const index = this.#lastUntil(at);
    const code = index < 0 ? this.#before : codeOf(this.#changes[index]!);
    return { mains: (code & mainsOn) !== 0, network: networkStates[(code >>> 2) & 3]! };
  }

  nextAfter(after: Instant): ServiceChange | undefined {
    const change = this.#changes[this.#lastUntil(after) + 1];
    if (change === undefined) return undefined;
    const code = codeOf(change);
    const at = ((change - code) / timeUnit) as Instant;
    if ((code & ofNetwork) === 0) return { type: "mains", at, on: (code & mainsOn) !== 0 };
    return { type: "network", at, state: networkStates[(code >>> 2) & 3]!, cause: causes[code >>> 4]! };
  }

  /** The last change that is not after `at`, -1 before the first. */
  #lastUntil(at: Instant): number {
    const beyond = (Math.floor(at) + 1) * timeUnit;
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#changes[middle]! < beyond) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** Goes through the beginnings and ends of all outages, in order, and keeps what changes in the window. */
function tellWindow(
  outages: readonly Outage[],
  from: number,
  to: number,
): { readonly before: number; readonly changes: readonly number[] } {
  const edges = outages.flatMap((outage) => [
    { at: outage.from, outage, by: 1 },
    { at: outage.to, outage, by: -1 },
  ]);
  // At one instant what begins comes before what ends, so that nothing is restored for no time; and the mains come first.
  edges.sort((a, b) => a.at - b.at || b.by - a.by || rank(a.outage) - rank(b.outage));
  const holding = { mains: 0, down: 0, degraded: 0 };
  const changes: number[] = [];
  let state = mainsOn;
  let before = state;
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, outage, by } of edges) {
    holding[outage.effect] += by;
    const network = holding.down > 0 ? 2 : holding.degraded > 0 ? 1 : 0;
    const now = (holding.mains > 0 ? 0 : mainsOn) + network * networkUnit;
    if (now === state) continue;
    const ofWhat = outage.effect === "mains" ? 0 : ofNetwork + causes.indexOf(outage.cause) * causeUnit;
    state = now;
    // An instant taken pushes the next change back, so the order of edges decides to which window a change belongs.
    last = Math.max(at, last + 1);
    if (last < from) before = now;
    else if (last < to) changes.push(last * timeUnit + now + ofWhat);
  }
  return { before, changes };
}

function rank({ effect }: Outage): number {
  return effect === "mains" ? 0 : 1;
}
