/** A tape in memory, as a test reads it. */
import { expect } from "vitest";
import { lineFault } from "../../src/recording/check-line.ts";
import { tapeKey, tapeVersion, type TapeHeader, type TapeLine } from "../../src/recording/tape.ts";
import { type TapeOutput, TapeWriter } from "../../src/recording/tape-writer.ts";

export interface MemoryTape {
  readonly writer: TapeWriter;
  /** Lines so far, each checked to be one; without the first. */
  readonly lines: readonly TapeLine[];
  /** Lines so far as short words: `1 message up`. */
  readonly story: readonly string[];
  readonly text: string;
}

export const someHeader: TapeHeader = {
  [tapeKey]: tapeVersion,
  recorder: "flotilla test",
  by: "proxy",
  redacted: true,
};

export function memoryTape(): MemoryTape {
  let text = "";
  const lines: TapeLine[] = [];
  const output: TapeOutput = {
    write(data) {
      const written = data.toString();
      const first = text === "";
      text += written;
      if (first) return;
      const line: unknown = JSON.parse(written);
      expect(lineFault(line)).toBeUndefined();
      lines.push(line as TapeLine);
    },
    truncate() {},
    close() {},
    discard() {},
  };
  const writer = new TapeWriter(output, someHeader, (problem) => expect.unreachable(problem));
  return {
    writer,
    lines,
    get story() {
      return lines.map((line) =>
        [
          line.connection,
          line.type,
          "direction" in line ? line.direction : "",
          "by" in line ? `${line.by} ${line.how}` : "",
        ]
          .filter((word) => word !== "")
          .join(" "),
      );
    },
    get text() {
      return text;
    },
  };
}
