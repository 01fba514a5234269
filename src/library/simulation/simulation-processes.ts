/**
 * A simulation in several processes, each with a slice of the homes: the bytes are those of one.
 *
 * 1. Each slice makes its own lines; here they are only put together, in order of time.
 * 2. What is about the whole run is decided here ({@link SimulationLead}), as in one process.
 */
import { type ErrorCode, FlotillaError } from "../../kernel/errors.ts";
import { type Duration, type Instant, later, millis } from "../../kernel/time.ts";
import { firstNames } from "../../fleet/first-names.ts";
import type { RunEnd } from "../../fleet/timeline/stage.ts";
import { dataFormat } from "../../report/data-format.ts";
import type { DataSink } from "../../report/data-sink.ts";
import { MergedLines } from "../../report/merged-lines.ts";
import { fleetLayout } from "../../scenario/groups/fleet-layout.ts";
import type { Channel } from "../../shards/channel.ts";
import { firstLimits } from "../../shards/limits-ahead.ts";
import { sliceOf } from "../../shards/slice.ts";
import { homesTogether as together } from "./homes-together.ts";
import { openSpool, SpoolReader } from "./line-spool.ts";
import { channelToChild } from "../processes/process-channel.ts";
import { groupsOf, homesTogether } from "./simulate.ts";
import { SimulationLead } from "./simulation-lead.ts";
import type { FromSlice, SliceSetup, ToSlice } from "./simulation-slice.ts";
import { exitOf, startProcess } from "../processes/start-process.ts";

export interface SlicedSimulationOptions extends Omit<
  SliceSetup,
  "number" | "count" | "limits" | "spool" | "firstNames"
> {
  readonly slices: number;
  readonly sink: DataSink;
  readonly notice: (level: "info" | "warning", text: string, at: Instant) => void;
  /** How a slice is reached; absent: in a process of its own. */
  readonly open?: (slice: number) => Channel<ToSlice, FromSlice>;
}

/** What has become of it. */
export interface SlicedOutcome {
  readonly devices: number;
  readonly homes: number;
  readonly elapsed: Duration;
  readonly lines: number;
  readonly crashes: number;
  readonly failures: readonly string[];
  readonly endedBy: RunEnd | undefined;
}

/** @param stopAsked when the user no longer wants it. @throws FlotillaError of a slice that failed, or of a disk. */
export async function simulateInSlices(
  options: SlicedSimulationOptions,
  stopAsked: Promise<void>,
): Promise<SlicedOutcome> {
  const { plan, slices, sink, notice, open: opened, format, length } = options;
  const layout = fleetLayout(plan);
  const homes = Array.from({ length: slices }, (_, number) => sliceOf(plan.homes, number, slices));
  const lead = new SimulationLead({
    plan,
    layout,
    slices,
    groups: homes.reduce((sum, some) => sum + groupsOf(some, homesTogether(plan, together)).length, 0),
    tell: (level, text, at) => notice(level, text, later(plan.clock.start, millis(at))),
  });
  const lines = new MergedLines(sink, slices, dataFormat(format, plan.clock.timeZoneOffset).head);
  const exits: Promise<unknown>[] = [];
  const spools = homes.map(() => (opened === undefined ? openSpool() : undefined));
  const readers = spools.map((file) => (file === undefined ? undefined : new SpoolReader(file)));
  const open =
    opened ??
    ((number: number): Channel<ToSlice, FromSlice> => {
      const file = spools[number];
      const child = startProcess("simulation/simulation-process", [], file === undefined ? [] : [file]);
      exits.push(exitOf(child));
      return channelToChild(child);
    });
  const { slices: _, sink: __, notice: ___, open: ____, ...setup } = options;
  const limits = await firstLimits({ plan, layout });
  const channels = [...homes.keys()].map((number) => open(number));
  const passed = homes.map(() => 0);
  let stopped = false;
  /** Whoever is to be told goes on once the sink takes more. */
  let waiting: Promise<void> = Promise.resolve();
  const lives = channels.map(
    (channel, number) =>
      new Promise<Extract<FromSlice, { readonly type: "done" }>>((resolve, reject) => {
        const taken = (): void => {
          waiting = waiting.then(() => sink.ready());
          waiting.then(() => channel.send({ type: "taken" }), reject);
        };
        channel.listen({
          onGone: (why) => reject(new FlotillaError("internal", `expected slice ${number} to live, found it ${why}`)),
          onMessage(message) {
            switch (message.type) {
              case "lines":
                return lines.add(number, message.piece, taken);
              case "spooled":
                return lines.add(number, readers[number]!.take(message.piece), taken);
              case "passed":
                lines.passed(number, message.until);
                passed[number] = message.elapsed;
                return lead.passed(Math.min(...passed) - justBefore);
              case "said":
                return lead.said(message.shard, message.saying);
              case "second":
                return void lead
                  .second(number, message.at, message.figures)
                  .then((second) => channel.send({ type: "next", second: stopped ? undefined : second }));
              case "done":
                lines.passed(number, Number.POSITIVE_INFINITY);
                return resolve(message);
              case "failed": {
                const { code, message: text, hint } = message.fault;
                reject(new FlotillaError(code as ErrorCode, text, hint === undefined ? {} : { hint }));
              }
            }
          },
        });
        channel.send({
          type: "setup",
          setup: { ...setup, firstNames, number, count: slices, limits, ...spoolOf(spools[number]) },
        });
      }),
  );
  void stopAsked.then(() => {
    stopped = true;
    for (const channel of channels) channel.send({ type: "stop" });
  });
  try {
    const done = await Promise.all(lives);
    const elapsed = Math.min(length ?? plan.duration, ...done.map((one) => one.elapsed));
    lead.close(elapsed);
    return {
      devices: layout.total,
      homes: plan.homes,
      elapsed: millis(elapsed),
      lines: lines.lines,
      crashes: done.reduce((sum, { crashes }) => sum + crashes, 0),
      failures: lead.failures,
      endedBy: lead.endedBy,
    };
  } finally {
    // Who closes the sink would cut off what is being written.
    await Promise.race([waiting.catch(() => {}), stopAsked]);
    lines.end();
    for (const channel of channels) channel.close();
    await Promise.all(exits);
    for (const reader of readers) reader?.close();
  }
}

/** In a process of its own a file that it is given has the first number after its channel's. */
function spoolOf(file: number | undefined): Pick<SliceSetup, "spool"> {
  return file === undefined ? {} : { spool: 4 };
}

/** Instants of our time are 2^-12 ms apart. */
const justBefore = 2 ** -12;
