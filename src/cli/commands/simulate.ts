/** `flotilla simulate`: a scenario in virtual time, without a server, to data or to a home's story. */
import { resolve } from "node:path";
import { FlotillaError } from "../../kernel/errors.ts";
import { days, type Duration, parseDuration } from "../../kernel/time.ts";
import { RealClock } from "../../kernel/real-clock.ts";
import { homesTogether } from "../../library/simulation/homes-together.ts";
import { homeStory } from "../../library/simulation/home-story.ts";
import { usableCores } from "../../library/machine/usable-cores.ts";
import { Simulation } from "../../library/simulation/simulate.ts";
import { simulationNeeds } from "../../library/simulation/simulation-needs.ts";
import { DataFile } from "../../report/data-file.ts";
import { DataLines } from "../../report/data-lines.ts";
import { dataFilter } from "../../report/data-filter.ts";
import { type DataFormatName, dataFormat, dataFormats } from "../../report/data-format.ts";
import { dataOf } from "../../report/data-record.ts";
import { type DataSink, StreamSink } from "../../report/data-sink.ts";
import { simulationText } from "../../report/data-summary.ts";
import { printable } from "../../report/printable.ts";
import { noTarget } from "../../scenario/source/overrides.ts";
import { type CliCommand, flag, type Given, number, text } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { hiding } from "../hidden-secrets.ts";
import { type Host, inColour, onStopAsked } from "../host.ts";
import { kindSource } from "../../library/sources/kind-source.ts";
import { type Prepared, prepareRun } from "../prepare-run.ts";
import { shardsAsked } from "../shards-asked.ts";
import { letYoungGenerationGrow } from "../young-generation.ts";

export const simulateCommand: CliCommand = {
  name: "simulate",
  summary: "Run a scenario in virtual time, without a server, to data",
  positionals: [
    { name: "scenario", doc: "Scenario file (YAML, JSON, TypeScript), or the name of a shipped one", required: true },
  ],
  options: {
    for: {
      type: "text",
      value: "D",
      doc: "Simulated time, such as 14d; default is the scenario's length, with --story 1d",
    },
    out: { type: "text", value: "FILE", default: "-", doc: "Where the data goes; - is stdout" },
    format: {
      type: "text",
      value: "F",
      default: dataFormats[0],
      doc: `How it is written: ${dataFormats.join(" or ")}`,
    },
    only: { type: "text", value: "NAMES", doc: "Kinds, attributes, events and commands to keep, with commas" },
    home: { type: "number", value: "N", doc: "One home only; the first is 0" },
    story: { type: "flag", doc: "Print a day of that home for people to read" },
    shards: {
      type: "text",
      value: "N",
      default: "1",
      doc: "Processes that live the homes; auto takes one for each core",
    },
    seed: { type: "number", value: "S", doc: "Another fleet of the same description" },
    devices: { type: "number", value: "N", doc: "Total number of devices, all groups in proportion" },
    set: { type: "text", value: "PATH=VALUE", repeated: true, doc: "Changes one value of the scenario" },
    kinds: { type: "text", value: "FILE", repeated: true, doc: "File with further kinds of devices" },
  },
  examples: [
    ["$0 simulate quickstart --for 14d --out data.ndjson", "two weeks of sixty homes, a line for each report"],
    ["$0 simulate my.yaml --format csv --only thermostat,localTemperature > t.csv", "one attribute, for a spreadsheet"],
    ["$0 simulate quickstart --home 17 --story", "what happens in a home in a day, and what its devices say"],
  ],
  notes: [
    "All devices are there all the time: load and target do not matter, the timeline does.",
    "The same scenario and seed give the same bytes, in one process or in several; a home says alone what it says among all.",
    "",
    "Exit codes:",
    "  0    done",
    "  2    wrong usage: the command line, or a file that cannot be read or written",
    "  3    invalid scenario",
    "  10   a device died of a fault in its kind, or a script failed",
    "  130  interrupted; what is written is whole",
  ].join("\n"),
  async run(given, host) {
    const wish = wishOf(given);
    // What credentials a target needs is of no concern here.
    const prepared = await prepareRun({ ...given, target: [noTarget] }, host);
    for (const problem of prepared.warnings) host.stderr.write(`warning: ${problem}\n`);
    return wish.story ? tellStory(prepared, wish, host) : writeData(prepared, wish, given, host);
  },
};

