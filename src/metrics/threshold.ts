/** A condition on the figures of a run, parsed: `latency.connect p(99) < 500ms`, `reconnect.all < 60s after power-cut`. */
export interface Threshold {
  /** As written. */
  readonly expression: string;
  /** Path into the summary's figures, such as `latency.connect` or `connections.lost`. */
  readonly metric: string;
  /** Which figure of a histogram; absent for plain numbers. */
  readonly aggregate?:
    | { readonly type: "percentile"; readonly percent: number }
    | { readonly type: "min" | "mean" | "max" | "count" };
  readonly comparison: Comparison;
  /** In the metric's own unit: milliseconds for durations, 0..1 for shares. */
  readonly limit: number;
  /** Which devices are looked at; absent: all. */
  readonly of?: Cohort;
  /** Of how devices came back (`reconnect.*`): after which step. */
  readonly after?: string;
  /** Which part of the run is looked at; absent: all of it. */
  readonly window?: Window;
}

export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";

/** Devices by what they are from their making on; all that is said holds of each of them. */
export interface Cohort {
  readonly kind?: string;
  readonly group?: string;
  readonly variant?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * From one named moment to another: a mark is passed, a round of a step begins. `from` is meant the first time it comes, `to` the first time
 * from then on. Without `from` it is the start of the run, without `to` its end.
 */
export interface Window {
  readonly from?: string;
  readonly to?: string;
}
