/**
 * How a server's messages now differ from those on the tape: all connections together.
 *
 * 1. Differences of the same kind at the same place of the same message are one group, however many devices show it: a count, what was
 *    expected and found the first time, and the first few places.
 * 2. Groups are bounded; what is beyond is counted.
 * 3. A request of the tape's server that the server does not make now is no difference unless it is wished for: somebody asked for it
 *    then, and nobody does now.
 */
import type { IgnoreRules } from "./ignore-rules.ts";

export type DifferenceKind =
  /** The upgrade was answered otherwise. */
  | "opening"
  /** The tape has it, the server did not send it. */
  | "missing"
  /** The server sent it, the tape does not have it. */
  | "unexpected"
  /** Both have it, with other content. */
  | "different"
  /** It came before another that it follows on the tape. */
  | "order"
  /** The connection ended otherwise. */
  | "ending";

export interface Difference {
  readonly kind: DifferenceKind;
  /** Which message: `answer to device.hello`, `command.lockDoor`. */
  readonly message: string;
  /** Where in it; absent when it is about the whole. */
  readonly path?: string;
  readonly expected?: string;
  readonly found?: string;
}

export interface Place {
  /** On the tape. */
  readonly connection: number;
  readonly device: string | null;
  /** Milliseconds since the tape's beginning. */
  readonly atMillis: number;
}

export interface DifferenceGroup extends Difference {
  readonly count: number;
  /** The first few. */
  readonly places: readonly Place[];
}

export interface ComparisonSummary {
  /** Messages of the server on the tape, or now, that were held against each other. */
  readonly compared: number;
  readonly differences: number;
  readonly byKind: Readonly<Partial<Record<DifferenceKind, number>>>;
  readonly groups: readonly DifferenceGroup[];
  /** Differences that are in none of the groups, because there are too many. */
  readonly ungrouped: number;
  /** Requests of the tape's server that it did not make now, by method; no differences. */
  readonly requestsNotMade: Readonly<Record<string, number>>;
}

const mostGroups = 200;
const mostPlaces = 3;

export class Comparison {
  readonly rules: IgnoreRules;
  /** Whether the order of messages counts. */
  readonly ordered: boolean;
  /** Whether a request that is not made is a difference. */
  readonly requests: boolean;
  #compared = 0;
  #differences = 0;
  #ungrouped = 0;
  readonly #byKind = new Map<DifferenceKind, number>();
  readonly #groups = new Map<string, Difference & { count: number; places: Place[] }>();

  readonly #notMade = new Map<string, number>();

  constructor(rules: IgnoreRules, ordered: boolean, requests: boolean) {
    this.rules = rules;
    this.ordered = ordered;
    this.requests = requests;
  }

  compared(): void {
    this.#compared++;
  }

  differs(difference: Difference, place: Place): void {
    this.#differences++;
    this.#byKind.set(difference.kind, (this.#byKind.get(difference.kind) ?? 0) + 1);
    const name = [difference.kind, difference.message, difference.path ?? ""].join("\n");
    const group = this.#groups.get(name);
    if (group !== undefined) {
      group.count++;
      if (group.places.length < mostPlaces) group.places.push(place);
    } else if (this.#groups.size < mostGroups) this.#groups.set(name, { ...difference, count: 1, places: [place] });
    else this.#ungrouped++;
  }

  requestNotMade(method: string): void {
    this.#notMade.set(method, (this.#notMade.get(method) ?? 0) + 1);
  }

  summary(): ComparisonSummary {
    return {
      compared: this.#compared,
      differences: this.#differences,
      byKind: Object.fromEntries(this.#byKind),
      groups: [...this.#groups.values()].toSorted((a, b) => b.count - a.count),
      ungrouped: this.#ungrouped,
      requestsNotMade: Object.fromEntries([...this.#notMade].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}
