import { expect, test } from "vitest";
import { MqttPassword } from "../../../src/recording/redaction/mqtt-password.ts";

const text = (words: string): Buffer =>
  Buffer.concat([Buffer.from([words.length >> 8, words.length & 0xff]), Buffer.from(words)]);
const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);

/** By hand from MQTT 3.1.1 §3.1 and 5.0 §3.1. */
function connect(level: number, flags: number, ...payload: readonly Buffer[]): Buffer {
  const properties = level === 5 ? [bytes(5, 0x11, 0, 0, 0, 10)] : [];
  const body = Buffer.concat([text("MQTT"), bytes(level, flags, 0, 60), ...properties, ...payload]);
  const length = body.length < 128 ? bytes(body.length) : bytes(0x80 | (body.length & 0x7f), body.length >> 7);
  return Buffer.concat([bytes(0x10), length, body]);
}

const will4 = [text("dev/1/status"), text("offline")];
const will5 = [bytes(5, 0x18, 0, 0, 0, 5), ...will4];
const long = "s3cret".repeat(40);

const packets: readonly (readonly [string, Buffer, Buffer])[] = [
  [
    "3.1.1 with user and password",
    connect(4, 0xc2, text("dev-1"), text("ann"), text("hush")),
    connect(4, 0xc2, text("dev-1"), text("ann"), text("****")),
  ],
  [
    "3.1.1 with a will",
    connect(4, 0xc6, text("dev-1"), ...will4, text("ann"), text("hush")),
    connect(4, 0xc6, text("dev-1"), ...will4, text("ann"), text("****")),
  ],
  [
    "5 with properties and a will",
    connect(5, 0xc6, text(""), ...will5, text("ann"), text("hush")),
    connect(5, 0xc6, text(""), ...will5, text("ann"), text("****")),
  ],
  [
    "5 with a password and no user",
    connect(5, 0x42, text("dev-1"), text("hush")),
    connect(5, 0x42, text("dev-1"), text("****")),
  ],
  [
    "a long one",
    connect(4, 0xc2, text("dev-1"), text("ann"), text(long)),
    connect(4, 0xc2, text("dev-1"), text("ann"), text("*".repeat(240))),
  ],
];

test.each(packets)("%s, in one message and byte by byte", (_, packet, masked) => {
  const more = bytes(0x82, 0x0c, 0, 1, 0, 7);
  expect(new MqttPassword().mask(Buffer.concat([packet, more]))).toEqual(Buffer.concat([masked, more]));
  const slowly = new MqttPassword();
  expect(Buffer.concat(Array.from(packet, (byte) => slowly.mask(bytes(byte))))).toEqual(masked);
});

test.each([
  ["without a password", connect(4, 0x82, text("dev-1"), text("ann"))],
  ["another packet first", bytes(0x32, 0x0b, 0, 1, 0x61, 0, 1, 0x68, 0x75, 0x73, 0x68, 0, 0)],
  ["nothing", bytes()],
  ["a packet that breaks off", connect(4, 0xc2, text("dev-1")).subarray(0, 9)],
])("%s stays as it is", (_, packet) => {
  const before = Buffer.from(packet);
  expect(new MqttPassword().mask(packet)).toBe(packet);
  expect(packet).toEqual(before);
});
