import { expect, test } from "vitest";
import { parseInstant } from "../../../src/scenario/values/iso-time.ts";

test.each([
  ["2026-01-15T17:00:00+01:00", "2026-01-15T16:00:00.000Z", 60],
  ["2026-01-15T17:00Z", "2026-01-15T17:00:00.000Z", 0],
  ["2026-07-01T06:30:00.5-03:30", "2026-07-01T10:00:00.500Z", -210],
  ["2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999Z", 0],
  ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", 0],
])("%s is %s", (text, utc, offsetMinutes) => {
  const time = parseInstant(text)!;
  expect(new Date(time.instant).toISOString()).toBe(utc);
  expect(time.offset).toBe(offsetMinutes * 60_000);
});

test.each([
  "2026-01-15T17:00:00",
  "2026-01-15",
  "2026-02-29T00:00:00Z",
  "2100-02-29T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-04-31T00:00:00Z",
  "2026-01-00T00:00:00Z",
  "2026-01-15T24:00:00Z",
  "2026-01-15T17:60:00Z",
  "2026-01-15T17:00:60Z",
  "2026-01-15T17:00:00+15:00",
  "2026-01-15 17:00:00Z",
  "1969-12-31T23:59:59Z",
  "now",
  "",
])("%j is no time", (text) => {
  expect(parseInstant(text)).toBeUndefined();
});