interface Wish {
  readonly length: Duration | undefined;
  readonly format: DataFormatName;
  readonly home: number | undefined;
  readonly story: boolean;
  /** Processes. */
  readonly shards: number;
}

function wishOf(given: Given): Wish {
  const story = flag(given, "story");
  const unfit = ["only", "format"].find((name) => story && given[name] !== undefined && given[name] !== dataFormats[0]);
  if (unfit !== undefined)
    throw new FlotillaError("usage", `expected no --${unfit} with --story, found one`, {
      hint: "A story is for people; without --story the data is for programs.",
    });
  return {
    length: lengthOf(text(given, "for")),
    format: formatOf(text(given, "format")!),
    home: number(given, "home"),
    story,
    shards: shardsOf(text(given, "shards")!, story || given["home"] !== undefined),
  };
}

/** @param alone whether there is one home only */
function shardsOf(written: string, alone: boolean): number {
  const asked = shardsAsked(written);
  if (asked === "auto") return alone ? 1 : Math.ceil(usableCores());
  if (asked > 1 && alone)
    throw new FlotillaError("usage", `expected one shard for one home, found ${asked}`, { hint: "Drop --shards." });
  return asked;
}

function lengthOf(written: string | undefined): Duration | undefined {
  if (written === undefined) return undefined;
  const length = parseDuration(written);
  if (length !== undefined && length > 0) return length;
  throw new FlotillaError("usage", `expected a duration after --for, found ${JSON.stringify(written)}`, {
    hint: "Such as 14d, 36h or 90m.",
  });
}

function formatOf(written: string): DataFormatName {
  const format = dataFormats.find((name) => name === written);
  if (format !== undefined) return format;
  throw new FlotillaError("usage", `expected --format ${dataFormats.join(" or ")}, found ${JSON.stringify(written)}`);
}

async function writeData(prepared: Prepared, wish: Wish, given: Given, host: Host): Promise<ExitCode> {
  const { plan, functions, kinds, secrets } = prepared;
  const slices = Math.min(wish.shards, plan.homes);
  if (slices > 1) return writeInSlices(prepared, { ...wish, shards: slices }, given, host);
  const inFleet = kinds.filter(({ name }) => plan.fleet.some(({ kind }) => kind === name));
  const filter = dataFilter(text(given, "only"), inFleet);
  const stop = stopping(host);
  const hide = hiding(secrets);
  letYoungGenerationGrow();
  const simulation = new Simulation(plan, {
    ...simulationNeeds(kinds, functions),
    ...(wish.length === undefined ? {} : { length: wish.length }),
    ...(wish.home === undefined ? {} : { home: wish.home }),
    homesTogether,
    record: (record) => {
      const data = dataOf(record);
      const kept = data === undefined ? undefined : filter.keep(data);
      if (kept !== undefined) lines.add(kept);
    },
    passed: (until) => lines.passed(until),
    notice: (level, message) => {
      if (level === "warning") warn(host, hide(message));
    },
    ready: () => Promise.race([sink.ready(), stop.asked]),
  });
  const sink = await sinkOf(text(given, "out")!, host);
  const lines = new DataLines(dataFormat(wish.format, plan.clock.timeZoneOffset), sink);
  const stopwatch = new RealClock(simulation.start);
  try {
    await untilOver(simulation, stop);
    if (!stop.wasAsked) lines.end();
  } finally {
    lines.drop();
    stop.off();
    await sink.close();
  }
  const { devices, homes, elapsed } = simulation;
  const figures = { scenario: plan.name, devices, homes, elapsed, lines: lines.lines, tookMillis: stopwatch.real() };
  host.stderr.write(simulationText({ ...figures, interrupted: stop.wasAsked }));
  return exitCodeOf(stop, simulation);
}

