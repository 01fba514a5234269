import { describe, expect, test } from "vitest";
import { frameOf } from "../../src/recording/frame-of.ts";
import { type ConnectionRecorder, Recorder } from "../../src/recording/recorder.ts";
import { secretNames } from "../../src/recording/redaction/secret-names.ts";
import type { Direction, MessageLine } from "../../src/recording/tape.ts";
import { type MemoryTape, memoryTape } from "./memory-tape.ts";

function recording(): { tape: MemoryTape; connection: ConnectionRecorder; recorder: Recorder } {
  const tape = memoryTape();
  let now = 1_000;
  const recorder = new Recorder(tape.writer, () => now++, secretNames());
  const connection = recorder.open({ path: "/", query: undefined, subprotocols: [], headers: [] });
  connection.opened({ subprotocol: "", headers: [] });
  return { tape, connection, recorder };
}

const hello =
  '{"jsonrpc":"2.0","id":1,"method":"device.hello","params":{"device":"lock-0001","type":"lock","model":"SIM-L1","fw":"1.4.2","hw":"B","serial":"L1-0001-77A2","mac":"02:5b:26:a8:dc:12","name":"Front door","room":"hall","labels":{"region":"north"},"boot":3,"reason":"powerOnReboot","ts":1795362608250,"caps":["lockDoor"],"state":{"version":12,"reported":{"lockState":"locked"}}}}';

/** Every example of docs/protocol.md that is in the form our own ends write. */
const conversation: readonly (readonly [Direction, string, string])[] = [
  ["up", hello, "hello"],
  [
    "down",
    '{"jsonrpc":"2.0","id":1,"result":{"session":"s-81","heartbeatSec":30,"time":1795362608281,"desired":{"version":5,"patch":{"autoRelockTime":30}},"telemetry":{"ack":false}}}',
    "welcome",
  ],
  [
    "up",
    '{"jsonrpc":"2.0","method":"state.report","params":{"version":13,"patch":{"autoRelockTime":30},"cause":"desired","ts":1795362608290}}',
    "state",
  ],
  [
    "up",
    '{"jsonrpc":"2.0","method":"telemetry.report","params":{"ts":1795362608659,"seq":1041,"values":{"batPercentRemaining":91,"rssi":-61}}}',
    "telemetry",
  ],
  [
    "up",
    '{"jsonrpc":"2.0","id":7,"method":"telemetry.report","params":{"ts":1795362609659,"seq":1042,"values":{"rssi":-60},"dup":true}}',
    "telemetry",
  ],
  ["down", '{"jsonrpc":"2.0","id":7,"result":{}}', "acknowledged"],
  [
    "up",
    '{"jsonrpc":"2.0","id":8,"method":"telemetry.batch","params":{"samples":[{"ts":1795362500000,"seq":1030,"values":{"rssi":-62}}]}}',
    "backlog",
  ],
  ["down", '{"jsonrpc":"2.0","id":8,"error":{"code":-32003,"message":"busy","data":{"retryAfterMs":5000}}}', "refusal"],
  [
    "up",
    '{"jsonrpc":"2.0","method":"event.report","params":{"id":"e-78","ts":1795362610400,"name":"doorLockAlarm","severity":"error","data":{"alarmCode":"lockJammed"}}}',
    "event",
  ],
  [
    "down",
    '{"jsonrpc":"2.0","id":"c-9","method":"command.lockDoor","params":{"args":{},"deadline":1795362612000}}',
    "command",
  ],
  [
    "up",
    '{"jsonrpc":"2.0","id":"c-9","error":{"code":-32010,"message":"the bolt is jammed","data":{"failure":"hardware"}}}',
    "answer",
  ],
  ["down", '{"jsonrpc":"2.0","id":0,"method":"command.unlockDoor","params":{}}', "command"],
  ["up", '{"jsonrpc":"2.0","id":0,"result":{"status":"done"}}', "answer"],
  [
    "down",
    '{"jsonrpc":"2.0","id":"d-6","method":"state.desired","params":{"version":6,"patch":{"autoRelockTime":60}}}',
    "desired",
  ],
  ["up", '{"jsonrpc":"2.0","id":"d-6","result":{"version":6,"applied":true}}', "answer"],
  ["down", '{"jsonrpc":"2.0","id":20,"method":"device.configure","params":{"autoRelockTime":15}}', "configure"],
  ["down", '{"jsonrpc":"2.0","id":21,"method":"device.reboot","params":{}}', "reboot"],
  ["down", '{"jsonrpc":"2.0","method":"state.get","params":{}}', "query"],
  ["down", '{"jsonrpc":"2.0","id":22,"method":"device.ping","params":{}}', "ping"],
  ["up", '{"jsonrpc":"2.0","method":"device.bye","params":{"reason":"reboot","ts":1795362700000}}', "goodbye"],
];

