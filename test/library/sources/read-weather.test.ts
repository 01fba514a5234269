import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { weatherIn } from "../../../src/library/sources/read-weather.ts";
import { temporaryFolder, testHost } from "../../support/test-host.ts";

const year = ["time,temperature,humidity", ...Array.from({ length: 8_760 }, (_, hour) => `${hour},${hour % 24},50`)];
const scenario =
  "flotilla: 1\nworld: { climate: { file: ./weather.csv, latitude: 48.1 } }\nfleet: [{ kind: lock, count: 1 }]\n";

describe("a weather file", () => {
  test("is read from the scenario's folder", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "weather.csv"), `${year.join("\n")}\n`);
    const climate = weatherIn(folder)("./weather.csv", 48.1);
    expect(climate.latitude).toBe(48.1);
    expect(climate.temperatures).toHaveLength(8_760);
    expect(climate.temperatures[23]).toBe(23);
  });

  test.each([
    ["that is not there", {}, "expected a weather file at ./weather.csv, found nothing there"],
    ["that is a folder", { "weather.csv/readme.txt": "" }, "expected a weather file at ./weather.csv, found a folder"],
    [
      "with a word for a temperature",
      { "weather.csv": [...year.slice(0, 16), "15,warm,50", ...year.slice(17)].join("\n") },
      './weather.csv, line 17: expected a temperature of -90..60 °C, found "warm"',
    ],
    [
      "of a week",
      { "weather.csv": year.slice(0, 169).join("\n") },
      "./weather.csv, line 169: expected 8,760 rows below the header, one for each hour of a year (8,784 of a leap year), found 168",
    ],
  ])("%s is a fault of the scenario, at its place", async (_, files, message) => {
    for (const command of ["validate", "plan", "run"]) {
      const host = testHost([command, "deep/my.yaml"], {
        files: {
          "deep/my.yaml": scenario,
          ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`deep/${name}`, text])),
        },
      });
      expect({ command, exit: await host.run() }).toEqual({ command, exit: 3 });
      expect(host.out + host.err).toContain(`deep/my.yaml:2:27: world.climate.file: ${message}\n`);
    }
  });

  test("that is good is what the homes have outdoors", async () => {
    const host = testHost(["plan", "my.yaml", "--json", "--duration", "10s"], {
      files: { "my.yaml": scenario, "weather.csv": year.join("\n") },
    });
    expect({ exit: await host.run(), err: host.err }).toEqual({ exit: 0, err: "" });
    expect(JSON.parse(host.out)).toMatchObject({ world: { climate: "a weather file, at latitude 48.1°" } });
  });
});
