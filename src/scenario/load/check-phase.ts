/** One phase after the other: each is one thing, goes where the fleet can reach, and fits into its time. */
import { formatDuration, millis, parseDuration } from "../../kernel/time.ts";
import { linesOfWave } from "./build-load.ts";
import { checkDraw } from "../values/check-draw.ts";
import type { Draft } from "../draft.ts";
import type { Report } from "../problems/report.ts";
import type { ScenarioFiles } from "../source/scenario-files.ts";
import type { PhaseInput } from "../scenario-input.ts";
import { parseRate, parseShare } from "../values/share.ts";
import type { ValuePath } from "../source/value-path.ts";

export type DraftPhase = Draft<PhaseInput> | undefined;

export interface PhaseContext {
  /** Devices that the list is for. */
  readonly total: number | undefined;
  /** The fleet has another number of devices than its groups make: a number of them may be too many without being wrong. */
  readonly scaled: boolean;
  readonly files: ScenarioFiles | undefined;
  readonly report: Report;
}

/** So many straight lines a plan may have: each of them is looked at by every device. */
const mostLines = 20_000;

export function checkPhases(phases: readonly DraftPhase[], path: ValuePath, context: PhaseContext): void {
  let lines = 0;
  for (const [position, phase] of phases.entries()) {
    if (phase === undefined) continue;
    checkPhase(phase, [...path, position], context);
    const [period, length] = [parseDuration(phase.wave?.period ?? ""), parseDuration(phase.for ?? "")];
    if (period !== undefined && length !== undefined) lines += (length / period) * linesOfWave;
  }
  if (lines > mostLines && !context.report.isFaulty(path)) {
    const most = Math.floor(mostLines / linesOfWave);
    context.report.problem(path, `expected waves of at most ${most} periods in all, found ${lines / linesOfWave}`, {
      key: true,
    });
  }
}

const kinds = ["ramp", "hold", "step", "spike", "wave"] as const;
type PhaseKind = (typeof kinds)[number];

/** What may stand beside each of them. */
const companions: Readonly<Record<PhaseKind, readonly (keyof PhaseInput)[]>> = {
  ramp: ["over", "rate"],
  hold: ["churn"],
  step: [],
  spike: ["for", "over"],
  wave: ["for"],
};

function checkPhase(phase: Draft<PhaseInput>, path: ValuePath, context: PhaseContext): void {
  const { report } = context;
  const found = kinds.filter((kind) => phase[kind] !== undefined);
  const [kind] = found;
  if (found.length > 1) {
    const message = `expected one of ${kinds.join(", ")}, found ${found.join(" and ")}`;
    report.problem([...path, found[1]!], message, { key: true, hint: "make it two phases" });
    return;
  }
  if (kind === undefined) {
    if (!report.isFaulty(path)) report.problem(path, `expected one of ${kinds.join(", ")}, found none of them`);
    return;
  }
  checkCompanions(phase, kind, path, report);
  checkLevel(phase.ramp, [...path, "ramp"], context);
  checkLevel(phase.step, [...path, "step"], context);
  checkLevel(phase.spike, [...path, "spike"], context);
  if (kind === "ramp") checkRamp(phase, path, report);
  if (kind === "spike") checkSpike(phase, path, report);
  if (kind === "wave") checkWave(phase, path, context);
  if (phase.churn !== undefined) checkChurn(phase.churn, [...path, "churn"], context);
}

function checkCompanions(phase: Draft<PhaseInput>, kind: PhaseKind, path: ValuePath, report: Report): void {
  for (const key of ["over", "rate", "for", "churn"] as const) {
    if (phase[key] === undefined || companions[kind].includes(key)) continue;
    const owners = kinds.filter((other) => companions[other].includes(key));
    const hint =
      kind === "hold" && key !== "rate" ? "hold is a duration itself" : `"${key}" goes with ${owners.join(" or ")}`;
    const message = `expected no more than ${[kind, ...companions[kind]].join(", ")}, found "${key}"`;
    report.problem([...path, key], message, { key: true, hint });
  }
}

