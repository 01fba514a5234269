/**
 * A slice of a simulation in a process of its own: lives its homes, and says all there is to say of them over a channel.
 *
 *     parent                     slice
 *       setup -------------------->
 *       <---------------- lines, passed      data in order of time, and how far it has come
 *       <---------------- said, second       where something is about the whole run, it waits at each whole second
 *       next --------------------->
 *       <------------------------- done
 */
import { Simulation } from "./simulate.ts";
import { codeOfPlan } from "../code-of-plan.ts";
import { homesTogether } from "./homes-together.ts";
import { functionsOf, kindsOf } from "../processes/living-shard.ts";
import { type SpooledPiece, SpoolWriter } from "./line-spool.ts";
import type { Lead } from "./simulation-lead.ts";
import type { RunFigures, RunSecond } from "../../fleet/run-wide/run-second.ts";
import type { Saying } from "../../fleet/run-wide/saying.ts";
import type { Duration } from "../../kernel/time.ts";
import { DataLines } from "../../report/data-lines.ts";
import { dataFilter } from "../../report/data-filter.ts";
import { type DataFormatName, dataFormat } from "../../report/data-format.ts";
import { dataOf } from "../../report/data-record.ts";
import { type LinePiece, SliceSink } from "../../report/slice-sink.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { Channel } from "../../shards/channel.ts";
import type { ShardFault } from "../../shards/message.ts";
import { faultOf } from "../../shards/shard-server.ts";
import type { ShardSetup } from "../../shards/shard-setup.ts";
import { sliceOf } from "../../shards/slice.ts";

/** What a slice is given, plain data. */
export interface SliceSetup extends Pick<ShardSetup, "kinds" | "scenario" | "folder" | "limits" | "firstNames"> {
  readonly number: number;
  readonly count: number;
  readonly plan: Plan;
  readonly length?: Duration;
  readonly format: DataFormatName;
  readonly only?: string;
  /** The open file by which lines go to the parent; absent: they are sent. */
  readonly spool?: number;
}

export type ToSlice =
  | { readonly type: "setup"; readonly setup: SliceSetup }
  /** A piece of lines was handed on. */
  | { readonly type: "taken" }
  /** What happens at the second it waits at; nothing: the run has ended. */
  | { readonly type: "next"; readonly second: RunSecond | undefined }
  | { readonly type: "stop" };

export type FromSlice =
  | { readonly type: "lines"; readonly piece: LinePiece }
  | { readonly type: "spooled"; readonly piece: SpooledPiece }
  /** All lines, and all that is to be said, of before `until` have come: the instant, and milliseconds since the start. */
  | { readonly type: "passed"; readonly until: number; readonly elapsed: number }
  | { readonly type: "said"; readonly shard: number; readonly saying: Saying }
  | { readonly type: "second"; readonly at: number; readonly figures: RunFigures | undefined }
  | { readonly type: "done"; readonly crashes: number; readonly elapsed: Duration }
  | { readonly type: "failed"; readonly fault: ShardFault };

/** @param ended called when it has nothing more to do */
export function serveSlice(channel: Channel<FromSlice, ToSlice>, ended: () => void): void {
  let living: LivingSlice | undefined;
  channel.listen({
    onGone: ended,
    onMessage(message) {
      if (message.type !== "setup") return living?.hear(message);
      living = new LivingSlice(channel, message.setup);
      living.live().catch((thrown: unknown) => channel.send({ type: "failed", fault: faultOf(thrown) }, ended));
    },
  });
}

class LivingSlice {
  readonly #channel: Channel<FromSlice, ToSlice>;
  readonly #setup: SliceSetup;
  readonly #sink: SliceSink;
  readonly #spool: SpoolWriter | undefined;
  /** Of each piece that is under way the slot that it is in, if any. */
  readonly #underWay: (number | undefined)[] = [];
  #goOn: ((second: RunSecond | undefined) => void) | undefined;
  #simulation: Simulation | undefined;

  constructor(channel: Channel<FromSlice, ToSlice>, setup: SliceSetup) {
    this.#channel = channel;
    this.#setup = setup;
    const spool = setup.spool === undefined ? undefined : new SpoolWriter(setup.spool);
    this.#spool = spool;
    this.#sink = new SliceSink((piece) => {
      const spooled = spool?.put(piece);
      this.#underWay.push(spooled?.slot);
      channel.send(spooled === undefined ? { type: "lines", piece } : { type: "spooled", piece: spooled });
    });
  }

  hear(message: Exclude<ToSlice, { readonly type: "setup" }>): void {
    switch (message.type) {
      case "taken":
        return this.#taken();
      case "next":
        return this.#goOn?.(message.second);
      case "stop":
        this.#simulation?.stop();
        this.#goOn?.(undefined);
    }
  }

  /** Pieces are taken in their order. */
  #taken(): void {
    const slot = this.#underWay.shift();
    if (slot !== undefined) this.#spool!.free(slot);
    this.#sink.taken();
  }

  async live(): Promise<void> {
    const { plan, number, count, length, format, only, limits = [], firstNames } = this.#setup;
    const kinds = await kindsOf(this.#setup);
    const functions = await functionsOf(this.#setup, kinds);
    const filter = dataFilter(
      only,
      kinds.filter(({ name }) => plan.fleet.some(({ kind }) => kind === name)),
    );
    const lines = new DataLines({ ...headless(dataFormat(format, plan.clock.timeZoneOffset)) }, this.#sink);
    const simulation: Simulation = new Simulation(plan, {
      kinds,
      firstNames,
      ...(await codeOfPlan(plan, new Map(kinds.map((kind) => [kind.name, kind])), functions)),
      ...(length === undefined ? {} : { length }),
      slice: { number, homes: sliceOf(plan.homes, number, count), lead: this.#lead(), limits },
      homesTogether,
      record: (record) => {
        const data = dataOf(record);
        const kept = data === undefined ? undefined : filter.keep(data);
        if (kept !== undefined) lines.add(kept);
      },
      passed: (until) => {
        lines.passed(until);
        this.#channel.send({ type: "passed", until: Math.round(until), elapsed: until - simulation.start });
      },
      notice: () => {},
      ready: () => this.#sink.ready(),
    });
    this.#simulation = simulation;
    await simulation.run();
    lines.end();
    await this.#sink.close();
    const { crashes, elapsed } = simulation;
    this.#channel.send({ type: "done", crashes, elapsed });
  }

  #lead(): Lead {
    return {
      said: (shard, saying) => this.#channel.send({ type: "said", shard, saying }),
      second: (_, at, figures) =>
        new Promise((resolve) => {
          this.#goOn = resolve;
          this.#channel.send({ type: "second", at, figures });
        }),
      passed: () => {},
      close: () => {},
      failures: [],
      endedBy: undefined,
    };
  }
}

/** What comes first in the data is not of a slice. */
function headless(format: ReturnType<typeof dataFormat>): ReturnType<typeof dataFormat> {
  return { head: "", write: (record, into) => format.write(record, into) };
}
