import { describe, expect, test } from "vitest";
import { failureOf, violationOf } from "../../../src/wire/transport/ws-failure.ts";

const withCode = (code: string, message: string): Error => Object.assign(new Error(message), { code });

describe("what kept a connection from opening", () => {
  test("keeps the codes of the system and of TLS", () => {
    for (const code of ["ECONNREFUSED", "ETIMEDOUT", "ENOTFOUND", "DEPTH_ZERO_SELF_SIGNED_CERT"]) {
      expect(failureOf(withCode(code, "text"))).toEqual({ type: "failed", reason: code, message: "text" });
    }
  });

  test("has the code for a text when there is none, as when several addresses were tried", () => {
    const several = Object.assign(new AggregateError([]), { code: "ECONNREFUSED" });
    expect(failureOf(several)).toEqual({ type: "failed", reason: "ECONNREFUSED", message: "ECONNREFUSED" });
  });

  test("finds the name of a TLS alert in the text of EPROTO", () => {
    const text =
      "write EPROTO 00AA:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:ssl/rec.c:1605:SSL alert number 70\n";
    expect(failureOf(withCode("EPROTO", text))).toMatchObject({ reason: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" });
    expect(failureOf(withCode("EPROTO", "write EPROTO"))).toMatchObject({ reason: "EPROTO" });
  });

  test("is UNKNOWN for what nobody foresaw", () => {
    expect(failureOf("a text")).toEqual({ type: "failed", reason: "UNKNOWN", message: "a text" });
    expect(failureOf(Object.assign(new Error("odd"), { code: 7 }))).toMatchObject({ reason: "UNKNOWN" });
  });
});

describe("a frame that broke the rules", () => {
  test.each([
    ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
    ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", 1009],
    ["WS_ERR_INVALID_UTF8", 1007],
    ["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
    ["Z_DATA_ERROR", 1007],
    ["WS_ERR_INVALID_OPCODE", 1002],
    ["", 1002],
  ])("%s closes with %i", (code, expected) => {
    expect(violationOf(withCode(code, "why"))).toEqual({ code: expected, reason: "why" });
  });
});
