import { describe, expect, test } from "vitest";
import { secretNames } from "../../../src/recording/redaction/secret-names.ts";
import { redactBytes, redactText } from "../../../src/recording/redaction/secrets-in-text.ts";

const names = secretNames();
const redacted = (text: string): string => redactText(text, names);

describe("in JSON, a member with a secret's name becomes ***", () => {
  test.each([
    ['{"token":"abc"}', '{"token":"***"}'],
    ['{"user":"ann","password":"p\\"w"}', '{"user":"ann","password":"***"}'],
    ['{ "Access_Token" : "abc" , "a": 1.0 }', '{ "Access_Token" : "***" , "a": 1.0 }'],
    ['{"x-api-key":"k","apiKey":"k","API_KEY":"k"}', '{"x-api-key":"***","apiKey":"***","API_KEY":"***"}'],
    ['{"a":[{"b":{"secret":"deep"}}]}', '{"a":[{"b":{"secret":"***"}}]}'],
    ['{"auth":{"ts":1,"nonce":"n","sig":"s"},"b":2}', '{"auth":"***","b":2}'],
    ['{"credentials":["a","b]"],"b":2}', '{"credentials":"***","b":2}'],
    [
      '{"userPinCode":"1","doorPin":"1","wifi_psk":"p","mqttPass":"p","loginCredentials":["c"],"x-auth":"a","authKey":"k"}',
      '{"userPinCode":"***","doorPin":"***","wifi_psk":"***","mqttPass":"***","loginCredentials":"***","x-auth":"***","authKey":"***"}',
    ],
    ['{"pinCode":4711,"b":2}', '{"pinCode":"***","b":2}'],
    ['{"pinCode":"4711"}', '{"pinCode":"***"}'],
    ['{"\\u0074oken":"abc"}', '{"\\u0074oken":"***"}'],
    ['["42[\\"auth\\",{\\"token\\":\\"abc\\"}]"]', '["42[\\"auth\\",{\\"token\\":\\"***\\"}]"]'],
    ['42["auth",{"token":"abc"}]', '42["auth",{"token":"***"}]'],
    ['{"token":"breaks of', '{"token":"***'],
    ['{"token":{"breaks":"of', '{"token":"***"'],
  ])("%s", (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });
});

describe("what is no secret stays to the character", () => {
  test.each([
    '{"token":null,"password":"","secret":true}',
    '{"key":"temperature","value":21.50}',
    '{"clientToken":"t-1","replyToken":"r"}',
    '{"credentialIndex":3,"requirePinForRemoteOperation":true,"minPinCodeLength":4}',
    '{"method":"command.setCredential","params":{"args":{"credentialType":"pin"}}}',
    '{"passive":1,"rssi":-61,"author":"ann","passTime":3,"bypass":2,"spin":1,"compass":"n","authState":"ok"}',
    "The pass: a word about mountains.",
    "no JSON at all: token",
    '{"a":"\\ud83d","b":"\\u0000"}',
    "a=1&b=2",
    "",
  ])("%s", (text) => {
    expect(redacted(text)).toBe(text);
  });
});

describe("outside of JSON a secret is known by its form", () => {
  test.each([
    ["GET /?token=abc&x=1", "GET /?token=***&x=1"],
    ['{"url":"wss://ann:pw@hub/x?sig=abc%3D&se=1"}', '{"url":"wss://***@hub/x?sig=***&se=1"}'],
    ['["Bearer abcdefghijklmn"]', '["Bearer ***"]'],
    ["CONNECT\nlogin:ann\npasscode:hunter2\r\n\n\0", "CONNECT\nlogin:ann\npasscode:***\r\n\n\0"],
    ["Authorization: Basic YW5uOnB3\nHost: hub", "Authorization: ***\nHost: hub"],
    ['{"data":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_"}', '{"data":"***"}'],
    ["SharedAccessSignature sr=hub&sig=a%2Bb&se=17", "SharedAccessSignature sr=hub&sig=***&se=17"],
  ])("%s", (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });
});

test("what has been redacted stays as it is", () => {
  const once = redacted('{"token":"abc","url":"ws://a:b@c/?key=1"}');
  expect(redacted(once)).toBe(once);
});

test("names can be added, however they are written", () => {
  const more = secretNames(["Serial-Number", "mac"]);
  expect(redactText('{"serialNumber":"L1","serial_number":"L2","mac":"02:5b","macro":"m"}', more)).toBe(
    '{"serialNumber":"***","serial_number":"***","mac":"***","macro":"m"}',
  );
});

test("of secrets that overlap nothing remains", () => {
  expect(redacted("token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc~more&x=1")).toBe("token=***&x=1");
});

test.each([
  ["\n\x10eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_", "eyJ"],
  ["\n\x10wss://ann:hunter2@hub/x", "hunter2"],
])("in bytes too, a secret is known by its form where no name says so: %j", (bytes, secret) => {
  expect(redactBytes(Buffer.from(bytes), names).toString()).not.toContain(secret);
});

test("in bytes, a secret becomes as many asterisks, so that lengths stay right", () => {
  const bytes = Buffer.concat([
    Buffer.from([0x32, 0x1d, 0xff]),
    Buffer.from('{"password":"opensesame","b":1}'),
    Buffer.from([0]),
  ]);
  const masked = redactBytes(bytes, names);
  expect(masked.length).toBe(bytes.length);
  expect(masked.toString("latin1")).toContain('{"password":"**********","b":1}');
  expect(masked.subarray(0, 3)).toEqual(bytes.subarray(0, 3));
  expect(bytes.toString("latin1")).toContain("opensesame");
});
