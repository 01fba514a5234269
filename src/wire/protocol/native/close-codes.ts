/**
 * What each WebSocket close code means for the device: RFC 6455 §7.4.1, the IANA registry's additions, and ours from 4000.
 *
 * 1. Faults of a frame or of a server pass, so the device comes back after its back-off: as real firmware does, and as it
 *    must when faults are injected on purpose.
 * 2. Codes that are about this device (who it is, what it may do, that another took its place) do not pass: it stops.
 * 3. A reason that holds `retry=<milliseconds>` sets the least wait; with 1008 it turns the stop into a wait.
 */
import { millis, type Duration } from "../../../kernel/time.ts";
import type { Verdict } from "../adapter.ts";
import { reconnectAfter } from "../refusal.ts";

export interface CloseCode {
  readonly code: number;
  readonly meaning: string;
  readonly act: "reconnect" | "stop";
}

export const closeCodes: readonly CloseCode[] = [
  { code: 1000, meaning: "done", act: "reconnect" },
  { code: 1001, meaning: "the server is going away", act: "reconnect" },
  { code: 1002, meaning: "protocol error", act: "reconnect" },
  { code: 1003, meaning: "a frame of the wrong type", act: "reconnect" },
  { code: 1005, meaning: "closed without a code", act: "reconnect" },
  { code: 1006, meaning: "lost without a close frame", act: "reconnect" },
  { code: 1007, meaning: "text that is not UTF-8", act: "reconnect" },
  { code: 1008, meaning: "against the server's policy", act: "stop" },
  { code: 1009, meaning: "message too big", act: "reconnect" },
  { code: 1010, meaning: "a WebSocket extension is missing", act: "reconnect" },
  { code: 1011, meaning: "fault of the server", act: "reconnect" },
  { code: 1012, meaning: "the server restarts", act: "reconnect" },
  { code: 1013, meaning: "try again later", act: "reconnect" },
  { code: 1014, meaning: "a gateway got no good answer", act: "reconnect" },
  { code: 1015, meaning: "TLS failed", act: "reconnect" },
  { code: 4001, meaning: "unauthorized", act: "stop" },
  { code: 4003, meaning: "forbidden", act: "stop" },
  { code: 4004, meaning: "unknown device", act: "stop" },
  { code: 4009, meaning: "replaced by a newer connection of the same device", act: "stop" },
  { code: 4029, meaning: "too many messages or connections", act: "reconnect" },
];

/** The codes the device itself closes with. */
export const closing = { normal: 1000, wrongFrame: 1003 } as const;

const policyViolation = 1008;
const stopping: ReadonlyMap<number, CloseCode> = new Map(
  closeCodes.filter(({ act }) => act === "stop").map((entry) => [entry.code, entry]),
);

export function verdictOfClose(code: number, reason: string): Verdict {
  const stop = stopping.get(code);
  const retry = readRetry(reason);
  if (stop !== undefined && !(code === policyViolation && retry !== undefined)) {
    return { act: "stop", why: `${stop.meaning} (close code ${code}${reason === "" ? "" : `, ${reason}`})` };
  }
  return reconnectAfter(retry);
}

function readRetry(reason: string): Duration | undefined {
  const digits = /\bretry=(\d+)/.exec(reason)?.[1];
  return digits === undefined ? undefined : millis(Number(digits));
}
