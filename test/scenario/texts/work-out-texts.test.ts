import { describe, expect, test } from "vitest";
import type { TextFault } from "../../../src/scenario/texts/text-fault.ts";
import { workOutTexts, type WorkedOutTexts } from "../../../src/scenario/texts/work-out-texts.ts";
import { pathText } from "../../../src/scenario/source/value-path.ts";

function workedOut(
  scenario: unknown,
  env: Record<string, string | undefined> = {},
): WorkedOutTexts & { readonly faults: readonly (TextFault & { readonly path: string })[] } {
  const faults: (TextFault & { readonly path: string })[] = [];
  const texts = workOutTexts(scenario, env, (path, fault) => faults.push({ ...fault, path: pathText(path) }));
  return { ...texts, faults };
}

function valueOf(scenario: unknown, env: Record<string, string | undefined> = {}): unknown {
  const { value, faults } = workedOut(scenario, env);
  expect(faults).toEqual([]);
  return value;
}

function told(scenario: unknown, env: Record<string, string | undefined> = {}): string[] {
  return workedOut(scenario, env).faults.map(({ path, message, hint }) =>
    [path, message, ...(hint === undefined ? [] : [`(${hint})`])].join(" "),
  );
}

describe("the environment", () => {
  test("comes into every text, however deep", () => {
    const scenario = { a: ["${env.A}-${env.B}", 5, null], b: { c: "x${env.A}" } };
    expect(valueOf(scenario, { A: "1", B: "" })).toEqual({ a: ["1-", 5, null], b: { c: "x1" } });
  });

  test("is not looked at again: a value with a reference in it stays as it is", () => {
    expect(valueOf({ a: "${env.A}" }, { A: "${env.B}", B: "b" })).toEqual({ a: "${env.B}" });
  });

  test("stays out where it is not wanted", () => {
    expect(valueOf({ a: "$${env.A} costs $5 or {id}" }, { A: "1" })).toEqual({ a: "${env.A} costs $5 or {id}" });
  });

  test("reports what is not set, with its place in the text", () => {
    expect(workedOut({ a: "x ${env.NOPE}" }).faults).toEqual([
      {
        path: "a",
        from: 8,
        to: 12,
        message: "expected the environment variable NOPE to be set, found nothing",
        hint: "set it: NOPE=... flotilla run ...",
      },
    ]);
    expect(told({ a: "${env.HUB_TOKN}" }, { HUB_TOKEN: "x", GONE: undefined })[0]).toMatch(/did you mean HUB_TOKEN/);
  });

  test.each(["${env.constructor}", "${env.__proto__}", "${env}", "${env['A' + 'B']}", "${size(env)}"])(
    "is known by the names of its variables alone: %s",
    (text) => {
      expect(told({ a: text }, { AB: "1" })).toHaveLength(1);
    },
  );

  test("is probably meant by its bare name", () => {
    expect(told({ a: "${TOKEN}" }, { TOKEN: "x" })).toEqual([
      'a expected a name that is known here, found "TOKEN" (write env.TOKEN)',
    ]);
  });

  test.each(["${A", "${", "${{env.A}}", "${}", "${env.}", "${env.A-B}", "${'}"])("refuses %s", (text) => {
    expect(told({ a: text }, { A: "1" })).toHaveLength(1);
  });
});

describe("variables", () => {
  const vars = { homes: 200, peak: "80%", list: ["a", "b"], deep: { region: "north", "a-b": true }, off: false };

  test("have a type, where they are all of a text", () => {
    expect(
      valueOf({
        vars,
        homes: "${vars.homes}",
        half: "${vars.homes / 8}",
        list: "${vars.list}",
        deep: "${vars.deep}",
        off: "${vars.off}",
        none: "${null}",
      }),
    ).toMatchObject({ homes: 200, half: 25, list: ["a", "b"], deep: vars.deep, off: false, none: null });
  });

  test("are texts within a text", () => {
    const scenario = { vars, a: "${vars.homes} homes, ${vars.deep.region}, ${vars.list[1]}, ${vars.deep['a-b']}" };
    expect(valueOf(scenario)).toMatchObject({ a: "200 homes, north, b, true" });
  });

  test("may be made of one another and of the environment, in any order", () => {
    const made = {
      all: "${vars.url}/${vars.path}",
      url: "https://${env.HOST}",
      path: "v${vars.number + 1}",
      number: 1,
    };
    expect(valueOf({ vars: made, a: "${vars.all}" }, { HOST: "hub" })).toMatchObject({
      vars: { all: "https://hub/v2", path: "v2" },
      a: "https://hub/v2",
    });
  });

  test("may not be made of themselves", () => {
    expect(told({ vars: { a: "${vars.b}", b: "x${vars.c}", c: "${vars.a + 'y'}" }, d: "${vars.a} ${vars.b}" })).toEqual(
      ["vars.c expected variables that end, found a ring: vars.a -> vars.b -> vars.c -> vars.a"],
    );
    expect(told({ vars: { a: { b: "${vars.a.c}", c: 1 } } })).toEqual([
      "vars.a.b expected variables that end, found a ring: vars.a -> vars.a",
    ]);
    expect(told({ vars: { a: "${size(vars)}", b: 1 } })).toHaveLength(1);
  });

  test("are reported once when they are wrong, however often they are used", () => {
    const { faults, faulty } = workedOut({
      vars: { a: "${env.NOPE}", b: "${vars.a}!" },
      c: "${vars.b}",
      d: ["${vars.a}"],
    });
    expect(faults).toHaveLength(1);
    expect(faulty.map(pathText).toSorted()).toEqual(["c", "d[0]", "vars.a", "vars.b"]);
  });

  test("that are not there are named, with what was meant", () => {
    expect(told({ vars, a: "${vars.home}", b: "${vars.deep.regoin}" })).toEqual([
      'a expected a value of vars, found "home" (did you mean "homes"?)',
      'b expected a value of vars.deep, found "regoin" (did you mean "region"?)',
    ]);
    expect(told({ a: "${vars.x}" })).toEqual(['a expected a value of vars, found "x"']);
  });

  test("must fit where they are calculated with", () => {
    expect(told({ vars, a: "${vars.peak * 2}", b: "${vars.homes / 0}", c: "${int(vars.peak)}" })).toEqual([
      "a expected a number, found a text, vars.peak",
      "b expected a number, found Infinity",
      "c expected a number, or a text that is one, found a text",
    ]);
  });
});

