import { describe, expect, test } from "vitest";
import { valuesOf } from "../../src/device/columns.ts";
import { Device, type DeviceOptions, type DeviceOutput } from "../../src/device/device.ts";
import type { Value } from "../../src/device/field.ts";
import { type Call, defineKind, type Kind } from "../../src/device/kind.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { chance } from "../../src/kernel/distribution.ts";
import { RandomStream } from "../../src/kernel/random.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { days, hours, instant, later, seconds } from "../../src/kernel/time.ts";
import { stillHome } from "../support/still-home.ts";
import { testIdentity } from "../support/test-identity.ts";

/** Opens in two seconds; answers when open; breaks on request. */
const gate: Kind = defineKind({
  name: "gate",
  summary: "A gate for tests.",
  matterType: "none",
  power: "mains",
  rooms: { hall: 1 },
  attributes: {
    position: {
      type: "choice",
      options: ["shut", "open"],
      role: "state",
      report: { min: "0s", max: "1h" },
      writable: true,
      doc: "Where it stands.",
      matter: "ours",
    },
    grip: {
      type: "number",
      role: "state",
      report: { min: "0s", max: "never" },
      writable: true,
      nonVolatile: true,
      doc: "How hard it pushes.",
      matter: "ours",
    },
    cycles: {
      type: "number",
      min: 0,
      role: "telemetry",
      report: { min: "1s", max: "1h", change: 1 },
      doc: "Times opened.",
      matter: "ours",
    },
  },
  commands: {
    open: {
      doc: "Opens.",
      args: { speed: { type: "number", min: 1, max: 10, optional: true, doc: "Speed." } },
      matter: "ours",
    },
    hang: { doc: "Never answers.", args: {}, matter: "ours" },
    update: { doc: "Starts again.", args: {}, matter: "ours" },
    explode: { doc: "Throws.", args: {}, matter: "ours" },
  },
  events: {
    opened: {
      doc: "It opened.",
      severity: "info",
      data: { cycles: { type: "number", doc: "Times." } },
      matter: "ours",
    },
  },
  settings: { delay: { type: "number", unit: "s", min: 0, max: 60, default: 2, doc: "Time to open." } },
  faults: { stuck: { doc: "Does not move." } },
  acts: { push: { doc: "Pushed open.", args: {} } },
  wakes: ["moved"],
  start: (context) => {
    context.set("position", "shut");
    return { call: null as Call | null };
  },
  step: (state, input, context) => {
    switch (input.type) {
      case "command":
        if (input.name === "explode") throw new Error("bang");
        if (input.name === "hang") return;
        if (input.name === "update") {
          context.restart("softwareUpdateCompleted");
          context.done(input.call);
          return;
        }
        if (context.has("stuck")) {
          context.fail(input.call, "hardware", "it is stuck");
          return;
        }
        state.call = input.call;
        context.wake("moved", later(context.now, seconds(context.settings.delay)));
        return;
      case "wake":
        context.set("position", "open");
        context.set("cycles", context.get("cycles") + 1);
        context.raise("opened", { cycles: context.get("cycles") });
        if (state.call !== null) context.done(state.call, { cycles: context.get("cycles") });
        state.call = null;
        return;
      case "desired":
        if (input.values.position !== undefined) context.set("position", input.values.position);
        if (input.values.grip !== undefined) context.set("grip", input.values.grip);
        return;
      case "act":
        context.set("position", "open");
        return;
    }
  },
  signals: {},
});

const start = instant(Date.UTC(2026, 0, 15));

type LivingOptions = Pick<DeviceOptions, "every" | "align" | "clock" | "crashesPerDay">;

/** @param listener for samples as lists. */
function living(
  options: LivingOptions = {},
  listener: (say: (text: string) => void) => Pick<DeviceOutput, "measured"> = () => ({}),
): {
  device: Device;
  scheduler: Scheduler;
  said: string[];
  pass(length: number): void;
} {
  const scheduler = new Scheduler(new VirtualClock(start));
  const said: string[] = [];
  const say = (text: string): void => void said.push(`${(scheduler.now - start) / 1_000} ${text}`);
  const output: DeviceOutput = {
    sampled: (values) => say(`sample ${Object.keys(values).join(",")}`),
    changed: (values, cause) => say(`state ${JSON.stringify(values)} by ${cause}`),
    raised: (name, _severity, data) => say(`event ${name} ${JSON.stringify(data)}`),
    outcome: (call, outcome) =>
      say(`call ${call} ${outcome.ok ? `ok ${JSON.stringify(outcome.result)}` : outcome.failure}`),
    up: () => say("up"),
    down: (why) => say(`down ${why}`),
    radio: (on) => say(`radio ${on ? "on" : "off"}`),
    crashed: (error) => say(`crashed ${error.message}`),
    ...listener(say),
  };
  const device = new Device(
    {
      seed: 7,
      kind: gate,
      identity: testIdentity("gate"),
      home: stillHome(),
      settings: {},
      ...options,
    },
    scheduler,
    output,
  );
  device.begin();
  return { device, scheduler, said, pass: (length) => scheduler.runUntil(later(scheduler.now, seconds(length))) };
}

