import { describe, expect, test } from "vitest";
import { bulb } from "../../../devices/bulb/bulb.ts";
import { chromaticityOf, chromaticityOfWhite, hueAndSaturationOf } from "../../../devices/bulb/colour-space.ts";
import { minutes, seconds } from "../../../src/kernel/time.ts";
import { Workbench, type WorkbenchOptions } from "../../../src/testing/index.ts";

function coloured(settings: WorkbenchOptions["settings"] = {}, index = 0): Workbench {
  const bench = new Workbench({
    kind: bulb,
    index,
    settings: { usedByResidents: false, variant: "color", ...settings },
  });
  bench.command("on");
  bench.run(seconds(5));
  return bench;
}

function reported(bench: Workbench, attribute: string): unknown[] {
  return bench.reportsOf(attribute).map(({ value }) => value);
}

describe("a bulb with colours", () => {
  test("goes to a hue and a saturation, and says which attributes hold", () => {
    const bench = coloured();
    expect(bench.command("moveToHueAndSaturation", { hue: 85, saturation: 254 })).toMatchObject({ ok: true });
    bench.run(seconds(5));
    expect(bench.value("colorMode")).toBe("currentHueAndCurrentSaturation");
    expect(reported(bench, "currentHue").at(-1)).toBe(85);
    expect(reported(bench, "currentSaturation").at(-1)).toBe(254);
  });

  test("goes the shortest way round, through red, and tells each step once a second at most", () => {
    const bench = coloured();
    bench.command("moveToHueAndSaturation", { hue: 10, saturation: 200 });
    bench.run(seconds(5));
    const before = reported(bench, "currentHue").length;
    bench.command("moveToHue", { hue: 244, direction: "shortest", transitionTime: 10 });
    bench.run(minutes(1));
    const way = reported(bench, "currentHue").slice(before) as number[];
    expect(way.every((hue) => hue <= 10 || hue >= 244)).toBe(true);
    expect(way.length).toBeGreaterThanOrEqual(8);
    expect(way.length).toBeLessThanOrEqual(12);
    expect(way.at(-1)).toBe(244);
  });

  test.each([
    ["up", 234],
    ["longest", 234],
    ["down", 20],
    ["shortest", 20],
  ] as const)("turns %s from 10 to 244 through so many steps: %i", (direction, steps) => {
    const bench = coloured();
    bench.command("moveToHueAndSaturation", { hue: 10, saturation: 200 });
    bench.command("moveToHue", { hue: 244, direction, transitionTime: 100 });
    bench.run(seconds(50));
    const half = direction === "up" || direction === "longest" ? 10 + steps / 2 : 254;
    expect((bench.value("currentHue") as number) % 254).toBe(half % 254);
  });

  test("keeps turning until it is stopped", () => {
    const bench = coloured();
    bench.command("moveToHueAndSaturation", { hue: 0, saturation: 254 });
    bench.command("moveHue", { moveMode: "up", rate: 50 });
    bench.run(seconds(6));
    expect(bench.value("currentHue")).toBe(300 - 254);
    bench.command("stopMoveStep");
    bench.run(minutes(10));
    expect(bench.value("currentHue")).toBe(46);
  });

  test("begins a chromaticity at the colour it has, and a white ends both", () => {
    const bench = coloured();
    bench.command("moveToHueAndSaturation", { hue: 0, saturation: 254 });
    bench.run(seconds(1));
    bench.command("moveToColor", { colorX: 10_000, colorY: 40_000, transitionTime: 10 });
    const red = chromaticityOf({ hue: 0, saturation: 254 });
    expect(Math.abs((bench.value("currentX") as number) - red.x)).toBeLessThan(2);
    bench.run(seconds(10));
    expect([bench.value("currentX"), bench.value("currentY")]).toEqual([10_000, 40_000]);
    bench.command("moveToColorTemperature", { colorTemperatureMireds: 300 });
    bench.run(seconds(2));
    expect(bench.value("colorMode")).toBe("colorTemperatureMireds");
    expect(bench.value("colorTemperatureMireds")).toBe(300);
  });

  test("draws less in a pure colour than in its strongest white, for nearly every bulb", () => {
    const shares = Array.from({ length: 200 }, (_, index) => {
      const bench = coloured({}, index);
      const white = bench.value("activePower") as number;
      bench.command("moveToHueAndSaturation", { hue: 0, saturation: 254 });
      return (bench.value("activePower") as number) / white;
    }).toSorted((a, b) => a - b);
    expect(shares[100]).toBeGreaterThan(0.4);
    expect(shares[100]).toBeLessThan(0.85);
  });

  test("keeps its colour through a power cut, or begins with the white it is told to", () => {
    const bench = coloured({ startUpOnOff: null });
    bench.device.desire({ currentHue: 120, currentSaturation: 230 });
    const cut = (): void => {
      bench.device.power(false);
      bench.run(minutes(1));
      bench.device.power(true);
      bench.run(minutes(2));
    };
    cut();
    expect([bench.value("currentHue"), bench.value("colorMode")]).toEqual([120, "currentHueAndCurrentSaturation"]);
    bench.device.desire({ startUpColorTemperatureMireds: 250 });
    cut();
    expect([bench.value("colorTemperatureMireds"), bench.value("colorMode")]).toEqual([250, "colorTemperatureMireds"]);
  });

  test("does nothing about its colour while off, unless it is told to", () => {
    const bench = coloured();
    bench.command("off");
    bench.command("moveToHue", { hue: 90, direction: "up" });
    expect(bench.value("colorMode")).toBe("colorTemperatureMireds");
    bench.command("moveToHue", { hue: 90, direction: "up", executeIfOff: true });
    expect(bench.value("currentHue")).toBe(90);
  });
});

