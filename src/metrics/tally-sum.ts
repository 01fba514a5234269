/**
 * Several tallies read as one: counts add up, histograms merge exactly.
 *
 * Counts are summed when they are read. A merged histogram is kept until something more was recorded, as merging takes a moment.
 */
import { Histogram } from "./histogram.ts";
import type {
  CommandCounts,
  CommandLedger,
  ConnectionCounts,
  HttpCounts,
  LatencyHistograms,
  MessageCounts,
  Tally,
} from "./tally.ts";

/** What can be read of a tally. */
export interface TallyFigures {
  readonly connections: Readonly<ConnectionCounts>;
  readonly closeCodes: ReadonlyMap<number, number>;
  readonly refusals: ReadonlyMap<number, number>;
  readonly failures: ReadonlyMap<string, number>;
  readonly messages: Readonly<MessageCounts>;
  readonly commands: Readonly<CommandCounts>;
  readonly ledger: Readonly<CommandLedger>;
  readonly http: Readonly<HttpCounts>;
  readonly latency: LatencyHistograms;
}

export class TallySum implements TallyFigures {
  readonly latency: LatencyHistograms;
  readonly #parts: readonly Tally[];

  constructor(parts: readonly Tally[]) {
    this.#parts = parts;
    this.latency = new LatencySum(parts);
  }

  get connections(): ConnectionCounts {
    return sum(this.#parts.map(({ connections }) => connections));
  }

  get closeCodes(): Map<number, number> {
    return sumOfMaps(this.#parts.map(({ closeCodes }) => closeCodes));
  }

  get refusals(): Map<number, number> {
    return sumOfMaps(this.#parts.map(({ refusals }) => refusals));
  }

  get failures(): Map<string, number> {
    return sumOfMaps(this.#parts.map(({ failures }) => failures));
  }

  get messages(): MessageCounts {
    return sum(this.#parts.map(({ messages }) => messages));
  }

  get commands(): CommandCounts {
    return sum(this.#parts.map(({ commands }) => commands));
  }

  get ledger(): CommandLedger {
    return sum(this.#parts.map(({ ledger }) => ledger));
  }

  get http(): HttpCounts {
    return sum(this.#parts.map(({ http }) => http));
  }
}

class LatencySum implements LatencyHistograms {
  readonly #parts: readonly Tally[];
  readonly #merged: Map<keyof LatencyHistograms, Histogram> = new Map();

  constructor(parts: readonly Tally[]) {
    this.#parts = parts;
  }

  get connect(): Histogram {
    return this.#sum("connect");
  }

  get ready(): Histogram {
    return this.#sum("ready");
  }

  get ack(): Histogram {
    return this.#sum("ack");
  }

  get commandHandling(): Histogram {
    return this.#sum("commandHandling");
  }

  get commandDelivery(): Histogram {
    return this.#sum("commandDelivery");
  }

  get commandEffect(): Histogram {
    return this.#sum("commandEffect");
  }

  get httpRequest(): Histogram {
    return this.#sum("httpRequest");
  }

  get reconnect(): Histogram {
    return this.#sum("reconnect");
  }

  #sum(name: keyof LatencyHistograms): Histogram {
    const histograms = this.#parts.map(({ latency }) => latency[name]);
    const before = this.#merged.get(name);
    // Nothing is ever taken away, so the same number is the same values.
    if (before?.count === histograms.reduce((count, histogram) => count + histogram.count, 0)) return before;
    const merged = new Histogram();
    for (const histogram of histograms) merged.merge(histogram);
    this.#merged.set(name, merged);
    return merged;
  }
}

/** @param all at least one. */
function sum<T extends { readonly [Name in keyof T]: number }>(all: readonly T[]): T {
  const total: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries<number>(counts)) total[name] = (total[name] ?? 0) + count;
  }
  return total as T;
}

function sumOfMaps<K>(all: readonly ReadonlyMap<K, number>[]): Map<K, number> {
  const total = new Map<K, number>();
  for (const map of all) for (const [key, count] of map) total.set(key, (total.get(key) ?? 0) + count);
  return total;
}
