import { describe, expect, test } from "vitest";
import { answerMessage, readFrames, readMessage, requestText } from "../../src/server/json-rpc.ts";

describe("reading", () => {
  test("a message with method and id is a request, whatever the id", () => {
    for (const id of [0, 1, -7, "", "c-9", null]) {
      expect(readMessage({ jsonrpc: "2.0", id, method: "a.b", params: { x: 1 } })).toEqual({
        type: "request",
        id,
        method: "a.b",
        params: { x: 1 },
      });
    }
  });

  test("without an id it is a notification, and params may be left out or null", () => {
    for (const message of [
      { jsonrpc: "2.0", method: "a.b" },
      { jsonrpc: "2.0", method: "a.b", params: null },
    ]) {
      expect(readMessage(message)).toEqual({ type: "notification", method: "a.b", params: {} });
    }
  });

  test("params that are a list or a scalar are a misfit, answered only when asked", () => {
    for (const params of [[1], 1, "x", true]) {
      expect(readMessage({ jsonrpc: "2.0", id: 4, method: "a.b", params })).toMatchObject({
        type: "misfit",
        id: 4,
        error: { code: -32602 },
      });
      expect(readMessage({ jsonrpc: "2.0", method: "a.b", params })).not.toHaveProperty("id");
    }
  });

  test("an answer has a result, null included, or an error", () => {
    expect(readMessage({ jsonrpc: "2.0", id: "c-1", result: null })).toEqual({
      type: "answer",
      id: "c-1",
      answer: { ok: true, result: null },
    });
    expect(
      readMessage({ jsonrpc: "2.0", id: "c-1", error: { code: -32010, message: "jammed", data: { a: 1 } } }),
    ).toEqual({
      type: "answer",
      id: "c-1",
      answer: { ok: false, error: { code: -32010, message: "jammed", data: { a: 1 } } },
    });
  });

  test("an error that is no JSON-RPC error is still an error", () => {
    for (const error of ["jammed", 5, { message: "no code" }, { code: 1.5, message: "" }]) {
      expect(readMessage({ jsonrpc: "2.0", id: "c-1", error })).toMatchObject({
        type: "answer",
        answer: { ok: false },
      });
    }
  });

  test("what is not JSON is a parse error with the id null", () => {
    for (const text of ["", "{", "nonsense", '{"jsonrpc":"2.0"', "[1,"]) {
      expect(readFrames(text)).toMatchObject({ type: "malformed", id: null, error: { code: -32700 } });
    }
  });

  test("JSON that is no JSON-RPC is an invalid request, with its id where it has one", () => {
    for (const message of [1, "x", null, true, {}, { id: 1 }, { jsonrpc: "1.0", method: "a" }, { method: "a" }]) {
      expect(readMessage(message)).toMatchObject({ type: "malformed", error: { code: -32600 } });
    }
    expect(readMessage({ id: 9, method: "a" })).toMatchObject({ type: "malformed", id: 9 });
  });

  test("an id that JSON-RPC does not know, or that is too long to keep, is no id", () => {
    for (const id of [1.5, {}, [], true, "x".repeat(129), 2 ** 53]) {
      expect(readMessage({ jsonrpc: "2.0", id, method: "a" })).toMatchObject({ type: "malformed", id: null });
    }
  });

  test("a list is a batch, read by whoever asked for it", () => {
    expect(readFrames('[1,{"jsonrpc":"2.0","method":"a"}]')).toEqual([1, { jsonrpc: "2.0", method: "a" }]);
  });
});

describe("writing", () => {
  test("a request reads as in the documentation", () => {
    expect(requestText("d-6", "state.desired", { version: 6, patch: { autoRelockTime: 60 } })).toBe(
      '{"jsonrpc":"2.0","id":"d-6","method":"state.desired","params":{"version":6,"patch":{"autoRelockTime":60}}}',
    );
  });

  test("an answer has either result or error", () => {
    expect(answerMessage(1, { ok: true, result: {} })).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
    expect(answerMessage(null, { ok: false, error: { code: -32700, message: "no" } })).toEqual({
      jsonrpc: "2.0",
      id: null,
      error: { code: -32700, message: "no" },
    });
  });
});