async function writeInSlices(prepared: Prepared, wish: Wish, given: Given, host: Host): Promise<ExitCode> {
  const { plan, kinds, secrets, folder, code, functions } = prepared;
  const only = text(given, "only");
  // Words that fit nothing are refused before anything is started.
  dataFilter(
    only,
    kinds.filter(({ name }) => plan.fleet.some(({ kind }) => kind === name)),
  );
  const { simulateInSlices } = await import("../../library/simulation/simulation-processes.ts");
  const stop = stopping(host);
  const hide = hiding(secrets);
  const sink = await sinkOf(text(given, "out")!, host);
  const stopwatch = new RealClock(plan.clock.start);
  try {
    const options = {
      plan,
      slices: wish.shards,
      kinds: kindSource(plan, kinds, prepared.kindFiles),
      folder,
      ...(code === undefined || functions.size === 0 ? {} : { scenario: code }),
      format: wish.format,
      ...(wish.length === undefined ? {} : { length: wish.length }),
      ...(only === undefined ? {} : { only }),
      sink,
      notice: (level: "info" | "warning", message: string) => {
        if (level === "warning") warn(host, hide(message));
      },
    };
    const outcome = await simulateInSlices(options, stop.asked);
    const { devices, homes, elapsed, lines } = outcome;
    const figures = { scenario: plan.name, devices, homes, elapsed, lines, tookMillis: stopwatch.real() };
    host.stderr.write(simulationText({ ...figures, interrupted: stop.wasAsked }));
    return exitCodeOf(stop, outcome);
  } finally {
    stop.off();
    await sink.close();
  }
}

async function tellStory({ plan, functions, kinds }: Prepared, wish: Wish, host: Host): Promise<ExitCode> {
  const { stdout, env } = host;
  const stop = stopping(host);
  const { simulation, end } = homeStory(plan, {
    kinds,
    functions,
    home: wish.home ?? 0,
    length: wish.length ?? days(1),
    page: { columns: stdout.columns, colour: inColour(stdout, env), write: (line) => stdout.write(line) },
    ready: () => Promise.race([stdout.drained(), stop.asked]),
  });
  try {
    await untilOver(simulation, stop);
  } finally {
    stop.off();
  }
  end();
  return exitCodeOf(stop, simulation);
}

async function untilOver(simulation: Simulation, stop: Stopping): Promise<void> {
  void stop.asked.then(() => simulation.stop());
  await simulation.run();
}

function exitCodeOf(
  { wasAsked }: Stopping,
  { crashes, failures, endedBy }: Pick<Simulation, "crashes" | "failures" | "endedBy">,
): ExitCode {
  if (wasAsked) return exitCodes.interrupted;
  return crashes > 0 || failures.length > 0 || endedBy?.fail === true ? exitCodes.failed : exitCodes.pass;
}

async function sinkOf(path: string, { cwd, stdout }: Host): Promise<DataSink> {
  return path === "-" ? new StreamSink(stdout) : DataFile.open(resolve(cwd, path));
}

/** The user's wish to stop, from now on until `off`. */
interface Stopping {
  /** Resolves when asked. */
  readonly asked: Promise<void>;
  readonly wasAsked: boolean;
  readonly off: () => void;
}

function stopping(host: Host): Stopping {
  let wasAsked = false;
  let off = (): void => {};
  const asked = new Promise<void>((resolveAsked) => {
    off = onStopAsked(host, () => {
      wasAsked = true;
      resolveAsked();
    });
  });
  return {
    asked,
    get wasAsked() {
      return wasAsked;
    },
    off,
  };
}

function warn({ stderr }: Host, problem: string): void {
  stderr.write(`warning: ${printable(problem)}\n`);
}
