/** The session's life, in wire vectors written by hand from the protocol's description. */
import { describe, expect, test } from "vitest";
import { seconds } from "../../../../src/kernel/time.ts";
import type { DeviceEvent, StatePatch } from "../../../../src/wire/protocol/message.ts";
import { sample, SessionRig } from "./session-rig.ts";

const helloParams =
  '{"device":"lock-0001","type":"lock","model":"SIM-L1","fw":"1.4.2","hw":"B","serial":"L1-0001-77A2","mac":"02:5b:26:a8:dc:12","name":"Front door","room":"hall","boot":3,"reason":"powerOnReboot","ts":1795362608250,"caps":["lockDoor","unlockDoor"],"state":{"version":12,"reported":{"lockState":"locked"}}}';
const hello = `{"jsonrpc":"2.0","id":1,"method":"device.hello","params":${helloParams}}`;

const patch: StatePatch = {
  time: 1795362609120,
  version: 13,
  values: { lockState: "unlocked", doorState: null },
  cause: "human",
};
const event: DeviceEvent = {
  id: "e-78",
  time: 1795362610400,
  name: "doorLockAlarm",
  severity: "error",
  data: { alarmCode: "lockJammed" },
};

describe("hello", () => {
  test("is a request with id 1 and everything the server needs to know", () => {
    const rig = new SessionRig();
    rig.session.onOpen("flotilla.v1");
    expect(rig.sent).toEqual([hello]);
    expect(rig.ups).toEqual([]);
  });

  test("is a notification with `hello: notify`, and the device is ready at once", () => {
    const rig = new SessionRig({ options: { hello: "notify" } });
    rig.session.onOpen("");
    expect(rig.sent).toEqual([`{"jsonrpc":"2.0","method":"device.hello","params":${helloParams}}`]);
    expect(rig.ups).toEqual([{ type: "ready" }]);
  });

  test("the welcome's members reach the device", () => {
    const rig = new SessionRig();
    rig.session.onOpen("flotilla.v1");
    rig.receive(
      '{"jsonrpc":"2.0","id":1,"result":{"session":"s-81","heartbeatSec":30,"time":1795362608281,"desired":{"version":5,"patch":{"autoRelockTime":30}},"telemetry":{"ack":false}}}',
    );
    expect(rig.ups).toEqual([
      { type: "ready", heartbeat: seconds(30), acknowledge: false },
      { type: "desired", ref: rig.ref, version: 5, values: { autoRelockTime: 30 } },
    ]);
  });

  test("a device that leaves when it hears the welcome is told nothing more", () => {
    const rig = new SessionRig();
    rig.session.onOpen("flotilla.v1");
    rig.onUp = () => rig.session.goodbye("disconnect");
    rig.receive('{"jsonrpc":"2.0","id":1,"result":{"desired":{"version":5,"patch":{"autoRelockTime":30}}}}');
    expect(rig.ups).toEqual([{ type: "ready" }]);
    expect(rig.session.carry()).toBeUndefined();
  });

  test.each(["{}", "null", "true", '"welcome"', '{"heartbeatSec":null,"telemetry":null,"desired":null,"time":null}'])(
    "result %s accepts the device and changes nothing",
    (result) => {
      const rig = new SessionRig();
      rig.session.onOpen("");
      rig.receive(`{"jsonrpc":"2.0","id":1,"result":${result}}`);
      expect(rig.ups).toEqual([{ type: "ready" }]);
    },
  );

  test("a heartbeat of 0 turns pings off, one of 0.5 is refused", () => {
    expect(SessionRig.ready({}, { heartbeatSec: 0 }).ups).toEqual([{ type: "ready", heartbeat: 0 }]);
    expect(SessionRig.ready({}, { heartbeatSec: 0.5 }).of("ready")).toEqual([{ type: "ready" }]);
  });

  test("members of the wrong type are reported and otherwise ignored", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive(
      '{"jsonrpc":"2.0","id":1,"result":{"heartbeatSec":-1,"time":"now","desired":{"version":"5","patch":{}},"telemetry":{"ack":"yes"}}}',
    );
    expect(rig.of("ready")).toEqual([{ type: "ready" }]);
    expect(rig.of("violation").map(({ detail }) => detail)).toEqual([
      "expected /result/heartbeatSec to be 0, or 1 to 86400 seconds",
      "expected /result/time to be milliseconds since 1970",
      "expected /result/telemetry/ack to be true or false",
      "expected /result/desired to be a version and a patch",
    ]);
  });

  test.each([
    [-32001, "unauthorized", '"message":"unauthorized"', { act: "stop" }],
    [-32002, "unknown device", '"message":"no such device"', { act: "stop" }],
    [-32003, "busy", '"message":"busy","data":{"retryAfterMs":5000}', { act: "reconnect", after: 5000 }],
    [
      -32003,
      "busy for a year",
      '"message":"","data":{"retryAfterMs":31536000000}',
      { act: "reconnect", after: 3_600_000 },
    ],
    [-32003, "busy without a time", '"message":"busy"', { act: "reconnect" }],
    [-32601, "not understood", '"message":"Method not found"', { act: "stop" }],
    [-32602, "not understood", '"message":"Invalid params"', { act: "stop" }],
    [-32603, "a fault of the server", '"message":"Internal error"', { act: "reconnect" }],
    [1, "anything else", '"message":"no"', { act: "reconnect" }],
  ])("error %i (%s) closes the connection and decides how to go on", (code, _name, rest, verdict) => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive(`{"jsonrpc":"2.0","id":1,"error":{"code":${code},${rest}}}`);
    expect(rig.of("ready")).toEqual([]);
    expect(rig.closed).toEqual([{ code: 1000, reason: "hello refused" }]);
    expect(rig.end({ type: "closed", code: 4009, reason: "", initiator: "server" })).toMatchObject(verdict);
  });

  test("is answered once: a second answer is nobody's", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive('{"jsonrpc":"2.0","id":1,"result":{}}');
    rig.receive('{"jsonrpc":"2.0","id":1,"result":{}}');
    rig.receive('{"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"unauthorized"}}');
    expect(rig.of("ready")).toHaveLength(1);
    expect(rig.of("unhandled")).toHaveLength(2);
    expect(rig.closed).toEqual([]);
  });

  test("nothing else is sent before its answer, and what is given to the session is counted", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.session.telemetry(sample(1), false);
    rig.session.backlog([sample(2), sample(3)], true);
    rig.session.state(patch);
    rig.session.event(event);
    expect(rig.sent).toHaveLength(1);
    expect(rig.dropped).toEqual({ sample: 3, state: 1, event: 1 });
  });

  test("an error without an id is nobody's: the hello may still be answered", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.receive('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}');
    rig.receive('{"jsonrpc":"2.0","id":1,"result":{}}');
    expect(rig.ups.map(({ type }) => type)).toEqual(["unhandled", "ready"]);
  });
});

