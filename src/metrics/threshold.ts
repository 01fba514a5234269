/** A condition on the summary, parsed: `latency.connect p(99) < 500ms`, `commands.lost == 0`, `reconnect.all < 60s after power-cut`. */
export interface Threshold {
  /** As written. */
  readonly expression: string;
  /** Path into the summary's figures, such as `latency.connect` or `connections.lost`. */
  readonly metric: string;
  /** Which figure of a histogram; absent for plain numbers. */
  readonly aggregate?:
    | { readonly type: "percentile"; readonly percent: number }
    | { readonly type: "min" | "mean" | "max" | "count" };
  readonly comparison: "<" | "<=" | ">" | ">=" | "==" | "!=";
  /** In the metric's own unit: milliseconds for durations, 0..1 for shares. */
  readonly limit: number;
  /** Name of the timeline step after which it is measured. */
  readonly after?: string;
}
