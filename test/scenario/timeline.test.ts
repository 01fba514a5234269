/** From the timeline as written to the steps of the plan. */
import { describe, expect, test } from "vitest";
import { hours, minutes, seconds } from "../../src/kernel/time.ts";
import { compileScenario } from "../../src/scenario/compile-scenario.ts";
import type { Action, Plan, TriggerPlan } from "../../src/scenario/plan.ts";
import { formatProblem } from "../../src/scenario/problems/problem.ts";
import { sampleKinds } from "./sample-kinds.ts";

const head = `
flotilla: 1
homes: 10
fleet: [{ kind: lock, perHome: 1 }, { kind: bulb, perHome: 2 }]
load: [{ ramp: 100%, over: 1m }, { hold: 59m }]
timeline:
`;

function compile(steps: string): { plan: Plan; warnings: string[] } {
  const files = { read: () => "seconds\n10\n20\n" };
  const result = compileScenario(head + steps, { file: "my.yaml", env: {}, kinds: sampleKinds, files });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return { plan: result.plan, warnings: result.warnings.map(({ path, message }) => `${path}: ${message}`) };
}

function triggerOf(written: string): TriggerPlan {
  const { plan, warnings } = compile(`  - { name: first, at: 1m, reboot: true }\n  - { ${written}, reboot: true }\n`);
  expect(warnings).toEqual([]);
  return plan.timeline[1]!.trigger;
}

function actionsOf(written: string): readonly Action[] {
  const { plan, warnings } = compile(`  - { at: 1m, ${written} }\n`);
  expect(warnings).toEqual([]);
  return plan.timeline[0]!.actions;
}

describe("a step happens", () => {
  test.each<[string, TriggerPlan]>([
    ["at: 3m", { type: "at", at: minutes(3) }],
    ["every: 3m", { type: "at", at: minutes(3), every: minutes(3) }],
    ["at: 1m, every: 3m, until: 10m", { type: "at", at: minutes(1), every: minutes(3), until: minutes(10) }],
    ["between: [5m, 10m]", { type: "between", from: minutes(5), to: minutes(10) }],
    [
      "between: [5m, 10m], every: 20m, until: 30m",
      { type: "between", from: minutes(5), to: minutes(10), every: minutes(20), until: minutes(30) },
    ],
    ["after: first", { type: "after", step: "first", wait: seconds(0) }],
    ["after: first, wait: 45s", { type: "after", step: "first", wait: seconds(45) }],
    [
      "after: first, wait: { uniform: [10s, 20s] }",
      { type: "after", step: "first", wait: { draw: { uniform: [10_000, 20_000] } } },
    ],
    [
      "after: first, wait: { from: ./waits.csv }",
      { type: "after", step: "first", wait: { draw: { samples: [10_000, 20_000] } } },
    ],
    [
      "when: run.ready > 10",
      { type: "when", condition: "run.ready > 10", scope: "run", holds: seconds(0), once: false },
    ],
    [
      "when: home.mains && run.ready > 10, for: 5m",
      { type: "when", condition: "home.mains && run.ready > 10", scope: "home", holds: minutes(5), once: false },
    ],
    [
      "when: device.onOff && home.mains, once: true, select: { kind: bulb }",
      { type: "when", condition: "device.onOff && home.mains", scope: "device", holds: seconds(0), once: true },
    ],
  ])("%s", (written, trigger) => {
    expect(triggerOf(written)).toEqual(trigger);
  });

  test("after a mark among another one's actions", () => {
    const { plan } = compile(
      "  - { at: 1m, do: [{ reboot: true }, { mark: half }] }\n  - { after: half, reboot: true }\n",
    );
    expect(plan.timeline[1]!.trigger).toEqual({ type: "after", step: "half", wait: 0 });
  });

  test("after a mark that a device's script passes", () => {
    const scripted = head.replace(
      "{ kind: lock, perHome: 1 }",
      "{ kind: lock, perHome: 1, on: { lost: { mark: first-lost } } }",
    );
    const steps = "  - { after: first-lost, reboot: true }\n  - { after: first-lots, reboot: true }\n";
    const result = compileScenario(scripted + steps, { file: "my.yaml", env: {}, kinds: sampleKinds });
    expect(result.ok ? [] : result.problems.map(({ path, hint }) => [path, hint])).toEqual([
      ["timeline[1].after", 'did you mean "first-lost"?'],
    ]);
  });
});

