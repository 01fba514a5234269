/** A process that costs what a test says. */
import type { GeneratorGauge } from "../../src/fleet/generator/generator-gauge.ts";
import { Histogram, type HistogramSummary } from "../../src/metrics/histogram.ts";
import { noFigures, type ProcessFigures } from "../../src/metrics/process-figures.ts";

export interface StillGaugeOptions {
  readonly figures?: Partial<ProcessFigures>;
  /** Milliseconds, one for each action and beat. */
  readonly lateness?: readonly number[];
  readonly loopDelay?: readonly number[];
}

export class StillGauge implements GeneratorGauge {
  readonly lateness: Histogram = new Histogram();
  readonly loopDelay: Histogram = new Histogram();
  readonly #figures: ProcessFigures;
  /** How often it was looked at. */
  looks = 0;
  #stopped = false;

  constructor({ figures, lateness = [], loopDelay = [] }: StillGaugeOptions = {}) {
    this.#figures = figuresOf(figures);
    for (const millis of lateness) this.lateness.record(millis);
    for (const millis of loopDelay) this.loopDelay.record(millis);
  }

  start(): void {}

  late(millis: number): void {
    if (!this.#stopped) this.lateness.record(millis);
  }

  look(): void {
    this.looks++;
  }

  figures(): ProcessFigures {
    return this.#figures;
  }

  stop(): void {
    this.#stopped = true;
  }
}

export function stillGauge(options: StillGaugeOptions = {}): StillGauge {
  return new StillGauge(options);
}

/** A small process that ran for 30 s. */
export function figuresOf(figures: Partial<ProcessFigures> = {}): ProcessFigures {
  return {
    ...noFigures,
    realMillis: 30_000,
    cores: 2,
    rssBytes: 50e6,
    peakRssBytes: 50e6,
    emptyRssBytes: 40e6,
    ...figures,
  };
}

export function histogramOf(...millis: readonly number[]): HistogramSummary {
  const histogram = new Histogram();
  for (const one of millis) histogram.record(one);
  return histogram.summary();
}
