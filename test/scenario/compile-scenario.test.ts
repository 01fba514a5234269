import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { minutes, seconds } from "../../src/kernel/time.ts";
import {
  compileScenario,
  compileScenarioValue,
  kindFilesOf,
  type CompileOptions,
} from "../../src/scenario/compile-scenario.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import { formatProblem } from "../../src/scenario/problems/problem.ts";
import { sampleKinds } from "./sample-kinds.ts";
import { someYear } from "./some-year.ts";

const good = new URL("../fixtures/scenarios/good/", import.meta.url);
const options: CompileOptions = { file: "scenarios/my night.yaml", env: {}, kinds: sampleKinds };

function compile(text: string, more: Partial<CompileOptions> = {}): { plan: Plan; warnings: string[] } {
  const result = compileScenario(text, { ...options, ...more });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return { plan: result.plan, warnings: result.warnings.map(({ path, message }) => `${path}: ${message}`) };
}

function problemsOf(text: string, more: Partial<CompileOptions> = {}): string[] {
  const result = compileScenario(text, { ...options, ...more });
  return result.ok ? [] : result.problems.map(({ file, path, message }) => `${file}: ${path}: ${message}`);
}

const weatherFile =
  "flotilla: 1\nworld: { climate: { file: ./weather.csv, latitude: 48.1 } }\nfleet: [{ kind: lock }]\n";
const fixture = (name: string): string => readFileSync(new URL(name, good), "utf8");
const env = { HUB: "hub.example.com", HUB_TOKEN: "hunter2 hunter2", BUILD: "17" };

