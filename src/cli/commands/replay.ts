/** `flotilla replay`: a tape against a server, once more; or the tape as a scenario. */
import { resolve } from "node:path";
import { RealClock } from "../../kernel/real-clock.ts";
import { Scheduler } from "../../kernel/scheduler.ts";
import { instant } from "../../kernel/time.ts";
import { packageVersion } from "../../library/package-version.ts";
import { ProcessGauge } from "../../library/processes/process-gauge.ts";
import { openTape } from "../../recording/tape-reader.ts";
import { namePlace } from "../../replay/device-name.ts";
import { Replay } from "../../replay/replay.ts";
import type { ReplaySummary } from "../../replay/replay-summary.ts";
import { replayText } from "../../replay/replay-text.ts";
import { surveyTape } from "../../replay/survey.ts";
import { printable } from "../../report/printable.ts";
import { WsTransport } from "../../wire/transport/ws-transport.ts";
import { type CliCommand, flag, text } from "../command.ts";
import { type ExitCode, exitCodeOfVerdict, exitCodes } from "../exit-code.ts";
import { type Host, inColour, onStopAsked } from "../host.ts";
import { progressLines, replayIntroduction } from "../replay-lines.ts";
import { identitiesOf, replayTls, replayWish } from "../replay-wish.ts";
import { writeTapeScenario } from "../write-tape-scenario.ts";

