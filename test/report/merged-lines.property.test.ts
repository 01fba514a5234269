import fc from "fast-check";
import { expect, test } from "vitest";
import type { DataSink } from "../../src/report/data-sink.ts";
import { MergedLines } from "../../src/report/merged-lines.ts";
import { type LinePiece, SliceSink } from "../../src/report/slice-sink.ts";

function textSink(): DataSink & { text(): string } {
  const pieces: string[] = [];
  return {
    pieceLength: 64,
    write: (piece) => pieces.push(piece.toString()),
    ready: async () => {},
    close: async () => {},
    text: () => pieces.join(""),
  };
}

/** Pieces of the lines of these times, of one slice, so many lines each. */
function piecesOf(slice: number, times: readonly number[], each: number): LinePiece[] {
  const pieces: LinePiece[] = [];
  const sink = new SliceSink((piece) => pieces.push(piece));
  for (let from = 0; from < times.length; from += each) {
    const lines = times.slice(from, from + each).map((at, place) => `${at} ${slice} ${from + place}\n`);
    times.slice(from, from + each).forEach((at, place) => sink.mark(at, lines[place]!.length, 1));
    sink.write(Buffer.from(lines.join("")));
  }
  return pieces;
}

test("lines of several slices come in order of time and slice, whoever is ahead", () => {
  const times = fc.array(fc.nat(20), { maxLength: 40 }).map((all) => all.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(
      fc.array(times, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 7 }),
      fc.infiniteStream(fc.nat(3)),
      (slices, each, turns) => {
        const sink = textSink();
        const merged = new MergedLines(sink, slices.length, "head\n");
        const left = slices.map((all, slice) => piecesOf(slice, all, each));
        const pieces = left.flat().length;
        let taken = 0;
        while (left.some(({ length }) => length > 0)) {
          const slice = turns.next().value % slices.length;
          const piece = left[slice]!.shift();
          if (piece !== undefined) merged.add(slice, piece, () => taken++);
        }
        for (const slice of slices.keys()) merged.passed(slice, Number.POSITIVE_INFINITY);
        merged.end();
        const wanted = slices
          .flatMap((all, slice) => all.map((at, place) => ({ at, slice, place })))
          .toSorted((a, b) => a.at - b.at || a.slice - b.slice || a.place - b.place);
        const text = wanted.map(({ at, slice, place }) => `${at} ${slice} ${place}\n`).join("");
        expect(sink.text()).toBe(`head\n${text}`);
        expect(merged.lines).toBe(wanted.length);
        expect(taken).toBe(pieces);
      },
    ),
  );
});
