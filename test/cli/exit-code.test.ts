import { describe, expect, test } from "vitest";
import { exitCodeOfError, exitCodeOfRun } from "../../src/cli/exit-code.ts";
import type { Summary } from "../../src/fleet/run-events.ts";
import type { ErrorCode } from "../../src/kernel/errors.ts";

function summary(verdict: Summary["verdict"], peakConnected = 3): Summary {
  return { verdict, devices: { peakConnected }, connections: { attempts: 3 } } as Summary;
}

describe("the exit code", () => {
  test.each([
    ["pass", 0],
    ["fail", 10],
    ["invalid", 11],
  ] as const)("of a run that ended with %s is %i", (verdict, code) => {
    expect(exitCodeOfRun(summary(verdict), false)).toBe(code);
  });

  test("of a run in which no device was ever accepted is 4, whatever else it missed", () => {
    expect(exitCodeOfRun(summary("fail", 0), false)).toBe(4);
  });

  test("of a run that nobody tried to connect in is that of its verdict", () => {
    const idle = { ...summary("pass", 0), connections: { attempts: 0 } } as Summary;
    expect(exitCodeOfRun(idle, false)).toBe(0);
  });

  test("of a run that was interrupted is 130, whatever came of it", () => {
    for (const verdict of ["pass", "fail", "invalid"] as const)
      expect(exitCodeOfRun(summary(verdict, 0), true)).toBe(130);
  });

  test.each<[ErrorCode, number]>([
    ["usage", 2],
    ["file", 2],
    ["scenario", 3],
    ["kind", 3],
    ["unreachable", 4],
    ["interrupted", 130],
    ["timeout", 1],
    ["internal", 1],
  ])("of an error of code %s is %i", (code, exit) => {
    expect(exitCodeOfError(code)).toBe(exit);
  });
});
