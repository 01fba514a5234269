/**
 * Reads thresholds.
 *
 *     threshold  = metric [ aggregate ] comparison limit [ "after" step ] ;
 *     metric     = name { "." name } ;
 *     aggregate  = "p" "(" number ")" | "min" | "mean" | "max" | "count" ;
 *     comparison = "<" | "<=" | ">" | ">=" | "==" | "!=" ;
 *     limit      = number | number "%" | duration ;
 *     duration   = number unit { number unit } ;         (* as everywhere: 500ms, 1m30s *)
 *     step       = name | '"' { any character but '"' } '"' ;
 *     name       = letter or digit { letter or digit or "-" or "_" } ;
 *     number     = digit { digit } [ "." digit { digit } ] ;
 *
 * 1. A latency has many figures: which one is meant is always said, there is no default.
 * 2. A limit has the unit of its metric: a duration, a percentage or a plain number.
 */
import { parseDuration } from "../kernel/time.ts";
import type { Threshold } from "./threshold.ts";
import { metricAt, metrics, type Metric } from "./threshold-metrics.ts";

export type ParsedThreshold =
  | { readonly ok: true; readonly threshold: Threshold }
  | { readonly ok: false; readonly fault: ThresholdFault };

export interface ThresholdFault {
  /** The end of the sentence "expected ...", and of "found ...". */
  readonly expected: string;
  readonly found: string;
  /** The characters at fault, from `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  readonly hint?: string;
  /** An unknown name, and the names it may be a slip of. */
  readonly unknown?: { readonly found: string; readonly known: readonly string[] };
}

export function parseThreshold(expression: string): ParsedThreshold {
  try {
    return { ok: true, threshold: readThreshold(new Tokens(expression), expression) };
  } catch (thrown) {
    if (thrown instanceof Misread) return { ok: false, fault: thrown.fault };
    throw thrown;
  }
}

function readThreshold(tokens: Tokens, expression: string): Threshold {
  const { path, metric } = readMetric(tokens);
  const aggregate = readAggregate(tokens, path, metric);
  const comparison = readComparison(tokens);
  const limit = readLimit(tokens, metric, aggregate);
  const after = readAfter(tokens, path, metric);
  return {
    expression,
    metric: path,
    ...(aggregate === undefined ? {} : { aggregate }),
    comparison,
    limit,
    ...(after === undefined ? {} : { after }),
  };
}

function readMetric(tokens: Tokens): { path: string; metric: Metric } {
  const token = tokens.take();
  if (token.type !== "name") throw misread(token, "a metric such as latency.connect");
  const metric = metricAt(token.text);
  if (metric === undefined) {
    throw misread(token, "a metric of the summary", { unknown: { found: token.text, known: relatives(token.text) } });
  }
  return { path: token.text, metric };
}

/** The metrics of the same part of the summary, or all of them. */
function relatives(path: string): string[] {
  const all = Object.keys(metrics);
  const same = all.filter((name) => name.split(".")[0] === path.split(".")[0]);
  return same.length > 0 ? same : all;
}

const aggregates = ["p", "min", "mean", "max", "count"] as const;
/** The ones a summary keeps. */
const percentiles = [50, 90, 95, 99, 99.9];

function readAggregate(tokens: Tokens, path: string, { histogram }: Metric): Threshold["aggregate"] {
  const token = tokens.peek();
  if (histogram === undefined) {
    if (token.type !== "name" || !aggregates.some((name) => name === token.text)) return undefined;
    throw misread(token, `a comparison such as <, as ${path} is one number`);
  }
  if (token.type !== "name") {
    throw misread(token, `which figure of ${path}`, { hint: `for example: ${path} p(99)` });
  }
  tokens.take();
  switch (token.text) {
    case "p":
      return { type: "percentile", percent: readPercent(tokens) };
    case "min":
    case "mean":
    case "max":
    case "count":
      return { type: token.text };
    default:
      throw misread(
        token,
        "p(50), p(90), p(95), p(99), p(99.9), min, mean, max or count",
        /^p\d/.test(token.text) ? { hint: `write p(${token.text.slice(1)})` } : {},
      );
  }
}

