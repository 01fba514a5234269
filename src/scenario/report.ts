/** Where checks put what they find. */
import { foundText } from "./found.ts";
import type { Focus, LocatedValue } from "./located-value.ts";
import { inTextOrder, type Problem } from "./problem.ts";
import { secretPartsOf } from "./secrets.ts";
import { isWithin, pathText, valueAt, type ValuePath } from "./value-path.ts";

export interface Remark extends Focus {
  readonly hint?: string | undefined;
  /** The problem is that nothing stands there. */
  readonly missing?: boolean | undefined;
}

export class Report {
  readonly #source: LocatedValue;
  readonly #problems: Problem[];
  readonly #warnings: Problem[] = [];
  /** Places that are wrong already: what else is wrong there would only follow from it. */
  readonly #faulty: ValuePath[] = [];

  constructor(source: LocatedValue) {
    this.#source = source;
    this.#problems = [...source.problems];
  }

  get problems(): Problem[] {
    return inTextOrder(this.#problems);
  }

  get warnings(): Problem[] {
    return inTextOrder(this.#warnings);
  }

  /** @param expected how the sentence "expected ..., found ..." goes on; what was found is added. */
  expected(path: ValuePath, expected: string, remark: Remark = {}): void {
    this.problem(path, `expected ${expected}, found ${this.found(path)}`, remark);
  }

  problem(path: ValuePath, message: string, remark: Remark = {}): void {
    const known = this.#isKnown(path) || (remark.missing === true && this.#isKnown([...path.slice(0, -1), "<<"]));
    this.#faulty.push(path);
    if (known || this.#problems.some((other) => other.path === pathText(path) && other.message === message)) return;
    const problem = this.#at(path, message, remark);
    // After a slip of syntax the data is guesswork; before it, what stands there can be judged, what is missing cannot.
    const { brokenFrom } = this.#source;
    if (brokenFrom !== undefined && (remark.missing === true || problem.line >= brokenFrom)) return;
    this.#problems.push(problem);
  }

  warning(path: ValuePath, message: string, remark: Remark = {}): void {
    this.#warnings.push(this.#at(path, message, remark));
  }

  /** Whether something at `path` or below it is known to be wrong. */
  isFaulty(path: ValuePath): boolean {
    return this.#faulty.some((fault) => isWithin(fault, path));
  }

  /** Whether the value at `path` was given on the command line instead of the scenario. */
  isOverridden(path: ValuePath): boolean {
    return this.#source.locate(path).file.startsWith("--");
  }

  /** What stands at `path`, for messages: as written, short, without credentials. */
  found(path: ValuePath): string {
    return foundText(path, this.#valueAt(path), this.#source.writtenAt(path));
  }

  /** What stands at `path` before the environment came in, and its very characters; `undefined` for credentials. */
  written(path: ValuePath): { readonly value: unknown; readonly text: string } | undefined {
    const value = this.#valueAt(path);
    // A mapping has no characters of its own, and may have a key called toString.
    const text = this.#source.writtenAt(path) ?? (typeof value === "object" ? "" : String(value));
    return secretPartsOf(path, text).length > 0 ? undefined : { value, text };
  }

  /** Whether the data itself is wrong there. */
  #isKnown(path: ValuePath): boolean {
    return this.#source.problems.some((other) => other.path !== "" && other.path === pathText(path));
  }

  #valueAt(path: ValuePath): unknown {
    return valueAt(this.#source.value, path);
  }

  #at(path: ValuePath, message: string, { hint, key, within }: Remark): Problem {
    const location = this.#source.locate(path, { key, within: this.#standsAsRead(path, within) ? within : undefined });
    return { ...location, path: pathText(path), message, ...(hint === undefined ? {} : { hint }) };
  }

  /** Characters of a text that took something from the environment stand elsewhere than they were found. */
  #standsAsRead(path: ValuePath, within: Focus["within"]): boolean {
    const value = this.#valueAt(path);
    if (typeof value !== "string" || within === undefined) return false;
    return !value.includes("${") || value.startsWith("${", within[0]);
  }
}
