/**
 * One replay of a tape, from the first dial to the summary.
 *
 *     new -> begin() -> playing --- tape over, duration over, stop(), unreachable ---> leaving -> ended
 *
 * 1. Simulated time is the tape's time: its speed is the clock's.
 * 2. All generations play from one window on the tape, each at its own phase; so memory depends on how far they are apart, which is
 *    bounded, and not on the tape's length.
 * 3. It ends exactly once, with a summary, or with what was wrong with the tape.
 * 4. On a virtual clock nothing moves unless {@link Replay.advance} is called.
 */
import { GeneratorBook } from "../fleet/generator/generator-book.ts";
import type { GeneratorGauge } from "../fleet/generator/generator-gauge.ts";
import { peerTime } from "../kernel/clock.ts";
import { keyed } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, type Instant, later } from "../kernel/time.ts";
import type { OpenLine } from "../recording/tape.ts";
import { displayUrl } from "../wire/transport/target-url.ts";
import type { DialSpec, TlsOptions, Transport } from "../wire/transport/transport.ts";
import { AnswerBook } from "./answer-book.ts";
import { Comparison } from "./compare/comparison.ts";
import { IgnoreRules } from "./compare/ignore-rules.ts";
import { checkPattern, type Copy, copyOf, multiplication, type Multiplication, type Naming } from "./copy.ts";
import { addressOf, type Given } from "./dial-address.ts";
import { Player } from "./player.ts";
import { type ReplaySummary, replaySummary } from "./replay-summary.ts";
import { ReplayTally } from "./replay-tally.ts";
import type { Survey, TapeSource } from "./survey.ts";
import { tapeWarnings } from "./tape-warnings.ts";
import { TapeWindow } from "./tape-window.ts";

export interface ReplayOptions {
  readonly tape: TapeSource;
  /** Of this tape. */
  readonly survey: Survey;
  /** How to call the tape. */
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly transport: Transport;
  readonly gauge: GeneratorGauge;
  readonly given: Given;
  /** Values for members whose secret was taken out, by name. */
  readonly members: ReadonlyMap<string, string>;
  readonly tls?: TlsOptions;
  /** How many devices; absent for those of the tape. */
  readonly devices?: number;
  /** How they are called. */
  readonly naming?: Naming;
  /** How often the tape is played; may be infinite. */
  readonly rounds: number;
  /** How far generations are spread, of the tape's time; absent leaves it to the replay. */
  readonly spread?: Duration;
  readonly seed: number;
  /** Ends the replay; real time. */
  readonly duration?: Duration;
  /** How long to keep trying a target that never answers; real time. */
  readonly giveUpAfter?: Duration;
  readonly compare?: { readonly ignore: readonly string[]; readonly ordered: boolean; readonly requests?: boolean };
  readonly version: string;
  /** The wall clock's time, for the summary. */
  readonly startedAt: string;
  readonly progressed?: (progress: ReplayProgress) => void;
}

/** About once a second. */
export interface ReplayProgress {
  /** Real milliseconds. */
  readonly realMillis: number;
  /** Of the tape, in this round. */
  readonly tapeMillis: number;
  readonly round: number;
  readonly tally: ReplayTally;
}

const wantedSpread = 30_000;
/** Weight of what lies between the first player and the last. */
const mostSpreadWeight = 64 * 1024 * 1024;
/** Between two rounds, real milliseconds: for goodbyes. */
const pause = 1_000;
const ahead = 2_000;
/** For goodbyes at the end, real milliseconds. */
const mostLeaving = 10_000;

const handshakeTimeout = 10_000;
const maxPayload = 16 * 1024 * 1024;

export class Replay {
  readonly #options: ReplayOptions;
  readonly #tally = new ReplayTally();
  readonly #comparison: Comparison | undefined;
  readonly #window: TapeWindow;
  readonly #scale: Multiplication;
  readonly #spread: number;
  readonly #period: number;
  readonly #warnings: string[];
  readonly #asked = new Map<string, number>();
  readonly #book: AnswerBook;
  #players: readonly Player[] = [];
  #phase: "new" | "playing" | "leaving" | "ended" = "new";
  #origin: Instant;
  #interrupted = false;
  #feeding: Promise<void> | undefined;
  #moves = 0;
  #playersLeft = 0;
  #realAtEnd: number | undefined;
  readonly #generator: GeneratorBook;
  readonly #ended: Promise<ReplaySummary>;
  #settle!: { readonly resolve: (summary: ReplaySummary) => void; readonly reject: (fault: unknown) => void };

