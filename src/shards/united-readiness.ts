/**
 * How many devices of several shards are ready, and how many were at most: of all, of each kind and of each cohort.
 *
 * A sum of peaks would be too much, as they are not at one time. So every coming and going is played in order of time. What a dead
 * shard had ready is gone at the moment of its death.
 */
import { Crowd } from "../metrics/crowd.ts";
import type { TallyBook } from "../metrics/tally-book.ts";
import type { ReadyChanges } from "./ready-journal.ts";
import { TimeOrder } from "./time-order.ts";

export class UnitedReadiness {
  readonly all: Crowd = new Crowd();
  readonly byKind: ReadonlyMap<string, Crowd>;
  readonly #book: TallyBook;
  readonly #order: TimeOrder<ReadyChanges>;
  /** Of each shard, by kind and then by account: how many there are as played, so that they can be taken away. */
  readonly #here: readonly Map<string, Map<string, number>>[];

  constructor(shards: number, kinds: Iterable<string>, book: TallyBook) {
    this.#book = book;
    this.byKind = new Map(Array.from(kinds, (kind) => [kind, new Crowd()]));
    this.#order = new TimeOrder(shards, (changes, place, shard) => this.#play(changes, place, shard));
    this.#here = Array.from({ length: shards }, () => new Map());
  }

  add(shard: number, changes: ReadyChanges): void {
    this.#order.add(shard, changes);
  }

  playTo(horizon: number): void {
    this.#order.playTo(horizon);
  }

  /** The shard has died. What it told is played first. */
  lost(shard: number, at: number): void {
    this.#order.flush(shard);
    for (const [kind, accounts] of this.#here[shard]!)
      for (const [account, count] of accounts) this.#change(kind, account, -count, at);
    this.#here[shard]!.clear();
  }

  #play(changes: ReadyChanges, place: number, shard: number): void {
    const { kind, account } = changes.crowds[changes.crowd[place]!]!;
    const by = changes.by[place]!;
    this.#change(kind, account, by, changes.at[place]!);
    const here = this.#here[shard]!;
    let accounts = here.get(kind);
    if (accounts === undefined) here.set(kind, (accounts = new Map()));
    accounts.set(account, (accounts.get(account) ?? 0) + by);
  }

  #change(kind: string, account: string, by: number, at: number): void {
    this.all.change(by, at);
    this.byKind.get(kind)?.change(by, at);
    for (const crowd of this.#book.accountOf(account).crowds) crowd.change(by, at);
  }
}
