import { describe, expect, test } from "vitest";
import { checkTargetUrl, displayUrl } from "../../../src/wire/transport/target-url.ts";
import { FlotillaError } from "../../../src/kernel/errors.ts";

function faultOf(url: string): FlotillaError {
  try {
    checkTargetUrl(url);
  } catch (thrown) {
    if (thrown instanceof FlotillaError) return thrown;
  }
  throw new Error(`expected a FlotillaError for ${url}`);
}

describe("the url of a target", () => {
  test("may be any ws or wss url without a fragment", () => {
    for (const url of [
      "ws://localhost",
      "WS://localhost:7070/devices/lock-1?token=a%23b",
      "wss://user:password@hub.example.com:8443/",
      "ws://[::1]:7070/",
    ]) {
      expect(() => checkTargetUrl(url)).not.toThrow();
    }
  });

  test.each([
    ["hub.example.com/devices", "which is not a url", "wss://hub.example.com/devices/{id}"],
    ["ws://", "which is not a url", "wss://"],
    ["ws://hub:99999/", "which is not a url", "wss://"],
    ["https://hub.example.com/", 'whose scheme is "https"', "Write wss:// instead of https://."],
    ["http://hub.example.com/", 'whose scheme is "http"', "Write ws:// instead of http://."],
    ["mqtt://hub.example.com/", 'whose scheme is "mqtt"', "wss://"],
    ["ws://hub.example.com/#lock", "which has a fragment", "%23"],
    ["ws://hub.example.com/#", "which has a fragment", "%23"],
  ])("is refused when it is %s", (url, message, hint) => {
    const fault = faultOf(url);
    expect(fault.code).toBe("usage");
    expect(fault.message).toContain(message);
    expect(fault.hint).toContain(hint);
  });

  test("is shown without user, password, query and fragment, in errors too", () => {
    expect(displayUrl("wss://lock:secret@hub.example.com:8443/a/b?token=secret#secret")).toBe(
      "wss://hub.example.com:8443/a/b",
    );
    expect(displayUrl("lock:secret@hub/a?secret")).toBe("hub/a");
    expect(displayUrl("ws://hub/a@b")).toBe("ws://hub/a@b");
    expect(faultOf("https://lock:secret@hub/?token=secret#secret").message).not.toContain("secret");
    expect(faultOf("lock:secret@hub:x/?token=secret").message).not.toContain("secret");
  });
});
