/**
 * Counts what a fleet puts on the network, by kind and over time.
 *
 * 1. It stands between the links and the transport, sees every frame when it passes, and changes nothing.
 * 2. Counts are kept per interval and per kind, and the busiest second of each; the memory does not grow with the traffic.
 * 3. Counts are scaled when they are made: a device of a group of which one in a hundred is run counts as a hundred.
 * 4. What chance does to a sample is not taken for a peak. A second of a sample is one only when it has more than its
 *    minute's mean explains with devices that act independently, a few messages at a time (Poisson, four sigma), and a minute
 *    only when it has more than its interval's mean explains. When every device is run the busiest second is the peak.
 */
import type { Instant } from "../kernel/time.ts";
import { type Quantity, quantities, type Rate, type Traffic } from "../report/forecast/forecast.ts";
import type { Connection, ConnectionEnd, ConnectionOwner, DialSpec, Transport } from "../wire/transport/transport.ts";

export interface MeteredGroup {
  readonly kind: string;
  readonly devices: number;
  /** Of them, how many are run. */
  readonly measuredDevices: number;
}

export interface MeterOptions {
  readonly groups: readonly MeteredGroup[];
  /** The start of the run. */
  readonly origin: Instant;
  /** Nothing is counted from here on. */
  readonly end: Instant;
  readonly intervalMillis: number;
}

export class TrafficMeter {
  readonly #options: MeterOptions;
  readonly #all: Track;
  readonly #byKind: ReadonlyMap<string, Track>;
  readonly #windowMillis: number;
  #interval = 0;
  #window = 0;
  #second = 0;

  constructor(options: MeterOptions) {
    const { groups } = options;
    this.#options = options;
    this.#windowMillis = Math.min(options.intervalMillis, 60_000);
    this.#all = new Track(groups);
    const kinds = [...new Set(groups.map(({ kind }) => kind))];
    const ofKind = (kind: string): MeteredGroup[] => groups.filter((group) => group.kind === kind);
    this.#byKind = new Map(kinds.map((kind) => [kind, new Track(ofKind(kind))]));
  }

