/**
 * JSON Schema (2020-12) of `summary.json`, version 1, as `flotilla schema summary` prints it.
 *
 * Each object is written down with {@link exactly} of its TypeScript type, so a figure that is in one and not in the other does not
 * compile. It describes exactly what this release writes. Later releases of version 1 only add figures: whoever reads the files of
 * several releases ignores what they do not know.
 */
import type {
  CheckedExpectation,
  GeneratorSummary,
  Latencies,
  Recovery,
  ShardSummary,
  Summary,
} from "../fleet/run-events.ts";
import type { HistogramSummary } from "../metrics/histogram.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

const text = (description: string): JsonSchema => ({ type: "string", description });
const flag = (description: string): JsonSchema => ({ type: "boolean", description });
const count = (description: string): JsonSchema => ({ type: "integer", minimum: 0, description });
const figure = (description: string): JsonSchema => ({ type: "number", minimum: 0, description });
const orNull = ({ type, ...rest }: JsonSchema): JsonSchema => ({ ...rest, type: [type, "null"] });
const list = (description: string, items: JsonSchema): JsonSchema => ({ type: "array", description, items });
const by = (description: string, names: JsonSchema, values: JsonSchema): JsonSchema => ({
  type: "object",
  description,
  propertyNames: names,
  additionalProperties: values,
});
const histogram = (description: string): JsonSchema => ({ $ref: "#/$defs/histogram", description });

/** An object with all members of `T`, and no others. */
function exactly<T>(description: string, properties: { readonly [Name in keyof T]-?: JsonSchema }): JsonSchema {
  return { type: "object", description, properties, required: Object.keys(properties), additionalProperties: false };
}

const anyName: JsonSchema = { type: "string" };
const closeCode: JsonSchema = { pattern: "^[1-4]\\d{3}$" };
const httpStatus: JsonSchema = { pattern: "^\\d{3}$" };

const histogramDefinition = exactly<HistogramSummary>(
  "An HDR histogram in milliseconds; all 0 when nothing was recorded.",
  {
    count: count("Recorded values."),
    min: figure("Smallest, milliseconds."),
    mean: figure("Mean, milliseconds."),
    p50: figure("Median, milliseconds."),
    p90: figure("90th percentile, milliseconds."),
    p95: figure("95th percentile, milliseconds."),
    p99: figure("99th percentile, milliseconds."),
    p999: figure("99.9th percentile, milliseconds."),
    max: figure("Largest, milliseconds."),
  },
);

const run = exactly<Summary["run"]>("Which run this was.", {
  id: text("Unique among all runs."),
  scenario: text("Name of the scenario."),
  seed: count("The seed that every draw of the run came from."),
  startedAt: { type: "string", format: "date-time", description: "Start, real time." },
  durationSeconds: figure("Length in simulated seconds, up to the moment devices were told to leave."),
  speed: {
    anyOf: [{ type: "number", exclusiveMinimum: 0 }, { const: "max" }],
    description: "Simulated per real time; `max` is virtual time, as fast as it goes.",
  },
  shards: { type: "integer", minimum: 1, description: "Processes that ran the fleet." },
  target: orNull(text("Where devices connected, without credentials; null for the built-in server in memory.")),
  interrupted: flag("Whether the run ended before its planned end."),
});

const devices = exactly<Summary["devices"]>("The fleet.", {
  planned: count("Devices of the scenario."),
  homes: count("Homes they live in."),
  peakConnected: count("Most devices accepted by the server at one time."),
  connectedAtEnd: count("Devices accepted by the server when the run ended, before they said goodbye."),
  byKind: by(
    "The same for each kind.",
    anyName,
    exactly<Summary["devices"]["byKind"][string]>("One kind.", {
      planned: count("Devices of this kind."),
      peakConnected: count("Most of them accepted at one time."),
    }),
  ),
});