describe("samples", () => {
  test("come as lists to who takes them so: the same ones, at the same times, beside the same state", () => {
    const lists: (readonly Value[])[] = [];
    const asObjects = living({ every: seconds(5) });
    const asLists = living({ every: seconds(5) }, (say) => ({
      measured(columns, list) {
        lists.push(list);
        expect(Object.keys(valuesOf(columns, list))).toHaveLength(list.length);
        say(`sample ${columns.names.join(",")}`);
      },
    }));
    for (const { device, pass } of [asObjects, asLists]) {
      pass(7);
      device.command(1, "open", {});
      pass(60);
    }
    expect(asLists.said).toEqual(asObjects.said);
    expect(lists.length).toBeGreaterThan(10);
    // Each is the listener's own, whatever is measured later.
    expect(new Set(lists).size).toBe(lists.length);
  });
});

describe("commands", () => {
  test("are answered when they are done, with their effects reported", () => {
    const { device, said, pass } = living();
    device.command(1, "open", {});
    pass(3);
    expect(said).toEqual([
      "0 up",
      expect.stringContaining("sample"),
      '2 event opened {"cycles":1}',
      '2 call 1 ok {"cycles":1}',
      '2 state {"position":"open"} by physics',
      expect.stringContaining("sample cycles"),
    ]);
  });

  test("unknown ones and misfitting arguments are refused at once, each by its own failure", () => {
    const { device, said } = living();
    device.command(1, "dance", {});
    device.command(2, "open", { speed: "fast" });
    device.command(3, "open", { speed: 11 });
    expect(said.slice(1)).toEqual(["0 call 1 unknown", "0 call 2 invalid", "0 call 3 invalid"]);
  });

  test("more than 64 at once are refused as overload, and the rest is kept", () => {
    const { device, said } = living();
    for (let call = 1; call <= 70; call++) device.command(call, "hang", {});
    expect(said.filter((line) => line.endsWith("overloaded"))).toHaveLength(6);
  });

  test("a restart answers everything that is in progress exactly once", () => {
    const { device, said, pass } = living();
    device.command(1, "open", {});
    device.reboot("softwareReset");
    device.command(2, "open", {});
    pass(120);
    expect(said.filter((line) => line.includes("call"))).toEqual(["0 call 1 rebooting", "0 call 2 rebooting"]);
  });
});

