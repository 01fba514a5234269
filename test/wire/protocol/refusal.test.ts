import { describe, expect, test } from "vitest";
import { verdictOfRefusal } from "../../../src/wire/protocol/refusal.ts";

describe("a refused upgrade", () => {
  test.each([
    [401, "unauthorized (HTTP 401)"],
    [403, "forbidden (HTTP 403)"],
  ])("with %i stops the device, whatever it says of retrying", (status, why) => {
    expect(verdictOfRefusal(status, { "retry-after": "5" })).toEqual({ act: "stop", why });
  });

  test.each([200, 302, 400, 404, 410, 426, 429, 500, 502, 503, 504])("with %i lets it come back", (status) => {
    expect(verdictOfRefusal(status, {})).toEqual({ act: "reconnect" });
  });

  test.each([
    ["120", 120_000],
    [" 0 ", 0],
    ["999999999999999999999999", 3_600_000],
  ])("with Retry-After %j sets the least wait, an hour at most", (value, after) => {
    expect(verdictOfRefusal(503, { "retry-after": value })).toEqual({ act: "reconnect", after });
  });

  test.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:00 GMT", 37_000],
    ["Tue, 29 Feb 2028 00:00:00 GMT", "Mon, 28 Feb 2028 23:59:30 GMT", 30_000],
    ["Wed, 01 Mar 2028 00:00:10 GMT", "Tue, 29 Feb 2028 23:59:59 GMT", 11_000],
    ["Mon, 01 Mar 2100 00:00:00 GMT", "Sun, 28 Feb 2100 23:59:59 GMT", 1_000],
    ["Sat, 01 Jan 2028 00:00:05 GMT", "Fri, 31 Dec 2027 23:59:55 GMT", 10_000],
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:00 GMT", 0],
  ])("with the date %s, at %s by the server's clock, waits %i ms", (value, date, after) => {
    expect(verdictOfRefusal(429, { "retry-after": value, date })).toEqual({ act: "reconnect", after });
  });

  test.each(["soon", "-5", "1.5", "", "Sun, 06 Nonsense 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"])(
    "with Retry-After %j, which says nothing, waits as the back-off says",
    (value) => {
      expect(verdictOfRefusal(503, { "retry-after": value, date: "Sun, 06 Nov 1994 08:49:00 GMT" })).toEqual({
        act: "reconnect",
      });
    },
  );

  test("with a date but no clock to compare it to waits as the back-off says", () => {
    expect(verdictOfRefusal(503, { "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" })).toEqual({ act: "reconnect" });
  });
});
