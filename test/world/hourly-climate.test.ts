import { describe, expect, test } from "vitest";
import { FlotillaError } from "../../src/kernel/errors.ts";
import { days, hours, instant, later } from "../../src/kernel/time.ts";
import { parseHourlyClimate } from "../../src/world/hourly-climate.ts";
import { Weather } from "../../src/world/weather.ts";

const berlin = hours(1);
const rows = (count: number, row: (hour: number) => string): string =>
  Array.from({ length: count }, (_, hour) => row(hour)).join("\n");
/** Warmer by a two-hundredth of a degree every hour. */
const rising = parseHourlyClimate(`temperature\n${rows(8_760, (hour) => `${hour / 200}`)}`, 52);
const at = (text: string): ReturnType<typeof instant> => instant(Date.parse(`${text}+01:00`));

describe("a weather file", () => {
  test("is read by the names of its columns, whatever their order, case and unit", () => {
    const text = `Humidity (%);time;"Temperature [°C]"\r\n${rows(8_760, (hour) => `${hour % 100};x;-${hour % 20}.5`)}\r\n`;
    const climate = parseHourlyClimate(`# from a station\n\n${text}`, 52.5);
    expect(climate.temperatures).toHaveLength(8_760);
    expect(climate.temperatures.slice(0, 3)).toEqual([-0.5, -1.5, -2.5]);
    expect(climate.humidities?.slice(0, 3)).toEqual([0, 1, 2]);
    expect(climate.latitude).toBe(52.5);
  });

  test("may be of a leap year, and without humidity", () => {
    const climate = parseHourlyClimate(`time,temperature\n${rows(8_784, () => "x,5")}`, 0);
    expect(climate.temperatures).toHaveLength(8_784);
    expect(climate).not.toHaveProperty("humidities");
  });

  const good = rows(8_760, () => "5,50");
  test.each([
    ["", "line 1: expected a header such as time,temperature,humidity, found nothing"],
    ["time,temp\n1,2", "line 1: expected a column named temperature, found time, temp"],
    [`temperature,humidity\n5,50\n\n5,\n${good}`, 'line 4: expected a relative humidity of 0..100 %, found ""'],
    ["temperature,humidity\nwarm,50", 'line 2: expected a temperature of -90..60 °C, found "warm"'],
    ["temperature,humidity\n71,50", 'line 2: expected a temperature of -90..60 °C, found "71"'],
    ["humidity,temperature\n50", "line 2: expected a temperature of -90..60 °C, found no such cell"],
    [`temperature,humidity\n${good}\n5,50`, "line 8762: expected 8,760 rows below the header"],
  ])("that is wrong names line, what was expected and what was found (%#)", (text, message) => {
    expect(() => parseHourlyClimate(text, 50)).toThrow(FlotillaError);
    expect(() => parseHourlyClimate(text, 50)).toThrow(message);
  });

  test("with decimal commas, as spreadsheets of some countries write it, gets told so", () => {
    const read = (): unknown => parseHourlyClimate("time;temperature\n2025-01-01;-3,5", 50);
    expect(read).toThrow('line 2: expected a temperature of -90..60 °C, found "-3,5"');
    expect(read).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("Decimals are written with a point") }),
    );
  });
});

describe("weather from a file", () => {
  const weather = new Weather(1, rising, berlin);

  test("has the temperatures of the file at full hours of local time, and runs straight between them", () => {
    expect(weather.outdoorTemperature(at("2026-01-01T00:00:00"))).toBe(0);
    expect(weather.outdoorTemperature(at("2026-01-02T05:00:00"))).toBe(0.145);
    expect(weather.outdoorTemperature(at("2026-01-02T05:30:00"))).toBeCloseTo(0.1475, 10);
  });

  test("keeps local hours where they begin at half past", () => {
    const adelaide = new Weather(1, rising, hours(9.5));
    const five = instant(Date.parse("2026-01-02T05:00:00+09:30"));
    expect(adelaide.outdoorTemperature(five)).toBe(0.145);
  });

  test("repeats every year, and tells 28 February twice where the file has no 29th", () => {
    expect(weather.outdoorTemperature(at("2027-01-02T05:00:00"))).toBe(0.145);
    expect(weather.outdoorTemperature(at("2028-02-29T05:00:00"))).toBe(
      weather.outdoorTemperature(at("2028-02-28T05:00:00")),
    );
    for (const date of ["03-01", "12-31"]) {
      expect(weather.outdoorTemperature(at(`2028-${date}T05:00:00`))).toBe(
        weather.outdoorTemperature(at(`2026-${date}T05:00:00`)),
      );
    }
  });

  test("leaves out a 29 February that the year has not", () => {
    const leap = parseHourlyClimate(`temperature\n${rows(8_784, (hour) => `${hour / 200}`)}`, 52);
    const told = new Weather(1, leap, berlin);
    expect(told.outdoorTemperature(at("2028-02-29T00:00:00"))).toBe((59 * 24) / 200);
    expect(told.outdoorTemperature(at("2026-03-01T00:00:00"))).toBe((60 * 24) / 200);
    expect(told.outdoorTemperature(at("2026-12-31T23:00:00"))).toBe(8_783 / 200);
  });

  test("has its humidity, or one that follows from a dew point that drifts", () => {
    const wet = new Weather(1, { ...rising, humidities: rising.temperatures }, berlin);
    expect(wet.outdoorHumidity(at("2026-01-02T05:30:00"))).toBeCloseTo(0.1475, 10);
    const start = at("2026-04-01T00:00:00");
    const humidities = Array.from({ length: 90 * 24 }, (_, hour) => weather.outdoorHumidity(later(start, hours(hour))));
    expect(Math.min(...humidities)).toBeGreaterThan(10);
    expect(Math.max(...humidities)).toBeLessThanOrEqual(100);
    expect(Math.max(...humidities) - Math.min(...humidities)).toBeGreaterThan(20);
  });

  test("has the sun of its latitude", () => {
    const noon = at("2026-06-21T12:00:00");
    const north = new Weather(1, { ...rising, latitude: 65 }, berlin);
    const south = new Weather(1, { ...rising, latitude: 40 }, berlin);
    expect(south.irradiance(noon)).toBeGreaterThan(1.15 * north.irradiance(noon));
    const evening = later(noon, hours(9));
    expect(north.irradiance(evening)).toBeGreaterThan(0);
    expect(south.irradiance(evening)).toBe(0);
  });

  test("is designed for the coldest and hottest hundredth of its hours", () => {
    expect(weather.designTemperatures.heating).toBeCloseTo(0.438, 2);
    expect(weather.designTemperatures.cooling).toBeCloseTo(43.36, 1);
  });

  test("does not depend on what was asked before", () => {
    const start = at("2025-12-20T00:00:00");
    const asked = [400, 3, 0, 700, 341, 3].map((day) => later(start, days(day)));
    const answers = asked.map((when) => [weather.outdoorTemperature(when), weather.outdoorHumidity(when)]);
    const alone = asked.map((when) => {
      const fresh = new Weather(1, rising, berlin);
      return [fresh.outdoorTemperature(when), fresh.outdoorHumidity(when)];
    });
    expect(answers).toEqual(alone);
  });
});