describe("a good scenario", () => {
  test.each(readdirSync(good))("%s compiles to a plan that survives JSON", (file) => {
    const { plan } = compile(fixture(file), { env });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(compile(fixture(file), { env }).plan).toEqual(plan);
  });

  test("has a plan with every default filled in", () => {
    expect(compile(fixture("minimal.yaml"))).toEqual({
      warnings: [],
      plan: {
        flotilla: 1,
        name: "my-night",
        description: "",
        seed: 1,
        clock: { start: Date.UTC(2026, 0, 15, 16), speed: 1, timeZoneOffset: minutes(60) },
        protocol: { kind: "native", options: { hello: "request", acknowledgeTimeout: seconds(10) } },
        world: { climate: "continental", outages: "none", events: [] },
        homes: 1,
        fleet: [
          {
            name: "lock",
            kind: "lock",
            count: { perHome: 1 },
            id: "{group}-{number}",
            variants: [],
            settings: {},
            firmware: [["1.0.0", 1]],
            reconnect: { policy: "full-jitter", base: seconds(1), cap: minutes(1) },
            telemetry: { acknowledge: false, offlineBuffer: 32, align: "boot" },
            clock: { drift: true, skew: 0, start: "true" },
            crashesPerDay: 0,
            labels: {},
          },
        ],
        load: [
          {
            groups: [0],
            phases: [
              { to: 1, over: seconds(10) },
              { to: 1, over: seconds(50) },
            ],
            churn: [],
          },
        ],
        duration: minutes(1),
        timeline: [],
        expect: [],
        kinds: [],
      },
    });
  });

  test("has the default protocol's options without naming it, in the file or on the command line", () => {
    const text = fixture("minimal.yaml");
    const plans = [
      compile(`${text}\nprotocol: { hello: notify }\n`),
      compile(`${text}\ntarget: { url: ws://a, protocol: { hello: notify } }\n`),
      compile(text, { overrides: { set: ["protocol.hello=notify"] } }),
    ];
    for (const { plan } of plans) {
      expect(plan.protocol).toMatchObject({ kind: "native", options: { hello: "notify" } });
    }
    expect(problemsOf(text, { overrides: { set: ["protocol.helo=notify"] } })).toEqual([
      '--set protocol.helo: protocol.helo: expected one of hello, acknowledgeTimeout, found "helo"',
    ]);
  });

  test("takes credentials and a url from the command line together, whatever the order", () => {
    const target = "ws://127.0.0.1:8080/{id}";
    const set = ["target.auth.bearer=${env.HUB_TOKEN}"];
    for (const overrides of [
      { target, set },
      { set, target },
    ]) {
      const { plan } = compile(fixture("minimal.yaml"), { env, overrides });
      expect(plan.target).toMatchObject({ url: target, auth: { type: "bearer", token: env.HUB_TOKEN } });
    }
  });

  test("has a plan with all that was written", () => {
    const { plan } = compile(fixture("everything.yaml"), { env });
    expect(plan).toMatchObject({
      seed: 42,
      clock: { start: Date.UTC(2026, 6, 1, 10, 0, 0, 500), speed: 0.5, timeZoneOffset: minutes(-210) },
      protocol: { kind: "native", options: { hello: "notify", acknowledgeTimeout: seconds(5) } },
      world: { climate: "maritime", outages: "typical" },
      kinds: ["./my-kinds.ts"],
    });
    expect(plan.target).toEqual({
      url: "wss://hub.example.com:8443/{kind}/{id}?mac={mac}",
      headers: { "X-Serial": "{serial}", "X-Where": "{home}/{index}", Origin: "https://app.example.com" },
      auth: { type: "basic", user: "{id}", password: env.HUB_TOKEN },
      subprotocols: ["flotilla.v1", "json"],
      requireSubprotocol: true,
      tls: {
        ca: "./ca.pem",
        cert: "./device.pem",
        key: "./device.key",
        serverName: "hub.internal",
        minVersion: "TLSv1.3",
        insecure: true,
      },
      handshakeTimeout: seconds(3),
      readyTimeout: seconds(4),
      heartbeat: 0,
      maxPayload: 4_096,
      maxBuffered: 8_192,
      perMessageDeflate: true,
    });
    expect(plan.fleet[0]).toMatchObject({
      name: "front-doors",
      id: "{group}-{home}",
      settings: { autoRelockTime: 20, sound: "off" },
      firmware: [
        ["1.4.2", 0.8],
        ["1.5.0", 0.195],
        ["2.0.0-rc.1", 0.005],
      ],
      reconnect: { policy: "fixed", delay: seconds(3), attempts: 10 },
      telemetry: { every: seconds(30), acknowledge: true, offlineBuffer: 100, align: "clock" },
      clock: { drift: false, skew: -seconds(90), start: "epoch" },
      crashesPerDay: 0.005,
      labels: { region: "north" },
    });
    expect(plan.timeline.map(({ name, trigger, actions }) => [name, trigger, actions[0]!.type])).toEqual([
      ["rush-begins", { type: "at", at: minutes(1) }, "mark"],
      ["lock-all", { type: "at", at: minutes(2), every: minutes(5) }, "command"],
      ["power-cut", { type: "at", at: minutes(3) }, "world"],
      ["power-cut-2", { type: "at", at: minutes(4) }, "world"],
      ["jam", { type: "at", at: minutes(5) }, "fault"],
      ["jam-2", { type: "at", at: minutes(6) }, "fault"],
      ["turn-key", { type: "at", at: minutes(7) }, "act"],
      ["disconnect", { type: "at", at: minutes(8) }, "disconnect"],
      ["disconnect-2", { type: "at", at: minutes(9) }, "disconnect"],
      ["reboot", { type: "at", at: minutes(6), every: minutes(6) }, "reboot"],
    ]);
    expect(plan.timeline[1]).toMatchObject({
      select: { kind: "lock", labels: { region: "north" }, share: { of: "devices", part: 0.5 } },
      actions: [
        {
          name: "lockDoor",
          args: { pinCode: "1234" },
          via: {
            type: "http",
            method: "PUT",
            url: "https://hub.example.com/api/{id}/do/{command}",
            headers: { Authorization: `Bearer ${env.HUB_TOKEN}`, "content-type": "text/plain" },
            body: "{command} {args}",
          },
        },
      ],
    });
    expect(plan.timeline.slice(4, 9).flatMap(({ actions }) => actions)).toEqual([
      { type: "fault", name: "jam", for: minutes(2) },
      { type: "fault", name: "jam" },
      { type: "act", name: "turn-key", args: {} },
      { type: "disconnect", abrupt: false, for: 0 },
      { type: "disconnect", abrupt: true, for: seconds(10) },
    ]);
    expect(plan.expect[3]).toEqual({
      type: "threshold",
      expression: 'reconnect.most <= 30s after "connection lost"',
      metric: "reconnect.most",
      comparison: "<=",
      limit: 30_000,
      after: "connection lost",
    });
  });

  test("takes texts from the environment", () => {
    const { plan } = compile(fixture("environment.yaml"), { env });
    expect(plan).toMatchObject({
      name: "nightly-17",
      description: "a plain ${env.BUILD} stays",
      target: { url: "wss://hub.example.com/devices/{id}", auth: { type: "bearer", token: env.HUB_TOKEN } },
    });
  });

  test("is frozen", () => {
    const { plan } = compile(fixture("everything.yaml"), { env });
    expect(Object.isFrozen(plan)).toBe(true);
    expect(Object.isFrozen(plan.fleet[0]!.firmware[0])).toBe(true);
  });

  test("starts now when it says so and somebody knows when that is", () => {
    const text = "flotilla: 1\nclock: { start: now }\nfleet: [{ kind: lock }]\n";
    const { plan } = compile(text, { now: "2027-03-04T05:06:07.089+02:00" });
    expect(plan.clock).toEqual({ start: Date.UTC(2027, 2, 4, 3, 6, 7, 89), speed: 1, timeZoneOffset: minutes(120) });
  });

  test("has the weather of the file it names, read by whoever compiles", () => {
    const asked: unknown[] = [];
    const { plan } = compile(weatherFile, {
      overrides: { set: ["world.climate.file=./${env.YEAR}.csv"] },
      env: { YEAR: "2026" },
      weather: (file, latitude) => {
        asked.push(file, latitude);
        return { ...someYear, latitude };
      },
    });
    expect(asked).toEqual(["./2026.csv", 48.1]);
    expect(plan.world.climate).toEqual({ ...someYear, latitude: 48.1 });
  });

  test("may give any device a fault of the firmware, whatever its kind", () => {
    const { plan } = compile(
      `flotilla: 1
fleet: [{ kind: lock }, { kind: bulb }, { kind: thermostat }]
timeline:
  - { at: 1s, fault: dead-radio, for: 10s }
  - { at: 1s, fault: memory-leak, select: { kind: thermostat } }
  - { at: 1s, fault: no-ntp, select: { share: 50% } }
`,
    );
    expect(plan.timeline.flatMap(({ actions }) => actions)).toEqual([
      { type: "fault", name: "dead-radio", for: seconds(10) },
      { type: "fault", name: "memory-leak" },
      { type: "fault", name: "no-ntp" },
    ]);
  });

  test("gives every device of the largest group a home of its own where only counts are said", () => {
    expect(compile("flotilla: 1\nfleet: [{ kind: lock, count: 30 }, { kind: bulb, count: 7 }]\n").plan.homes).toBe(30);
  });
});

