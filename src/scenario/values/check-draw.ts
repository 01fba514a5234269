/**
 * Numbers and lengths of time that may be drawn: files that can be read, draws that stay within what is asked for.
 *
 * Draws that end somewhere (`uniform`, `choice`, values of a file) must not leave the range. Those that never end are held within
 * it when they are drawn, and must only have their middle there: otherwise they would say something else than they do.
 */
import { bounds, type Distribution, quantile } from "../../kernel/distribution.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { type Duration, formatDuration } from "../../kernel/time.ts";
import { distributionOf, buildLength } from "./build-draw.ts";
import { faultText } from "./csv-table.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import { readSamples, type SampleKind } from "./sample-file.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { DrawInput } from "../scenario-input.ts";
import type { ValuePath } from "../source/value-path.ts";

/** What draws shall be: from `low` to `high`, both included. */
export interface DrawnRange {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly whole?: boolean | undefined;
  /** How the sentence "expected ..." goes on. */
  readonly expected: string;
}

/**
 * Checks what stands at `path`, and says what it means when that is clear; of lengths of time, in milliseconds.
 *
 * @param range absent: anything goes
 */
export function checkDraw(
  written: number | string | Draft<DrawInput<number | string>> | undefined,
  path: ValuePath,
  kind: SampleKind,
  files: ScenarioFiles | undefined,
  report: Report,
  range?: DrawnRange,
): Distribution | undefined {
  if (written === undefined || report.isFaulty(path)) return undefined;
  if (typeof written === "object" && !checkFile(written, path, kind, files, report)) return undefined;
  const meant = meaningOf(written as Parameters<typeof meaningOf>[0], kind, files);
  if (range !== undefined) checkRange(meant, path, kind, range, report);
  return meant;
}

function meaningOf(
  written: number | string | DrawInput<number | string>,
  kind: SampleKind,
  files: ScenarioFiles | undefined,
): Distribution {
  if (kind === "number") return distributionOf(written as DrawInput<number>, files);
  const length = buildLength(written as DrawInput<string>, files, kind);
  return typeof length === "number" ? length : length.draw;
}

function checkFile(
  { from, column, unit }: Draft<DrawInput<number | string>>,
  path: ValuePath,
  kind: SampleKind,
  files: ScenarioFiles | undefined,
  report: Report,
): boolean {
  if (from === undefined) {
    const lost = column === undefined ? (unit === undefined ? undefined : "unit") : "column";
    if (lost === undefined) return true;
    const hint = `{ from: ./file.csv, ${lost}: ... }`;
    report.problem([...path, lost], "expected the file it is about beside it, found no from", { key: true, hint });
    return false;
  }
  const text = readText(from, [...path, "from"], files, report);
  if (text === undefined) return false;
  const reading = readSamples(text, kind, { column, unit });
  if (reading.ok) return true;
  const about = reading.about === "column" && column !== undefined ? "column" : "from";
  for (const fault of reading.faults) {
    report.problem([...path, about], faultText(from, fault), { hint: fault.hint });
  }
  return false;
}

/** The text of a file that a scenario names; what is wrong with the file is wrong with the scenario. */
export function readText(
  file: string,
  path: ValuePath,
  files: ScenarioFiles | undefined,
  report: Report,
): string | undefined {
  if (files === undefined) {
    report.problem(path, "expected no file, as nobody reads files here, found one");
    return undefined;
  }
  try {
    return files.read(file);
  } catch (thrown) {
    if (!(thrown instanceof FlotillaError)) throw thrown;
    report.problem(path, thrown.message, { hint: thrown.hint });
    return undefined;
  }
}

function checkRange(
  distribution: Distribution,
  path: ValuePath,
  kind: SampleKind,
  { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY, whole, expected }: DrawnRange,
  report: Report,
): void {
  const fits = (value: number): boolean => value >= low && value <= high;
  if (typeof distribution === "number") {
    if (!fits(distribution)) report.expected(path, expected);
    return;
  }
  const shown = (value: number): string =>
    kind === "number" ? String(Number(value.toPrecision(6))) : formatDuration(value as Duration);
  const ends = Object.values(bounds(distribution));
  const middle = quantile(distribution, 0.5);
  const beyond = ends.every(Number.isFinite) ? ends.find((end) => !fits(end)) : undefined;
  const broken =
    whole === true && "choice" in distribution
      ? distribution.choice.find(([value]) => !Number.isInteger(value))?.[0]
      : undefined;
  if (beyond !== undefined)
    report.problem(path, `expected ${expected} in every draw, found ${shown(beyond)} among them`);
  else if (!fits(middle)) report.problem(path, `expected ${expected}, found draws around ${shown(middle)}`);
  else if (broken !== undefined)
    report.problem(path, `expected ${expected} in every draw, found ${shown(broken)} among them`);
}
