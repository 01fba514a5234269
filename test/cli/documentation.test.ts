/** Every command line that the documentation shows is one that the program takes. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCommandLine } from "../../src/cli/command-line.ts";
import { testHost } from "../support/test-host.ts";

const root = new URL("../../", import.meta.url);
const docs = readdirSync(new URL("docs/", root)).filter((file) => file.endsWith(".md"));
const pages = ["README.md", ...docs.map((file) => `docs/${file}`)];

/** What stands behind `flotilla` on the lines of a page's shell blocks, split as a shell would. */
function commandLines(page: string): string[][] {
  const text = readFileSync(new URL(page, root), "utf8");
  const blocks = Array.from(text.matchAll(/^```(?:sh|bash)\n(.*?)^```$/gms), ([, block]) => block!);
  return blocks
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .map((line): string[] => line.match(/'[^']*'|"[^"]*"|\S+/g) ?? [])
    .filter((words) => words.includes("flotilla") && !words.includes("install"))
    .map((words) => {
      const own = words.slice(words.indexOf("flotilla") + 1);
      const end = own.findIndex((word) => /^(?:#|>|\||&)/.test(word));
      return own.slice(0, end < 0 ? undefined : end).map((word) => word.replaceAll(/^["']|["']$/g, ""));
    });
}

describe.each(pages.filter((page) => commandLines(page).length > 0))("%s", (page) => {
  test.each(commandLines(page).map((words) => [words.join(" "), words] as const))(
    "shows flotilla %s",
    async (_, words) => {
      expect(await readCommandLine(words, 100)).toHaveProperty("type");
    },
  );
});

test("docs/cli.md has the commands of the help", async () => {
  const host = testHost(["--help"]);
  await host.run();
  const listed = host.out.split("\n").filter((line) => line.startsWith("  flotilla "));
  const page = readFileSync(new URL("docs/cli.md", root), "utf8");
  expect(page).toContain(`\`\`\`\n${listed.map((line) => `${line.slice(2)}\n`).join("")}\`\`\`\n`);
});
