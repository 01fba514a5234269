import { describe, expect, test } from "vitest";
import { lock } from "../../../devices/lock/lock.ts";
import { days, hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";

/** Lives on fresh cells, ten operations a day, until `done`; returns the days it took. */
function daysOfUse(bench: Workbench, done: () => boolean, most = 1_000): number {
  const start = bench.now;
  while (!done() && bench.now - start < days(most)) {
    for (let pair = 0; pair < 5; pair++) {
      bench.device.act("enter-pin", { code: "1234" });
      bench.run(minutes(10));
      bench.device.act("press");
      bench.run(hours(4.6));
    }
  }
  return (bench.now - start) / days(1);
}

const alone = { autoRelockTime: 0, usedByResidents: false };

/** What became of the cells, in order, each once. */
function story(bench: Workbench): string[] {
  const found: string[] = [];
  for (const said of bench.said) {
    const what =
      said.type === "changed"
        ? said.values["batChargeLevel"]
        : said.type === "raised" && said.data["operationError"] === "insufficientBattery"
          ? "refuses"
          : said.type === "down" && said.why === "power"
            ? "dark"
            : undefined;
    if (typeof what === "string" && !found.includes(what)) found.push(what);
  }
  return found;
}

function withFreshCells(settings: Record<string, string>, index: number): Workbench {
  const bench = new Workbench({ kind: lock, index, settings: { ...alone, ...settings } });
  bench.device.act("replace-battery");
  bench.run(minutes(1));
  return bench;
}

describe("a lock's battery", () => {
  test.each([
    ["wifi", 80, 190],
    ["thread", 180, 500],
  ])("on %s takes %i to %i days from full to a fifth, at ten operations a day", (radio, least, most) => {
    for (let index = 0; index < 5; index++) {
      const bench = withFreshCells({ radio }, index);
      expect(bench.value("batPercentRemaining")).toBe(100);
      const life = daysOfUse(bench, () => (bench.value("batPercentRemaining") as number) <= 20);
      expect(life).toBeGreaterThan(least);
      expect(life).toBeLessThan(most);
    }
  });

  test.each([
    ["wifi", "alkaline"],
    ["thread", "alkaline"],
    ["wifi", "lithium"],
    ["thread", "lithium"],
  ])("on %s and %s cells warns, is critical, refuses the motor and goes dark, in this order", (radio, cells) => {
    for (let index = 0; index < 3; index++) {
      const bench = withFreshCells({ radio, cells }, index);
      bench.said.length = 0;
      daysOfUse(bench, () => bench.device.phase === "unpowered");
      expect(story(bench)).toEqual(["warning", "critical", "refuses", "dark"]);
    }
  });

  test("leaves weeks between the warning and the motor's refusal, and again until all is dark", () => {
    const bench = withFreshCells({ radio: "wifi" }, 0);
    const warning = daysOfUse(bench, () => bench.value("batChargeLevel") === "warning");
    const critical = daysOfUse(bench, () => bench.value("batChargeLevel") === "critical");
    expect(bench.value("batReplacementNeeded")).toBe(true);
    const dead = daysOfUse(bench, () =>
      bench.eventsOf("lockOperationError").some(({ data }) => data.operationError === "insufficientBattery"),
    );
    expect(warning).toBeGreaterThan(30);
    expect(critical).toBeGreaterThanOrEqual(14);
    expect(dead).toBeGreaterThan(1);
    expect(dead).toBeLessThan(200);
    bench.command("unlockDoor");
    expect(bench.outcomeOf()).toMatchObject({ ok: false, failure: "hardware" });
    bench.device.act("turn-key");
    expect(["locked", "unlocked"]).toContain(bench.value("lockState"));
    const dark = daysOfUse(bench, () => bench.device.phase === "unpowered");
    expect(dark).toBeGreaterThan(14);
  });

  test("that is empty leaves the lock dark: it says nothing and takes no command, and only a key moves its bolt", () => {
    const bench = withFreshCells({}, 0);
    bench.run(days(900));
    const { said } = bench;
    expect(said.at(-1)).toMatchObject({ type: "down", why: "power" });
    said.length = 0;
    bench.device.act("enter-pin", { code: "1234" });
    bench.device.act("press");
    expect(bench.command("unlockDoor")).toMatchObject({ ok: false, failure: "rebooting" });
    bench.run(days(30));
    expect(bench.device.state).toMatchObject({ bolt: { at: "locked" } });
    bench.device.act("turn-key");
    bench.device.act("open-door");
    bench.run(days(1));
    expect(bench.device.state).toMatchObject({ bolt: { at: "unlocked" }, doorOpen: true });
    expect(said.map(({ type }) => type)).toEqual(["outcome"]);
  });

  test("that is changed makes it boot, which it counts; then it shows the door, and the bolt once that has moved", () => {
    const bench = withFreshCells({}, 0);
    bench.run(days(900));
    bench.device.act("turn-key");
    bench.device.act("open-door");
    bench.run(days(2));
    const boots = bench.value("rebootCount") as number;
    bench.device.act("replace-battery");
    bench.run(seconds(60));
    expect(bench.device.values()).toMatchObject({
      rebootCount: boots + 1,
      bootReason: "powerOnReboot",
      lockState: null,
      doorState: "doorOpen",
    });
    expect(bench.value("upTime")).toBeLessThan(60);
    bench.device.act("close-door");
    bench.command("lockDoor");
    bench.run(seconds(3));
    expect(bench.value("lockState")).toBe("locked");
    bench.command("unlockDoor");
    bench.run(seconds(3));
    expect(bench.outcomeOf()).toMatchObject({ ok: true });
    expect(bench.device.values()).toMatchObject({ batPercentRemaining: 100, batChargeLevel: "ok" });
  });

  test("falls percent by percent, and tells of each", () => {
    for (let index = 0; index < 10; index++) {
      const bench = withFreshCells({ radio: index % 2 === 0 ? "wifi" : "thread" }, index);
      bench.run(days(60));
      const percents = bench.reportsOf("batPercentRemaining").map(({ value }) => value as number);
      const steps = percents.slice(1).map((percent, place) => percents[place]! - percent);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...steps)).toBe(1);
    }
  });

  test("is reported at most once an hour", () => {
    const bench = new Workbench({ kind: lock });
    for (let i = 0; i < 200; i++) {
      bench.device.act("enter-pin", { code: "1234" });
      bench.run(minutes(15));
    }
    const times = bench.reportsOf("batPercentRemaining").map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - times[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(hours(1));
  });

  test("is at the warning voltage while the low-battery fault lasts", () => {
    const bench = withFreshCells({}, 0);
    bench.device.fault("low-battery", true);
    expect(bench.value("batChargeLevel")).toBe("warning");
    expect(bench.value("batVoltage")).toBeCloseTo(4.8, 1);
    bench.device.fault("low-battery", false);
    expect(bench.value("batChargeLevel")).toBe("ok");
  });

  test("taken out while the motor turns stops the bolt on the way", () => {
    const bench = withFreshCells({}, 0);
    expect(bench.command("unlockDoor")).toBeUndefined();
    bench.device.act("replace-battery");
    expect(bench.outcomeOf()).toMatchObject({ ok: false, failure: "hardware" });
    expect(bench.device.state).toMatchObject({ bolt: { at: "between" } });
    bench.run(minutes(2));
    expect(bench.said.filter(({ type }) => type === "outcome")).toHaveLength(1);
  });
});