describe("firmware life", () => {
  test("a reboot takes time, counts, says why and comes up again", () => {
    const { device, said, pass } = living();
    device.reboot("softwareReset");
    expect(device.phase).toBe("booting");
    pass(60);
    expect(said.map((line) => line.split(" ").slice(1).join(" ")).filter((line) => /^(up|down)/.test(line))).toEqual([
      "up",
      "down reboot",
      "up",
    ]);
    expect(device.values("state")).toMatchObject({ rebootCount: 1, bootReason: "softwareReset" });
    expect(device.values()["upTime"]).toBeLessThan(60);
  });

  test("without mains it is silent, its body goes on, and it boots when the power is back", () => {
    const { device, said, pass } = living();
    device.command(1, "open", {});
    device.power(false);
    pass(30);
    expect(device.values("state")).toMatchObject({ position: "open" });
    expect(said.filter((line) => line.includes("event") || line.includes("state"))).toEqual([]);
    device.power(true);
    pass(60);
    expect(device.phase).toBe("running");
    expect(device.values("state")).toMatchObject({ rebootCount: 1, bootReason: "powerOnReboot" });
  });

  test.each([
    [1, "brownOutReset"],
    [3, "brownOutReset"],
    [4, "powerOnReboot"],
  ])("after %i s without mains it boots for %s", (length, reason) => {
    const { device, pass } = living();
    device.power(false);
    pass(length);
    device.power(true);
    pass(60);
    expect(device.values("state")).toMatchObject({ rebootCount: 1, bootReason: reason });
  });

  test("power that comes and goes during a boot leaves it dark", () => {
    const { device, pass } = living();
    device.power(false);
    device.power(true);
    device.power(false);
    pass(300);
    expect(device.phase).toBe("unpowered");
  });

  test("a kind may restart its device, which then answers what it had to answer and comes up again", () => {
    const { device, said, pass } = living();
    device.command(1, "update", {});
    expect(said.slice(-2)).toEqual(["0 call 1 ok {}", "0 down reboot"]);
    pass(60);
    expect(device.values("state")).toMatchObject({ rebootCount: 1, bootReason: "softwareUpdateCompleted" });
    expect(device.phase).toBe("running");
  });

  test("a restart keeps what is non-volatile and takes everything else writable back to its first value", () => {
    const { device, pass } = living();
    device.desire({ position: "open", grip: 5 });
    device.reboot("softwareReset");
    expect(device.values("state")).toMatchObject({ position: "open", grip: 5 });
    pass(60);
    expect(device.values("state")).toMatchObject({ position: "shut", grip: 5 });
  });

  test("each boot counts once, and the uptime is never longer than since then", () => {
    const { device, said, pass } = living({ crashesPerDay: 6 });
    const random = new RandomStream(3, 0, "life");
    let ups = 1;
    let since = start;
    for (let step = 0; step < 400; step++) {
      if (chance(random, 0.1)) device.power(chance(random, 0.7));
      if (chance(random, 0.1)) device.reboot("softwareReset");
      const seen = said.length;
      pass(7_200 * random.next());
      for (const line of said.slice(seen)) {
        if (!line.endsWith(" up")) continue;
        ups++;
        since = later(start, seconds(Number.parseFloat(line)));
      }
      const { rebootCount, upTime } = device.values();
      expect(rebootCount).toBe(ups - 1);
      expect(upTime).toBeLessThanOrEqual((device.now - since) / 1_000 + 1e-3);
    }
    expect(ups).toBeGreaterThan(50);
  });

  test("hours with power are counted over restarts, and none without", () => {
    const { device, pass } = living();
    pass(5 * 3_600);
    device.power(false);
    pass(10 * 3_600);
    device.power(true);
    pass(2 * 3_600);
    expect(device.values()).toMatchObject({ totalOperationalHours: 7, rebootCount: 1 });
  });

  test("it crashes as often a day as it is told to, each time by a watchdog, without a goodbye", () => {
    const { device, said, pass } = living({ crashesPerDay: 4 });
    pass(days(50) / 1_000);
    const crashes = said.filter((line) => line.endsWith("down crash")).length;
    expect(crashes).toBeGreaterThan(150);
    expect(crashes).toBeLessThan(250);
    expect(device.boots).toBe(crashes + 1);
    expect(device.bootReason).toMatch(/^(software|hardware)WatchdogReset$/);
  });

  test("a kind that throws takes down its own device and nothing else", () => {
    const { device, said, pass } = living();
    device.command(1, "explode", {});
    pass(10);
    expect(device.phase).toBe("dead");
    expect(said.some((line) => line.includes('crashed device gate-0001: its kind "gate" failed: bang'))).toBe(true);
  });
});

describe("faults of the firmware", () => {
  test("a dead radio leaves the device alive, with nothing to hear", () => {
    const { device, said, pass } = living();
    device.fault("dead-radio", true);
    device.act("push");
    pass(1);
    expect(said.slice(1, 3)).toEqual(["0 radio off", '0 state {"position":"open"} by human']);
    expect(device.values()).toMatchObject({ rssi: -95 });
    device.fault("dead-radio", false);
    expect(said.at(-1)).toBe("1 radio on");
    expect(device.values()["rssi"]).toBeGreaterThan(-90);
  });

  test("a leak takes memory until the watchdog bites, again and again, and stops when it is mended", () => {
    const { device, said, pass } = living();
    const fresh = device.values()["currentHeapFree"] as number;
    device.fault("memory-leak", true);
    pass(3_600);
    expect(device.values()["currentHeapFree"]).toBeLessThan(fresh - 10_000);
    pass(days(1) / 1_000);
    const bites = said.filter((line) => line.endsWith("down crash")).length;
    expect(bites).toBeGreaterThan(3);
    device.fault("memory-leak", false);
    const left = device.values()["currentHeapFree"] as number;
    pass(days(3) / 1_000);
    expect(said.filter((line) => line.endsWith("down crash"))).toHaveLength(bites);
    expect(Math.abs((device.values()["currentHeapFree"] as number) - left)).toBeLessThan(3_001);
  });

  test("without a time server a clock that began in 1970 stays there", () => {
    const { device, pass } = living({ clock: { drift: false, skew: seconds(0), start: "epoch" } });
    expect(device.clockTime()).toBe(0);
    pass(60);
    expect(device.clockTime()).toBe(device.now);
    device.fault("no-ntp", true);
    device.power(false);
    pass(10);
    device.power(true);
    pass(hours(5) / 1_000);
    expect(device.clockTime()).toBe(1_000 * (device.values()["upTime"] as number) + (device.clockTime() % 1_000));
    expect(device.clockTime()).toBeLessThan(hours(5));
    device.fault("no-ntp", false);
    pass(60);
    expect(device.clockTime()).toBe(device.now);
  });
});

