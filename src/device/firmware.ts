/**
 * Firmware life, the same around every kind: boots, uptime, radio, memory, clock, and the faults that come with them.
 *
 * 1. `rebootCount` rises by one per boot and is never reset; `upTime` starts again at each boot; `totalOperationalHours` counts
 *    all hours with power (Matter GeneralDiagnostics).
 * 2. Boot takes a lognormal time, median 4 s, 95th percentile 10 s: start, association, DHCP, DNS (realism.md §5.1).
 * 3. Measurements that only describe the device itself are reported by their longest interval alone, once an hour and together.
 *    Matter leaves their changes out of reports for the same reason (quality C), and the field's usual longest interval is an hour
 *    (Zigbee2MQTT, realism.md §5.7). A quiet device so says one thing an hour, not one every five minutes.
 * 4. Every draw is keyed by (seed, device, boot or time), so asking changes nothing, however often.
 * 5. One object for all devices with the same options: what differs is in their rows.
 */
import { type Distribution, open, quantile } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";
import { type Duration, type Instant, never, seconds } from "../kernel/time.ts";
import { DeviceClock, type DeviceClockOptions } from "./device-clock.ts";
import { changePace, forgetLeak, heapBase, heapFree, leakyLife, memoryOut, usualLife } from "./heap.ts";
import type { AttributeTable, BootReason, FaultTable } from "./kind.ts";
import { radioFloor, signalStrength } from "./radio.ts";
import { column, type Row } from "./row.ts";

const hourly = { min: "1m", max: "1h" } as const;

/** Measured when somebody asks, in the order of {@link Firmware.reading}. */
const readings: AttributeTable = {
  upTime: {
    type: "number",
    unit: "s",
    min: 0,
    integer: true,
    role: "telemetry",
    report: hourly,
    doc: "Seconds since the firmware started.",
    matter: "GeneralDiagnostics.UpTime",
  },
  rssi: {
    type: "number",
    unit: "dBm",
    min: -120,
    max: 0,
    integer: true,
    role: "telemetry",
    report: hourly,
    doc: "Strength of the received radio signal.",
    matter: "WiFiNetworkDiagnostics.Rssi",
  },
  currentHeapFree: {
    type: "number",
    unit: "B",
    min: 0,
    integer: true,
    role: "telemetry",
    report: hourly,
    doc: "Free heap memory.",
    matter: "SoftwareDiagnostics.CurrentHeapFree",
  },
  totalOperationalHours: {
    type: "number",
    unit: "h",
    min: 0,
    integer: true,
    role: "telemetry",
    report: hourly,
    doc: "Hours it has had power, in all its life.",
    matter: "GeneralDiagnostics.TotalOperationalHours",
  },
};

export const firmwareAttributes: AttributeTable = {
  ...readings,
  rebootCount: {
    type: "number",
    min: 0,
    integer: true,
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "How often the firmware has started again; never reset.",
    matter: "GeneralDiagnostics.RebootCount",
  },
  bootReason: {
    type: "choice",
    options: [
      "powerOnReboot",
      "brownOutReset",
      "softwareWatchdogReset",
      "hardwareWatchdogReset",
      "softwareUpdateCompleted",
      "softwareReset",
    ],
    role: "state",
    report: { min: "0s", max: "never" },
    doc: "Why the firmware started last.",
    matter: "GeneralDiagnostics.BootReason",
  },
};

/** How many of {@link firmwareAttributes}, the first ones, are measured when asked. */
export const firmwareReadings: number = Object.keys(readings).length;

/** Faults every device can have, whatever its kind. */
export const firmwareFaults: FaultTable = {
  "dead-radio": { doc: "The radio fails: nobody can reach it, and it lives on unheard." },
  "memory-leak": { doc: "Memory is not given back: within hours the watchdog restarts it, again and again." },
  "no-ntp": { doc: "No time server answers: the clock runs free, and after a power cut may stay in 1970." },
};
export type FirmwareFault = "dead-radio" | "memory-leak" | "no-ntp";

export interface FirmwareOptions {
  /** Absent: it always shows true time. */
  readonly clock?: DeviceClockOptions | undefined;
  /** Spontaneous restarts a day, on average. Default 0. */
  readonly crashesPerDay?: number | undefined;
}

/** The faults of a device, its kind's among them. */
export type ActiveFaults = ReadonlySet<string>;
export const noFaults: ActiveFaults = new Set();

export class Firmware {
  readonly #seed: number;
  readonly #crashesPerDay: number;
  readonly #clock: DeviceClock | undefined;