const connections = exactly<Summary["connections"]>("Connecting, counted over all devices.", {
  attempts: count("Dials begun."),
  opened: count("Upgrades accepted."),
  ready: count("Devices accepted by the server, first time and again."),
  refused: count("Upgrades answered with another status than 101."),
  failed: count("Attempts without an HTTP answer, and connections on which the server did not accept the device."),
  lost: count("Open connections that ended without the device wanting it, planned faults included."),
  reconnects: count("Times a device was accepted that had been accepted before."),
  halfOpen: count("Connections cut because the server stopped answering pings."),
  closeCodes: by("How often each WebSocket close code ended an open connection.", closeCode, count("Connections.")),
  refusals: by("How often each HTTP status refused an upgrade.", httpStatus, count("Upgrades.")),
  failures: by(
    "How often each reason kept a device from being accepted: a system or TLS error code, or one of Flotilla's own.",
    anyName,
    count("Attempts."),
  ),
});

const messages = exactly<Summary["messages"]>("What went over the wire, counted over all devices.", {
  telemetry: count("Samples sent, re-sent ones not counted again."),
  events: count("Events sent."),
  state: count("State patches sent."),
  acked: count("Samples the server acknowledged."),
  unacknowledged: count(
    "Samples sent that were to be acknowledged and were not when the device left, lost its memory, or had too many of them: they may have arrived.",
  ),
  resent: count("Samples sent again because they were not acknowledged."),
  received: count("Frames received."),
  bytesSent: count("Bytes sent."),
  bytesReceived: count("Bytes received."),
  dropped: count(
    "Samples, events and answers that were never sent, because of a limit, for want of a connection, or lost with the device's memory, and samples that the server refused.",
  ),
  violations: count("Received frames that are not the protocol or break its rules."),
  unhandled: count("Received frames that are well-formed and that nobody asked for."),
});

const commands = exactly<Summary["commands"]>("The ledger of commands.", {
  sent: count("Sent by the scenario's timeline."),
  received: count("Received by devices, from whomever."),
  answered: count("Answered with a result."),
  failed: count("Answered with an error other than unknown."),
  unknown: count("Answered with: no such command."),
  duplicate: count("Repeated while in progress, and not carried out again."),
  late: count("Finished, or received, when nobody could be told any more."),
  lost: count("Sent by the timeline and never received by their device."),
});

const http = exactly<Summary["http"]>("Requests of the scenario's timeline to the server's own API.", {
  sent: count("Requests sent."),
  answered: count("Answered with a status that was expected."),
  unexpected: count("Answered with another status."),
  failed: count("Not answered, or not in time."),
});

const latencies = exactly<Latencies>("Latencies in milliseconds of real time, from the intended moment on.", {
  connect: histogram("Intended dial to accepted upgrade."),
  ready: histogram("Intended dial to accepted device."),
  ack: histogram("Sample sent to sample acknowledged."),
  commandHandling: histogram("Command received to answer sent."),
  commandDelivery: histogram("Request for a command sent to command received by the device."),
  commandEffect: histogram("Request for a command sent to the first state report that the command caused."),
  httpRequest: histogram("HTTP request sent to answer received."),
  reconnect: histogram("Connection lost to device accepted again."),
});

const recovery = exactly<Recovery>("How the fleet came back after one disturbance.", {
  cause: text("Name of the timeline's step, or what happened if nobody planned it."),
  beganAtMillis: count("Simulated milliseconds from the start of the run to the moment it began."),
  atMillis: count("Simulated milliseconds from the start of the run to the moment devices could come back."),
  disturbed: count("Devices that lost their connection, each counted once."),
  recovered: count("Those of them that were accepted again."),
  left: count("Devices not among them: they left, or the run ended, before they had a minute to come back."),
  half: orNull(
    figure("Simulated milliseconds in which half of the disturbed were accepted again; null if that did not happen."),
  ),
  most: orNull(figure("The same for 95 of 100.")),
  all: orNull(figure("The same for all.")),
});