describe("messages of the native protocol", () => {
  test("stand as neutral messages alone, and can be sent again to the character", () => {
    const { tape, connection } = recording();
    for (const [direction, text] of conversation) connection.text(direction, text);
    const lines = tape.lines.filter((line): line is MessageLine => line.type === "message");
    expect(lines.map(({ message }) => message?.type)).toEqual(conversation.map(([, , type]) => type));
    expect(lines.map(frameOf)).toEqual(conversation.map(([, text]) => text));
    for (const line of lines) expect(Object.keys(line)).toEqual(["at", "connection", "type", "direction", "message"]);
  });

  test("answers say what they answer", () => {
    const { tape, connection } = recording();
    for (const [direction, text] of conversation) connection.text(direction, text);
    const answers = tape.lines.flatMap((line) =>
      line.type === "message" && line.message?.type === "answer" ? [line.message] : [],
    );
    expect(answers.map(({ ref, to }) => [ref, to])).toEqual([
      ["c-9", "lockDoor"],
      [0, "unlockDoor"],
      ["d-6", "desired"],
    ]);
  });

  test("a member that the neutral form does not know keeps the whole JSON beside it", () => {
    const { tape, connection } = recording();
    const text = '{"jsonrpc":"2.0","method":"device.hello","params":{"device":"x","vendor":"me"}}';
    connection.text("up", text);
    const line = tape.lines.find((one): one is MessageLine => one.type === "message");
    expect(line).toMatchObject({
      message: { type: "hello", identity: { id: "x" } },
      json: JSON.parse(text) as unknown,
    });
    expect(frameOf(line!)).toBe(text);
  });

  test("a secret in a command is gone from all of its line", () => {
    const { tape, connection } = recording();
    connection.text(
      "down",
      '{"jsonrpc":"2.0","id":1,"method":"command.unlockDoor","params":{"args":{"pinCode":"4711"}}}',
    );
    expect(tape.lines.at(-1)).toMatchObject({
      message: { type: "command", name: "unlockDoor", args: { pinCode: "***" } },
    });
    expect(tape.text).not.toContain("4711");
  });

  test("an answer that nobody asked for is JSON and nothing more", () => {
    const { tape, connection } = recording();
    connection.text("down", '{"jsonrpc":"2.0","id":99,"result":{}}');
    expect(tape.lines.at(-1)).not.toHaveProperty("message");
    expect(tape.lines.at(-1)).toHaveProperty("json");
  });
});

test("the tape begins with its first connection, at 0", () => {
  const { tape } = recording();
  expect(tape.lines.map(({ at }) => at)).toEqual([0, 1]);
});

test("a text that is JSON only by half, nests without end or looks like a number stays a text", () => {
  const { tape, connection } = recording();
  const texts = ['{"a":', "[".repeat(100_000), "42", '"a"', ' {"a":1}', '{"a":1,"a":2}', '{"a":1e2}', "null"];
  for (const text of texts) connection.text("up", text);
  const lines = tape.lines.filter((line): line is MessageLine => line.type === "message");
  expect(lines.map(frameOf)).toEqual(texts);
  for (const line of lines) expect(line).toHaveProperty("text");
});

test("connections that are not over when the recording is, end with it", () => {
  const { tape, connection, recorder } = recording();
  recorder.open({ path: "/2", query: undefined, subprotocols: [], headers: [] });
  connection.end("device", true);
  recorder.finish();
  expect(tape.story.slice(-2)).toEqual(["1 end device closed", "2 end recorder unopened"]);
  expect(recorder.counts.open).toBe(0);
});

test("the password of an MQTT client is masked where MQTT is spoken", () => {
  const tape = memoryTape();
  const connection = new Recorder(tape.writer, () => 0, secretNames()).open({
    path: "/mqtt",
    query: undefined,
    subprotocols: ["mqtt"],
    headers: [],
  });
  connection.opened({ subprotocol: "mqtt", headers: [] });
  const packet = Buffer.from("\u0010\u0019\0\u0004MQTT\u0004\u00c2\0\u003c\0\u0001d\0\u0003ann\0\u0004hush", "latin1");
  connection.binary("up", packet);
  const [line] = tape.lines.slice(-1) as [MessageLine];
  expect(String(frameOf(line))).toMatch(/MQTT.*ann\0\u0004\*{4}$/s);
});

test("a token among the subprotocols is hidden where the server chooses it, too", () => {
  const { tape, recorder } = recording();
  const offers = [["access_token", "s3cr3t"], ["bearer.s3cr3t"]] as const;
  for (const offered of offers) {
    const connection = recorder.open({ path: "/", query: undefined, subprotocols: offered, headers: [] });
    connection.opened({ subprotocol: offered.at(-1)!, headers: [] });
  }
  const chosen = tape.lines.flatMap((line) => (line.type === "opened" ? [line.subprotocol] : []));
  expect(chosen).toEqual(["", "***", "bearer.***"]);
});

test("what is in pings and in garbage is looked through as well", () => {
  const { tape, connection } = recording();
  connection.ping("ping", "up", Buffer.from("token=s3cr3t"));
  connection.garbage("up", "expected a frame, found opcode 3", Buffer.from("GET /?token=s3cr3t HTTP/1.1"));
  const data = tape.lines.flatMap((line) => ("data" in line ? [Buffer.from(line.data!, "base64").toString()] : []));
  expect(data).toEqual(["token=******", "GET /?token=****** HTTP/1.1"]);
});