describe("reports", () => {
  test("telemetry is a notification", () => {
    const rig = SessionRig.ready();
    rig.session.telemetry({ time: 1795362608659, seq: 1041, values: { batPercentRemaining: 91, rssi: -61 } }, false);
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","method":"telemetry.report","params":{"ts":1795362608659,"seq":1041,"values":{"batPercentRemaining":91,"rssi":-61}}}',
    ]);
  });

  test("a state patch says its version and cause", () => {
    const rig = SessionRig.ready();
    rig.session.state(patch);
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","method":"state.report","params":{"version":13,"patch":{"lockState":"unlocked","doorState":null},"cause":"human","ts":1795362609120}}',
    ]);
  });

  test("an event says its id and severity", () => {
    const rig = SessionRig.ready();
    rig.session.event(event);
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","method":"event.report","params":{"id":"e-78","ts":1795362610400,"name":"doorLockAlarm","severity":"error","data":{"alarmCode":"lockJammed"}}}',
    ]);
  });

  test("a backlog is one batch, oldest first", () => {
    const rig = SessionRig.ready();
    rig.session.backlog(
      [
        { time: 1795362500000, seq: 1030, values: { rssi: -62 } },
        { time: 1795362530000, seq: 1031, values: {} },
      ],
      false,
    );
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","method":"telemetry.batch","params":{"samples":[{"ts":1795362500000,"seq":1030,"values":{"rssi":-62}},{"ts":1795362530000,"seq":1031,"values":{}}]}}',
    ]);
  });

  test("an empty backlog sends nothing", () => {
    const rig = SessionRig.ready();
    rig.session.backlog([], true);
    expect(rig.sent).toEqual([]);
  });

  test("a long backlog is split into frames under 64 KiB, in order and complete", () => {
    const rig = SessionRig.ready();
    const samples = Array.from({ length: 2_000 }, (_, index) => sample(index, { note: "日本語のメモ", rssi: -61 }));
    rig.session.backlog(samples, false);
    expect(rig.sent.length).toBeGreaterThan(1);
    expect(Math.max(...rig.sent.map((text) => Buffer.byteLength(text)))).toBeLessThan(65_536);
    const seqs = rig
      .take()
      .flatMap((frame) => (frame as { params: { samples: { seq: number }[] } }).params.samples.map(({ seq }) => seq));
    expect(seqs).toEqual(samples.map(({ seq }) => seq));
  });

  test("what the connection does not take is counted", () => {
    const rig = SessionRig.ready();
    rig.open = false;
    rig.session.telemetry(sample(1), false);
    rig.session.backlog([sample(2), sample(3)], false);
    rig.session.state(patch);
    rig.session.event(event);
    expect(rig.dropped).toEqual({ sample: 3, state: 1, event: 1 });
  });
});

