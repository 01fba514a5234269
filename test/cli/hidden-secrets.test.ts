import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testHost } from "../support/test-host.ts";

const env = { CODE: 'hush "hush" hush', WORD: "hush-hush" };
const scenario = `
flotilla: 1
name: quiet
duration: 1m
vars: { code: "\${env.CODE}" }
description: "about \${vars.code}"
fleet: [{ kind: lock, count: 1, labels: { from: "\${vars.code}" } }]
timeline:
  - { at: 10s, log: "says \${env.CODE} of \${device.id}" }
  - { at: 20s, mark: "m-\${env.WORD}" }
  - { at: 30s, name: "s-\${env.WORD}", fault: jam, for: 1s }
  - { at: 40s, stop: "because \${vars.code}" }
expect: [{ always: "device.firmware != vars.code" }]
`;

/** All files of a run. */
function filesIn(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
}

test("what came from the environment is in nothing that a run says or leaves behind", async () => {
  const host = testHost(
    ["run", "quiet.yaml", "--speed", "max", "--out", "out", "--events", "--record", "tape.ndjson", "--trace", "*"],
    { files: { "quiet.yaml": scenario }, env },
  );
  expect(await host.run()).toBe(0);
  const tape = readFileSync(join(host.cwd, "tape.ndjson"), "utf8");
  const said = [host.out, host.err, filesIn(join(host.cwd, "out")), tape].join("\n");
  expect(said).not.toContain("hush");
  expect(host.out).toContain("says *** of lock-0001");
  expect(host.out).toContain("because ***");
  expect(tape).toContain('"from":"***"');
});

test("nor in a plan's forecast", async () => {
  for (const more of [[], ["--json"]]) {
    const host = testHost(["plan", "quiet.yaml", ...more], {
      files: { "quiet.yaml": scenario },
      env,
    });
    expect(await host.run()).toBe(0);
    expect(host.out).not.toContain("hush");
    expect(host.out).toContain("about ***");
  }
});
