import { describe, expect, test } from "vitest";
import { compileScenario } from "../../src/scenario/compile-scenario.ts";
import type { ExpectationPlan } from "../../src/scenario/plan.ts";
import { sampleKinds } from "./sample-kinds.ts";

const beginning = `
flotilla: 1
homes: 10
fleet: [{ kind: lock }, { kind: bulb }]
load: [{ ramp: 100%, over: 1m }, { hold: 9m }]
timeline:
  - { at: 2m, mark: quiet }
  - { at: 4m, world: power-cut, for: 30s }
expect:
`;

function expectationOf(written: string): ExpectationPlan {
  const compiled = compileScenario(`${beginning}  - ${written}\n`, { file: "test.yaml", env: {}, kinds: sampleKinds });
  if (!compiled.ok) expect.fail(compiled.problems.map(({ message }) => message).join("\n"));
  expect(JSON.parse(JSON.stringify(compiled.plan.expect))).toEqual(compiled.plan.expect);
  return compiled.plan.expect[0]!;
}

function warningsOf(written: string): string[] {
  const compiled = compileScenario(`${beginning}  - ${written}\n`, { file: "test.yaml", env: {}, kinds: sampleKinds });
  return compiled.ok ? compiled.warnings.map(({ path, message }) => `${path}: ${message}`) : [];
}

describe("an expectation", () => {
  test("that is a text is a threshold on the run, or on a part of it and some devices", () => {
    expect(expectationOf("commands.lost == 0")).toEqual({
      type: "threshold",
      expression: "commands.lost == 0",
      metric: "commands.lost",
      comparison: "==",
      limit: 0,
    });
    expect(expectationOf("latency.ack p(95) < 300ms of kind lock between quiet and power-cut")).toMatchObject({
      of: { kind: "lock" },
      window: { from: "quiet", to: "power-cut" },
    });
  });

  test("of that is looked at all the time, over the last ten seconds unless it says otherwise", () => {
    expect(expectationOf("{ that: connections.lost < 5, for: 30s, abort: true }")).toMatchObject({
      type: "sustained",
      expression: "connections.lost < 5 for 30s",
      metric: "connections.lost",
      holds: 30_000,
      over: 10_000,
      abort: true,
    });
    expect(expectationOf("{ that: connections.lost < 5, over: 1m }")).toMatchObject({
      expression: "connections.lost < 5",
      holds: 0,
      over: 60_000,
      abort: false,
    });
  });

  test.each([
    ["{ always: device.ready }", "device"],
    ["{ never: device.lockState == 'unlocked' && home.present == 0, select: { kind: lock } }", "device"],
    ["{ never: home.present > 100 }", "home"],
    ["{ eventually: run.ready == 20 && run.elapsed > 3.0 }", "run"],
  ])("of %s is of each %s", (written, scope) => {
    expect(expectationOf(written)).toMatchObject({ type: "condition", scope });
  });

  test("in a condition says all of itself", () => {
    const written = "{ eventually: device.ready, after: power-cut, within: 2m, for: 10s, select: { share: 20% } }";
    expect(expectationOf(written)).toEqual({
      type: "condition",
      expression: "eventually device.ready for 10s within 2m after power-cut",
      mode: "eventually",
      condition: "device.ready",
      scope: "device",
      select: { share: { of: "devices", part: 0.2 } },
      holds: 10_000,
      after: "power-cut",
      within: 120_000,
      abort: false,
    });
  });

  test.each(["connection lost", "power outage", "network outage"])("may be after %s, which no step does", (cause) => {
    expect(expectationOf(`'reconnect.all < 1m of kind lock after "${cause}"'`)).toMatchObject({ after: cause });
  });

  test("may name a mark that a device's own script passes", () => {
    const scripted = beginning.replace(
      "{ kind: lock }",
      "{ kind: lock, on: { ready: [{ wait: 1s }, { mark: awake }] } }",
    );
    for (const [mark, problems] of [
      ["awake", []],
      ["awoke", ['expected the name of a mark or a step, found "awoke"']],
    ] as const) {
      const text = `${scripted}  - connections.lost == 0 after ${mark}\n`;
      const compiled = compileScenario(text, { file: "test.yaml", env: {}, kinds: sampleKinds });
      expect(compiled.ok ? [] : compiled.problems.map(({ message }) => message)).toEqual(problems);
    }
  });

  test("that would take longer than the run is warned of", () => {
    expect(warningsOf("{ eventually: device.ready, after: power-cut, within: 7m }")).toEqual([
      "expect[0].within: the run ends at 10m, before this is over",
    ]);
    expect(warningsOf("{ eventually: device.ready, after: power-cut, within: 6m }")).toEqual([]);
  });

  test.each([
    ["{ never: device.ready, for: 20m }", "only 10m are looked at, so that this cannot be broken"],
    ["{ that: connections.lost == 0, for: 11m }", "only 10m are looked at, so that this cannot be broken"],
    [
      "{ always: device.ready, for: 3m, after: power-cut, within: 2m }",
      "only 2m are looked at, so that this cannot be broken",
    ],
    ["{ eventually: device.ready, for: 7m, after: power-cut }", "only 6m are looked at, so that this cannot hold"],
  ])("%s says nothing, and is warned of", (text, warning) => {
    expect(warningsOf(text)).toEqual([`expect[0].for: ${warning}`]);
    expect(warningsOf(text.replace(/for: \d+m/, "for: 2m"))).toEqual([]);
  });
});