describe("a weather file that is no good", () => {
  test("is a fault at its place, with what the reader says", () => {
    const result = compileScenario(weatherFile, {
      ...options,
      file: "spring.yaml",
      weather: (file) => {
        throw new FlotillaError("scenario", `${file}:17: expected a temperature in °C, found "warm"`, {
          hint: "A number such as -3.5.",
        });
      },
    });
    expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([
      [
        'spring.yaml:2:27: world.climate.file: ./weather.csv:17: expected a temperature in °C, found "warm"',
        "  2 | world: { climate: { file: ./weather.csv, latitude: 48.1 } }",
        "    |                           ^^^^^^^^^^^^^",
        "  hint: A number such as -3.5.",
      ].join("\n"),
    ]);
  });

  test.each([
    ["{ file: x.csv, latitude: north }", 'found "north"'],
    ["{ file: x.csv }", "found nothing"],
  ])("is told together with a latitude that is none: %s", (climate, found) => {
    const text = `flotilla: 1\nworld: { climate: ${climate} }\nfleet: [{ kind: lock }]\n`;
    const weather = (file: string): never => {
      throw new FlotillaError("file", `expected a weather file at ${file}, found nothing there`);
    };
    const problems = problemsOf(text, { weather });
    expect(problems).toHaveLength(2);
    expect(problems.join("\n")).toContain("world.climate.file: expected a weather file at x.csv, found nothing there");
    expect(problems.join("\n")).toContain(
      `world.climate.latitude: expected a latitude in degrees north, -90..90, ${found}`,
    );
  });

  test("is asked for by its key when it is called by another", () => {
    const text = "flotilla: 1\nworld: { climate: { path: x.csv, latitude: 48 } }\nfleet: [{ kind: lock }]\n";
    const result = compileScenario(text, { ...options, file: "spring.yaml" });
    expect(result.ok ? [] : result.problems).toEqual([
      expect.objectContaining({ path: "world.climate.path", hint: 'did you mean "file"?' }),
    ]);
  });

  test("does not hide a fault of the reader itself", () => {
    const weather = (): never => {
      throw new TypeError("broken");
    };
    expect(() => compile(weatherFile, { weather })).toThrow(TypeError);
  });
});

