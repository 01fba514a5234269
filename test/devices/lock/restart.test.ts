import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

describe("a lock that starts again", () => {
  test("knows where its bolt is after a restart of its software", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.reboot("softwareReset");
    bench.run(minutes(2));
    expect(bench.value("lockState")).toBe("locked");
  });

  test("does not know it after a power cycle, until the bolt has moved", () => {
    const bench = new Workbench({ kind: lock, settings: { autoRelockTime: 0 } });
    bench.device.act("replace-battery");
    bench.run(minutes(1));
    expect(bench.value("lockState")).toBeNull();
    bench.command("lockDoor");
    bench.run(seconds(3));
    expect(bench.value("lockState")).toBe("locked");
    expect(bench.outcomeOf()).toMatchObject({ ok: true });
  });

  test("finishes a movement its software did not live to see, and answers no command twice", () => {
    const bench = new Workbench({ kind: lock, settings: { autoRelockTime: 0 } });
    bench.command("unlockDoor");
    bench.device.reboot("softwareReset");
    expect(bench.outcomeOf()).toMatchObject({ ok: false, failure: "rebooting" });
    bench.run(minutes(2));
    expect(bench.value("lockState")).toBe("unlocked");
    expect(bench.said.filter(({ type }) => type === "outcome")).toHaveLength(1);
  });

  test("still locks by itself", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.act("turn-key");
    bench.device.reboot("hardwareWatchdogReset");
    bench.run(minutes(2));
    expect(bench.value("lockState")).toBe("locked");
  });

  test("takes over a setting that is configured, and no other", () => {
    const bench = new Workbench({ kind: lock });
    bench.device.desire({ autoRelockTime: 77 });
    bench.device.configure({ wrongCodeEntryLimit: 3 });
    expect(bench.device.values()).toMatchObject({ autoRelockTime: 77, wrongCodeEntryLimit: 3 });
    bench.device.configure({ autoRelockTime: 12 });
    expect(bench.value("autoRelockTime")).toBe(12);
  });
});
