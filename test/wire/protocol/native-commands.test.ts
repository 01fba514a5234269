/** What becomes of the server's requests, in wire vectors written by hand from the protocol's description. */
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../src/wire/protocol/message.ts";
import { SessionRig } from "./native/session-rig.ts";

const lockDoor = '{"jsonrpc":"2.0","id":"c-9","method":"command.lockDoor","params":{"args":{"pinCode":"4711"}}}';
const failed = (failure: Exclude<Outcome, { ok: true }>["failure"], message: string): Outcome => ({
  ok: false,
  failure,
  message,
});

describe("a command", () => {
  test("reaches the device with its name and arguments, and its result goes back under its id", () => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    expect(rig.of("command")).toMatchObject([{ name: "lockDoor", args: { pinCode: "4711" } }]);
    rig.answer({ ok: true, result: { state: "locked" } });
    expect(rig.sent).toEqual(['{"jsonrpc":"2.0","id":"c-9","result":{"status":"done","state":"locked"}}']);
  });

  test.each(["", ',"params":{}', ',"params":null', ',"params":{"args":null,"deadline":null}', ',"params":{"more":1}'])(
    "without arguments (%j) has none",
    (params) => {
      const rig = SessionRig.ready();
      rig.receive(`{"jsonrpc":"2.0","id":5,"method":"command.lockDoor"${params}}`);
      const [command] = rig.of("command");
      expect(command).toMatchObject({ name: "lockDoor", args: {} });
      expect(command).not.toHaveProperty("deadline");
    },
  );

  test.each([
    ["unknown", 'unknown command "selfDestruct"', -32601],
    ["invalid", "pinCode: expected a text, found 4711", -32602],
    ["invalid", "pinCode: expected a text, found nothing", -32602],
    ["overloaded", "too much", -32005],
    ["deadline", "too late", -32008],
    ["hardware", "the bolt is jammed", -32010],
    ["busy", "calibrating", -32011],
    ["rejected", "not now", -32012],
    ["unauthorized", "wrong code", -32013],
    ["rebooting", "the device is restarting", -32014],
  ] as const)("that the device answers with %s (%s) is answered with error %i", (failure, message, code) => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.answer(failed(failure, message));
    expect(rig.sent).toEqual([
      `{"jsonrpc":"2.0","id":"c-9","error":{"code":${code},"message":${JSON.stringify(message)},"data":{"failure":"${failure}"}}}`,
    ]);
  });

  test.each([
    ["command.lockDoor", "pinCode", "/params/args/pinCode"],
    ["command.lockDoor", "a/b~c", "/params/args/a~1b~0c"],
    ["command.lockDoor", "x".repeat(1_001), "/params/args"],
    ["state.desired", "autoRelockTime", "/params/patch/autoRelockTime"],
    ["device.configure", "autoRelockTime", "/params/autoRelockTime"],
  ])("or another request (%s) that fails for one field says where it is", (method, field, path) => {
    const rig = SessionRig.ready();
    rig.receive({ jsonrpc: "2.0", id: 1, method, params: { version: 1, patch: {} } });
    rig.answer({ ok: false, failure: "invalid", message: `${field}: expected something else`, field });
    expect(rig.take()).toMatchObject([{ id: 1, error: { code: -32602, data: { failure: "invalid", path } } }]);
  });

  test("that fails with a message without end is answered with its beginning", () => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.answer(failed("invalid", "x".repeat(100_000)));
    expect(rig.take()).toMatchObject([{ error: { message: "x".repeat(1_000) } }]);
  });

  test.each([
    ["0", 0],
    ["-1", -1],
    ["1.5", 1.5],
    ["9007199254740991", 9007199254740991],
    ['""', ""],
    ['"0"', "0"],
    [JSON.stringify("\ud800"), "\ud800"],
    [JSON.stringify("x".repeat(128)), "x".repeat(128)],
    ["null", null],
  ])("with id %s is answered under that id", (text, id) => {
    const rig = SessionRig.ready();
    rig.receive(`{"jsonrpc":"2.0","id":${text},"method":"command.lockDoor"}`);
    rig.answer();
    expect(rig.take()).toEqual([{ jsonrpc: "2.0", id, result: { status: "done" } }]);
  });

  test("with the id of a request of the device has nothing to do with it", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive('{"jsonrpc":"2.0","id":1,"method":"device.ping"}');
    expect(rig.sent[1]).toBe('{"jsonrpc":"2.0","id":1,"result":{}}');
    rig.receive('{"jsonrpc":"2.0","id":1,"result":{}}');
    rig.receive('{"jsonrpc":"2.0","id":1,"method":"command.lockDoor"}');
    rig.answer();
    expect(rig.sent[2]).toBe('{"jsonrpc":"2.0","id":1,"result":{"status":"done"}}');
  });

  test("as a notification is carried out and not answered", () => {
    const rig = SessionRig.ready();
    rig.receive('{"jsonrpc":"2.0","method":"command.lockDoor"}');
    rig.answer();
    expect(rig.of("command")).toHaveLength(1);
    expect(rig.sent).toEqual([]);
    expect(rig.dropped).toEqual({});
  });

  test("repeated while in progress is not carried out again and gets one answer", () => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.receive(lockDoor);
    rig.receive('{"jsonrpc":"2.0","id":"c-9","method":"device.ping"}');
    rig.receive('{"jsonrpc":"2.0","id":"c-9","method":7}');
    expect(rig.of("command")).toHaveLength(1);
    expect(rig.refused).toEqual(["duplicate", "duplicate", "duplicate"]);
    rig.answer();
    expect(rig.sent).toHaveLength(1);
  });

  test("may use an id again after its answer", () => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.answer();
    rig.receive(lockDoor);
    rig.answer();
    expect(rig.of("command")).toHaveLength(2);
    expect(rig.sent).toHaveLength(2);
    expect(rig.refused).toEqual([]);
  });

  test("answered twice by the device sends one answer and counts the other", () => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.answer();
    rig.answer();
    expect(rig.sent).toHaveLength(1);
    expect(rig.dropped).toEqual({ answer: 1 });
  });

  test("of an earlier connection cannot be answered on a later one, though the id is in progress there", () => {
    const before = SessionRig.ready();
    before.receive(lockDoor);
    before.end();
    before.answer();
    expect(before.sent).toEqual([]);
    expect(before.dropped).toEqual({ answer: 1 });
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.answer({ ok: true, result: {} }, before.ref);
    expect(rig.sent).toEqual([]);
    expect(rig.dropped).toEqual({ answer: 1 });
  });

  test.each([undefined, null, "c-9", 0, {}, { id: "c-9" }])("is not answered through a foreign ref, %j", (ref) => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.session.answer(ref, { ok: true, result: {} });
    expect(rig.sent).toEqual([]);
  });

  test("whose answer the connection does not take is counted", () => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.open = false;
    rig.answer();
    expect(rig.dropped).toEqual({ answer: 1 });
  });
});

