/** The one place that says what the process returns. */
import type { Summary, Verdict } from "../fleet/run-events.ts";
import type { ErrorCode } from "../kernel/errors.ts";

export const exitCodes = {
  pass: 0,
  unexpected: 1,
  usage: 2,
  scenario: 3,
  unreachable: 4,
  failed: 10,
  invalid: 11,
  interrupted: 130,
} as const;

/** For the help. */
export const exitCodesText: string = [
  "Exit codes:",
  "  0    pass",
  "  1    unexpected error",
  "  2    wrong usage: the command line, or a file it names",
  "  3    invalid scenario",
  "  4    target never reachable: no device was ever accepted",
  "  10   fail: an expectation was not met, a device died of a fault in its kind, or a script failed",
  "  11   invalid: this machine was too slow, the figures say nothing about the server",
  "  130  interrupted, after goodbyes",
].join("\n");

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOfError(code: ErrorCode): ExitCode {
  switch (code) {
    case "usage":
    case "file":
      return exitCodes.usage;
    case "scenario":
    case "kind":
    case "expression":
      return exitCodes.scenario;
    case "unreachable":
      return exitCodes.unreachable;
    case "interrupted":
      return exitCodes.interrupted;
    case "timeout":
    case "internal":
      return exitCodes.unexpected;
  }
}

/** @param signalled whether the user ended the run. */
export function exitCodeOfRun(summary: Summary, signalled: boolean): ExitCode {
  if (signalled) return exitCodes.interrupted;
  if (summary.devices.peakConnected === 0 && summary.connections.attempts > 0) return exitCodes.unreachable;
  return exitCodeOfVerdict(summary.verdict);
}

export function exitCodeOfVerdict(verdict: Verdict): ExitCode {
  switch (verdict) {
    case "pass":
      return exitCodes.pass;
    case "fail":
      return exitCodes.failed;
    case "invalid":
      return exitCodes.invalid;
  }
}
