import { describe, expect, test } from "vitest";
import { smokeAlarm } from "../../../devices/smoke-alarm/smoke-alarm.ts";
import { days, hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";

const young = { ageAtStart: 1, usedByResidents: false };

function alarm(options: Omit<Partial<WorkbenchOptions>, "kind"> = {}): Workbench {
  return new Workbench({ kind: smokeAlarm, ...options, settings: { ...young, ...options.settings } });
}

function severities(bench: Workbench, event: string): unknown[] {
  return bench.eventsOf(event).map(({ data }) => data.alarmSeverityLevel);
}

describe("smoke", () => {
  test("warns above the threshold, is critical above 4 %/ft, and is told as it passes both", () => {
    const bench = alarm();
    bench.device.act("smoke", { density: 10 });
    bench.run(minutes(10));
    expect(severities(bench, "smokeAlarm")).toEqual(["warning", "critical"]);
    expect(bench.value("expressedState")).toBe("smokeAlarm");
    const [warning, critical] = bench.eventsOf("smokeAlarm").map(({ at }) => at - bench.now + minutes(10));
    // A photoelectric alarm warns at 2.3 %/ft, and smoke gathers in 90 s.
    expect(warning).toBeCloseTo(-90_000 * Math.log(1 - 2.3 / 10), -1);
    expect(critical).toBeCloseTo(-90_000 * Math.log(1 - 4 / 10), -1);
  });

  test("that stays below the threshold is not told, and wakes nobody", () => {
    const bench = alarm();
    const quiet = bench.scheduler.size;
    bench.device.act("smoke", { density: 2.2 });
    expect(bench.scheduler.size).toBe(quiet);
    bench.run(days(1));
    expect(bench.eventsOf("smokeAlarm")).toEqual([]);
  });

  test("is over when the air is clear again: back through warning, then all clear", () => {
    const bench = alarm();
    bench.device.act("smoke", { density: 8 });
    bench.run(minutes(10));
    bench.device.act("clear-air");
    bench.run(minutes(10));
    expect(severities(bench, "smokeAlarm")).toEqual(["warning", "critical", "warning"]);
    expect(bench.value("smokeState")).toBe("normal");
    expect(bench.value("expressedState")).toBe("normal");
    expect(bench.eventsOf("allClear")).toHaveLength(1);
  });

  test("is found sooner at high sensitivity, and later at low", () => {
    const secondsToWarning = (level: string): number => {
      const bench = alarm();
      const { now } = bench;
      bench.device.desire({ smokeSensitivityLevel: level });
      bench.device.act("smoke", { density: 10 });
      bench.run(minutes(10));
      return (bench.eventsOf("smokeAlarm")[0]!.at - now) / 1_000;
    };
    expect(secondsToWarning("high")).toBeLessThan(secondsToWarning("standard"));
    expect(secondsToWarning("standard")).toBeLessThan(secondsToWarning("low"));
  });
});

describe("carbon monoxide", () => {
  test("alarms by dose, and the concentration is reported on its way", () => {
    const bench = alarm();
    const { now } = bench;
    bench.device.act("co", { concentration: 400 });
    bench.run(hours(1));
    expect(severities(bench, "coAlarm")).toEqual(["warning", "critical"]);
    expect(bench.eventsOf("coAlarm")[1]!.at - now).toBeGreaterThan(minutes(9));
    expect(bench.value("expressedState")).toBe("coAlarm");
    expect(bench.reportsOf("measuredValue").length).toBeGreaterThan(20);
    bench.device.act("clear-air");
    bench.run(hours(6));
    expect(bench.value("coState")).toBe("normal");
    expect(bench.value("measuredValue")).toBeLessThan(0.1);
    const reports = bench.reportsOf("measuredValue").length;
    bench.run(days(30));
    expect(bench.reportsOf("measuredValue")).toHaveLength(reports);
  });

  test("is less urgent than smoke, and expressed when the smoke is gone", () => {
    const bench = alarm();
    bench.device.act("co", { concentration: 1_000 });
    bench.run(hours(1));
    bench.device.act("smoke", { density: 8 });
    bench.run(minutes(5));
    expect(bench.value("expressedState")).toBe("smokeAlarm");
    bench.device.act("smoke", { density: 0 });
    bench.run(minutes(20));
    expect(bench.value("expressedState")).toBe("coAlarm");
  });
});

describe("the button", () => {
  test("tests it when all is well", () => {
    const bench = alarm();
    bench.device.act("press-button");
    expect(bench.value("testInProgress")).toBe(true);
    expect(bench.value("expressedState")).toBe("testing");
    bench.run(minutes(1));
    expect(bench.value("testInProgress")).toBe(false);
    expect(bench.eventsOf("selfTestComplete")).toHaveLength(1);
    expect(bench.eventsOf("allClear")).toHaveLength(1);
  });

  test("silences a warning for nine minutes, which stays a warning", () => {
    const bench = alarm();
    bench.device.act("smoke", { density: 3 });
    bench.run(minutes(5));
    bench.device.act("press-button");
    expect(bench.value("deviceMuted")).toBe("muted");
    expect(bench.value("smokeState")).toBe("warning");
    expect(bench.value("expressedState")).toBe("smokeAlarm");
    bench.run(minutes(8.9));
    expect(bench.value("deviceMuted")).toBe("muted");
    bench.run(minutes(0.2));
    expect(bench.value("deviceMuted")).toBe("notMuted");
    expect(bench.eventsOf("alarmMuted")).toHaveLength(1);
    expect(bench.eventsOf("muteEnded")).toHaveLength(1);
  });

  test("does not silence what is critical, and what becomes critical is not silent any more", () => {
    const bench = alarm();
    bench.device.act("smoke", { density: 3 });
    bench.run(minutes(5));
    bench.device.act("press-button");
    bench.device.act("smoke", { density: 12 });
    bench.run(minutes(1));
    expect(bench.value("smokeState")).toBe("critical");
    expect(bench.value("deviceMuted")).toBe("notMuted");
    bench.device.act("press-button");
    expect(bench.value("deviceMuted")).toBe("notMuted");
  });

  test("silence is over with the alarm", () => {
    const bench = alarm();
    bench.device.act("smoke", { density: 3 });
    bench.run(minutes(5));
    bench.device.act("press-button");
    bench.device.act("clear-air");
    bench.run(minutes(4));
    expect(bench.value("smokeState")).toBe("normal");
    expect(bench.value("deviceMuted")).toBe("notMuted");
  });
});

describe("selfTestRequest", () => {
  test("is answered when the test has begun, and is busy until it is over", () => {
    const bench = alarm();
    expect(bench.command("selfTestRequest")).toMatchObject({ ok: true });
    expect(bench.command("selfTestRequest")).toMatchObject({ ok: false, failure: "busy" });
    bench.run(minutes(1));
    expect(bench.command("selfTestRequest")).toMatchObject({ ok: true });
  });

  test.each([
    ["smoke", { density: 9 }],
    ["co", { concentration: 2_000 }],
    ["interconnect", { alarm: "smoke", severity: "warning" }],
    ["interconnect", { alarm: "co", severity: "critical" }],
  ])("is busy during an alarm: %s %o", (act, args) => {
    const bench = alarm();
    bench.device.act(act, args);
    bench.run(minutes(10));
    expect(bench.command("selfTestRequest")).toMatchObject({ ok: false, failure: "busy" });
    expect(bench.value("testInProgress")).toBe(false);
  });

  test("is not busy for low cells or old age", () => {
    const bench = alarm();
    bench.device.fault("low-battery", true);
    bench.device.fault("end-of-service", true);
    expect(bench.command("selfTestRequest")).toMatchObject({ ok: true });
    expect(bench.value("expressedState")).toBe("testing");
    bench.run(minutes(1));
    expect(bench.value("expressedState")).toBe("batteryAlert");
  });

  test("smoke during a test is an alarm at once", () => {
    const bench = alarm();
    bench.device.act("smoke", { density: 100 });
    bench.command("selfTestRequest");
    bench.run(seconds(6));
    expect(bench.value("testInProgress")).toBe(true);
    expect(bench.value("expressedState")).toBe("smokeAlarm");
  });

  test("a restart breaks it off, and it does not complete", () => {
    const bench = alarm();
    bench.command("selfTestRequest");
    bench.device.reboot("softwareReset");
    bench.run(minutes(2));
    expect(bench.value("testInProgress")).toBe(false);
    expect(bench.value("expressedState")).toBe("normal");
    expect(bench.eventsOf("selfTestComplete")).toEqual([]);
  });
});

describe("an alarm of the same home", () => {
  test("is heard when a scenario says so, and is told as such", () => {
    const bench = alarm();
    bench.device.act("interconnect", { alarm: "smoke", severity: "critical" });
    expect(bench.value("expressedState")).toBe("interconnectSmoke");
    expect(bench.value("smokeState")).toBe("normal");
    expect(severities(bench, "interconnectSmokeAlarm")).toEqual(["critical"]);
    bench.device.act("interconnect", { alarm: "smoke", severity: "normal" });
    expect(bench.value("expressedState")).toBe("normal");
    expect(bench.eventsOf("allClear")).toHaveLength(1);
  });
});

describe("what goes wrong with it", () => {
  test("a dead sensor never alarms, and is found by a self-test alone", () => {
    const bench = alarm();
    bench.device.fault("dead-sensor", true);
    bench.device.act("smoke", { density: 50 });
    bench.device.act("co", { concentration: 1_000 });
    bench.run(hours(5));
    expect(bench.eventsOf("smokeAlarm")).toEqual([]);
    expect(bench.value("expressedState")).toBe("normal");
    bench.command("selfTestRequest");
    bench.run(minutes(1));
    expect(bench.value("hardwareFaultAlert")).toBe(true);
    expect(bench.value("expressedState")).toBe("inoperative");
    expect(bench.eventsOf("hardwareFault")).toHaveLength(1);
    bench.device.fault("dead-sensor", false);
    bench.run(minutes(1));
    expect(bench.value("hardwareFaultAlert")).toBe(false);
    expect(bench.value("smokeState")).toBe("critical");
  });

  test("a false alarm lasts as long as the insect stays, and is the fault's", () => {
    const bench = alarm();
    bench.device.fault("false-alarm", true);
    bench.run(days(1));
    expect(bench.value("expressedState")).toBe("smokeAlarm");
    const report = bench.said.find((said) => said.type === "changed" && said.values.smokeState === "warning");
    expect(report).toMatchObject({ cause: "fault" });
    bench.device.fault("false-alarm", false);
    expect(bench.value("expressedState")).toBe("normal");
    expect(severities(bench, "smokeAlarm")).toEqual(["warning"]);
  });

  test("a hardware fault is said, and it senses on", () => {
    const bench = alarm();
    bench.device.fault("hardware-fault", true);
    expect(bench.value("expressedState")).toBe("hardwareFault");
    bench.device.act("smoke", { density: 9 });
    bench.run(minutes(5));
    expect(bench.value("expressedState")).toBe("smokeAlarm");
  });

  test("low cells are told and chirp", () => {
    const bench = alarm({ settings: { cells: "alkaline" } });
    bench.device.fault("low-battery", true);
    expect(severities(bench, "lowBattery")).toEqual(["warning"]);
    expect(bench.value("expressedState")).toBe("batteryAlert");
    bench.run(days(400));
    expect(severities(bench, "lowBattery")).toEqual(["warning", "critical"]);
    const boots = bench.value("rebootCount") as number;
    bench.device.act("replace-battery");
    bench.run(minutes(1));
    expect(bench.value("batteryAlert")).toBe("normal");
    expect(bench.value("expressedState")).toBe("normal");
    expect(bench.device.values()).toMatchObject({ rebootCount: boots + 1, bootReason: "powerOnReboot" });
  });

  test("at last it is dark, and sealed cells cannot be replaced", () => {
    const bench = alarm();
    bench.device.fault("low-battery", true);
    bench.run(days(5 * 365));
    expect(bench.device.phase).toBe("unpowered");
    bench.said.length = 0;
    bench.device.act("replace-battery");
    bench.device.act("smoke", { density: 50 });
    bench.run(hours(1));
    expect(bench.device.phase).toBe("unpowered");
    expect(bench.said).toEqual([]);
  });

  test("people change alkaline cells within a day of the chirp, mostly, and sealed ones never", () => {
    let soon = 0;
    for (let index = 0; index < 100; index++) {
      const bench = alarm({ seed: index + 1, settings: { cells: "alkaline", usedByResidents: true } });
      bench.device.fault("low-battery", true);
      bench.run(days(1.5));
      if (bench.value("batChargeLevel") === "ok") soon++;
    }
    expect(soon).toBeGreaterThan(75);
    const sealed = alarm({ settings: { usedByResidents: true } });
    sealed.device.fault("low-battery", true);
    sealed.run(days(60));
    expect(sealed.value("batChargeLevel")).not.toBe("ok");
  });

  test("a horn nobody silences empties the cells within days, told on the way, and then is silent", () => {
    const bench = alarm();
    bench.device.act("smoke", { density: 9 });
    bench.run(days(2));
    expect(bench.value("batPercentRemaining")).toBeLessThan(60);
    bench.run(days(3));
    expect(severities(bench, "lowBattery")).toEqual(["warning", "critical"]);
    expect(bench.device.phase).toBe("unpowered");
    expect(bench.device.state).toMatchObject({ sounding: false });
  });

  test("an alarm with fresh cells tells of smoke that was there before it was dark", () => {
    const bench = alarm({ settings: { cells: "alkaline" } });
    bench.device.act("smoke", { density: 9 });
    bench.run(days(5));
    expect(bench.device.phase).toBe("unpowered");
    bench.device.act("replace-battery");
    bench.run(minutes(1));
    expect(bench.value("expressedState")).toBe("smokeAlarm");
    expect(bench.value("smokeState")).toBe("critical");
  });

  test("an hour of sounding is paid for by the cells", () => {
    const bench = alarm();
    const before = bench.value("batVoltage") as number;
    bench.device.act("smoke", { density: 9 });
    bench.run(hours(20));
    bench.device.act("clear-air");
    bench.run(hours(1));
    expect(bench.value("batVoltage")).toBeLessThan(before);
  });

  test("a chamber full of dust alarms in thinner smoke", () => {
    const bench = alarm();
    bench.device.act("smoke", { density: 2 });
    bench.run(hours(1));
    expect(bench.value("smokeState")).toBe("normal");
    bench.device.fault("contaminated", true);
    bench.run(seconds(1));
    expect(bench.value("contaminationState")).toBe("critical");
    expect(bench.value("smokeState")).toBe("warning");
  });
});

describe("its years", () => {
  test("sealed cells last for the ten years of its service, at whose end it says so", () => {
    const bench = alarm({ settings: { ageAtStart: 0 } });
    const { now } = bench;
    expect(bench.value("expiryDate")).toBe(Math.floor((now + 10 * days(365.25)) / 1_000));
    bench.run(days(3_650));
    expect(bench.value("batteryAlert")).toBe("normal");
    expect(bench.value("endOfServiceAlert")).toBe("normal");
    bench.run(days(5));
    expect(bench.value("endOfServiceAlert")).toBe("expired");
    expect(bench.value("expressedState")).toBe("endOfService");
    expect(bench.eventsOf("endOfService")).toHaveLength(1);
  });

  test("dust gathers from nothing to much, one degree after the other", () => {
    const bench = alarm({ settings: { ageAtStart: 0, cells: "alkaline", usedByResidents: true } });
    expect(bench.value("contaminationState")).toBe("normal");
    bench.run(days(40 * 365));
    const degrees = bench.reportsOf("contaminationState").map(({ value }) => value);
    expect(degrees).toEqual(["low", "warning", "critical"]);
  });

  test("they begin at any age up to ten years", () => {
    const ages = Array.from({ length: 400 }, (_, index) => {
      const bench = alarm({ index, settings: { ageAtStart: null } });
      return 10 - ((bench.value("expiryDate") as number) * 1_000 - bench.now) / days(365.25);
    });
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ages)).toBeLessThanOrEqual(10.001);
    expect(ages.filter((years) => years < 5).length / 400).toBeCloseTo(0.5, 1);
  });

  test("in clean air it says nothing for weeks but that it is there", () => {
    const bench = alarm({ settings: { usedByResidents: true } });
    bench.run(days(14));
    const reports = bench.said.filter((said) => said.type === "changed");
    expect(reports.length).toBeLessThan(2 * 14 + 3);
    expect(bench.eventsOf("smokeAlarm")).toEqual([]);
  });
});