describe("warnings", () => {
  test.each([
    ["load: [{ ramp: 0%, over: 1m }]", "load: no device ever connects"],
    ["timeline: [{ at: 50s, world: power-cut, for: 1m }]", "timeline[0].for: the run ends at 1m, before this is over"],
    [
      'timeline: [{ at: 5s, command: lockDoor, via: { http: { post: "http://hub.example.com" } } }]',
      "timeline[0].via.http: commands go to this url, but the devices connect to the built-in server",
    ],
    [
      "timeline: [{ at: 5s, reboot: true, select: { count: 30 } }]",
      "timeline[0].select.count: only 4 devices meet the other conditions",
    ],
    [
      "duration: 5s\ntimeline: [{ at: 30s, reboot: true }]",
      "timeline[0].at: the run ends at 5s: this step does not happen",
    ],
    ["target: { url: ws://localhost, tls: { ca: x.pem } }", "target.tls: tls options do nothing with a ws: url"],
    [
      "devices: 2\nload: [{ ramp: 3, over: 1m }]",
      "load[0].ramp: the fleet has only 2 devices: the ramp goes to all of them",
    ],
    [
      "devices: 1\ntimeline: [{ at: 1s, reboot: true, select: { home: 9 } }]",
      "timeline[0].select.home: expected a home 0..3, found 9",
    ],
  ])("%s: %s", (text, warning) => {
    expect(compile(`flotilla: 1\nhomes: 4\nfleet: [{ kind: lock }]\n${text}\n`).warnings).toEqual([warning]);
  });

  test("a placeholder in a body that nothing fills in is sent as it is", () => {
    const { warnings } = compile(
      'flotilla: 1\ntarget: ws://h\nfleet: [{ kind: lock }]\ntimeline: [{ at: 1s, command: lockDoor, via: { http: { post: "http://h/{id}", body: "{ \\"a\\": {agrs} }" } } }]\n',
    );
    expect(warnings).toEqual(["timeline[0].via.http.body: {agrs} is sent as it is"]);
  });
});

