import { expect, test } from "vitest";
import { localNow } from "../../../src/library/sources/local-now.ts";
import { parseInstant } from "../../../src/scenario/values/iso-time.ts";

/** A date as it looks where the clocks are so many minutes ahead of UTC. */
function dateAt(ahead: number): Date {
  const date = new Date(Date.UTC(2026, 0, 15, 23, 30, 5, 250));
  date.getTimezoneOffset = () => -ahead;
  return date;
}

test.each([
  [0, "2026-01-15T23:30:05.250+00:00"],
  [60, "2026-01-16T00:30:05.250+01:00"],
  [345, "2026-01-16T05:15:05.250+05:45"],
  [-210, "2026-01-15T20:00:05.250-03:30"],
])("%i minutes ahead of UTC it is %s", (ahead, text) => {
  expect(localNow(dateAt(ahead))).toBe(text);
  expect(parseInstant(text)).toEqual({ instant: dateAt(ahead).getTime(), offset: ahead * 60_000 });
});
