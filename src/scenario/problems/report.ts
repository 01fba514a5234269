/** Where checks put what they find. */
import { foundText } from "./found.ts";
import type { Focus, LocatedValue } from "../source/located-value.ts";
import { inTextOrder, type Problem } from "./problem.ts";
import { secretPartsOf } from "../texts/secrets.ts";
import { isWithin, pathText, valueAt, type ValuePath } from "../source/value-path.ts";
import type { WorkedOutTexts } from "../texts/work-out-texts.ts";

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
  #workedOut: WorkedOutTexts | undefined;

  constructor(source: LocatedValue) {
    this.#source = source;
    this.#problems = [...source.problems];
  }

  get problems(): Problem[] {
    return inTextOrder(this.#problems, this.#source.files);
  }

  get warnings(): Problem[] {
    return inTextOrder(this.#warnings, this.#source.files);
  }

  /** What became of the texts with expressions: from here on, checks are about that. */
  workedOut(texts: WorkedOutTexts): void {
    this.#workedOut = texts;
    this.#faulty.push(...texts.faulty);
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
    const isGuesswork = problem.line >= (brokenFrom.get(problem.file) ?? Number.POSITIVE_INFINITY);
    if (isGuesswork || (brokenFrom.size > 0 && remark.missing === true)) return;
    this.#problems.push(problem);
  }

  warning(path: ValuePath, message: string, remark: Remark = {}): void {
    this.#warnings.push(this.#at(path, message, remark));
  }

  /** Whether something at `path` or below it is known to be wrong. */
  isFaulty(path: ValuePath): boolean {
    return this.#faulty.some((fault) => isWithin(fault, path));
  }

  /** The keys of the mapping at `path` that something is wrong with, or with what is below them. */
  faultyKeys(path: ValuePath): readonly string[] {
    return this.#faulty
      .filter((fault) => fault.length > path.length && isWithin(fault, path))
      .map((fault) => String(fault[path.length]));
  }

  /** Whether the value at `path` was given on the command line instead of the scenario. */
  isOverridden(path: ValuePath): boolean {
    return this.#source.locate(path).file.startsWith("--");
  }

  /** What stands at `path`, for messages: as written, short, without credentials. */
  found(path: ValuePath): string {
    const written = this.#valueAt(path);
    const shown = foundText(path, written, this.#source.writtenAt(path));
    if (this.#standsAsWritten(path) || this.#isSecret(path)) return shown;
    const value = foundText(path, valueAt(this.#workedOut?.value, path), undefined);
    // What stands within a value that an expression made stands in no text.
    return written === undefined ? value : `${shown}, which is ${value}`;
  }

  /** What stands at `path`, and its very characters; `undefined` for credentials, and for what expressions made. */
  written(path: ValuePath): { readonly value: unknown; readonly text: string } | undefined {
    if (!this.#standsAsWritten(path)) return undefined;
    const value = this.#valueAt(path);
    // A mapping has no characters of its own, and may have a key called toString.
    const text = this.#source.writtenAt(path) ?? (typeof value === "object" ? "" : String(value));
    return secretPartsOf(path, text).length > 0 ? undefined : { value, text };
  }

  /** Whether nothing of what stands at `path` came from the environment. */
  mayBeShown(path: ValuePath): boolean {
    return !this.#isSecret(path);
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

  /** Whether these characters of the text are those that a check has seen, and not what an expression made of them. */
  #standsAsRead(path: ValuePath, within: Focus["within"]): boolean {
    const written = this.#valueAt(path);
    if (typeof written !== "string" || within === undefined) return false;
    if (this.#standsAsWritten(path)) return true;
    const seen = valueAt(this.#workedOut?.value, path);
    return typeof seen === "string" && written.slice(0, within[1]) === seen.slice(0, within[1]);
  }

  #standsAsWritten(path: ValuePath): boolean {
    if (this.#workedOut === undefined) return true;
    const seen = valueAt(this.#workedOut.value, path);
    return (typeof seen === "object" && seen !== null) || Object.is(seen, this.#valueAt(path));
  }

  /** Whether something of the environment went into the value. */
  #isSecret(path: ValuePath): boolean {
    return this.#workedOut?.secret.some((place) => isWithin(path, place)) === true;
  }
}