const processFigures = {
  latenessMs: histogram("How late scheduled actions began, real milliseconds."),
  eventLoopDelayMs: histogram(
    "How much later than possible anything could have begun, over time: a beat every 10 ms, less often in many shards; one that is late stands for all that were due meanwhile.",
  ),
  longestStallMs: figure("The longest time a process stood still in one go, milliseconds."),
  behindSeconds: figure("Time in seconds of which more than 1 in 100 actions began later than the limit."),
  cpuSeconds: figure("CPU time, user and system, seconds."),
  cpuWaitSeconds: orNull(figure("How long the main thread waited for a core, seconds; null where that is not known.")),
  cpuShare: figure("CPU time as a share of one core over the run; 1 is one whole core."),
  peakRssBytes: count("Most resident memory, bytes."),
  openFilesPeak: orNull(count("Most files and sockets open at one time; null where that is not known.")),
  openFilesLimit: orNull(count("How many a process may open; null where that is not known.")),
  portsLeft: orNull(count("Local ports it could still dial from at the end; null when the system chooses them.")),
  peakUnsentBytes: count("Most bytes that waited because the other side did not take them."),
  longestGcMs: figure("The longest time garbage was collected in one go, milliseconds."),
  deaths: count("How often the process was lost: it died, was not ready in time, or did not end when the run did."),
};

const shard = exactly<ShardSummary>("One process and its part of the fleet.", {
  number: count("From 0."),
  homes: count("Homes of its part."),
  devices: count("Devices of its part."),
  ...processFigures,
});

const generator = exactly<GeneratorSummary>(
  "Whether the simulator itself kept up: all its processes together, the main one included. Open files are those of the process nearest to its limit, ports those of the one with the fewest.",
  {
    believe: {
      enum: ["yes", "with care", "no"],
      description: "Whether to believe the rest of this summary; `no` is the verdict `invalid`.",
    },
    notes: list("Why with care, and what else is worth to know of it, in words.", { type: "string" }),
    ...processFigures,
    cpuUserSeconds: figure("The part of cpuSeconds spent in the program."),
    cpuSystemSeconds: figure("The part of cpuSeconds spent in the system."),
    pssBytes: orNull(
      count("Memory at the end, pages that processes share counted once, bytes; null where that is not known."),
    ),
    bytesPerDevice: count(
      "Resident memory of all processes beyond what they had when they were empty, bytes for each device connected at the peak.",
    ),
    gcSeconds: figure("Time spent on collecting garbage, seconds."),
    shards: list("Each shard; one alone when the run was one process.", shard),
  },
);

const failedOn = exactly<NonNullable<NonNullable<CheckedExpectation["failed"]>["on"]>>("Devices or homes.", {
  what: { enum: ["devices", "homes"], description: "Which of the two." },
  count: count("How many."),
  first: list("Ids of devices or numbers of homes, ten at most, in the order of the fleet.", { type: "string" }),
});

const failed = exactly<NonNullable<CheckedExpectation["failed"]>>("When it was known not to hold, and on whom.", {
  atMillis: count("Simulated milliseconds since the start of the run."),
  time: { type: "string", format: "date-time", description: "Simulated time." },
  on: { anyOf: [failedOn, { type: "null" }], description: "On whom; null when it is of the run." },
});

const threshold = exactly<Summary["thresholds"][number]>("One expectation of the scenario.", {
  expression: text("As written in the scenario."),
  observed: orNull({
    type: "number",
    description:
      "What was seen, in the unit of the figure; of a condition, on how many devices or homes it was not as expected; null if there was nothing to see.",
  }),
  ok: flag("Whether it held."),
  text: text("What was seen, in words."),
  failed: { anyOf: [failed, { type: "null" }], description: "Null when it held." },
});

export const summarySchema: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:flotilla:summary:1",
  title: "Flotilla run summary, version 1",
  ...exactly<Summary>("What `flotilla run` writes to summary.json and prints with --json.", {
    flotilla: text("Version of Flotilla that made it."),
    schema: { const: 1, description: "Version of this format." },
    run,
    verdict: {
      enum: ["pass", "fail", "invalid"],
      description: "`invalid`: the simulator itself was the bottleneck, so the run says nothing about the server.",
    },
    reasons: list("Why the verdict is not pass, in words.", { type: "string" }),
    devices,
    connections,
    messages,
    commands,
    http,
    latency: latencies,
    recoveries: list("How the fleet came back after each disturbance, in order.", recovery),
    generator,
    thresholds: list("The scenario's expectations, in its order.", threshold),
  }),
  $defs: { histogram: histogramDefinition },
};
