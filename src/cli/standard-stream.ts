/**
 * An output of the process, and what becomes of what is written to it.
 *
 * 1. A reader that went away (EPIPE: `flotilla simulate my.yaml | head`) has read what it wanted: whoever listens is asked to stop,
 *    and nothing is wrong.
 * 2. Whatever else keeps text from being written, such as a full disk, is a fault: `drained` rejects with it from then on, so that
 *    no output that is cut off passes for a whole one.
 */
import { FlotillaError } from "../kernel/errors.ts";
import type { DataStream } from "../report/data-sink.ts";
import { codeOf, fileFault } from "../report/file-fault.ts";
import type { Terminal } from "../report/terminal.ts";

/** What there is of a stream of the process. */
export interface Writer {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string, written?: (fault?: Error | null) => void): unknown;
  on(event: "error", listener: (fault: Error) => void): unknown;
}

export interface StandardStream extends Terminal, DataStream {
  /** Resolves when the reader has taken all that was written, or has gone away. @throws FlotillaError `file` when it could not be written. */
  drained(): Promise<void>;
  /** Calls `listener` when the reader goes away; returns how to stop that. */
  onReaderLeft(listener: () => void): () => void;
}

export function standardStream(writer: Writer, name: "stdout" | "stderr"): StandardStream {
  const leaves = new Set<() => void>();
  let readerLeft = false;
  let failure: Error | undefined;
  const fails = (fault: Error): void => {
    if (codeOf(fault) !== "EPIPE") {
      failure ??= fault;
      return;
    }
    if (readerLeft) return;
    readerLeft = true;
    for (const listener of leaves) listener();
  };
  // Without a listener it would be an exception.
  writer.on("error", fails);
  return {
    get isTTY() {
      return writer.isTTY === true;
    },
    get columns() {
      return writer.columns ?? 100;
    },
    get rows() {
      return writer.rows ?? 40;
    },
    write: (text) => void writer.write(text),
    async drained() {
      if (!readerLeft && failure === undefined) {
        // Nothing, written after all the rest: it is taken when that is.
        const fault = await new Promise<Error | null | undefined>((resolve) => void writer.write("", resolve));
        if (fault instanceof Error) fails(fault);
      }
      if (failure === undefined) return;
      throw new FlotillaError("file", `expected to write to ${name}, found ${fileFault(failure)}`, { cause: failure });
    },
    onReaderLeft(listener) {
      leaves.add(listener);
      return () => void leaves.delete(listener);
    },
  };
}
