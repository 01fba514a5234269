/** A threshold as text that `src/metrics/threshold-parser.ts` reads as the same threshold. */
import { formatDuration, millis } from "../../src/kernel/time.ts";
import type { Cohort, Threshold } from "../../src/metrics/threshold.ts";
import { metricAt } from "../../src/metrics/threshold-metrics.ts";

export function thresholdText(threshold: Omit<Threshold, "expression">): string {
  const { metric, comparison, of, after, window } = threshold;
  return [
    metric,
    ...aggregateWords(threshold),
    comparison,
    limitText(threshold),
    ...(of === undefined ? [] : ["of", cohortText(of)]),
    ...(after === undefined ? [] : ["after", wordText(after)]),
    ...windowWords(window),
  ].join(" ");
}

function aggregateWords({ aggregate }: Pick<Threshold, "aggregate">): string[] {
  if (aggregate === undefined) return [];
  return [aggregate.type === "percentile" ? `p(${aggregate.percent})` : aggregate.type];
}

function limitText({ metric, aggregate, limit }: Omit<Threshold, "expression">): string {
  switch (aggregate?.type === "count" ? "count" : metricAt(metric)?.unit) {
    case "share":
      return `${Number((limit * 100).toPrecision(15))}%`;
    case "millis":
      return formatDuration(millis(limit));
    case "seconds":
      return formatDuration(millis(limit * 1_000));
    default:
      return String(limit);
  }
}

function cohortText({ kind, group, variant, labels = {} }: Cohort): string {
  return [
    ...(kind === undefined ? [] : [`kind ${wordText(kind)}`]),
    ...(group === undefined ? [] : [`group ${wordText(group)}`]),
    ...(variant === undefined ? [] : [`variant ${wordText(variant)}`]),
    ...Object.entries(labels).map(([name, value]) => `label ${wordText(name)}=${wordText(value)}`),
  ].join(" and ");
}

function windowWords(window: Threshold["window"]): string[] {
  if (window?.from !== undefined && window.to !== undefined) {
    return ["between", wordText(window.from), "and", wordText(window.to)];
  }
  if (window?.from !== undefined) return ["after", wordText(window.from)];
  return window?.to === undefined ? [] : ["before", wordText(window.to)];
}

function wordText(word: string): string {
  return /^[A-Za-z0-9][\w.-]*$/.test(word) ? word : `"${word}"`;
}
