/** Rows 31-37: radio, clocks, outages, storms, telemetry in time, updates. */
import { leakSensor } from "../../../devices/leak-sensor/leak-sensor.ts";
import { DeviceClock } from "../../../src/device/device-clock.ts";
import { blankRow, fixedColumns } from "../../../src/device/row.ts";
import { hours, instant, later, millis, minutes } from "../../../src/kernel/time.ts";
import { Workbench } from "../../../src/testing/index.ts";
import { none, type Row } from "../row.ts";
import { autocorrelation, deviation, mean, median, percentile } from "../statistics.ts";
import type { Study } from "../study.ts";

export const fleetRows: readonly Row[] = [
  {
    number: 31,
    statistic: "RSSI: deviation within a device (dB), correlation after a minute, deviation across devices (dB), range",
    target: "1-3; .5-.95; 7-11; whole dBm within [-95, -25]",
    source: "log-normal shadowing, measured indoor links",
    basis: "design target",
    measure(study) {
      const series = radioSeries(study);
      const outside = series.flat().filter((dbm) => !Number.isInteger(dbm) || dbm < -95 || dbm > -25).length;
      return [
        { name: "within, dB", value: median(series.map(deviation)), low: 1, high: 3 },
        { name: "after 1 min", value: median(series.map((one) => autocorrelation(one, 1))), low: 0.5, high: 0.95 },
        { name: "across, dB", value: deviation(series.map(mean)), low: 7, high: 11 },
        { name: "outside the range", value: outside, ...none },
      ];
    },
  },
  {
    number: 32,
    statistic: "clock offset grown between two synchronisations: |drift| p50 and p99 (ppm), most per day (s)",
    target: "3-12; < 40; < 3.5",
    source: "crystal data sheets",
    basis: "published",
    measure(study) {
      const drifts = crystalDrifts(study);
      return [
        { name: "p50 ppm", value: percentile(drifts, 0.5), low: 3, high: 12 },
        { name: "p99 ppm", value: percentile(drifts, 0.99), low: 0, high: 40 },
        { name: "most, s a day", value: Math.max(...drifts) * 0.0864, low: 0, high: 3.5 },
      ];
    },
  },
  {
    number: 33,
    statistic:
      "another device of the home down too while one is down for over 60 s; one of another home, no provider failing",
    target: "> .8; < .02",
    source: "design",
    basis: "design target",
    async measure(study) {
      const { sharedAtHome, sharedAcross, outages, availability } = await study.outages;
      return [
        { name: "same home", value: sharedAtHome, low: 0.8, high: 1 },
        { name: "other home", value: sharedAcross, low: 0, high: 0.02 },
        { name: "outages", value: outages, low: 1, high: Number.POSITIVE_INFINITY, exact: true },
        { name: "availability", value: availability, low: 0.99, high: 1 },
      ];
    },
  },
  {
    number: 34,
    statistic:
      "devices back per second after a lost network: highest over mean in the first minute, 60 s full jitter and none",
    target: "< 3; > 10",
    source: "AWS IoT Lens, ClearBlade",
    basis: "published",
    async measure(study) {
      const { fullJitter, noJitter, devices } = await study.storm;
      return [
        { name: "devices", value: devices, low: 1, high: Number.POSITIVE_INFINITY, exact: true },
        { name: "full jitter", value: fullJitter, low: 1, high: 3 },
        { name: "no jitter", value: noJitter, low: 10, high: 60 },
      ];
    },
  },
  {
    number: 35,
    statistic:
      "telemetry per second: variance over mean; first second of a minute over the average one, spread and herd",
    target: ".8-1.3; about 1; >= 20",
    source: "Poisson",
    basis: "published",
    async measure(study) {
      const { dispersion, topOfMinute, herdTopOfMinute } = await study.phases;
      return [
        { name: "variance over mean", value: dispersion, low: 0.8, high: 1.3 },
        { name: "top of the minute", value: topOfMinute, low: 0.7, high: 1.3 },
        { name: "top of the minute, herd", value: herdTopOfMinute, low: 20, high: 60 },
      ];
    },
  },
  {
    number: 36,
    statistic:
      "updates over the air: legal transitions only, progress monotone, version changes only after a restart for it",
    target: "0 violations",
    source: "Matter SDK",
    basis: "published",
    measure: () => [],
    reason: "devices have no updates over the air yet; nothing is measured",
  },
  {
    number: 37,
    statistic: "staged rollout: started(t) within its schedule; stops at its threshold",
    target: "exact",
    source: "AWS IoT Jobs",
    basis: "published",
    measure: () => [],
    reason: "there are no updates over the air yet, and so no rollouts; nothing is measured",
  },
];

/** dBm every minute for six hours, by device. */
function radioSeries({ seed, homes }: Study): number[][] {
  return Array.from({ length: Math.min(500, homes) }, (_, index) => {
    const bench = new Workbench({ kind: leakSensor, seed, index, settings: { usedByResidents: false } });
    return Array.from({ length: 360 }, () => {
      bench.run(minutes(1));
      return bench.value("rssi") as number;
    });
  });
}

/** ppm of each device's crystal, from how its clock moves against true time in the half hour after a synchronisation. */
function crystalDrifts({ seed }: Study): number[] {
  const options = { drift: true, skew: millis(0), start: "true" } as const;
  const start = instant(Date.UTC(2026, 0, 19));
  const clock = new DeviceClock(options, seed);
  return Array.from({ length: 5_000 }, (_, device) => {
    const row = blankRow(fixedColumns);
    clock.begin(row, device, start);
    const offset = (minute: number): number => {
      const at = later(start, minutes(minute));
      return clock.time(row, device, at) - at;
    };
    return (1e6 * Math.abs(offset(40) - offset(10))) / (hours(1) / 2);
  });
}