export const replayCommand: CliCommand = {
  name: "replay",
  summary: "Play a tape against a server: the same devices, messages and spacing",
  positionals: [{ name: "tape", doc: "What flotilla record or flotilla run --record wrote", required: true }],
  options: {
    target: {
      type: "text",
      value: "URL",
      alias: "t",
      doc: "Server to connect to, ws: or wss:; the tape's paths come behind it, unless it has {path}, {query} or {id}",
    },
    speed: { type: "number", value: "X", default: 1, doc: "Times as fast as recorded, 0.1 to 100" },
    loop: { type: "text", value: "N", doc: "Play it so many times, or forever" },
    duration: { type: "text", value: "D", doc: "Ends the replay after this much real time, such as 10m" },
    devices: { type: "number", value: "N", doc: "Number of devices: the tape's, and copies of them" },
    ids: {
      type: "text",
      value: "PATTERN",
      doc: "Ids of the devices, such as load-{number}; default is the tape's, copies are {id}-{copy}",
    },
    identities: {
      type: "text",
      value: "FILE",
      doc: "CSV or NDJSON list of who they are: id, and if wanted serial, mac and others, named as {token}",
    },
    "device-id": {
      type: "text",
      value: "PLACE",
      doc: "Where a foreign device's id stands: query:NAME, header:NAME, path:2, member:/params/device; or none",
    },
    spread: { type: "text", value: "D", doc: "How far apart copies begin, of the tape's time; default up to 30s" },
    seed: { type: "number", value: "S", default: 1, doc: "Spreads the copies otherwise" },
    header: {
      type: "text",
      value: "'NAME: VALUE'",
      repeated: true,
      doc: "Header of every connection; may hold ${env.NAME} and {id}",
    },
    "set-query": { type: "text", value: "NAME=VALUE", repeated: true, doc: "Query parameter of every connection" },
    subprotocol: { type: "text", value: "NAME", repeated: true, doc: "Offered in place of the tape's subprotocols" },
    "set-member": {
      type: "text",
      value: "NAME=VALUE",
      repeated: true,
      doc: "What stands in messages where a secret of this name was taken out",
    },
    compare: { type: "flag", doc: "Report how the server's messages differ from those on the tape" },
    ignore: {
      type: "text",
      value: "PATHS",
      repeated: true,
      doc: "Members that may differ: heartbeatSec,result.desired.version",
    },
    "any-order": { type: "flag", doc: "The order of the server's messages may differ" },
    "with-requests": { type: "flag", doc: "A request that only the tape's server made is a difference, too" },
    ca: { type: "text", value: "FILE", doc: "Certificate authorities to trust for a wss: target, PEM" },
    cert: { type: "text", value: "FILE", doc: "Client certificate, PEM" },
    key: { type: "text", value: "FILE", doc: "Its key, PEM" },
    insecure: { type: "flag", doc: "Accept any TLS certificate" },
    "give-up-after": {
      type: "text",
      value: "D",
      default: "30s",
      doc: "Ends the replay if the target has not answered for so long",
    },
    "as-scenario": { type: "text", value: "FILE", doc: "Write a scenario like the tape, to edit, and play nothing" },
    json: { type: "flag", doc: "Print the summary as JSON and nothing else" },
    quiet: { type: "flag", alias: "q", doc: "Print the summary only" },
  },
  examples: [
    ["$0 replay tape.ndjson --target ws://127.0.0.1:7070", "as it was recorded"],
    ["$0 replay tape.ndjson --target ws://127.0.0.1:7070 --compare", "does the server still answer the same?"],
    ["$0 replay tape.ndjson -t wss://hub.example.com --header 'Authorization: Bearer ${env.TOKEN}'", "with a token"],
    ["$0 replay tape.ndjson -t ws://127.0.0.1:7070 --devices 500 --loop forever --duration 1h", "an hour of load"],
    ["$0 replay tape.ndjson --as-scenario night.yaml", "make a scenario of it"],
  ],
  notes: [
    "Exit codes:",
    "  0    played; with --compare, no differences",
    "  2    wrong usage: the command line, or a tape that cannot be read",
    "  4    target never reachable: no connection was ever opened",
    "  10   the server's messages differ from the tape's (--compare)",
    "  11   invalid: this machine was too slow, the figures say nothing about the server",
    "  130  interrupted, after goodbyes",
  ].join("\n"),
  async run(given, host) {
    const out = text(given, "as-scenario");
    if (out !== undefined) {
      await writeTapeScenario(out, given, host);
      return exitCodes.pass;
    }
    const place = namePlace(text(given, "device-id"));
    const name = text(given, "tape")!;
    const identities = await identitiesOf(given, host);
    const wish = replayWish(given, host, identities);
    const tls = await replayTls(given, host);
    const tape = await openTape(resolve(host.cwd, name), name);
    const survey = await surveyTape(tape, place);
    const clock = new RealClock(instant(Date.now()), wish.speed);
    const scheduler = new Scheduler(clock);
    const replay = new Replay({
      ...wish.options,
      ...(Object.keys(tls).length > 0 && { tls }),
      tape,
      survey,
      name,
      scheduler,
      transport: new WsTransport(scheduler),
      gauge: new ProcessGauge({ watchLoop: true }),
      version: packageVersion,
      startedAt: new Date().toISOString(),
      ...(!flag(given, "json") && !flag(given, "quiet") && { progressed: progressLines(host) }),
    });
    const silent = flag(given, "json") || flag(given, "quiet");
    if (!silent) host.stdout.write(replayIntroduction(name, survey, wish));
    for (const warning of replay.warnings) host.stderr.write(`warning: ${printable(warning)}\n`);
    try {
      const { summary, signalled } = await untilOver(replay, host);
      host.stdout.write(flag(given, "json") ? `${JSON.stringify(summary, null, 2)}\n` : prose(summary, host));
      return exitCodeOf(summary, signalled);
    } finally {
      scheduler.stop();
    }
  },
};

/** The first interrupt says goodbye, the second cuts. */
async function untilOver(replay: Replay, host: Host): Promise<{ summary: ReplaySummary; signalled: boolean }> {
  let signals = 0;
  const off = onStopAsked(host, () => {
    signals++;
    if (signals > 1) replay.abort();
    else replay.stop();
  });
  try {
    replay.begin();
    return { summary: await replay.ended, signalled: signals > 0 };
  } finally {
    off();
  }
}

function prose(summary: ReplaySummary, { stdout, env }: Host): string {
  return replayText(summary, { colour: inColour(stdout, env), columns: stdout.columns });
}

function exitCodeOf({ connections, verdict }: ReplaySummary, signalled: boolean): ExitCode {
  if (signalled) return exitCodes.interrupted;
  if (connections.opened === 0 && connections.attempts > 0) return exitCodes.unreachable;
  return exitCodeOfVerdict(verdict);
}