describe("a step does", () => {
  test.each<[string, Action]>([
    [
      'http: { get: "https://hub.example.com/health" }',
      { type: "http", per: "step", request: { method: "GET", url: "https://hub.example.com/health", headers: {} } },
    ],
    [
      'http: { delete: "https://hub.example.com/{id}", expect: 204 }',
      {
        type: "http",
        per: "device",
        request: { method: "DELETE", url: "https://hub.example.com/{id}", headers: {}, expect: [204] },
      },
    ],
    [
      'http: { put: "https://hub.example.com/x", body: "${device.id}", headers: { A: b }, expect: [200, 202] }',
      {
        type: "http",
        per: "device",
        request: {
          method: "PUT",
          url: "https://hub.example.com/x",
          headers: { "Content-Type": "application/json", A: "b" },
          body: "${device.id}",
          expect: [200, 202],
        },
      },
    ],
    [
      'http: { post: "https://hub.example.com/x", body: "{}" }, select: { kind: lock }',
      {
        type: "http",
        per: "device",
        request: {
          method: "POST",
          url: "https://hub.example.com/x",
          headers: { "Content-Type": "application/json" },
          body: "{}",
        },
      },
    ],
    [
      'http: { post: "https://hub.example.com/x", body: "${run.ready}" }',
      {
        type: "http",
        per: "step",
        request: {
          method: "POST",
          url: "https://hub.example.com/x",
          headers: { "Content-Type": "application/json" },
          body: "${run.ready}",
        },
      },
    ],
    ["world: router-down, for: 30s", { type: "world", act: "router-down", for: seconds(30) }],
    [
      "world: isp-down, for: { uniform: [20s, 40s] }",
      { type: "world", act: "isp-down", for: { draw: { uniform: [20_000, 40_000] } } },
    ],
    ["world: heat-wave, for: 30m", { type: "world", act: "heat-wave", for: minutes(30), by: 8 }],
    ["world: cold-snap, for: 30m, by: 12.5", { type: "world", act: "cold-snap", for: minutes(30), by: 12.5 }],
    ["world: everyone-home, for: 30m", { type: "world", act: "everyone-home", for: minutes(30) }],
    ["mark: here", { type: "mark", name: "here" }],
    ['log: "$${plain} ${run.ready}"', { type: "log", text: "$${plain} ${run.ready}" }],
    ["stop: true", { type: "stop", fail: false, why: "" }],
    ["stop: enough", { type: "stop", fail: false, why: "enough" }],
    ["stop: { fail: too slow }", { type: "stop", fail: true, why: "too slow" }],
    [
      "fault: jam, for: { exponential: { mean: 1m } }, select: { kind: lock }",
      { type: "fault", name: "jam", for: { draw: { exponential: { mean: 60_000 } } } },
    ],
  ])("%s", (written, action) => {
    expect(actionsOf(written)).toEqual([action]);
  });

  test("a command with arguments that are values, drawn, or worked out when they are needed", () => {
    const arguments_ = (written: string): unknown =>
      actionsOf(`command: setUser, args: { userIndex: ${written} }, select: { kind: lock }`)[0];
    expect(arguments_("7")).toMatchObject({ args: { userIndex: 7 } });
    expect(arguments_("{ uniform: [1, 10] }")).toMatchObject({ args: { userIndex: { draw: { uniform: [1, 10] } } } });
    expect(arguments_('"${device.home % 10 + 1}"')).toMatchObject({
      args: { userIndex: { template: "${device.home % 10 + 1}" } },
    });
    expect(actionsOf('command: lockDoor, args: { pinCode: "$${x}" }, select: { kind: lock }')[0]).toMatchObject({
      args: { pinCode: { template: "$${x}" } },
    });
  });

  test("a command through an API with any method: a body by default only where there is one", () => {
    const viaOf = (http: string): unknown => {
      const target = head.replace("homes: 10", "homes: 10\ntarget: wss://hub.example.com");
      const steps = `  - { at: 1m, command: lockDoor, select: { kind: lock }, via: { http: ${http} } }\n`;
      const result = compileScenario(target + steps, { file: "my.yaml", env: {}, kinds: sampleKinds });
      if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
      const [action] = result.plan.timeline[0]!.actions;
      return action?.type === "command" ? action.via : undefined;
    };
    expect(viaOf('{ get: "https://hub.example.com/lock?id={id}&by=${command.name}", expect: 200 }')).toEqual({
      type: "http",
      method: "GET",
      url: "https://hub.example.com/lock?id={id}&by=${command.name}",
      headers: {},
      expect: [200],
    });
    expect(viaOf('{ patch: "https://hub.example.com/{id}" }')).toEqual({
      type: "http",
      method: "PATCH",
      url: "https://hub.example.com/{id}",
      headers: { "Content-Type": "application/json" },
      body: '{"name":"{command}","args":{args}}',
    });
  });

  test("several things, one after the other", () => {
    expect(actionsOf("select: { kind: bulb }, do: [{ act: turn-off }, { wait: 10s }, { reboot: true }]")).toEqual([
      { type: "act", name: "turn-off", args: {} },
      { type: "wait", for: seconds(10) },
      { type: "reboot" },
    ]);
  });

  test("one thing under do that lasts, beside a condition that has held", () => {
    const { plan, warnings } = compile(
      "  - { when: home.present == 0, for: 5m, do: { world: power-cut, for: 30s } }\n",
    );
    expect(warnings).toEqual([]);
    expect(plan.timeline[0]).toMatchObject({
      trigger: { holds: minutes(5) },
      actions: [{ type: "world", act: "power-cut", for: seconds(30) }],
    });
  });
});