describe("a kind that breaks the contract", () => {
  let why = "";
  const faulty = (part: Partial<Kind>): { phase: string; said: string[] } => {
    const scheduler = new Scheduler(new VirtualClock(start));
    const said: string[] = [];
    const output: DeviceOutput = {
      sampled: () => said.push("sample"),
      changed: () => said.push("state"),
      raised: () => said.push("event"),
      outcome: () => said.push("outcome"),
      up: () => said.push("up"),
      down: () => said.push("down"),
      radio: () => said.push("radio"),
      crashed: ({ message }) => {
        said.push("crashed");
        why = message;
      },
    };
    const kind = { ...gate, ...part };
    const device = new Device(
      { seed: 7, kind, identity: testIdentity("gate"), home: stillHome(), settings: {} },
      scheduler,
      output,
    );
    device.begin();
    scheduler.runUntil(later(start, seconds(7_200)));
    device.values();
    return { phase: device.phase, said };
  };
  const bang = (): never => {
    throw new Error("bang");
  };

  test("in a signal's value dies alone, once, and says nothing more", () => {
    expect(faulty({ signals: { cycles: { value: bang } } })).toEqual({ phase: "dead", said: ["up", "crashed"] });
  });

  test("in telling when a signal leaves its band dies alone, once, and says nothing more", () => {
    expect(faulty({ signals: { cycles: { value: () => 1, leaves: bang } } })).toEqual({
      phase: "dead",
      said: ["up", "crashed"],
    });
  });

  test("in its start never comes up", () => {
    expect(faulty({ start: bang })).toEqual({ phase: "dead", said: ["crashed"] });
  });

  test("by waking itself at one instant for ever dies, and is told which wake it was", () => {
    const begins: Kind["start"] = (context) => {
      context.wake("moved", later(context.now, seconds(60)));
      return {};
    };
    const step: Kind["step"] = (_state, _input, context) => context.wake("moved", context.now);
    expect(faulty({ start: begins, step }).phase).toBe("dead");
    expect(why).toContain(`found its wake "moved" due 10000 times at one instant, ${later(start, seconds(60))} ms`);
  });

  test("by a signal that has left its band whatever is said of it dies too", () => {
    const leaves = (_state: never, { now }: { now: number }): never => now as never;
    const hasty = { ...gate.attributes["cycles"], report: { min: "0s", max: "1h", change: 1 } };
    const attributes = { ...gate.attributes, cycles: hasty } as Kind["attributes"];
    expect(faulty({ attributes, signals: { cycles: { value: () => 1, leaves } } }).phase).toBe("dead");
    expect(why).toContain("found a report of it due 10000 times");
  });

  test("by raising an event when nothing has happened dies", () => {
    const signals: Kind["signals"] = {
      cycles: {
        value(_state, context) {
          context.raise("opened", { cycles: 0 });
          return 1;
        },
      },
    };
    expect(faulty({ signals })).toEqual({ phase: "dead", said: ["up", "crashed"] });
  });

  test("by raising an event in its start is not heard, for it is not there yet", () => {
    const started = faulty({
      start: (context) => {
        context.raise("opened", { cycles: 0 });
        return { call: null };
      },
    });
    expect(started.phase).toBe("running");
    expect(started.said).not.toContain("event");
  });
});

