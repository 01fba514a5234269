import { describe, expect, test } from "vitest";
import { bulb } from "../../../devices/bulb/bulb.ts";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";

function unused(settings: WorkbenchOptions["settings"] = {}): Workbench {
  return new Workbench({ kind: bulb, settings: { usedByResidents: false, ...settings } });
}

describe("onWithTimedOff", () => {
  test("turns on for its time and then off", () => {
    const bench = unused();
    bench.command("onWithTimedOff", { onTime: 30, offWaitTime: 0 });
    bench.run(seconds(29.9));
    expect(bench.value("onOff")).toBe(true);
    bench.run(seconds(0.2));
    expect(bench.value("onOff")).toBe(false);
  });

  test("only ever makes the time longer", () => {
    const bench = unused();
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 0 });
    bench.run(seconds(10));
    bench.command("onWithTimedOff", { onTime: 20, offWaitTime: 0 });
    bench.run(seconds(49));
    expect(bench.value("onOff")).toBe(true);
    bench.command("onWithTimedOff", { onTime: 20, offWaitTime: 0 });
    bench.run(seconds(19));
    expect(bench.value("onOff")).toBe(true);
    bench.run(seconds(2));
    expect(bench.value("onOff")).toBe(false);
  });

  test("does not turn on again what somebody put out, for offWaitTime; anything else does", () => {
    const bench = unused();
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 30 });
    bench.run(seconds(10));
    bench.device.act("press");
    bench.run(seconds(20));
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 30 });
    expect(bench.value("onOff")).toBe(false);
    bench.run(seconds(11));
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 30 });
    expect(bench.value("onOff")).toBe(true);
    bench.command("off");
    bench.command("on");
    bench.run(minutes(10));
    expect(bench.value("onOff")).toBe(true);
  });

  test("can be told to work only while on", () => {
    const bench = unused();
    bench.command("onWithTimedOff", { acceptOnlyWhenOn: true, onTime: 60, offWaitTime: 30 });
    expect(bench.value("onOff")).toBe(false);
  });
});

describe("a bulb that gets its mains back", () => {
  test.each([
    ["off", false, false],
    ["off", true, false],
    ["on", false, true],
    ["on", true, true],
    ["toggle", false, true],
    ["toggle", true, false],
    [null, false, false],
    [null, true, true],
  ])("with startUpOnOff %s and %s before is %s at once, and stays so", (startUpOnOff, before, after) => {
    const bench = unused({ startUpOnOff });
    bench.device.desire({ onOff: before });
    bench.device.power(false);
    bench.run(seconds(30));
    bench.device.power(true);
    expect(bench.value("onOff")).toBe(after);
    bench.run(minutes(2));
    expect(bench.value("onOff")).toBe(after);
    expect(bench.said.filter(({ type }) => type === "up")).toHaveLength(2);
  });

  test("has startUpCurrentLevel, or the level before", () => {
    const bench = unused();
    bench.device.desire({ onOff: true, currentLevel: 77 });
    bench.device.power(false);
    bench.device.power(true);
    expect(bench.value("currentLevel")).toBe(77);
    bench.run(minutes(2));
    bench.device.desire({ startUpCurrentLevel: 33 });
    bench.device.power(false);
    bench.device.power(true);
    expect(bench.value("currentLevel")).toBe(33);
  });

  test("has forgotten its transition, which is over, and its timer, which does not come", () => {
    const bench = unused({ startUpOnOff: null });
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 0 });
    bench.command("moveToLevel", { level: 10, transitionTime: 60 });
    bench.run(seconds(10));
    bench.device.power(false);
    bench.run(seconds(1));
    bench.device.power(true);
    bench.run(minutes(5));
    expect(bench.device.values()).toMatchObject({ onOff: true, currentLevel: 10, remainingTime: 0 });
  });

  test("does not notice a press without it", () => {
    const bench = unused({ startUpOnOff: null });
    bench.device.power(false);
    bench.device.act("press");
    bench.device.power(true);
    expect(bench.value("onOff")).toBe(false);
  });
});

describe("a bulb whose software starts again", () => {
  test.each(["softwareUpdateCompleted", "softwareReset", "hardwareWatchdogReset"] as const)(
    "by %s keeps its light",
    (reason) => {
      const bench = unused({ startUpOnOff: "toggle" });
      bench.device.desire({ onOff: true, currentLevel: 50 });
      bench.device.reboot(reason);
      bench.run(minutes(2));
      expect(bench.device.values()).toMatchObject({ onOff: true, currentLevel: 50 });
    },
  );

  test("by a brown-out does as when mains comes back", () => {
    const bench = unused({ startUpOnOff: "off" });
    bench.device.desire({ onOff: true });
    bench.device.reboot("brownOutReset");
    bench.run(minutes(2));
    expect(bench.value("onOff")).toBe(false);
  });
});
