/** What all shards have a say in, until all have had it: whether the last device has waited, or who is chosen. */
import type { RunWideHappening } from "./run-second.ts";
import type { Saying } from "./saying.ts";

type Vote = Extract<Saying, { readonly type: "arrived" | "candidates" }>;

export class Ballot {
  readonly #first: Vote;
  readonly #votes: Map<number, Vote> = new Map();
  /** When the latest was said, simulated milliseconds since the start of the run. */
  lastAt: number;

  /** @param first any of the votes. */
  constructor(first: Vote) {
    this.#first = first;
    this.lastAt = first.at;
  }

  add(shard: number, vote: Vote): void {
    this.#votes.set(shard, vote);
    this.lastAt = Math.max(this.lastAt, vote.at);
  }

  get votes(): number {
    return this.#votes.size;
  }

  get isAboutWaiting(): boolean {
    return this.#first.type === "arrived";
  }

  outcome(): RunWideHappening {
    const { key } = this.#first;
    if (this.#first.type === "arrived") return { type: "go-on", key };
    const all = [...this.#votes.values()].flatMap((vote) => (vote.type === "candidates" ? pairsOf(vote) : []));
    const chosen = all.toSorted((a, b) => a.draw - b.draw || a.index - b.index).slice(0, this.#first.count);
    return { type: "chosen", key, ...(chosen.at(-1) ?? { draw: -1, index: -1 }) };
  }
}

function pairsOf({
  devices,
  draws,
}: Extract<Vote, { readonly type: "candidates" }>): { draw: number; index: number }[] {
  return devices.map((index, place) => ({ index, draw: draws[place]! }));
}
