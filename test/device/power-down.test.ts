import { describe, expect, test } from "vitest";
import { Device } from "../../src/device/device.ts";
import { type Call, defineKind, type Kind } from "../../src/device/kind.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { days, hours, instant, later, minutes, seconds } from "../../src/kernel/time.ts";
import { Workbench } from "../../src/testing/index.ts";
import { testIdentity } from "../support/test-identity.ts";
import { stillHome } from "../support/still-home.ts";

/** A torch: it counts its flashes, powers down on its last one, and with fresh cells starts again. */
const torch: Kind = defineKind({
  name: "torch",
  summary: "A torch.",
  matterType: "ours",
  power: "battery",
  rooms: { hall: 1 },
  attributes: {
    flashes: {
      type: "number",
      min: 0,
      integer: true,
      role: "state",
      report: { min: "0s", max: "1h" },
      doc: "How often it has flashed.",
      matter: "ours",
    },
    mode: {
      type: "choice",
      options: ["slow", "fast"],
      role: "state",
      report: { min: "0s", max: "1h" },
      writable: true,
      doc: "Forgotten without power.",
      matter: "ours",
    },
  },
  commands: { flash: { doc: "Flashes a minute later.", args: {}, matter: "ours" } },
  events: { flashed: { doc: "It has flashed.", severity: "info", data: {}, matter: "ours" } },
  settings: {
    emptyAtStart: { type: "boolean", default: false, doc: "Whether its cells are empty from the beginning." },
  },
  faults: {},
  acts: {
    drop: { doc: "It falls, and its cells fall out; whoever finds it.", args: {} },
    "replace-battery": { doc: "Fresh cells.", args: {} },
    "swap-clumsily": { doc: "Fresh cells, which fall out at once.", args: {} },
    crash: { doc: "Its software crashes.", args: {} },
  },
  wakes: ["flash"],
  start(context) {
    if (context.settings.emptyAtStart) context.powerDown();
    return { call: null as Call | null };
  },
  step(state, input, context) {
    switch (input.type) {
      case "command":
        state.call = input.call;
        return context.wake("flash", later(context.now, minutes(1)));
      case "wake":
        context.set("flashes", context.get("flashes") + 1);
        context.raise("flashed", {});
        if (state.call !== null) context.done(state.call);
        state.call = null;
        return;
      case "desired":
        if (input.values.mode !== undefined) context.set("mode", input.values.mode);
        return;
      case "act":
        if (input.name === "crash") return context.restart("softwareReset");
        if (input.name !== "drop") context.restart("powerOnReboot");
        if (input.name === "drop" || input.name === "swap-clumsily") {
          context.powerDown();
          context.raise("flashed", {});
          context.set("flashes", 7);
        }
        return;
    }
  },
  signals: {},
});

function dropped(): Workbench {
  const bench = new Workbench({ kind: torch });
  bench.run(minutes(1));
  bench.said.length = 0;
  bench.device.act("drop");
  return bench;
}