  /** The transport for the devices of one group, counted. */
  transport(inner: Transport, group: number, now: () => Instant): Transport {
    const { kind, devices, measuredDevices } = this.#options.groups[group]!;
    const tracks = [this.#byKind.get(kind)!, this.#all];
    const scale = measuredDevices === 0 ? 0 : devices / measuredDevices;
    const counter: Counter = {
      count: (quantity, amount) => {
        if (this.#reach(now())) for (const track of tracks) track.count(quantity, amount * scale);
      },
      connected: (change) => {
        if (this.#reach(now())) for (const track of tracks) track.connected(change * scale, this.#second);
      },
    };
    return {
      name: inner.name,
      dial: (spec, owner) => new MeteredConnection(inner, spec, owner, counter),
    };
  }

  /** What was counted until `end`. The last thing to be asked. */
  result(end: Instant): { readonly all: Traffic; readonly byKind: Readonly<Record<string, Traffic>> } {
    const { origin, intervalMillis } = this.#options;
    this.#moveTo(end);
    const seconds = (end - origin) / 1_000;
    const rest = seconds - (this.#interval * intervalMillis) / 1_000;
    const traffic = (track: Track): Traffic => {
      track.windowOver(this.#windowSeconds);
      if (rest > 0) track.intervalOver(rest);
      return track.traffic(seconds);
    };
    const byKind = [...this.#byKind].map(([kind, track]) => [kind, traffic(track)] as const);
    return { all: traffic(this.#all), byKind: Object.fromEntries(byKind) };
  }

  /** Whether `now` is within what is measured; what was before it is concluded. */
  #reach(now: Instant): boolean {
    const { origin, end } = this.#options;
    if (now >= end) return false;
    if (Math.floor((now - origin) / 1_000) !== this.#second) this.#moveTo(now);
    return true;
  }

  #moveTo(now: Instant): void {
    const { origin, intervalMillis } = this.#options;
    const elapsed = now - origin;
    const window = Math.floor(elapsed / this.#windowMillis);
    const interval = Math.floor(elapsed / intervalMillis);
    const tracks = [this.#all, ...this.#byKind.values()];
    for (const track of tracks) track.secondOver(this.#second);
    this.#second = Math.floor(elapsed / 1_000);
    // Whole windows in which nothing passed have nothing to be concluded.
    if (window > this.#window) for (const track of tracks) track.windowOver(this.#windowSeconds);
    this.#window = window;
    for (; this.#interval < interval; this.#interval++) {
      for (const track of tracks) track.intervalOver(intervalMillis / 1_000);
    }
  }

  get #windowSeconds(): number {
    return this.#windowMillis / 1_000;
  }
}

interface Counter {
  count(quantity: Quantity, amount: number): void;
  connected(change: number): void;
}

/** The counts of one kind, or of all. Every count is scaled. */
class Track {
  readonly #groups: readonly MeteredGroup[];
  /** Devices that one of the sample stands for. */
  readonly #scale: number;
  readonly #counts: Readonly<Record<Quantity, Count>>;
  readonly #levels: number[] = [];
  #level = 0;
  #peak = 0;
  #peakAt = 0;

  constructor(groups: readonly MeteredGroup[]) {
    this.#groups = groups;
    this.#scale = this.#devices / Math.max(1, this.#measuredDevices);
    this.#counts = {
      connects: new Count(),
      messagesOut: new Count(),
      messagesIn: new Count(),
      bytesOut: new Count(),
      bytesIn: new Count(),
    };
  }

  count(quantity: Quantity, amount: number): void {
    this.#counts[quantity].inSecond += amount;
  }

  connected(change: number, second: number): void {
    this.#level += change;
    if (this.#level <= this.#peak) return;
    this.#peak = this.#level;
    this.#peakAt = second;
  }

  secondOver(second: number): void {
    for (const quantity of quantities) this.#counts[quantity].secondOver(second);
  }

  windowOver(seconds: number): void {
    this.#each((count, chance) => count.windowOver(seconds, chance));
  }

  intervalOver(seconds: number): void {
    this.#each((count, chance) => count.intervalOver(seconds, chance));
    this.#levels.push(this.#level);
  }

  /** @param seconds all that was measured. */
  traffic(seconds: number): Traffic {
    const rate = (quantity: Quantity): Rate => this.#counts[quantity].rate(seconds);
    return {
      devices: this.#devices,
      measuredDevices: this.#measuredDevices,
      connected: {
        peak: Math.round(this.#peak),
        peakAtSeconds: this.#peakAt,
        series: this.#levels.map(Math.round),
      },
      connects: rate("connects"),
      messagesOut: rate("messagesOut"),
      messagesIn: rate("messagesIn"),
      bytesOut: rate("bytesOut"),
      bytesIn: rate("bytesIn"),
    };
  }

  get #devices(): number {
    return this.#groups.reduce((sum, { devices }) => sum + devices, 0);
  }

  get #measuredDevices(): number {
    return this.#groups.reduce((sum, { measuredDevices }) => sum + measuredDevices, 0);
  }

  /** With how much of each quantity comes at once by chance: 0 when every device is run, as nothing is left to chance then. */
  #each(conclude: (count: Count, chance: number) => void): void {
    const chance = this.#scale > 1 ? this.#scale * atOnce : 0;
    const { connects, messagesOut, messagesIn, bytesOut, bytesIn } = this.#counts;
    conclude(bytesOut, chance * bytesOut.sizeOf(messagesOut));
    conclude(bytesIn, chance * bytesIn.sizeOf(messagesIn));
    for (const count of [connects, messagesOut, messagesIn]) conclude(count, chance);
  }
}

/** Messages that a device, or the devices of a home, send within one second without anybody else's doing. */
const atOnce = 8;
const sigmas = 4;

/** One quantity of one track. */
class Count {
  inSecond = 0;
  #inWindow = 0;
  #inInterval = 0;
  #total = 0;
  /** Of the window, and when it was. */
  #busiest = 0;
  #busiestAt = 0;
  /** Of the interval: what stands out already, per second, and the busiest window. */
  #standing = 0;
  #standingAt = 0;
  #busiestWindow = 0;
  #busiestWindowAt = 0;
  #windowSeconds = 1;
  #peak = 0;
  #peakAt = 0;
  readonly #series: number[] = [];

  /** Bytes per message, on average so far. */
  sizeOf(messages: Count): number {
    const bytes = this.#total + this.#inInterval + this.#inWindow;
    return bytes / Math.max(1, messages.#total + messages.#inInterval + messages.#inWindow);
  }

  secondOver(second: number): void {
    if (this.inSecond > this.#busiest) {
      this.#busiest = this.inSecond;
      this.#busiestAt = second;
    }
    this.#inWindow += this.inSecond;
    this.inSecond = 0;
  }

  /** @param chance how much comes at once when nobody arranges it. */
  windowOver(seconds: number, chance: number): void {
    if (standsOut(this.#busiest, this.#inWindow / seconds, chance) && this.#busiest > this.#standing) {
      this.#standing = this.#busiest;
      this.#standingAt = this.#busiestAt;
    }
    if (this.#inWindow > this.#busiestWindow) {
      this.#busiestWindow = this.#inWindow;
      this.#busiestWindowAt = this.#busiestAt;
    }
    this.#windowSeconds = seconds;
    this.#inInterval += this.#inWindow;
    this.#inWindow = 0;
    this.#busiest = 0;
  }

  intervalOver(seconds: number, chance: number): void {
    // The last one may be cut to a moment, of which no second can be told.
    const mean = this.#inInterval / Math.max(1, seconds);
    const inMinute = this.#busiestWindow / this.#windowSeconds;
    const smooth = standsOut(this.#busiestWindow, mean * this.#windowSeconds, chance) ? inMinute : mean;
    if (this.#standing > this.#peak) {
      this.#peak = this.#standing;
      this.#peakAt = this.#standingAt;
    }
    if (smooth > this.#peak) {
      this.#peak = smooth;
      this.#peakAt = this.#busiestWindowAt;
    }
    this.#series.push(mean);
    this.#total += this.#inInterval;
    this.#inInterval = 0;
    this.#standing = 0;
    this.#busiestWindow = 0;
  }

  rate(seconds: number): Rate {
    return {
      total: Math.round(this.#total),
      mean: figure(seconds > 0 ? this.#total / seconds : 0),
      peak: figure(this.#peak),
      peakAtSeconds: this.#peakAt,
      series: this.#series.map(figure),
    };
  }
}

/** Whether so many are more than `usual` ones explain that come by chance. */
function standsOut(many: number, usual: number, chance: number): boolean {
  return chance === 0 || many > usual + sigmas * Math.sqrt(usual * chance) + sigmas * chance;
}

/** Six significant digits: more would only be noise. */
function figure(value: number): number {
  return Number(value.toPrecision(6));
}

/** A connection that is counted on its way. */
class MeteredConnection implements Connection, ConnectionOwner {
  readonly #inner: Connection;
  readonly #owner: ConnectionOwner;
  readonly #counter: Counter;
  #open = false;
  #sent = 0;
  #received = 0;

  constructor(transport: Transport, spec: DialSpec, owner: ConnectionOwner, counter: Counter) {
    this.#owner = owner;
    this.#counter = counter;
    this.#inner = transport.dial(spec, this);
  }

  send(data: string | Uint8Array): boolean {
    const sent = this.#inner.send(data);
    if (sent) this.#counter.count("messagesOut", 1);
    this.#settle();
    return sent;
  }

  ping(): void {
    this.#inner.ping();
    this.#settle();
  }

  close(code: number, reason: string): void {
    this.#inner.close(code, reason);
    this.#settle();
  }

  terminate(): void {
    this.#inner.terminate();
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes;
  }

  get bytesSent(): number {
    return this.#inner.bytesSent;
  }

  get bytesReceived(): number {
    return this.#inner.bytesReceived;
  }

  onOpen(subprotocol: string): void {
    this.#open = true;
    this.#counter.count("connects", 1);
    this.#counter.connected(1);
    this.#owner.onOpen(subprotocol);
  }

  onText(text: string): void {
    this.#arrived();
    this.#owner.onText(text);
  }

  onBinary(data: Uint8Array): void {
    this.#arrived();
    this.#owner.onBinary(data);
  }

  onPing(): void {
    this.#settle();
    this.#owner.onPing();
  }

  onPong(): void {
    this.#settle();
    this.#owner.onPong();
  }

  onEnd(end: ConnectionEnd): void {
    this.#settle();
    if (this.#open) this.#counter.connected(-1);
    this.#open = false;
    this.#owner.onEnd(end);
  }

  #arrived(): void {
    this.#counter.count("messagesIn", 1);
    this.#settle();
  }

  #settle(): void {
    const { bytesSent, bytesReceived } = this.#inner;
    this.#counter.count("bytesOut", bytesSent - this.#sent);
    this.#counter.count("bytesIn", bytesReceived - this.#received);
    this.#sent = bytesSent;
    this.#received = bytesReceived;
  }
}
