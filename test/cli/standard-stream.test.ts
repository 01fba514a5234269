import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { type StandardStream, standardStream } from "../../src/cli/standard-stream.ts";
import { FlotillaError } from "../../src/kernel/errors.ts";

/** A stream whose every write meets `code` once `room` bytes are written. */
function streamOf(room: number, code: string): { readonly stream: StandardStream; readonly taken: () => string } {
  let taken = "";
  const writer = new Writable({
    autoDestroy: false,
    write(chunk: Buffer, _, written) {
      if (chunk.length > 0 && taken.length + chunk.length > room)
        return void written(Object.assign(new Error(`${code}: write`), { code }));
      taken += chunk.toString();
      written();
    },
  });
  return { stream: standardStream(writer, "stdout"), taken: () => taken };
}

describe("an output of the process", () => {
  test("is drained when all is written", async () => {
    const { stream, taken } = streamOf(100, "ENOSPC");
    stream.write("one\n");
    stream.write("two\n");
    await stream.drained();
    expect(taken()).toBe("one\ntwo\n");
  });

  test("that has no room says so, from then on, and asks nobody to stop", async () => {
    const { stream } = streamOf(4, "ENOSPC");
    let asked = 0;
    stream.onReaderLeft(() => asked++);
    stream.write("one\n");
    await stream.drained();
    stream.write("two\n");
    const message = "expected to write to stdout, found no space left on the disk (ENOSPC)";
    await expect(stream.drained()).rejects.toThrow(message);
    await expect(stream.drained()).rejects.toThrow(FlotillaError);
    expect(asked).toBe(0);
  });

  test("whose reader went away asks to stop, once, and is no fault", async () => {
    const { stream } = streamOf(0, "EPIPE");
    let asked = 0;
    stream.onReaderLeft(() => asked++);
    const off = stream.onReaderLeft(() => (asked += 100));
    off();
    stream.write("one\n");
    stream.write("two\n");
    await stream.drained();
    await stream.drained();
    expect(asked).toBe(1);
  });
});
