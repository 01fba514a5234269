/** Promised: what could not be written is never a success, wherever it was to go. */
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const bin = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const full = "/dev/full";

describe.skipIf(!existsSync(full))("stdout on a full disk", () => {
  test.each([
    [["simulate", "quickstart", "--for", "2d"]],
    [["simulate", "quickstart", "--for", "2m"]],
    [["simulate", "quickstart", "--story"]],
    [["plan", "quickstart"]],
    [["devices"]],
    [["--help"]],
  ])("is told, and no success: %j", (argv) => {
    const stdout = openSync(full, "w");
    try {
      const { status, stderr } = spawnSync(process.execPath, [bin, ...argv], {
        env: { PATH: process.env["PATH"] },
        stdio: ["ignore", stdout, "pipe"],
        encoding: "utf8",
      });
      expect(stderr.match(/^error: .*$/gm)).toEqual([
        "error: expected to write to stdout, found no space left on the disk (ENOSPC)",
      ]);
      expect(status).toBe(2);
    } finally {
      closeSync(stdout);
    }
  });
});
