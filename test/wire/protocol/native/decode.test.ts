import { describe, expect, test } from "vitest";
import { decode } from "../../../../src/wire/protocol/native/decode.ts";

describe("decode", () => {
  test.each([
    ['{"jsonrpc":"2.0","id":1,"method":"m"}', { type: "request", id: 1, method: "m", params: undefined }],
    ['{"jsonrpc":"2.0","id":0,"method":"m","params":[]}', { type: "request", id: 0, method: "m", params: [] }],
    ['{"jsonrpc":"2.0","id":null,"method":"m"}', { type: "request", id: null, method: "m", params: undefined }],
    ['{"method":"m","jsonrpc":"2.0","params":{"a":1}}', { type: "notification", method: "m", params: { a: 1 } }],
    ['{"jsonrpc":"2.0","id":"x","result":null}', { type: "result", id: "x", result: null }],
    ['{"jsonrpc":"2.0","id":2,"result":7,"error":null}', { type: "result", id: 2, result: 7 }],
    [
      '{"jsonrpc":"2.0","id":2,"result":null,"error":{"code":-32000,"message":"no","data":1}}',
      { type: "error", id: 2, error: { code: -32000, message: "no", data: 1 } },
    ],
    [
      '{"jsonrpc":"2.0","id":null,"error":"nonsense"}',
      { type: "error", id: null, error: { code: -32603, message: "", data: undefined } },
    ],
    [' \n{"jsonrpc":"2.0","id":1,"method":"m"}\n', { type: "request", id: 1, method: "m", params: undefined }],
  ])("%s", (text, message) => {
    expect(decode(text)).toEqual(message);
  });

  test.each([
    ["", -32700, null, "stray"],
    ["hello", -32700, null, "stray"],
    ['{"jsonrpc":"2.0","id":1,"method":"m"', -32700, null, "stray"],
    ['{"jsonrpc":"2.0","id":1,"method":"m"}{}', -32700, null, "stray"],
    ["\ufeff{}", -32700, null, "stray"],
    ["null", -32600, null, "stray"],
    ["17", -32600, null, "stray"],
    ['"text"', -32600, null, "stray"],
    ["{}", -32600, null, "stray"],
    ["[]", -32600, null, "stray"],
    ['{"type":"welcome"}', -32600, null, "stray"],
    ['{"id":3,"type":"command","name":"lock"}', -32600, 3, "stray"],
    ['{"id":3,"method":"m"}', -32600, 3, "request"],
    ['{"jsonrpc":2.0,"id":3,"method":"m"}', -32600, 3, "request"],
    ['{"jsonrpc":"1.0","id":"x","method":"m"}', -32600, "x", "request"],
    ['{"jsonrpc":"2.0","method":1,"params":"bar"}', -32600, null, "stray"],
    ['{"jsonrpc":"2.0","id":4,"method":1}', -32600, 4, "request"],
    ['{"jsonrpc":"2.0","id":4}', -32600, 4, "stray"],
    ['{"jsonrpc":"2.0","id":true,"method":"m"}', -32600, null, "stray"],
    ['{"jsonrpc":"2.0","id":[1],"method":"m"}', -32600, null, "stray"],
    ['{"jsonrpc":"2.0","id":{"a":1},"method":"m"}', -32600, null, "stray"],
    ['{"jsonrpc":"2.0","id":1e400,"method":"m"}', -32600, null, "stray"],
    ['{"jsonrpc":"2.0","id":9007199254740993,"method":"m"}', -32600, null, "stray"],
    [`{"jsonrpc":"2.0","id":"${"x".repeat(129)}","method":"m"}`, -32600, null, "stray"],
    ['{"error":"bad"}', -32600, null, "response"],
    ['{"id":1,"result":{}}', -32600, 1, "response"],
    ['{"jsonrpc":"2.0","result":{}}', -32600, null, "response"],
    ['{"jsonrpc":"2.0","id":1,"method":"m","result":{}}', -32600, 1, "response"],
  ])("%j is malformed", (text, code, id, kind) => {
    expect(decode(text)).toMatchObject({ type: "malformed", code, id, kind });
  });

  test("a batch is its entries, each on its own", () => {
    expect(decode('[{"jsonrpc":"2.0","id":1,"method":"m"},[],{"jsonrpc":"2.0","id":2,"result":1}]')).toMatchObject({
      type: "batch",
      entries: [{ type: "request" }, { type: "malformed", kind: "stray" }, { type: "result" }],
    });
  });

  test("64 levels of nesting are taken, 65 are not", () => {
    const nested = (levels: number): string =>
      `{"jsonrpc":"2.0","id":1,"method":"m","params":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    expect(decode(nested(64))).toMatchObject({ type: "request" });
    expect(decode(nested(65))).toMatchObject({ type: "malformed", code: -32600 });
  });

  test("brackets within texts are no nesting", () => {
    const text = `\\"${"[{".repeat(200)}\\\\`;
    expect(decode(`{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":"${text}"}}`)).toMatchObject({ type: "request" });
  });

  test.each(["[", '{"a":', "[{", '[[],"'])("%j repeated 10,000 times is refused without a crash", (part) => {
    expect(decode(part.repeat(10_000))).toMatchObject({ type: "malformed", id: null });
  });

  test.each(["__proto__", "\\u005f_proto__", "__pr\\u006Fto__"])(
    "a member %s is as if it were not there, at any depth",
    (name) => {
      const message = decode(
        `{"${name}":{"jsonrpc":"2.0"},"jsonrpc":"2.0","id":1,"method":"m","params":{"${name}":{"admin":true},"a":{"${name}":1,"b":2}}}`,
      );
      expect(message).toMatchObject({ type: "request", params: { a: { b: 2 } } });
      const { params } = message as { params: { a: object } };
      expect(Reflect.ownKeys(params)).toEqual(["a"]);
      expect(Reflect.ownKeys(params.a)).toEqual(["b"]);
      expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
      expect("admin" in {}).toBe(false);
    },
  );

  test("quotes foreign text briefly and printably", () => {
    const { detail } = decode(`\u0000\u001b[31m${"x".repeat(1_000)}`) as { detail: string };
    expect(detail.length).toBeLessThan(120);
    // eslint-disable-next-line no-control-regex -- that is the point
    expect(detail).not.toMatch(/[\u0000-\u001f]/);
  });
});
