/**
 * What to do next: for what went wrong in the run, the place to look first. Most pressing first, a handful at most.
 *
 * To teach it something new: a status, a failure or a close code is a line in its table below, anything else a rule of its own.
 */
import type { Summary } from "../../fleet/run-events.ts";
import { counted, whole } from "../figures.ts";
import { printable } from "../printable.ts";
import type { Line } from "../styled-line.ts";
import { paragraph } from "../wrap.ts";
import { closeCodeAdvice, failureAdvice, refusalAdvice } from "./causes.ts";

const most = 6;

export function adviceLines(summary: Summary, width: number): Line[] {
  return advice(summary).flatMap((text) => paragraph(`- ${text}`, width, "plain", 2));
}

export function advice(summary: Summary): string[] {
  return rules.flatMap((rule) => rule(summary)).slice(0, most);
}

type Rule = (summary: Summary) => string[];

const rules: readonly Rule[] = [
  generatorFirst,
  ({ connections }) => byCause(connections.refusals, (status) => [`HTTP ${status}`, refusalAdvice(Number(status))]),
  ({ connections, run }) =>
    byCause(connections.failures, (reason) => [reason, failureAdvice(reason, server(run.target))]),
  neverReady,
  ({ connections }) => byCause(connections.closeCodes, (code) => [`Close code ${code}`, closeCodeAdvice(Number(code))]),
  notNative,
  halfOpen,
  commandsLost,
  dropped,
];

/** One piece of advice per cause that there is one for, the most frequent cause first. */
function byCause(
  counts: Readonly<Record<string, number>>,
  lookUp: (cause: string) => [name: string, text: string | undefined],
): string[] {
  return Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .flatMap(([cause, count]) => {
      const [name, text] = lookUp(cause);
      return text === undefined ? [] : [`${printable(name)} ×${whole(count)}: ${text}`];
    });
}

function server(target: string | null): string {
  return target === null ? "the built-in server" : printable(target);
}

function generatorFirst({ verdict }: Summary): string[] {
  if (verdict !== "invalid") return [];
  return ["First do what the verdict says about the generator: the rest may come of it."];
}

function neverReady({ connections, run }: Summary): string[] {
  const { opened, ready, failed, lost, failures } = connections;
  const timedOut = (failures["READY_TIMEOUT"] ?? 0) > 0;
  const stillWaiting = opened > 0 && ready === 0 && failed === 0 && lost === 0;
  if (!timedOut && !stillWaiting) return [];
  const who = ready === 0 ? "no device" : "not every device";
  return [
    `${server(run.target)} took connections, but accepted ${who}: does it answer device.hello? A server that only listens needs \`protocol: { kind: native, hello: notify }\`. \`--devices 1 --trace '*'\` shows what it says.`,
  ];
}

/** Share of the received frames from which on it is no accident. */
const foreignShare = 0.1;

function notNative({ messages }: Summary): string[] {
  const foreign = messages.unhandled + messages.violations;
  if (foreign === 0 || foreign < foreignShare * messages.received) return [];
  return [
    `${whole(foreign)} of ${counted(messages.received, "received frame")} were not what the protocol expects: the server does not seem to speak the native protocol, see docs/protocol.md. \`--devices 1 --trace '*'\` shows the frames.`,
  ];
}

function halfOpen({ connections }: Summary): string[] {
  if (connections.halfOpen === 0) return [];
  return [
    `${counted(connections.halfOpen, "connection")} stopped answering pings and ${connections.halfOpen === 1 ? "was" : "were"} cut: the server hangs, or something between swallows WebSocket pings (target.heartbeat: 0s turns them off).`,
  ];
}

function commandsLost({ commands }: Summary): string[] {
  if (commands.lost === 0) return [];
  return [
    `${counted(commands.lost, "command")} of the timeline never reached ${commands.lost === 1 ? "its device" : "their devices"}: the devices were offline, or the server did not pass them on.`,
  ];
}

function dropped({ messages }: Summary): string[] {
  if (messages.dropped === 0) return [];
  return [
    `${counted(messages.dropped, "message")} ${messages.dropped === 1 ? "was" : "were"} given up: devices were offline for longer than telemetry.buffer lasts, or when they left, or the server reads too slowly (target.maxBuffered).`,
  ];
}
