/**
 * A device's own clock: what it takes for the time.
 *
 *      offset |   .  /|    .  /|            /   no time server: runs free
 *             | ./    | ./     | .        /
 *           0 +-------+--------+---------------------> true time
 *           sync     sync     sync
 *
 * 1. Its crystal is off by N(0, 8) ppm (two real nodes: 3 and 9 ppm; generic oscillators are rated at 20). So |drift| has a
 *    median of 5 ppm and stays below 1 s a day for all but a few.
 * 2. It asks a time server some seconds after its start and every hour from then on. What an answer leaves wrong has a
 *    median of 0.22 ms and a 99th percentile of 1.6 ms.
 * 3. Without power it forgets the time, if it starts at the epoch: it shows 1970-01-01 plus its uptime until the first
 *    synchronisation. A restart of its software keeps the time.
 * 4. Nothing is polled: when it synchronised last follows from when it did first.
 * 5. `skew` is added always, whatever a time server says.
 * 6. One object for all devices with the same options: what differs is in their rows.
 *
 * Sources: realism.md §5.3. That a device loses its time server with its home's network is left out: at these rates an hour more
 * is some milliseconds.
 */
import { normalQuantile, open } from "../kernel/distribution.ts";
import { keyed } from "../kernel/random.ts";
import { type Duration, hours, type Instant, later, never } from "../kernel/time.ts";
import { column, type Row } from "./row.ts";

/** How right a device's clock is. */
export interface DeviceClockOptions {
  /** Whether its crystal and its synchronisations are off as real ones are; otherwise it keeps true time between them. */
  readonly drift: boolean;
  /** Ahead of true time, always; negative is behind. */
  readonly skew: Duration;
  /** What it shows after power-on until its first synchronisation: true time, kept by a battery, or 1970-01-01. */
  readonly start: "true" | "epoch";
}

const crystalDeviation = 8e-6;
const pollMillis: number = hours(1);
/** Lognormal ms: median 0.22, 99th percentile 1.6. */
const syncErrorMedian = 0.22;
const syncErrorSigma = Math.log(1.6 / 0.22) / 2.326;

export class DeviceClock {
  readonly #options: DeviceClockOptions;
  readonly #seed: number;

  constructor(options: DeviceClockOptions, seed: number) {
    this.#options = options;
    this.#seed = seed;
  }

  /** The device is switched on at `now`. */
  begin(row: Row, device: number, now: Instant): void {
    const { drift } = this.#options;
    row[column.clockDrift] = drift
      ? crystalDeviation * normalQuantile(open(keyed(this.#seed, "clock.drift", device)))
      : 0;
    row[column.clockSince] = now;
    row[column.clockOffset] = drift ? this.#syncError(device, now) : 0;
    row[column.firstSync] = never;
    this.started(row, device, now, true, 1, true);
  }

  /** What it shows at `now`, true time. */
  time(row: Row, device: number, now: Instant): Instant {
    return later(now, this.#offsetAt(row, device, now) + this.#options.skew);
  }

  /** The device has started, for the `boot`th time, after it was without power or not, with a time server in reach or not. */
  started(row: Row, device: number, now: Instant, wasUnpowered: boolean, boot: number, hasServer: boolean): void {
    const forgot = wasUnpowered && this.#options.start === "epoch";
    runFree(row, now, forgot ? -now : this.#offsetAt(row, device, now));
    const wait = 2_000 + 8_000 * keyed(this.#seed, "clock.first", device, boot);
    row[column.firstSync] = hasServer ? later(now, wait) : never;
  }

  /** It cannot reach its time server any more, or can again: then it tries within a minute. */
  reach(row: Row, device: number, server: boolean, now: Instant): void {
    runFree(row, now, this.#offsetAt(row, device, now));
    const wait = 60_000 * keyed(this.#seed, "clock.retry", device, Math.floor(now / 1_000));
    row[column.firstSync] = server ? later(now, wait) : never;
  }

  /** ms it is ahead of true time, apart from its skew. */
  #offsetAt(row: Row, device: number, now: Instant): number {
    const firstSync = row[column.firstSync] as Instant;
    const drift = row[column.clockDrift]!;
    if (now < firstSync) return row[column.clockOffset]! + drift * (now - row[column.clockSince]!);
    const polls = Math.floor((now - firstSync) / pollMillis);
    const synced = later(firstSync, polls * pollMillis);
    return (this.#options.drift ? this.#syncError(device, synced) : 0) + drift * (now - synced);
  }

  /** What a synchronisation leaves wrong, either way, ms. */
  #syncError(device: number, at: Instant): number {
    const draw = 2 * keyed(this.#seed, "clock.sync", device, Math.floor(at / 1_000)) - 1;
    return Math.sign(draw) * syncErrorMedian * Math.exp(syncErrorSigma * normalQuantile(open(Math.abs(draw))));
  }
}

function runFree(row: Row, since: Instant, offset: number): void {
  row[column.clockSince] = since;
  row[column.clockOffset] = offset;
}
