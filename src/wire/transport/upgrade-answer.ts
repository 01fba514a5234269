/**
 * The head of the server's answer to an upgrade request, from the bytes as they come (RFC 9112 §2.2, §4, §5).
 *
 * 1. Lines end with CR LF, names are tokens, nothing is folded: what is not so is not HTTP and ends the attempt at once.
 * 2. A head has at most {@link mostHeadBytes}. Interim answers (1xx other than 101) are passed over.
 * 3. Nothing behind the head is looked at; of a refusal, the page is never read.
 */
import { Buffer } from "node:buffer";
import { failed, type Failed, failure } from "./opening-handshake.ts";

export interface UpgradeAnswer {
  readonly type: "answer";
  readonly status: number;
  /** Names in lower case. Of a name that comes several times, all values are here, unless only one makes sense. */
  readonly headers: Readonly<Record<string, string>>;
}

/** As Node's own HTTP client has it. */
const mostHeadBytes = 16_384;

export class UpgradeAnswerReader {
  /** What came of a head that is not complete. */
  #partial: Buffer | undefined;
  /** How many bytes of the chunk read last lie behind the head. */
  rest = 0;

  /** `undefined` as long as the head is not complete. Does not keep `chunk`. */
  read(chunk: Buffer): UpgradeAnswer | Failed | undefined {
    let bytes = this.#partial === undefined ? chunk : Buffer.concat([this.#partial, chunk]);
    for (;;) {
      const end = bytes.indexOf(blankLine);
      if (Math.max(end, end < 0 ? bytes.length : 0) > mostHeadBytes) {
        return notHttp(`a head of more than ${mostHeadBytes} bytes`);
      }
      if (end < 0) {
        this.#partial = Buffer.from(bytes);
        return faultOfBeginning(bytes.toString("latin1"));
      }
      const answer = readHead(bytes.toString("latin1", 0, end));
      bytes = bytes.subarray(end + blankLine.length);
      if (answer.type === "failed" || answer.status < 100 || answer.status > 199 || answer.status === 101) {
        this.#partial = undefined;
        this.rest = bytes.length;
        return answer;
      }
    }
  }
}

const blankLine = Buffer.from("\r\n\r\n");
const statusLine = /^HTTP\/\d\.\d (\d{3})(?: .*)?$/;
const header = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*)$/;
const trailingSpace = /[ \t]+$/;
/** A carriage return or line feed alone is among them. */
const unfit = /[^\t\x20-\x7e\x80-\xff]/;

function readHead(head: string): UpgradeAnswer | Failed {
  const lines = head.split("\r\n");
  const status = statusLine.exec(lines[0]!);
  if (status === null || unfit.test(lines[0]!)) return notHttp("no status line");
  const headers: Record<string, string> = {};
  for (let index = 1; index < lines.length; index++) {
    const line = header.exec(lines[index]!);
    if (line === null || unfit.test(line[2]!)) return notHttp("a line that is no header");
    add(headers, line[1]!.toLowerCase(), line[2]!.replace(trailingSpace, ""));
  }
  return { type: "answer", status: Number(status[1]), headers };
}

/** Headers of which a second one is a mistake: the first one counts. */
const single: ReadonlySet<string> = new Set([
  "content-length",
  "content-type",
  "etag",
  "last-modified",
  "location",
  "retry-after",
  "server",
]);
const separators: ReadonlyMap<string, string> = new Map([
  ["cookie", "; "],
  ["set-cookie", ","],
]);

function add(headers: Record<string, string>, name: string, value: string): void {
  if (!Object.hasOwn(headers, name)) headers[name] = value;
  else if (!single.has(name)) headers[name] = `${headers[name]}${separators.get(name) ?? ", "}${value}`;
}

const greeting = "HTTP/";

/** A server that speaks something else may wait for us to speak it, too. */
function faultOfBeginning(text: string): Failed | undefined {
  const begun = text.slice(0, greeting.length);
  if (begun !== greeting.slice(0, begun.length)) return notHttp("another beginning than HTTP/");
  return /(?:^|[^\r])\n/.test(text) ? notHttp("a line without a carriage return") : undefined;
}

function notHttp(found: string): Failed {
  return failed(failure.badHttp, `the answer is not HTTP: found ${found}`);
}
