/** A forecast made up for looking at how it is told. */
import type { Forecast, PlannedStep, Rate, Traffic } from "../../../src/report/forecast/forecast.ts";

export function rate(mean: number, peak: number, more: Partial<Rate> = {}): Rate {
  return { total: mean * 60, mean, peak, peakAtSeconds: 20, series: [0, mean, peak, mean], ...more };
}

export function traffic(devices: number, more: Partial<Traffic> = {}): Traffic {
  return {
    devices,
    measuredDevices: devices,
    connected: { peak: devices, peakAtSeconds: 15, series: [0, devices, devices, devices] },
    connects: rate(devices / 60, devices / 10),
    messagesOut: rate(devices / 30, devices / 10),
    messagesIn: rate(devices / 100, devices / 20),
    bytesOut: rate(devices * 10, devices * 40),
    bytesIn: rate(devices, devices * 4),
    ...more,
  };
}

export function step(more: Partial<PlannedStep>): PlannedStep {
  const nothing = { atSeconds: 0, everySeconds: null, when: "at 0s", name: "quiet", does: "mark quiet", to: "" };
  return { ...nothing, devices: null, homes: null, ...more };
}

export function forecast(more: Partial<Forecast> = {}): Forecast {
  return {
    flotilla: "0.0.0",
    schema: 1,
    scenario: "evening",
    description: "People come home.\nIt gets dark.",
    seed: 42,
    start: "2026-01-15T17:00:00+01:00",
    durationSeconds: 60,
    speed: 1,
    target: null,
    world: { climate: "continental", outages: "none" },
    devices: 300,
    homes: 100,
    fleet: [
      { name: "lock", kind: "lock", devices: 100, differs: ["firmware 1.4.2 80 %, 1.5.0 20 %"] },
      { name: "spare", kind: "bulb", devices: 200, differs: ["telemetry every 30s", "clock 5m behind"] },
    ],
    load: [
      {
        groups: ["lock", "spare"],
        phases: [
          { toShare: 1, overSeconds: 20 },
          { toShare: 1, overSeconds: 30 },
          { toShare: 0, overSeconds: 10 },
        ],
        churn: [],
      },
    ],
    timeline: [
      step({
        atSeconds: 30,
        when: "at 30s",
        name: "power-cut",
        does: "no mains for 10s",
        to: "20 % of homes",
        homes: 20,
      }),
      step({
        atSeconds: 40,
        everySeconds: 5,
        when: "every 5s from 40s",
        name: "press",
        does: "act press",
        to: "kind bulb",
      }),
    ],
    measured: { devices: 300, homes: 100, seconds: 60, complete: true },
    intervalSeconds: 15,
    all: traffic(300),
    byKind: { lock: traffic(100), bulb: traffic(200) },
    remarks: ["bytes are those of WebSocket frames"],
    warnings: [],
    ...more,
  };
}