  constructor(seed: number, { clock, crashesPerDay = 0 }: FirmwareOptions = {}) {
    this.#seed = seed;
    this.#crashesPerDay = crashesPerDay;
    this.#clock = clock === undefined ? undefined : new DeviceClock(clock, seed);
  }

  /** The device starts for the first time, at `now`. */
  begin(row: Row, device: number, now: Instant): void {
    row[column.boots] = 1;
    row[column.startedAt] = now;
    row[column.poweredSince] = now;
    row[column.poweredBefore] = 0;
    this.#clock?.begin(row, device, now);
    this.#beginLeak(row, device, now, noFaults);
  }

  /** How long the next start takes. */
  bootDuration(row: Row, device: number): Duration {
    const draw = open(keyed(this.#seed, "firmware.boot", device, row[column.boots]));
    const wait = quantile(bootTime, draw);
    return seconds(Math.min(60, Math.max(0.5, wait)));
  }

  /** The firmware runs again. */
  booted(row: Row, device: number, now: Instant, reason: BootReason, faults: ActiveFaults): void {
    const boots = row[column.boots]! + 1;
    row[column.boots] = boots;
    row[column.startedAt] = now;
    forgetLeak(row);
    this.#beginLeak(row, device, now, faults);
    const wasUnpowered = reason === "powerOnReboot" || reason === "brownOutReset";
    this.#clock?.started(row, device, now, wasUnpowered, boots, hasTimeServer(faults));
  }

  /** Power came or went. */
  power(row: Row, on: boolean, now: Instant): void {
    const since = row[column.poweredSince]!;
    if (on === since < never) return;
    if (!on) row[column.poweredBefore]! += now - since;
    row[column.poweredSince] = on ? now : never;
  }

  /** A fault begins or ends: it is among `faults` from now on, or no more. */
  fault(row: Row, device: number, name: FirmwareFault, faults: ActiveFaults, now: Instant): void {
    switch (name) {
      case "memory-leak":
        return this.#beginLeak(row, device, now, faults);
      case "dead-radio":
        if (!faults.has("no-ntp")) this.#clock?.reach(row, device, !faults.has(name), now);
        return;
      case "no-ntp":
        if (!faults.has("dead-radio")) this.#clock?.reach(row, device, !faults.has(name), now);
        return;
    }
  }

  /** What the device takes for the time. */
  time(row: Row, device: number, now: Instant): Instant {
    return this.#clock === undefined ? now : this.#clock.time(row, device, now);
  }

  /** When its watchdog bites, if nothing else happens. */
  watchdogAt(row: Row, device: number): Instant {
    return memoryOut(row, this.#seed, device);
  }

  /** Which watchdog it is this time: mostly the one in software still works. */
  watchdogReason(row: Row, device: number): BootReason {
    const software = keyed(this.#seed, "firmware.watchdog", device, row[column.boots]) < 0.8;
    return software ? "softwareWatchdogReset" : "hardwareWatchdogReset";
  }

  /** The measurement `number` of {@link firmwareAttributes}. */
  reading(number: number, row: Row, device: number, faults: ActiveFaults, now: Instant): number {
    switch (number) {
      case 0:
        return upTime(row, now);
      case 1:
        return this.rssi(device, faults, now);
      case 2:
        return heapFree(row, this.#seed, device, now);
      default:
        return operationalHours(row, now);
    }
  }

  /** dBm. */
  rssi(device: number, faults: ActiveFaults, now: Instant): number {
    return faults.has("dead-radio") ? radioFloor : signalStrength(this.#seed, device, now);
  }

  /** Memory leaks at a new pace from `now` on, after what was lost before. */
  #beginLeak(row: Row, device: number, now: Instant, faults: ActiveFaults): void {
    const boots = row[column.boots]!;
    const life = faults.has("memory-leak")
      ? leakyLife(this.#seed, device, boots)
      : usualLife(this.#seed, device, boots, this.#crashesPerDay);
    changePace(row, now, heapBase(this.#seed, device), life);
  }
}

const bootTime: Distribution = { lognormal: { median: 4, sigma: 0.557 } };

function hasTimeServer(faults: ActiveFaults): boolean {
  return !faults.has("dead-radio") && !faults.has("no-ntp");
}

/** Whole seconds since the last start. */
function upTime(row: Row, now: Instant): number {
  return Math.floor((now - row[column.startedAt]!) / 1_000);
}

/** Whole hours with power, in all its life. */
function operationalHours(row: Row, now: Instant): number {
  const since = Math.min(now, row[column.poweredSince]!);
  return Math.floor((row[column.poweredBefore]! + (now - since)) / 3_600_000);
}
