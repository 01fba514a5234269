/** Servers that speak something else, or the same thing wrongly: counted, bounded, never answered into a loop. */
import { describe, expect, test } from "vitest";
import { seconds } from "../../../../src/kernel/time.ts";
import { sample, SessionRig } from "./session-rig.ts";

/** Sends every frame of the session back to it, and fails if that never ends. */
function echo(rig: SessionRig): void {
  for (let rounds = 0; rig.sent.length > 0; rounds++) {
    expect(rounds).toBeLessThan(100);
    for (const text of rig.sent.splice(0)) rig.receive(text);
  }
}

function stillWorks(rig: SessionRig): void {
  rig.sent.length = 0;
  rig.receive('{"jsonrpc":"2.0","id":"good","method":"command.lockDoor"}');
  rig.answer();
  expect(rig.take()).toEqual([{ jsonrpc: "2.0", id: "good", result: { status: "done" } }]);
}

describe("an echo server", () => {
  test("never makes a device ready, and nothing goes round", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    echo(rig);
    expect(rig.ups).toEqual([{ type: "unhandled", detail: "device.hello came back from the server" }]);
  });

  test("of a device that only notifies: everything echoed is counted as unhandled", () => {
    const rig = new SessionRig({ options: { hello: "notify" } });
    rig.session.onOpen("");
    for (let seq = 0; seq < 20; seq++) {
      rig.session.telemetry(sample(seq), false);
      rig.session.event({ id: `e-${seq}`, time: 1, name: "lockOperation", severity: "info", data: {} });
      rig.session.state({ time: 1, version: seq, values: {}, cause: "human" });
      echo(rig);
    }
    expect(rig.of("unhandled")).toHaveLength(61);
    expect(rig.ups).toHaveLength(62);
  });

  test("does not acknowledge by echoing requests, re-sent ones included", () => {
    const rig = SessionRig.ready();
    rig.session.telemetry(sample(1), true);
    rig.session.backlog([sample(2)], true);
    echo(rig);
    rig.pass(seconds(60));
    echo(rig);
    expect(rig.of("acknowledged")).toEqual([]);
    expect(rig.of("unhandled").length).toBeGreaterThan(4);
  });

  test("of answers and complaints ends at once", () => {
    const rig = SessionRig.ready();
    rig.receive('{"jsonrpc":"2.0","id":2,"method":"nothing"}');
    rig.receive("what?");
    echo(rig);
    expect(rig.of("unhandled")).toHaveLength(2);
  });
});

describe("a server that speaks something else", () => {
  test.each(["hello there", '{"type":"welcome"}', "42", "[]", "[1,2]", "", "<html></html>"])(
    "%j a thousand times gets ten answers at most, each counted",
    (text) => {
      const rig = SessionRig.ready();
      for (let count = 0; count < 1_000; count++) rig.receive(text);
      const answers = rig.take().flat();
      expect(answers).toHaveLength(10);
      expect(answers.every((answer) => (answer as { id: unknown }).id === null)).toBe(true);
      expect(rig.of("violation").length).toBeGreaterThanOrEqual(1_000);
      stillWorks(rig);
    },
  );

  test.each([
    '{"error":"bad request"}',
    '{"jsonrpc":"2.0","id":77,"error":{}}',
    '{"result":1}',
    '{"id":4,"error":null}',
  ])("%s looks like an answer and is never answered", (text) => {
    const rig = SessionRig.ready();
    rig.receive(text);
    expect(rig.sent).toEqual([]);
    expect(rig.ups).toHaveLength(2);
    stillWorks(rig);
  });

  test("a malformed request with an id is answered under it every time", () => {
    const rig = SessionRig.ready();
    for (let id = 0; id < 50; id++) rig.receive({ id, method: "command.lockDoor" });
    expect(rig.take().map((answer) => (answer as { id: number }).id)).toEqual(
      Array.from({ length: 50 }, (_, id) => id),
    );
    expect(rig.refused).toHaveLength(50);
    stillWorks(rig);
  });
});

describe("hostile content", () => {
  test.each([
    ["10,000 lists deep", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
    [
      "10,000 objects deep in arguments",
      `{"jsonrpc":"2.0","id":1,"method":"command.lockDoor","params":{"args":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}}}`,
    ],
    ["10,000 deep and never closed", '{"jsonrpc":"2.0","id":1,"params":'.repeat(10_000)],
    ["an id of a million characters", `{"jsonrpc":"2.0","id":"${"x".repeat(1_000_000)}","method":"device.ping"}`],
    ["an id of a million digits", `{"jsonrpc":"2.0","id":1${"0".repeat(1_000_000)},"method":"device.ping"}`],
    ["an id that is a list", '{"jsonrpc":"2.0","id":[1],"method":"device.ping"}'],
  ])("%s is answered with an error under no id", (_name, text) => {
    const rig = SessionRig.ready();
    rig.receive(text);
    expect(rig.take()).toMatchObject([{ id: null, error: { code: -32600 } }]);
    stillWorks(rig);
  });

  test("a method of a million characters is unknown, and the answer is short", () => {
    const rig = SessionRig.ready();
    rig.receive(`{"jsonrpc":"2.0","id":1,"method":"command.${"x".repeat(1_000_000)}"}`);
    expect(rig.sent[0]!.length).toBeLessThan(300);
    expect(rig.take()).toMatchObject([{ id: 1, error: { code: -32601 } }]);
    stillWorks(rig);
  });

  test("`__proto__` as a member, an argument or an attribute does nothing", () => {
    const rig = SessionRig.ready();
    rig.receive(
      '{"__proto__":{"id":6},"jsonrpc":"2.0","method":"command.lockDoor","params":{"args":{"__proto__":{"pinCode":"1"}}}}',
    );
    const [command] = rig.of("command");
    expect(command?.args).toEqual({});
    expect(command?.args["pinCode"]).toBeUndefined();
    rig.receive(
      '{"jsonrpc":"2.0","id":1,"method":"state.desired","params":{"version":1,"patch":{"__proto__":{"x":1}}}}',
    );
    expect(Reflect.ownKeys(rig.of("desired")[0]!.values)).toEqual([]);
    expect("x" in {}).toBe(false);
  });

  test.each(["__proto__", "constructor", "toString"])(
    "a command called %s is just a name for the device to judge",
    (name) => {
      const rig = SessionRig.ready();
      rig.receive({ jsonrpc: "2.0", id: 1, method: `command.${name}` });
      expect(rig.of("command")).toMatchObject([{ name }]);
    },
  );

  test("hello answered with every kind of nonsense never throws", () => {
    const nonsense = [
      [],
      7,
      "x",
      { heartbeatSec: {} },
      { desired: [] },
      { telemetry: [] },
      { time: {} },
      { desired: 1 },
    ];
    for (const result of nonsense) {
      const rig = SessionRig.ready({}, result);
      expect(rig.of("ready")).toEqual([{ type: "ready" }]);
    }
    for (const error of [
      null,
      [],
      7,
      "x",
      { code: "x" },
      { code: -32003, data: [] },
      { code: -32003, data: { retryAfterMs: -1 } },
    ]) {
      const rig = new SessionRig();
      rig.session.onOpen("");
      rig.receive({ jsonrpc: "2.0", id: 1, error });
      if (error !== null) expect(rig.end()).toEqual({ act: "reconnect" });
    }
  });
});
