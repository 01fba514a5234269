import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { readIdentities } from "../../src/scenario/groups/identity-list.ts";
import { compileScenario } from "../../src/scenario/compile-scenario.ts";
import { namePlace } from "../../src/replay/device-name.ts";
import { FleetNotebook } from "../../src/replay/as-scenario/fleet-notes.ts";
import { loadOf } from "../../src/replay/as-scenario/load-of-tape.ts";
import { scenarioOfTape, type TapeScenario } from "../../src/replay/as-scenario/scenario-of-tape.ts";
import { surveyTape, type TapeSource } from "../../src/replay/survey.ts";
import { someYear } from "../scenario/some-year.ts";
import { merged, Story, tapeOf } from "./tape-rig.ts";

const kinds = new Map(catalog.map(({ name, commands }) => [name, { commands: new Set(Object.keys(commands)) }]));

async function scenarioOf(tape: TapeSource): Promise<TapeScenario> {
  const notebook = new FleetNotebook();
  const survey = await surveyTape(tape, namePlace(undefined), (line, frame) => notebook.see(line, frame));
  return scenarioOfTape(survey, notebook.notes(), kinds, { tape: "night.ndjson", name: "Night 1" });
}

/** The kinds of its groups, or its faults. */
function compiled({ text, lists }: TapeScenario): string[] {
  const outcome = compileScenario(text, {
    file: "night.yaml",
    env: {},
    kinds: catalog,
    now: "2026-01-15T17:00:00+01:00",
    weather: () => someYear,
    files: { read: (path) => lists.get(path.replace("./", ""))! },
  });
  return outcome.ok
    ? outcome.plan.fleet.map(({ kind }) => kind)
    : outcome.problems.map(({ path, message }) => `${path}: ${message}`);
}

/** Telemetry every so often for a while. */
function reporting(story: Story, every: number, times: number, id?: number): Story {
  for (let seq = 1; seq <= times; seq++) story.after(every).telemetry(seq, id === undefined ? undefined : id + seq);
  return story;
}