describe("the cause of a change", () => {
  function causes(bench: Workbench, state: string): unknown[] {
    return bench.said.flatMap((said) => (said.type === "changed" && state in said.values ? [said.cause] : []));
  }

  test("is the air for smoke, the hand for a button, the server for a test, the fault for what it moves", () => {
    const bench = alarm();
    bench.run(minutes(1));
    bench.device.act("smoke", { density: 3 });
    bench.run(minutes(5));
    expect(causes(bench, "smokeState")).toEqual(["physics"]);
    bench.device.act("press-button");
    bench.run(seconds(5));
    expect(causes(bench, "deviceMuted")).toEqual(["human"]);
    bench.device.fault("dead-sensor", true);
    bench.run(seconds(5));
    expect(causes(bench, "smokeState")).toEqual(["physics", "fault"]);
    bench.command("selfTestRequest");
    bench.run(seconds(5));
    expect(causes(bench, "testInProgress")).toEqual(["command"]);
    bench.run(seconds(5));
    expect(causes(bench, "testInProgress")).toEqual(["command", "schedule"]);
  });
});

describe("taken down", () => {
  test("it says so until it is put up again", () => {
    const bench = alarm();
    bench.device.act("take-down");
    expect(bench.value("unmounted")).toBe(true);
    bench.device.act("put-up");
    expect(bench.value("unmounted")).toBe(false);
  });
});
