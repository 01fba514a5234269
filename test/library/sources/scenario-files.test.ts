import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { scenarioFilesIn } from "../../../src/library/sources/scenario-files.ts";
import { planOf } from "../../../src/library/sources/plan-source.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flotilla-files-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the files beside a scenario", () => {
  test("are read from the scenario's folder, once", () => {
    const files = scenarioFilesIn(folder);
    mkdirSync(join(folder, "parts"));
    writeFileSync(join(folder, "parts/a.csv"), "\uFEFFid\nlock-1\n");
    expect(files.read("./parts/a.csv")).toBe("id\nlock-1\n");
    writeFileSync(join(folder, "parts/a.csv"), "changed");
    expect(files.read("parts/../parts/a.csv")).toBe("id\nlock-1\n");
    expect(scenarioFilesIn("/nowhere").read(join(folder, "parts/a.csv"))).toBe("changed");
  });

  test("are missed by their names as written", () => {
    expect(() => scenarioFilesIn(folder).read("parts/none.yaml")).toThrow(
      expect.objectContaining({
        code: "file",
        message: "expected a file at parts/none.yaml, found nothing there",
        hint: "Relative paths count from the scenario's folder.",
      }),
    );
  });

  test("are files, and not too large", () => {
    writeFileSync(join(folder, "large.csv"), "");
    truncateSync(join(folder, "large.csv"), 257 * 2 ** 20);
    const files = scenarioFilesIn(folder);
    expect(() => files.read(".")).toThrow("expected a file at ., found a folder");
    expect(() => files.read("large.csv")).toThrow("expected a file of at most 256 MiB at large.csv, found 257 MiB");
  });

  test.skipIf(process.platform === "win32")("are not waited for when they are pipes", () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    expect(() => scenarioFilesIn(folder).read("pipe")).toThrow("expected a file at pipe, found something else");
  });

  test("are parts of the scenario's plan", async () => {
    mkdirSync(join(folder, "parts"));
    writeFileSync(
      join(folder, "parts/locks.yaml"),
      "vars: { count: 3 }\nfleet: [{ kind: lock, count: '${vars.count}' }]\n",
    );
    writeFileSync(join(folder, "base.yaml"), "flotilla: 1\nseed: 5\ninclude: [./parts/locks.yaml]\n");
    writeFileSync(join(folder, "mine.yaml"), "flotilla: 1\nextends: ./base.yaml\nvars: { count: 4 }\n");
    const { plan } = await planOf(join(folder, "mine.yaml"), { env: {} });
    expect(plan).toMatchObject({ seed: 5, homes: 4, fleet: [{ kind: "lock", count: { total: 4 } }] });
  });
});
