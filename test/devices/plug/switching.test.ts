import { describe, expect, test } from "vitest";
import { plug } from "../../../devices/plug/plug.ts";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

function plugWith(appliance: string, settings: Record<string, string | boolean | null> = {}): Workbench {
  return new Workbench({ kind: plug, settings: { appliance, usedByResidents: false, ...settings } });
}

function power(bench: Workbench): number {
  return bench.value("activePower") as number;
}

function restart(bench: Workbench): void {
  bench.device.power(false);
  bench.run(minutes(1));
  bench.device.power(true);
  bench.run(minutes(2));
}

describe("a plug", () => {
  test("gives power or none, answers at once, and says nothing of what is so already", () => {
    const bench = plugWith("router");
    expect(power(bench)).toBeGreaterThan(3);
    expect(bench.command("off")).toEqual({ ok: true, result: {} });
    expect(power(bench)).toBe(0);
    bench.run(seconds(1));
    expect(bench.command("off")?.ok).toBe(true);
    bench.run(seconds(1));
    bench.command("toggle");
    bench.run(seconds(1));
    expect(power(bench)).toBeGreaterThan(3);
    bench.command("offWithEffect", { effectIdentifier: "dyingLight", effectVariant: 0 });
    bench.run(seconds(10));
    expect(bench.reportsOf("onOff").map(({ value }) => value)).toEqual([false, true, false]);
  });

  test("goes off and on by its button, and by what a server wants", () => {
    const bench = plugWith("router");
    bench.device.act("press");
    expect(bench.value("onOff")).toBe(false);
    bench.run(seconds(1));
    bench.device.desire({ onOff: true, startUpOnOff: "off" });
    bench.run(seconds(10));
    const causes = bench.said.flatMap((said) =>
      said.type === "changed" && "onOff" in said.values ? [said.cause] : [],
    );
    expect(causes).toEqual(["human", "desired"]);
    expect(bench.value("startUpOnOff")).toBe("off");
  });

  test("goes on for a while when told so, longer when told again, and is guarded when switched off before", () => {
    const bench = plugWith("router");
    bench.command("off");
    bench.command("onWithTimedOff", { acceptOnlyWhenOn: true, onTime: 10, offWaitTime: 0 });
    expect(bench.value("onOff")).toBe(false);
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 30 });
    bench.command("onWithTimedOff", { onTime: 10, offWaitTime: 30 });
    bench.run(seconds(59));
    expect(bench.value("onOff")).toBe(true);
    bench.run(seconds(2));
    expect(bench.value("onOff")).toBe(false);
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 30 });
    bench.command("off");
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 30 });
    expect(bench.value("onOff")).toBe(false);
    bench.run(seconds(31));
    bench.command("onWithTimedOff", { onTime: 60, offWaitTime: 30 });
    expect(bench.value("onOff")).toBe(true);
  });

  test("is after a power cut what startUpOnOff says, and as before without it", () => {
    for (const [startUpOnOff, before, after] of [
      [null, true, true],
      [null, false, false],
      ["on", false, true],
      ["off", true, false],
      ["toggle", true, false],
    ] as const) {
      const bench = plugWith("router", { startUpOnOff });
      if (!before) bench.command("off");
      restart(bench);
      expect(bench.value("onOff")).toBe(after);
      expect(power(bench) > 0).toBe(after);
    }
  });

  test("keeps switch and settings through restarts, and does not interrupt the power for one", () => {
    const bench = plugWith("router");
    bench.device.desire({ startUpOnOff: "off" });
    bench.command("onWithTimedOff", { onTime: 3_600, offWaitTime: 0 });
    const before = power(bench);
    bench.device.reboot("softwareUpdateCompleted");
    expect(power(bench)).toBe(before);
    bench.run(minutes(2));
    expect(bench.value("onOff")).toBe(true);
    expect(bench.value("startUpOnOff")).toBe("off");
    // The timer was the software's alone.
    bench.run(minutes(90));
    expect(bench.value("onOff")).toBe(true);
  });

  test("whose contacts are welded does not cut the power, but says it is off", () => {
    const bench = plugWith("router");
    bench.device.fault("relay-stuck", true);
    bench.command("off");
    expect(bench.value("onOff")).toBe(false);
    expect(power(bench)).toBeGreaterThan(3);
    bench.device.fault("relay-stuck", false);
    expect(power(bench)).toBe(0);
    // Open contacts cannot weld.
    bench.device.fault("relay-stuck", true);
    expect(power(bench)).toBe(0);
    bench.command("on");
    bench.command("off");
    expect(power(bench)).toBeGreaterThan(3);
  });

  test("with too much behind it trips within seconds, each time it is switched on", () => {
    const bench = plugWith("router");
    bench.device.fault("overload", true);
    expect(bench.value("rmsCurrent")).toBeGreaterThan(16);
    bench.run(seconds(3));
    expect(bench.value("onOff")).toBe(false);
    expect(power(bench)).toBe(0);
    bench.command("on");
    bench.run(seconds(3));
    expect(bench.value("onOff")).toBe(false);
    const events = bench.eventsOf("overloadTripped");
    expect(events).toHaveLength(2);
    for (const { data } of events) expect(data["rmsCurrent"]).toBeGreaterThan(16);
    bench.device.fault("overload", false);
    bench.command("on");
    bench.run(minutes(1));
    expect(bench.value("onOff")).toBe(true);
  });

  test("switched off in time does not trip", () => {
    const bench = plugWith("router");
    bench.device.fault("overload", true);
    bench.run(seconds(1));
    bench.command("off");
    bench.run(seconds(10));
    expect(bench.eventsOf("overloadTripped")).toEqual([]);
  });

  test("with nothing plugged in draws nothing, and goes on with it when it is back", () => {
    const bench = plugWith("router");
    bench.device.act("unplug");
    expect(power(bench)).toBe(0);
    bench.command("toggle");
    bench.command("toggle");
    expect(power(bench)).toBe(0);
    bench.device.act("plug-in");
    expect(power(bench)).toBeGreaterThan(3);
    bench.device.configure({ appliance: "nothing" });
    expect(power(bench)).toBe(0);
  });
});
