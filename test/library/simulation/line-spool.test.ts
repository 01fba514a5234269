import { closeSync } from "node:fs";
import { expect, test } from "vitest";
import { openSpool, SpoolReader, SpoolWriter } from "../../../src/library/simulation/line-spool.ts";
import type { LinePiece } from "../../../src/report/slice-sink.ts";

function pieceOf(text: string, times: readonly number[]): LinePiece {
  const bytes = Buffer.from(text);
  return {
    bytes,
    at: Float64Array.from(times),
    ends: Uint32Array.from(times, (_, place) => ((place + 1) * bytes.length) / times.length),
    lines: Uint32Array.from(times, (_, place) => place + 1),
  };
}

const textOf = ({ bytes }: LinePiece): string => Buffer.from(bytes).toString();

test("pieces come out of a spool as they were put in, each from its slot", () => {
  const file = openSpool()!;
  const [writer, reader] = [new SpoolWriter(file), new SpoolReader(file)];
  const pieces = [pieceOf("one°\ntwo°\n", [1_768_000_000_123, 1_768_000_000_124]), pieceOf("three\n", [7])];
  const spooled = pieces.map((piece) => writer.put(piece)!);
  const taken = spooled.map((one) => reader.take(one));
  expect(taken.map(textOf)).toEqual(["one°\ntwo°\n", "three\n"]);
  for (const [place, { at, ends, lines }] of taken.entries())
    expect([at, ends, lines]).toEqual([pieces[place]!.at, pieces[place]!.ends, pieces[place]!.lines]);
  reader.close();
});

test("a slot is used again once it is free, and not before", () => {
  const file = openSpool()!;
  const [writer, reader] = [new SpoolWriter(file), new SpoolReader(file)];
  const slots = new Set<number>();
  for (let put = writer.put(pieceOf("x\n", [1])); put !== undefined; put = writer.put(pieceOf("x\n", [1])))
    slots.add(put.slot);
  expect(slots.size).toBe(128);
  writer.free(5);
  const again = writer.put(pieceOf("again\n", [2]))!;
  expect(again.slot).toBe(5);
  expect(textOf(reader.take(again))).toBe("again\n");
  expect(writer.put(pieceOf("x\n", [1]))).toBeUndefined();
  reader.close();
});

test("what does not fit, or cannot be written, is left to who puts it", () => {
  const file = openSpool()!;
  const writer = new SpoolWriter(file);
  expect(writer.put(pieceOf("x".repeat(600_000), [1]))).toBeUndefined();
  expect(writer.put(pieceOf("x\n", [1]))).toBeDefined();
  closeSync(file);
  expect(writer.put(pieceOf("x\n", [1]))).toBeUndefined();
});
