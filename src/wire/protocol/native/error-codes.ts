/**
 * The error codes of the native protocol: those of JSON-RPC 2.0 §5.1, and ours from its server-error range.
 */
import type { RequestFailure } from "../message.ts";

export interface ErrorCode {
  readonly code: number;
  readonly sentBy: "device" | "server";
  /** The word in `data.failure`; what the server sends has none. */
  readonly failure?: string;
  readonly meaning: string;
}

/** What a device answers to a request it did not carry out. */
export const failureCodes: Readonly<Record<RequestFailure, number>> = {
  unknown: -32601,
  invalid: -32602,
  overloaded: -32005,
  deadline: -32008,
  hardware: -32010,
  busy: -32011,
  rejected: -32012,
  unauthorized: -32013,
  rebooting: -32014,
};

export const notJson = -32700;
export const notRequest = -32600;
export const internalError = -32603;
/** The device closes the connection while the request is in progress. */
export const leavingCode = -32015;

/** What a server answers to hello; `busy` and `overloaded` to telemetry too. */
export const helloRefusals = { unauthorized: -32001, unknownDevice: -32002, busy: -32003 } as const;

const meanings: Readonly<Record<RequestFailure, string>> = {
  unknown: "No such method or command.",
  invalid: "Parameters that do not fit.",
  overloaded: "Too many requests in progress.",
  deadline: "The deadline had passed before it was carried out.",
  hardware: "A part failed: jammed, stuck, empty.",
  busy: "Busy with something that excludes it.",
  rejected: "Not possible in the device's present state, or sent before hello was answered.",
  unauthorized: "Wrong or missing code, or locked out.",
  rebooting: "The device is restarting.",
};

/** All of them, for documents. */
export const errorCodes: readonly ErrorCode[] = [
  { code: notJson, sentBy: "device", failure: "malformed", meaning: "Not JSON." },
  { code: notRequest, sentBy: "device", failure: "malformed", meaning: "JSON, but not a JSON-RPC 2.0 request." },
  ...(Object.keys(failureCodes) as RequestFailure[]).map((failure): ErrorCode => ({
    code: failureCodes[failure],
    sentBy: "device",
    failure,
    meaning: meanings[failure],
  })),
  { code: leavingCode, sentBy: "device", failure: "leaving", meaning: "The device is closing the connection." },
  { code: helloRefusals.unauthorized, sentBy: "server", meaning: "Hello refused: unauthorized." },
  { code: helloRefusals.unknownDevice, sentBy: "server", meaning: "Hello refused: unknown device." },
  { code: helloRefusals.busy, sentBy: "server", meaning: "Busy; `data.retryAfterMs` says when to come back." },
];
