import { describe, expect, test } from "vitest";
import type { Summary } from "../../../src/fleet/run-events.ts";
import { advice } from "../../../src/report/summary/advice.ts";
import { closeCodes } from "../../../src/wire/protocol/native/close-codes.ts";
import { failure } from "../../../src/wire/transport/opening-handshake.ts";
import { summary, totalsWith } from "../samples.ts";

type Changes = Parameters<typeof totalsWith>[0];

function adviceOn(changes: Changes, more: Partial<Summary> = {}): string[] {
  return advice({ ...summary, ...totalsWith(changes), ...more });
}

describe("what to do next", () => {
  test("is nothing after a run without trouble", () => {
    expect(advice(summary)).toEqual([]);
  });

  test.each([
    [401, "target.auth"],
    [403, "target.auth"],
    [404, "the path of target.url"],
    [301, "redirects are not followed"],
    [429, "ramp more slowly"],
    [503, "overloaded"],
    [599, "look into its log"],
    [426, "target.subprotocols"],
  ])("HTTP %i points to %s", (status, place) => {
    const [first] = adviceOn({ connections: { refused: 3, refusals: { [status]: 3 } } });
    expect(first).toMatch(new RegExp(`^HTTP ${status} ×3: .*${place}`));
  });

  test.each([
    ["ECONNREFUSED", "is the server running at ws://127.0.0.1:7070/?"],
    ["ENOTFOUND", "ws://127.0.0.1:7070/"],
    ["HANDSHAKE_TIMEOUT", "target.handshakeTimeout"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "target.tls.ca"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "target.tls.ca"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "target.tls.serverName"],
    ["EMFILE", "ulimit -n"],
  ])("%s points to %s", (reason, place) => {
    const [first] = adviceOn({ connections: { failed: 3, failures: { [reason]: 3 } } });
    expect(first).toContain(`${reason} ×3: `);
    expect(first).toContain(place);
  });

  test("knows every failure of our own that has a cause to look for", () => {
    for (const reason of Object.values(failure)) {
      const found = adviceOn({ connections: { failed: 1, failures: { [reason]: 1 } } });
      // The device's own doing, an unlucky meeting of extensions nobody asked for, and what nobody can know.
      const silent = reason === failure.aborted || reason === failure.badExtension || reason === failure.unknown;
      expect(found, reason).toHaveLength(silent ? 0 : 1);
    }
  });

  test("says nothing of a network that the scenario itself took away", () => {
    expect(adviceOn({ connections: { failed: 84, failures: { NETWORK_DOWN: 84 } } })).toEqual([]);
  });

  test("of close code 4009 is to look for duplicate ids", () => {
    expect(adviceOn({ connections: { closeCodes: { "1000": 400, "4009": 2 } } })).toEqual([
      "Close code 4009 ×2: another connection took a device's place: are there duplicate ids, in the fleet or in a second run?",
    ]);
  });

  test("knows every close code after which a device stays away", () => {
    for (const { code } of closeCodes.filter(({ act }) => act === "stop")) {
      expect(adviceOn({ connections: { closeCodes: { [code]: 1 } } }), String(code)).toHaveLength(1);
    }
  });

  test("of a server that takes connections and answers no hello is the notify mode", () => {
    const connections = { opened: 420, ready: 0, failed: 420, failures: { READY_TIMEOUT: 420 } };
    const [only, ...others] = adviceOn({ connections });
    expect(only).toContain("accepted no device: does it answer device.hello?");
    expect(only).toContain("hello: notify");
    expect(others).toEqual([]);
  });

  test("of a server that answers no hello is the same when the run ends before the devices give up", () => {
    const [only] = adviceOn({ connections: { opened: 420, ready: 0, closeCodes: { "1000": 420 } } });
    expect(only).toContain("does it answer device.hello?");
  });

  test("of a server that turns devices away is not the notify mode", () => {
    const connections = { opened: 420, ready: 0, failed: 420, failures: { NOT_ACCEPTED: 420 } };
    expect(adviceOn({ connections })).toEqual([expect.stringMatching(/^NOT_ACCEPTED ×420: /)]);
  });

  test("takes no property of an object for a known cause", () => {
    expect(adviceOn({ connections: { failed: 1, failures: { constructor: 1 } } })).toEqual([]);
  });

  test("of a server that speaks something else is the protocol's page", () => {
    const [only] = adviceOn({ messages: { received: 480, unhandled: 300 } });
    expect(only).toMatch(/^300 of 480 received frames were not what the protocol expects.* see docs\/protocol\.md\./);
    expect(adviceOn({ messages: { received: 480, unhandled: 3 } })).toEqual([]);
  });

  test("of an invalid run comes first", () => {
    const [first] = adviceOn({ connections: { refused: 1, refusals: { "503": 1 } } }, { verdict: "invalid" });
    expect(first).toMatch(/^First do what the verdict says about the generator/);
  });

  test("begins with the most frequent cause, and never is a long list", () => {
    const refusals = { "401": 1, "404": 2, "429": 3, "500": 4, "502": 5, "503": 6, "504": 7 };
    const given = adviceOn({ connections: { refused: 28, refusals } });
    expect(given.map((text) => text.slice(0, 8))).toEqual([
      "HTTP 504",
      "HTTP 503",
      "HTTP 502",
      "HTTP 500",
      "HTTP 429",
      "HTTP 404",
    ]);
  });

  test.each<[string, Changes, RegExp]>([
    ["half-open connections", { connections: { halfOpen: 1 } }, /^1 connection stopped answering pings and was cut/],
    ["lost commands", { commands: { lost: 3 } }, /^3 commands of the timeline never reached their devices/],
    ["dropped messages", { messages: { dropped: 4 } }, /^4 messages were given up: .*telemetry\.buffer/],
  ])("explains %s", (_, changes, expected) => {
    expect(adviceOn(changes)).toEqual([expect.stringMatching(expected)]);
  });
});