function checkRamp({ over, rate }: Draft<PhaseInput>, path: ValuePath, report: Report): void {
  if (over !== undefined && rate !== undefined) {
    report.problem([...path, "rate"], "expected over or rate, found both", {
      key: true,
      hint: "over is how long it takes, rate how many in a time",
    });
  } else if (over === undefined && rate === undefined) {
    if (report.isFaulty([...path, "over"]) || report.isFaulty([...path, "rate"])) return;
    report.problem([...path, "over"], "expected how long the ramp takes, such as over: 2m, found nothing", {
      hint: "or how many in a time: rate: 50/s",
    });
  } else if (rate !== undefined && parseRate(rate) === 0) {
    report.expected([...path, "rate"], "a rate above 0, as the ramp would never end");
  }
}

function checkSpike({ for: length, over }: Draft<PhaseInput>, path: ValuePath, report: Report): void {
  if (length === undefined) return checkLength(path, "spike", report);
  const [all, flank] = [parseDuration(length)!, parseDuration(over ?? "0s")!];
  if (2 * flank <= all) return;
  report.problem([...path, "over"], `expected flanks that fit twice into for: ${length}, found ${over}`, {
    hint: `at most over: ${formatDuration(millis(all / 2))}`,
  });
}

function checkWave({ wave, for: length }: Draft<PhaseInput>, path: ValuePath, context: PhaseContext): void {
  const { report } = context;
  checkLevel(wave?.from, [...path, "wave", "from"], context);
  checkLevel(wave?.to, [...path, "wave", "to"], context);
  if (wave?.from !== undefined && wave.from === wave.to) {
    report.problem(
      [...path, "wave", "to"],
      `expected another level than it begins with, found ${report.found([...path, "wave", "to"])}`,
      {
        hint: "{ hold: ... } keeps a level",
      },
    );
  }
  const period = parseDuration(wave?.period ?? "");
  if (period !== undefined && period < shortestPeriod) {
    report.expected([...path, "wave", "period"], "a period of at least 1s");
    return;
  }
  if (length === undefined) return checkLength(path, "wave", report);
  const all = parseDuration(length)!;
  if (period === undefined || Number.isInteger(all / period)) return;
  const [fewer, more] = [Math.floor(all / period), Math.ceil(all / period)].map((periods) => millis(periods * period));
  const hint =
    fewer === 0 ? `for: ${formatDuration(more!)}` : `for: ${formatDuration(fewer!)}, or ${formatDuration(more!)}`;
  report.problem([...path, "for"], `expected whole periods of ${wave!.period}, found ${length}`, { hint });
}

const shortestPeriod = 1_000;

function checkLength(path: ValuePath, kind: "spike" | "wave", report: Report): void {
  if (report.isFaulty([...path, "for"])) return;
  const example = kind === "spike" ? "1m" : "1h";
  report.problem(
    [...path, "for"],
    `expected how long the ${kind} takes in all, such as for: ${example}, found nothing`,
  );
}

function checkChurn(churn: Draft<PhaseInput["churn"]> & {}, path: ValuePath, { files, report }: PhaseContext): void {
  const share = churn.share === undefined ? undefined : parseShare(churn.share);
  if (share === 0 || (share !== undefined && share > 1))
    report.expected([...path, "share"], "a share above 0% and up to 100%");
  checkDraw(churn.away, [...path, "away"], "length", files, report, { low: 1, expected: "a duration above 0s" });
}

function checkLevel(
  level: string | number | undefined,
  path: ValuePath,
  { total, scaled, report }: PhaseContext,
): void {
  if (typeof level === "string" && parseShare(level)! > 1) {
    report.expected(path, "a share up to 100%", { hint: "for a larger fleet raise homes, count or devices" });
  }
  if (typeof level !== "number" || total === undefined || level <= total) return;
  const whose =
    path.length === 3 || (path.length === 4 && path[2] === "wave") ? "of the fleet" : `of ${String(path[1])}`;
  if (scaled) report.warning(path, `the fleet has only ${total} devices: the ramp goes to all of them`);
  else report.expected(path, `at most the ${total} devices ${whose}`);
}