describe("overrides", () => {
  const text =
    "flotilla: 1\nhomes: 60\nfleet: [{ kind: lock, perHome: 1 }, { kind: bulb, perHome: 8 }, { kind: thermostat, perHome: 1 }]\n";

  test.each([1, 2, 3, 7, 10, 100, 599, 600, 601, 12_345])(
    "%d devices are exactly so many, in proportion",
    (devices) => {
      const { plan } = compile(text, { overrides: { devices } });
      const layout = fleetLayout(plan);
      expect(layout.total).toBe(devices);
      for (const [group, share] of [0.1, 0.8, 0.1].entries()) {
        expect(Math.abs(layout.inGroup(group) - devices * share)).toBeLessThan(1);
      }
      expect(plan.homes).toBe(Math.max(1, Math.round(devices / 10)));
    },
  );

  test("change what the plan says", () => {
    const { plan } = compile(text, {
      overrides: { seed: 7, speed: 60, target: "ws://127.0.0.1:7070", set: ["fleet.bulb.perHome=2"] },
    });
    expect(plan).toMatchObject({ seed: 7, clock: { speed: 60 }, target: { url: "ws://127.0.0.1:7070" } });
    expect(plan.fleet[1]!.count).toEqual({ perHome: 2 });
  });

  test("are told apart from the file when they are wrong", () => {
    const overrides = { devices: 0, speed: Number.NaN, set: ["homes=many", "x"] };
    expect(problemsOf(text, { overrides })).toEqual([
      '--set x: : expected path=value, such as homes=10 or fleet.bulb.perHome=3, found "x"',
      '--speed: clock.speed: expected a number above 0, or "max", found NaN',
      "--devices: devices: expected a number of devices, a whole number 1..10000000, found 0",
      '--set homes: homes: expected a number of homes, a whole number 1..1000000, found "many"',
    ]);
  });

  test("have hints of their own for what they make wrong", () => {
    const command = `${text}timeline: [{ at: 1s, command: lockDoor, select: { kind: lock } }]\n`;
    const result = compileScenario(command, { ...options, overrides: { target: "ws://hub.example.com" } });
    expect(result.ok ? [] : result.problems.map(({ hint }) => hint)).toEqual([
      "--set 'timeline[0].via.http.post=https://hub.example.com/api/devices/{id}/commands'",
    ]);
  });

  test("do not make a scenario wrong that was written for a larger fleet", () => {
    const { plan } = compile(`${text}timeline: [{ at: 1s, command: lockDoor, select: { kind: lock } }]\n`, {
      overrides: { devices: 1 },
    });
    expect(plan.fleet.map(({ count }) => count)).toEqual([{ total: 0 }, { total: 1 }, { total: 0 }]);
  });
});

test("what only follows from a faulty variable is not told", () => {
  const text = `flotilla: 1
vars: { x: "\${env.NOPE}" }
fleet: [{ kind: lock }]
timeline: [{ at: 5s, mark: "\${vars.x}" }, { at: 6s, log: "\${vars.x}" }]
expect: ["\${vars.x}", { always: "\${vars.x}" }]
target: { url: "\${vars.x}" }
`;
  expect(problemsOf(text)).toEqual([
    "scenarios/my night.yaml: vars.x: expected the environment variable NOPE to be set, found nothing",
  ]);
});

describe("secrets", () => {
  test("are in no problem, neither as written nor from the environment", () => {
    const text = `
flotilla: 1
homes: "\${env.SECRET}"
target: { url: "wss://ana:written-secret@hub/", auth: { bearer: [written-secret], basic: "\${env.SECRET}" }, headers: { Cookie: { a: written-secret } } }
fleet: [{ kind: "\${env.SECRET}", settings: { sound: "\${env.SECRET}" }, labels: { token: 4711471147 } }]
timeline: [{ at: "\${env.SECRET}", command: "\${env.SECRET}", args: { password: written-secret } }]
expect: ["commands.lost == \${env.SECRET}"]
`;
    const result = compileScenario(text, { ...options, env: { SECRET: "secret-from-outside" } });
    const said = JSON.stringify(result);
    expect(result.ok).toBe(false);
    expect(said).not.toContain("written-secret");
    expect(said).not.toContain("4711471147");
    expect(said).not.toContain("secret-from-outside");
  });
});

describe("the files of further kinds", () => {
  test("are known before the scenario compiles", () => {
    expect(kindFilesOf("kinds: [./a.ts, '${env.DIR}/b.ts', 5, '']\nfleet: 7\n", { env: { DIR: "/x" } })).toEqual([
      "./a.ts",
      "/x/b.ts",
    ]);
    expect(kindFilesOf("kinds: [")).toEqual([]);
    expect(kindFilesOf("")).toEqual([]);
  });
});

test("a scenario built in code has problems with paths", () => {
  const result = compileScenarioValue({ flotilla: 1, fleet: [{ kind: "lok" }] }, { ...options, file: "my.ts" });
  expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([
    'my.ts: fleet[0].kind: expected a kind that is known, found "lok"\n  hint: did you mean "lock"?',
  ]);
});
