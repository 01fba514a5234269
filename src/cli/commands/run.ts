/** `flotilla run`: a scenario against a server, watched and judged. */
import { resolve } from "node:path";
import type { Summary } from "../../fleet/run-events.ts";
import { FlotillaError } from "../../kernel/errors.ts";
import { days, type Duration, parseDuration } from "../../kernel/time.ts";
import { assemble, type Assembly } from "../../library/assemble.ts";
import { fitWarnings } from "../../library/machine/fit/fit-warnings.ts";
import { inlineLess } from "../../library/processes/inline-less.ts";
import { packageVersion } from "../../library/package-version.ts";
import { sourcesOfRun } from "../../library/machine/source-addresses.ts";
import type { RunTape } from "../../recording/run/run-tape.ts";
import { RunDirectory } from "../../report/run-directory.ts";
import { summaryText } from "../../report/summary-text.ts";
import type { RunningServer } from "../../server/http-server.ts";
import { type CliCommand, flag, type Given, text } from "../command.ts";
import { exitCodeOfRun, exitCodesText } from "../exit-code.ts";
import { hiddenFrom, hiding } from "../hidden-secrets.ts";
import { type Host, inColour, onStopAsked } from "../host.ts";
import { type Prepared, prepareRun } from "../prepare-run.ts";
import { screenOf, screenOutputs } from "../run-screen.ts";
import { traceOf, untraced } from "../run-trace.ts";
import { kindSource } from "../../library/sources/kind-source.ts";
import { shardsAsked } from "../shards-asked.ts";

export const runCommand: CliCommand = {
  name: "run",
  summary: "Run a scenario, against a server or on one of its own",
  positionals: [
    { name: "scenario", doc: "Scenario file (YAML, JSON, TypeScript), or the name of a shipped one", required: true },
  ],
  options: {
    target: {
      type: "text",
      value: "URL",
      alias: "t",
      repeated: true,
      doc: "Server to connect to, ws: or wss:; may contain {id}. Over several, devices are spread",
    },
    devices: { type: "number", value: "N", doc: "Total number of devices, all groups in proportion" },
    seed: { type: "number", value: "S", doc: "Another fleet of the same description" },
    speed: { type: "text", value: "X", doc: "Simulated per real time; max is virtual time on a server in memory" },
    duration: { type: "text", value: "D", doc: "Ends the run after this much simulated time, such as 90s" },
    set: { type: "text", value: "PATH=VALUE", repeated: true, doc: "Changes one value of the scenario" },
    kinds: { type: "text", value: "FILE", repeated: true, doc: "File with further kinds of devices" },
    out: { type: "text", value: "DIR", doc: "Folder of the run's files; default runs/<start>-<scenario>" },
    events: { type: "flag", doc: "Also write events.ndjson: every report, event, command and result" },
    record: { type: "text", value: "FILE", doc: "Also record all frames on a tape, for flotilla replay" },
    trace: { type: "text", value: "ID", repeated: true, doc: "Print the frames of these devices; * is any characters" },
    shards: {
      type: "text",
      value: "N",
      default: "auto",
      doc: "Processes that live the fleet; auto is enough for cores and open files",
    },
    "source-addresses": {
      type: "text",
      value: "ADDRS",
      doc: "Addresses of this machine to connect from, such as 127.0.0.2-127.0.0.60, 10.0.0.0/24 or eth0",
    },
    "give-up-after": {
      type: "text",
      value: "D",
      default: "30s",
      doc: "Ends the run if the target has not answered for so long",
    },
    insecure: { type: "flag", doc: "Accept any TLS certificate" },
    json: { type: "flag", doc: "Print the summary as JSON and nothing else" },
    quiet: { type: "flag", alias: "q", doc: "Print the summary only" },
  },
  examples: [
    ["$0 run quickstart", "60 homes on a server of their own"],
    ["$0 run three-devices --target ws://127.0.0.1:8080 --trace '*'", "against your server, watching every frame"],
    ["$0 run my.yaml --target 'wss://hub.example.com/devices/{id}'", "your scenario, a url for each device"],
    ["$0 run my.yaml --set homes=200 --set fleet.bulb.perHome=4", "a larger fleet of the same scenario"],
    ["$0 run my.yaml --speed max --json", "in virtual time, for a program to read"],
  ],
  notes: exitCodesText,
  async run(given, host) {
    const giveUpAfter = patience(text(given, "give-up-after")!);
    const shards = shardsAsked(text(given, "shards")!);
    const prepared = await prepareRun(given, host);
    const { plan, functions, kinds, folder } = prepared;
    if (plan.clock.speed !== "max") inlineLess();
    let warn = (problem: string): void => host.stderr.write(`warning: ${problem}\n`);
    for (const warning of prepared.warnings) warn(warning);
    const sources = await sourcesOfRun(plan, text(given, "source-addresses"));
    const wanted = shards === "auto" ? undefined : shards;
    for (const warning of fitWarnings(plan, { shards: wanted, sources })) warn(warning);

    const hide = hiding(prepared.secrets);
    const tape = await tapeOf(given, host, prepared, {
      now: () => assembly.scheduler.clock.real(),
      warn: (problem) => warn(problem),
    });
    const directory = await openDirectory(given, host, prepared, (problem) => warn(problem)).catch(
      (thrown: unknown) => {
        tape?.discard();
        throw thrown;
      },
    );
    const screen = screenOf(given, host, plan);
    const trace = traceOf(given, host, hide, () => assembly.scheduler.clock.real());
    const assembly: Assembly = await assemble(plan, {
      kinds,
      functions,
      folder,
      virtual: plan.clock.speed === "max",
      outputs: [directory, ...screenOutputs(screen, host)].map((output) => hiddenFrom(output, hide)),
      giveUpAfter,
      waiting: (problem) => warn(problem),
      ...(sources === undefined ? {} : { sources }),
      shards,
      elsewhere: {
        kinds: kindSource(plan, kinds, prepared.kindFiles),
        ...(prepared.code === undefined ? {} : { scenario: prepared.code }),
        ...(trace === undefined ? {} : { traced: trace.patterns }),
        records: { secrets: prepared.secrets, part: (shard) => directory.eventPart(shard) },
      },
      ...(trace === undefined ? {} : { trace: trace.trace, traced: trace.traced }),
      ...(tape !== undefined && { around: tape.around }),
    }).catch(async (thrown: unknown) => {
      tape?.discard();
      await directory.discard();
      throw thrown;
    });
    try {
      const remark = untraced(trace, given, assembly.layout, plan);
      if (remark !== undefined) warn(remark);
      if (assembly.server !== undefined && screen !== "silent") host.stdout.write(introduction(assembly.server));
      warn = (problem) => assembly.run.notice("warning", problem);
      if (assembly.remark !== undefined && screen !== "silent") host.stdout.write(`${assembly.remark}\n`);
      const { summary, signalled } = await untilOver(assembly, directory, host);
      const shown = hide(summary);
      host.stdout.write(flag(given, "json") ? json(shown) : prose(shown, directory, host));
      return exitCodeOfRun(summary, signalled);
    } finally {
      await assembly.close();
      tape?.close();
    }
  },
};