describe("the session itself answers", () => {
  test.each([
    ["an unknown method", '"method":"lock.explode"', -32601, { failure: "unknown" }],
    ["a command without a name", '"method":"command."', -32601, { failure: "unknown" }],
    ["a method of 129 characters", `"method":"command.${"x".repeat(121)}"`, -32601, { failure: "unknown" }],
    ["a name every object has", '"method":"constructor"', -32601, { failure: "unknown" }],
    [
      "parameters in a list",
      '"method":"command.lockDoor","params":[1]',
      -32602,
      { failure: "invalid", path: "/params" },
    ],
    ["parameters of no kind", '"method":"state.get","params":"all"', -32602, { failure: "invalid", path: "/params" }],
    [
      "arguments in a list",
      '"method":"command.lockDoor","params":{"args":[1]}',
      -32602,
      { failure: "invalid", path: "/params/args" },
    ],
    [
      "arguments as a text",
      '"method":"command.lockDoor","params":{"args":"now"}',
      -32602,
      { failure: "invalid", path: "/params/args" },
    ],
    [
      "a deadline that is no time",
      '"method":"command.lockDoor","params":{"deadline":"soon"}',
      -32602,
      { failure: "invalid", path: "/params/deadline" },
    ],
    [
      "a desired state without a version",
      '"method":"state.desired","params":{"patch":{}}',
      -32602,
      { failure: "invalid", path: "/params/version" },
    ],
    [
      "a desired state of half a version",
      '"method":"state.desired","params":{"version":1.5,"patch":{}}',
      -32602,
      { failure: "invalid", path: "/params/version" },
    ],
    [
      "a desired state without a patch",
      '"method":"state.desired","params":{"version":1,"patch":[]}',
      -32602,
      { failure: "invalid", path: "/params/patch" },
    ],
    ["a desired state of nothing", '"method":"state.desired"', -32602, { failure: "invalid", path: "/params/version" }],
  ])("%s", (_name, members, code, data) => {
    const rig = SessionRig.ready();
    rig.receive(`{"jsonrpc":"2.0","id":0,${members}}`);
    expect(rig.take()).toMatchObject([{ id: 0, error: { code, data } }]);
    expect(rig.ups).toHaveLength(1);
    expect(rig.refused).toEqual([data.failure]);
  });

  test("says in words what it expected and what it found", () => {
    const rig = SessionRig.ready();
    rig.receive('{"jsonrpc":"2.0","id":11,"method":"command.lockDoor","params":{"args":[1]}}');
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","id":11,"error":{"code":-32602,"message":"expected /params/args to be an object, found a list","data":{"failure":"invalid","path":"/params/args"}}}',
    ]);
  });

  test("a ping, before hello is answered too; a ping without an id is just a sign of life", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive('{"jsonrpc":"2.0","id":"p","method":"device.ping"}');
    rig.receive('{"jsonrpc":"2.0","method":"device.ping"}');
    expect(rig.sent.slice(1)).toEqual(['{"jsonrpc":"2.0","id":"p","result":{}}']);
    expect(rig.ups).toEqual([]);
  });

  test("whatever else comes before hello is answered", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive(lockDoor);
    expect(rig.sent.slice(1)).toEqual([
      '{"jsonrpc":"2.0","id":"c-9","error":{"code":-32012,"message":"expected the answer to device.hello first","data":{"failure":"rejected"}}}',
    ]);
    expect(rig.refused).toEqual(["rejected"]);
    expect(rig.of("command")).toEqual([]);
  });

  test("100 requests at once: 64 reach the device, 36 are too many, each is answered once", () => {
    const rig = SessionRig.ready();
    for (let id = 0; id < 100; id++) rig.receive({ jsonrpc: "2.0", id, method: "command.lockDoor" });
    expect(rig.of("command")).toHaveLength(64);
    expect(rig.refused).toEqual(Array.from({ length: 36 }, () => "overloaded"));
    for (const { ref } of rig.of("command")) rig.answer({ ok: true, result: {} }, ref);
    const answers = rig.take() as { id: number; error?: { code: number } }[];
    expect(answers.map(({ id }) => id).toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 100 }, (_, id) => id),
    );
    expect(answers.filter(({ error }) => error?.code === -32005)).toHaveLength(36);
    rig.receive({ jsonrpc: "2.0", id: 0, method: "command.lockDoor" });
    expect(rig.of("command")).toHaveLength(65);
  });

  test("notifications in progress count as well", () => {
    const rig = SessionRig.ready();
    for (let count = 0; count < 70; count++) rig.receive({ jsonrpc: "2.0", method: "command.lockDoor" });
    expect(rig.of("command")).toHaveLength(64);
    expect(rig.sent).toEqual([]);
    expect(rig.refused).toHaveLength(6);
  });
});

