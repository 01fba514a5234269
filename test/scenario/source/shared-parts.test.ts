import { describe, expect, test } from "vitest";
import { FlotillaError } from "../../../src/kernel/errors.ts";
import { compileScenario, compileScenarioValue, kindFilesOf } from "../../../src/scenario/compile-scenario.ts";
import { readDocument } from "../../../src/scenario/source/located-document.ts";
import type { LocatedValue } from "../../../src/scenario/source/located-value.ts";
import { formatProblem } from "../../../src/scenario/problems/problem.ts";
import { redactedScenario } from "../../../src/scenario/texts/redacted-scenario.ts";
import type { ScenarioFiles } from "../../../src/scenario/source/scenario-files.ts";
import { withParts } from "../../../src/scenario/source/shared-parts.ts";
import { sampleKinds } from "../sample-kinds.ts";

/** Files by their paths from the scenario's folder. */
function filesOf(texts: Readonly<Record<string, string>>): ScenarioFiles {
  return {
    read(path) {
      const text = texts[path];
      if (text !== undefined) return text;
      throw new FlotillaError("file", `expected a file at ${path}, found nothing there`);
    },
  };
}

function whole(text: string, texts: Readonly<Record<string, string>>, env: Record<string, string> = {}): LocatedValue {
  return withParts(readDocument(text, "scenarios/main.yaml"), {
    file: "scenarios/main.yaml",
    env,
    files: filesOf(texts),
  });
}

function valueOf(text: string, texts: Readonly<Record<string, string>>, env: Record<string, string> = {}): unknown {
  const { value, problems } = whole(text, texts, env);
  expect(problems).toEqual([]);
  return value;
}

function told(text: string, texts: Readonly<Record<string, string>>, env: Record<string, string> = {}): string[] {
  const compiled = compileScenario(text, {
    file: "scenarios/main.yaml",
    env,
    kinds: sampleKinds,
    files: filesOf(texts),
  });
  return compiled.ok ? [] : compiled.problems.map(formatProblem);
}

const base = `flotilla: 1
seed: 7
target: { url: ws://base, headers: { X-A: a, X-B: b } }
fleet:
  - { kind: lock }
  - { kind: bulb }
`;

describe("a scenario that extends another", () => {
  test("changes it: mappings key by key, everything else as a whole", () => {
    const main =
      "extends: ./base.yaml\nflotilla: 1\ntarget: { headers: { X-B: other } }\nfleet: [{ kind: thermostat }]\n";
    expect(valueOf(main, { "base.yaml": base })).toEqual({
      flotilla: 1,
      seed: 7,
      target: { url: "ws://base", headers: { "X-A": "a", "X-B": "other" } },
      fleet: [{ kind: "thermostat" }],
    });
  });

  test("may extend one that extends one", () => {
    const texts = { "a/middle.yaml": "extends: ../base.yaml\nseed: 8\nhomes: 2\n", "base.yaml": base };
    expect(valueOf("extends: a/middle.yaml\nhomes: 3\n", texts)).toMatchObject({ seed: 8, homes: 3, fleet: [{}, {}] });
  });

  test("has its variables worked out when everything is there, --set included", () => {
    const parts = filesOf({
      "base.yaml": `${base}vars: { homes: 4, name: "n\${vars.homes}" }\nhomes: \${vars.homes}\n`,
    });
    const options = { file: "main.yaml", env: {}, kinds: sampleKinds, files: parts };
    const text = "flotilla: 1\nextends: base.yaml\nvars: { homes: 5 }\nname: ${vars.name}\n";
    expect(compileScenario(text, options)).toMatchObject({ ok: true, plan: { homes: 5, name: "n5" } });
    const overridden = { ...options, overrides: { set: ["vars.homes=20"] } };
    expect(compileScenario(text, overridden)).toMatchObject({ ok: true, plan: { homes: 20, name: "n20" } });
  });

  test("may be data", () => {
    const files = filesOf({ "base.yaml": base });
    const scenario = { flotilla: 1, extends: "base.yaml", homes: 9 };
    const compiled = compileScenarioValue(scenario, { file: "x", env: {}, kinds: sampleKinds, files });
    expect(compiled).toMatchObject({ ok: true, plan: { homes: 9, seed: 7 } });
  });
});