  constructor(options: ReplayOptions) {
    const { survey, scheduler, compare, devices, rounds, tape } = options;
    this.#options = options;
    this.#scale = multiplication(survey.devices.length, devices);
    const { pattern, identities } = options.naming ?? {};
    if (pattern !== undefined && this.#scale.devices > 1) checkPattern(pattern, this.#scale);
    const renamed = this.#scale.generations > 1 || pattern !== undefined || identities !== undefined;
    this.#warnings = [...survey.warnings, ...tapeWarnings(survey, options, renamed)];
    this.#spread = this.#spreadOf(options);
    this.#period = survey.duration + peerTime(scheduler.clock, pause);
    this.#comparison =
      compare && new Comparison(new IgnoreRules(compare.ignore), compare.ordered, compare.requests ?? false);
    this.#book = new AnswerBook(survey.devices);
    this.#origin = scheduler.now;
    this.#generator = new GeneratorBook({
      gauge: options.gauge,
      shards: [],
      homes: 0,
      devices: this.#scale.devices,
      clock: scheduler.clock,
    });
    this.#window = new TapeWindow({
      lines: () => tape.lines(),
      count: survey.lines,
      rounds,
      duration: survey.duration,
      period: this.#period,
      ahead: peerTime(scheduler.clock, ahead),
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  get ended(): Promise<ReplaySummary> {
    return this.#ended;
  }

  get over(): boolean {
    return this.#phase === "ended";
  }

