import { readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EventFile } from "../../src/report/event-file.ts";
import { mergeEventParts } from "../../src/report/event-parts.ts";
import { temporaryFolder } from "../support/test-host.ts";

interface Line {
  readonly at: number;
  readonly home: number;
  readonly device: string;
  readonly seq: number;
}

const line = (at: number, home: number, device: string, seq = 0): Line => ({ at, home, device, seq });

/** What becomes of parts with these texts. */
async function merged(...texts: readonly (string | readonly Line[])[]): Promise<{ text: string; warnings: string[] }> {
  const folder = temporaryFolder();
  const warnings: string[] = [];
  const parts = texts.map((text, number) => {
    const path = join(folder, `${number}.part`);
    writeFileSync(path, typeof text === "string" ? text : text.map((one) => `${JSON.stringify(one)}\n`).join(""));
    return path;
  });
  const into = new EventFile(await open(join(folder, "all"), "w"), (problem) => warnings.push(problem));
  await mergeEventParts([...parts, join(folder, "never-written")], into, (problem) => warnings.push(problem));
  await into.close();
  return { text: readFileSync(join(folder, "all"), "utf8"), warnings };
}

test("parts become one by time, within an instant by home and device, and a device's own stay as they came", async () => {
  const { text, warnings } = await merged(
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
  expect(warnings).toEqual([]);
});

test("the half line of a process that was killed is left out", async () => {
  const whole = JSON.stringify(line(1, 0, "a"));
  expect((await merged(`${whole}\n${whole.slice(0, 9)}`)).text).toBe(`${whole}\n`);
});
