import { describe, expect, test } from "vitest";
import { testHost } from "../support/test-host.ts";

const good = `flotilla: 1
name: good
homes: 2
fleet:
  - { kind: lock, perHome: 1 }
  - { kind: bulb, perHome: 3 }
load: [{ ramp: 100%, over: 10s }, { hold: 50s }]
`;

const bad = `flotilla: 1
fleet:
  - { kind: lokc, count: 3 }
load:
  - { ramp: 100%, over: 30 }
hoems: 3
`;

const badReport = `bad.yaml:3:13: fleet[0].kind: expected a kind that is known, found "lokc"
  3 |   - { kind: lokc, count: 3 }
    |             ^^^^
  hint: did you mean "lock"?
bad.yaml:5:25: load[0].over: expected a duration such as 30s, found 30
  5 |   - { ramp: 100%, over: 30 }
    |                         ^^
  hint: write 30s for seconds, 30m for minutes
bad.yaml:6:1: hoems: expected a key of the scenario language, found "hoems"
  6 | hoems: 3
    | ^^^^^
  hint: did you mean "homes"?
bad.yaml: 3 faults
`;

describe("flotilla validate", () => {
  test("says of a good scenario what it is", async () => {
    const host = testHost(["validate", "good.yaml"], { files: { "good.yaml": good } });
    expect(await host.run()).toBe(0);
    expect(host.out).toBe("good.yaml: good, 8 devices (2 lock, 6 bulb) in 2 homes, 1m\n");
    expect(host.err).toBe("");
  });

  test("says of a bad one all that is wrong, where, and what was probably meant", async () => {
    const host = testHost(["validate", "bad.yaml"], { files: { "bad.yaml": bad } });
    expect(await host.run()).toBe(3);
    expect(host.out).toBe(badReport);
  });

  test("takes the shipped ones by name", async () => {
    const host = testHost(["validate", "quickstart", "power-cut"]);
    expect(await host.run()).toBe(0);
    expect(host.out).toMatch(/^quickstart: good, .*\npower-cut: good, .*\n$/);
  });

  test("checks every file, whatever is wrong with one of them", async () => {
    const files = { "good.yaml": good, "bad.yaml": bad };
    const host = testHost(["validate", "none.yaml", "bad.yaml", "good.yaml"], { files });
    expect(await host.run()).toBe(3);
    expect(host.out).toContain("none.yaml: expected a scenario file at none.yaml, found nothing there\n");
    expect(host.out).toContain(badReport);
    expect(host.out).toContain("good.yaml: good");
  });

  test("calls a file that cannot be read wrong usage", async () => {
    const host = testHost(["validate", "good.yaml", "none.yaml"], { files: { "good.yaml": good } });
    expect(await host.run()).toBe(2);
    expect(host.out).toMatch(/none\.yaml: 1 fault\n$/);
  });

  test("reads the files that a scenario is made of, and tells what is wrong with them at their places", async () => {
    const files = {
      "runs/my.yaml": "flotilla: 1\nextends: ../base.yaml\ninclude: [./parts/bulbs.yaml]\nvars: { bulbs: 3 }\n",
      "runs/parts/bulbs.yaml": "timeline: [{ at: 5s, act: press, select: { kind: bulb } }]\n",
      "base.yaml": good.replace("perHome: 3", "perHome: '${vars.bulbs}'"),
    };
    const host = testHost(["validate", "runs/my.yaml"], { files });
    expect(await host.run()).toBe(0);
    expect(host.out).toBe("runs/my.yaml: good, 8 devices (2 lock, 6 bulb) in 2 homes, 1m\n");
    const wrong = { ...files, "runs/parts/bulbs.yaml": "timeline: [{ at: 5, reboot: true }]\n" };
    const other = testHost(["validate", "runs/my.yaml"], { files: wrong });
    expect(await other.run()).toBe(3);
    expect(other.out).toMatch(
      /^runs\/parts\/bulbs\.yaml:1:18: timeline\[0\]\.at: expected a duration such as 30s, found 5\n/,
    );
  });

  test("finds a kind file that is not there", async () => {
    const host = testHost(["validate", "my.yaml"], { files: { "my.yaml": `${good}kinds: [./heater.ts]\n` } });
    expect(await host.run()).toBe(3);
    expect(host.out).toMatch(/^my\.yaml: expected a file with kinds at .*heater\.ts, found none\n {2}hint: /);
  });

  test("names an environment variable that is not set, and does not tell one that is", async () => {
    const scenario = `${good}target: { url: "wss://hub.example.com/", auth: { bearer: "\${env.HUB_TOKEN}" } }\n`;
    const files = { "my.yaml": scenario };
    const without = testHost(["validate", "my.yaml"], { files });
    expect(await without.run()).toBe(3);
    expect(without.out).toContain("expected the environment variable HUB_TOKEN to be set, found nothing");
    const withIt = testHost(["validate", "my.yaml"], { files, env: { HUB_TOKEN: "very-secret" } });
    expect(await withIt.run()).toBe(0);
    expect(withIt.out + withIt.err).not.toContain("very-secret");
  });

  test("warns of what is allowed and probably not meant", async () => {
    const host = testHost(["validate", "my.yaml"], {
      files: { "my.yaml": `${good}target: { url: "wss://hub.example.com/", tls: { insecure: true } }\n` },
    });
    expect(await host.run()).toBe(0);
    expect(host.out).toMatch(
      /^warning: my\.yaml:8:\d+: target\.tls\.insecure: any certificate of the target is accepted/,
    );
  });

  test("prints JSON for a program, problems with their places", async () => {
    const files = { "good.yaml": good, "bad.yaml": bad };
    const host = testHost(["validate", "good.yaml", "bad.yaml", "--json"], { files });
    expect(await host.run()).toBe(3);
    const { ok, problems, warnings } = JSON.parse(host.out) as { ok: boolean; problems: object[]; warnings: object[] };
    expect({ ok, warnings }).toEqual({ ok: false, warnings: [] });
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatchObject({ file: "bad.yaml", line: 3, column: 13, path: "fleet[0].kind" });

    const fine = testHost(["validate", "good.yaml", "--json"], { files });
    expect(await fine.run()).toBe(0);
    expect(JSON.parse(fine.out)).toEqual({ ok: true, problems: [], warnings: [] });
  });
});