describe("a deadline", () => {
  const command = (deadline: number): unknown => ({
    jsonrpc: "2.0",
    id: 1,
    method: "command.lockDoor",
    params: { deadline },
  });

  test("that has passed by the device's clock is answered with -32008 and not carried out", () => {
    const rig = SessionRig.ready();
    rig.receive(command(rig.time - 1));
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","id":1,"error":{"code":-32008,"message":"the deadline had passed when the command arrived","data":{"failure":"deadline"}}}',
    ]);
    expect(rig.refused).toEqual(["deadline"]);
    expect(rig.of("command")).toEqual([]);
  });

  test("that has not passed goes up with the command", () => {
    const rig = SessionRig.ready();
    rig.receive(command(rig.time));
    expect(rig.of("command")).toMatchObject([{ deadline: rig.time }]);
  });

  test("is judged by the server's clock once hello has told it", () => {
    const serverTime = 1_900_000_000_000;
    const rig = SessionRig.ready({}, { time: serverTime });
    rig.pass(5_000);
    rig.receive(command(serverTime + 4_999));
    expect(rig.refused).toEqual(["deadline"]);
    rig.receive(command(serverTime + 5_000));
    expect(rig.of("command")).toHaveLength(1);
  });
});

describe("desired state", () => {
  const desired = (version: number): unknown => ({
    jsonrpc: "2.0",
    id: `d-${version}`,
    method: "state.desired",
    params: { version, patch: { autoRelockTime: 60 } },
  });

  test("goes up and is answered with its version", () => {
    const rig = SessionRig.ready();
    rig.receive(
      '{"jsonrpc":"2.0","id":"d-6","method":"state.desired","params":{"version":6,"patch":{"autoRelockTime":60}}}',
    );
    expect(rig.of("desired")).toMatchObject([{ version: 6, values: { autoRelockTime: 60 } }]);
    rig.answer();
    expect(rig.sent).toEqual(['{"jsonrpc":"2.0","id":"d-6","result":{"version":6,"applied":true}}']);
  });

  test("of an old or the same version is not applied", () => {
    const rig = SessionRig.ready();
    rig.receive(desired(6));
    rig.answer();
    rig.sent.length = 0;
    rig.receive(desired(5));
    rig.receive({ ...(desired(6) as object), id: "again" });
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","id":"d-5","result":{"version":6,"applied":false}}',
      '{"jsonrpc":"2.0","id":"again","result":{"version":6,"applied":false}}',
    ]);
    expect(rig.of("desired")).toHaveLength(1);
    expect(rig.refused).toEqual([]);
  });

  test("that the device could not take may come again with the same version", () => {
    const rig = SessionRig.ready();
    rig.receive(desired(6));
    rig.answer(failed("invalid", "autoRelockTime: expected a whole number, found 60.5"));
    expect(rig.take()).toMatchObject([{ error: { code: -32602 } }]);
    rig.receive(desired(6));
    expect(rig.of("desired")).toHaveLength(2);
  });

  test("that was refused does not undo a newer one", () => {
    const rig = SessionRig.ready();
    rig.receive(desired(6));
    const older = rig.ref;
    rig.receive(desired(7));
    rig.answer(failed("rejected", "no"), older);
    rig.answer();
    rig.sent.length = 0;
    rig.receive(desired(7));
    expect(rig.take()).toMatchObject([{ result: { version: 7, applied: false } }]);
  });

  test("is remembered by the next connection, over a reboot too", () => {
    const before = SessionRig.ready();
    before.receive(desired(6));
    before.answer();
    before.end();
    const rig = SessionRig.ready({ carried: before.session.carry(), boots: 4 });
    rig.receive(desired(6));
    expect(rig.take()).toMatchObject([{ result: { version: 6, applied: false } }]);
  });

  test("that was still being applied when the connection ended counts as not taken", () => {
    const before = SessionRig.ready();
    before.receive(desired(5));
    before.answer();
    before.receive(desired(6));
    before.receive(desired(7));
    before.end();
    const rig = SessionRig.ready({ carried: before.session.carry() });
    rig.receive(desired(5));
    expect(rig.take()).toMatchObject([{ result: { version: 5, applied: false } }]);
    rig.receive(desired(6));
    expect(rig.of("desired")).toHaveLength(1);
  });

  test("in the answer to hello: the same version is skipped, a newer one is taken", () => {
    const before = SessionRig.ready({}, { desired: { version: 5, patch: { autoRelockTime: 30 } } });
    before.answer();
    before.end();
    const carried = before.session.carry();
    const same = SessionRig.ready({ carried }, { desired: { version: 5, patch: { autoRelockTime: 30 } } });
    expect(same.of("ready")).toEqual([{ type: "ready" }]);
    expect(same.of("desired")).toEqual([]);
    const newer = SessionRig.ready({ carried }, { desired: { version: 6, patch: { autoRelockTime: 40 } } });
    expect(newer.ups).toMatchObject([
      { type: "ready" },
      { type: "desired", version: 6, values: { autoRelockTime: 40 } },
    ]);
    newer.answer();
    expect(newer.take()).toEqual([]);
  });

  test("in the answer to hello that the device refuses, or never confirms, counts as not taken", () => {
    const welcome = { desired: { version: 5, patch: { autoRelockTime: -1 } } };
    const refusing = SessionRig.ready({}, welcome);
    refusing.answer({ ok: false, failure: "invalid", message: "expected 0 or more", field: "autoRelockTime" });
    // There is no request that could be answered with an error.
    expect(refusing.take()).toEqual([]);
    refusing.receive(desired(5));
    expect(refusing.of("desired")).toMatchObject([{ version: 5 }, { version: 5 }]);
    refusing.answer();
    refusing.end();

    const carried = refusing.session.carry();
    const silent = SessionRig.ready({ carried }, { desired: { version: 6, patch: { a: 1 } } });
    silent.end();
    const rig = SessionRig.ready({ carried: silent.session.carry() });
    rig.receive(desired(5));
    expect(rig.take()).toMatchObject([{ result: { version: 5, applied: false } }]);
    rig.receive(desired(6));
    expect(rig.of("desired")).toMatchObject([{ version: 6 }]);
  });

  test("in the answer to hello that is older and refused starts the count anew all the same", () => {
    const before = SessionRig.ready({}, { desired: { version: 5, patch: {} } });
    before.end();
    const rig = SessionRig.ready({ carried: before.session.carry() }, { desired: { version: 3, patch: { a: 1 } } });
    rig.answer({ ok: false, failure: "invalid", message: "expected something else" });
    rig.receive(desired(3));
    expect(rig.of("desired")).toMatchObject([{ values: { a: 1 } }, { version: 3, values: { autoRelockTime: 60 } }]);
  });

  test("in the answer to hello: an older one is taken and starts the count anew, for the server has lost its memory", () => {
    const before = SessionRig.ready({}, { desired: { version: 5, patch: { autoRelockTime: 30 } } });
    before.answer();
    before.end();
    const rig = SessionRig.ready({ carried: before.session.carry() }, { desired: { version: 0, patch: {} } });
    expect(rig.of("ready")).toEqual([{ type: "ready" }]);
    rig.receive(desired(1));
    expect(rig.of("desired")).toMatchObject([{ version: 1 }]);
  });
});

