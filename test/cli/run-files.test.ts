import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type TestHost, type TestHostOptions, testHost, temporaryFolder } from "../support/test-host.ts";

const scenario = `# An evening.
flotilla: 1
name: evening
fleet: [{ kind: lock, count: 2 }]
load: [{ ramp: 100%, over: 10s }, { hold: 50s }]
`;

function inVirtualTime(options: readonly string[], more: TestHostOptions = {}): TestHost {
  const files = { "my.yaml": scenario };
  return testHost(["run", "my.yaml", "--speed", "max", ...options], { files, ...more });
}

const read = (host: TestHost, ...path: string[]): string => readFileSync(join(host.cwd, ...path), "utf8");

describe("the files of a run", () => {
  test("go to a folder of its own below runs/, which the summary names", async () => {
    const host = inVirtualTime([]);
    expect(await host.run()).toBe(0);
    const [folder, ...others] = readdirSync(join(host.cwd, "runs"));
    expect(others).toEqual([]);
    expect(folder).toMatch(/^\d{8}-\d{6}-evening$/);
    expect(readdirSync(join(host.cwd, "runs", folder!)).toSorted()).toEqual(["scenario.yaml", "summary.json"]);
    expect(host.out).toContain(join(host.cwd, "runs", folder!));
  });

  test("are there with --out and --events: scenario, events, summary", async () => {
    const host = inVirtualTime(["--out", "deep/down", "--events"]);
    expect(await host.run()).toBe(0);
    expect(readdirSync(join(host.cwd, "deep/down")).toSorted()).toEqual([
      "events.ndjson",
      "scenario.yaml",
      "summary.json",
    ]);
    const records = read(host, "deep/down/events.ndjson")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { device: string; type: string });
    expect(new Set(records.map(({ device }) => device))).toEqual(new Set(["lock-0001", "lock-0002"]));
    expect(records.map(({ type }) => type)).toEqual(expect.arrayContaining(["boot", "link", "telemetry"]));
  });

  test("have the same events for the same seed, byte for byte, and others for another", async () => {
    const events = async (seed: string): Promise<string> => {
      const host = inVirtualTime(["--out", "out", "--events", "--seed", seed]);
      await host.run();
      return read(host, "out/events.ndjson");
    };
    expect(await events("5")).toBe(await events("5"));
    expect(await events("5")).not.toBe(await events("6"));
  });

  test("hold the scenario as it was run, with what the options changed", async () => {
    const host = inVirtualTime(["--out", "out", "--devices", "3", "--seed", "9", "--set", "name=late"]);
    expect(await host.run()).toBe(0);
    const text = read(host, "out/scenario.yaml");
    expect(text).toContain("# An evening.");
    expect(parse(text)).toMatchObject({ name: "late", devices: 3, seed: 9, clock: { speed: "max" } });
  });

  test("hold no secret, wherever it came from; neither does what is printed", async () => {
    const target = `target:
  url: ws://user:url-secret@127.0.0.1:9/devices?token=query-secret
  auth: { bearer: "\${env.HUB_TOKEN}" }
  headers: { X-Api-Key: header-secret }
clock: { speed: 60 }
`;
    const host = testHost(
      ["run", "my.yaml", "--out", "out", "--events", "--trace", "*", "--set", "target.headers.Cookie=set-secret"],
      {
        files: { "my.yaml": `${scenario.replace("hold: 50s", "hold: 1s")}${target}` },
        env: { HUB_TOKEN: "env-secret" },
      },
    );
    expect(await host.run()).toBe(4);
    const everything = [
      host.out,
      host.err,
      ...readdirSync(join(host.cwd, "out")).map((file) => read(host, "out", file)),
    ].join("\n");
    expect(everything).toContain("ECONNREFUSED");
    expect(everything).not.toMatch(/[a-z]+-secret/);
    expect(parse(read(host, "out/scenario.yaml"))).toMatchObject({ target: { auth: { bearer: "***" } } });
  });

  test("of an earlier run in the same folder are replaced", async () => {
    const first = inVirtualTime(["--out", "out", "--events"]);
    await first.run();
    const second = inVirtualTime(["--out", "out"], { cwd: first.cwd });
    expect(await second.run()).toBe(0);
    expect(readdirSync(join(first.cwd, "out")).toSorted()).toEqual(["scenario.yaml", "summary.json"]);
  });
});

describe("a run that cannot write its files", () => {
  test("does not begin, and says why: a path below a file", async () => {
    const host = inVirtualTime(["--out", "my.yaml/out"]);
    expect(await host.run()).toBe(2);
    expect(host.out).toBe("");
    expect(host.err).toMatch(/^error: expected to write the run's files to .*my\.yaml\/out, found .*ENOTDIR/);
    expect(host.err).toContain("hint: Choose another folder with --out");
  });

  test("does not begin in a folder where other files are in the way", async () => {
    const host = inVirtualTime(["--out", "."], { files: { "my.yaml": scenario, "summary.json": "mine" } });
    expect(await host.run()).toBe(2);
    expect(host.err).toContain("error: expected a folder for runs only as --out, found");
    expect(read(host, "summary.json")).toBe("mine");
  });

  test("leaves no folder behind when it cannot begin for another reason", async () => {
    const target = 'target: { url: "wss://127.0.0.1:9/", tls: { ca: ./nope.pem } }\n';
    const host = testHost(["run", "my.yaml"], { files: { "my.yaml": `${scenario}${target}` } });
    expect(await host.run()).toBe(2);
    expect(host.err).toMatch(/^error: expected a PEM file for .*tls\.ca .*nope\.pem/);
    expect(readdirSync(join(host.cwd, "runs"))).toEqual([]);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "goes on when the disk fills up on the way: a warning, the summary, the verdict",
    async () => {
      const cwd = temporaryFolder();
      const first = inVirtualTime(["--out", "out", "--events"], { cwd });
      expect(await first.run()).toBe(0);
      rmSync(join(cwd, "out/events.ndjson"));
      symlinkSync("/dev/full", join(cwd, "out/events.ndjson"));

      const plain = inVirtualTime(["--out", "out", "--events"], { cwd });
      expect(await plain.run()).toBe(0);
      expect(plain.out).toMatch(/warning: events\.ndjson ends here: no space left on the disk \(ENOSPC\)/);
      expect(plain.out).toMatch(/^PASS {5}evening$/m);

      const json = inVirtualTime(["--out", "out", "--events", "--json"], { cwd });
      expect(await json.run()).toBe(0);
      expect(json.err).toMatch(/^warning: events\.ndjson ends here: no space left on the disk \(ENOSPC\)$/m);
      expect(JSON.parse(json.out)).toHaveProperty("verdict", "pass");
      expect(read(json, "out/summary.json")).toBe(json.out);
    },
  );
});
