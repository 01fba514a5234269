/** What `flotilla record` prints: how to point devices at it, how the tape grows, and what is on it in the end. */
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, later, seconds } from "../kernel/time.ts";
import type { RecordingProxy } from "../recording/proxy/recording-proxy.ts";
import type { Recorder } from "../recording/recorder.ts";
import type { TapeWriter } from "../recording/tape-writer.ts";
import { byteSize, counted } from "../report/figures.ts";
import type { Host } from "./host.ts";

export interface Recording {
  readonly proxy: RecordingProxy;
  /** Without credentials. */
  readonly target: string;
  /** The tape's file, as it was given. */
  readonly out: string;
  readonly writer: TapeWriter;
  readonly recorder: Recorder;
  readonly redacted: boolean;
}

/** On a terminal one line that changes; elsewhere a line now and then, when there is something new. */
const everyOnTerminal: Duration = seconds(0.5);
const everyElsewhere: Duration = seconds(10);

export class RecordProgress {
  readonly #recording: Recording;
  readonly #host: Host;
  readonly #scheduler: Scheduler;
  readonly #as: "prose" | "json" | "nothing";
  #shown = "";

  constructor(recording: Recording, host: Host, scheduler: Scheduler, as: "prose" | "json" | "nothing") {
    this.#recording = recording;
    this.#host = host;
    this.#scheduler = scheduler;
    this.#as = as;
  }

  begin(): void {
    const { proxy, target, out, redacted } = this.#recording;
    if (this.#as === "json") this.#write(`${JSON.stringify({ url: proxy.url, target, tape: out })}\n`);
    if (!isLoopback(proxy.host)) {
      this.#host.stderr.write(`warning: whoever reaches ${proxy.host} reaches ${target} through this proxy\n`);
    }
    if (this.#as !== "prose") return;
    this.#write(`Recording ${target} on ${out}\n`);
    this.#write(`Point devices at ${shownUrl(proxy)} instead; path and query are theirs to choose.\n`);
    this.#write(
      redacted ? "Tokens, passwords and cookies become ***. Ctrl-C stops.\n" : "SECRETS ARE KEPT. Ctrl-C stops.\n",
    );
    this.#later();
  }

  end(): void {
    const { out, writer, recorder } = this.#recording;
    const { connections, up, down } = recorder.counts;
    if (this.#as === "json") {
      const result = {
        connections,
        messages: { up, down },
        lines: writer.lines,
        bytes: writer.bytes,
        whole: !writer.failed,
      };
      this.#write(`${JSON.stringify(result)}\n`);
    }
    if (this.#as !== "prose") return;
    if (isLive(this.#host)) this.#write(clearLine);
    const said = `${counted(connections, "connection")}, ${counted(up + down, "message")}`;
    this.#write(`${out}: ${said}, ${byteSize(writer.bytes)}${writer.failed ? ", not whole" : ""}\n`);
  }

  onDue(): void {
    const live = isLive(this.#host);
    const line = live ? this.#line().slice(0, this.#host.stdout.columns - 1) : this.#line();
    if (line !== this.#shown) this.#write(live ? `${clearLine}${line}` : `${line}\n`);
    this.#shown = line;
    this.#later();
  }

  #later(): void {
    this.#scheduler.at(later(this.#scheduler.now, isLive(this.#host) ? everyOnTerminal : everyElsewhere), this);
  }

  #line(): string {
    const { writer, recorder } = this.#recording;
    const { connections, open, up, down } = recorder.counts;
    const tape = writer.failed ? "the tape has ended" : byteSize(writer.bytes);
    return `${counted(connections, "connection")}, ${open} open · ↑ ${up} ↓ ${down} messages · ${tape}`;
  }

  #write(text: string): void {
    this.#host.stdout.write(text);
  }
}

/** Says that the disk failed, in place of the line that changes. */
export function warnOfDisk(host: Host, out: string, problem: string): void {
  if (isLive(host)) host.stdout.write(clearLine);
  host.stderr.write(`warning: ${out}: ${problem}. Connections go on, unrecorded.\n`);
}

const clearLine = "\r\u001B[2K";

function isLive({ stdout, env }: Host): boolean {
  return stdout.isTTY && env["TERM"] !== "dumb";
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** Where no address in particular is listened on, the one that devices use is not known here. */
function shownUrl({ host, port, url }: RecordingProxy): string {
  return host === "0.0.0.0" || host === "::" ? `ws://<this machine>:${port}` : url;
}
