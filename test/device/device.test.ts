import { describe, expect, test } from "vitest";
import { Device, type DeviceOutput } from "../../src/device/device.ts";
import { type Call, defineKind, type Kind } from "../../src/device/kind.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant, later, seconds } from "../../src/kernel/time.ts";
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
        return;
      case "act":
        context.set("position", "open");
        return;
    }
  },
  signals: {},
});

const start = instant(Date.UTC(2026, 0, 15));

function living(options: { every?: number } = {}): {
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
    crashed: (error) => say(`crashed ${error.message}`),
  };
  const device = new Device(
    {
      seed: 7,
      kind: gate,
      identity: testIdentity("gate"),
      home: stillHome(),
      settings: {},
      every: options.every as never,
    },
    scheduler,
    output,
  );
  device.begin();
  return { device, scheduler, said, pass: (length) => scheduler.runUntil(later(scheduler.now, seconds(length))) };
}

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

  test("power that comes and goes during a boot leaves it dark", () => {
    const { device, pass } = living();
    device.power(false);
    device.power(true);
    device.power(false);
    pass(300);
    expect(device.phase).toBe("unpowered");
  });

  test("a kind that throws takes down its own device and nothing else", () => {
    const { device, said, pass } = living();
    device.command(1, "explode", {});
    pass(10);
    expect(device.phase).toBe("dead");
    expect(said.some((line) => line.includes('crashed device gate-0001: its kind "gate" failed: bang'))).toBe(true);
  });
});

describe("a kind that breaks the contract", () => {
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
      crashed: () => said.push("crashed"),
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

describe("reports", () => {
  test("a fixed interval gives one sample per interval, whatever changes", () => {
    const { device, said, pass } = living({ every: 1_000 });
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
