import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EndLine } from "../../src/recording/tape.ts";
import { tapeFile, type TapeOutput, TapeWriter } from "../../src/recording/tape-writer.ts";
import { temporaryFolder } from "../support/test-host.ts";
import { someHeader } from "./memory-tape.ts";

const line: EndLine = { at: 1, connection: 1, type: "end", by: "device", how: "lost" };
const never = (problem: string): void => expect.unreachable(problem);

test("a line is in the file when it has been written, before the tape is closed", () => {
  const path = join(temporaryFolder(), "tape.ndjson");
  const writer = new TapeWriter(tapeFile(path, "tape.ndjson"), someHeader, never);
  writer.write(line);
  expect(readFileSync(path, "utf8")).toBe(`${JSON.stringify(someHeader)}\n${JSON.stringify(line)}\n`);
  expect(writer.bytes).toBe(readFileSync(path).length);
  expect(writer.lines).toBe(1);
  writer.close();
  writer.close();
});

test("a file that exists is not written over", () => {
  const path = join(temporaryFolder(), "tape.ndjson");
  writeFileSync(path, "precious");
  expect(() => tapeFile(path, "tape.ndjson")).toThrow(
    "expected to write a tape to tape.ndjson: a file is in the way (EEXIST)",
  );
  expect(readFileSync(path, "utf8")).toBe("precious");
});

test("a folder that is not there is told", () => {
  expect(() => tapeFile(join(temporaryFolder(), "no", "tape.ndjson"), "no/tape.ndjson")).toThrow(
    "no such folder (ENOENT)",
  );
});

test("a recording that never began leaves no file", () => {
  const path = join(temporaryFolder(), "tape.ndjson");
  new TapeWriter(tapeFile(path, "tape.ndjson"), someHeader, never).discard();
  expect(existsSync(path)).toBe(false);
});

test("a disk that fails is told once, and the tape ends with its last whole line", () => {
  let content = "";
  const output: TapeOutput = {
    write(data) {
      // Half of what does not fit is written, as disks do.
      if (content.length + data.length > 300) {
        content += data.toString().slice(0, 10);
        throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      }
      content += data.toString();
    },
    truncate(length) {
      content = content.slice(0, length);
    },
    close() {},
    discard() {},
  };
  const problems: string[] = [];
  const writer = new TapeWriter(output, someHeader, (problem) => problems.push(problem));
  for (let index = 0; index < 20; index++) writer.write(line);
  expect(problems).toEqual(["the tape ends here: no space left on the disk (ENOSPC)"]);
  expect(writer.failed).toBe(true);
  const [first, ...lines] = content.trimEnd().split("\n");
  expect(JSON.parse(first!)).toEqual(someHeader);
  expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual(lines.map(() => line));
  expect(lines.length).toBe(writer.lines);
  expect(lines.length).toBeGreaterThan(0);
});

test("a disk that is full from the start is told, and nothing is left behind", () => {
  let discarded = false;
  const output: TapeOutput = {
    write() {
      throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    },
    truncate() {},
    close() {},
    discard() {
      discarded = true;
    },
  };
  expect(() => new TapeWriter(output, someHeader, never)).toThrow(
    "expected to write a tape: no space left on the disk (ENOSPC)",
  );
  expect(discarded).toBe(true);
});
