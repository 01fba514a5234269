/**
 * What all processes of a run measure of themselves: this one, and those of its shards if it has any.
 *
 * 1. Without shards of their own processes, this process is the generator. With them it holds them together, and is one more that can be
 *    the bottleneck.
 * 2. Sums over processes (memory, bytes unsent) are taken once a second, and their peaks are peaks of the sum.
 * 3. From {@link stop} on all stays as it is, but for what shards that were told to stop still have to say of the time before.
 */
import type { Clock } from "../../kernel/clock.ts";
import { Histogram } from "../../metrics/histogram.ts";
import type { GeneratorGauge } from "./generator-gauge.ts";
import type { ProcessAccount } from "./generator-verdict.ts";
import type { Progress, ShardProgress } from "../run-events.ts";
import type { ShardGenerator } from "./shard-generator.ts";

export interface GeneratorBookOptions {
  /** Of this process. */
  readonly gauge: GeneratorGauge;
  /** Of processes that live the fleet; none when this one does. */
  readonly shards: readonly ShardGenerator[];
  readonly homes: number;
  readonly devices: number;
  readonly clock: Clock;
}

/** Of all processes together. */
export interface GeneratorPeaks {
  readonly rssBytes: number;
  /** Beyond what they had when they were empty. */
  readonly grownBytes: number;
  readonly unsentBytes: number;
}

export class GeneratorBook {
  readonly #options: GeneratorBookOptions;
  #peaks: GeneratorPeaks = { rssBytes: 0, grownBytes: 0, unsentBytes: 0 };
  #before: { readonly real: number; readonly cpu: readonly number[] } = { real: 0, cpu: [] };
  /** How long each shard had said nothing when the run ended. */
  #silent: readonly number[] | undefined;

  constructor(options: GeneratorBookOptions) {
    this.#options = options;
  }

  start(): void {
    const { gauge, clock } = this.#options;
    gauge.start();
    this.#before = { real: clock.real(), cpu: this.#cpu() };
  }

  /** Once a second. */
  look(): void {
    const { gauge, shards } = this.#options;
    gauge.look();
    const all = [gauge.figures(), ...shards.map(({ figures }) => figures)];
    const sum = (of: (figures: (typeof all)[number]) => number): number =>
      all.reduce((total, figures) => total + of(figures), 0);
    const { rssBytes, grownBytes, unsentBytes } = this.#peaks;
    this.#peaks = {
      rssBytes: Math.max(
        rssBytes,
        sum((figures) => figures.rssBytes),
      ),
      grownBytes: Math.max(
        grownBytes,
        sum((figures) => Math.max(0, figures.rssBytes - figures.emptyRssBytes)),
      ),
      unsentBytes: Math.max(
        unsentBytes,
        sum((figures) => figures.unsentBytes),
      ),
    };
  }

  stop(): void {
    const { gauge, shards, clock } = this.#options;
    gauge.stop();
    this.look();
    // In virtual time a shard speaks when it is asked.
    this.#silent = shards.map((shard) => (clock.virtual ? 0 : shard.silentMillis(clock.real())));
  }

  get peaks(): GeneratorPeaks {
    return this.#peaks;
  }

  /** One for each process; the main one comes last when there are several. */
  accounts(): readonly ProcessAccount[] {
    const { gauge, shards, homes, devices, clock } = this.#options;
    const own = {
      lateness: gauge.lateness.summary(),
      loopDelay: gauge.loopDelay.summary(),
      figures: gauge.figures(),
      deaths: [],
      silentMillis: 0,
    };
    if (shards.length === 0) return [{ ...own, name: "the generator", slice: { number: 0, homes, devices } }];
    const now = clock.real();
    return [
      ...shards.map((shard, place) => ({
        name: `shard ${shard.slice.number}`,
        slice: shard.slice,
        lateness: shard.lateness.summary(),
        loopDelay: shard.loopDelay.summary(),
        figures: shard.figures,
        deaths: shard.deaths,
        silentMillis: this.#silent?.[place] ?? shard.silentMillis(now),
      })),
      { ...own, name: "the main process", slice: undefined },
    ];
  }

  /** All together. */
  lateness(): Histogram {
    return merged([this.#options.gauge, ...this.#options.shards].map(({ lateness }) => lateness));
  }

  loopDelay(): Histogram {
    return merged([this.#options.gauge, ...this.#options.shards].map(({ loopDelay }) => loopDelay));
  }

  /** For who looks on; shares of a core are those since the last time. */
  progress(): Progress["generator"] {
    const { gauge, shards, clock } = this.#options;
    const real = clock.real();
    const cpu = this.#cpu();
    const span = Math.max(1, real - this.#before.real);
    const shares = cpu.map((millis, place) => Math.max(0, millis - (this.#before.cpu[place] ?? 0)) / span);
    this.#before = { real, cpu };
    const all = [gauge.figures(), ...shards.map(({ figures }) => figures)];
    return {
      latenessP99Millis: Math.max(...[gauge, ...shards].map(({ lateness }) => lateness.percentile(99))),
      cpuShare: shares.reduce((sum, share) => sum + share, 0),
      rssBytes: all.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
      unsentBytes: all.reduce((sum, { unsentBytes }) => sum + unsentBytes, 0),
      shards: shards.map((shard, place) => progressOf(shard, shares[place + 1] ?? 0, real)),
    };
  }

  /** CPU time so far, of this process and then of each shard. */
  #cpu(): number[] {
    const { gauge, shards } = this.#options;
    return [gauge.figures(), ...shards.map(({ figures }) => figures)].map(
      ({ cpuUserMillis, cpuSystemMillis }) => cpuUserMillis + cpuSystemMillis,
    );
  }
}

function progressOf(shard: ShardGenerator, share: number, now: number): ShardProgress {
  return {
    number: shard.slice.number,
    state: shard.state.type,
    silentMillis: shard.silentMillis(now),
    latenessP99Millis: shard.lateness.percentile(99),
    cpuShare: share,
    rssBytes: shard.figures.rssBytes,
    deaths: shard.deaths.length,
  };
}

function merged(histograms: readonly Histogram[]): Histogram {
  const all = new Histogram();
  for (const histogram of histograms) all.merge(histogram);
  return all;
}
