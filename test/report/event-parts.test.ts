import { readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeEventParts } from "../../src/report/event-parts.ts";
import { temporaryFolder } from "../support/test-host.ts";

interface Line {
  readonly at: number;
  readonly home: number;
  readonly device: string;
  readonly seq: number;
}

const line = (at: number, home: number, device: string, seq = 0): Line => ({ at, home, device, seq });

interface Merged {
  readonly text: string;
  readonly complete: boolean;
  /** How often it was asked whether that is enough. */
  readonly asked: readonly number[];
}

/** What becomes of parts with these texts. */
function merged(...texts: readonly (string | readonly Line[])[]): Promise<Merged> {
  return mergedUntil(() => false, ...texts);
}

async function mergedUntil(
  enough: (bytesRead: number) => boolean,
  ...texts: readonly (string | readonly Line[])[]
): Promise<Merged> {
  const folder = temporaryFolder();
  const asked: number[] = [];
  const parts = texts.map((text, number) => {
    const path = join(folder, `${number}.part`);
    writeFileSync(path, typeof text === "string" ? text : text.map((one) => `${JSON.stringify(one)}\n`).join(""));
    return path;
  });
  const into = await open(join(folder, "all"), "w");
  const complete = await mergeEventParts({
    parts: [...parts, join(folder, "never-written")],
    into,
    enough: (bytesRead) => {
      asked.push(bytesRead);
      return enough(bytesRead);
    },
  });
  await into.close();
  return { text: readFileSync(join(folder, "all"), "utf8"), complete, asked };
}

test("parts become one by time, within an instant by home and device, and a device's own stay as they came", async () => {
  const { text, complete } = await merged(
    [line(1, 0, "a"), line(5, 1, "b", 2), line(5, 1, "b", 1), line(5, 0, "a"), line(9, 0, "a")],
    [line(2, 3, "d"), line(5, 3, "d"), line(5, 2, "c")],
    [],
  );
  const lines = text
    .trim()
    .split("\n")
    .map((one) => JSON.parse(one) as Line);
  expect(lines.map(({ at, device, seq }) => `${at}${device}${seq}`)).toEqual([
    "1a0",
    "2d0",
    "5a0",
    "5b2",
    "5b1",
    "5c0",
    "5d0",
    "9a0",
  ]);
  expect(complete).toBe(true);
});

test("the half line of a process that was killed is left out", async () => {
  const whole = JSON.stringify(line(1, 0, "a"));
  expect((await merged(`${whole}\n${whole.slice(0, 9)}`)).text).toBe(`${whole}\n`);
});

test("whatever else is no record is left out, and what is written otherwise is read all the same", async () => {
  const odd = [
    `{ "home": 1, "device": "b", "at": 5 }`,
    `{"at":5,"device":"a \\"b\\"","home":0}`,
    `{"at":5.5,"device":"c","home":0}`,
    `{"at":-3,"device":"é","home":0}`,
  ];
  const broken = [`{"at":4,"device":"a","home":0`, `{"at":true}`, "\u0000\u0000\u0000", "", "null", "[4]", `"at"`];
  const { text } = await merged(`${odd[3]}\n${broken.join("\n")}\n${odd[0]}\n`, `${odd[1]}\n${odd[2]}\n`);
  expect(text.trimEnd().split("\n")).toEqual([odd[3], odd[1], odd[0], odd[2]]);
});

test("lines longer than what is read at once come through whole", async () => {
  const long = (at: number): string => JSON.stringify({ ...line(at, 0, "a"), text: "é".repeat(700_000) });
  const { text } = await merged(`${long(1)}\n${long(3)}\n`, [line(2, 1, "b")]);
  expect(text === `${long(1)}\n${JSON.stringify(line(2, 1, "b"))}\n${long(3)}\n`).toBe(true);
});

test("it can be left before it is done, when it is asked after each piece that was read", async () => {
  const many = Array.from({ length: 40_000 }, (_, place) => line(place, place % 7, `device-${place}`));
  const { asked, complete } = await merged(many, many);
  expect(asked.length).toBeGreaterThan(8);
  expect(complete).toBe(true);
  const cut = await mergedUntil((bytesRead) => bytesRead > 1_000_000, many, many);
  expect(cut.complete).toBe(false);
  expect(cut.asked.at(-1)).toBeLessThan(1_600_000);
});

test("however records are divided over parts, together they are the same, each device's own in the order in which it made them", async () => {
  const records = fc.array(
    fc.record({
      wait: fc.nat({ max: 2 }),
      home: fc.nat({ max: 3 }),
      device: fc.oneof(fc.constantFrom("lock", "bulb", 'a"b', "é", "\u{1f512}", "\\"), fc.string({ maxLength: 4 })),
    }),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(records, fc.integer({ min: 1, max: 5 }), async (list, parts) => {
      let at = 0;
      const lines = list.map(({ wait, home, device }, seq) => line((at += wait), home, device, seq));
      const texts = Array.from({ length: parts }, (_, part) => lines.filter(({ home }) => home % parts === part));
      const order = lines.toSorted(
        (a, b) => a.at - b.at || a.home - b.home || (a.device < b.device ? -1 : a.device > b.device ? 1 : 0),
      );
      expect((await merged(...texts)).text).toBe(order.map((one) => `${JSON.stringify(one)}\n`).join(""));
    }),
    { numRuns: 50 },
  );
});