function patience(written: string): Duration {
  const duration = parseDuration(written);
  if (duration !== undefined) return duration;
  throw new FlotillaError("usage", `expected a duration after --give-up-after, found ${JSON.stringify(written)}`, {
    hint: "Such as 30s or 1m30s.",
  });
}

/** Loaded only where it is asked for. */
async function tapeOf(
  given: Given,
  host: Host,
  { plan, secrets }: Prepared,
  wiring: { readonly now: () => number; readonly warn: (problem: string) => void },
): Promise<RunTape | undefined> {
  const shown = text(given, "record");
  if (shown === undefined) return undefined;
  const { RunTape: Tape } = await import("../../recording/run/run-tape.ts");
  return new Tape({
    path: resolve(host.cwd, shown),
    shown,
    plan,
    secrets,
    recorder: `flotilla ${packageVersion}`,
    ...wiring,
  });
}

function openDirectory(
  given: Given,
  host: Host,
  { plan, redacted }: Prepared,
  warn: (problem: string) => void,
): Promise<RunDirectory> {
  return RunDirectory.open({
    path: text(given, "out"),
    cwd: host.cwd,
    name: plan.name,
    scenario: redacted,
    events: flag(given, "events"),
    warn,
  });
}

function introduction({ url, wsUrl }: RunningServer): string {
  return `Reference server at ${url}, for devices ${wsUrl}\n`;
}

/** Runs to the end. The first interrupt stops politely, the second at once; one that comes when only files are left is no part of the run. */
async function untilOver(
  { run }: Assembly,
  directory: RunDirectory,
  host: Host,
): Promise<{ summary: Summary; signalled: boolean }> {
  let signals = 0;
  const off = onStopAsked(host, () => {
    if (run.over) return directory.hurry();
    signals++;
    if (signals > 1) {
      run.abort();
      directory.hurry();
    } else {
      run.notice("info", "interrupted: devices say goodbye; another interrupt stops at once");
      // Should it fail, who waits for the end hears of it.
      run.stop(true).catch(() => {});
    }
  });
  try {
    run.begin();
    await run.advance(longerThanAnyRun, () => run.over);
    return { summary: await run.ended, signalled: signals > 0 };
  } finally {
    off();
  }
}

const longerThanAnyRun: Duration = days(36_525);

function json(summary: Summary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}

function prose(summary: Summary, { path }: RunDirectory, { stdout, env }: Host): string {
  return summaryText(summary, { directory: path, colour: inColour(stdout, env), columns: stdout.columns });
}
