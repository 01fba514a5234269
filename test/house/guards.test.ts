/** The guards of test/support/guards.ts, tried on specimens: three that leave something behind, and one that does not. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What failed each specimen, by its name; the empty text is for nothing. */
let failures: Record<string, string>;

interface Report {
  readonly testResults: readonly { readonly name: string; readonly status: string; readonly message: string }[];
}

beforeAll(async () => {
  const report = await runSpecimens();
  failures = Object.fromEntries(
    report.testResults.map(({ name, status, message }) => [
      name.slice(name.lastIndexOf("/") + 1, name.indexOf(".specimen")),
      status === "passed" ? "" : message,
    ]),
  );
}, 60_000);

test.each([
  ["server", "handles left open: expected [ 'TCPServerWrap' ]"],
  ["timer", "handles left open: expected [ 'Timeout' ]"],
  ["warning", "process warnings"],
])("a file that leaves a %s behind fails", (specimen, message) => {
  expect(failures[specimen]).toContain(message);
});

test("a file that closes what it opened passes", () => {
  expect(failures["clean"]).toBe("");
});

function runSpecimens(): Promise<Report> {
  const vitest = `${root}/node_modules/vitest/vitest.mjs`;
  const config = `${root}/test/fixtures/guards/vitest.config.ts`;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [vitest, "run", "--config", config, "--reporter", "json"], (_, stdout, stderr) => {
      const json = stdout.slice(stdout.indexOf("{"));
      if (json === "") reject(new Error(`vitest gave no report: ${stderr}`));
      else resolve(JSON.parse(json) as Report);
    });
  });
}
