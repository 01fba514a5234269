/**
 * Firmware life, the same around every kind: boots, uptime, radio, memory.
 *
 * 1. `rebootCount` rises by one per boot and is never reset; `upTime` starts again at each boot (Matter GeneralDiagnostics).
 * 2. Radio: a mean per device, drawn N(-58, 9) dBm within [-85, -30], around which an AR(1) process of 2 dB wanders with a
 *    time constant of 7 minutes; reported as whole dBm (realism: ITU-R P.1238 static links, design targets).
 * 3. Boot takes a lognormal time, median 4 s, 95th percentile 10 s: start, association, DHCP, DNS.
 * 4. Every draw is keyed by (seed, device, boot or minute), so asking changes nothing, however often.
 */
import { normalQuantile, open, quantile } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";
import { type Duration, type Instant, seconds } from "../kernel/time.ts";
import type { AttributeTable, BootReason } from "./kind.ts";

const diagnostics = { min: "30s", max: "5m" } as const;

export const firmwareAttributes: AttributeTable = {
  upTime: {
    type: "number",
    unit: "s",
    min: 0,
    integer: true,
    role: "telemetry",
    report: diagnostics,
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
    report: diagnostics,
    doc: "Strength of the received radio signal.",
    matter: "WiFiNetworkDiagnostics.Rssi",
  },
  currentHeapFree: {
    type: "number",
    unit: "B",
    min: 0,
    integer: true,
    role: "telemetry",
    report: diagnostics,
    doc: "Free heap memory.",
    matter: "SoftwareDiagnostics.CurrentHeapFree",
  },
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

/** The radio process in steps of a minute: what is left of it after one, and how many steps back still matter (0.1 %). */
const radioDecay = Math.exp(-1 / 7);
const radioMemory = 48;
const radioDeviation = 2;

export class Firmware {
  boots = 1;
  reason: BootReason = "powerOnReboot";
  readonly #seed: number;
  readonly #index: number;
  #startedAt: Instant;
  #radioMinute = -1;
  #radio = 0;

  constructor(seed: number, index: number, now: Instant) {
    this.#seed = seed;
    this.#index = index;
    this.#startedAt = now;
  }

  /** How long the next start takes. */
  bootDuration(): Duration {
    const draw = open(keyed(this.#seed, "firmware.boot", this.#index, this.boots));
    const wait = quantile({ lognormal: { median: 4, sigma: 0.557 } }, draw);
    return seconds(Math.min(60, Math.max(0.5, wait)));
  }

  /** The firmware runs again. */
  booted(now: Instant, reason: BootReason): void {
    this.boots++;
    this.reason = reason;
    this.#startedAt = now;
  }

  /** Whole seconds since the last start. */
  upTime(now: Instant): number {
    return Math.floor((now - this.#startedAt) / 1_000);
  }

  /** Signal strength in the minute of `now`, dBm. */
  rssi(now: Instant): number {
    const minute = Math.floor(now / 60_000);
    if (minute !== this.#radioMinute) {
      this.#radioMinute = minute;
      this.#radio = this.#radioIn(minute);
    }
    return this.#radio;
  }

  #radioIn(minute: number): number {
    let wander = 0;
    for (let back = radioMemory; back >= 0; back--) {
      wander =
        wander * radioDecay + normalQuantile(open(keyed(this.#seed, "firmware.radio", this.#index, minute - back)));
    }
    wander *= radioDeviation * Math.sqrt(1 - radioDecay * radioDecay);
    const mean = -58 + 9 * normalQuantile(open(keyed(this.#seed, "firmware.radio.mean", this.#index)));
    return Math.round(Math.min(-25, Math.max(-95, Math.min(-30, Math.max(-85, mean)) + wander)));
  }

  /** Free heap now, bytes: a base per device and what connections and buffers take at the moment. */
  heapFree(now: Instant): number {
    const base = 96_000 + 20_000 * keyed(this.#seed, "firmware.heap", this.#index);
    const inUse = 3_000 * keyed(this.#seed, "firmware.heap.use", this.#index, Math.floor(now / 1_000));
    return Math.round(base - inUse);
  }
}
