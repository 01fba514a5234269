/**
 * Reads thresholds.
 *
 *     threshold  = metric [ aggregate ] comparison limit [ "of" cohort ] [ window ] ;
 *     metric     = name { "." name } ;
 *     aggregate  = "p" "(" number ")" | "min" | "mean" | "max" | "count" ;
 *     comparison = "<" | "<=" | ">" | ">=" | "==" | "!=" ;
 *     limit      = number | number "%" | duration ;
 *     duration   = number unit { number unit } ;         (* as everywhere: 500ms, 1m30s *)
 *     cohort     = trait { "and" trait } ;
 *     trait      = "kind" word | "group" word | "variant" word | "label" word "=" word ;
 *     window     = "after" word | "before" word | "between" word "and" word ;
 *     word       = letter or digit { letter or digit or "-" or "_" or "." } | '"' { any character but '"' } '"' ;
 *     name       = letter or digit { letter or digit or "-" or "_" } ;
 *     number     = digit { digit } [ "." digit { digit } ] ;
 *
 * 1. A latency has many figures: which one is meant is always said, there is no default.
 * 2. A limit has the unit of its metric: a duration, a percentage or a plain number.
 * 3. Words of a window name a mark or a step. After `reconnect.*`, `after` names the step whose disturbance is meant.
 * 4. Only what is counted of each device has a cohort, only what is counted has a window.
 */
import type { TextFault } from "../kernel/text-fault.ts";
import { parseDuration } from "../kernel/time.ts";
import type { Cohort, Threshold } from "./threshold.ts";
import { metricAt, metrics, type Metric } from "./threshold-metrics.ts";

export type ParsedThreshold =
  | { readonly ok: true; readonly threshold: Threshold; readonly words: readonly NamingWord[] }
  | { readonly ok: false; readonly fault: ThresholdFault };

/** A word that names something of the scenario, and where it stands: from `from` to before `to`. */
export interface NamingWord {
  readonly names: keyof Cohort | "label" | "moment" | "step";
  readonly text: string;
  /** Of the value of a label: the label's name. */
  readonly label?: string;
  readonly from: number;
  readonly to: number;
}

export type ThresholdFault = TextFault;

