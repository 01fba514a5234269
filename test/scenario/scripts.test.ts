/** Devices' own scripts in the language: what starts them, what they may do, and what is said when they are wrong. */
import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { compileScenario, compileScenarioValue, type CompileResult } from "../../src/scenario/compile-scenario.ts";
import type { ScriptPlan } from "../../src/scenario/plan.ts";
import { formatProblem } from "../../src/scenario/problems/problem.ts";
import { scenarioJsonSchema } from "../../src/scenario/scenario-schema.ts";

const options = { file: "scripts.yaml", env: {}, kinds: catalog };

function compiled(on: string): CompileResult {
  return compileScenario(`flotilla: 1\nfleet:\n  - kind: lock\n    on:\n${on.replaceAll(/^/gm, "      ")}\n`, options);
}

function plansOf(on: string): readonly ScriptPlan[] {
  const result = compiled(on);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.plan.fleet[0]!.on ?? [];
}

function problemsOf(on: string): string[] {
  const result = compiled(on);
  return result.ok
    ? []
    : result.problems.map(({ path, message, hint }) => `${path}: ${message} (${hint ?? "no hint"})`);
}

describe("a script is started by", () => {
  test.each([
    ["an event of the kind", "lockOperation", { type: "event", name: "lockOperation" }],
    ["an attribute that changes", "lockState", { type: "attribute", name: "lockState" }],
    ["a boot", "boot", { type: "boot" }],
    ["a connection that is ready", "ready", { type: "ready" }],
    ["a connection that is lost", "lost", { type: "lost" }],
    ["a command", "command", { type: "command" }],
  ])("%s", (_, name, trigger) => {
    const actions = [{ type: "act", name: "turn-key", args: {} }];
    expect(plansOf(`${name}: [{ act: turn-key }]`)).toEqual([{ trigger, actions }]);
  });

  test("an event rather than an attribute of the same name", () => {
    const text = "flotilla: 1\nfleet: [{ kind: smoke-alarm, on: { interconnectSmokeAlarm: [{ reboot: true }] } }]\n";
    const result = compileScenario(text, options);
    expect(result.ok && result.plan.fleet[0]!.on).toMatchObject([{ trigger: { type: "event" } }]);
  });
});

test("a script has a list of actions, one action, or either with a condition", () => {
  const one = [{ type: "reboot" }];
  expect(plansOf("ready: { reboot: true }")).toEqual([{ trigger: { type: "ready" }, actions: one }]);
  expect(plansOf("ready: { do: { reboot: true } }")).toEqual([{ trigger: { type: "ready" }, actions: one }]);
  expect(plansOf("ready: { where: home.awake == 0, reboot: true }")).toEqual([
    { trigger: { type: "ready" }, where: "home.awake == 0", actions: one },
  ]);
  expect(plansOf("lockState: { where: event.before == 'locked', do: [{ wait: 10s }, { reboot: true }] }")).toEqual([
    {
      trigger: { type: "attribute", name: "lockState" },
      where: "event.before == 'locked'",
      actions: [{ type: "wait", for: 10_000 }, ...one],
    },
  ]);
});

test("editors are not offered what stands for a function", () => {
  const schema = JSON.stringify(scenarioJsonSchema());
  expect(schema).toContain('"lockOperation"');
  expect(schema).not.toContain('"function"');
});

test("a group without scripts has none in its plan", () => {
  const result = compileScenario("flotilla: 1\nfleet: [{ kind: lock }]\n", options);
  expect(result.ok && Object.hasOwn(result.plan.fleet[0]!, "on")).toBe(false);
});

describe("the condition and the templates of a script know", () => {
  test.each([
    "lockOperation: { where: event.operationSource == 'keypad' && device.lockState == 'locked', do: { reboot: true } }",
    "batPercentRemaining: { where: event.value < event.before && home.awake == 0, do: { reboot: true } }",
    "boot: { where: event.reason == 'softwareReset', do: { log: 'again: ${event.name}' } }",
    "lost: { where: event.phase == 'waiting' && run.elapsed > 60.0, do: { log: '${device.id} is gone' } }",
    "command: { where: event.name == 'setUser' && event.userIndex == 3, do: { reboot: true } }",
  ])("%s", (on) => {
    expect(problemsOf(on)).toEqual([]);
  });
});

