/**
 * The news of all shards, told once and in one order, with the sums of their counts.
 *
 *     shard 0: power-cut, 7 homes --.
 *     shard 1: power-cut, 5 homes ---+--> power-cut: 12 homes without power
 *
 * 1. What is told, and in which order, does not depend on how many shards there are.
 * 2. What is about the whole run waits for the parts of all shards; for one that does not come it waits a while, not for ever.
 * 3. Of what happens to one device or home at a time the first few are told, then how often it was: at the end of the simulated second
 *    in which it was the hundredth, the thousandth and so on.
 * 4. Of what goes wrong some different problems of a step are told, and a few crashes: the first of each.
 */
import { ScriptFailures } from "../scripts/script-failures.ts";
import { inSaidOrder, type Said } from "./said-order.ts";
import type { Saying } from "./saying.ts";

export interface NoticeBoardOptions {
  /** How many shards there are. */
  readonly shards: () => number;
  /** Simulated milliseconds: how much later the part of a shard may come than that of another. None comes of one that has died. */
  readonly patience: number;
  /** @param at simulated milliseconds since the start of the run. */
  readonly tell: (level: "info" | "warning", text: string, at: number) => void;
}

/** What the board takes of all that is said. */
type News = Extract<
  Saying,
  { readonly type: "notice" | "count" | "last" | "lines" | "telling" | "times" | "complaint" | "crash" | "failure" }
>;
/** What every shard says its part of. */
type Parted = Extract<News, { readonly type: "count" | "last" | "lines" }>;

/** What is told by itself, when its time has come. */
type Waiting = Exclude<News, { readonly type: "times" }>;

/** Lines of one action that are told. */
export const mostLines = 10;
/** Of what happens over and over. */
export const mostTold = 10;
/** Different problems of one step. */
export const mostComplaints = 3;
/** A kind at fault fails in each of its devices: a few say it all. */
export const mostCrashNotices = 5;

export class NoticeBoard {
  readonly failures: ScriptFailures = new ScriptFailures();
  readonly #options: NoticeBoardOptions;
  #waiting: Said<Waiting>[] = [];
  /** Whose parts have come of what is about the run. */
  readonly #parts: Map<string, Set<number>> = new Map();
  /** Of what happens over and over: how many lines were told, and how often it happened. */
  readonly #lines: Map<string, number> = new Map();
  readonly #counts: Map<string, number> = new Map();
  /** By the end of the simulated second: how often what has happened in it. */
  readonly #seconds: Map<number, Map<string, number>> = new Map();
  readonly #complaints: Map<string, Set<string>> = new Map();
  #crashes = 0;

  constructor(options: NoticeBoardOptions) {
    this.#options = options;
  }

  add(said: Said<News>): void {
    const { saying, shard } = said;
    if (saying.type === "times") return this.#happened(saying.about, saying.count, saying.at);
    if (saying.type === "telling") this.#happened(saying.about, 1, saying.at);
    this.#waiting.push(said as Said<Waiting>);
    if (!isParted(saying)) return;
    const key = keyOf(saying);
    const parts = this.#parts.get(key);
    if (parts === undefined) this.#parts.set(key, new Set([shard]));
    else parts.add(shard);
  }

  /** Whether anything waits to be told. */
  get hasNews(): boolean {
    return this.#waiting.length > 0;
  }

