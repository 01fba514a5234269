import { describe, expect, test } from "vitest";
import { UpgradeAnswerReader } from "../../../src/wire/transport/upgrade-answer.ts";

const read = (text: string): unknown => new UpgradeAnswerReader().read(Buffer.from(text, "latin1"));
const ok = "HTTP/1.1 101 Switching Protocols\r\n";
const notHttp = { type: "failed", reason: "BAD_HTTP" };

describe("the head of an answer", () => {
  test("is its status, and its headers by name in lower case", () => {
    expect(read(`${ok}Upgrade: websocket\r\nX-Empty:\r\nX-Padded: \t a b \t\r\nX-High: gr\xfcn\r\n\r\n`)).toEqual({
      type: "answer",
      status: 101,
      headers: { upgrade: "websocket", "x-empty": "", "x-padded": "a b", "x-high": "gr\xfcn" },
    });
  });

  test("may do without a reason, and be of another version", () => {
    for (const line of ["HTTP/1.1 403", "HTTP/1.1 403 ", "HTTP/1.0 403 Forbidden"]) {
      expect(read(`${line}\r\n\r\n`)).toEqual({ type: "answer", status: 403, headers: {} });
    }
  });

  test("has all values of a header that comes twice, or the first one where only one makes sense", () => {
    const head =
      "HTTP/1.1 503 No\r\nRetry-After: 1\r\nX-A: 1\r\nretry-after: 2\r\nx-a: 2\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n";
    expect(read(`${head}Location: /a\r\nLocation: /b\r\n\r\n`)).toMatchObject({
      headers: { "retry-after": "1", "x-a": "1, 2", "set-cookie": "a,b", location: "/a" },
    });
  });

  test("may name headers as an object names its own members", () => {
    const answer = read(`${ok}__proto__: x\r\nconstructor: a\r\nConstructor: b\r\ntoString: c\r\n\r\n`);
    expect(answer).toMatchObject({ headers: { constructor: "a, b", tostring: "c" } });
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test("follows on any number of interim answers, which are passed over", () => {
    const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    expect(read(`${interim}${ok}\r\n`)).toMatchObject({ status: 101 });
    expect(read(interim)).toBeUndefined();
  });

  test.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["the first byte of another protocol", "S"],
    ["another beginning", "HTTPX/1.1 101 a\r\n\r\n"],
    ["a status of four digits", "HTTP/1.1 1010 a\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 10 a\r\n\r\n"],
    ["two spaces before the status", "HTTP/1.1  101 a\r\n\r\n"],
    ["line feeds alone", `${ok.replace("\r\n", "\n")}X: y\n\n`],
    ["a line feed alone within a head", `${ok}X: y\nZ: z\r\n\r\n`],
    ["a carriage return alone", `${ok}X: y\rZ: z\r\n\r\n`],
    ["a line without a colon", `${ok}nonsense\r\n\r\n`],
    ["a header without a name", `${ok}: x\r\n\r\n`],
    ["a space in a name", `${ok}Bad Name: x\r\n\r\n`],
    ["a space before the colon", `${ok}Upgrade : websocket\r\n\r\n`],
    ["a folded line", `${ok}Upgrade:\r\n websocket\r\n\r\n`],
    ["a control character", `${ok}X: a\x01b\r\n\r\n`],
    ["a zero", `${ok}X: a\0b\r\n\r\n`],
    ["more than 16 KiB", `${ok}X: ${"x".repeat(16_384)}\r\n\r\n`],
    ["more than 16 KiB, and no end", `${ok}X: ${"x".repeat(16_384)}`],
  ])("is not HTTP with %s", (_what, text) => {
    expect(read(text)).toMatchObject(notHttp);
  });

  test("may have just under 16 KiB", () => {
    expect(read(`${ok}X: ${"x".repeat(16_000)}\r\n\r\n`)).toMatchObject({ status: 101 });
  });

  test("does not tell what it found where a fault is", () => {
    expect(JSON.stringify(read(`${ok}Set-Cookie: secret\x01\r\n\r\n`))).not.toContain("secret");
  });
});