export function parseThreshold(expression: string): ParsedThreshold {
  try {
    const tokens = new Tokens(expression);
    return { ok: true, threshold: readThreshold(tokens, expression), words: tokens.naming };
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
  const of = readCohort(tokens, path, metric);
  const time = readWindow(tokens, path, metric, of);
  return {
    expression,
    metric: path,
    ...(aggregate === undefined ? {} : { aggregate }),
    comparison,
    limit,
    ...(of === undefined ? {} : { of }),
    ...time,
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
      throw misread(token, "one of <, <=, >, >=, ==, !=", hintOfComparison(token));
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
      if (percent !== undefined) return Number(`${percent}e-2`);
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

const traits = ["kind", "group", "variant", "label"] as const;

function readCohort(tokens: Tokens, path: string, { perDevice }: Metric): Cohort | undefined {
  const token = tokens.peek();
  if (token.text !== "of") return undefined;
  if (perDevice === undefined) {
    throw misread(token, `the end, as ${path} is of the whole run`, {
      hint: "connections.*, messages.*, commands.*, http.*, latency.*, reconnect.* and devices.* can be of some devices",
    });
  }
  tokens.take();
  const cohort: { kind?: string; group?: string; variant?: string; labels?: Record<string, string> } = {};
  do {
    const trait = tokens.take();
    const known = traits.find((name) => name === trait.text);
    if (known === undefined) {
      throw misread(trait, "kind, group, variant or label", { hint: "for example: of kind lock" });
    }
    if (known === "label") {
      const name = tokens.word("the name of a label");
      tokens.expect("=");
      const value = tokens.word(`a value of the label ${name.text}`);
      if (cohort.labels !== undefined && Object.hasOwn(cohort.labels, name.text)) {
        throw misread(name.token, `each label once`);
      }
      cohort.labels = { ...cohort.labels, [name.text]: value.text };
      tokens.name("label", value, name.text);
    } else {
      if (cohort[known] !== undefined) throw misread(trait, `one ${known}`);
      const word = tokens.word(`the name of a ${known}`);
      cohort[known] = word.text;
      tokens.name(known, word);
    }
  } while (tokens.skip("and"));
  return cohort;
}

/** What is left of the expression: nothing, or one of `after`, `before` and `between`. */
function readWindow(
  tokens: Tokens,
  path: string,
  { recovery, counted, perDevice }: Metric,
  of: Cohort | undefined,
): Pick<Threshold, "after" | "window"> {
  const token = tokens.take();
  if (token.type === "end") return {};
  if (token.text === "of" || !["after", "before", "between"].includes(token.text)) {
    const more = [
      ...(of === undefined && perDevice === true ? ["of <devices>"] : []),
      ...(recovery === true ? ["after <step>"] : counted === true ? ["after, before or between <marks>"] : []),
    ];
    throw misread(token, more.length === 0 ? "the end" : `the end, or: ${more.join(", ")}`, hintOfTail(token));
  }
  if (recovery === true) {
    if (token.text !== "after") throw misread(token, "the end, or: after <step>");
    const step = tokens.word("the name of a step");
    tokens.name("step", step);
    tokens.end();
    return { after: step.text };
  }
  if (counted === undefined) {
    throw misread(token, `the end, as ${path} is of the whole run`, {
      hint: "connections.*, messages.*, commands.*, http.* and latency.* can be of a part of the run",
    });
  }
  const moment = (): string => {
    const word = tokens.word("the name of a mark or a step");
    tokens.name("moment", word);
    return word.text;
  };
  const window: { from?: string; to?: string } = {};
  if (token.text !== "before") window.from = moment();
  if (token.text === "between") tokens.expect("and");
  if (token.text !== "after") window.to = moment();
  tokens.end();
  return { window };
}

function hintOfComparison({ text }: Token): Pick<ThresholdFault, "hint"> {
  if (text === "=") return { hint: "write ==" };
  if (["of", "after", "before", "between"].includes(text)) return { hint: "of whom and when is said after the limit" };
  return {};
}

/** What was probably meant by a word after all that a threshold may have there. */
function hintOfTail({ text }: Token): Pick<ThresholdFault, "hint"> {
  if (text === "of") return { hint: "which devices is said before when" };
  if (["for", "over", "abort", "within"].includes(text)) {
    return { hint: `${text} is a key beside that: { that: "...", ${text}: ${text === "abort" ? "true" : "30s"} }` };
  }
  return {};
}

interface Token {
  readonly type: "name" | "limit" | "quoted" | "sign" | "end";
  readonly text: string;
  readonly from: number;
}

/** Numbers before names: `500ms` is a limit. A step may start with a digit, but then it is no number with a unit. */
const wordForm = /[A-Za-z0-9][\w.-]*/y;
const quotedForm = /"[^"]*"/y;
const forms = [
  ["limit", /(?:\d+(?:\.\d+)?(?:ms|[dhms%])?)+(?![\w-])/y],
  ["name", /[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*)*/y],
  ["quoted", quotedForm],
  ["sign", /[<>=!]=|[<>=()]/y],
] as const;

class Tokens {
  /** The words that name something of the scenario, as they came. */
  readonly naming: NamingWord[] = [];
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
    const from = this.#start();
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

  /** Takes the next token if it is this one. */
  skip(text: string): boolean {
    const from = this.#at;
    if (this.take().text === text) return true;
    this.#at = from;
    return false;
  }

  /** A name as people give them: other than in the language's own words there may be digits and dots anywhere. */
  word(expected: string): Word {
    const from = this.#start();
    for (const form of [wordForm, quotedForm]) {
      form.lastIndex = from;
      const written = form.exec(this.#text)?.[0];
      if (written === undefined) continue;
      this.#at = from + written.length;
      const text = form === quotedForm ? written.slice(1, -1) : written;
      return { text, token: { type: "name", text: written, from } };
    }
    throw misread(this.take(), expected);
  }

  name(names: NamingWord["names"], { text, token }: Word, label?: string): void {
    const to = token.from + token.text.length;
    this.naming.push({ names, text, ...(label === undefined ? {} : { label }), from: token.from, to });
  }

  end(): void {
    const token = this.take();
    if (token.type !== "end") throw misread(token, "the end", hintOfTail(token));
  }

  #start(): number {
    while (this.#text[this.#at] === " ") this.#at++;
    return this.#at;
  }
}

interface Word {
  readonly text: string;
  /** As written. */
  readonly token: Token;
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
