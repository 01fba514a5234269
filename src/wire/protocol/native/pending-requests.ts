/**
 * The server's requests in progress.
 *
 * An id in progress names one request; numbers and texts are different ids. A notification, and a request with an id of
 * null, is known by itself alone.
 */
import type { RequestId } from "./decode.ts";
import type { BatchAnswer } from "./batch-answer.ts";

/** Where an answer goes. */
export interface ReturnAddress {
  /** `undefined` for a notification: carried out, never answered. */
  readonly id: RequestId | null | undefined;
  /** The batch the request came in. */
  readonly batch: BatchAnswer | undefined;
}

/** One request in progress: what a session hands up as `RequestRef`. */
export type PendingRequest = ReturnAddress &
  (
    | { readonly type: "command" | "query" | "configure" | "reboot" }
    /** The version asked for, and the last one taken before. */
    | { readonly type: "desired"; readonly version: number; readonly previous: number | undefined }
  );

export class PendingRequests {
  readonly #requests = new Map<RequestId | PendingRequest, PendingRequest>();

  get size(): number {
    return this.#requests.size;
  }

  holds(id: RequestId): boolean {
    return this.#requests.has(id);
  }

  add(request: PendingRequest): void {
    this.#requests.set(keyOf(request), request);
  }

  /** Takes `ref` out, if it is one of these. */
  take(ref: unknown): PendingRequest | undefined {
    if (typeof ref !== "object" || ref === null) return undefined;
    const request = ref as PendingRequest;
    if (this.#requests.get(keyOf(request)) !== request) return undefined;
    this.#requests.delete(keyOf(request));
    return request;
  }

  /** Takes all of them out, newest first. */
  takeAll(): readonly PendingRequest[] {
    const all = [...this.#requests.values()].toReversed();
    this.#requests.clear();
    return all;
  }
}

function keyOf(request: PendingRequest): RequestId | PendingRequest {
  return request.id ?? request;
}
