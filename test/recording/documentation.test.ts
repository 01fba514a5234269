/** The tape that docs/record-replay.md shows is one. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameOf } from "../../src/recording/frame-of.ts";
import { openTape } from "../../src/recording/tape-reader.ts";
import { temporaryFolder } from "../support/test-host.ts";

const page = readFileSync(new URL("../../docs/record-replay.md", import.meta.url), "utf8");

test("the tape of the documentation can be read, to its end", async () => {
  const [, shown] = /```json\n(\{"flotilla-tape".*?)```/s.exec(page)!;
  const path = join(temporaryFolder(), "tape.ndjson");
  writeFileSync(path, shown!);
  const types: string[] = [];
  for await (const line of (await openTape(path)).lines()) {
    types.push(line.type);
    if (line.type === "message") expect(JSON.parse(String(frameOf(line)))).toHaveProperty("jsonrpc", "2.0");
  }
  expect(types).toEqual(["open", "opened", "message", "message", "message", "close", "close", "end"]);
});

test("the documentation has every type of line", () => {
  const table = page.slice(page.indexOf("| type | when"), page.indexOf("A message of the [native"));
  const types = Array.from(table.matchAll(/^\| (`.*?`) \|/gm), ([, names]) =>
    names!.replaceAll("`", "").split(", "),
  ).flat();
  expect(types).toEqual(["open", "opened", "refused", "failed", "message", "ping", "pong", "close", "garbage", "end"]);
});
