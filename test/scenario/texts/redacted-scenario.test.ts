import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileScenario } from "../../../src/scenario/compile-scenario.ts";
import { readDocument } from "../../../src/scenario/source/located-document.ts";
import { redactedScenario } from "../../../src/scenario/texts/redacted-scenario.ts";
import { sampleKinds } from "../sample-kinds.ts";

const text = `# Ours. The old token was s3cret-token, do not use it.
flotilla: 1
name: "nightly-\${env.BUILD}"   # keep
target:
  url: wss://ana:geheim@hub.example.com/{id}?token=t0ken-in-url&x=1
  auth:
    basic: { user: ana, password: 'it''s s3cret' }
  headers:
    Authorization: s3cret-token
    X-Where: "{home}"
    X-Plain: kept
  tls: { key: ./device.key }
fleet: [{ kind: lock, perHome: 1 }]
`;

describe("a scenario fit for keeping", () => {
  test("has no target when the run was told to have none", () => {
    const kept = redactedScenario(text, { env: { BUILD: "17" }, overrides: { target: "none", seed: 3 } });
    expect(readDocument(kept, "x.yaml").value).toEqual({
      flotilla: 1,
      name: "nightly-***",
      fleet: [{ kind: "lock", perHome: 1 }],
      seed: 3,
    });
  });

  test("has stars for credentials and for what came from outside, and is otherwise as it was", () => {
    expect(redactedScenario(text, { env: { BUILD: "17" } })).toBe(`# Ours. The old token was ***, do not use it.
flotilla: 1
name: "nightly-***"   # keep
target:
  url: wss://***@hub.example.com/{id}?token=***&x=1
  auth:
    basic: { user: ana, password: "***" }
  headers:
    Authorization: "***"
    X-Where: "{home}"
    X-Plain: kept
  tls: { key: ./device.key }
fleet: [{ kind: lock, perHome: 1 }]
`);
  });

  test("has none of the environment's values, also where somebody wrote them out", () => {
    const written = "description: it was topsecret\ntarget: { url: ws://h, auth: { bearer: '${env.TOKEN}' } }\n";
    expect(redactedScenario(written, { env: { TOKEN: "topsecret" } })).toBe(
      'description: it was ***\ntarget: { url: ws://h, auth: { bearer: "***" } }\n',
    );
  });

  test("is a scenario still", () => {
    const everything = readFileSync(new URL("../../fixtures/scenarios/good/everything.yaml", import.meta.url), "utf8");
    const redacted = redactedScenario(everything, { env: { HUB_TOKEN: "top-secret" } });
    expect(redacted).toContain("# Every key of the language at least once.");
    const result = compileScenario(redacted, { file: "x.yaml", env: {}, kinds: sampleKinds });
    expect(result).toMatchObject({ ok: true, plan: { target: { auth: { password: "***" } } } });
  });

  test("says what was run: overrides are written in", () => {
    const scenario = "# A comment.\nflotilla: 1\nhomes: 20 # many\ntarget: ws://a\nfleet:\n  - { kind: lock }\n";
    const asRun = redactedScenario(scenario, {
      overrides: { devices: 7, seed: 3, set: ["homes=5", "target.auth.bearer=abcdefgh", "fleet.lock.labels={ a: b }"] },
    });
    expect(asRun).toContain("# A comment.");
    expect(asRun).toContain("homes: 5 # many");
    expect(asRun).not.toContain("abcdefgh");
    expect(readDocument(asRun, "x.yaml").value).toEqual({
      flotilla: 1,
      homes: 5,
      target: { url: "ws://a", auth: { bearer: "***" } },
      fleet: [{ kind: "lock", labels: { a: "b" } }],
      devices: 7,
      seed: 3,
    });
  });

  test("has no expression that something of the environment goes into, however it does", () => {
    const written = [
      "# Was topsecret once.",
      "vars:",
      "  token: ${env.TOKEN}",
      "  header: Bearer ${vars.token}",
      '  other: "${env.TOKEN.substring(0, 3)}-${vars.kept}"',
      "  kept: shown",
      "name: ${vars.kept}",
      "timeline: [{ log: \"${device.id} ${env['TOKEN']} ${vars.kept} ${size(env.TOKEN\" }]",
    ].join("\n");
    expect(redactedScenario(written, { env: { TOKEN: "topsecret" } })).toBe(
      [
        "# Was *** once.",
        "vars:",
        '  token: "***"',
        "  header: Bearer ${vars.token}",
        '  other: "***-${vars.kept}"',
        "  kept: shown",
        "name: ${vars.kept}",
        'timeline: [{ log: "${device.id} *** ${vars.kept} ***" }]',
      ].join("\n"),
    );
  });

  test("has no variable that a credential is made of", () => {
    const written = [
      "# Not geheim12 again.",
      "vars: { pin: '1234', part: geheim12, whole: 'x-${vars.part}', other: kept }",
      "target: { url: 'ws://h?token=${vars.pin}', headers: { Authorization: 'Bearer ${vars.whole}', X-A: '${vars.other}' } }",
    ].join("\n");
    expect(redactedScenario(written)).toBe(
      [
        "# Not *** again.",
        'vars: { pin: "***", part: "***", whole: "***", other: kept }',
        "target: { url: 'ws://h?token=***', headers: { Authorization: \"***\", X-A: '${vars.other}' } }",
      ]
        .join("\n")
        .replace("'ws://h?token=***'", '"ws://h?token=***"'),
    );
  });

  test("has no credential that stands elsewhere and is only named by an alias", () => {
    const kept = redactedScenario(`flotilla: 1
x: { token: &t long-credential, again: long-credential, plain: &p kept }
target: { auth: { bearer: *t }, headers: { X-A: *p } }
`);
    expect(kept).not.toContain("long-credential");
    expect(readDocument(kept, "x.yaml").problems).toEqual([]);
    expect(kept).toContain("plain: &p kept");
    const far = redactedScenario(
      "vars: { a: &t long-credential, b: long-credential }\ntarget: { auth: { bearer: *t } }\n",
    );
    expect(readDocument(far, "x.yaml")).toMatchObject({
      problems: [],
      value: { vars: { a: "***", b: "***" }, target: { auth: { bearer: "***" } } },
    });
  });

  test("is YAML still where a hidden text had lines of its own", () => {
    const kept = redactedScenario(
      "description: |\n  says ${env.A}\n  twice\nname: x\nfleet:\n  - kind: >-\n      ${env.A}\n    count: 1\n",
    );
    expect(readDocument(kept, "x.yaml")).toMatchObject({
      problems: [],
      value: { description: "says ***\ntwice\n", name: "x", fleet: [{ kind: "***", count: 1 }] },
    });
  });

  test("may be JSON, and stays JSON", () => {
    const json = JSON.stringify({
      flotilla: 1,
      target: { url: "ws://h", auth: { bearer: 'a"b\\c' } },
      fleet: [{ kind: "lock" }],
    });
    expect(JSON.parse(redactedScenario(json))).toMatchObject({ target: { auth: { bearer: "***" } } });
  });
});