  /** What is odd about the tape or what was given for it. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  begin(): void {
    if (this.#phase !== "new") return;
    this.#phase = "playing";
    this.#feed();
  }

  /** There is enough of the tape to begin with. */
  #start(): void {
    const { scheduler, duration } = this.#options;
    this.#generator.start();
    this.#origin = scheduler.now;
    this.#players = Array.from({ length: this.#scale.generations }, (_, generation) => this.#player(generation));
    this.#playersLeft = this.#players.length;
    if (duration !== undefined)
      scheduler.at(later(this.#origin, peerTime(scheduler.clock, duration)), { onDue: () => this.#leave() });
    if (this.#playersLeft === 0) return this.#finish();
    this.#tickLater();
    for (const player of this.#players) player.wake();
  }

  /** Moves a virtual replay forward by `by`, or until `enough` says so; sees an ending one through. */
  async advance(by: Duration, enough: () => boolean = () => false): Promise<void> {
    const { scheduler } = this.#options;
    const end = later(scheduler.now, by);
    while (!this.over && !enough()) {
      await this.#feeding;
      const next = scheduler.nextDue;
      if (next === undefined || next > end) {
        if (this.#feeding !== undefined) continue;
        scheduler.clock.advanceTo(end);
        return;
      }
      scheduler.runNext();
      if (this.#players.some((player) => player.starved)) await this.#feeding;
    }
  }

  /** Ends the replay now, with goodbyes. */
  stop(): void {
    this.#interrupted = true;
    if (this.#phase === "new") this.#finish();
    else this.#leave();
  }

  /** Ends the replay at once: connections are cut. */
  abort(): void {
    this.#interrupted = true;
    this.#leave();
    for (const player of this.#players) player.abandon();
  }

  #player(generation: number): Player {
    const { scheduler, transport, survey, given, members, seed, naming = {} } = this.#options;
    const phase = generation === 0 ? 0 : keyed(seed, "replay phase", generation) * this.#spread;
    const copies = new Map<number, Copy | undefined>();
    return new Player({
      commons: {
        scheduler,
        transport,
        tally: this.#tally,
        book: this.#book,
        asked: this.#asked,
        tapeTime: () => scheduler.now - this.#origin - phase,
      },
      late: (millis) => this.#options.gauge.late(millis),
      window: this.#window,
      scheduler,
      origin: later(this.#origin, phase),
      copyOf: (connection) => {
        const place = survey.deviceOf(connection);
        if (!copies.has(place)) copies.set(place, copyOf(survey.devices[place]!, generation, this.#scale, naming));
        return copies.get(place);
      },
      specOf: (open, copy) => this.#specOf(open, copy, given),
      epoch: survey.epoch,
      period: this.#period,
      members,
      comparison: this.#comparison,
      moved: () => this.#moved(),
      finished: () => this.#playerFinished(),
    });
  }

  #specOf(open: OpenLine, copy: Copy, given: Given): DialSpec {
    const { tls } = this.#options;
    return {
      ...addressOf(open, copy, given),
      requireSubprotocol: false,
      ...(tls !== undefined && { tls }),
      handshakeTimeout,
      maxPayload,
      perMessageDeflate: false,
    };
  }

  /** The tape's time that generations are apart at most: as wanted, within the tape's length and the memory for it. */
  #spreadOf({ survey, spread }: ReplayOptions): number {
    if (this.#scale.generations < 2) return 0;
    const wanted = Math.min(spread ?? wantedSpread, survey.duration);
    const affordable = (mostSpreadWeight / Math.max(1, survey.busiestSecond)) * 1_000;
    if (wanted <= affordable) return wanted;
    if (spread !== undefined)
      this.#warnings.push(
        `the copies are spread over ${Math.round(affordable) / 1_000} s instead of ${wanted / 1_000} s: more of so dense a tape does not fit into memory`,
      );
    return affordable;
  }

  #moved(): void {
    if (++this.#moves % (this.#players.length + 64) === 0) {
      let last = Number.POSITIVE_INFINITY;
      for (const player of this.#players) if (!player.over) last = Math.min(last, player.next);
      if (Number.isFinite(last)) this.#window.release(last);
    }
    if (this.#window.hungry) this.#feed();
  }

  #feed(): void {
    if (this.#feeding !== undefined || this.#phase !== "playing") return;
    this.#feeding = this.#window.feed().then(
      () => {
        this.#feeding = undefined;
        if (this.#window.hungry) this.#feed();
        else if (this.#players.length === 0) this.#start();
        for (const player of this.#players) player.wake();
      },
      (fault: unknown) => {
        this.#feeding = undefined;
        this.#fail(fault);
      },
    );
  }

  #playerFinished(): void {
    if (--this.#playersLeft === 0) this.#finish();
  }

  #leave(): void {
    if (this.#phase !== "playing") return;
    if (this.#players.length === 0) return this.#finish();
    const { scheduler } = this.#options;
    this.#phase = "leaving";
    this.#realAtEnd = this.#realMillis;
    for (const player of this.#players) player.stop();
    scheduler.at(later(scheduler.now, peerTime(scheduler.clock, mostLeaving)), {
      onDue: () => {
        for (const player of this.#players) player.abandon();
      },
    });
  }

  #finish(): void {
    if (this.#phase === "ended") return;
    this.#windUp();
    this.#settle.resolve(this.#summary());
  }

  #fail(fault: unknown): void {
    if (this.#phase === "ended") return;
    this.#windUp();
    for (const player of this.#players) player.abandon();
    this.#settle.reject(fault);
  }

  #windUp(): void {
    const { scheduler } = this.#options;
    this.#phase = "ended";
    this.#realAtEnd ??= this.#realMillis;
    this.#generator.stop();
    // What it could not close is gone with the process.
    this.#window.close().catch(() => {});
    if (!scheduler.clock.virtual) scheduler.stop();
  }

  #tickLater(): void {
    const { scheduler } = this.#options;
    scheduler.at(later(scheduler.now, peerTime(scheduler.clock, 1_000)), { onDue: () => this.#tick() });
  }

  #tick(): void {
    if (this.#phase !== "playing") return;
    const { progressed } = this.#options;
    this.#generator.look();
    if (this.#hopeless) {
      const { giveUpAfter } = this.#options;
      this.#warnings.push(`no connection to the target in ${Math.round(giveUpAfter! / 1_000)} s, gave up`);
      this.#interrupted = true;
      return this.#leave();
    }
    const tape = this.#options.scheduler.now - this.#origin;
    // The first devices may be through while copies of them, or a slow server, are not.
    const round = Math.min(Math.floor(tape / this.#period), this.#options.rounds - 1);
    progressed?.({
      realMillis: this.#realMillis,
      tapeMillis: Math.min(tape - round * this.#period, this.#options.survey.duration),
      round,
      tally: this.#tally,
    });
    this.#tickLater();
  }

  get #hopeless(): boolean {
    const { opened, refused, attempts } = this.#tally.connections;
    const { giveUpAfter } = this.#options;
    if (giveUpAfter === undefined || opened > 0 || refused > 0 || attempts === 0) return false;
    return this.#realMillis > giveUpAfter;
  }

  /** Since the beginning. */
  get #realMillis(): number {
    const { clock } = this.#options.scheduler;
    return clock.real() - clock.realAt(this.#origin);
  }

  #summary(): ReplaySummary {
    const { name, given, scheduler, survey, rounds, seed, version, startedAt } = this.#options;
    return replaySummary({
      info: {
        tape: name,
        target: displayUrl(given.target),
        speed: scheduler.clock.speed,
        rounds: Number.isFinite(rounds) ? rounds : null,
        recordedDevices: survey.devices.length,
        devices: this.#scale.devices,
        tapeSeconds: survey.duration / 1_000,
        tapeConnections: survey.connections,
        spreadSeconds: Math.round(this.#spread) / 1_000,
        seed,
      },
      version,
      startedAt,
      realMillis: this.#realAtEnd ?? 0,
      interrupted: this.#interrupted,
      tally: this.#tally,
      comparison: this.#comparison,
      generator: this.#generator,
      warnings: this.#warnings,
    });
  }
}
