/**
 * A user's weather year: read from CSV text, and asked by the hour.
 *
 *     time,temperature,humidity
 *     2025-01-01T00:00,-3.2,81
 *     ...
 *
 * 1. The first line names the columns, in any order and case, a unit in brackets or not: `temperature` in °C is needed,
 *    `humidity` in % is welcome, all others (`time`) are for people. Separated by comma, semicolon or tab; decimals by a point.
 * 2. One line for each hour of local time from 1 January 00:00: 8,760, or 8,784 of a leap year. Lines starting with # and
 *    empty ones do not count.
 * 3. The year repeats. Where one has a 29 February and the other has not, it is left out, or the 28th told twice.
 */
import { FlotillaError } from "../kernel/errors.ts";
import { isLeapYear, yearAndDay } from "./calendar.ts";
import type { HourlyClimate } from "./climate.ts";

const ordinaryYear = 8_760;
const leapYear = 8_784;
const february29 = 60;

/** @param latitude degrees north. @throws FlotillaError `file` that names the line, what was expected there and what was found. */
export function parseHourlyClimate(text: string, latitude: number): HourlyClimate {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== "" && !line.startsWith("#"));
  const [header, ...rows] = lines;
  if (header === undefined) throw fault(1, "a header such as time,temperature,humidity", "nothing");
  const separator = [";", "\t", ","].find((candidate) => header.line.includes(candidate)) ?? ",";
  const cells = (line: string): string[] => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  const names = cells(header.line).map((name) => name.toLowerCase().replace(/\s*[([].*$/, ""));
  const column = names.indexOf("temperature");
  if (column < 0) throw fault(header.number, "a column named temperature", names.join(", "));
  const humidityColumn = names.indexOf("humidity");
  const temperatures: number[] = [];
  const humidities: number[] = [];
  for (const { line, number } of rows) {
    const row = cells(line);
    temperatures.push(valueOf(row[column], number, "a temperature of -90..60 °C", -90, 60));
    if (humidityColumn < 0) continue;
    humidities.push(valueOf(row[humidityColumn], number, "a relative humidity of 0..100 %", 0, 100));
  }
  if (rows.length !== ordinaryYear && rows.length !== leapYear) {
    const hours = "8,760 rows below the header, one for each hour of a year (8,784 of a leap year)";
    throw fault(lines.at(-1)!.number, hours, `${rows.length}`);
  }
  return { temperatures, ...(humidityColumn < 0 ? {} : { humidities }), latitude };
}

/** Where `localHour`, counted from 1970-01-01 00:00 local time, stands in a year of `hours` values. */
export function hourOfTable(localHour: number, hours: number): number {
  const day = Math.floor(localHour / 24);
  const { year, dayOfYear } = yearAndDay(day);
  let row = dayOfYear;
  if (row >= february29) {
    if (hours === leapYear && !isLeapYear(year)) row++;
    if (hours === ordinaryYear && isLeapYear(year)) row--;
  }
  return (row - 1) * 24 + localHour - day * 24;
}

function valueOf(cell: string | undefined, line: number, expected: string, low: number, high: number): number {
  const value = cell === undefined || cell === "" ? Number.NaN : Number(cell);
  if (value >= low && value <= high) return value;
  const decimalComma = cell !== undefined && /^[+-]?\d+,\d+$/.test(cell);
  throw fault(line, expected, cell === undefined ? "no such cell" : JSON.stringify(cell), decimalComma);
}

function fault(line: number, expected: string, found: string, decimalComma = false): FlotillaError {
  return new FlotillaError("file", `line ${line}: expected ${expected}, found ${found}`, {
    details: { line },
    hint: decimalComma
      ? "Decimals are written with a point, as in -3.5; spreadsheets of some countries write a comma."
      : "A weather file is CSV with a header: temperature in °C, and humidity in % if there is one, hour by hour for a year.",
  });
}
