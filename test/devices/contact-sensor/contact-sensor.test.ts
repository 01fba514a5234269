import { describe, expect, test } from "vitest";
import { contactSensor } from "../../../devices/contact-sensor/contact-sensor.ts";
import { days, hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

function sensor(index = 0): Workbench {
  return new Workbench({ kind: contactSensor, index, settings: { usedByResidents: false } });
}

function changes(bench: Workbench): unknown[] {
  return bench.eventsOf("stateChange").map(({ data }) => data["stateValue"]);
}

describe("a contact sensor", () => {
  test("says at once what is opened and closed, and nothing twice", () => {
    const bench = sensor();
    expect(bench.value("stateValue")).toBe(true);
    for (const act of ["close", "open", "open", "close"]) {
      bench.device.act(act);
      bench.run(seconds(2));
    }
    expect(changes(bench)).toEqual([false, true]);
    expect(bench.reportsOf("stateValue").map(({ value }) => value)).toEqual([false, true]);
    const causes = bench.said.flatMap((said) => (said.type === "changed" ? [said.cause] : []));
    expect(causes).toEqual(["human", "human"]);
  });

  test("is heard of once an hour when nothing changes", () => {
    const bench = sensor();
    bench.run(hours(24.5));
    expect(bench.reportsOf("stateValue")).toHaveLength(24);
    expect(bench.eventsOf("stateChange")).toEqual([]);
  });

  test("that is stuck shows what it showed, and afterwards how things are", () => {
    const bench = sensor();
    bench.device.fault("stuck", true);
    bench.device.act("open");
    expect(bench.value("stateValue")).toBe(true);
    bench.device.fault("stuck", false);
    expect(bench.value("stateValue")).toBe(false);
    bench.run(seconds(1));
    expect(bench.said.flatMap((said) => (said.type === "changed" ? [said.cause] : []))).toEqual(["fault"]);
  });

  test("without its magnet shows open, always", () => {
    const bench = sensor();
    bench.device.fault("magnet-lost", true);
    expect(bench.value("stateValue")).toBe(false);
    bench.device.act("open");
    bench.device.act("close");
    expect(bench.value("stateValue")).toBe(false);
    bench.device.fault("magnet-lost", false);
    expect(bench.value("stateValue")).toBe(true);
    expect(changes(bench)).toEqual([false, true]);
  });

  test("says that it is tampered with", () => {
    const bench = sensor();
    bench.device.fault("tamper", true);
    expect(bench.value("tampered")).toBe(true);
    expect(bench.eventsOf("tamperAlarm")).toHaveLength(1);
    bench.device.fault("tamper", false);
    expect(bench.value("tampered")).toBe(false);
  });

  test("knows after a restart how things are", () => {
    const bench = sensor();
    bench.device.reboot("softwareReset");
    bench.device.act("open");
    bench.run(minutes(2));
    expect(bench.value("stateValue")).toBe(false);
  });
});

describe("its cell", () => {
  test("falls in percent and never rises, warns, is critical, and in the end nothing is noticed", () => {
    const bench = new Workbench({ kind: contactSensor, every: days(30), settings: { usedByResidents: false } });
    const order: unknown[] = [];
    let before = 100;
    for (let month = 0; month < 80 && !(bench.device.state as { exhausted: boolean }).exhausted; month++) {
      bench.run(days(30));
      const percent = bench.value("batPercentRemaining") as number;
      expect(percent).toBeLessThanOrEqual(before);
      before = percent;
      if (order.at(-1) !== bench.value("batChargeLevel")) order.push(bench.value("batChargeLevel"));
    }
    expect(order).toEqual(["ok", "warning", "critical"]);
    expect(bench.device.state).toMatchObject({ exhausted: true });
    bench.device.act("open");
    expect(bench.value("stateValue")).toBe(true);
    const boots = bench.value("rebootCount") as number;
    bench.device.act("replace-battery");
    bench.run(minutes(1));
    expect(bench.value("stateValue")).toBe(false);
    expect(bench.device.values()).toMatchObject({
      batPercentRemaining: 100,
      rebootCount: boots + 1,
      bootReason: "powerOnReboot",
    });
  });

  test("lasts for two to five years when fresh", () => {
    for (let index = 0; index < 12; index++) {
      const bench = new Workbench({
        kind: contactSensor,
        index,
        every: days(30),
        settings: { usedByResidents: false },
      });
      bench.device.act("replace-battery");
      bench.run(days(600));
      expect(bench.value("batChargeLevel")).toBe("ok");
      bench.run(days(365 * 5));
      expect(bench.value("batChargeLevel")).not.toBe("ok");
    }
  });

  test("is empty in the end and the sensor dark, until a fresh cell shows how things are", () => {
    const bench = new Workbench({ kind: contactSensor, every: days(30), settings: { usedByResidents: false } });
    bench.run(days(365 * 7));
    expect(bench.device.phase).toBe("unpowered");
    bench.said.length = 0;
    bench.device.act("open");
    bench.run(days(60));
    expect(bench.said).toEqual([]);
    expect(bench.value("stateValue")).toBe(true);
    bench.device.fault("low-battery", true);
    bench.device.fault("low-battery", false);
    bench.run(minutes(1));
    expect(bench.value("stateValue")).toBe(false);
  });

  test("is changed by the people of the home, days after it asks for it", () => {
    const bench = new Workbench({ kind: contactSensor, index: 2, every: days(30), settings: { on: "cupboard" } });
    bench.run(days(365 * 12));
    const cells = bench.value("rebootCount") as number;
    expect(cells).toBeGreaterThanOrEqual(1);
    expect(cells).toBeLessThan(8);
    expect(bench.device.phase).toBe("running");
  });

  test("gives a little for each change told", () => {
    const [busy, idle] = [sensor(3), sensor(3)];
    for (let i = 0; i < 2_000; i++) busy.device.act(i % 2 === 0 ? "open" : "close");
    const used = (bench: Workbench): number => (bench.device.state as { battery: { used: number } }).battery.used;
    expect(used(busy) - used(idle)).toBeCloseTo(1, 6);
  });

  test("is down to the warning when the fault says so, and fresh afterwards", () => {
    const bench = sensor();
    bench.device.fault("low-battery", true);
    expect(bench.value("batChargeLevel")).toBe("warning");
    bench.device.fault("low-battery", false);
    expect(bench.value("batChargeLevel")).toBe("ok");
    expect(bench.value("batPercentRemaining")).toBe(100);
  });
});
