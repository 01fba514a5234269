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
 */
import { open, quantile } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";
import { type Duration, type Instant, seconds } from "../kernel/time.ts";
import { DeviceClock, type DeviceClockOptions } from "./device-clock.ts";
import { heapBase, heapFree, type Leak, leakFrom, leakyLife, memoryOut, usualLife } from "./heap.ts";
import type { AttributeTable, BootReason, FaultTable } from "./kind.ts";
import { radioFloor, signalStrength } from "./radio.ts";

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

export class Firmware {
  boots = 1;
  reason: BootReason = "powerOnReboot";
  readonly #seed: number;
  readonly #device: number;
  readonly #crashesPerDay: number;
  readonly #clock: DeviceClock | undefined;
  #startedAt: Instant;
  /** Since when it has power; `undefined` without. */
  #poweredSince: Instant | undefined;
  /** ms it had power before that. */
  #poweredBefore = 0;
  #leaky = false;
  #leak: Leak | undefined;
  #radioDead = false;
  #serverLost = false;

  /** Firmware that starts for the first time, at `now`. */
  constructor(seed: number, device: number, now: Instant, { clock, crashesPerDay = 0 }: FirmwareOptions = {}) {
    this.#seed = seed;
    this.#device = device;
    this.#crashesPerDay = crashesPerDay;
    this.#clock = clock === undefined ? undefined : new DeviceClock(clock, seed, device, now);
    this.#startedAt = now;
    this.#poweredSince = now;
    this.#beginLeak(now, undefined);
  }

  /** How long the next start takes. */
  bootDuration(): Duration {
    const draw = open(keyed(this.#seed, "firmware.boot", this.#device, this.boots));
    const wait = quantile({ lognormal: { median: 4, sigma: 0.557 } }, draw);
    return seconds(Math.min(60, Math.max(0.5, wait)));
  }

  /** The firmware runs again. */
  booted(now: Instant, reason: BootReason): void {
    this.boots++;
    this.reason = reason;
    this.#startedAt = now;
    this.#beginLeak(now, undefined);
    this.#clock?.started(now, reason === "powerOnReboot" || reason === "brownOutReset", this.boots);
  }

  /** Power came or went. */
  power(on: boolean, now: Instant): void {
    if (on === (this.#poweredSince !== undefined)) return;
    if (!on) this.#poweredBefore += now - this.#poweredSince!;
    this.#poweredSince = on ? now : undefined;
  }

  fault(name: FirmwareFault, active: boolean, now: Instant): void {
    switch (name) {
      case "dead-radio":
        this.#radioDead = active;
        break;
      case "no-ntp":
        this.#serverLost = active;
        break;
      case "memory-leak":
        this.#leaky = active;
        this.#beginLeak(now, this.#leak);
        return;
    }
    this.#clock?.reach(!this.#radioDead && !this.#serverLost, now);
  }

  /** What the device takes for the time. */
  time(now: Instant): Instant {
    return this.#clock === undefined ? now : this.#clock.time(now);
  }

  /** When its watchdog bites, if nothing else happens. */
  get watchdogAt(): Instant {
    return memoryOut(this.#leak, this.#leak === undefined ? 0 : heapBase(this.#seed, this.#device));
  }

  /** Which watchdog it is this time: mostly the one in software still works. */
  get watchdogReason(): BootReason {
    const software = keyed(this.#seed, "firmware.watchdog", this.#device, this.boots) < 0.8;
    return software ? "softwareWatchdogReset" : "hardwareWatchdogReset";
  }

  /** The measurement `number` of {@link firmwareAttributes}. */
  reading(number: number, now: Instant): number {
    switch (number) {
      case 0:
        return this.upTime(now);
      case 1:
        return this.rssi(now);
      case 2:
        return this.heapFree(now);
      default:
        return this.operationalHours(now);
    }
  }

  /** Whole seconds since the last start. */
  upTime(now: Instant): number {
    return Math.floor((now - this.#startedAt) / 1_000);
  }

  /** dBm. */
  rssi(now: Instant): number {
    return this.#radioDead ? radioFloor : signalStrength(this.#seed, this.#device, now);
  }

  /** Bytes. */
  heapFree(now: Instant): number {
    return heapFree(this.#seed, this.#device, this.#leak, now);
  }

  /** Whole hours with power, in all its life. */
  operationalHours(now: Instant): number {
    const since = this.#poweredSince ?? now;
    return Math.floor((this.#poweredBefore + (now - since)) / 3_600_000);
  }

  /** Memory leaks at a new pace from `now` on, after what was lost `before`. */
  #beginLeak(now: Instant, before: Leak | undefined): void {
    const life = this.#leaky
      ? leakyLife(this.#seed, this.#device, this.boots)
      : usualLife(this.#seed, this.#device, this.boots, this.#crashesPerDay);
    // What never leaks has nothing to keep.
    const sound = before === undefined && !Number.isFinite(life);
    this.#leak = sound ? undefined : leakFrom(now, before, heapBase(this.#seed, this.#device), life);
  }
}
