import { describe, expect, test } from "vitest";
import { checkCloseCode, fitReason } from "../../../src/wire/transport/close-frame.ts";

describe("the reason of a close frame", () => {
  test("is left alone while it fits", () => {
    for (const reason of ["", "short", "x".repeat(123), "ü".repeat(61)]) expect(fitReason(reason)).toBe(reason);
  });

  test("is cut between characters, never within one", () => {
    expect(fitReason("x".repeat(124))).toBe("x".repeat(123));
    expect(fitReason("ü".repeat(62))).toBe("ü".repeat(61));
    expect(fitReason(`x${"🔒".repeat(31)}`)).toBe(`x${"🔒".repeat(30)}`);
  });
});

describe("a close code", () => {
  test("that RFC 6455 lets an endpoint send is accepted", () => {
    for (const code of [1000, 1001, 1003, 1007, 1014, 3000, 4000, 4999])
      expect(() => checkCloseCode(code)).not.toThrow();
  });

  test("that it reserves is a fault of ours", () => {
    for (const code of [-1, 0, 999, 1004, 1005, 1006, 1015, 2000, 2999, 5000]) {
      expect(() => checkCloseCode(code)).toThrow(`found ${code}`);
    }
  });
});
