import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FlotillaError } from "../../src/kernel/errors.ts";
import type { TapeLine } from "../../src/recording/tape.ts";
import { openTape, type Tape } from "../../src/recording/tape-reader.ts";
import { temporaryFolder } from "../support/test-host.ts";

const header = '{"flotilla-tape":1,"recorder":"flotilla 0.1.0","by":"proxy","redacted":true}';
const opening = [
  '{"at":0,"connection":1,"type":"open","path":"/","subprotocols":[],"headers":[]}',
  '{"at":1,"connection":1,"type":"opened","status":101,"subprotocol":"","headers":[]}',
];
const message = '{"at":2,"connection":1,"type":"message","direction":"up","text":"hello"}';
const end = '{"at":3,"connection":1,"type":"end","by":"device","how":"lost"}';

function fileWith(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), "tape.ndjson");
  writeFileSync(path, content);
  return path;
}

const open = (content: string | Uint8Array): Promise<Tape> => openTape(fileWith(content), "tape.ndjson");

async function linesOf(tape: Tape): Promise<TapeLine[]> {
  const lines: TapeLine[] = [];
  for await (const line of tape.lines()) lines.push(line);
  return lines;
}

async function faultOf(content: string | Uint8Array): Promise<{ message: string; hint: string | undefined }> {
  const thrown: unknown = await open(content)
    .then(linesOf)
    .catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(FlotillaError);
  const { code, message: said, hint } = thrown as FlotillaError;
  expect(code).toBe("file");
  return { message: said, hint };
}

const text = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;

test("a tape is read line by line, as often as one likes", async () => {
  const tape = await open(text(header, ...opening, message, end));
  expect(tape.header).toMatchObject({ by: "proxy", redacted: true });
  const first = await linesOf(tape);
  expect(first.map(({ type }) => type)).toEqual(["open", "opened", "message", "end"]);
  expect(await linesOf(tape)).toEqual(first);
  expect(tape.warnings).toEqual([]);
});

test("line ends of other systems, a byte order mark and empty lines do no harm", async () => {
  const tape = await open(`\uFEFF${[header, ...opening, "", message].join("\r\n")}\r\n`);
  expect((await linesOf(tape)).length).toBe(3);
});

test("a last line that breaks off is left out, with one warning however often the tape is read", async () => {
  const tape = await open(text(header, ...opening, message).slice(0, -10));
  expect((await linesOf(tape)).length).toBe(2);
  await linesOf(tape);
  expect(tape.warnings).toEqual([
    "tape.ndjson:4: the last line breaks off and was left out; the recording was cut short there",
  ]);
});

test("a last line that lacks nothing but its end is a line", async () => {
  const tape = await open(text(header, ...opening, message).slice(0, -1));
  expect((await linesOf(tape)).length).toBe(3);
  expect(tape.warnings).toEqual([]);
});

test("a tape of its first line alone is a tape on which nothing happened", async () => {
  expect(await linesOf(await open(text(header)))).toEqual([]);
});

describe("what is no tape", () => {
  test.each<[string, string | Uint8Array, string]>([
    ["empty", "", "tape.ndjson: expected a tape, found an empty file"],
    ["prose", "hello\n", 'tape.ndjson: expected a tape, found "hello" as the first line'],
    ["another NDJSON", '{"at":1}\n', 'tape.ndjson: expected a tape, found "{\\"at\\":1}" as the first line'],
    ["a list", "[1]\n", 'tape.ndjson: expected a tape, found "[1]" as the first line'],
    [
      "binary",
      Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7) & 0xff),
      "tape.ndjson: expected a tape, found a binary file",
    ],
    [
      "a first line that breaks off",
      header.slice(0, 30),
      'tape.ndjson: expected a tape, found "{\\"flotilla-tape\\":1,\\"recorder\\":" as the first line',
    ],
  ])("%s", async (_, content, said) => {
    const fault = await faultOf(content);
    expect(fault.message).toBe(said);
    expect(fault.hint).toContain("flotilla record");
  });

  test("a file that is not there, and a folder", async () => {
    await expect(openTape("/nowhere/tape.ndjson")).rejects.toThrow("there is no such file (ENOENT)");
    await expect(openTape(temporaryFolder())).rejects.toThrow("it is a folder (EISDIR)");
  });
});

test("a tape of a later version says who wrote it and what to do", async () => {
  const fault = await faultOf(text(header.replace(":1,", ":2,").replace("0.1.0", "9.0.0")));
  expect(fault.message).toBe("tape.ndjson:1: expected a tape of version 1, found version 2, written by flotilla 9.0.0");
  expect(fault.hint).toContain("update");
});

describe("a line that no recorder writes is told with its number", () => {
  test.each<[string, readonly string[], string]>([
    ["no JSON", [...opening, "oops", message], '4: expected JSON, found "oops"'],
    [
      "a half line in the middle",
      [...opening, message.slice(0, 20), end],
      '4: expected JSON, found "{\\"at\\":2,\\"connection\\""',
    ],
    [
      "no type",
      ['{"at":0,"connection":1}'],
      '2: expected "type" as one of open, opened, refused, failed, message, ping, pong, close, garbage, end, found nothing',
    ],
    ["another type", ['{"at":0,"connection":1,"type":"mesage"}'], '2: expected "type" as one of'],
    [
      "a member of the wrong type",
      [opening[0]!.replace('"/"', "7")],
      '2: expected "path" to be a text in a line of type open, found 7',
    ],
    [
      "an absolute time",
      [opening[0]!.replace('"at":0', '"at":"2026-01-01"')],
      '2: expected "at" to be milliseconds from 0',
    ],
    [
      "time that runs backwards",
      [...opening, message.replace('"at":2', '"at":0.5')],
      '4: expected "at" to be at least 1, as in the line before, found 0.5',
    ],
    [
      "a message without content",
      [...opening, message.replace(',"text":"hello"', "")],
      "4: expected one of message, json, text, binary, omitted",
    ],
    [
      "bytes that are no base64",
      [...opening, message.replace('"text":"hello"', '"binary":"a*b="')],
      '4: expected "binary" to be base64 or absent',
    ],
    ["a connection that never opened", [message], "2: expected connection 1 to be open, found it never opened"],
    [
      "a connection that is still dialing",
      [opening[0]!, message],
      "3: expected connection 1 to be open, found it opening",
    ],
    [
      "a connection after its end",
      [...opening, end, message.replace('"at":2', '"at":4')],
      "5: expected connection 1 to be open, found it ended before",
    ],
    [
      "a connection that is opened twice",
      [...opening, opening[0]!.replace('"at":0', '"at":1')],
      "4: expected 2, the next connection, to open, found 1",
    ],
  ])("%s", async (_, lines, said) => {
    const fault = await faultOf(text(header, ...lines));
    expect(fault.message).toContain(`tape.ndjson:${said}`);
    expect(fault.hint).toBe("The tape was changed after it was recorded, or is damaged.");
  });
});

test("members of the future are left alone", async () => {
  const tape = await open(
    text(header.replace("}", ',"mood":"good"}'), ...opening, message.replace("}", ',"weight":3}')),
  );
  expect((await linesOf(tape)).at(-1)).toMatchObject({ weight: 3 });
});

test("who stops in the middle may begin again", async () => {
  const tape = await open(text(header, ...opening, ...Array.from({ length: 20_000 }, () => message)));
  for await (const line of tape.lines()) if (line.type === "message") break;
  expect((await linesOf(tape)).length).toBe(20_002);
});
