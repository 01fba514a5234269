/** What the documentation shows runs: every `ts` block of docs/library.md that starts with its imports is a test of its own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const page = readFileSync(new URL("../../docs/library.md", import.meta.url), "utf8");
const blocks = Array.from(page.matchAll(/^```ts\n(import .*?)^```$/gms), ([, code]) => code!);

// Inside the package, so that `flotilla` is the package itself, and where what is left behind is in nobody's way.
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
mkdirSync(dist, { recursive: true });
const folder = mkdtempSync(join(dist, "docs-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("docs/library.md has its examples", () => {
  expect(blocks).toHaveLength(3);
});

for (const [number, code] of blocks.entries()) {
  describe(`example ${number + 1} of docs/library.md`, async () => {
    const file = join(folder, `example-${number + 1}.ts`);
    writeFileSync(file, code);
    await import(/* @vite-ignore */ file);
  });
}

describe("the tests of docs/write-a-kind.md", async () => {
  const guide = readFileSync(new URL("../../docs/write-a-kind.md", import.meta.url), "utf8");
  for (const [, name, code] of guide.matchAll(/^```ts\n\/\/ (garage-door(?:\.test)?\.ts)\n(.*?)^```$/gms)) {
    writeFileSync(join(folder, name!), code!);
  }
  await import(/* @vite-ignore */ join(folder, "garage-door.test.ts"));
});