describe("a device whose own supply gives no more", () => {
  test("goes down without a goodbye, and says nothing from then on", () => {
    const bench = dropped();
    bench.run(days(30));
    expect(bench.device.phase).toBe("unpowered");
    expect(bench.said.map((said) => [said.type, "why" in said ? said.why : ""])).toEqual([["down", "power"]]);
  });

  test("fails the commands it had accepted, once each, and refuses new ones", () => {
    const bench = new Workbench({ kind: torch });
    bench.command("flash");
    bench.device.act("drop");
    expect(bench.outcomeOf(1)).toMatchObject({ ok: false, failure: "rebooting" });
    expect(bench.command("flash")).toMatchObject({ ok: false, message: "the device has no power" });
    expect(bench.device.desire({ mode: "fast" })).toMatchObject({ ok: false });
    expect(bench.device.configure({ emptyAtStart: true })).toMatchObject({ ok: false });
    bench.run(hours(1));
    expect(bench.said.filter(({ type }) => type === "outcome")).toHaveLength(2);
  });

  test("has a body that goes on: its wakes come, and nobody hears of them", () => {
    const bench = new Workbench({ kind: torch });
    bench.command("flash");
    bench.device.act("drop");
    bench.run(minutes(5));
    expect(bench.value("flashes")).toBe(8);
    expect(bench.eventsOf("flashed")).toEqual([]);
  });

  test("boots with fresh cells, which it counts, and has forgotten what is volatile", () => {
    const bench = new Workbench({ kind: torch });
    bench.device.desire({ mode: "fast" });
    bench.device.act("drop");
    bench.run(days(2));
    bench.said.length = 0;
    bench.device.act("replace-battery");
    expect(bench.device.phase).toBe("booting");
    bench.run(minutes(1));
    expect(bench.said[0]?.type).toBe("up");
    expect(bench.device.values()).toMatchObject({
      mode: "slow",
      flashes: 7,
      rebootCount: 1,
      bootReason: "powerOnReboot",
    });
    expect(bench.value("upTime")).toBeLessThan(60);
  });

  test("has no hours of operation while it is dark", () => {
    const bench = new Workbench({ kind: torch });
    bench.run(hours(10));
    bench.device.act("drop");
    bench.run(hours(100));
    bench.device.act("replace-battery");
    bench.run(hours(5));
    expect(bench.value("totalOperationalHours")).toBe(15);
  });

  test("is not brought back by mains, a restart, or a crash of its software", () => {
    const bench = dropped();
    bench.device.power(false);
    bench.device.power(true);
    bench.device.reboot("softwareReset");
    bench.device.act("crash");
    bench.run(hours(1));
    expect(bench.device.phase).toBe("unpowered");
  });

  test("may be empty from the beginning: then it is never heard of before it has cells", () => {
    const bench = new Workbench({ kind: torch, settings: { emptyAtStart: true } });
    bench.run(days(1));
    expect([bench.said, bench.device.phase]).toEqual([[], "unpowered"]);
    bench.device.act("replace-battery");
    bench.run(minutes(1));
    expect(bench.said[0]?.type).toBe("up");
    expect(bench.value("totalOperationalHours")).toBe(0);
  });

  test("that gives no more during a boot stays dark", () => {
    const bench = dropped();
    bench.device.act("replace-battery");
    bench.device.act("drop");
    bench.run(hours(1));
    expect(bench.device.phase).toBe("unpowered");
    expect(bench.said.some(({ type }) => type === "up")).toBe(false);
  });

  test("wishes of one input are followed by the last of them", () => {
    const bench = new Workbench({ kind: torch });
    bench.device.act("swap-clumsily");
    bench.run(hours(1));
    expect(bench.device.phase).toBe("unpowered");
  });
});

describe("fresh cells in the middle of a device's life", () => {
  test("are a loss of power and a boot", () => {
    const bench = new Workbench({ kind: torch });
    bench.command("flash");
    bench.device.act("replace-battery");
    expect(bench.outcomeOf()).toMatchObject({ ok: false, failure: "rebooting" });
    bench.run(minutes(2));
    expect(bench.said.find(({ type }) => type === "down")).toMatchObject({ why: "power" });
    expect(bench.device.values()).toMatchObject({ rebootCount: 1, bootReason: "powerOnReboot" });
  });

  test("put in during a boot begin it anew", () => {
    const bench = new Workbench({ kind: torch });
    bench.device.reboot("softwareReset");
    bench.device.act("replace-battery");
    bench.run(minutes(2));
    expect(bench.device.values()).toMatchObject({ rebootCount: 1, bootReason: "powerOnReboot" });
    expect(bench.said.filter(({ type }) => type === "up")).toHaveLength(2);
  });
});

test("a kind on mains that powers itself down breaks its contract", () => {
  const scheduler = new Scheduler(new VirtualClock(instant(0)));
  let why = "";
  const silent = (): void => undefined;
  const output = {
    sampled: silent,
    changed: silent,
    raised: silent,
    outcome: silent,
    up: silent,
    down: silent,
    radio: silent,
    crashed: (error: Error): void => void (why = error.message),
  };
  const kind: Kind = { ...torch, power: "mains" };
  const device = new Device(
    { seed: 7, kind, identity: testIdentity("torch"), home: stillHome(), settings: {} },
    scheduler,
    output,
  );
  device.begin();
  device.act("drop");
  scheduler.runUntil(later(instant(0), seconds(1)));
  expect(device.phase).toBe("dead");
  expect(why).toContain("found its kind to do so");
});