test("a bulb without colours refuses them, and without whites refuses those", () => {
  const white = new Workbench({ kind: bulb, settings: { usedByResidents: false } });
  expect(white.command("moveToHue", { hue: 1, direction: "up" })).toMatchObject({ ok: false, failure: "rejected" });
  expect(white.command("stepColorTemperature", { stepMode: "up", stepSize: 20 })).toMatchObject({ ok: true });
  const plain = new Workbench({ kind: bulb, settings: { usedByResidents: false, variant: "dimmable" } });
  expect(plain.command("moveToColorTemperature", { colorTemperatureMireds: 300 })).toMatchObject({ ok: false });
});

describe("colour spaces", () => {
  test("agree on the primaries of sRGB", () => {
    const [red, green, blue] = [0, 254 / 3, 508 / 3].map((hue) => chromaticityOf({ hue, saturation: 254 }));
    expect(red!.x / 65_536).toBeCloseTo(0.64, 2);
    expect(red!.y / 65_536).toBeCloseTo(0.33, 2);
    expect(green!.x / 65_536).toBeCloseTo(0.3, 2);
    expect(green!.y / 65_536).toBeCloseTo(0.6, 2);
    expect(blue!.x / 65_536).toBeCloseTo(0.15, 2);
    expect(blue!.y / 65_536).toBeCloseTo(0.06, 2);
  });

  test("bring every hue and saturation back within a step", () => {
    for (let hue = 0; hue < 254; hue += 3) {
      for (const saturation of [40, 127, 200, 254]) {
        const back = hueAndSaturationOf(chromaticityOf({ hue, saturation }));
        const turned = Math.abs(back.hue - hue);
        expect(Math.min(turned, 254 - turned)).toBeLessThan(1);
        expect(Math.abs(back.saturation - saturation)).toBeLessThan(1.5);
      }
    }
  });

  test("put 6,500 K near D65 and 2,700 K where it is warm", () => {
    const [day, lamp] = [chromaticityOfWhite(1e6 / 6_500), chromaticityOfWhite(1e6 / 2_700)];
    expect(day.x / 65_536).toBeCloseTo(0.3135, 2);
    expect(day.y / 65_536).toBeCloseTo(0.3237, 2);
    expect(lamp.x / 65_536).toBeCloseTo(0.4599, 2);
    expect(lamp.y / 65_536).toBeCloseTo(0.4106, 2);
  });
});