describe("a scenario that includes parts", () => {
  const locks = "vars: { a: 1 }\nfleet: [{ kind: lock }]\nexpect: [commands.lost == 0]\n";
  const bulbs = "vars: { b: 2 }\nfleet: [{ kind: bulb }]\n";

  test("has their lists before its own, and their mappings beside its own", () => {
    const main =
      "flotilla: 1\ninclude: [parts/locks.yaml, parts/bulbs.yaml]\nvars: { c: 3 }\nfleet: [{ kind: thermostat }]\n";
    expect(valueOf(main, { "parts/locks.yaml": locks, "parts/bulbs.yaml": bulbs })).toEqual({
      flotilla: 1,
      vars: { a: 1, b: 2, c: 3 },
      fleet: [{ kind: "lock" }, { kind: "bulb" }, { kind: "thermostat" }],
      expect: ["commands.lost == 0"],
    });
  });

  test("has a part that two others share once", () => {
    const texts = {
      "one.yaml": "include: [both.yaml]\nfleet: [{ kind: lock }]\n",
      "two.yaml": "include: [./both.yaml]\nfleet: [{ kind: bulb }]\n",
      "both.yaml": "seed: 3\nfleet: [{ kind: thermostat }]\n",
    };
    expect(valueOf("include: [one.yaml, two.yaml]\n", texts)).toEqual({
      seed: 3,
      fleet: [{ kind: "thermostat" }, { kind: "lock" }, { kind: "bulb" }],
    });
  });

  test("has its own name: a part's is its own", () => {
    const texts = { "p.yaml": "flotilla: 1\nname: part\ndescription: of a part\nhomes: 2\n" };
    expect(valueOf("flotilla: 1\nname: whole\ninclude: [p.yaml]\n", texts)).toEqual({
      flotilla: 1,
      name: "whole",
      homes: 2,
    });
  });

  test("may have a path from the environment", () => {
    expect(valueOf("include: ['${env.WHICH}.yaml']\n", { "p.yaml": "homes: 2\n" }, { WHICH: "p" })).toEqual({
      homes: 2,
    });
  });

  test("has paths that count from the file that they stand in", () => {
    const part = [
      "kinds: [./mine.ts, /abs.ts, '${vars.dir}/x.ts']",
      "world: { climate: { file: ../weather.csv, latitude: 1 } }",
      "target: { url: 'wss://h', tls: { ca: ca.pem, serverName: x } }",
      "fleet: [{ kind: lock, identities: ./d.csv, telemetry: { every: { from: t.csv, column: s } } }]",
      "load: [{ wave: { from: 20%, to: 80%, period: 1m }, for: 1m }]",
    ].join("\n");
    expect(valueOf("include: [parts/p.yaml]\n", { "parts/p.yaml": part })).toEqual({
      kinds: ["parts/mine.ts", "/abs.ts", "${vars.dir}/x.ts"],
      world: { climate: { file: "weather.csv", latitude: 1 } },
      target: { url: "wss://h", tls: { ca: "parts/ca.pem", serverName: "x" } },
      fleet: [{ kind: "lock", identities: "parts/d.csv", telemetry: { every: { from: "parts/t.csv", column: "s" } } }],
      load: [{ wave: { from: "20%", to: "80%", period: "1m" }, for: "1m" }],
    });
  });

  test("names further kinds before it is compiled", () => {
    const files = filesOf({ "parts/p.yaml": "kinds: [./k.ts]\n" });
    const text = "include: [parts/p.yaml]\nvars: { k: other }\nkinds: ['./${vars.k}.ts', '${env.GONE}']\n";
    expect(kindFilesOf(text, { files })).toEqual(["parts/k.ts", "./other.ts"]);
  });
});