  /** All that was said up to `until` has come: it is told. */
  passed(until: number): void {
    if (!this.hasNews && this.#seconds.size === 0) return;
    const all = this.#waiting.toSorted(inSaidOrder);
    const held: Said<Waiting>[] = [];
    /** Of the keys that are to be told now. */
    const parts = new Map<string, Parted[]>();
    const due: Said<Waiting>[] = [];
    for (const said of all) {
      const { saying } = said;
      if (!isParted(saying)) {
        (saying.at <= until ? due : held).push(said);
        continue;
      }
      const key = keyOf(saying);
      const known = parts.get(key);
      if (known !== undefined) known.push(saying);
      else parts.set(key, [saying]);
    }
    for (const said of all) {
      const { saying } = said;
      if (!isParted(saying)) continue;
      const key = keyOf(saying);
      const together = parts.get(key)!;
      const at = Math.max(...together.map((one) => one.at));
      const complete = this.#parts.get(key)!.size >= this.#options.shards() || until - at > this.#options.patience;
      if (at > until || !complete) held.push(said);
      else if (together[0] === saying) due.push({ ...said, saying: { ...saying, at } });
    }
    this.#waiting = held;
    const seconds = [...this.#seconds.keys()].filter((end) => end <= until).toSorted((a, b) => a - b);
    for (const said of due.toSorted(inSaidOrder)) {
      const { saying } = said;
      while (seconds.length > 0 && seconds[0]! < saying.at) this.#secondOver(seconds.shift()!);
      if (isParted(saying)) this.#tellParts(saying, parts.get(keyOf(saying))!);
      else this.#tell(saying);
    }
    for (const end of seconds) this.#secondOver(end);
  }

  /** Nothing more is said: what waits for others is told without them. */
  end(until: number): void {
    for (const { saying } of this.#waiting) {
      if (!isParted(saying)) continue;
      const parts = this.#parts.get(keyOf(saying))!;
      for (let shard = 0; shard < this.#options.shards(); shard++) parts.add(shard);
    }
    this.passed(until);
    for (const end of this.#seconds.keys()) this.#secondOver(end, until);
  }

  #happened(about: string, times: number, at: number): void {
    const end = Math.ceil(at / 1_000) * 1_000;
    let second = this.#seconds.get(end);
    if (second === undefined) this.#seconds.set(end, (second = new Map()));
    second.set(about, (second.get(about) ?? 0) + times);
  }

  #secondOver(end: number, at: number = end): void {
    const second = [...this.#seconds.get(end)!].toSorted(([a], [b]) => (a < b ? -1 : 1));
    this.#seconds.delete(end);
    for (const [about, times] of second) {
      const before = this.#counts.get(about) ?? 0;
      const now = before + times;
      this.#counts.set(about, now);
      for (let round = 100; round <= now; round *= 10)
        if (round > before) this.#options.tell("info", `${about}: ${round} times so far`, at);
    }
  }

  #tell(saying: Exclude<Waiting, Parted>): void {
    const { tell } = this.#options;
    const { at } = saying;
    switch (saying.type) {
      case "notice":
        return tell(saying.level, saying.text, at);
      case "telling": {
        const lines = this.#lines.get(saying.about) ?? 0;
        this.#lines.set(saying.about, lines + 1);
        if (lines < mostTold) tell("info", saying.text, at);
        return;
      }
      case "complaint": {
        const known = this.#complaints.get(saying.key) ?? new Set();
        this.#complaints.set(saying.key, known);
        if (known.has(saying.problem) || known.size >= mostComplaints) return;
        known.add(saying.problem);
        return tell("warning", saying.text, at);
      }
      case "crash":
        if (++this.#crashes <= mostCrashNotices) tell("warning", saying.text, at);
        return;
      case "failure":
        return this.failures.add(saying.what, saying.subject, saying.count, (text) => tell("warning", text, at));
    }
  }

  #tellParts(first: Parted, all: readonly Parted[]): void {
    const { tell } = this.#options;
    const { at } = first;
    this.#parts.delete(keyOf(first));
    const count = all.reduce((sum, part) => sum + part.count, 0);
    switch (first.type) {
      case "count":
        return tell("info", `${first.before}${count} ${count === 1 ? first.one : first.many}`, at);
      case "last":
        if (count > 0) tell("info", first.text, at);
        return;
      case "lines": {
        const lines = all.flatMap((part) => (part.type === "lines" ? part.lines : []));
        for (const { text } of lines.toSorted((a, b) => a.of - b.of).slice(0, mostLines)) tell("info", text, at);
        if (count > mostLines) tell("info", `${first.step}: and ${count - mostLines} more`, at);
      }
    }
  }
}

export function isNews(saying: Saying): saying is News {
  return !["end", "arrived", "candidates", "moment"].includes(saying.type);
}

function isParted(saying: Waiting): saying is Parted {
  return saying.type === "count" || saying.type === "last" || saying.type === "lines";
}

function keyOf({ type, key }: Parted): string {
  return `${type} ${key}`;
}
