import { describe, expect, test } from "vitest";
import { bulb } from "../../../devices/bulb/bulb.ts";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";

function unused(settings: WorkbenchOptions["settings"] = {}, index = 0): Workbench {
  return new Workbench({ kind: bulb, index, settings: { usedByResidents: false, ...settings } });
}

/** Reports after the first, which says how things are. */
function levels(bench: Workbench): unknown[] {
  return bench.reportsOf("currentLevel").map(({ value }) => value);
}

describe("a bulb", () => {
  test("goes on, off and over, and tells of each change once", () => {
    const bench = unused();
    for (const command of ["on", "on", "off", "off", "toggle", "toggle"]) {
      expect(bench.command(command)).toEqual({ ok: true, result: {} });
      bench.run(seconds(5));
    }
    expect(bench.reportsOf("onOff").map(({ value }) => value)).toEqual([true, false, true, false]);
    expect(levels(bench)).toEqual([]);
  });

  test("says what switched it as the cause of the change", () => {
    const bench = unused();
    bench.command("on");
    bench.run(seconds(1));
    bench.device.act("press");
    bench.run(seconds(1));
    bench.device.desire({ onOff: true });
    bench.run(seconds(1));
    expect(bench.said.flatMap((said) => (said.type === "changed" ? [said.cause] : []))).toEqual([
      "command",
      "human",
      "desired",
    ]);
  });

  test.each([1, 2.5, 7.3, 20])(
    "reports a transition of %f s at most N + 2 times, and its target exactly once",
    (time) => {
      for (let index = 0; index < 20; index++) {
        const bench = unused({}, index);
        bench.command("on");
        bench.run(seconds(10 + index / 7));
        bench.command("moveToLevel", { level: 3 + index, transitionTime: time });
        bench.run(minutes(2));
        expect(levels(bench).length).toBeLessThanOrEqual(time + 2);
        expect(levels(bench).filter((level) => level === 3 + index)).toHaveLength(1);
        expect(levels(bench).at(-1)).toBe(3 + index);
        const times = bench.reportsOf("currentLevel").map(({ at }) => at);
        for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(1_000);
      }
    },
  );

  test("follows the latest command from where it is", () => {
    const bench = unused();
    bench.command("on");
    bench.command("moveToLevel", { level: 54, transitionTime: 10 });
    bench.run(seconds(5));
    expect(bench.value("currentLevel")).toBe(154);
    bench.command("moveToLevel", { level: 254, transitionTime: 10 });
    bench.run(seconds(5));
    expect(bench.value("currentLevel")).toBe(204);
    bench.run(seconds(60));
    expect(bench.value("currentLevel")).toBe(254);
  });

  test("tells remainingTime at the beginning and at the end of a transition, and never of short ones", () => {
    const bench = unused();
    bench.command("on");
    bench.command("moveToLevel", { level: 100, transitionTime: 0.9 });
    bench.run(seconds(5));
    expect(bench.reportsOf("remainingTime")).toEqual([]);
    bench.command("moveToLevel", { level: 200, transitionTime: 8 });
    bench.run(seconds(60));
    expect(bench.reportsOf("remainingTime").map(({ value }) => value)).toEqual([8, 0]);
  });

  test("rises from the lowest level and falls to it in onOffTransitionTime, and has its level back", () => {
    const bench = unused({ onOffTransitionTime: 4 });
    bench.device.desire({ currentLevel: 201 });
    bench.run(seconds(10));
    bench.command("on");
    expect(bench.device.values()).toMatchObject({ onOff: true, currentLevel: 1 });
    bench.run(seconds(2));
    expect(bench.value("currentLevel")).toBe(101);
    bench.run(seconds(10));
    bench.command("off");
    bench.run(seconds(2));
    expect(bench.device.values()).toMatchObject({ onOff: true, currentLevel: 101 });
    bench.run(seconds(2));
    expect(bench.device.values()).toMatchObject({ onOff: false, currentLevel: 201 });
  });

  test("turned on while it fades out stays on, at the level it had", () => {
    const bench = unused({ onOffTransitionTime: 4 });
    bench.command("on");
    bench.run(seconds(10));
    bench.command("off");
    bench.run(seconds(2));
    bench.command("on");
    bench.run(seconds(10));
    expect(bench.device.values()).toMatchObject({ onOff: true, currentLevel: 254 });
    expect(bench.reportsOf("onOff")).toHaveLength(1);
  });

  test("goes on at onLevel where there is one", () => {
    const bench = unused();
    bench.device.desire({ onLevel: 42 });
    bench.command("on");
    expect(bench.value("currentLevel")).toBe(42);
  });

  test("while off ignores levels, unless it is told to execute or to go on", () => {
    const bench = unused();
    expect(bench.command("moveToLevel", { level: 10 })).toMatchObject({ ok: true });
    expect(bench.device.values()).toMatchObject({ onOff: false, currentLevel: 254 });
    bench.command("moveToLevel", { level: 20, executeIfOff: true });
    expect(bench.device.values()).toMatchObject({ onOff: false, currentLevel: 20 });
    bench.command("moveToLevelWithOnOff", { level: 30 });
    expect(bench.device.values()).toMatchObject({ onOff: true, currentLevel: 30 });
    bench.command("moveToLevelWithOnOff", { level: 0 });
    expect(bench.device.values()).toMatchObject({ onOff: false, currentLevel: 1 });
  });

  test("moves at a rate until it is stopped", () => {
    const bench = unused();
    bench.command("moveToLevelWithOnOff", { level: 100 });
    bench.command("move", { moveMode: "up", rate: 10 });
    bench.run(seconds(5));
    bench.command("stop");
    bench.run(seconds(60));
    expect(bench.value("currentLevel")).toBe(150);
    bench.command("moveWithOnOff", { moveMode: "down", rate: 50 });
    bench.run(seconds(60));
    expect(bench.value("onOff")).toBe(false);
  });

  test("steps up and down, no further than the ends", () => {
    const bench = unused();
    bench.command("stepWithOnOff", { stepMode: "up", stepSize: 99 });
    expect(bench.device.values()).toMatchObject({ onOff: true, currentLevel: 100 });
    bench.command("step", { stepMode: "down", stepSize: 40, transitionTime: 4 });
    bench.run(seconds(2));
    expect(bench.value("currentLevel")).toBe(80);
    bench.run(seconds(2));
    bench.command("step", { stepMode: "up", stepSize: 254 });
    expect(bench.value("currentLevel")).toBe(254);
    bench.command("step", { stepMode: "down", stepSize: 254 });
    expect(bench.device.values()).toMatchObject({ onOff: true, currentLevel: 1 });
  });

  test.each([
    ["delayedAllOff", 0, 0.8],
    ["delayedAllOff", 1, 0],
    ["delayedAllOff", 2, 12.8],
    ["dyingLight", 0, 1.5],
  ])(
    "goes off with effect %s, variant %i, within %f s, and has its level back",
    (effectIdentifier, effectVariant, time) => {
      const bench = unused();
      bench.command("moveToLevelWithOnOff", { level: 100 });
      bench.run(seconds(10));
      bench.command("offWithEffect", { effectIdentifier, effectVariant });
      bench.run(seconds(time - 0.01));
      expect(bench.value("onOff")).toBe(time > 0);
      bench.run(seconds(0.02));
      expect(bench.device.values()).toMatchObject({ onOff: false, currentLevel: 100 });
    },
  );

  test("gives the white it is asked for, or the nearest it has", () => {
    const bench = unused();
    bench.command("on");
    bench.command("moveToColorTemperature", { colorTemperatureMireds: 300, transitionTime: 2 });
    bench.run(seconds(3));
    expect(bench.value("colorTemperatureMireds")).toBe(300);
    bench.command("moveToColorTemperature", { colorTemperatureMireds: 1 });
    expect(bench.value("colorTemperatureMireds")).toBe(bench.value("colorTempPhysicalMinMireds"));
  });

  test("rejects what its variant cannot do", () => {
    expect(unused({ variant: "onoff" }).command("moveToLevel", { level: 10 })).toMatchObject({ failure: "rejected" });
    const dimmable = unused({ variant: "dimmable" });
    expect(dimmable.command("moveToLevel", { level: 10 })).toMatchObject({ ok: true });
    expect(dimmable.command("moveToColorTemperature", { colorTemperatureMireds: 200 })).toMatchObject({
      failure: "rejected",
    });
  });
});