describe("what is known only in the run", () => {
  const vars = { limit: -5, name: "a$${x}$", list: ["x"] };

  test("is left in the texts that are for then, with what is known in it", () => {
    const action = {
      log: "${device.id} below ${vars.limit}: ${device.currentLevel < vars.limit}",
      http: { post: "https://${env.HOST}/${device.id}", body: "${device.kind in vars.list} $${x} ${vars.name}" },
      args: {
        level: "${vars.limit}",
        other: "${device.currentLevel + vars.limit}",
        text: "${vars.name}",
        plain: "$${",
      },
    };
    const scenario = { vars, fleet: [{ on: { ready: [action] } }], timeline: [{ do: [action] }] };
    const worked = {
      log: "${device.id} below -5: ${device.currentLevel < (-5)}",
      http: { post: "https://hub/${device.id}", body: '${device.kind in ["x"]} $${x} a$${x}$' },
      args: { level: -5, other: "${device.currentLevel + (-5)}", text: "a$${x}$", plain: "$${" },
    };
    expect(valueOf(scenario, { HOST: "hub" })).toMatchObject({
      fleet: [{ on: { ready: [worked] } }],
      timeline: [{ do: [worked] }],
    });
  });

  test("has its place: other texts of a step are worked out before", () => {
    const step = {
      http: { post: "http://h", expect: "${vars.status}", headers: { where: "${device.id}" } },
      select: { labels: { where: "${vars.status}" }, count: "${vars.status - 200}" },
      args: { when: "${device.id}" },
      wait: "${vars.status}s",
    };
    expect(valueOf({ vars: { status: 202 }, timeline: [step] })).toMatchObject({
      timeline: [
        {
          http: { expect: 202, headers: { where: "${device.id}" } },
          select: { labels: { where: 202 }, count: 2 },
          args: { when: "${device.id}" },
          wait: "202s",
        },
      ],
    });
  });

  test("is a fault in every other text", () => {
    expect(told({ target: "ws://h/${device.id}", timeline: [{ act: "${step.name}" }] })).toEqual([
      expect.stringMatching(/^target expected env or vars, as this is worked out before the run, found device\.id /),
      expect.stringMatching(/^timeline\[0\]\.act expected env or vars/),
    ]);
  });

  test("never comes from a value, whatever it contains", () => {
    const log = "${vars.dollar}{id} ${vars.dollar}${device.id}";
    expect(valueOf({ vars: { dollar: "$" }, timeline: [{ log }] })).toMatchObject({
      timeline: [{ log: '$${id} ${"$"}${device.id}' }],
    });
  });
});

describe("conditions", () => {
  const vars = { limit: 21, state: "locked", names: ["a", "b"] };

  test("take values with or without braces", () => {
    const step = {
      when: "device.localTemperature > ${vars.limit} && device.lockState == '${vars.state}'",
      select: { where: "device.name in vars.names && device.localTemperature > vars.limit" },
    };
    const expect_ = [{ always: "device.id != env.NOT" }];
    expect(valueOf({ vars, timeline: [step], expect: expect_ }, { NOT: 'x"' })).toMatchObject({
      timeline: [
        {
          when: "device.localTemperature > 21 && device.lockState == 'locked'",
          select: { where: 'device.name in ["a","b"] && device.localTemperature > 21' },
        },
      ],
      expect: [{ always: 'device.id != "x\\""' }],
    });
  });

  test("leave what else is wrong to those who know what they may name", () => {
    expect(told({ vars, timeline: [{ when: "device. > vars.limit" }, { when: "deivce.id == 1" }] })).toEqual([]);
    expect(told({ vars, timeline: [{ when: "device.id == vars.stat" }, { when: "${device.id} > 1" }] })).toEqual([
      'timeline[0].when expected a value of vars, found "stat" (did you mean "state"?)',
      expect.stringMatching(/^timeline\[1\]\.when expected env or vars.*\(a condition .* without \$\{\}\)$/),
    ]);
  });
});

test("what something of the environment went into is known to be secret", () => {
  const scenario = {
    vars: { token: "${env.TOKEN}", header: "Bearer ${vars.token}", plain: "${vars.number + 1}", number: 1 },
    a: "${vars.header}",
    b: "${vars.plain}",
    c: '${"Bearer " + env.TOKEN}',
    timeline: [{ log: "${device.id == vars.token}", when: "device.id == vars.token" }],
  };
  const { secret, secrets, faults } = workedOut(scenario, { TOKEN: "s3cret", OTHER: "not in it" });
  expect(faults).toEqual([]);
  expect(secrets).toEqual(["s3cret"]);
  expect(secret.map(pathText)).toEqual(["vars.token", "vars.header", "a", "c", "timeline[0].log", "timeline[0].when"]);
});