describe("the other requests", () => {
  test("state.get is answered with all state, whatever else the device adds", () => {
    const rig = SessionRig.ready();
    rig.receive('{"jsonrpc":"2.0","id":"q-1","method":"state.get"}');
    expect(rig.of("query")).toHaveLength(1);
    rig.answer({ ok: true, result: { values: {} } });
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","id":"q-1","result":{"version":12,"reported":{"lockState":"locked"}}}',
    ]);
  });

  test("device.configure hands up its settings", () => {
    const rig = SessionRig.ready();
    rig.receive('{"jsonrpc":"2.0","id":20,"method":"device.configure","params":{"autoRelockDelay":15}}');
    expect(rig.of("configure")).toMatchObject([{ values: { autoRelockDelay: 15 } }]);
    rig.answer();
    expect(rig.sent).toEqual(['{"jsonrpc":"2.0","id":20,"result":{"status":"done"}}']);
  });

  test("the status of a result is the protocol's", () => {
    const rig = SessionRig.ready();
    rig.receive('{"jsonrpc":"2.0","id":21,"method":"device.reboot"}');
    rig.answer({ ok: true, result: { status: "accepted", seconds: 4 } });
    expect(rig.take()).toEqual([{ jsonrpc: "2.0", id: 21, result: { status: "done", seconds: 4 } }]);
  });

  test("device.reboot is answered before the device says bye", () => {
    const rig = SessionRig.ready();
    rig.receive('{"jsonrpc":"2.0","id":21,"method":"device.reboot"}');
    expect(rig.of("reboot")).toHaveLength(1);
    rig.answer();
    rig.session.goodbye("reboot");
    expect(rig.take()).toMatchObject([
      { id: 21, result: { status: "done" } },
      { method: "device.bye", params: { reason: "reboot" } },
    ]);
  });
});