function readPercent(tokens: Tokens): number {
  tokens.expect("(");
  const token = tokens.take();
  const percent = token.type === "limit" && /^[\d.]+$/.test(token.text) ? Number(token.text) : undefined;
  if (percent === undefined || !percentiles.includes(percent)) throw misread(token, `one of ${percentiles.join(", ")}`);
  tokens.expect(")");
  return percent;
}

function readComparison(tokens: Tokens): Threshold["comparison"] {
  const token = tokens.take();
  switch (token.text) {
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "==":
    case "!=":
      return token.text;
    default:
      throw misread(token, "one of <, <=, >, >=, ==, !=", token.text === "=" ? { hint: "write ==" } : {});
  }
}

function readLimit(tokens: Tokens, metric: Metric, aggregate: Threshold["aggregate"]): number {
  const token = tokens.take();
  const unit = aggregate?.type === "count" ? "count" : metric.unit;
  const plain = /^\d+(\.\d+)?$/.test(token.text) ? Number(token.text) : undefined;
  const duration = parseDuration(token.text);
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(token.text)?.[1];
  switch (unit) {
    case "count":
    case "bytes":
      if (plain !== undefined) return plain;
      throw misread(token, unit === "bytes" ? "a number of bytes" : "a plain number");
    case "share":
      if (percent !== undefined) return Number(percent) / 100;
      throw misread(token, "a percentage such as 99%");
    case "millis":
    case "seconds":
      if (duration !== undefined) return unit === "millis" ? duration : duration / 1_000;
      throw misread(
        token,
        "a duration such as 500ms",
        plain === undefined ? {} : { hint: `write ${plain}ms, or ${plain}s` },
      );
  }
}

function readAfter(tokens: Tokens, path: string, { recovery }: Metric): string | undefined {
  const token = tokens.take();
  if (token.type === "end") return undefined;
  if (token.text !== "after") throw misread(token, "the end, or: after <step>");
  if (recovery === undefined) {
    throw misread(token, `the end, as ${path} is of the whole run`, { hint: "only reconnect.* can be after a step" });
  }
  const step = tokens.take();
  if (step.type !== "name" && step.type !== "quoted") throw misread(step, "the name of a step");
  const end = tokens.take();
  if (end.type !== "end") throw misread(end, "the end");
  return step.type === "quoted" ? step.text.slice(1, -1) : step.text;
}

interface Token {
  readonly type: "name" | "limit" | "quoted" | "sign" | "end";
  readonly text: string;
  readonly from: number;
}

/** Numbers before names: `500ms` is a limit. A step may start with a digit, but then it is no number with a unit. */
const forms = [
  ["limit", /(?:\d+(?:\.\d+)?(?:ms|[dhms%])?)+(?![\w-])/y],
  ["name", /[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*)*/y],
  ["quoted", /"[^"]*"/y],
  ["sign", /[<>=!]=|[<>=()]/y],
] as const;

class Tokens {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): Token {
    const from = this.#at;
    const token = this.take();
    this.#at = from;
    return token;
  }

  take(): Token {
    while (this.#text[this.#at] === " ") this.#at++;
    const from = this.#at;
    if (from === this.#text.length) return { type: "end", text: "", from };
    for (const [type, form] of forms) {
      form.lastIndex = from;
      const text = form.exec(this.#text)?.[0];
      if (text === undefined) continue;
      this.#at = from + text.length;
      return { type, text, from };
    }
    this.#at = from + 1;
    return { type: "sign", text: this.#text[from]!, from };
  }

  expect(sign: string): void {
    const token = this.take();
    if (token.text !== sign) throw misread(token, `"${sign}"`);
  }
}

class Misread extends Error {
  readonly fault: ThresholdFault;

  constructor(fault: ThresholdFault) {
    super(`expected ${fault.expected}, found ${fault.found}`);
    this.fault = fault;
  }
}

function misread(token: Token, expected: string, more: Pick<ThresholdFault, "hint" | "unknown"> = {}): Misread {
  const found = token.type === "end" ? "the end" : token.type === "quoted" ? token.text : `"${token.text}"`;
  return new Misread({ expected, found, from: token.from, to: token.from + Math.max(1, token.text.length), ...more });
}