describe("what is wrong with a scenario of several files", () => {
  const main = "flotilla: 1\ninclude: [./parts/p.yaml]\nfleet: [{ kind: lock }]\n";

  test("is told at its place in its own file", () => {
    const part = "timeline:\n  - { at: 5s, act: turn-kee, select: { kind: lock } }\nfleeet: []\n";
    expect(told(main, { "parts/p.yaml": part })).toEqual([
      [
        'scenarios/parts/p.yaml:2:20: timeline[0].act: expected an act of lock, found "turn-kee"',
        "  2 |   - { at: 5s, act: turn-kee, select: { kind: lock } }",
        "    |                    ^^^^^^^^",
        '  hint: did you mean "turn-key"?',
      ].join("\n"),
      'scenarios/parts/p.yaml:3:1: fleeet: expected a key of the scenario language, found "fleeet"\n  3 | fleeet: []\n    | ^^^^^^\n  hint: did you mean "fleet"?',
    ]);
  });

  test("comes file by file, those of the scenario itself first", () => {
    const problems = told(`${main}seed: x\n`, { "parts/p.yaml": "homes: -1\ntimeline: [{ at: 1, reboot: true }]\n" });
    expect(problems.map((problem) => problem.split(": ", 1)[0])).toEqual([
      "scenarios/main.yaml:4:7",
      "scenarios/parts/p.yaml:1:8",
      "scenarios/parts/p.yaml:2:18",
    ]);
  });

  test("is the syntax of a part", () => {
    expect(told(main, { "parts/p.yaml": "homes: [1\nseed: x\n" })).toContainEqual(
      expect.stringMatching(/^scenarios\/parts\/p\.yaml:2:1: expected valid YAML, found a slip/),
    );
  });

  test("is a file that is not there, and nothing that only follows from it", () => {
    expect(told("flotilla: 1\nextends: ./base.yaml\nhomes: ${vars.homes}\n", {})).toEqual([
      [
        "scenarios/main.yaml:2:10: extends: expected a file at base.yaml, found nothing there",
        "  2 | extends: ./base.yaml",
        "    |          ^^^^^^^^^^^",
        "  hint: paths count from the file that they stand in",
      ].join("\n"),
    ]);
  });

  test("is a path of variables, which are known only when all files are", () => {
    const [fault, ...others] = told('flotilla: 1\nvars: { x: base.yaml }\nextends: "${vars.x}"\n', {
      "base.yaml": base,
    });
    expect(fault).toContain("extends: expected env, the only name known here, found vars");
    expect(others).toEqual([]);
  });

  test("is the folder itself", () => {
    expect(told("flotilla: 1\ninclude: [./]\nfleet: [{ kind: lock }]\n", {})[0]).toContain("a file at ., found");
  });

  test("is a ring of files", () => {
    const texts = { "parts/p.yaml": "include: [q.yaml]\n", "parts/q.yaml": "seed: 1\nextends: ../main.yaml\n" };
    expect(told(main, texts)).toEqual([
      expect.stringContaining(
        "scenarios/parts/q.yaml:2:10: extends: expected files that end, found a ring: scenarios/main.yaml -> scenarios/parts/p.yaml -> scenarios/parts/q.yaml -> scenarios/main.yaml\n",
      ),
    ]);
    expect(told("flotilla: 1\ninclude: [main.yaml]\nfleet: [{ kind: lock }]\n", {})[0]).toContain("found a ring");
  });

  test("is too many files one within the other", () => {
    const texts = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.yaml`, `extends: ${n + 1}.yaml\n`]));
    expect(told("flotilla: 1\nextends: 0.yaml\nfleet: [{ kind: lock }]\n", texts)).toEqual([
      expect.stringContaining("expected at most 16 files one within the other, found more"),
    ]);
  });

  test("is too many files", () => {
    const texts = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n}.yaml`, "fleet: [{ kind: lock }]\n"]));
    const include = Object.keys(texts).join(", ");
    expect(told(`flotilla: 1\ninclude: [${include}]\n`, texts)[0]).toContain("expected at most 100 files, found more");
  });

  test("is a version of the language in any of them", () => {
    expect(told(main, { "parts/p.yaml": "homes: 1\nflotilla: 2\n" })).toEqual([
      expect.stringMatching(
        /^scenarios\/parts\/p\.yaml:2:11: flotilla: expected version 1 of the scenario language, found 2\n(.*\n)+ {2}hint: this scenario is for a newer Flotilla/,
      ),
    ]);
  });

  test("is a value that two of them give", () => {
    const texts = { "parts/p.yaml": "homes: 3\nvars: { a: 1 }\nload: { lock: [{ hold: 1m }] }\n" };
    const text = `${main}homes: 3\nvars: { a: 1, b: 2 }\nload: [{ hold: 1m }]\n`;
    expect(told(text, texts).map((problem) => problem.split("\n", 1)[0])).toEqual([
      "scenarios/main.yaml:4:8: homes: expected homes once, found it in scenarios/parts/p.yaml:1 as well",
      "scenarios/main.yaml:5:12: vars.a: expected vars.a once, found it in scenarios/parts/p.yaml:2 as well",
      "scenarios/main.yaml:6:7: load: expected load once, found it in scenarios/parts/p.yaml:3 as well",
    ]);
  });

  test("is a part that is no mapping", () => {
    expect(told(main, { "parts/p.yaml": "- 1\n" })).toEqual([
      expect.stringMatching(/^scenarios\/parts\/p\.yaml:1:1: expected a part of a scenario, a mapping, found a list/),
    ]);
    expect(told(main, { "parts/p.yaml": "" })).toHaveLength(1);
  });

  test("is a file that nobody reads", () => {
    const compiled = compileScenario(main, { file: "x.yaml", env: {}, kinds: sampleKinds });
    expect(compiled.ok ? [] : compiled.problems.map(({ message }) => message)).toEqual([
      "expected a scenario that is whole, as nobody reads files here",
    ]);
  });

  test("is a list of files that is none", () => {
    expect(told("flotilla: 1\ninclude: p.yaml\nfleet: [{ kind: lock }]\n", {})).toHaveLength(1);
    expect(told("flotilla: 1\nextends: [p.yaml]\nfleet: [{ kind: lock }]\n", {})).toHaveLength(1);
    expect(told("flotilla: 1\ninclude: [5, '']\nfleet: [{ kind: lock }]\n", {})).toHaveLength(2);
  });

  test("is a file on the command line", () => {
    const overrides = { set: ["extends=base.yaml"] };
    const compiled = compileScenario(base, { file: "x.yaml", env: {}, kinds: sampleKinds, overrides });
    expect(compiled.ok ? [] : compiled.problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      "--set extends: expected extends in the scenario itself, found it on the command line",
    ]);
  });
});

test("the scenario that is kept is the whole one, without secrets", () => {
  const files = filesOf({
    "base.yaml": `${base}vars: { token: "\${env.TOKEN}" }\n`,
    "p.yaml": "timeline: [{ at: 1s, log: '${device.id} ${env.TOKEN}' }]\n",
  });
  const text =
    "# Mine.\nflotilla: 1\nextends: base.yaml\ninclude: [p.yaml]\ntarget: { auth: { bearer: '${vars.token}' } }\n";
  const kept = redactedScenario(text, { env: { TOKEN: "t0psecret" }, overrides: { seed: 9 }, files });
  expect(kept).toMatch(/^flotilla: 1\nvars:\n {2}token: "\*\*\*"\nseed: 9\ntarget:\n/);
  expect(readDocument(kept, "x.yaml").value).toEqual({
    flotilla: 1,
    seed: 9,
    target: { url: "ws://base", headers: { "X-A": "a", "X-B": "b" }, auth: { bearer: "***" } },
    fleet: [{ kind: "lock" }, { kind: "bulb" }],
    vars: { token: "***" },
    timeline: [{ at: "1s", log: "${device.id} ***" }],
  });
});