describe("a tape as a scenario", () => {
  test("has its devices by kind and firmware with their own identities, and compiles", async () => {
    const stories = ["lock-b", "lock-a", 'odd, "one"'].map((id, index) =>
      reporting(
        new Story(index + 1, index * 1_000)
          .open(`/devices/${encodeURIComponent(id)}`)
          .after(5)
          .hello(id, {
            fw: index === 1 ? "1.5.0" : "1.4.2",
            name: "Front, door",
            mac: index === 2 ? "02-5B-26-A8-DC-13" : "02:5b:26:a8:dc:12",
          }),
        5_000,
        6,
      ).bye(),
    );
    const bulb = reporting(
      new Story(4, 3_000).open().after(5).hello("bulb-1", { type: "bulb", fw: "weird" }),
      700,
      40,
      10,
    ).bye();
    const scenario = await scenarioOf(tapeOf(...merged(...stories.map(({ lines }) => lines), bulb.lines)));
    expect(scenario.devices).toBe(4);
    expect([...scenario.lists.keys()]).toEqual([
      "night-1-lock-1-4-2.csv",
      "night-1-lock-1-5-0.csv",
      "night-1-bulb.csv",
    ]);
    const [first] = scenario.lists.values();
    expect(first).toBe(
      'id,serial,mac,name\nlock-b,S-lock-b,02:5b:26:a8:dc:12,"Front, door"\n"odd, ""one""","S-odd, ""one""",02:5b:26:a8:dc:13,"Front, door"\n',
    );
    for (const list of scenario.lists.values()) expect(readIdentities(list)).toMatchObject({ ok: true });
    expect(scenario.text).toContain("name: Night-1\n");
    expect(scenario.text).toContain("telemetry: { every: 5s }");
    // What it took to be acknowledged comes on top.
    expect(scenario.text).toContain("telemetry: { every: 700ms, ack: true }");
    expect(scenario.text).toContain("homes: 3 #");
    expect(compiled(scenario)).toEqual(["lock", "lock", "bulb"]);
  });

  test("has the commands and absences of the tape at their times", async () => {
    const story = new Story(1).open().after(5).hello("lock-1").after(10_000);
    story.json("down", {
      jsonrpc: "2.0",
      id: "c",
      method: "command.unlockWithTimeout",
      params: { args: { timeout: 30, pinCode: "***" }, deadline: 1 },
    });
    story.json("down", { jsonrpc: "2.0", id: "d", method: "command.explode", params: {} }).after(10_000).cut("device");
    const again = new Story(2, 27_000).open().after(5).hello("lock-1").after(5_000);
    again
      .json("up", { jsonrpc: "2.0", method: "device.bye", params: { reason: "reboot", ts: 1 } })
      .close("device", 1000);
    const third = new Story(3, 40_000).open().after(5).hello("lock-1").after(5_000).close("server", 1012, "restart");
    const fourth = new Story(4, 50_000).open().after(5).hello("lock-1").after(5_000).bye();
    const scenario = await scenarioOf(tapeOf(...merged(story.lines, again.lines, third.lines, fourth.lines)));
    expect(scenario.text).toContain(
      [
        "timeline:",
        "  - { at: 10.01s, command: unlockWithTimeout, args: { timeout: 30 }, select: { kind: lock, id: lock-1 } } # pinCode is not on the tape",
        "  - { at: 20.01s, disconnect: abrupt, for: 6.995s, select: { id: lock-1 } }",
        "  - { at: 32.01s, reboot: true, select: { id: lock-1 } }",
        "",
      ].join("\n"),
    );
    expect(scenario.remarks).toEqual([
      "Left out: commands that their kinds do not have: explode.",
      "The server closed connections with 1012 ×1: that is not the devices' doing.",
    ]);
    expect(scenario.text).toContain("- commands.lost == 0");
    expect(scenario.text).toContain("    reconnect: { policy: fixed, delay: 500ms }\n");
    expect(compiled(scenario)).toEqual(["lock"]);
  });

  test("has devices back when the tape's were, and does not expect that one just back gets every command", async () => {
    const story = new Story(1).open().after(5).hello("lock-1").after(5_000).cut("device");
    const again = new Story(2, 9_000).open().after(5).hello("lock-1").after(200).command("c", "lockDoor", {});
    const steady = new Story(3, 50).open().after(5).hello("bulb-1", { type: "bulb", mac: "02:5b:26:a8:dc:13" });
    const lines = merged(story.lines, again.after(20_000).bye().lines, steady.after(30_000).bye().lines);
    const scenario = await scenarioOf(tapeOf(...lines));
    const [lock, bulb] = scenario.text.split("- kind: ").slice(1);
    expect(lock).toContain("reconnect: { policy: fixed, delay: 500ms }");
    expect(bulb).not.toContain("reconnect");
    expect(scenario.text).toContain("command: lockDoor");
    expect(scenario.text).not.toContain("commands.lost");
    expect(compiled(scenario).toSorted()).toEqual(["bulb", "lock"]);
  });

  test("takes hello as a notification where it was one, and leaves out what it cannot know", async () => {
    const quiet = new Story(1).open().after(5);
    quiet
      .json("up", { jsonrpc: "2.0", method: "device.hello", params: { device: "lock-1", type: "lock" } })
      .after(5_000)
      .bye();
    const strange = new Story(2, 1).open().after(5).hello("x-1", { type: "toaster" }).after(5_000).bye();
    const foreign = new Story(3, 2).open("/CP1").after(5).text("up", "hello").after(5_000).close("device");
    const scenario = await scenarioOf(tapeOf(...merged(quiet.lines, strange.lines, foreign.lines)));
    expect(scenario.text).toContain("protocol: { hello: notify }");
    expect(scenario.remarks).toEqual([
      "Left out: 1 connection of devices that do not speak the native protocol. Who they are, a tape cannot tell.",
      "Left out: 1 device of kind toaster, which Flotilla does not have. docs/write-a-kind.md says how to add one.",
    ]);
    expect(compiled(scenario)).toEqual(["lock"]);
  });

  test("cannot be of a tape that tells nothing of its devices", async () => {
    const foreign = new Story(1).open("/CP1").after(5).text("up", "hello").after(5_000).close("device");
    await expect(scenarioOf(tapeOf(...foreign.lines))).rejects.toThrow(
      "night.ndjson: expected devices that say hello in the native protocol, found 1 of 1 connections open and none that does",
    );
    await expect(scenarioOf(tapeOf())).rejects.toThrow("found no connection at all");
    const strange = new Story(1).open().after(5).hello("x-1", { type: "toaster" });
    await expect(scenarioOf(tapeOf(...strange.lines))).rejects.toThrow(
      'expected devices of kinds that Flotilla has, found "toaster"',
    );
  });

  test("names nothing that could be read as something else", async () => {
    const story = new Story(1).open().after(5).hello("${env.HOME} # {id}\n", { name: "a\r\nb" }).after(5_000).bye();
    const scenario = await scenarioOf(tapeOf(...story.lines));
    expect([...scenario.lists.values()].join("")).not.toContain("\r");
  });
});

describe("the load of a tape", () => {
  test.each([
    [[0], 10_000, ["{ ramp: 100%, over: 0s }", "{ hold: 10s }"]],
    [[0, 100, 200, 60_000], 90_000, ["{ ramp: 100%, over: 1m }", "{ hold: 30s }"]],
    [
      Array.from({ length: 100 }, (_, index) => index * 1_000),
      200_000,
      ["{ ramp: 100%, over: 1m39s }", "{ hold: 1m41s }"],
    ],
    [
      Array.from({ length: 100 }, (_, index) => (index < 50 ? index * 20 : 1_000 + (index - 50) * 2_000)),
      100_000,
      [
        ...["{ ramp: 25%, over: 500ms }", "{ ramp: 50%, over: 500ms }", "{ ramp: 75%, over: 48s }"],
        ...["{ ramp: 100%, over: 50s }", "{ hold: 1s }"],
      ],
    ],
  ])("is how its devices connected, %#", (dials, duration, phases) => {
    expect(loadOf(dials, duration)).toEqual(phases);
  });
});
