import { describe, expect, test } from "vitest";
import { forecastWarnings } from "../../../src/report/forecast/forecast-warnings.ts";
import { forecast, rate, traffic } from "./sample-forecast.ts";

describe("a forecast warns", () => {
  test("of nothing when there is nothing", () => {
    expect(forecastWarnings(forecast())).toEqual([]);
  });

  test.each([
    ["more connects at once than servers take", { connects: rate(50, 4_589) }, /^4,589 connects per second at 00:20/],
    ["more bytes than a network carries", { bytesIn: rate(1e6, 2.5e8) }, /^250 MB\/s at the peak/],
    ["a herd", { messagesOut: rate(100, 5_000) }, /^a herd: 5,000 messages in the second at 00:20/],
    ["nobody", { connected: { peak: 0, peakAtSeconds: 0, series: [] } }, /^no device ever connects$/],
  ])("of %s", (_, more, warning) => {
    expect(forecastWarnings(forecast({ all: traffic(300, more) }))).toEqual([expect.stringMatching(warning)]);
  });

  test("when it covers only part of the scenario", () => {
    const measured = { devices: 300, homes: 100, seconds: 40.4, complete: false };
    expect(forecastWarnings(forecast({ measured }))).toEqual([
      "the forecast covers the first 40s of 1m: the rest was too much work; a smaller --devices gets further",
    ]);
  });

  test("when a kind is not in the sample", () => {
    const byKind = { lock: traffic(5, { measuredDevices: 0 }), bulb: traffic(0, { measuredDevices: 0 }) };
    expect(forecastWarnings(forecast({ byKind }))).toEqual(["none of the 5 locks is in the sample: not forecast"]);
  });
});
