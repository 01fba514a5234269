/**
 * The server's answer to an upgrade, read by a third party from the bytes that go by.
 *
 *     head ---> 101: `accepted`, and what follows is WebSocket
 *      |  ^---- another 1xx
 *      +------> any other: body ---> `refused`
 *
 * Total and bounded: what is no HTTP answer, or has a head longer than any server's, is reported as such.
 */
import type { TapeHeaders } from "../tape.ts";
import type { Acceptance, Refusal } from "../recorder.ts";

export interface AnswerListener {
  accepted(acceptance: Acceptance): void;
  /** Once, when the body is over, or as much of it as is of interest. */
  refused(refusal: Refusal): void;
  /** What came is no answer. */
  garbage(data: Buffer): void;
}

const longestHead = 64 * 1024;
const longestBody = 16 * 1024;
const headEnd = "\r\n\r\n";

type State =
  | { readonly phase: "head" }
  | {
      readonly phase: "body";
      readonly status: number;
      readonly headers: TapeHeaders;
      /** How long the body is; `undefined` when only the end tells. */
      readonly length: number | undefined;
    }
  | { readonly phase: "over" };

export class AnswerReader {
  readonly #listener: AnswerListener;
  #state: State = { phase: "head" };
  #bytes: Buffer = Buffer.alloc(0);

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  /** Whether nothing has come at all. */
  get silent(): boolean {
    return this.#state.phase === "head" && this.#bytes.length === 0;
  }

  /** Returns what belongs to the WebSocket already, once the upgrade is accepted. */
  read(chunk: Buffer): Buffer | undefined {
    if (this.#state.phase === "over") return undefined;
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    while (this.#state.phase === "head") {
      const end = this.#bytes.indexOf(headEnd);
      if (end === -1) {
        if (this.#bytes.length > longestHead) this.#giveUp();
        return undefined;
      }
      const head = readHead(this.#bytes.toString("latin1", 0, end));
      if (head === undefined) {
        this.#giveUp();
        return undefined;
      }
      const rest = this.#bytes.subarray(end + headEnd.length);
      this.#bytes = rest;
      if (head.status === 101) {
        this.#state = { phase: "over" };
        this.#listener.accepted(acceptanceOf(head.headers));
        return rest;
      }
      if (head.status >= 200) this.#state = { phase: "body", ...head, length: bodyLength(head.headers) };
    }
    const { length = longestBody } = this.#state as Extract<State, { phase: "body" }>;
    if (this.#bytes.length >= Math.min(length, longestBody)) this.#refuse();
    return undefined;
  }

  /** The server has said all that it will. */
  end(): void {
    this.breakOff();
    if (this.#state.phase === "head" && this.#bytes.length > 0) this.#giveUp();
  }

  /** Nothing more will be heard: of a refusal, this was all. */
  breakOff(): void {
    if (this.#state.phase === "body") this.#refuse();
  }

  #refuse(): void {
    const { status, headers } = this.#state as Extract<State, { phase: "body" }>;
    this.#state = { phase: "over" };
    const chunked = /chunked/i.test(valueOf(headers, "transfer-encoding") ?? "");
    const written = this.#bytes.toString("utf8");
    this.#listener.refused({ status, headers, body: chunked ? withoutChunks(written) : written });
  }

  #giveUp(): void {
    this.#state = { phase: "over" };
    this.#listener.garbage(this.#bytes.subarray(0, 64));
  }
}

function readHead(text: string): { readonly status: number; readonly headers: TapeHeaders } | undefined {
  const [first = "", ...lines] = text.split("\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return colon === -1 ? ([line, ""] as const) : ([line.slice(0, colon), line.slice(colon + 1).trim()] as const);
  });
  return { status: Number(status), headers };
}

function acceptanceOf(headers: TapeHeaders): Acceptance {
  const extensions = valueOf(headers, "sec-websocket-extensions");
  return {
    subprotocol: valueOf(headers, "sec-websocket-protocol") ?? "",
    ...(extensions !== undefined && { extensions }),
    headers,
  };
}

/** All values of a header, by its name in lower case. */
export function valueOf(headers: TapeHeaders, name: string): string | undefined {
  const values = headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

function bodyLength(headers: TapeHeaders): number | undefined {
  const length = Number(valueOf(headers, "content-length") ?? Number.NaN);
  return Number.isSafeInteger(length) ? length : undefined;
}

function withoutChunks(written: string): string {
  let body = "";
  let position = 0;
  for (;;) {
    const line = /^([\da-f]+)[^\r\n]*\r\n/i.exec(written.slice(position, position + 100));
    if (line === null) return body;
    const from = position + line[0].length;
    const length = Number.parseInt(line[1]!, 16);
    if (length === 0) return body;
    body += written.slice(from, from + length);
    position = from + length + 2;
  }
}
