import { describe, expect, test } from "vitest";
import { upgradeFault } from "../../../src/wire/transport/upgrade-rules.ts";

// The example of RFC 6455 §1.3.
const key = "dGhlIHNhbXBsZSBub25jZQ==";
const good = { upgrade: "websocket", connection: "Upgrade", "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" };

describe("a 101 answer", () => {
  test("makes a connection when it proves that it is meant", () => {
    expect(upgradeFault(good, key)).toBeUndefined();
    expect(upgradeFault({ ...good, upgrade: "WebSocket", connection: "keep-alive , upgrade" }, key)).toBeUndefined();
  });

  test.each([
    ["another protocol", { upgrade: "h2c" }],
    ["several protocols", { upgrade: "h2c, websocket" }],
    ["no upgrade of the connection", { connection: "keep-alive" }],
    ["a connection that only sounds like it", { connection: "upgraded" }],
    ["the proof of another key", { "sec-websocket-accept": "d3Jvbmc=" }],
    ["the proof in another case", { "sec-websocket-accept": good["sec-websocket-accept"].toUpperCase() }],
  ])("makes none with %s", (_what, changes) => {
    expect(upgradeFault({ ...good, ...changes }, key)).toMatchObject({ type: "failed", reason: "BAD_UPGRADE" });
  });

  test.each(Object.keys(good))("makes none without %s", (name) => {
    const { [name as keyof typeof good]: _, ...rest } = good;
    expect(upgradeFault(rest, key)).toMatchObject({ type: "failed", reason: "BAD_UPGRADE" });
  });
});
