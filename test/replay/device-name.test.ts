import { describe, expect, test } from "vitest";
import type { OpenLine } from "../../src/recording/tape.ts";
import { nameInMessage, nameInOpen, namePlace } from "../../src/replay/device-name.ts";
import { readFrame } from "../../src/replay/tape-frame.ts";

const open = (more: Partial<OpenLine>): OpenLine => ({
  at: 0,
  connection: 1,
  type: "open",
  path: "/",
  subprotocols: [],
  headers: [],
  ...more,
});

describe("the id of a foreign device", () => {
  test.each([
    ["what the recorder knew", { device: "a", path: "/b-2" }, "a"],
    ["a query parameter", { query: "v=3&device_id=cam%201", path: "/x/b-2" }, "cam 1"],
    ["a header", { headers: [["X-Device-Id", "h-1"]], path: "/x/b-2" } as const, "h-1"],
    ["the last part of the path", { path: "/chargers/CP%20001" }, "CP 001"],
    ["no version", { path: "/api/v2" }, undefined],
    ["no word", { path: "/devices/socket" }, undefined],
    ["no secret that was taken out", { query: "serial=***" }, undefined],
  ])("is guessed to be %s", (_, more, id) => {
    expect(nameInOpen(open(more), namePlace(undefined))).toBe(id);
  });

  test("may stand in the first message", () => {
    const guess = (json: unknown): unknown => nameInMessage(readFrame(JSON.stringify(json)), namePlace(undefined));
    expect(guess({ jsonrpc: "2.0", id: 1, method: "device.hello", params: { device: "lock-1" } })).toBe("lock-1");
    expect(guess({ type: "boot", id: 7, payload: { serialNumber: "S9" } })).toBe("S9");
    expect(guess({ id: "m-1", text: "hi" })).toBe(undefined);
    expect(nameInMessage(readFrame("hi"), namePlace(undefined))).toBe(undefined);
  });

  test("stands where the user says, and nowhere else", () => {
    const line = open({ path: "/a/b/c", query: "x=q", headers: [["H", "h"]] });
    expect(
      ["path:2", "path:-1", "path:9", "query:x", "header:h", "query:id", "none"].map((place) =>
        nameInOpen(line, namePlace(place)),
      ),
    ).toEqual([...["b", "c", undefined, "q", "h", undefined, undefined]]);
    const message = readFrame('{"a":[{"b/c":"deep"}],"serial":"S"}');
    expect(nameInMessage(message, namePlace("member:/a/0/b~1c"))).toBe("deep");
    expect(nameInMessage(message, namePlace("query:x"))).toBe(undefined);
  });

  test.each(["path", "path:0", "cookie:x", "member:x", ""])("refuses %j as a place", (written) => {
    expect(() => namePlace(written)).toThrow("expected --device-id as a place");
  });
});