describe("what is wrong with a script is said at its place:", () => {
  test.each([
    [
      "a start that there is not",
      "lockOperaton: [{ reboot: true }]",
      'fleet[0].on.lockOperaton: expected an event or attribute of lock, or boot, ready, lost, command, found "lockOperaton" (did you mean "lockOperation"?)',
    ],
    [
      "an act of another kind",
      "ready: [{ act: turn-dial }]",
      /^fleet\[0\]\.on\.ready\[0\]\.act: expected an act of lock, found "turn-dial"/,
    ],
    [
      "a field that the event has not",
      "lockOperation: { where: event.operatonSource == 'keypad', do: { reboot: true } }",
      /^fleet\[0\]\.on\.lockOperation\.where: .*operatonSource.*operationSource/,
    ],
    [
      "a value that the attribute cannot have",
      "lockState: { where: event.value == 'loked', do: { reboot: true } }",
      /^fleet\[0\]\.on\.lockState\.where: .*loked/,
    ],
    ["nothing to do", "ready: []", /^fleet\[0\]\.on\.ready: expected /],
    [
      "a condition alone",
      "ready: { where: device.ready }",
      /^fleet\[0\]\.on\.ready: expected what is done, found nothing/,
    ],
    ["what is no action, in a list", "ready: [{ reboot: true }, 3]", /^fleet\[0\]\.on\.ready\[1\]: expected an action/],
    ["neither list nor action", "ready: hello", /^fleet\[0\]\.on\.ready: expected an action such as .*, found "hello"/],
    [
      "an action beside a list",
      "ready: { act: turn-key, do: [{ reboot: true }] }",
      "fleet[0].on.ready.act: expected one action, or several under do, found act beside do (put it into the list)",
    ],
    ["an unknown key", "ready: { wher: device.ready, do: { reboot: true } }", /wher/],
    [
      "a function, which text cannot have",
      "ready: [{ function: mine }]",
      'fleet[0].on.ready[0].function: expected an action, found "function" (a function is written in place of actions, in a scenario in TypeScript or JavaScript)',
    ],
  ])("%s", (_, on, message) => {
    const problems = problemsOf(on);
    expect(problems).toHaveLength(1);
    if (typeof message === "string") expect(problems[0]).toBe(message);
    else expect(problems[0]).toMatch(message);
  });
});

describe("functions", () => {
  const fleet = [{ kind: "lock", on: { ready: () => {} } }];
  const timeline = [{ at: "10s", do: () => {} }];

  test("are named in the plan, which stays plain data, and stand beside it", () => {
    const result = compileScenarioValue({ flotilla: 1, fleet, timeline }, options);
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
    const { plan, functions } = result;
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(plan.fleet[0]!.on![0]!.actions).toEqual([{ type: "function", name: "fleet[0].on.ready" }]);
    expect(plan.timeline[0]!.actions).toEqual([{ type: "function", name: "timeline[0].do" }]);
    expect([...functions]).toEqual([
      ["fleet[0].on.ready", fleet[0]!.on.ready],
      ["timeline[0].do", timeline[0]!.do],
    ]);
  });

  test("are refused anywhere else, as no data", () => {
    const result = compileScenarioValue({ flotilla: 1, fleet: [{ kind: "lock", count: () => 3 }] }, options);
    expect(!result.ok && result.problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "fleet[0].count: expected plain data, found a function",
    ]);
  });

  test("cannot be named by an option", () => {
    const result = compileScenarioValue(
      { flotilla: 1, fleet, timeline },
      { ...options, overrides: { set: ["timeline[0].do=[{ function: other }]"] } },
    );
    expect(!result.ok && result.problems.map(({ message }) => message)).toEqual([
      'expected an action, found "function"',
    ]);
  });
});