describe("desired state, settings, acts and faults", () => {
  test("desired values are checked and set", () => {
    const { device, said, pass } = living();
    expect(device.desire({ position: "ajar" })).toMatchObject({ ok: false, failure: "invalid", field: "position" });
    expect(device.desire({ cycles: 3 })).toMatchObject({ ok: false, failure: "invalid", field: "cycles" });
    expect(device.desire({ wings: 2 })).toMatchObject({ ok: false, failure: "invalid", field: "wings" });
    expect(device.desire({ position: "open" })).toMatchObject({ ok: true });
    pass(1);
    expect(said).toContain('0 state {"position":"open"} by desired');
  });

  test("a setting changed at run time counts from the next use", () => {
    const { device, said, pass } = living();
    expect(device.configure({ delay: 99 })).toMatchObject({ ok: false, failure: "invalid", field: "delay" });
    expect(device.configure({ haste: 1 })).toMatchObject({ ok: false, failure: "invalid", field: "haste" });
    expect(device.configure({ delay: 5 })).toMatchObject({ ok: true });
    device.command(1, "open", {});
    pass(10);
    expect(said).toContain('5 call 1 ok {"cycles":1}');
  });

  test("an act or fault the kind does not have is the caller's mistake", () => {
    const { device } = living();
    expect(() => device.act("kick")).toThrow(/expected an act of gate, found "kick"/);
    expect(() => device.fault("rust", true)).toThrow(/expected a fault of gate, found "rust"/);
  });

  test("a fault has its consequence while it lasts", () => {
    const { device, said } = living();
    device.fault("stuck", true);
    device.command(1, "open", {});
    device.fault("stuck", false);
    device.command(2, "open", {});
    expect(said.filter((line) => line.includes("call"))).toEqual(["0 call 1 hardware"]);
  });
});

describe("happenings", () => {
  const hearing = (hears: Kind["hears"]): { told: string[]; tell: Device["happen"] } => {
    const told: string[] = [];
    const scheduler = new Scheduler(new VirtualClock(start));
    const silent = (): void => undefined;
    const output: DeviceOutput = {
      sampled: silent,
      changed: silent,
      raised: silent,
      outcome: silent,
      up: silent,
      down: silent,
      radio: silent,
      crashed: silent,
    };
    const step: Kind["step"] = (_state, input) => {
      if (input.type === "happening") told.push(input.happening.type);
    };
    const kind: Kind = { ...gate, step, ...(hears === undefined ? {} : { hears }) };
    const device = new Device(
      { seed: 7, kind, identity: testIdentity("gate"), home: stillHome(), settings: {} },
      scheduler,
      output,
    );
    device.begin();
    return { told, tell: (happening) => device.happen(happening) };
  };

  test("a kind is told of those it hears, and of all when it does not say", () => {
    for (const [hears, heard] of [
      [["wake"], ["wake"]],
      [[], []],
      [undefined, ["wake", "bedtime"]],
    ] as const) {
      const { told, tell } = hearing(hears);
      tell({ type: "wake", at: start, person: 0, first: true });
      tell({ type: "bedtime", at: start, person: 0, last: true });
      expect(told).toEqual(heard);
    }
  });

  test("somebody who moves is noticed in the two rooms alone", () => {
    const { told, tell } = hearing(["moved"]);
    tell({ type: "moved", at: start, person: 0, from: "kitchen", to: "bedroom" });
    expect(told).toEqual([]);
    tell({ type: "moved", at: start, person: 0, from: "kitchen", to: "hall" });
    tell({ type: "moved", at: start, person: 0, from: "hall", to: "kitchen" });
    expect(told).toEqual(["moved", "moved"]);
  });
});

describe("reports", () => {
  test("aligned with the clock, all devices report at its full intervals", () => {
    const { said, pass } = living({ every: seconds(60), align: "clock" });
    pass(200);
    const times = said.filter((line) => line.includes("sample")).map((line) => Number.parseFloat(line));
    expect(times).toEqual([60, 120, 180]);
  });

  test("a quiet device sends its measurements together, once an hour", () => {
    const { said, pass } = living();
    pass(days(1) / 1_000);
    const samples = said.filter((line) => line.includes("sample"));
    expect(samples).toHaveLength(24);
    for (const line of samples) expect(line).toContain("upTime,rssi,currentHeapFree,totalOperationalHours");
  });

  test("a fixed interval gives one sample per interval, whatever changes", () => {
    const { device, said, pass } = living({ every: seconds(1) });
    device.act("push");
    pass(10);
    expect(said.filter((line) => line.includes("sample"))).toHaveLength(10);
  });

  test("the same device says the same things twice", () => {
    const run = (): string[] => {
      const { device, said, pass } = living();
      device.command(1, "open", {});
      pass(3_600);
      device.reboot("softwareReset");
      pass(3_600);
      return said;
    };
    expect(run()).toEqual(run());
  });
});
