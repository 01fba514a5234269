/**
 * What the server asks, from its arrival to its answer.
 *
 * 1. Every request is answered exactly once: here when it concerns the protocol alone, else by the device, and at the
 *    latest by {@link Inbox.abandon}. Three exceptions: what repeats an id in progress, the device's own methods, which only
 *    an echo sends back, and what comes after the goodbye.
 * 2. What is no request is answered a bounded number of times, a response never: no peer can start a ping-pong.
 * 3. Desired state is taken when its version is newer than the last one taken. What the device refuses, or was not given
 *    the time to confirm, counts as not taken; taking it twice does no harm.
 */
import type { DeviceView, SessionIo } from "../adapter.ts";
import type { Outcome, RequestFailure } from "../message.ts";
import type { BatchAnswer } from "./batch-answer.ts";
import type { RequestId, RpcMessage } from "./decode.ts";
import { encodeError, encodeResult } from "./encode.ts";
import { failureCodes, leavingCode } from "./error-codes.ts";
import { quote } from "./json-value.ts";
import { limits } from "./limits.ts";
import { isDeviceMethod, serverMethods } from "./methods.ts";
import { type PendingRequest, PendingRequests, type ReturnAddress } from "./pending-requests.ts";
import { readServerRequest, type ServerRequest } from "./server-requests.ts";

type DesiredVersion = Pick<Extract<ServerRequest, { readonly type: "desired" }>, "version" | "values">;

export class Inbox {
  /** Version of the last desired state taken, on this connection or an earlier one. */
  desiredVersion: number | undefined;
  readonly #device: DeviceView;
  readonly #io: SessionIo;
  /** Made for the first request: most devices are told little. */
  #pending: PendingRequests | undefined;
  #complaints = 0;

  constructor(device: DeviceView, io: SessionIo, desiredVersion: number | undefined) {
    this.#device = device;
    this.#io = io;
    this.desiredVersion = desiredVersion;
  }

  /** @param ready whether the device may be given requests. @param time the server's clock, milliseconds since 1970. */
  receive(method: string, params: unknown, from: ReturnAddress, ready: boolean, time: number): void {
    if (isDeviceMethod(method)) {
      this.#io.up({ type: "unhandled", detail: `${method} came back from the server` });
      return;
    }
    if (this.#repeats(from.id)) return;
    const request = readServerRequest(method, params);
    if (request.type === "fault") {
      if (request.failure === "unknown" && from.id === undefined) {
        this.#io.up({ type: "unhandled", detail: request.message });
        return;
      }
      this.#refuse(from, request.failure, request.message, request.failure === "invalid" ? request.path : undefined);
    } else if (request.type === "ping") {
      this.#reply(from, (id) => encodeResult(id, {}));
    } else if (!ready) {
      this.#refuse(from, "rejected", "expected the answer to device.hello first");
    } else if ((this.#pending?.size ?? 0) >= limits.requestsInProgress) {
      this.#refuse(from, "overloaded", `expected at most ${limits.requestsInProgress} requests in progress`);
    } else if (request.type === "command" && request.deadline !== undefined && request.deadline < time) {
      this.#refuse(from, "deadline", "the deadline had passed when the command arrived");
    } else if (request.type === "desired" && request.version <= (this.desiredVersion ?? -1)) {
      const version = this.desiredVersion;
      this.#reply(from, (id) => encodeResult(id, { version, applied: false }));
    } else {
      this.#handUp(request, from);
    }
  }

  /**
   * The answer to hello says what is desired. That is current, whatever the device has: a server that goes back has lost
   * its memory, and then the count starts anew even if the device refuses.
   */
  follow({ version, values }: DesiredVersion): void {
    if (version === this.desiredVersion) return;
    if (version < (this.desiredVersion ?? 0)) this.desiredVersion = undefined;
    if (Object.keys(values).length === 0) this.desiredVersion = version;
    else this.#handUp({ type: "desired", version, values }, nowhere);
  }

  /** What comes after the goodbye is neither carried out nor answered, but counted. */
  receiveLate(method: string, expectsAnswer: boolean): void {
    if (method.startsWith(serverMethods.command)) this.#io.refused("late");
    else this.#io.up({ type: "unhandled", detail: `${quote(method)} came after the goodbye` });
    if (expectsAnswer) this.#io.dropped("answer", 1);
  }

  /** Answers what is not JSON-RPC, if it may be answered. */
  complain(
    { id, kind, code, detail }: Extract<RpcMessage, { readonly type: "malformed" }>,
    batch: BatchAnswer | undefined,
  ): void {
    switch (kind) {
      case "response":
        return;
      case "request":
        if (this.#repeats(id)) return;
        this.#io.refused("invalid");
        break;
      case "stray":
        if (++this.#complaints > limits.complaints) return;
        break;
    }
    this.#reply({ id, batch }, (own) => encodeError(own, code, detail, { failure: "malformed" }));
  }

  /** The device's answer. Returns false when nothing in progress is called `ref`. */
  answer(ref: unknown, outcome: Outcome): boolean {
    const request = this.#pending?.take(ref);
    if (request === undefined) return false;
    if (outcome.ok) {
      this.#settle(request, (id) => encodeResult(id, this.#resultOf(request, outcome.result)));
    } else {
      const { failure, field } = outcome;
      const message = outcome.message.slice(0, limits.messageLength);
      const data = field === undefined ? { failure } : { failure, path: pathTo(request, field) };
      this.#undo(request);
      this.#settle(request, (id) => encodeError(id, failureCodes[failure], message, data));
    }
    return true;
  }

  /** Answers all that is in progress: the device is about to leave. */
  abandon(rebooting: boolean): void {
    for (const request of this.#takeAll()) {
      this.#settle(request, (id) =>
        rebooting
          ? encodeError(id, failureCodes.rebooting, "the device is restarting", { failure: "rebooting" })
          : encodeError(id, leavingCode, "the device is closing the connection", { failure: "leaving" }),
      );
    }
  }

  /** Forgets all that is in progress: there is nobody to answer to. */
  forget(): void {
    this.#takeAll();
  }

  #takeAll(): readonly PendingRequest[] {
    const requests = this.#pending?.takeAll() ?? [];
    for (const request of requests) this.#undo(request);
    return requests.toReversed();
  }

  #repeats(id: RequestId | null | undefined): boolean {
    if (id === undefined || id === null || this.#pending?.holds(id) !== true) return false;
    this.#io.refused("duplicate");
    return true;
  }

  #handUp(request: Exclude<ServerRequest, { readonly type: "ping" }>, from: ReturnAddress): void {
    switch (request.type) {
      case "command": {
        const { name, args, deadline } = request;
        const ref = this.#begin({ ...from, type: "command" });
        this.#io.up({ type: "command", ref, name, args, ...(deadline !== undefined && { deadline }) });
        break;
      }
      case "desired": {
        const { version, values } = request;
        const ref = this.#begin({ ...from, type: "desired", version, previous: this.desiredVersion });
        this.desiredVersion = version;
        this.#io.up({ type: "desired", ref, version, values });
        break;
      }
      case "configure":
        this.#io.up({ type: "configure", ref: this.#begin({ ...from, type: "configure" }), values: request.values });
        break;
      case "query":
      case "reboot":
        this.#io.up({ type: request.type, ref: this.#begin({ ...from, type: request.type }) });
        break;
    }
  }

  #begin(request: PendingRequest): PendingRequest {
    this.#pending ??= new PendingRequests();
    this.#pending.add(request);
    if (request.id !== undefined) request.batch?.expect();
    return request;
  }

