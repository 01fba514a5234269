/** Promised: the built program does in a folder of nobody's what the command line does in its tests. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Summary } from "../../src/fleet/run-events.ts";
import { packageVersion } from "../../src/library/package-version.ts";
import { builtBin } from "../support/built-bin.ts";
import { temporaryFolder } from "../support/test-host.ts";

async function outcome(
  argv: readonly string[],
  folder: string = temporaryFolder(),
): Promise<{ exit: number | null; out: string; err: string }> {
  const bin = builtBin(argv, folder);
  const exit = await bin.exit;
  return { exit, out: bin.out, err: bin.err };
}

test("prints its version", async () => {
  expect(await outcome(["--version"])).toEqual({ exit: 0, out: `${packageVersion}\n`, err: "" });
});

test("prints its help", async () => {
  const golden = readFileSync(new URL("../fixtures/help/flotilla.txt", import.meta.url), "utf8");
  expect(await outcome(["--help"])).toEqual({ exit: 0, out: golden, err: "" });
});

test("refuses what it does not know", async () => {
  const { exit, out, err } = await outcome(["rnu"]);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toContain("hint: Did you mean: flotilla run\n");
});

test("finds every shipped scenario good", async () => {
  const names = readdirSync(new URL("../../scenarios", import.meta.url)).map((file) =>
    file.replace(/\.(yaml|ts)$/, ""),
  );
  const { exit, out, err } = await outcome(["validate", ...names]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  expect(out.trimEnd().split("\n")).toHaveLength(names.length);
});

test("runs the quickstart in virtual time", async () => {
  const { exit, out, err } = await outcome(["run", "quickstart", "--speed", "max", "--json"]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  const { verdict, devices, run } = JSON.parse(out) as Summary;
  expect({ verdict, target: run.target }).toEqual({ verdict: "pass", target: null });
  expect(devices.peakConnected).toBe(devices.planned);
});

test("runs devices on sockets against a server of its own, and leaves its files", async () => {
  const folder = temporaryFolder();
  const options = [
    "--duration",
    "2s",
    "--set",
    "clock.speed=1",
    "--set",
    "load=[{ hold: 2s }]",
    "--set",
    "timeline=[]",
  ];
  const expectation = ["--set", "expect=[devices.peakShare == 100%]"];
  const argv = ["run", "quickstart", "--devices", "10", ...options, ...expectation, "--json", "--out", "out"];
  const { exit, out, err } = await outcome(argv, folder);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  const summary = JSON.parse(out) as Summary;
  expect(summary.run.target).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(summary.connections).toMatchObject({ ready: 10, closeCodes: { 1000: 10 } });
  expect(readFileSync(join(folder, "out/summary.json"), "utf8")).toBe(out);
});

test("loads kinds that users write in TypeScript", async () => {
  const folder = temporaryFolder();
  const page = readFileSync(new URL("../../docs/write-a-kind.md", import.meta.url), "utf8");
  writeFileSync(join(folder, "garage-door.ts"), /^```ts\n(\/\/ garage-door\.ts\n.*?)^```$/ms.exec(page)![1]!);
  const scenario =
    "flotilla: 1\nkinds: [./garage-door.ts]\nfleet: [{ kind: garage-door, count: 3 }]\nload: [{ hold: 1m }]\n";
  writeFileSync(join(folder, "my.yaml"), scenario);
  const { exit, out, err } = await outcome(["run", "my.yaml", "--speed", "max", "--json"], folder);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  expect((JSON.parse(out) as Summary).devices.byKind).toEqual({ "garage-door": { planned: 3, peakConnected: 3 } });
});

test("starts by a line that every system understands: `env -S` is not known everywhere", () => {
  const main = readFileSync(new URL("../../dist/src/cli/main.js", import.meta.url), "utf8");
  expect(main.split("\n")[0]).toBe("#!/usr/bin/env node");
});
