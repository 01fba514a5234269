import { describe, expect, test } from "vitest";
import { verdictOfClose } from "../../../../src/wire/protocol/native/close-codes.ts";

describe("a close code", () => {
  test.each([1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 4029, 3000, 4999])(
    "%i lets the device come back",
    (code) => {
      expect(verdictOfClose(code, "")).toEqual({ act: "reconnect" });
    },
  );

  test.each([
    [1008, "against the server's policy (close code 1008)"],
    [4001, "unauthorized (close code 4001)"],
    [4003, "forbidden (close code 4003)"],
    [4004, "unknown device (close code 4004)"],
    [4009, "replaced by a newer connection of the same device (close code 4009)"],
  ])("%i stops it", (code, why) => {
    expect(verdictOfClose(code, "")).toEqual({ act: "stop", why });
  });

  test("keeps the server's reason in the explanation", () => {
    expect(verdictOfClose(4003, "not your house")).toEqual({
      act: "stop",
      why: "forbidden (close code 4003, not your house)",
    });
  });

  test.each([
    [1013, "retry=5000", 5_000],
    [1012, "deploying, retry=250 or so", 250],
    [4029, "retry=0", 0],
    [1008, "slow down: retry=1000", 1_000],
    [1001, "retry=99999999999999999999999999", 3_600_000],
  ])("%i with the reason %j sets the least wait", (code, reason, after) => {
    expect(verdictOfClose(code, reason)).toEqual({ act: "reconnect", after });
  });

  test.each(["retry=soon", "retry=-5", "noretry=5", "retry 5"])("with the reason %j sets none", (reason) => {
    expect(verdictOfClose(1013, reason)).toEqual({ act: "reconnect" });
  });

  test("4009 stops the device even if it may retry: the other connection is alive", () => {
    expect(verdictOfClose(4009, "retry=5000")).toMatchObject({ act: "stop" });
  });
});
