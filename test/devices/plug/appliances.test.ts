/** Each appliance does what such appliances do, seen through the plug alone. */
import { describe, expect, test } from "vitest";
import { plug } from "../../../devices/plug/plug.ts";
import type { ApplianceName } from "../../../devices/plug/plug-schema.ts";
import { days, type Duration, hours, minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import type { Activity } from "../../../src/world/happening.ts";
import type { HomeView } from "../../../src/world/home.ts";
import { stillHome } from "../../support/still-home.ts";

function plugWith(appliance: ApplianceName, room: string, index = 0, home: HomeView = stillHome()): Workbench {
  return new Workbench({ kind: plug, index, room, home, settings: { appliance } });
}

function power(bench: Workbench): number {
  return bench.value("activePower") as number;
}

function energy(bench: Workbench): number {
  return bench.value("cumulativeEnergyImported") as number;
}

function doing(bench: Workbench, type: "began" | "ended", activity: Activity, room: string): void {
  bench.device.happen({ type, at: bench.now, person: 0, activity, room });
}

/** For how long its power is in a band, looking every `step`. */
function time(bench: Workbench, length: Duration, step: Duration, within: (watts: number) => boolean): number {
  let count = 0;
  for (let at = 0; at < length; at += step) {
    bench.run(step);
    if (within(power(bench))) count++;
  }
  return count * step;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

describe("a television", () => {
  test("is watched in its room, and half a watt otherwise", () => {
    const watched: number[] = [];
    const idle: number[] = [];
    for (let index = 0; index < 100; index++) {
      const bench = plugWith("television", "living-room", index);
      idle.push(power(bench));
      doing(bench, "began", "television", "bedroom");
      expect(power(bench)).toBe(idle.at(-1));
      doing(bench, "began", "television", "living-room");
      bench.run(hours(1));
      watched.push(energy(bench) * 1_000);
      expect(power(bench)).toBeGreaterThan(15);
      doing(bench, "ended", "television", "living-room");
      expect(power(bench)).toBe(idle.at(-1));
    }
    expect(median(watched)).toBeGreaterThan(60);
    expect(median(watched)).toBeLessThan(90);
    expect(median(idle)).toBeGreaterThan(0.35);
    expect(median(idle)).toBeLessThan(0.7);
  });

  test("is off when power comes back", () => {
    const bench = plugWith("television", "living-room");
    const idle = power(bench);
    doing(bench, "began", "television", "living-room");
    bench.device.power(false);
    bench.run(minutes(1));
    bench.device.power(true);
    expect(power(bench)).toBe(idle);
  });
});

describe("a computer", () => {
  test("works with ups and downs, and afterwards sleeps at once or after a while", () => {
    let idled = 0;
    for (let index = 0; index < 100; index++) {
      const bench = plugWith("computer", "office", index);
      const asleep = power(bench);
      doing(bench, "began", "computer", "office");
      const seen = new Set<number>();
      for (let i = 0; i < 12; i++) {
        bench.run(minutes(5));
        seen.add(power(bench));
      }
      expect(seen.size).toBeGreaterThan(3);
      doing(bench, "ended", "computer", "office");
      if (power(bench) > asleep) idled++;
      bench.run(minutes(31));
      expect(power(bench)).toBe(asleep);
    }
    expect(idled).toBeGreaterThan(15);
    expect(idled).toBeLessThan(45);
  });
});

describe("a kettle", () => {
  test("boils in some minutes, with the energy its water takes, and switches itself off", () => {
    const boils: number[] = [];
    for (let index = 0; index < 100; index++) {
      const bench = plugWith("kettle", "kitchen", index);
      expect(power(bench)).toBe(0);
      doing(bench, "began", "hot-drink", "kitchen");
      expect(power(bench)).toBeGreaterThan(1_700);
      expect(power(bench)).toBeLessThan(2_550);
      const boiling = time(bench, minutes(10), seconds(1), (watts) => watts > 0);
      expect(boiling).toBeGreaterThan(seconds(40));
      expect(boiling).toBeLessThan(minutes(8));
      boils.push(energy(bench));
    }
    // 0.6 l by 85 K is 0.059 kWh, at 85 % efficiency 0.07.
    expect(median(boils)).toBeGreaterThan(0.06);
    expect(median(boils)).toBeLessThan(0.08);
  });

  test("cut off on the way boils on when power is back, for as long as was left", () => {
    const bench = plugWith("kettle", "kitchen", 4);
    const whole = plugWith("kettle", "kitchen", 4);
    for (const each of [bench, whole]) doing(each, "began", "hot-drink", "kitchen");
    bench.run(seconds(20));
    bench.command("off");
    bench.run(minutes(1));
    expect(power(bench)).toBe(0);
    bench.command("on");
    for (const each of [bench, whole]) each.run(minutes(10));
    expect(power(bench)).toBe(0);
    expect(energy(bench)).toBeCloseTo(energy(whole), 5);
  });
});

describe("a coffee machine", () => {
  test("heats, brews, keeps warm for a while and goes to standby", () => {
    const morning = { ...stillHome(), traits: { ...stillHome().traits, timeZoneOffset: hours(-4) } };
    let used = 0;
    for (let index = 0; index < 60; index++) {
      const bench = plugWith("coffee-machine", "kitchen", index, morning);
      // Which drink is coffee is the drink's, not the machine's.
      bench.run(minutes(index));
      const idle = power(bench);
      doing(bench, "began", "hot-drink", "kitchen");
      if (power(bench) === idle) continue;
      used++;
      const heating = time(bench, minutes(30), seconds(1), (watts) => watts > 900);
      expect(heating).toBeGreaterThan(seconds(70));
      expect(heating).toBeLessThan(seconds(160));
      expect(power(bench)).toBe(idle);
    }
    expect(used).toBeGreaterThan(25);
    expect(used).toBeLessThan(50);
  });

  test("and a kettle in one kitchen never both make the same drink, and one of them makes each", () => {
    for (let drink = 0; drink < 40; drink++) {
      const makers = (["coffee-machine", "kettle"] as const).filter((appliance, index) => {
        const bench = plugWith(appliance, "kitchen", index);
        bench.run(minutes(drink));
        const idle = power(bench);
        doing(bench, "began", "hot-drink", "kitchen");
        return power(bench) > idle;
      });
      expect(makers.length).toBe(1);
    }
  });
});

describe("a refrigerator", () => {
  const room = (celsius: number): HomeView => ({ ...stillHome(), outdoorTemperature: () => (celsius - 11.5) / 0.5 });
  const runs = (bench: Workbench, length: Duration): number =>
    time(bench, length, minutes(2), (watts) => watts > 40 && watts < 118);

  test("runs in turns, a third of the time, and more in a warm room", () => {
    const cool: number[] = [];
    const warm: number[] = [];
    for (let index = 0; index < 12; index++) {
      cool.push(runs(plugWith("refrigerator", "kitchen", index, room(20.5)), days(2)) / days(2));
      warm.push(runs(plugWith("refrigerator", "kitchen", index, room(30)), days(2)) / days(2));
      expect(warm[index]).toBeGreaterThan(cool[index]!);
    }
    expect(median(cool)).toBeGreaterThan(0.25);
    expect(median(cool)).toBeLessThan(0.42);
  });

  test("warms up without power and runs for longer when it is back, after a pause for its compressor", () => {
    for (let index = 0; index < 10; index++) {
      const bench = plugWith("refrigerator", "kitchen", index);
      bench.run(days(1));
      const usual = runs(bench, hours(3));
      bench.command("off");
      bench.run(hours(4));
      bench.command("on");
      expect(runs(bench, minutes(2))).toBe(0);
      const after = runs(bench, hours(3));
      expect(after).toBeGreaterThan(usual);
      expect(after).toBeGreaterThan(minutes(90));
    }
  });

  test("melts its frost now and then if it is of that sort, with a heater", () => {
    let frostFree = 0;
    for (let index = 0; index < 40; index++) {
      const bench = plugWith("refrigerator", "kitchen", index);
      const melting = time(bench, days(4), minutes(4), (watts) => watts > 119);
      if (melting === 0) continue;
      frostFree++;
      expect(melting).toBeGreaterThan(minutes(30));
      expect(melting).toBeLessThan(minutes(110));
    }
    expect(frostFree).toBeGreaterThan(14);
    expect(frostFree).toBeLessThan(34);
  });
});

describe("a washing machine", () => {
  test("heats first, turns, and spins at the end, on half a kilowatt-hour or more", () => {
    const used: number[] = [];
    for (let index = 0; index < 40; index++) {
      const bench = plugWith("washing-machine", "bathroom", index);
      const idle = power(bench);
      doing(bench, "began", "laundry", "cellar");
      expect(power(bench)).toBe(idle);
      doing(bench, "began", "laundry", "bathroom");
      const heating = time(bench, minutes(30), seconds(10), (watts) => watts > 1_500);
      expect(heating).toBeGreaterThan(minutes(5));
      expect(heating).toBeLessThan(minutes(27));
      const spinning = time(bench, minutes(80), seconds(10), (watts) => watts > 250 && watts < 900);
      expect(spinning).toBeGreaterThan(minutes(3));
      expect(power(bench)).toBe(idle);
      used.push(energy(bench));
    }
    expect(Math.min(...used)).toBeGreaterThan(0.3);
    expect(Math.max(...used)).toBeLessThan(1.2);
    expect(median(used)).toBeGreaterThan(0.45);
  });

  test("interrupted stays interrupted, until somebody starts it again", () => {
    const bench = plugWith("washing-machine", "bathroom");
    const idle = power(bench);
    doing(bench, "began", "laundry", "bathroom");
    bench.run(minutes(10));
    expect(power(bench)).toBeGreaterThan(idle * 5);
    bench.command("off");
    bench.run(minutes(1));
    bench.command("on");
    bench.run(hours(2));
    expect(power(bench)).toBe(idle);
    doing(bench, "began", "laundry", "bathroom");
    expect(power(bench)).toBeGreaterThan(idle * 5);
  });
});

describe("a dishwasher", () => {
  test("heats twice, for most of a kilowatt-hour", () => {
    for (let index = 0; index < 20; index++) {
      const bench = plugWith("dishwasher", "kitchen", index);
      doing(bench, "began", "dishes", "kitchen");
      let heats = 0;
      let hot = false;
      for (let i = 0; i < 130; i++) {
        bench.run(minutes(1));
        if (power(bench) > 1_500 && !hot) heats++;
        hot = power(bench) > 1_500;
      }
      expect(heats).toBe(2);
      expect(energy(bench)).toBeGreaterThan(0.55);
      expect(energy(bench)).toBeLessThan(1.35);
    }
  });
});

describe("a router", () => {
  test("is constant within some percent, and draws a little more while it starts", () => {
    const bench = plugWith("router", "hall");
    bench.run(hours(1));
    const usual = power(bench);
    time(bench, days(1), minutes(10), (watts) => {
      expect(Math.abs(watts - usual) / usual).toBeLessThan(0.2);
      return true;
    });
    bench.device.power(false);
    bench.run(minutes(1));
    bench.device.power(true);
    expect(power(bench)).toBeGreaterThan(usual * 1.08);
    bench.run(minutes(3));
    expect(power(bench)).toBeLessThan(usual * 1.1);
  });
});

describe("a heater", () => {
  const frost: HomeView = { ...stillHome(), outdoorTemperature: () => -8 };
  const spring: HomeView = { ...stillHome(), outdoorTemperature: () => 14 };
  const wake = (bench: Workbench): void => bench.device.happen({ type: "wake", at: bench.now, person: 0, first: true });

  test("runs in turns by its thermostat when it is cold and somebody is up, and not overnight", () => {
    let used = 0;
    for (let index = 0; index < 40; index++) {
      const bench = plugWith("heater", "bedroom", index, frost);
      wake(bench);
      bench.run(hours(2));
      let turns = 0;
      let on = power(bench) > 0;
      const heats = time(bench, hours(6), seconds(20), (watts) => {
        if (watts > 0 !== on) turns++;
        on = watts > 0;
        return on;
      });
      if (heats === 0) continue;
      used++;
      expect(heats / hours(6)).toBeGreaterThan(0.1);
      expect(heats / hours(6)).toBeLessThan(0.9);
      expect(turns / 12).toBeGreaterThan(2);
      expect(turns / 12).toBeLessThan(12);
      bench.device.happen({ type: "bedtime", at: bench.now, person: 0, last: true });
      expect(power(bench)).toBe(0);
    }
    expect(used).toBeGreaterThan(14);
  });

  test("is not wanted when it is mild", () => {
    for (let index = 0; index < 20; index++) {
      const bench = plugWith("heater", "bedroom", index, spring);
      wake(bench);
      expect(power(bench)).toBe(0);
    }
  });
});

describe("a car", () => {
  test("charges at 1.3 to 2.4 kW, tapers at the end and is full", () => {
    for (let index = 0; index < 40; index++) {
      const bench = plugWith("car", "garage", index);
      const idle = power(bench);
      doing(bench, "began", "car-charging", "garage");
      const full = power(bench);
      expect(full).toBeGreaterThan(1_300);
      expect(full).toBeLessThan(2_400);
      let before = full;
      let tapering = 0;
      while (power(bench) > 100) {
        bench.run(minutes(2));
        // The voltage moves a little, and the current is constant.
        expect(power(bench)).toBeLessThanOrEqual(before * 1.03);
        before = power(bench);
        if (before < full * 0.95 && before > 100) tapering++;
      }
      expect(tapering).toBeGreaterThan(4);
      expect(power(bench)).toBe(idle);
      expect(energy(bench)).toBeGreaterThan(0.99);
      expect(energy(bench)).toBeLessThan(31);
    }
  });

  test("is full when the story says so, but for what the voltage does meanwhile", () => {
    for (let index = 0; index < 20; index++) {
      const bench = plugWith("car", "garage", index);
      const idle = power(bench);
      const takes = hours(1 + (index * 7) / 10);
      bench.device.happen({
        type: "began",
        at: bench.now,
        person: 0,
        activity: "car-charging",
        room: "garage",
        takes,
      });
      bench.run((takes - minutes(2)) as Duration);
      expect(power(bench)).toBeGreaterThan(200);
      bench.run(minutes(4));
      expect(power(bench)).toBe(idle);
    }
  });

  test("driven away while there is no power does not charge when power is back", () => {
    const bench = plugWith("car", "garage", 7);
    const idle = power(bench);
    doing(bench, "began", "car-charging", "garage");
    expect(power(bench)).toBeGreaterThan(1_000);
    bench.device.power(false);
    doing(bench, "ended", "car-charging", "garage");
    bench.device.power(true);
    bench.run(minutes(5));
    expect(power(bench)).toBe(idle);
  });

  test("interrupted at any moment takes the same energy in the end, and driven away takes none", () => {
    const whole = plugWith("car", "garage", 7);
    const cut = plugWith("car", "garage", 7);
    for (const bench of [whole, cut]) doing(bench, "began", "car-charging", "garage");
    while (power(cut) > 100) {
      cut.run(minutes(13));
      cut.command("off");
      cut.command("on");
    }
    whole.run(days(1));
    // Besides what the box in the cable draws.
    expect(Math.abs(energy(cut) - energy(whole))).toBeLessThan(0.06);
    const gone = plugWith("car", "garage", 7);
    const idle = power(gone);
    doing(gone, "began", "car-charging", "garage");
    doing(gone, "ended", "car-charging", "garage");
    expect(power(gone)).toBe(idle);
  });
});