describe("a device that leaves", () => {
  test("for a reboot answers what is in progress with -32014 before its bye", () => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.receive('{"jsonrpc":"2.0","method":"command.lockDoor"}');
    rig.session.goodbye("reboot");
    expect(rig.take()).toEqual([
      {
        jsonrpc: "2.0",
        id: "c-9",
        error: { code: -32014, message: "the device is restarting", data: { failure: "rebooting" } },
      },
      { jsonrpc: "2.0", method: "device.bye", params: { reason: "reboot", ts: rig.time } },
    ]);
    rig.answer();
    expect(rig.sent).toEqual([]);
  });

  test.each(["shutdown", "sleep", "disconnect"] as const)("for %s answers it with -32015", (reason) => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.session.goodbye(reason);
    expect(rig.take()).toMatchObject([
      { id: "c-9", error: { code: -32015, data: { failure: "leaving" } } },
      { method: "device.bye" },
    ]);
  });

  test("because of a binary frame answers it, too", () => {
    const rig = SessionRig.ready();
    rig.receive(lockDoor);
    rig.session.onBinary(new Uint8Array(3));
    expect(rig.take()).toMatchObject([{ id: "c-9", error: { code: -32015 } }]);
  });
});

describe("a batch", () => {
  test("is answered in one array when the last answer is known", () => {
    const rig = SessionRig.ready();
    rig.receive(
      '[{"jsonrpc":"2.0","id":1,"method":"command.lockDoor"},{"jsonrpc":"2.0","id":2,"method":"device.ping"},{"jsonrpc":"2.0","method":"command.lockDoor"},{"jsonrpc":"2.0","id":3,"method":"nothing"}]',
    );
    expect(rig.sent).toEqual([]);
    const [first, silent] = rig.of("command");
    rig.answer({ ok: true, result: {} }, first?.ref);
    expect(rig.sent).toEqual([
      '[{"jsonrpc":"2.0","id":2,"result":{}},{"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"unknown method \\"nothing\\"","data":{"failure":"unknown"}}},{"jsonrpc":"2.0","id":1,"result":{"status":"done"}}]',
    ]);
    rig.answer({ ok: true, result: {} }, silent?.ref);
    expect(rig.sent).toHaveLength(1);
  });

  test("of notifications is not answered", () => {
    const rig = SessionRig.ready();
    rig.receive('[{"jsonrpc":"2.0","method":"command.lockDoor"},{"jsonrpc":"2.0","method":"device.ping"}]');
    rig.answer();
    expect(rig.sent).toEqual([]);
  });

  test("may hold the server's answers", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive('[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":"c","method":"command.lockDoor"}]');
    expect(rig.ups.map(({ type }) => type)).toEqual(["ready", "command"]);
  });

  test("with an id twice carries out one of them", () => {
    const rig = SessionRig.ready();
    rig.receive(`[${lockDoor},${lockDoor}]`);
    expect(rig.of("command")).toHaveLength(1);
    expect(rig.refused).toEqual(["duplicate"]);
    rig.answer();
    expect(rig.take()).toEqual([[{ jsonrpc: "2.0", id: "c-9", result: { status: "done" } }]]);
  });

  test("that is unfinished when the device leaves is answered then", () => {
    const rig = SessionRig.ready();
    rig.receive(`[${lockDoor},{"jsonrpc":"2.0","id":2,"method":"device.ping"}]`);
    rig.session.goodbye("reboot");
    expect(rig.take()).toMatchObject([
      [
        { id: 2, result: {} },
        { id: "c-9", error: { code: -32014 } },
      ],
      { method: "device.bye" },
    ]);
  });

  test("has an answer for each entry that is no message, as the specification's examples do", () => {
    const rig = SessionRig.ready();
    rig.receive("[1,2,3]");
    expect(rig.take()).toMatchObject([
      [
        { id: null, error: { code: -32600 } },
        { id: null, error: { code: -32600 } },
        { id: null, error: { code: -32600 } },
      ],
    ]);
  });

  test.each([
    ["nothing", "[]"],
    ["33 entries", `[${Array.from({ length: 33 }, () => lockDoor).join()}]`],
  ])("of %s is refused as one", (_name, text) => {
    const rig = SessionRig.ready();
    rig.receive(text);
    expect(rig.take()).toMatchObject([{ id: null, error: { code: -32600 } }]);
    expect(rig.of("command")).toEqual([]);
    expect(rig.of("violation")).toHaveLength(1);
  });
});