test("a selection keeps its range of versions and its condition", () => {
  const { plan } = compile('  - { at: 1m, reboot: true, select: { firmware: "<2", where: device.ready, count: 3 } }\n');
  expect(plan.timeline[0]!.select).toEqual({ firmware: "<2", where: "device.ready", count: 3 });
});

describe("what may be meant otherwise is a warning", () => {
  test.each([
    [
      "  - { when: device.ready, for: 5m, fault: jam, select: { kind: lock } }",
      'timeline[0].for: beside "when" this is how long the condition must have held, not how long it lasts',
    ],
    [
      "  - { at: 59m, do: [{ reboot: true }, { wait: 2m }, { reboot: true }] }",
      "timeline[0].do[2]: the run ends at 1h: this is not done any more",
    ],
    [
      "  - { at: 50m, do: [{ wait: 5m }, { disconnect: clean, for: 6m }] }",
      "timeline[0].do[1].for: the run ends at 1h, before this is over",
    ],
    [
      "  - { between: [50m, 70m], reboot: true }",
      "timeline[0].between: the run ends at 1h: a later moment than that means that the step does not happen",
    ],
    [
      '  - { at: 1m, http: { post: "https://hub.example.com/{id}", body: "{serail}" } }',
      "timeline[0].http.body: {serail} is sent as it is",
    ],
    ['  - { at: 1m, log: "${device.id}, {id}, {not}" }', "timeline[0].log: {id} is written as it is"],
    [
      "  - { at: 5m, do: [{ wait: 10s }, { stop: enough }] }\n  - { at: 6m, reboot: true }",
      "timeline[1].at: the run is stopped at 5m10s: this step does not happen",
    ],
  ])("%s", (step, warning) => {
    expect(compile(`${step}\n`).warnings).toEqual([warning]);
  });
});

describe("what the world has to know beforehand", () => {
  const eventsOf = (steps: string): Plan["world"]["events"] => compile(steps).plan.world.events;

  test("is weather, with its time, warmer or colder", () => {
    expect(
      eventsOf(
        "  - { at: 10m, world: heat-wave, for: 2h, by: 5 }\n  - { at: 20m, do: [{ wait: 30s }, { world: cold-snap, for: 1m }] }\n",
      ),
    ).toEqual([
      { type: "temperature", from: minutes(10), to: minutes(130), by: 5 },
      { type: "temperature", from: minutes(20.5), to: minutes(21.5), by: -8 },
    ]);
  });

  test("is each round of a step that comes again, before the run ends", () => {
    expect(eventsOf("  - { at: 10m, every: 20m, world: everyone-home, for: 5m }\n")).toEqual(
      [10, 30, 50].map((from) => ({
        type: "presence",
        from: minutes(from),
        to: minutes(from + 5),
        home: "everyone",
        homes: "all",
      })),
    );
    expect(eventsOf("  - { at: 10m, every: 20m, until: 50m, world: heat-wave, for: 5m }\n")).toHaveLength(2);
  });

  test("is which homes everyone leaves", () => {
    const homesOf = (select: string): unknown =>
      eventsOf(`  - { at: 10m, world: everyone-away, for: 5m, select: ${select} }\n`).map((event) =>
        event.type === "presence" ? event.homes : event.type,
      )[0];
    expect(homesOf("{ home: 3 }")).toEqual([3]);
    expect(homesOf('{ id: "lock-00*" }')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const some = homesOf("{ share: 30% of homes }") as number[];
    expect(some).toHaveLength(3);
    expect(some).toEqual([...new Set(some)].toSorted((a, b) => a - b));
    expect(homesOf("{ kind: lock, count: 2 }")).toHaveLength(2);
  });

  test("is nothing of what may come at any time", () => {
    expect(eventsOf("  - { at: 10m, world: power-cut, for: 5m }\n")).toEqual([]);
  });
});

test("a long run has its times exactly", () => {
  const { plan } = compile("  - { every: 20m, reboot: true }\n");
  expect(plan.duration).toBe(hours(1));
});