describe("people and a lock's battery", () => {
  test("change it after the warning, mostly long before the lock is dark, and it is as good as new", () => {
    let changes = 0;
    let dark = 0;
    const homes = 20;
    for (let index = 0; index < homes; index++) {
      const bench = new Workbench({ kind: lock, seed: 11, index, settings: { autoRelockTime: 0 } });
      bench.run(days(730));
      // A change in the middle of its life takes seconds from power to power, one in the dark a day and more.
      const downs = bench.said.filter(({ type }) => type === "down" || type === "up");
      for (const [place, { at, type }] of downs.entries()) {
        if (type !== "down") continue;
        changes++;
        if ((downs[place + 1]?.at ?? bench.now) - at > hours(1)) dark++;
      }
      expect(bench.value("rebootCount")).toBeGreaterThan(0);
    }
    expect(changes / homes).toBeGreaterThan(2);
    expect(dark / changes).toBeLessThan(0.15);
  });

  test("do so when somebody is awake at home", () => {
    const bench = new Workbench({ kind: lock, people: true, seed: 3 });
    bench.device.fault("low-battery", true);
    bench.run(days(60));
    const changed = bench.said.find(({ type }) => type === "down");
    expect(changed).toBeDefined();
    expect(bench.device.home.presence(changed!.at).awake).toBeGreaterThan(0);
  });

  test("leave it alone where they do not use the lock", () => {
    const bench = new Workbench({ kind: lock, settings: alone });
    bench.run(days(730));
    expect(bench.said.filter(({ type }) => type === "up")).toHaveLength(1);
    expect(bench.device.phase).toBe("unpowered");
  });

  test("take the key when it is dark", () => {
    const dark = new Workbench({ kind: lock, index: 1, settings: { autoRelockTime: 0 } });
    // More than any cells hold; a fault of the motor has it look at them.
    (dark.device.state as { battery: { used: number } }).battery.used = 10_000;
    dark.device.fault("motor-failure", true);
    expect(dark.device.phase).toBe("unpowered");
    dark.device.happen({ type: "arrival", at: dark.now, person: 0, first: true });
    dark.run(seconds(10));
    dark.device.happen({ type: "front-door", at: dark.now, open: true });
    dark.run(seconds(5));
    expect(dark.device.state).toMatchObject({ bolt: { at: "unlocked" }, doorOpen: true });
    expect(dark.eventsOf("lockOperation")).toEqual([]);
  });
});