describe("goodbye", () => {
  test("is device.bye and close code 1000", () => {
    const rig = SessionRig.ready();
    rig.time = 1795362700000;
    rig.session.goodbye("shutdown");
    expect(rig.sent).toEqual([
      '{"jsonrpc":"2.0","method":"device.bye","params":{"reason":"shutdown","ts":1795362700000}}',
    ]);
    expect(rig.closed).toEqual([{ code: 1000, reason: "shutdown" }]);
  });

  test("without a welcome there is no bye to say", () => {
    const rig = new SessionRig();
    rig.session.onOpen("");
    rig.sent.length = 0;
    rig.session.goodbye("disconnect");
    expect(rig.sent).toEqual([]);
    expect(rig.closed).toEqual([{ code: 1000, reason: "disconnect" }]);
  });

  test("is said once, and nothing is sent after it", () => {
    const rig = SessionRig.ready();
    rig.session.goodbye("reboot");
    rig.session.goodbye("shutdown");
    rig.session.telemetry(sample(1), false);
    rig.session.event(event);
    rig.receive('{"jsonrpc":"2.0","id":"c-9","method":"command.lockDoor"}');
    rig.receive("not json");
    expect(rig.sent).toHaveLength(1);
    expect(rig.closed).toHaveLength(1);
    expect(rig.dropped).toEqual({ sample: 1, event: 1, answer: 1 });
    expect(rig.of("command")).toEqual([]);
  });

  test("leaves nothing uncounted that comes after it", () => {
    const rig = SessionRig.ready();
    rig.session.goodbye("shutdown");
    rig.receive('{"jsonrpc":"2.0","id":"c-9","method":"command.lockDoor"}');
    rig.receive('{"jsonrpc":"2.0","method":"command.lockDoor"}');
    rig.receive('{"jsonrpc":"2.0","id":"q-1","method":"state.get"}');
    rig.receive(rig.sent[0]!);
    expect(rig.refused).toEqual(["late", "late"]);
    expect(rig.of("unhandled").map(({ detail }) => detail)).toEqual([
      '"state.get" came after the goodbye',
      '"device.bye" came after the goodbye',
    ]);
    expect(rig.dropped).toEqual({ answer: 2 });
    expect(rig.sent).toHaveLength(1);
  });

  test("an acknowledgement that crosses it still counts", () => {
    const rig = SessionRig.ready();
    rig.session.telemetry(sample(5), true);
    rig.session.goodbye("reboot");
    rig.receive('{"jsonrpc":"2.0","id":2,"result":{}}');
    expect(rig.of("acknowledged")).toEqual([{ type: "acknowledged", seq: 5 }]);
    expect(rig.session.carry()).toBeUndefined();
  });
});

describe("the end", () => {
  test("a binary frame is a violation and closes with 1003; the device comes back", () => {
    const rig = SessionRig.ready();
    rig.session.onBinary(new Uint8Array([1, 2, 3]));
    rig.session.onBinary(new Uint8Array([1, 2, 3]));
    expect(rig.of("violation")).toEqual([
      { type: "violation", detail: "expected text frames, found a binary one of 3 bytes" },
    ]);
    expect(rig.closed).toEqual([{ code: 1003, reason: "text frames only" }]);
    expect(rig.sent).toEqual([]);
    expect(rig.end({ type: "closed", code: 1003, reason: "", initiator: "device" })).toEqual({ act: "reconnect" });
  });

  test("a refused upgrade, a failed dial and a close code each lead to their verdict", () => {
    const verdictOf = (end: Parameters<SessionRig["end"]>[0]): unknown => new SessionRig().end(end);
    expect(verdictOf({ type: "refused", status: 401, headers: {} })).toMatchObject({ act: "stop" });
    expect(verdictOf({ type: "refused", status: 503, headers: { "retry-after": "7" } })).toEqual({
      act: "reconnect",
      after: 7000,
    });
    expect(verdictOf({ type: "failed", reason: "ECONNREFUSED", message: "" })).toEqual({ act: "reconnect" });
    expect(verdictOf({ type: "closed", code: 4009, reason: "", initiator: "server" })).toMatchObject({ act: "stop" });
    expect(verdictOf({ type: "closed", code: 1012, reason: "retry=250", initiator: "server" })).toEqual({
      act: "reconnect",
      after: 250,
    });
  });

  test("a close code of our own end forbids nothing: only the server can", () => {
    const policy = { type: "closed", code: 1008, reason: "Too many message fragments" } as const;
    expect(SessionRig.ready().end({ ...policy, initiator: "device" })).toEqual({ act: "reconnect" });
    expect(SessionRig.ready().end({ ...policy, initiator: "server" })).toMatchObject({ act: "stop" });
  });

  test("a close code that forbids coming back is obeyed while saying goodbye, too", () => {
    const rig = SessionRig.ready();
    rig.session.goodbye("reboot");
    expect(rig.end({ type: "closed", code: 4004, reason: "", initiator: "server" })).toMatchObject({ act: "stop" });
  });

  test("frames that come after it are ignored", () => {
    const rig = SessionRig.ready();
    rig.end();
    rig.receive('{"jsonrpc":"2.0","id":1,"method":"device.ping"}');
    rig.session.onBinary(new Uint8Array(1));
    rig.session.onTimer(0);
    expect(rig.sent).toEqual([]);
    expect(rig.closed).toEqual([]);
  });
});
