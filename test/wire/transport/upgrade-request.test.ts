import { describe, expect, test } from "vitest";
import { plainDial } from "../../support/transport-conformance.ts";
import type { DialSpec } from "../../../src/wire/transport/transport.ts";
import { upgradeRequest } from "../../../src/wire/transport/upgrade-request.ts";

const key = "dGhlIHNhbXBsZSBub25jZQ==";
const request = (url: string, changes: Partial<DialSpec> = {}, extensions?: string): string => {
  const text = upgradeRequest(plainDial(url, changes), new URL(url), key, extensions);
  if (typeof text !== "string") throw new Error(`expected a request, found ${text.message}`);
  return text;
};

describe("the upgrade request", () => {
  test("is that of RFC 6455", () => {
    expect(request("ws://hub.test/chat?a=b#".slice(0, -1))).toBe(
      "GET /chat?a=b HTTP/1.1\r\nHost: hub.test\r\nSec-WebSocket-Version: 13\r\n" +
        `Sec-WebSocket-Key: ${key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
  });

  test.each([
    ["ws://hub.test/", "hub.test"],
    ["ws://hub.test:80/", "hub.test"],
    ["ws://hub.test:8080/", "hub.test:8080"],
    ["wss://hub.test:443/", "hub.test"],
    ["wss://hub.test:80/", "hub.test:80"],
    ["ws://[::1]:9/", "[::1]:9"],
  ])("of %s is for host %s", (url, host) => {
    expect(request(url)).toContain(`\r\nHost: ${host}\r\n`);
  });

  test("offers subprotocols and extensions", () => {
    const text = request("ws://hub.test/", { subprotocols: ["b", "a"] }, "permessage-deflate");
    expect(text).toContain("\r\nSec-WebSocket-Protocol: b, a\r\n");
    expect(text).toContain("\r\nSec-WebSocket-Extensions: permessage-deflate\r\n");
  });

  test("has what a user asks for, each name once, however it is written", () => {
    const text = request("ws://user:word@hub.test/", {
      headers: { host: "other.test", AUTHORIZATION: "Bearer x", "X-A": "1", "x-a": "2" },
    });
    expect(text.split("\r\n").slice(1, 4)).toEqual(["host: other.test", "AUTHORIZATION: Bearer x", "x-a: 2"]);
    expect(text.match(/host:|authorization:|x-a:/gi)).toHaveLength(3);
  });

  test("is an upgrade, whatever a user asks for", () => {
    const headers = { connection: "close", UPGRADE: "h2c", "sec-websocket-key": "mine", "Sec-WebSocket-Version": "8" };
    expect(request("ws://hub.test/", { headers })).toBe(request("ws://hub.test/"));
  });

  test("turns user and password of the url into basic authorization, whatever they are", () => {
    const sent = (url: string): string =>
      Buffer.from(/Authorization: Basic (.*)\r\n/.exec(request(url))![1]!, "base64").toString();
    expect(sent("ws://lock:s%3Acret@hub.test/")).toBe("lock:s:cret");
    expect(sent("ws://lock@hub.test/")).toBe("lock:");
    expect(sent("ws://:gr%C3%BCn@hub.test/")).toBe(":grün");
    expect(sent("ws://100%:%zz@hub.test/")).toBe("100%:%zz");
  });

  test.each([
    ["a line end in a value", { Authorization: "Bearer se\r\ncret" }],
    ["a line feed in a value", { Authorization: "se\ncret" }],
    ["a zero in a value", { Authorization: "se\0cret" }],
    ["a character beyond Latin-1", { Authorization: "secret ✓" }],
    ["a space in a name", { "Bad Name": "secret" }],
    ["no name", { "": "secret" }],
    ["a line end in a name", { "X\r\nY": "secret" }],
  ])("never goes out with %s, nor is the value told", (_what, headers: Record<string, string>) => {
    const found = upgradeRequest(plainDial("ws://hub.test/", { headers }), new URL("ws://hub.test/"), key, undefined);
    expect(found).toMatchObject({ type: "failed", reason: "BAD_HEADER" });
    expect(JSON.stringify(found)).not.toContain("cret");
  });

  test("never goes out with a subprotocol that would end the line", () => {
    const spec = plainDial("ws://hub.test/", { subprotocols: ["a\r\nX: y"] });
    expect(upgradeRequest(spec, new URL(spec.url), key, undefined)).toMatchObject({ reason: "BAD_HEADER" });
  });
});