  #undo(request: PendingRequest): void {
    if (request.type === "desired" && request.version === this.desiredVersion) this.desiredVersion = request.previous;
  }

  /** What a result looks like is the protocol's; a command, configuration or reboot may add members to it. */
  #resultOf(request: PendingRequest, result: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    switch (request.type) {
      case "command":
      case "configure":
      case "reboot":
        return Object.hasOwn(result, "status") ? { ...result, status: "done" } : { status: "done", ...result };
      case "desired":
        return { version: request.version, applied: true };
      case "query": {
        const { version, values } = this.#device.reported();
        return { version, reported: values };
      }
    }
  }

  #refuse(from: ReturnAddress, failure: RequestFailure, message: string, path?: string): void {
    this.#io.refused(failure);
    const data = path === undefined ? { failure } : { failure, path };
    this.#reply(from, (id) => encodeError(id, failureCodes[failure], message, data));
  }

  /** Answers what was never in progress. */
  #reply({ id, batch }: ReturnAddress, encode: (id: RequestId | null) => string): void {
    if (id === undefined) return;
    if (batch === undefined) this.#send(encode(id));
    else batch.add(encode(id));
  }

  /** Answers what was in progress. */
  #settle({ id, batch }: ReturnAddress, encode: (id: RequestId | null) => string): void {
    if (id === undefined) return;
    if (batch === undefined) this.#send(encode(id));
    else batch.settle(encode(id));
  }

  #send(text: string): void {
    if (!this.#io.send(text)) this.#io.dropped("answer", 1);
  }
}

/** The answer to hello is not answered itself. */
const nowhere: ReturnAddress = { id: undefined, batch: undefined };

/** A JSON Pointer (RFC 6901) to the field of a request that the device finds at fault; of a name too long, to where it is. */
function pathTo({ type }: PendingRequest, field: string): string {
  const fields = fieldsOf[type];
  if (field.length > limits.messageLength) return fields;
  return `${fields}/${field.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

const fieldsOf: Readonly<Record<PendingRequest["type"], string>> = {
  command: "/params/args",
  desired: "/params/patch",
  configure: "/params",
  query: "/params",
  reboot: "/params",
};
